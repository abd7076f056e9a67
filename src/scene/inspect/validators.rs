//! Where validators stand between deposit and payout, and when they go on.

use crate::actor::Validating;
use crate::base::{ActorId, Address, Amount, Time, order};
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::params::{Epoch, FAR_FUTURE_EPOCH};
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::validator::{Index, Validator};
use crate::scene::model::{Field, Text, Value};

use super::Desk;
use super::page::field;

/// Most validators told one by one.
const LISTED: usize = 24;

/// The validators that a node runs, as its own head has them: how many are on duty, and each that is not simply so.
pub(super) fn of_node(desk: &Desk, id: ActorId) -> Vec<Field> {
    let member = desk.sight.world.node(id).and_then(|one| one.member());
    let head = desk.sight.head_of(id);
    let (Some(member), Some(state)) = (member, validators_of(&*head.engine)) else {
        return Vec::new();
    };
    let member: &Validating = member;
    let own: Vec<Index> = member.indices().collect();
    let (on_duty, others): (Vec<Index>, Vec<Index>) = own
        .iter()
        .partition(|index| at(state, **index).is_some_and(|one| stays(one, state.epoch())));
    let waiting = member.keys_waiting() as u64;
    if own.is_empty() && waiting == 0 {
        return Vec::new();
    }
    let mut fields = vec![field(
        "field.validators-on-duty",
        Value::Count(on_duty.len() as u64),
    )];
    if waiting > 0 {
        fields.push(field("field.keys-waiting", Value::Count(waiting)));
    }
    fields.extend(told(state, others));
    fields
}

/// What a person deposited and what became of it: deposits that wait, and validators that pay out to its account.
pub(super) fn of_person(desk: &Desk, home: ActorId, address: &Address) -> Vec<Field> {
    let head = desk.sight.head_of(home);
    let Some(state) = validators_of(&*head.engine) else {
        return Vec::new();
    };
    let pending = state.pending().iter();
    let waiting = pending.filter(|one| one.deposit.withdrawal == *address);
    let deposits = waiting.map(|one| {
        let amount = Value::Amount(Amount(one.deposit.amount));
        let text = Text::key("validator.deposit-waits").with("amount", amount);
        field("field.stake-deposit", Value::Text(text))
    });
    let all = (0..).zip(state.validators());
    let own = all.filter(|(_, one)| one.withdrawal == *address);
    let own: Vec<Index> = own.map(|(index, _)| index).collect();
    deposits.take(LISTED).chain(told(state, own)).collect()
}

fn at(state: &State, index: Index) -> Option<&Validator> {
    state.validators().get(index as usize)
}

/// Whether it is on duty and nothing else is to be said.
fn stays(one: &Validator, epoch: Epoch) -> bool {
    one.is_active(epoch) && one.exit == FAR_FUTURE_EPOCH && !one.slashed
}

fn told(state: &State, indices: Vec<Index>) -> impl Iterator<Item = Field> {
    let mut indices = indices;
    order::sort(&mut indices);
    indices.into_iter().take(LISTED).filter_map(|index| {
        let standing = Value::Text(standing(state, index)?);
        let name = Text::key("consensus.validator").with("index", Value::Count(index.into()));
        Some(Field {
            name,
            ..field("consensus.validator", standing)
        })
    })
}

/// Where a validator stands, with the next epoch that it waits for and when that begins.
fn standing(state: &State, index: Index) -> Option<Text> {
    let (one, epoch) = (at(state, index)?, state.epoch());
    let held = Value::Amount(Amount(state.balance(index)));
    let text = |key, due: Epoch| {
        Text::key(key)
            .with("epoch", Value::Count(due))
            .with("time", Value::Time(begin_of(state, due)))
            .with("balance", held.clone())
    };
    Some(if one.slashed && epoch < one.withdrawable {
        text("validator.is-slashed", one.withdrawable)
    } else if one.activation == FAR_FUTURE_EPOCH {
        match one.may_queue() || one.eligible != FAR_FUTURE_EPOCH {
            true => text("validator.is-pending", epoch),
            false => text("validator.holds-too-little", epoch),
        }
    } else if epoch < one.activation {
        text("validator.is-activated", one.activation)
    } else if one.exit == FAR_FUTURE_EPOCH {
        text("validator.is-active", one.activation)
    } else if epoch < one.exit {
        text("validator.is-exiting", one.exit)
            .with("withdrawable", Value::Count(one.withdrawable))
            .with("withdrawn", Value::Time(begin_of(state, one.withdrawable)))
    } else if epoch < one.withdrawable {
        text("validator.is-off-duty", one.withdrawable)
    } else if state.balance(index) > 0 {
        text("validator.is-withdrawable", one.withdrawable)
    } else {
        text("validator.is-withdrawn", one.withdrawable)
    })
}

/// When an epoch begins; the end of time for one that never comes.
fn begin_of(state: &State, epoch: Epoch) -> Time {
    let preset = &state.rules().preset;
    let micros = preset.start_of(epoch).saturating_mul(preset.slot_ms);
    Time(micros.saturating_mul(1_000))
}
