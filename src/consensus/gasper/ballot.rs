//! One vote of some validators as it travels between nodes: canonical bytes that all nodes share,
//! read where they lie.

use std::sync::Arc;

use super::params::Epoch;
use super::slashing::AttestationData;
use super::validator::Index;
use crate::base::{Signature, decode, encode};

/// Bytes of what is voted for.
const DATA: usize = 120;
/// Where in it the epoch of the source is, and of the target.
const EPOCHS: [usize; 2] = [40, 80];
/// Bytes of a validator's place.
const PLACE: usize = 4;
/// Bytes of a signature.
const SIGNATURE: usize = 64;

/// What they vote for, whether it is signed, then each voter with its signature, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot(Arc<[u8]>);

impl Ballot {
    /// The vote of `voters`, ascending; either all are signed, or none.
    #[must_use]
    pub fn new(data: &AttestationData, voters: &[(Index, Option<Signature>)]) -> Self {
        let signed = voters.iter().all(|voter| voter.1.is_some());
        let mut bytes = encode(data);
        bytes.push(u8::from(signed));
        for (index, signature) in voters {
            bytes.extend(index.to_le_bytes());
            if let Some(signature) = signature.filter(|_| signed) {
                bytes.extend(signature.0);
            }
        }
        Self(bytes.into())
    }

    /// Bytes that came from somewhere; nothing if they are no ballot.
    #[must_use]
    pub fn read(bytes: Arc<[u8]>) -> Option<Self> {
        let signed = *bytes.get(DATA)?;
        let records = bytes.len() - DATA - 1;
        let ballot = Self(bytes);
        let whole = records > 0 && records.is_multiple_of(ballot.record());
        let voters = || ballot.voters().map(|voter| voter.0);
        let ascending = voters().zip(voters().skip(1)).all(|(low, high)| low < high);
        (signed <= 1 && whole && ascending && ballot.data().is_some()).then_some(ballot)
    }

    /// The canonical bytes.
    #[must_use]
    pub const fn bytes(&self) -> &Arc<[u8]> {
        &self.0
    }

    /// What they vote for.
    #[must_use]
    pub fn data(&self) -> Option<AttestationData> {
        decode(self.0.get(..DATA)?).ok()
    }

    /// The epochs of the source and of the target: less to read than all that it votes for.
    #[must_use]
    pub fn epochs(&self) -> [Epoch; 2] {
        EPOCHS.map(|at| {
            let bytes = self.0.get(at..).and_then(|rest| rest.first_chunk());
            bytes.map_or(0, |bytes| Epoch::from_le_bytes(*bytes))
        })
    }

    /// Whether both vote for the same.
    #[must_use]
    pub fn is_for_same(&self, other: &Self) -> bool {
        self.0.get(..DATA) == other.0.get(..DATA)
    }

    /// Who votes, ascending, with the signatures.
    pub fn voters(&self) -> impl Iterator<Item = (Index, Option<Signature>)> {
        let records = self.0.get(DATA + 1..).unwrap_or(&[]);
        records.chunks_exact(self.record()).filter_map(voter)
    }

    /// A validator's signature, if it votes here.
    #[must_use]
    pub fn vote(&self, index: Index) -> Option<Option<Signature>> {
        let mut voters = self.voters().skip_while(|voter| voter.0 < index);
        voters
            .next()
            .filter(|voter| voter.0 == index)
            .map(|voter| voter.1)
    }

    fn record(&self) -> usize {
        if self.0.get(DATA) == Some(&1) {
            PLACE + SIGNATURE
        } else {
            PLACE
        }
    }
}

fn voter(record: &[u8]) -> Option<(Index, Option<Signature>)> {
    let (index, signature) = record.split_at_checked(PLACE)?;
    let index = Index::from_le_bytes(index.try_into().ok()?);
    Some((index, signature.try_into().ok().map(Signature)))
}

#[cfg(test)]
mod tests {
    use super::super::justification::Checkpoint;
    use super::*;
    use crate::base::Digest;

    fn data() -> AttestationData {
        AttestationData {
            slot: 9,
            head: Digest([1; 32]),
            source: Checkpoint {
                epoch: 7,
                root: Digest([3; 32]),
            },
            target: Checkpoint {
                epoch: 1 << 40,
                root: Digest([2; 32]),
            },
        }
    }

    #[test]
    fn it_reads_back() {
        for signature in [None, Some(Signature([7; 64]))] {
            let voters = [(3, signature), (70_000, signature)];
            let ballot = Ballot::new(&data(), &voters);
            assert_eq!(Ballot::read(ballot.bytes().clone()), Some(ballot.clone()));
            assert_eq!(ballot.data(), Some(data()));
            assert_eq!(ballot.epochs(), [7, 1 << 40]);
            assert!(ballot.voters().eq(voters));
            assert_eq!(ballot.vote(70_000), Some(signature));
            assert_eq!((ballot.vote(4), ballot.vote(70_001)), (None, None));
        }
    }

    #[test]
    fn bytes_that_are_no_ballot_are_refused() {
        let bytes = Ballot::new(&data(), &[(3, None), (5, None)])
            .bytes()
            .to_vec();
        let read = |bytes: &[u8]| Ballot::read(bytes.into());
        assert!(read(&bytes).is_some());
        assert!(read(&bytes[..DATA + 1]).is_none() && read(&bytes[..DATA]).is_none());
        assert!(read(&bytes[..bytes.len() - 1]).is_none() && read(&[]).is_none());
        let mut strange = bytes.clone();
        strange[DATA] = 2;
        assert!(read(&strange).is_none());
        let twice = Ballot::new(&data(), &[(5, None), (5, None)]);
        assert!(Ballot::read(twice.bytes().clone()).is_none());
    }
}
