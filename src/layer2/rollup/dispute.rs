//! From a false claim to the call that shows it: the first step whose root differs.

use crate::base::{Digest, Keccak256, merkle::log};

use super::call::{BatchBytes, Call, ClaimedRoot, StepCall};
use super::contract::root_leaves;
use super::step::{RollupState, Step, execute_step, witnesses};
use super::transfer::Domain;

/// A batch as derived from Layer 1, and what was claimed of it.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// The rollup.
    pub domain: &'a Domain,
    /// Index of the batch.
    pub batch: u64,
    /// Hash of the batch's origin.
    pub origin_hash: Digest,
    /// The batch's bytes on Layer 1.
    pub data: &'a [u8],
    /// Its steps.
    pub steps: &'a [Step],
    /// The state before it.
    pub before: &'a RollupState,
    /// The claimed roots around its steps.
    pub claimed: &'a [Digest],
}

/// A difference found, and the call by which Layer 1 finds it, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Dispute {
    /// The first step that differs; the claimed number of steps if that is what is wrong.
    pub step: u32,
    /// The root before the step, on which both agree.
    pub before: Digest,
    /// The root after it as claimed.
    pub claimed: Digest,
    /// The root after it as executed.
    pub executed: Digest,
    /// What to send to the contract.
    pub call: Call,
}

/// Compares a claim with the execution of the batch's steps; `None` if they agree, or differ from the first root on
/// already: then the parent is what is wrong.
#[must_use]
pub fn dispute(evidence: &Evidence) -> Option<Dispute> {
    let claimed = evidence.claimed;
    if claimed.first() != Some(&evidence.before.root()) {
        return None;
    }
    if claimed.len() != evidence.steps.len() + 1 {
        return Some(wrong_count(evidence));
    }
    let mut state = evidence.before.clone();
    for (index, step) in evidence.steps.iter().enumerate() {
        let before = state.clone();
        let _ = execute_step(&mut state, step, evidence.domain);
        if claimed[index + 1] != state.root() {
            return Some(wrong_step(evidence, index, &before, state.root()));
        }
    }
    None
}

fn bytes_of(evidence: &Evidence) -> BatchBytes {
    BatchBytes {
        batch: evidence.batch,
        origin_hash: evidence.origin_hash,
        data: evidence.data.to_vec(),
    }
}

fn wrong_count(evidence: &Evidence) -> Dispute {
    let root = evidence.before.root();
    Dispute {
        step: (evidence.claimed.len() as u32).saturating_sub(1),
        before: root,
        claimed: evidence.claimed.last().copied().unwrap_or(root),
        executed: root,
        call: Call::ChallengeCount(bytes_of(evidence)),
    }
}

fn wrong_step(
    evidence: &Evidence,
    index: usize,
    before: &RollupState,
    executed: Digest,
) -> Dispute {
    let step = &evidence.steps[index];
    let bytes = match step {
        Step::Deposit { .. } => None,
        Step::Transfer(_) => Some(bytes_of(evidence)),
    };
    let call = StepCall {
        batch: evidence.batch,
        step: index as u32,
        bytes,
        before: claimed_root(evidence.claimed, index),
        after: claimed_root(evidence.claimed, index + 1),
        witnesses: witnesses(before, step, evidence.domain),
    };
    Dispute {
        step: index as u32,
        before: evidence.claimed[index],
        claimed: evidence.claimed[index + 1],
        executed,
        call: Call::ChallengeStep(Box::new(call)),
    }
}

/// A claimed root with its audit path; an empty path beyond the end.
#[must_use]
pub fn claimed_root(roots: &[Digest], index: usize) -> ClaimedRoot {
    let path = log::path_of_hashes::<Keccak256>(&root_leaves(roots), index as u64);
    ClaimedRoot {
        root: roots.get(index).copied().unwrap_or_default(),
        path: path.unwrap_or_default(),
    }
}
