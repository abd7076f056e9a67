//! Votes that a node has heard: what a block may still take, put together by what they are for,
//! and who voted against itself.

use std::collections::{BTreeMap, BTreeSet};

use super::ballot::Ballot;
use super::bits::Bits;
use super::block::{Attestation, AttesterSlashing, IndexedAttestation, MAX_ATTESTATIONS};
use super::operations::flags_of;
use super::params::{Epoch, Gwei};
use super::parts::Parts;
use super::reward::Flag;
use super::slashing::{AttestationData, is_slashable};
use super::state::State;
use super::validator::Index;
use crate::base::order::{gather, sort_by_key};

/// Epochs for which votes are kept to be held against later ones.
const KEPT_EPOCHS: Epoch = 8;
/// Votes of one validator that are kept: who casts more is caught already.
const KEPT_VOTES: usize = 16;

/// Two votes of one validator that it may not cast both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offence {
    /// Who cast them.
    pub validator: Index,
    /// The one that was heard first.
    pub one: AttestationData,
    /// The other.
    pub other: AttestationData,
}

/// Votes by what they are for and by who cast them.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    ballots: BTreeMap<AttestationData, Vec<Ballot>>,
    by_voter: Parts<Vec<Ballot>>,
    offences: Vec<Offence>,
}

impl Pool {
    /// Whether a ballot says anything that was not heard.
    #[must_use]
    pub fn is_new(&self, ballot: &Ballot) -> bool {
        ballot.voters().any(|(index, _)| {
            let own = self.of(index);
            own.len() < KEPT_VOTES && own.iter().all(|old| !old.is_for_same(ballot))
        })
    }

    /// Keeps a ballot whose signatures were verified. Tells whom it convicts.
    pub fn insert(&mut self, ballot: &Ballot) -> Vec<Offence> {
        let Some(data) = ballot.data() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (index, _) in ballot.voters() {
            // Who votes forward contradicts nothing.
            let is_suspect = |old: &&Ballot| {
                let [source, target] = old.epochs();
                target >= data.target.epoch || source > data.source.epoch
            };
            let olds = self.of(index).iter().filter(is_suspect);
            let olds = olds.filter_map(Ballot::data);
            let mut against = olds.filter(|old| is_slashable(old, &data));
            found.extend(against.next().map(|one| Offence {
                validator: index,
                one,
                other: data,
            }));
            self.keep(index, ballot);
        }
        self.ballots.entry(data).or_default().push(ballot.clone());
        self.offences.extend(&found);
        found
    }

    fn keep(&mut self, index: Index, ballot: &Ballot) {
        while self.by_voter.len() <= index as usize {
            self.by_voter.push(Vec::new());
        }
        if let Some(own) = self.by_voter.get_mut(index as usize)
            && own.len() < KEPT_VOTES
        {
            own.push(ballot.clone());
        }
    }

    /// Canonical bytes of all that it holds.
    pub fn digest(&self, out: &mut Vec<u8>) {
        for ballot in self.ballots.values().flatten() {
            out.extend_from_slice(ballot.bytes());
        }
    }

    /// The kept ballots with a vote of one validator.
    #[must_use]
    pub fn of(&self, index: Index) -> &[Ballot] {
        self.by_voter.get(index as usize).map_or(&[], Vec::as_slice)
    }

    /// Forgets what is too old in `epoch`.
    pub fn forget(&mut self, epoch: Epoch) {
        let is_kept =
            |data: &AttestationData| data.target.epoch.saturating_add(KEPT_EPOCHS) >= epoch;
        self.ballots.retain(|data, _| is_kept(data));
        let is_old = |ballot: &Ballot| ballot.epochs()[1].saturating_add(KEPT_EPOCHS) < epoch;
        for place in 0..self.by_voter.len() {
            let own = self.by_voter.get(place);
            let has_old = own.is_some_and(|own| own.iter().any(is_old));
            if has_old && let Some(own) = self.by_voter.get_mut(place) {
                own.retain(|one| !is_old(one));
            }
        }
        self.offences
            .retain(|offence| is_kept(&offence.one) && is_kept(&offence.other));
    }

