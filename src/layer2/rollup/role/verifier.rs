//! The verifier: derives the rollup from Layer 1 alone, compares each claim, and lets Layer 1 execute the first step that differs.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{Amount, Digest, Time, encode};
use crate::event::{Fact, RollupFact};

use super::super::contract::{Commitment, deadline};
use super::super::dispute::{Dispute, Evidence, dispute};
use super::super::found::Change;
use super::seat::{Ground, pursue, short};

/// Most findings kept.
const MAX_FINDINGS: usize = 16;

/// A false claim that was found.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Finding {
    /// Index of the batch.
    pub batch: u64,
    /// Serial number of the commitment.
    pub serial: u64,
    /// The first step that differs.
    pub step: u32,
    /// Number of steps of the batch.
    pub steps: u32,
    /// The root before it, on which both agree.
    pub before: Digest,
    /// The root after it as claimed.
    pub claimed: Digest,
    /// The root after it as executed.
    pub executed: Digest,
    /// When it was found.
    pub since: Time,
    /// Label of the newest challenge's transaction; `None` if none was sent.
    pub label: Option<String>,
    /// Whether the window was over before a challenge could be in a block.
    pub is_late: bool,
}

/// What a verifier remembers.
#[derive(Clone, Debug, Default)]
pub struct Verifier {
    asleep: bool,
    /// Claims compared: by batch, the root of the claimed roots.
    judged: BTreeMap<u64, Digest>,
    findings: Vec<Finding>,
}

impl Verifier {
    /// Whether it does not watch.
    #[must_use]
    pub fn is_asleep(&self) -> bool {
        self.asleep
    }

    /// False claims found, oldest first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The root of the roots that it compared for a batch, last.
    #[must_use]
    pub fn judged(&self, batch: u64) -> Option<Digest> {
        self.judged.get(&batch).copied()
    }

    pub(super) fn sleep(&mut self, ground: &Ground, asleep: bool, desk: &mut Desk) {
        self.asleep = asleep;
        self.watch(ground, desk);
    }

    pub(super) fn on_head(&mut self, ground: &Ground, change: &Change, desk: &mut Desk) {
        if let Some(first) = change.removed.last() {
            self.judged.split_off(&first.header.index);
        }
        for upheld in &change.upheld {
            let (rollup, batch, bond) = (ground.number, upheld.batch, upheld.bond);
            self.judged.split_off(&batch);
            desk.note(|| {
                Fact::Rollup(RollupFact::Deleted {
                    rollup,
                    batch,
                    bond,
                })
            });
        }
        self.watch(ground, desk);
    }

    fn watch(&mut self, ground: &Ground, desk: &mut Desk) {
        let Ok((reader, _)) = ground.started(desk) else {
            return;
        };
        let counters = reader.counters();
        self.judged = self.judged.split_off(&counters.confirmed);
        if self.asleep {
            return;
        }
        let standing: Vec<(u64, Commitment)> = (counters.confirmed..counters.commitments)
            .filter_map(|batch| Some((batch, reader.commitment(batch)?)))
            .collect();
        for (batch, commitment) in standing {
            if self.judged.get(&batch) != Some(&commitment.roots) {
                self.judge(ground, batch, &commitment, desk);
            } else {
                self.insist(ground, batch, &commitment, desk);
            }
        }
    }

    fn judge(&mut self, ground: &Ground, batch: u64, commitment: &Commitment, desk: &mut Desk) {
        let Some(block) = ground.derivation.block(batch) else {
            return;
        };
        let (rollup, verifier) = (ground.number, desk.me());
        if block.bears_out(commitment) {
            self.judged.insert(batch, commitment.roots);
            desk.note(|| {
                Fact::Rollup(RollupFact::Agreed {
                    rollup,
                    verifier,
                    batch,
                })
            });
            return;
        }
        // If even the first root differs, the parent is what is false, and both fall with it.
        let Some(found) = compare(ground, batch, commitment) else {
            return;
        };
        self.judged.insert(batch, commitment.roots);
        let step = found.step;
        desk.note(|| {
            Fact::Rollup(RollupFact::Disputed {
                rollup,
                verifier,
                batch,
                step,
            })
        });
        self.remember(batch, commitment, &found, desk);
        self.insist(ground, batch, commitment, desk);
    }

    fn remember(&mut self, batch: u64, commitment: &Commitment, found: &Dispute, desk: &Desk) {
        self.findings.push(Finding {
            batch,
            serial: commitment.serial,
            step: found.step,
            steps: commitment.steps,
            before: found.before,
            claimed: found.claimed,
            executed: found.executed,
            since: desk.now(),
            label: None,
            is_late: false,
        });
        let excess = self.findings.len().saturating_sub(MAX_FINDINGS);
        self.findings.drain(..excess);
    }

    /// Challenges what was found false as long as it stands, no challenge is on its way, and the window is open.
    fn insist(&mut self, ground: &Ground, batch: u64, commitment: &Commitment, desk: &mut Desk) {
        let is_this =
            |finding: &&mut Finding| finding.batch == batch && finding.serial == commitment.serial;
        let Some(finding) = self.findings.iter_mut().rev().find(is_this) else {
            return;
        };
        if finding.is_late {
            return;
        }
        let terms = ground
            .derivation
            .reader(desk.head())
            .and_then(|reader| reader.terms());
        let last = terms.map_or(0, |terms| deadline(commitment.height, &terms));
        if desk.height() >= last {
            finding.is_late = true;
            return too_late(ground, batch, desk);
        }
        let Some(action) = compare(ground, batch, commitment)
            .and_then(|found| ground.action(&found.call, Amount::ZERO))
        else {
            return;
        };
        let hash = short(&commitment.roots);
        let purpose = format!("challenge-{batch}-{hash}-{}", commitment.serial);
        if let Some(label) = pursue(desk, &ground.label(&purpose), &action) {
            finding.label = Some(label);
        }
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(self.asleep, &self.judged, &self.findings)));
    }
}

fn too_late(ground: &Ground, batch: u64, desk: &mut Desk) {
    let (rollup, agent) = (ground.number, desk.me());
    desk.note(|| {
        Fact::Rollup(RollupFact::Alarm {
            rollup,
            agent,
            batch,
            reason: "rollup.too-late".to_owned(),
            amount: None,
        })
    });
}

/// The first difference between a commitment and what its batch derives to.
fn compare(ground: &Ground, batch: u64, commitment: &Commitment) -> Option<Dispute> {
    let block = ground.derivation.block(batch)?;
    let claim = ground.derivation.claim(batch, &commitment.roots)?;
    let domain = ground.derivation.domain()?;
    dispute(&Evidence {
        domain: &domain,
        batch,
        origin_hash: block.header.origin.hash,
        data: &block.data,
        steps: &block.steps,
        before: &block.before,
        claimed: &claim.roots,
    })
}
