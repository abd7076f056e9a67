//! Proof of Stake: validators by stake; who may propose, what is justified and final, what an attacker needs.

use std::collections::BTreeMap;

use crate::actor::Validating;
use crate::base::{ActorId, Amount, Span};
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::reward::Flag;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::validator::{Index, Validator};
use crate::scene::model::{Consensus, Field, Member, Text, Value};
use crate::scene::sight::Sight;

/// The panel as of the chosen node's head; `None` where nobody stakes.
pub(super) fn build(sight: &Sight) -> Option<Consensus> {
    let state = validators_of(&*sight.head().engine)?;
    let runs = runs(sight);
    let validators = (0..).zip(state.validators());
    Some(Consensus {
        family: Text::key("consensus.stake"),
        answers: answers(state),
        columns: vec![
            Text::key("column.balance"),
            Text::key("column.votes-right"),
            Text::key("column.leak-score"),
        ],
        members: validators
            .map(|(index, one)| member(state, (index, one), runs.get(&index).copied()))
            .collect(),
        count: 0,
    })
}

/// Which node does whose duties.
fn runs(sight: &Sight) -> BTreeMap<Index, ActorId> {
    let mut runs = BTreeMap::new();
    for (id, node) in sight.world.nodes() {
        let member = node.member::<Validating>();
        let indices = member.into_iter().flat_map(Validating::indices);
        runs.extend(indices.map(|index| (index, id)));
    }
    runs
}

fn member(state: &State, (index, validator): (Index, &Validator), node: Option<ActorId>) -> Member {
    let epoch = state.epoch();
    let on_duty = validator.is_active(epoch);
    let counts = u128::from(if on_duty { validator.effective } else { 0 });
    let standing = match validator {
        one if one.slashed => Some("validator.slashed"),
        one if epoch < one.activation => Some("validator.waits"),
        one if one.exit <= epoch => Some("validator.left"),
        one if one.exit != u64::MAX => Some("validator.leaves"),
        _ => None,
    };
    let [before, _] = state.flags(index);
    let right = Flag::ALL.iter().filter(|flag| before & flag.bit() != 0);
    Member {
        name: Some(Text::key("consensus.validator").with("index", Value::Count(index.into()))),
        node,
        share: (counts * 1_000 / u128::from(state.total().max(1))) as u32,
        values: vec![
            Value::Amount(Amount(state.balance(index))),
            Value::Count(right.count() as u64),
            Value::Count(state.score(index)),
        ],
        standing: standing.map(Text::key),
        alarm: validator.slashed,
    }
}

fn answers(state: &State) -> Vec<Field> {
    let answer = |question: &'static str, answer: Text| Field {
        name: Text::key(question),
        value: Value::Text(answer),
        verdict: None,
        real: None,
    };
    let epoch = state.epoch();
    let on_duty = state.validators().iter().filter(|one| one.is_active(epoch));
    let preset = &state.rules().preset;
    let slot = Span::from_millis(preset.slot_ms);
    let justification = state.justification();
    let third = Amount(state.total() / 3);
    vec![
        answer(
            "answer.who",
            Text::key("answer.who.stake")
                .with("validators", Value::Count(on_duty.count() as u64))
                .with("slot", Value::Span(slot)),
        ),
        answer("answer.cost", Text::key("answer.cost.stake")),
        answer(
            "answer.final",
            Text::key("answer.final.stake")
                .with("epoch", Value::Count(epoch))
                .with("justified", Value::Count(justification.current.epoch))
                .with("finalized", Value::Count(justification.finalized.epoch))
                .with("slots", Value::Count(preset.slots_per_epoch)),
        ),
        answer(
            "answer.attacker",
            Text::key("answer.attacker.stake")
                .with("third", Value::Amount(third))
                .with("all", Value::Amount(Amount(state.total()))),
        ),
    ]
}
