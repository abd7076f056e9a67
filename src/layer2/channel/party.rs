//! One person's part in one channel: how far it is, and the small things that all steps share.

use borsh::BorshSerialize;

use crate::actor::Desk;
use crate::base::{ActorId, Address, Amount, Signature, Time};
use crate::event::{ChannelFact, Fact};

use super::{ChannelLetter, ChannelState, Held, OnChain, Record, RejectReason, Signed, Terms};

/// Blocks, the one with the last deposit included, after which the funding counts.
pub const CONFIRMATIONS: u64 = 3;

/// Where a channel is in its life, as one party's own node shows Layer 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize)]
pub enum Phase {
    /// Asked for; the other has not signed the opening state.
    Proposed,
    /// The other does not want it.
    Rejected,
    /// A deposit is missing on Layer 1.
    Funding,
    /// All deposits are there, not deep enough yet.
    Confirming,
    /// Payments flow.
    Open,
    /// The end is signed or wanted, and not on Layer 1 yet.
    Closing,
    /// A state is posted, and a newer one may override it.
    Disputed,
    /// Paid out.
    Closed,
    /// The creation can't be included as agreed.
    Failed,
}

impl Phase {
    /// Key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Proposed => "channel.phase.proposed",
            Self::Rejected => "channel.phase.rejected",
            Self::Funding => "channel.phase.funding",
            Self::Confirming => "channel.phase.confirming",
            Self::Open => "channel.phase.open",
            Self::Closing => "channel.phase.closing",
            Self::Disputed => "channel.phase.disputed",
            Self::Closed => "channel.phase.closed",
            Self::Failed => "channel.phase.failed",
        }
    }
}

/// How a party leaves without the other.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub(super) enum Exit {
    /// By its newest state.
    Forced,
    /// By an old one: it cheats.
    Stale(Box<Signed>),
}

/// How far a party is.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) enum Life {
    /// The opener waits for the other's signature.
    Proposed {
        terms: Terms,
        contract: Address,
        tries: u32,
    },
    /// The other said no.
    Rejected(Terms, RejectReason),
    /// Both signatures of a state are held.
    Held(Box<Course>),
}

/// What a party that holds a state knows beside it.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Course {
    pub(super) held: Held,
    pub(super) exit: Option<Exit>,
    /// A proposal that came before this party's own node showed the funding deep enough.
    pub(super) early: Option<(ChannelState, Signature)>,
    /// Height at which the end was signed by both.
    pub(super) ended: Option<u64>,
}

/// The last thing that was said.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Said {
    /// Key of the letter's kind.
    pub kind: &'static str,
    /// Who said it.
    pub from: ActorId,
    /// When it was sent or received.
    pub at: Time,
    /// The payment in it, if it proposes one.
    pub amount: Option<Amount>,
}

/// One person's part in one channel.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Party {
    pub(super) number: u32,
    pub(super) me: u8,
    pub(super) peer: ActorId,
    pub(super) life: Life,
    pub(super) asleep: bool,
    pub(super) phase: Phase,
    pub(super) said: Option<Said>,
    pub(super) attempt: u32,
}

impl Party {
    pub(super) fn new((number, me, peer): (u32, u8, ActorId), life: Life) -> Self {
        let phase = match life {
            Life::Proposed { .. } => Phase::Proposed,
            Life::Rejected(..) => Phase::Rejected,
            Life::Held(_) => Phase::Funding,
        };
        Self {
            number,
            me,
            peer,
            life,
            asleep: false,
            phase,
            said: None,
            attempt: 0,
        }
    }

    pub(super) fn course(&mut self) -> Option<&mut Course> {
        match &mut self.life {
            Life::Held(course) => Some(course),
            Life::Proposed { .. } | Life::Rejected(..) => None,
        }
    }

    /// Whether it still needs attention.
    pub(super) fn is_alive(&self) -> bool {
        !matches!(self.phase, Phase::Closed | Phase::Rejected | Phase::Failed)
    }

