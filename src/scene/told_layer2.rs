//! Facts of the Layer 2 systems: which are told, how much they weigh, and in which words.

use crate::base::ActorId;
use crate::event::{ChannelFact, RollupFact};

use super::model::{MarkWeight, Selection, Text, Value};
use super::sight::Sight;
use super::told::{Once, Weighed, reason};

pub(super) fn channel(fact: &ChannelFact, once: &mut Once) -> Option<Weighed> {
    match fact {
        ChannelFact::Phase { channel, phase, .. } => {
            once.steps.insert((*channel, phase.clone())).then(|| {
                let slow = phase.contains("disput") || phase.contains("clos");
                (
                    MarkWeight::Notable,
                    slow,
                    Some(Selection::Channel(*channel)),
                )
            })
        }
        ChannelFact::Paid { channel, .. } => {
            Some((MarkWeight::Plain, false, Some(Selection::Channel(*channel))))
        }
        ChannelFact::Alarm { channel, .. } => {
            Some((MarkWeight::Alarm, true, Some(Selection::Channel(*channel))))
        }
        ChannelFact::Posted { channel, step, .. } => {
            let slow = step.ends_with("dispute") || step.ends_with("challenge");
            Some((
                MarkWeight::Notable,
                slow,
                Some(Selection::Channel(*channel)),
            ))
        }
        ChannelFact::Closed {
            channel, penalty, ..
        } if penalty.0 > 0 => once
            .steps
            .insert((*channel, "penalty".to_owned()))
            .then(|| (MarkWeight::Alarm, true, Some(Selection::Channel(*channel)))),
        ChannelFact::Asleep { channel, .. } => {
            Some((MarkWeight::Plain, false, Some(Selection::Channel(*channel))))
        }
        ChannelFact::Signed { .. }
        | ChannelFact::Proposed { .. }
        | ChannelFact::Revoked { .. }
        | ChannelFact::Closed { .. } => None,
    }
}

pub(super) fn channel_text(fact: &ChannelFact) -> Text {
    match fact {
        ChannelFact::Phase {
            channel,
            party,
            phase,
        } => Text::key("fact.channel-phase")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*party))
            .with(
                "phase",
                Value::Text(Text {
                    key: phase_key(phase),
                    arguments: Vec::new(),
                }),
            ),
        ChannelFact::Signed {
            channel,
            party,
            version,
            ..
        } => Text::key("fact.channel-signed")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*party))
            .with("version", Value::Count(*version)),
        ChannelFact::Paid {
            channel,
            from,
            amount,
        } => Text::key("fact.channel-paid")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*from))
            .with("amount", Value::Amount(*amount)),
        ChannelFact::Alarm {
            channel,
            party,
            reason: why,
        } => Text::key("fact.channel-alarm")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*party))
            .with("reason", Value::Text(reason(why, &[]))),
        ChannelFact::Proposed {
            channel,
            party,
            version,
            ..
        } => of_version("fact.channel-proposed", (*channel, *party), *version),
        ChannelFact::Revoked {
            channel,
            party,
            version,
        } => of_version("fact.channel-revoked", (*channel, *party), *version),
        ChannelFact::Posted {
            channel,
            party,
            step,
            version,
            ..
        } => of_version("fact.channel-posted", (*channel, *party), *version).with(
            "step",
            Value::Text(Text {
                key: step.clone().into(),
                arguments: Vec::new(),
            }),
        ),
        ChannelFact::Closed {
            channel,
            party,
            penalty,
            ..
        } => Text::key("fact.channel-closed")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*party))
            .with("penalty", Value::Amount(*penalty)),
        ChannelFact::Asleep {
            channel,
            party,
            asleep,
        } => Text::key("fact.channel-asleep")
            .with("channel", Value::Count(u64::from(*channel)))
            .with("who", Value::Actor(*party))
            .with("asleep", Value::Flag(*asleep)),
    }
}

fn of_version(key: &'static str, (channel, party): (u32, ActorId), version: u64) -> Text {
    Text::key(key)
        .with("channel", Value::Count(u64::from(channel)))
        .with("who", Value::Actor(party))
        .with("version", Value::Count(version))
}

fn phase_key(phase: &str) -> std::borrow::Cow<'static, str> {
    let last = phase.rsplit('.').next().unwrap_or(phase);
    format!("phase.{last}").into()
}

