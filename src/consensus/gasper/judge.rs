//! Safety as a judge sees it, apart from the rules: no two honest nodes may finalize what
//! contradicts, and if two do, at least a third of the stake can be shown to have voted twice.

use std::collections::{BTreeMap, BTreeSet};

use super::justification::Checkpoint;
use super::params::{Epoch, Gwei};
use super::slashing::{AttestationData, is_slashable};
use super::validator::Index;
use crate::base::Digest;

/// Two final checkpoints of which neither comes after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The one of the earlier epoch.
    pub one: Checkpoint,
    /// The other.
    pub other: Checkpoint,
}

/// Finds the first two of `finals` that contradict: `at(root, epoch)` is the block at or before
/// the start of an epoch on the chain of a block, if that is known.
pub fn split(
    finals: &[Checkpoint],
    at: &dyn Fn(&Digest, Epoch) -> Option<Digest>,
) -> Option<Split> {
    let contradicts = |one: &Checkpoint, other: &Checkpoint| {
        at(&other.root, one.epoch).is_some_and(|root| root != one.root)
    };
    for (place, first) in finals.iter().enumerate() {
        for second in finals.iter().skip(place + 1) {
            let (one, other) = if first.epoch <= second.epoch {
                (first, second)
            } else {
                (second, first)
            };
            if contradicts(one, other) {
                return Some(Split {
                    one: *one,
                    other: *other,
                });
            }
        }
    }
    None
}

/// All votes that were ever cast, wherever they went.
#[derive(Clone, Debug, Default)]
pub struct Record {
    votes: BTreeMap<Index, BTreeSet<AttestationData>>,
}

impl Record {
    /// Takes a vote down.
    pub fn cast(&mut self, voter: Index, data: AttestationData) {
        self.votes.entry(voter).or_default().insert(data);
    }

    /// Who cast two votes of which nobody may cast both.
    #[must_use]
    pub fn guilty(&self) -> BTreeSet<Index> {
        let mut guilty = BTreeSet::new();
        for (voter, votes) in &self.votes {
            let votes: Vec<&AttestationData> = votes.iter().collect();
            let is_guilty = votes.iter().enumerate().any(|(place, one)| {
                votes
                    .iter()
                    .skip(place + 1)
                    .any(|other| is_slashable(one, other))
            });
            if is_guilty {
                guilty.insert(*voter);
            }
        }
        guilty
    }
}

/// Whether `part` is at least a third of `total`.
#[must_use]
pub fn is_third(part: Gwei, total: Gwei) -> bool {
    u128::from(part) * 3 >= u128::from(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::sha256;

    fn point(epoch: u64, name: &[u8]) -> Checkpoint {
        Checkpoint {
            epoch,
            root: sha256(name),
        }
    }

    /// Two chains from one block: a1 a2 and b2.
    fn at(root: &Digest, epoch: Epoch) -> Option<Digest> {
        let chain: &[&[u8]] = if *root == sha256(b"b2") {
            &[b"g", b"g", b"b2"]
        } else {
            &[b"g", b"a1", b"a2"]
        };
        chain.get(epoch as usize).map(|name| sha256(name))
    }

    #[test]
    fn final_blocks_of_one_chain_do_not_contradict() {
        let finals = [point(0, b"g"), point(2, b"a2"), point(1, b"a1")];
        assert_eq!(split(&finals, &at), None);
    }

    #[test]
    fn final_blocks_of_two_branches_do() {
        let finals = [point(1, b"a1"), point(2, b"b2")];
        let expected = Split {
            one: point(1, b"a1"),
            other: point(2, b"b2"),
        };
        assert_eq!(split(&finals, &at), Some(expected));
        assert!(split(&[point(2, b"b2"), point(2, b"a2")], &at).is_some());
    }

    #[test]
    fn the_record_finds_who_voted_twice() {
        let vote = |source, target| AttestationData {
            slot: 0,
            head: Digest::ZERO,
            source: point(source, b"s"),
            target: point(target, b"t"),
        };
        let mut record = Record::default();
        for (voter, source, target) in [
            (1, 0, 3),
            (1, 1, 2),
            (2, 0, 1),
            (2, 1, 2),
            (3, 0, 1),
            (3, 1, 1),
        ] {
            record.cast(voter, vote(source, target));
        }
        assert!(record.guilty().into_iter().eq([1, 3]));
        assert!(is_third(1, 3) && !is_third(33, 100) && is_third(u64::MAX, u64::MAX));
    }
}