    pub(super) fn send(&mut self, desk: &mut Desk, letter: &ChannelLetter) {
        let amount = match (&mut self.life, letter) {
            (Life::Held(course), ChannelLetter::Propose { .. }) => {
                course.held.offer.as_ref().and_then(|offer| offer.amount)
            }
            _ => None,
        };
        self.said = Some(Said {
            kind: letter.kind(),
            from: desk.me(),
            at: desk.now(),
            amount,
        });
        desk.send(self.peer, letter.pack(self.number));
    }

    pub(super) fn note(&self, desk: &mut Desk, fact: impl FnOnce(u32, ActorId) -> ChannelFact) {
        let (channel, party) = (self.number, desk.me());
        desk.note(|| Fact::Channel(fact(channel, party)));
    }

    pub(super) fn alarm(&self, desk: &mut Desk, reason: &str) {
        self.note(desk, |channel, party| ChannelFact::Alarm {
            channel,
            party,
            reason: reason.to_owned(),
        });
    }

    /// Tells that both signed the newest state, and what it paid.
    pub(super) fn note_signed(&mut self, desk: &mut Desk) {
        let Some(state) = self.course().map(|course| course.held.latest.state.clone()) else {
            return;
        };
        self.note(desk, |channel, party| ChannelFact::Signed {
            channel,
            party,
            version: state.version,
            balances: state.balances,
        });
    }

    /// Layer 1's view of the channel, as of the head of the party's own node.
    pub(super) fn on_chain(&mut self, desk: &Desk) -> Option<OnChain> {
        let contract = self.course()?.held.latest.state.contract;
        OnChain::read(desk.state(), &contract)
    }

    /// Derives the phase anew: Layer 1 may have gone any way since.
    pub(super) fn refresh(&mut self, desk: &mut Desk) -> Option<OnChain> {
        let chain = self.on_chain(desk);
        let phase = self.derive(desk, chain.as_ref());
        if phase != self.phase {
            self.phase = phase;
            self.note(desk, |channel, party| ChannelFact::Phase {
                channel,
                party,
                phase: phase.key().to_owned(),
            });
            if let Some(Record::Closed { paid, penalty }) =
                chain.as_ref().map(|chain| &chain.record)
            {
                let (paid, penalty) = (*paid, *penalty);
                self.note(desk, |channel, party| ChannelFact::Closed {
                    channel,
                    party,
                    paid,
                    penalty,
                });
            }
        }
        chain
    }

    fn derive(&mut self, desk: &Desk, chain: Option<&OnChain>) -> Phase {
        let (number, me, height) = (self.number, self.me, desk.height());
        let course = match &self.life {
            Life::Proposed { .. } => return Phase::Proposed,
            Life::Rejected(..) => return Phase::Rejected,
            Life::Held(course) => course,
        };
        let Some(chain) = chain else {
            let contract = &course.held.latest.state.contract;
            let lost = me == 0 && !is_creation_on_its_way(desk, number, contract);
            return if lost { Phase::Failed } else { Phase::Funding };
        };
        match &chain.record {
            Record::Funding { .. } => Phase::Funding,
            Record::Open { .. } if course.exit.is_some() || course.held.latest.state.is_final => {
                Phase::Closing
            }
            Record::Open { since } if height.saturating_sub(*since) + 1 < CONFIRMATIONS => {
                Phase::Confirming
            }
            Record::Open { .. } => Phase::Open,
            Record::Disputed(_) => Phase::Disputed,
            Record::Closed { .. } => Phase::Closed,
        }
    }
}

/// Label of the creation's transaction.
pub(super) fn creation_label(number: u32) -> String {
    format!("channel-{number}-create")
}

fn is_creation_on_its_way(desk: &Desk, number: u32, contract: &Address) -> bool {
    desk.wallet()
        .find(&creation_label(number))
        .is_some_and(|signed| {
            Address::of_contract(&desk.address(), signed.transaction().nonce) == *contract
        })
}