pub(super) fn rollup(_: &Sight, fact: &RollupFact, once: &mut Once) -> Option<Weighed> {
    use MarkWeight::{Alarm, Notable, Plain};
    let batch = |rollup: &u32, batch: &u64| Some(Selection::Batch(*rollup, *batch));
    let room = |rollup: &u32| Some(Selection::Rollup(*rollup));
    match fact {
        RollupFact::Started { rollup, .. } => once
            .steps
            .insert((*rollup, "started".to_owned()))
            .then(|| (Notable, false, room(rollup))),
        RollupFact::Promised { rollup, transfer } => {
            Some((Plain, false, Some(Selection::Transfer(*rollup, *transfer))))
        }
        RollupFact::Refused {
            rollup, transfer, ..
        } => Some((Alarm, false, Some(Selection::Transfer(*rollup, *transfer)))),
        RollupFact::Batched {
            rollup,
            batch: number,
            ..
        } => Some((Notable, true, batch(rollup, number))),
        RollupFact::Claimed {
            rollup,
            batch: number,
            honest,
            ..
        } => {
            let weight = if *honest { Notable } else { Alarm };
            Some((weight, !honest, batch(rollup, number)))
        }
        RollupFact::Agreed { .. } => None,
        RollupFact::Disputed {
            rollup,
            batch: number,
            ..
        } => Some((Alarm, true, batch(rollup, number))),
        RollupFact::Deleted {
            rollup,
            batch: number,
            ..
        } => once
            .steps
            .insert((*rollup, format!("deleted {number}")))
            .then(|| (Alarm, true, batch(rollup, number))),
        RollupFact::Confirmed {
            rollup,
            batch: number,
        } => once
            .steps
            .insert((*rollup, format!("confirmed {number}")))
            .then(|| (Notable, false, batch(rollup, number))),
        RollupFact::Deposited { rollup, .. } => Some((Plain, false, room(rollup))),
        RollupFact::Withdrawal { rollup, .. } => Some((Plain, false, room(rollup))),
        RollupFact::Rewound { rollup, .. } => Some((Notable, true, room(rollup))),
        RollupFact::Alarm {
            rollup,
            batch: number,
            ..
        } => Some((Alarm, true, batch(rollup, number))),
    }
}

pub(super) fn rollup_text(fact: &RollupFact) -> Text {
    let about = |key, batch: &u64| Text::key(key).with("batch", Value::Count(*batch));
    match fact {
        RollupFact::Started { rollup, .. } => {
            Text::key("fact.rollup-started").with("rollup", Value::Count(u64::from(*rollup)))
        }
        RollupFact::Promised { transfer, .. } => {
            Text::key("fact.transfer-promised").with("transfer", Value::Hash(*transfer))
        }
        RollupFact::Refused { reason: why, .. } => {
            Text::key("fact.transfer-refused").with("reason", Value::Text(reason(why, &[])))
        }
        RollupFact::Batched {
            batch,
            transfers,
            bytes,
            ..
        } => about("fact.batched", batch)
            .with("transfers", Value::Count(u64::from(*transfers)))
            .with("bytes", Value::Size(u64::from(*bytes))),
        RollupFact::Claimed {
            batch,
            honest: true,
            ..
        } => about("fact.claimed", batch),
        RollupFact::Claimed {
            batch,
            honest: false,
            ..
        } => about("fact.claimed-falsely", batch),
        RollupFact::Agreed {
            batch, verifier, ..
        } => about("fact.agreed", batch).with("who", Value::Actor(*verifier)),
        RollupFact::Disputed {
            batch,
            verifier,
            step,
            ..
        } => about("fact.disputed", batch)
            .with("who", Value::Actor(*verifier))
            .with("step", Value::Count(u64::from(*step))),
        RollupFact::Deleted { batch, bond, .. } => {
            about("fact.claim-deleted", batch).with("bond", Value::Amount(*bond))
        }
        RollupFact::Confirmed { batch, .. } => about("fact.batch-final", batch),
        RollupFact::Deposited { amount, .. } => {
            Text::key("fact.deposited").with("amount", Value::Amount(*amount))
        }
        RollupFact::Withdrawal { phase, .. } => Text::key("fact.withdrawal").with(
            "phase",
            Value::Text(Text {
                key: phase_key(phase),
                arguments: Vec::new(),
            }),
        ),
        RollupFact::Rewound { agent, batch, .. } => {
            about("fact.rewound", batch).with("who", Value::Actor(*agent))
        }
        RollupFact::Alarm {
            agent,
            batch,
            reason: why,
            ..
        } => about("fact.rollup-alarm", batch)
            .with("who", Value::Actor(*agent))
            .with("reason", Value::Text(reason(why, &[]))),
    }
}
