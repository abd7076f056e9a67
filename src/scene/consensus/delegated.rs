//! Delegated Proof of Stake: producers by votes; what a block costs, when it is irreversible, what an attacker needs.

use crate::base::Span;
use crate::consensus::dpos::schedule::SLOTS_A_SECOND;
use crate::scene::model::{Consensus, Field, Member, ProducerRow, Producers, Text, Value};

pub(super) fn build(panel: &Producers) -> Consensus {
    let seats = panel.rows.iter().filter(|row| row.scheduled).count() as u64;
    Consensus {
        family: Text::key("consensus.delegated"),
        answers: answers(panel, seats),
        columns: vec![
            Text::key("column.produced"),
            Text::key("column.missed"),
            Text::key("column.unpaid"),
        ],
        members: panel.rows.iter().map(|row| member(row, seats)).collect(),
        count: 0,
    }
}

fn member(row: &ProducerRow, seats: u64) -> Member {
    let share = if row.scheduled {
        1_000 / seats.max(1)
    } else {
        0
    };
    let standing = match (row.scheduled, row.active) {
        _ if row.twice => Some("producers.twice"),
        (true, _) if row.turn => Some("producers.turn"),
        (true, _) => None,
        (false, true) => Some("producers.standby"),
        (false, false) => Some("producers.retired"),
    };
    Member {
        name: Some(Text::key("consensus.account").with("name", Value::Name(row.account.clone()))),
        node: row.node,
        share: share as u32,
        values: [row.produced, row.missed, row.unpaid]
            .map(|count| Value::Count(count.into()))
            .to_vec(),
        standing: standing.map(Text::key),
        alarm: row.twice,
    }
}

fn answers(panel: &Producers, seats: u64) -> Vec<Field> {
    let answer = |question: &'static str, answer: Text| Field {
        name: Text::key(question),
        value: Value::Text(answer),
        verdict: None,
        real: None,
    };
    let threshold = u64::from(panel.threshold);
    let lag = panel.head.saturating_sub(panel.irreversible);
    let span = Span(lag.saturating_mul(1_000_000 / SLOTS_A_SECOND));
    let of = |key: &'static str| Text::key(key).with("seats", Value::Count(seats));
    vec![
        answer("answer.who", of("answer.who.delegated")),
        answer("answer.cost", Text::key("answer.cost.delegated")),
        answer(
            "answer.final",
            of("answer.final.delegated")
                .with("threshold", Value::Count(threshold))
                .with("blocks", Value::Count(lag))
                .with("span", Value::Span(span)),
        ),
        answer(
            "answer.attacker",
            of("answer.attacker.delegated")
                .with("threshold", Value::Count(threshold))
                .with("stop", Value::Count((seats + 1).saturating_sub(threshold))),
        ),
    ]
}
