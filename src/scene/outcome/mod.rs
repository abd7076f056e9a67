//! What breaking the rules achieved so far, in money: every figure is read from this run's chain and roles.

mod layer1;
mod layer2;
mod wealth;

use crate::base::order;

use super::model::{ActorId, Amount, Network, Outcome, Outcomes, Producers, Rollup, Shift, Text};
use super::past::Past;
use super::sight::Sight;

/// Most things told.
const TOLD: usize = 12;

pub(super) fn build(
    sight: &Sight,
    past: &Past,
    (network, producers): (&Network, Option<&Producers>),
    rollups: &[Rollup],
) -> Outcomes {
    let mut told = layer1::undone(sight, past);
    told.extend(layer1::rogues(sight, network));
    told.extend(layer1::slashed(sight));
    told.extend(layer1::censored(sight, past));
    told.extend(layer1::absent(sight, producers));
    told.extend(layer1::unheard(sight));
    told.extend(layer2::channels(sight));
    told.extend(layer2::rollups(sight, rollups));
    // What moved coins comes first.
    order::sort_by_key(&mut told, |one| one.shifts.is_empty());
    told.truncate(TOLD);
    let people = match told.is_empty() {
        true => Vec::new(),
        false => wealth::build(sight),
    };
    Outcomes { told, people }
}

fn outcome(text: Text, shifts: impl IntoIterator<Item = Shift>) -> Outcome {
    let shifts = shifts.into_iter();
    Outcome {
        text,
        shifts: shifts.filter(|one| one.amount > Amount::ZERO).collect(),
        about: None,
    }
}

fn gains(who: ActorId, amount: Amount) -> Shift {
    Shift {
        who,
        amount,
        gains: true,
    }
}

fn loses(who: ActorId, amount: Amount) -> Shift {
    Shift {
        who,
        amount,
        gains: false,
    }
}

/// What somebody has more, or less, than a measure.
fn against(who: ActorId, has: Amount, measure: Amount) -> Shift {
    match has.checked_sub(measure) {
        Some(more) => gains(who, more),
        None => loses(who, Amount(measure.0 - has.0)),
    }
}