    /// The attestations that earn the proposer of a block on `state` most: `state` is at the
    /// block's slot.
    #[must_use]
    pub fn pack(&self, state: &State) -> Vec<Attestation> {
        let mut worth: Vec<(Gwei, Attestation)> = Vec::new();
        for (data, ballots) in &self.ballots {
            worth.extend(packed(state, data, ballots));
        }
        sort_by_key(&mut worth, |(gain, _)| u64::MAX - gain);
        let best = worth.into_iter().take(MAX_ATTESTATIONS);
        best.map(|(_, attestation)| attestation).collect()
    }

    /// Evidence against whoever can still be slashed on `state`: all who cast the same two votes.
    #[must_use]
    pub fn accuse(&self, state: &State) -> Option<AttesterSlashing> {
        let epoch = state.epoch();
        let can_be = |index: Index| {
            state
                .validators()
                .get(index as usize)
                .is_some_and(|one| one.is_slashable(epoch))
        };
        let first = self
            .offences
            .iter()
            .find(|offence| can_be(offence.validator))?;
        let same = self
            .offences
            .iter()
            .filter(|offence| (offence.one, offence.other) == (first.one, first.other));
        let guilty: BTreeSet<Index> = gather(same.map(|offence| offence.validator));
        let ballots =
            |data: &AttestationData| self.ballots.get(data).map_or(&[][..], Vec::as_slice);
        let indexed = |data: AttestationData| evidence(ballots(&data), data, &guilty);
        Some(AttesterSlashing {
            one: indexed(first.one),
            other: indexed(first.other),
        })
    }
}

/// A vote as evidence against those who are in `guilty`.
fn evidence(
    ballots: &[Ballot],
    data: AttestationData,
    guilty: &BTreeSet<Index>,
) -> IndexedAttestation {
    let mut voters = Vec::new();
    let mut signatures = Vec::new();
    for index in guilty {
        if let Some(signature) = ballots.iter().find_map(|ballot| ballot.vote(*index)) {
            voters.push(*index);
            signatures.extend(signature);
        }
    }
    IndexedAttestation {
        data,
        voters,
        signatures,
    }
}

fn votes_in(ballots: &[Ballot], index: Index) -> bool {
    ballots.iter().any(|ballot| ballot.vote(index).is_some())
}

/// Nothing if a block would gain nothing by it.
fn packed(
    state: &State,
    data: &AttestationData,
    ballots: &[Ballot],
) -> Option<(Gwei, Attestation)> {
    let is_known = data.target.epoch == state.epoch() || data.target.epoch + 1 == state.epoch();
    if data.slot >= state.slot() || !is_known {
        return None;
    }
    let earned = flags_of(state, data)?;
    let all = state.duties(data.target.epoch)?.voters(data.slot);
    let rewards = state.base_reward();
    let which = usize::from(data.target.epoch == state.epoch());
    let missing = |index: Index| earned & !state.flags(index)[which];
    let is_new = |index: &&Index| missing(**index) != 0;
    if !all
        .iter()
        .filter(is_new)
        .any(|index| votes_in(ballots, *index))
    {
        return None;
    }
    let mut bits = Bits::zeros(all.len());
    let (mut signatures, mut gain) = (Vec::new(), 0_u64);
    for (place, index) in all.iter().enumerate() {
        let Some(signature) = ballots.iter().find_map(|ballot| ballot.vote(*index)) else {
            continue;
        };
        bits.set(place);
        signatures.extend(signature);
        let missing = missing(*index);
        let weights = Flag::ALL
            .into_iter()
            .filter(|flag| missing & flag.bit() != 0);
        let weight: u64 = weights.map(Flag::weight).sum();
        let effective = state.validator(*index).map_or(0, |one| one.effective);
        gain = gain.saturating_add(rewards.base(effective).saturating_mul(weight));
    }
    let attestation = Attestation {
        data: *data,
        bits,
        signatures,
    };
    (gain > 0).then_some((gain, attestation))
}
