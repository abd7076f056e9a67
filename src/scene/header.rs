//! The facts at the head of the page: place, time, and the judges' verdict.

use crate::base::Amount;
use crate::simulation::Breach;

use super::model::{Conservation, Deadline, Header, Mining, Place, Text, Value};
use super::sight::Sight;

/// Where in the run this is.
pub(super) fn place(sight: &Sight) -> Place {
    let (here, horizon) = (sight.session.place(), sight.session.horizon());
    Place {
        time: here.time,
        events: here.step,
        horizon: horizon.time.max(here.time),
        horizon_events: horizon.step.max(here.step),
        commands: sight.world.commands(),
        branch: sight.session.branches().len() as u32,
    }
}

pub(super) fn build(sight: &Sight, deadline: Option<Deadline>) -> Header {
    let setup = sight.session.setup();
    Header {
        title: sight.view.title.clone(),
        seed: setup.seed,
        conservation: conservation(sight),
        mining: match setup.consensus.pow() {
            None => Mining::Turns,
            Some(pow) if pow.sampled => Mining::Sampled,
            Some(_) => Mining::Real,
        },
        broken: sight.view.breaches.iter().map(breach).collect(),
        until: sight.view.until,
        deadline,
    }
}

fn breach(breach: &Breach) -> Text {
    let names = ["first", "second", "third", "fourth"];
    let arguments = breach.arguments.iter().zip(names);
    arguments.fold(Text::key(breach.judge), |text, (argument, name)| {
        text.with(name, Value::Name(argument.clone()))
    })
}

/// What all accounts hold at the chosen node's head, and whether it is what was ever created on that branch.
pub(super) fn conservation(sight: &Sight) -> Conservation {
    let (total, created) = (sight.head().state.total(), created(sight));
    let holds = total.is_some() && total == created;
    let complaint = (!holds).then(|| {
        Text::key("judge.value-conserved")
            .with("first", Value::Amount(total.unwrap_or_default()))
            .with("second", Value::Amount(created.unwrap_or_default()))
    });
    Conservation {
        total: total.unwrap_or_default(),
        holds,
        complaint,
    }
}

/// Genesis and what every block on top created.
fn created(sight: &Sight) -> Option<Amount> {
    let genesis = sight.main.first()?.state.total()?;
    let rules = sight.archive.rules();
    sight.main.iter().skip(1).try_fold(genesis, |sum, entry| {
        sum.checked_add(rules.consensus.subsidy(entry.height()))?
            .checked_add(entry.credited)
    })
}
