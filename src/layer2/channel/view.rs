//! What the scene and tests read of a person's channels: plain values.

use crate::base::{ActorId, Address, Amount};

use super::party::{Exit, Life, Party};
use super::{CONFIRMATIONS, ChannelRole, Phase, Said};

/// One person's side of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct PartyView {
    /// The channel's number.
    pub number: u32,
    /// 0 for who opened it, 1 for the other.
    pub me: u8,
    /// The other.
    pub peer: ActorId,
    /// Where it is in its life, as this person's node shows Layer 1.
    pub phase: Phase,
    /// The contract, once both signed the opening state.
    pub contract: Option<Address>,
    /// What each locks.
    pub deposits: [Amount; 2],
    /// The newest state that this person can enforce by itself.
    pub latest: Option<StateView>,
    /// A state that this person signed and the other has not answered.
    pub proposed: Option<StateView>,
    /// Payments signed by both.
    pub payments: u64,
    /// Payments that wait for the open proposal.
    pub waiting: u64,
    /// Versions of old states that it still has, oldest first: what it could cheat with.
    pub old: Vec<u64>,
    /// The newest version that the other has said to hold, which voids what came before.
    pub revoked_below: Option<u64>,
    /// Whether it neither answers nor watches.
    pub asleep: bool,
    /// The version of the old state by which it cheats.
    pub cheats_with: Option<u64>,
    /// The last thing that was said, as this person knows.
    pub said: Option<Said>,
    /// Blocks for the funding to count.
    pub confirmations_needed: u64,
}

/// One state.
#[derive(Clone, Debug, PartialEq)]
pub struct StateView {
    /// Its version.
    pub version: u64,
    /// What each owns in it.
    pub balances: [Amount; 2],
    /// Whether it ends the channel at once.
    pub is_final: bool,
}

impl From<&super::ChannelState> for StateView {
    fn from(state: &super::ChannelState) -> Self {
        Self {
            version: state.version,
            balances: state.balances,
            is_final: state.is_final,
        }
    }
}

impl ChannelRole {
    /// All channels of this person, by number.
    pub fn views(&self) -> impl Iterator<Item = PartyView> + '_ {
        self.parties.values().map(view)
    }

    /// One channel of this person.
    pub fn view(&self, number: u32) -> Option<PartyView> {
        self.parties.get(&number).map(view)
    }
}

fn view(party: &Party) -> PartyView {
    let mut view = PartyView {
        number: party.number,
        me: party.me,
        peer: party.peer,
        phase: party.phase,
        contract: None,
        deposits: [Amount::ZERO; 2],
        latest: None,
        proposed: None,
        payments: 0,
        waiting: 0,
        old: Vec::new(),
        revoked_below: None,
        asleep: party.asleep,
        cheats_with: None,
        said: party.said.clone(),
        confirmations_needed: CONFIRMATIONS,
    };
    match &party.life {
        Life::Proposed { terms, .. } | Life::Rejected(terms, _) => view.deposits = terms.deposits,
        Life::Held(course) => {
            let held = &course.held;
            view.deposits = held.terms.deposits;
            view.contract = Some(held.latest.state.contract);
            view.latest = Some((&held.latest.state).into());
            view.proposed = held.offer.as_ref().map(|offer| (&offer.state).into());
            view.payments = held.payments;
            view.waiting = held.queue.len() as u64;
            view.old = held.old.iter().map(|old| old.state.version).collect();
            view.revoked_below = held.revocation.as_ref().map(|held| held.version);
            view.cheats_with = match &course.exit {
                Some(Exit::Stale(old)) => Some(old.state.version),
                Some(Exit::Forced) | None => None,
            };
        }
    }
    view
}
