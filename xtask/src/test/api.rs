//! The JavaScript API, as another page calls it, under Node.

use std::fs;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::Project;
use crate::report::Report;
use crate::site::probe::Probe;

/// What a caller does, as one list of names and whether each holds. `goldens` are those of the repository.
const SCRIPT: &str = r#"
const { World, scenarios } = api;
const thrown = (act) => { try { act(); } catch (error) { return error; } return {}; };
const golden = goldens.find((one) => one.id === 'sandbox');
const world = new World('sandbox');
world.runTo(60_000_000);
const before = world.fingerprint();
const transfer = (to) => ({ wallet: { transfer: { from: 'Ana', to, amount: '2' } } });
world.give(transfer('Ben'));
const commands = world.commands();
world.runTo(900_000_000);
const paid = world.summary();
const again = World.replay(world.link());
const refused = thrown(() => world.give(transfer('Nobody')));
const unfit = thrown(() => world.give({ wallet: 'all' }));
const unknown = thrown(() => new World('nowhere'));
const broken = thrown(() => new World('{ "version": 1,\n "id": 7 }'));
const after = world.fingerprint();
const undone = world.undo() && !world.undo();
const whole = new World(golden.id);
whole.runTo(golden.at_us);
const checks = {
  the_worlds_that_ship_are_listed: goldens.every((one) => scenarios().includes(one.id)),
  a_world_arrives_where_the_goldens_say: whole.fingerprint() === golden.fingerprint,
  a_command_is_taken_and_listed: commands.length === 1 && commands[0].time === 60_000_000
    && commands[0].command.wallet.transfer.to === 'Ben',
  the_summary_has_the_balances: paid.balances.Ben === '102' && paid.time_us === 900_000_000
    && paid.broken.length === 0 && paid.fingerprint === after,
  a_refusal_has_its_key_and_values: refused.name === 'BilayerError'
    && refused.key === 'name.unknown' && refused.arguments[0] === 'Nobody',
  a_value_that_is_no_command_is_refused: unfit.key === 'file.content',
  a_world_that_does_not_ship_is_refused: unknown.key === 'link.scenario',
  a_broken_file_is_refused_with_its_place: broken.path === 'id' && broken.line === 2,
  a_link_replays_to_the_same_world: again.fingerprint() === after,
  undo_returns_to_the_place_before: undone && world.fingerprint() === before,
  a_moment_that_can_not_be_is_refused: thrown(() => world.runTo(-1)).key === 'run.no-such-place',
};
console.log(JSON.stringify(checks));
"#;

/// Runs the script and reports each check as a test.
pub fn run(project: &Project, report: &mut Report) -> Result<()> {
    let goldens = fs::read_to_string(project.root.join("tests/goldens.json"))?;
    let start = Instant::now();
    let checked = check(project, &goldens);
    let took = start.elapsed();
    match checked {
        Err(error) => report.add("api::is_called_under_node", took, Err(error)),
        Ok(checks) => {
            for (name, holds) in checks.as_object().into_iter().flatten() {
                report.add(&format!("api::{name}"), took, held(holds));
            }
        }
    }
    Ok(())
}

fn check(project: &Project, goldens: &str) -> Result<Value> {
    let mut goldens: Value = serde_json::from_str(goldens)?;
    for golden in goldens.as_array_mut().into_iter().flatten() {
        golden["at_us"] = microseconds(&golden["at"])?.into();
    }
    let script = format!("const goldens = {goldens};\n{SCRIPT}");
    let checks: Value = serde_json::from_str(&Probe::build_api(project)?.run(&script)?)?;
    ensure!(
        checks.as_object().is_some_and(|all| !all.is_empty()),
        "nothing was checked"
    );
    Ok(checks)
}

/// A span such as `10m` or `1h30m`, of whole minutes and hours.
fn microseconds(span: &Value) -> Result<u64> {
    let text = span.as_str().context("a golden without a time")?;
    let (mut number, mut sum) = (0, 0);
    for letter in text.chars() {
        match letter {
            '0'..='9' => number = number * 10 + u64::from(letter) - u64::from('0'),
            'h' => sum += std::mem::take(&mut number) * 3_600_000_000,
            'm' => sum += std::mem::take(&mut number) * 60_000_000,
            other => anyhow::bail!("{other} in the time {text}"),
        }
    }
    Ok(sum)
}

fn held(holds: &Value) -> Result<()> {
    ensure!(*holds == true, "it does not hold");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_time_of_the_goldens_is_read() {
        assert_eq!(microseconds(&json!("1h10m")).ok(), Some(4_200_000_000));
        assert!(microseconds(&json!("5s")).is_err());
        assert!(held(&json!(false)).is_err() && held(&json!(true)).is_ok());
    }
}
