//! Whether a scenario can be played: its world begins, and no command of its script is refused.

use std::sync::Arc;

use crate::base::Time;
use crate::command::Refusal;
use crate::event::Fact;
use crate::simulation::{Silent, Simulation};

use super::{Play, Problem, Scenario};

/// Checks that a world can begin.
///
/// # Errors
/// What is wrong in the setup, and where in `text`, from which the scenario was read.
pub fn check(text: &str, scenario: &Scenario, max_nodes: usize) -> Result<(), Problem> {
    let setup = Arc::new(scenario.setup.clone());
    Simulation::begin(setup, Silent, max_nodes)
        .map(|_| ())
        .map_err(|error| Problem::of_setup(text, error))
}

/// Plays a scenario to its end and tells each command of its script that is refused on the way.
///
/// # Errors
/// What is wrong in the setup, and where in `text`, from which the scenario was read.
pub fn check_played(
    text: &str,
    scenario: &Scenario,
    max_nodes: usize,
) -> Result<Vec<(Time, Problem)>, Problem> {
    let mut problems = Vec::new();
    let begun = Play::begin(scenario.setup.clone(), max_nodes);
    let mut play = begun.map_err(|error| Problem::of_setup(text, error))?;
    play.run(Time::ZERO + scenario.until, |_, event| {
        if let Fact::Script {
            index,
            refusal: Some((key, arguments)),
        } = &event.fact
        {
            let refusal = Refusal {
                key: key.clone(),
                arguments: arguments.clone(),
            };
            let path = format!("setup.script[{index}]");
            problems.push((event.time, Problem::at(text, path, refusal)));
        }
    });
    Ok(problems)
}
