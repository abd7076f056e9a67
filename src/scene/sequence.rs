//! Who said what to whom, for the selected flow: messages and notes from the log, each with what caused it.

use std::collections::BTreeMap;

use crate::actor::Directory;
use crate::base::{ActorId, Address, Digest};
use crate::event::{
    Cause, ChannelFact, Event, Fact, MessageKind, NetworkFact, RollupFact, WalletFact,
};
use crate::layer2::channel::channel_object;

use super::inspect::find_transaction;
use super::model::{Arrow, Lifeline, Selection, Sequence, System, Text, Value};
use super::sight::Sight;
use super::told::text;
use super::{border, rollup};

/// Most arrows in a picture; the newest.
const MAX_ARROWS: usize = 80;
/// Most lifelines; further ones, and what only they say, are left out.
const MAX_LIFELINES: usize = 10;

/// What belongs to a flow.
struct Flow {
    about: Selection,
    /// Transactions on Layer 1, with the contract that each goes to.
    transactions: BTreeMap<Digest, Option<Address>>,
    channel: Option<u32>,
    rollup: Option<(u32, Option<u64>)>,
    transfer: Option<Digest>,
}

pub(super) fn build(sight: &Sight) -> Sequence {
    let Some(flow) = sight
        .view
        .selection
        .as_ref()
        .and_then(|selection| flow(sight, selection))
    else {
        return Sequence::default();
    };
    let mut drawing = Drawing::new(sight);
    for event in sight.past {
        drawing.take(&flow, event);
    }
    drawing.finish(flow.about)
}

fn flow(sight: &Sight, selection: &Selection) -> Option<Flow> {
    let empty = Flow {
        about: selection.clone(),
        transactions: BTreeMap::new(),
        channel: None,
        rollup: None,
        transfer: None,
    };
    Some(match selection {
        Selection::Transaction(id) => {
            let found = find_transaction(sight, id)?;
            Flow {
                transactions: BTreeMap::from([(*id, border::contract_of(found.signed))]),
                ..empty
            }
        }
        Selection::Channel(number) | Selection::ChannelState(number, _) => Flow {
            channel: Some(*number),
            transactions: to_contract(sight, Selection::Channel(*number)),
            ..empty
        },
        Selection::Batch(number, index) => Flow {
            rollup: Some((*number, Some(*index))),
            transactions: of_batch(sight, *number, *index),
            ..empty
        },
        Selection::Rollup(number) => Flow {
            rollup: Some((*number, None)),
            transactions: to_contract(sight, selection.clone()),
            ..empty
        },
        Selection::Transfer(_, id) => Flow {
            transfer: Some(*id),
            ..empty
        },
        Selection::Withdrawal(number, _) => Flow {
            rollup: Some((*number, None)),
            transactions: to_contract(sight, Selection::Rollup(*number)),
            ..empty
        },
        _ => return None,
    })
}

/// The transactions that have to do with a room's contract.
fn to_contract(sight: &Sight, room: Selection) -> BTreeMap<Digest, Option<Address>> {
    let contract = border::contracts(sight)
        .into_iter()
        .find(|found| found.room == room);
    let Some(address) = contract.map(|found| found.address) else {
        return BTreeMap::new();
    };
    let all = border::of_contract(sight, &address);
    all.into_iter().map(|id| (id, Some(address))).collect()
}

/// The transactions that carry a batch, its claims, and the challenges of them.
fn of_batch(sight: &Sight, number: u32, index: u64) -> BTreeMap<Digest, Option<Address>> {
    let mut all = BTreeMap::new();
    let Some((_, seat)) = rollup::deriver(sight, number) else {
        return all;
    };
    let derivation = seat.derivation();
    let contract = derivation.contract();
    all.extend(
        derivation
            .block(index)
            .map(|block| (block.place.transaction, contract)),
    );
    all.extend(
        derivation
            .last_claim(index)
            .map(|claim| (claim.place.transaction, contract)),
    );
    let upheld = derivation
        .upheld()
        .iter()
        .filter(|upheld| upheld.batch == index);
    all.extend(upheld.map(|upheld| (upheld.place.transaction, contract)));
    let view = rollup::view(sight, number);
    let dispute = view
        .and_then(|view| view.dispute)
        .filter(|dispute| dispute.finding.batch == index);
    all.extend(
        dispute
            .and_then(|dispute| dispute.transaction)
            .map(|id| (id, contract)),
    );
    all
}

/// A diagram in the making.
struct Drawing<'a, 'b> {
    sight: &'b Sight<'a>,
    lifelines: Vec<Lifeline>,
    arrows: Vec<Arrow>,
    of: u32,
    /// The last arrow of each step, for what it caused.
    of_step: BTreeMap<u64, u32>,
}

impl<'a, 'b> Drawing<'a, 'b> {
    fn new(sight: &'b Sight<'a>) -> Self {
        Self {
            sight,
            lifelines: Vec::new(),
            arrows: Vec::new(),
            of: 0,
            of_step: BTreeMap::new(),
        }
    }

