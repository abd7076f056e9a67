//! The run as its commands.

use std::collections::BTreeMap;

use crate::base::{Time, order};
use crate::event::Fact;

use super::command_text::text;
use super::model::{Script, ScriptLine};
use super::sight::Sight;

/// Most lines in a picture; the latest before the present place and what follows.
const MAX_LINES: usize = 600;

pub(super) fn build(sight: &Sight) -> Script {
    let mut lines = scenario(sight);
    let present = sight.world.commands() as usize;
    let mut done = lines.iter().filter(|(_, past)| *past).count();
    let given = sight
        .session
        .commands()
        .iter()
        .enumerate()
        .map(|(index, given)| {
            let line = ScriptLine {
                at: given.time,
                place: given.step,
                text: text(&given.command),
                of_scenario: false,
            };
            (line, index < present)
        });
    done += present;
    lines.extend(given);
    order::sort_by_key(&mut lines, |(line, past)| (!*past, line.at, line.place));
    let first = done
        .saturating_sub(MAX_LINES / 2)
        .min(lines.len().saturating_sub(MAX_LINES));
    let shown = lines.into_iter().skip(first).take(MAX_LINES);
    Script {
        lines: shown.map(|(line, _)| line).collect(),
        done: (done - first) as u32,
    }
}

/// The scenario's commands, and whether each was taken before the present place.
fn scenario(sight: &Sight) -> Vec<(ScriptLine, bool)> {
    let places = places(sight);
    let script = sight.session.setup().script.iter();
    let line = |(index, scripted): (u32, &crate::simulation::Scripted)| {
        let place = places.get(&index).copied();
        let at = Time(0) + scripted.at;
        let line = ScriptLine {
            at,
            place: place.unwrap_or(0),
            text: text(&scripted.command),
            of_scenario: true,
        };
        (
            line,
            place.is_some_and(|place| place <= sight.world.steps()) || at < sight.now(),
        )
    };
    (0..).zip(script).map(line).collect()
}

/// Where the log says that the scenario's commands were taken.
fn places(sight: &Sight) -> BTreeMap<u32, u64> {
    let all = sight.session.log().all().iter();
    order::gather(all.filter_map(|event| match event.fact {
        Fact::Script { index, .. } => Some((index, event.step)),
        _ => None,
    }))
}
