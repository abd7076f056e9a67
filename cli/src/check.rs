//! `bilayer check`: what is wrong in a scenario or lesson, and where.

use bilayer::scenario::lesson::{Examined, LESSONS, Lesson};
use bilayer::scenario::{FileKind, Problem, check_played, kind, shipped};
use bilayer::simulation::MAX_NODES_TERMINAL;
use serde_json::json;

use crate::failure::{Failure, placed};
use crate::{put, source, text};

/// Checks a scenario or a lesson.
pub fn check(name: &str, as_json: bool) -> Result<(), Failure> {
    let lesson = LESSONS.iter().find(|lesson| lesson.id == name);
    let text = match (shipped(name), lesson) {
        // Where both have the name, the lesson is asked for by the path of its file.
        (Some(scenario), _) => scenario.text.to_owned(),
        (None, Some(lesson)) => lesson.text.to_owned(),
        (None, None) => source::read_file(name)?,
    };
    match kind(&text) {
        FileKind::Lesson => check_lesson(name, &text, as_json),
        _ => check_scenario(source::of_text(name, text)?, as_json),
    }
}

fn check_lesson(name: &str, text: &str, as_json: bool) -> Result<(), Failure> {
    let examined = match Lesson::examine(text) {
        Ok(examined) => examined,
        Err(problem) => {
            if as_json {
                put(&format!("{}\n", line(None, &problem)))?;
            }
            return Err(Failure::problem(name, &problem));
        }
    };
    let breaches = examined.breaches.iter();
    let broken: Vec<String> = breaches
        .map(|breach| text::breach(breach.judge, &breach.arguments))
        .collect();
    match broken.is_empty() {
        true => put(&good_lesson(name, &examined)),
        false => Err(Failure::run(format!(
            "{name}: the lesson's run broke an invariant: {}",
            broken.join("; ")
        ))),
    }
}

fn good_lesson(name: &str, examined: &Examined) -> String {
    let goals = examined.lesson.steps.iter();
    let goals = goals.filter(|step| step.goal.is_some()).count();
    let end = examined
        .steps
        .last()
        .map_or_else(Default::default, |step| step.reached);
    format!(
        "{name}: good: a lesson of {} steps, {goals} goals reached by their own acts, played to {end}\n",
        examined.lesson.steps.len(),
    )
}

fn check_scenario(source: source::Source, as_json: bool) -> Result<(), Failure> {
    let name = source.name.as_str();
    let refused = check_played(&source.text, &source.scenario, MAX_NODES_TERMINAL)
        .map_err(|problem| Failure::problem(name, &problem))?;
    if as_json {
        let lines: Vec<String> = refused
            .iter()
            .map(|(time, problem)| format!("{}\n", line(Some(time.0), problem)))
            .collect();
        put(&lines.concat())?;
    } else {
        for (time, problem) in &refused {
            eprintln!("{}, refused at {time}", placed(name, problem));
        }
    }
    match refused.len() {
        0 => put(&good(&source)),
        count => Err(Failure::input(format!(
            "{name}: {count} of its commands refused"
        ))),
    }
}

fn line(time: Option<u64>, problem: &Problem) -> serde_json::Value {
    json!({
        "time_us": time,
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "key": problem.refusal.key,
        "text": text::refusal(&problem.refusal),
    })
}

fn good(source: &source::Source) -> String {
    let setup = &source.scenario.setup;
    let commands: u64 = setup
        .script
        .iter()
        .map(|entry| u64::from(entry.times))
        .sum();
    format!(
        "{}: good: {} nodes, {} links, {} people, {commands} commands, played for {}\n",
        source.name,
        setup.nodes.len(),
        setup.links.len(),
        setup.people.len(),
        source.scenario.until,
    )
}