    fn line(&mut self, lifeline: Lifeline) -> Option<u32> {
        let known = self.lifelines.iter().position(|known| *known == lifeline);
        if known.is_none() && self.lifelines.len() >= MAX_LIFELINES {
            return None;
        }
        Some(known.unwrap_or_else(|| {
            self.lifelines.push(lifeline);
            self.lifelines.len() - 1
        }) as u32)
    }

    fn actor(&mut self, id: ActorId) -> Option<u32> {
        let lifeline = lifeline(self.sight.world.directory(), id);
        self.line(lifeline)
    }

    fn take(&mut self, flow: &Flow, event: &Event) {
        match &event.fact {
            Fact::Network(NetworkFact::Sent {
                from,
                to,
                kind,
                system,
                object,
                arrival,
                ..
            }) => {
                let mine = match kind {
                    MessageKind::Submit | MessageKind::Transaction => {
                        flow.transactions.contains_key(object)
                    }
                    MessageKind::Letter => flow.is_letter(object),
                    _ => false,
                };
                if mine {
                    let told = said(&event.fact);
                    let system = if *kind == MessageKind::Letter {
                        (*system).into()
                    } else {
                        System::Layer1
                    };
                    let arrival = Some(*arrival).filter(|arrival| *arrival <= self.sight.now());
                    self.arrow(
                        event,
                        (*from, *to),
                        Arrow {
                            arrival,
                            text: told,
                            system,
                            ..blank(event)
                        },
                    );
                }
            }
            Fact::Wallet(fact) => self.take_wallet(flow, event, fact),
            Fact::Channel(fact) if flow.channel == Some(channel_of(fact)) => {
                self.note(
                    event,
                    channel_party(fact),
                    System::Channel,
                    matches!(fact, ChannelFact::Alarm { .. }),
                );
            }
            Fact::Rollup(fact) if flow.has(fact) => {
                let bad = matches!(
                    fact,
                    RollupFact::Disputed { .. }
                        | RollupFact::Deleted { .. }
                        | RollupFact::Claimed { honest: false, .. }
                );
                let who = rollup_party(self.sight, fact);
                self.note(event, who, System::Rollup, bad);
            }
            _ => {}
        }
    }

    /// Inclusion is told once, where the chosen node sees it: the block reaches the contract.
    fn take_wallet(&mut self, flow: &Flow, event: &Event, fact: &WalletFact) {
        let seen_as = self.sight.seen_as;
        match fact {
            WalletFact::Included {
                node, transaction, ..
            }
            | WalletFact::Orphaned {
                node, transaction, ..
            } if *node == seen_as => {
                let Some(contract) = flow.transactions.get(transaction) else {
                    return;
                };
                let bad = matches!(fact, WalletFact::Orphaned { .. });
                let to = contract.and_then(|address| self.contract(address));
                let from = self.actor(*node);
                if let Some(from) = from {
                    self.push(
                        event,
                        Arrow {
                            from,
                            to: to.unwrap_or(from),
                            arrival: Some(event.time),
                            text: text(event),
                            alarm: bad,
                            ..blank(event)
                        },
                    );
                }
            }
            WalletFact::Refused {
                node, transaction, ..
            } if flow.transactions.contains_key(transaction) => {
                self.note(event, Some(*node), System::Layer1, true);
            }
            _ => {}
        }
    }

    fn contract(&mut self, address: Address) -> Option<u32> {
        let contracts = border::contracts(self.sight);
        let found = contracts
            .into_iter()
            .find(|found| found.address == address)?;
        self.line(Lifeline::Contract(address, found.name))
    }

    fn note(&mut self, event: &Event, who: Option<ActorId>, system: System, alarm: bool) {
        if let Some(who) = who {
            self.arrow(
                event,
                (who, who),
                Arrow {
                    arrival: Some(event.time),
                    text: text(event),
                    system,
                    alarm,
                    ..blank(event)
                },
            );
        }
    }

    fn arrow(&mut self, event: &Event, (from, to): (ActorId, ActorId), arrow: Arrow) {
        self.of += 1;
        if let (Some(from), Some(to)) = (self.actor(from), self.actor(to)) {
            self.of -= 1;
            self.push(event, Arrow { from, to, ..arrow });
        }
    }

    fn push(&mut self, event: &Event, arrow: Arrow) {
        self.of += 1;
        let cause = match event.cause {
            Cause::Step(step) => self.of_step.get(&step).copied(),
            Cause::Genesis | Cause::Command(_) => None,
        };
        let own = self.of_step.get(&event.step).copied();
        self.of_step.insert(event.step, self.arrows.len() as u32);
        self.arrows.push(Arrow {
            cause: own.or(cause),
            ..arrow
        });
    }

