//! The sequencer as claimant: posts a commitment for each batch, honest or, if told to, false; takes bonds back.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{Address, Amount, Digest, encode};
use crate::command::Refusal;
use crate::event::{Fact, RollupFact};

use super::super::call::{Call, CommitCall};
use super::super::contract::{deadline, root_of_roots};
use super::super::found::{RollupBlock, origin_of};
use super::super::step::{RollupState, Slot, execute_step};
use super::super::transfer::Domain;
use super::seat::{Ground, affordable, is_any_waiting, is_waiting, pursue};

/// Most of its own claims whose state is remembered.
const MAX_REMEMBERED: usize = 64;

/// A false claim that the user asks for: value from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Lie {
    /// Who would gain.
    pub to: Address,
    /// How much.
    pub amount: Amount,
}

/// A claim on its way.
#[derive(Clone, Debug, BorshSerialize)]
struct Sent {
    batch: u64,
    roots_root: Digest,
    label: String,
    lie: Option<Lie>,
}

/// The claims of one claimant.
#[derive(Clone, Default)]
pub(super) struct Claiming {
    lie: Option<Lie>,
    attempt: u32,
    sent: Option<Sent>,
    /// The state after each batch as claimed, to go on from, be it false.
    claimed: BTreeMap<u64, RollupState>,
    /// Batches below this are told as confirmed.
    told: u64,
    /// Batch for which the bond was missing.
    poor: Option<u64>,
}

impl Claiming {
    pub(super) fn lie(&self) -> Option<Lie> {
        self.lie
    }

    pub(super) fn claimed(&self, batch: u64) -> Option<&RollupState> {
        self.claimed.get(&batch)
    }

    pub(super) fn plan(&mut self, lie: Lie) -> Result<(), Refusal> {
        if lie.amount == Amount::ZERO {
            return Err(Refusal::new("rollup.zero"));
        }
        self.lie = Some(lie);
        Ok(())
    }

    pub(super) fn on_head(&mut self, ground: &Ground, desk: &mut Desk) {
        if ground.started(desk).is_err() {
            return;
        }
        self.settle(ground, desk);
        if self.sent.is_none() {
            self.claim_next(ground, desk);
        }
        self.take_bond_back(ground, desk);
    }

    /// Looks whether the claim on its way arrived. A lie that Layer 1 never took is told again.
    fn settle(&mut self, ground: &Ground, desk: &Desk) {
        let arrived = |sent: &Sent| {
            ground
                .derivation
                .claim(sent.batch, &sent.roots_root)
                .is_some()
        };
        let Some(sent) = self.sent.take() else {
            return;
        };
        if arrived(&sent) {
            return;
        }
        if is_waiting(desk, &sent.label) {
            self.sent = Some(sent);
        } else {
            self.lie = self.lie.or(sent.lie);
        }
    }

    fn claim_next(&mut self, ground: &Ground, desk: &mut Desk) {
        let Ok((reader, domain)) = ground.started(desk) else {
            return;
        };
        let index = reader.counters().commitments;
        // After a reorg the wallet sends an earlier claim again by itself.
        if is_any_waiting(desk, &ground.label(&format!("commit-{index}-"))) {
            return;
        }
        let Some(block) = ground.derivation.block(index).cloned() else {
            return;
        };
        let Some(bond) = reader.terms().map(|terms| terms.bond) else {
            return;
        };
        let Some(mut state) = self.parent_state(ground, &block, desk) else {
            return;
        };
        let lie = self.lie.filter(|_| !block.steps.is_empty());
        let roots = claimed_roots(&mut state, &block, lie, &domain);
        let call = CommitCall {
            batch: index,
            inbox: block.inbox,
            origin: origin_of(desk.head()),
            deposits: block.header.deposits,
            roots,
        };
        if self.submit(ground, &block, (call, lie, bond), desk) {
            self.claimed.insert(index, state);
            while self.claimed.len() > MAX_REMEMBERED {
                self.claimed.pop_first();
            }
        }
    }

