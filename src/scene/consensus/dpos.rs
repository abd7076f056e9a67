//! Delegated Proof of Stake: producers by votes; who is next, when a block is irreversible, what an attacker needs.

use crate::base::Span;
use crate::scene::model::{Consensus, Field, Member, ProducerRow, Producers, Text, Value};

/// Simulated time of one slot.
const SLOT: Span = Span(500_000);

pub(super) fn build(producers: &Producers) -> Consensus {
    let scheduled = producers.rows.iter().filter(|row| row.scheduled).count() as u64;
    Consensus {
        family: Text::key("consensus.delegated"),
        answers: answers(producers, scheduled),
        columns: vec![
            Text::key("column.produced"),
            Text::key("column.missed"),
            Text::key("column.votes"),
        ],
        members: producers
            .rows
            .iter()
            .map(|row| member(row, scheduled))
            .collect(),
        count: 0,
    }
}

fn member(row: &ProducerRow, scheduled: u64) -> Member {
    let turns = if row.scheduled { 1_000 } else { 0 };
    let standing = match row {
        _ if row.twice => Some("producers.twice"),
        _ if row.turn => Some("producers.turn"),
        _ if !row.active => Some("producers.retired"),
        _ => None,
    };
    Member {
        name: Some(Text::key("consensus.account").with("name", Value::Name(row.account.clone()))),
        node: row.node,
        share: (turns / scheduled.max(1)) as u32,
        values: vec![
            Value::Count(row.produced.into()),
            Value::Count(row.missed.into()),
            Value::PerMille(row.votes_per_mille),
        ],
        standing: standing.map(Text::key),
        alarm: row.twice,
    }
}

fn answers(producers: &Producers, scheduled: u64) -> Vec<Field> {
    let answer = |question: &'static str, answer: Text| Field {
        name: Text::key(question),
        value: Value::Text(answer),
        verdict: None,
        real: None,
    };
    let lag = producers.head.saturating_sub(producers.irreversible);
    let threshold = u64::from(producers.threshold);
    vec![
        answer(
            "answer.who",
            Text::key("answer.who.delegated").with("producers", Value::Count(scheduled)),
        ),
        answer("answer.cost", Text::key("answer.cost.delegated")),
        answer(
            "answer.final",
            Text::key("answer.final.delegated")
                .with("threshold", Value::Count(threshold))
                .with("blocks", Value::Count(lag))
                .with("span", Value::Span(Span(SLOT.0.saturating_mul(lag)))),
        ),
        answer(
            "answer.attacker",
            Text::key("answer.attacker.delegated")
                .with(
                    "stop",
                    Value::Count((scheduled + 1).saturating_sub(threshold)),
                )
                .with("threshold", Value::Count(threshold))
                .with("all", Value::Count(scheduled)),
        ),
    ]
}
