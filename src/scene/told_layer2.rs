//! Facts of the Layer 2 systems: which are told, how much they weigh, and in which words.

use crate::base::ActorId;
use crate::event::{ChannelFact, RollupFact};

use super::flow::parts;
use super::model::{MarkWeight, Selection, Text, Value};
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
            .then_some((MarkWeight::Alarm, true, Some(Selection::Channel(*channel)))),
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
    let (key, channel, party) = channel_head(fact);
    let text = Text::key(key)
        .with("channel", Value::Count(u64::from(channel)))
        .with("who", Value::Actor(party));
    match fact {
        ChannelFact::Phase { phase, .. } => text.with("phase", in_words(phase)),
        ChannelFact::Signed { version, .. }
        | ChannelFact::Proposed { version, .. }
        | ChannelFact::Revoked { version, .. } => text.with("version", Value::Count(*version)),
        ChannelFact::Paid { amount, .. } => text.with("amount", Value::Amount(*amount)),
        ChannelFact::Alarm { reason: why, .. } => {
            text.with("reason", Value::Text(reason(why, &[])))
        }
        ChannelFact::Posted { step, version, .. } => text
            .with("version", Value::Count(*version))
            .with("step", in_words(step)),
        ChannelFact::Closed { penalty, .. } => text.with("penalty", Value::Amount(*penalty)),
        ChannelFact::Asleep { asleep, .. } => text.with("asleep", Value::Flag(*asleep)),
    }
}

/// Key, channel and party of a fact.
fn channel_head(fact: &ChannelFact) -> (&'static str, u32, ActorId) {
    use ChannelFact as F;
    let (key, channel, party) = match fact {
        F::Phase { channel, party, .. } => ("fact.channel-phase", channel, party),
        F::Signed { channel, party, .. } => ("fact.channel-signed", channel, party),
        F::Paid { channel, from, .. } => ("fact.channel-paid", channel, from),
        F::Alarm { channel, party, .. } => ("fact.channel-alarm", channel, party),
        F::Proposed { channel, party, .. } => ("fact.channel-proposed", channel, party),
        F::Revoked { channel, party, .. } => ("fact.channel-revoked", channel, party),
        F::Posted { channel, party, .. } => ("fact.channel-posted", channel, party),
        F::Closed { channel, party, .. } => ("fact.channel-closed", channel, party),
        F::Asleep { channel, party, .. } => ("fact.channel-asleep", channel, party),
    };
    (key, *channel, *party)
}

/// A phase or step by the last part of its key.
fn in_words(phase: &str) -> Value {
    let last = phase.rsplit('.').next().unwrap_or(phase);
    Value::Text(Text {
        key: format!("phase.{last}").into(),
        arguments: Vec::new(),
    })
}

pub(super) fn rollup(fact: &RollupFact, once: &mut Once) -> Option<Weighed> {
    use MarkWeight::{Alarm, Notable, Plain};
    use RollupFact as F;
    let (rollup, batch, transfer) = parts(fact);
    let about = match (batch, transfer) {
        (Some(batch), _) => Selection::Batch(rollup, batch),
        (None, Some(transfer)) => Selection::Transfer(rollup, transfer),
        (None, None) => Selection::Rollup(rollup),
    };
    // What every agent sees for itself is told once.
    let step = match fact {
        F::Started { .. } => Some("started"),
        F::Deleted { .. } => Some("deleted"),
        F::Confirmed { .. } => Some("confirmed"),
        _ => None,
    };
    let is_new = step.is_none_or(|step| {
        let number = batch.unwrap_or_default();
        once.steps.insert((rollup, format!("{step} {number}")))
    });
    let (weight, slow) = match fact {
        F::Agreed { .. } => return None,
        F::Promised { .. } | F::Deposited { .. } | F::Withdrawal { .. } => (Plain, false),
        F::Started { .. } | F::Confirmed { .. } | F::Claimed { honest: true, .. } => {
            (Notable, false)
        }
        F::Batched { .. } | F::Rewound { .. } => (Notable, true),
        F::Refused { .. } => (Alarm, false),
        F::Claimed { honest: false, .. }
        | F::Disputed { .. }
        | F::Deleted { .. }
        | F::Alarm { .. } => (Alarm, true),
    };
    is_new.then_some((weight, slow, Some(about)))
}

pub(super) fn rollup_text(fact: &RollupFact) -> Text {
    use RollupFact as F;
    let (rollup, batch, transfer) = parts(fact);
    let text = Text::key(rollup_key(fact)).with("rollup", Value::Count(u64::from(rollup)));
    let text = match (batch, transfer) {
        (Some(batch), _) => text.with("batch", Value::Count(batch)),
        (None, Some(transfer)) => text.with("transfer", Value::Hash(transfer)),
        (None, None) => text,
    };
    match fact {
        F::Started { .. } | F::Promised { .. } | F::Claimed { .. } | F::Confirmed { .. } => text,
        F::Refused { reason: why, .. } => text.with("reason", Value::Text(reason(why, &[]))),
        F::Batched {
            transfers, bytes, ..
        } => text
            .with("transfers", Value::Count(u64::from(*transfers)))
            .with("bytes", Value::Size(u64::from(*bytes))),
        F::Agreed { verifier, .. } => text.with("who", Value::Actor(*verifier)),
        F::Disputed { verifier, step, .. } => text
            .with("who", Value::Actor(*verifier))
            .with("step", Value::Count(u64::from(*step))),
        F::Deleted { bond, .. } => text.with("bond", Value::Amount(*bond)),
        F::Deposited { amount, .. } => text.with("amount", Value::Amount(*amount)),
        F::Withdrawal { phase, .. } => text.with("phase", in_words(phase)),
        F::Rewound { agent, .. } => text.with("who", Value::Actor(*agent)),
        F::Alarm {
            agent, reason: why, ..
        } => text
            .with("who", Value::Actor(*agent))
            .with("reason", Value::Text(reason(why, &[]))),
    }
}

fn rollup_key(fact: &RollupFact) -> &'static str {
    match fact {
        RollupFact::Started { .. } => "fact.rollup-started",
        RollupFact::Promised { .. } => "fact.transfer-promised",
        RollupFact::Refused { .. } => "fact.transfer-refused",
        RollupFact::Batched { .. } => "fact.batched",
        RollupFact::Claimed { honest: true, .. } => "fact.claimed",
        RollupFact::Claimed { honest: false, .. } => "fact.claimed-falsely",
        RollupFact::Agreed { .. } => "fact.agreed",
        RollupFact::Disputed { .. } => "fact.disputed",
        RollupFact::Deleted { .. } => "fact.claim-deleted",
        RollupFact::Confirmed { .. } => "fact.batch-final",
        RollupFact::Deposited { .. } => "fact.deposited",
        RollupFact::Withdrawal { .. } => "fact.withdrawal",
        RollupFact::Rewound { .. } => "fact.rewound",
        RollupFact::Alarm { .. } => "fact.rollup-alarm",
    }
}