    /// The state that the parent's commitment stands for, if this claimant would build on it: the derived one, where no
    /// commitment below can be deleted any more or is false in any root, or its own lie.
    fn parent_state(
        &self,
        ground: &Ground,
        block: &RollupBlock,
        desk: &Desk,
    ) -> Option<RollupState> {
        let (reader, _) = ground.started(desk).ok()?;
        let parent = block.header.index.checked_sub(1);
        let root = match parent {
            None => Digest::ZERO,
            Some(parent) => reader.commitment(parent)?.root,
        };
        if root == block.before.root() {
            let doubt = ground.derivation.first_false(&reader, desk.height());
            return doubt.is_none().then(|| block.before.clone());
        }
        let own = parent.and_then(|parent| self.claimed.get(&parent))?;
        (own.root() == root).then(|| own.clone())
    }

    fn submit(
        &mut self,
        ground: &Ground,
        block: &RollupBlock,
        (call, lie, bond): (CommitCall, Option<Lie>, Amount),
        desk: &mut Desk,
    ) -> bool {
        let (batch, roots_root) = (call.batch, root_of_roots(&call.roots));
        let honest = call.roots == block.roots;
        let root = call.roots.last().copied().unwrap_or_default();
        let Some(action) = ground.action(&Call::Commit(call), bond) else {
            return false;
        };
        if !affordable(desk, &action) {
            self.tell_poor(ground, batch, desk);
            return false;
        }
        self.attempt = self.attempt.wrapping_add(1);
        let label = ground.label(&format!("commit-{batch}-{}", self.attempt));
        desk.submit(&label, &action);
        if lie.is_some() {
            self.lie = None;
        }
        self.sent = Some(Sent {
            batch,
            roots_root,
            label,
            lie,
        });
        let rollup = ground.number;
        desk.note(|| {
            Fact::Rollup(RollupFact::Claimed {
                rollup,
                batch,
                root,
                honest,
            })
        });
        true
    }

    fn tell_poor(&mut self, ground: &Ground, batch: u64, desk: &mut Desk) {
        if self.poor.replace(batch) != Some(batch) {
            let (rollup, agent) = (ground.number, desk.me());
            desk.note(|| {
                Fact::Rollup(RollupFact::Alarm {
                    rollup,
                    agent,
                    batch,
                    reason: "rollup.bond-missing".to_owned(),
                    amount: None,
                })
            });
        }
    }

    /// Asks for the bond of the oldest commitment whose window is over, whoever's it is.
    fn take_bond_back(&mut self, ground: &Ground, desk: &mut Desk) {
        let Ok((reader, _)) = ground.started(desk) else {
            return;
        };
        let (counters, terms) = (reader.counters(), reader.terms());
        let batch = counters.confirmed;
        let over = reader
            .commitment(batch)
            .zip(terms)
            .filter(|(commitment, terms)| desk.height() >= deadline(commitment.height, terms));
        let Some((commitment, _)) = over else {
            return;
        };
        let rollup = ground.number;
        if self.told <= batch {
            self.told = batch + 1;
            desk.note(|| Fact::Rollup(RollupFact::Confirmed { rollup, batch }));
        }
        let purpose = ground.label(&format!("confirm-{batch}-{}", commitment.serial));
        if let Some(action) = ground.action(&Call::Confirm { batch }, Amount::ZERO) {
            pursue(desk, &purpose, &action);
        }
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(
            self.lie,
            self.attempt,
            &self.sent,
            self.told,
            self.poor,
        )));
        for (batch, state) in &self.claimed {
            out.extend(encode(&(batch, state.root())));
        }
    }
}

/// The roots around the batch's steps from `state`, which becomes the state after them. A lie comes true in the
/// middle step, and everything after it is executed honestly on what it left.
fn claimed_roots(
    state: &mut RollupState,
    block: &RollupBlock,
    lie: Option<Lie>,
    domain: &Domain,
) -> Vec<Digest> {
    let place = block.steps.len() / 2;
    let mut roots = vec![state.root()];
    for (index, step) in block.steps.iter().enumerate() {
        let _ = execute_step(state, step, domain);
        if let Some(lie) = lie.filter(|_| index == place) {
            invent(state, &lie);
        }
        roots.push(state.root());
    }
    roots
}

fn invent(state: &mut RollupState, lie: &Lie) {
    let slot = Slot::Account(lie.to);
    let mut leaf = state.get(&slot).copied().unwrap_or_default();
    leaf.balance = Amount(leaf.balance.0.saturating_add(lie.amount.0));
    state.insert(slot, leaf);
}
