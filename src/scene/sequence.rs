//! Who said what to whom, for the selected flow: messages and notes from the log, each with what caused it.

use std::collections::BTreeMap;

use crate::actor::Directory;
use crate::base::{ActorId, Address};
use crate::event::{
    Cause, ChannelFact, Event, Fact, MessageKind, NetworkFact, RollupFact, WalletFact,
};

use super::border;
use super::flow::{self, Flow, parts};
use super::model::{Arrow, Contract, Lifeline, Selection, Sequence, System, Text, Value};
use super::sight::Sight;
use super::told::text;

/// Most arrows in a picture; the newest.
const MAX_ARROWS: usize = 80;
/// Most lifelines; further ones, and what only they say, are left out.
const MAX_LIFELINES: usize = 10;
/// How many steps without an arrow a cause is followed over.
const MAX_CAUSES: usize = 64;

pub(super) fn build(sight: &Sight) -> Sequence {
    let Some(flow) = sight
        .view
        .selection
        .as_ref()
        .and_then(|selection| flow::of(sight, selection))
    else {
        return Sequence::default();
    };
    let mut drawing = Drawing::new(sight);
    for event in sight.past {
        drawing.take(&flow, event);
    }
    drawing.finish(flow.about)
}

/// A diagram in the making.
struct Drawing<'a, 'b> {
    sight: &'b Sight<'a>,
    contracts: Vec<Contract>,
    lifelines: Vec<Lifeline>,
    arrows: Vec<Arrow>,
    of: u32,
    /// The last arrow of each step, for what it caused.
    of_step: BTreeMap<u64, u32>,
    /// The first arrow of each command.
    of_command: BTreeMap<u32, u32>,
}

impl<'a, 'b> Drawing<'a, 'b> {
    fn new(sight: &'b Sight<'a>) -> Self {
        Self {
            sight,
            contracts: border::contracts(sight),
            lifelines: Vec::new(),
            arrows: Vec::new(),
            of: 0,
            of_step: BTreeMap::new(),
            of_command: BTreeMap::new(),
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
            Fact::Network(fact) => self.take_message(flow, event, fact),
            Fact::Wallet(fact) => self.take_wallet(flow, event, fact),
            Fact::Channel(fact) if flow.channel == Some(channel_of(fact)) => {
                let alarm = matches!(fact, ChannelFact::Alarm { .. });
                self.note(event, channel_party(fact), System::Channel, alarm);
            }
            Fact::Rollup(fact) if flow.has(fact) => {
                let alarm = matches!(
                    fact,
                    RollupFact::Disputed { .. }
                        | RollupFact::Deleted { .. }
                        | RollupFact::Claimed { honest: false, .. }
                );
                let who = rollup_party(self.sight, fact);
                self.note(event, who, System::Rollup, alarm);
            }
            _ => {}
        }
    }

    fn take_message(&mut self, flow: &Flow, event: &Event, fact: &NetworkFact) {
        let NetworkFact::Sent {
            from,
            to,
            kind,
            system,
            object,
            arrival,
            ..
        } = fact
        else {
            return;
        };
        let (mine, system) = match kind {
            MessageKind::Submit | MessageKind::Transaction => {
                (flow.transactions.contains_key(object), System::Layer1)
            }
            MessageKind::Letter => (flow.is_letter(object), (*system).into()),
            _ => (false, System::Layer1),
        };
        if mine {
            let arrow = Arrow {
                arrival: Some(*arrival).filter(|arrival| *arrival <= self.sight.now()),
                text: said(&event.fact),
                system,
                ..blank(event)
            };
            self.arrow(event, (*from, *to), arrow);
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
        let mut contracts = self.contracts.iter();
        let found = contracts.find(|found| found.address == address)?;
        let name = found.name.clone();
        self.line(Lifeline::Contract(address, name))
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
        let cause = self.cause_of(event);
        let own = self.of_step.get(&event.step).copied();
        let number = self.arrows.len() as u32;
        self.of_step.insert(event.step, number);
        if let Cause::Command(command) = event.cause {
            self.of_command.entry(command).or_insert(number);
        }
        self.arrows.push(Arrow {
            cause: own.or(cause),
            ..arrow
        });
    }

    /// The arrow that led to an event, over steps that have no arrow of their own.
    fn cause_of(&self, event: &Event) -> Option<u32> {
        let past = self.sight.past;
        let mut cause = event.cause;
        for _ in 0..MAX_CAUSES {
            match cause {
                Cause::Genesis => return None,
                Cause::Command(command) => return self.of_command.get(&command).copied(),
                Cause::Step(step) => {
                    if let Some(arrow) = self.of_step.get(&step) {
                        return Some(*arrow);
                    }
                    let at = past.partition_point(|event| event.step < step);
                    cause = past.get(at).filter(|event| event.step == step)?.cause;
                }
            }
        }
        None
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