    fn finish(mut self, about: Selection) -> Sequence {
        let first = self.arrows.len().saturating_sub(MAX_ARROWS);
        self.arrows.drain(..first);
        for arrow in &mut self.arrows {
            arrow.cause = arrow
                .cause
                .and_then(|cause| cause.checked_sub(first as u32));
        }
        Sequence {
            about: Some(about),
            lifelines: self.lifelines,
            arrows: self.arrows,
            of: self.of,
        }
    }
}

impl Flow {
    fn is_letter(&self, object: &Digest) -> bool {
        self.transfer.as_ref() == Some(object)
            || self
                .channel
                .is_some_and(|number| channel_object(number) == *object)
    }

    fn has(&self, fact: &RollupFact) -> bool {
        let (rollup, batch, transfer) = parts(fact);
        let of_batch = batch.is_some() || self.rollup.is_some_and(|(_, wanted)| wanted.is_none());
        let mine = self.rollup.is_some_and(|(number, wanted)| {
            number == rollup && wanted.is_none_or(|wanted| batch == Some(wanted))
        });
        (mine && of_batch) || (transfer.is_some() && transfer == self.transfer)
    }
}

fn blank(event: &Event) -> Arrow {
    Arrow {
        from: 0,
        to: 0,
        departure: event.time,
        arrival: None,
        place: event.step,
        text: Text::default(),
        system: System::Layer1,
        alarm: false,
        cause: None,
    }
}

fn lifeline(directory: &Directory, id: ActorId) -> Lifeline {
    match directory.get(id) {
        Some(contact) if contact.home.is_none() => Lifeline::Node(id),
        _ => Lifeline::Agent(id),
    }
}

/// What a message says: the key of its kind.
fn said(fact: &Fact) -> Text {
    let Fact::Network(NetworkFact::Sent {
        kind,
        letter,
        bytes,
        ..
    }) = fact
    else {
        return Text::default();
    };
    let key = match (kind, letter) {
        (_, Some(letter)) => format!("say.{letter}"),
        (MessageKind::Submit, None) => "say.submit".to_owned(),
        (_, None) => "say.transaction".to_owned(),
    };
    Text {
        key: key.into(),
        arguments: Vec::new(),
    }
    .with("bytes", Value::Size(u64::from(*bytes)))
}

fn channel_of(fact: &ChannelFact) -> u32 {
    match fact {
        ChannelFact::Phase { channel, .. }
        | ChannelFact::Signed { channel, .. }
        | ChannelFact::Paid { channel, .. }
        | ChannelFact::Alarm { channel, .. }
        | ChannelFact::Proposed { channel, .. }
        | ChannelFact::Revoked { channel, .. }
        | ChannelFact::Posted { channel, .. }
        | ChannelFact::Closed { channel, .. }
        | ChannelFact::Asleep { channel, .. } => *channel,
    }
}

/// Whose note a fact is; what letters say already is not told twice.
fn channel_party(fact: &ChannelFact) -> Option<ActorId> {
    match fact {
        ChannelFact::Phase { party, .. }
        | ChannelFact::Signed { party, .. }
        | ChannelFact::Alarm { party, .. }
        | ChannelFact::Posted { party, .. }
        | ChannelFact::Closed { party, .. }
        | ChannelFact::Asleep { party, .. } => Some(*party),
        ChannelFact::Paid { from, .. } => Some(*from),
        ChannelFact::Proposed { .. } | ChannelFact::Revoked { .. } => None,
    }
}

/// Rollup, batch and transfer of a fact.
fn parts(fact: &RollupFact) -> (u32, Option<u64>, Option<Digest>) {
    match fact {
        RollupFact::Started { rollup, .. }
        | RollupFact::Deposited { rollup, .. }
        | RollupFact::Withdrawal { rollup, .. } => (*rollup, None, None),
        RollupFact::Promised { rollup, transfer }
        | RollupFact::Refused {
            rollup, transfer, ..
        } => (*rollup, None, Some(*transfer)),
        RollupFact::Batched { rollup, batch, .. }
        | RollupFact::Claimed { rollup, batch, .. }
        | RollupFact::Agreed { rollup, batch, .. }
        | RollupFact::Disputed { rollup, batch, .. }
        | RollupFact::Deleted { rollup, batch, .. }
        | RollupFact::Confirmed { rollup, batch }
        | RollupFact::Rewound { rollup, batch, .. }
        | RollupFact::Alarm { rollup, batch, .. } => (*rollup, Some(*batch), None),
    }
}

fn rollup_party(sight: &Sight, fact: &RollupFact) -> Option<ActorId> {
    match fact {
        RollupFact::Started { agent, .. }
        | RollupFact::Rewound { agent, .. }
        | RollupFact::Alarm { agent, .. } => Some(*agent),
        RollupFact::Agreed { verifier, .. } | RollupFact::Disputed { verifier, .. } => {
            Some(*verifier)
        }
        _ => {
            let contact = sight.world.directory().rollup(parts(fact).0).ok()?;
            Some(contact.sequencer)
        }
    }
}
