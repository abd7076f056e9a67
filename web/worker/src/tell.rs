//! What the core says, in the page's messages.

use bilayer::command::Refusal;
use bilayer::scenario::{self, MAX_LINK, ViewParameters};
use bilayer::scene::model::{Text, Value};
use bilayer::simulation::{Breach, Session};
use bilayer_protocol::{Branch, Problem, Response, Shared};

/// Longest code that can be read again.
const MAX_KEPT: usize = 65_000;
/// Names of a refusal's values in a text, as the scene names them.
const NAMES: [&str; 4] = ["first", "second", "third", "fourth"];

fn text_of(key: String, arguments: &[String]) -> Text {
    let text = Text {
        key: key.into(),
        arguments: Vec::new(),
    };
    let named = NAMES.iter().zip(arguments);
    named.fold(text, |text, (name, value)| {
        text.with(name, Value::Name(value.clone()))
    })
}

/// A refusal as a text.
pub fn refusal(refusal: &Refusal) -> Text {
    text_of(format!("refusal.{}", refusal.key), &refusal.arguments)
}

/// Broken invariants as texts.
pub fn breaches(breaches: &[Breach]) -> Vec<Text> {
    let texts = breaches.iter();
    texts
        .map(|breach| text_of(breach.judge.to_owned(), &breach.arguments))
        .collect()
}

/// What is wrong with a file, and where.
pub fn problem(problem: &scenario::Problem) -> Problem {
    let place = match (problem.line, problem.path.is_empty()) {
        (0, _) => problem.path.clone(),
        (line, true) => format!("{line}:{}", problem.column),
        (line, false) => format!("{line}:{}, {}", problem.column, problem.path),
    };
    Problem {
        place,
        text: refusal(&problem.refusal),
    }
}

/// A command that was refused on the way, and where it stands.
pub fn remark(wrong: &scenario::Problem) -> Text {
    let Problem { place, text } = problem(wrong);
    Text::key("script.refused")
        .with("place", Value::Name(place))
        .with("why", Value::Text(text))
}

/// What is wrong with a source as a whole.
pub fn problem_whole(wrong: &Refusal) -> Problem {
    Problem {
        place: String::new(),
        text: refusal(wrong),
    }
}

/// The run as the page is to keep it.
pub fn kept(session: &Session) -> Response {
    let branches = session.branches().iter().map(|branch| Branch {
        commands: branch.commands.len() as u32,
        until: branch.horizon.time,
    });
    let record = session.record();
    let (code, _) = scenario::write_link(&record, &ViewParameters::default());
    Response::Keep {
        bytes: postcard::to_allocvec(&record).unwrap_or_default(),
        code: (code.len() <= MAX_KEPT).then_some(code),
        branches: branches.collect(),
    }
}

/// The run to hand out.
pub fn shared(session: &Session) -> Shared {
    let record = session.record();
    let (code, _) = scenario::write_link(&record, &ViewParameters::default());
    let length = code.len();
    Shared {
        code: (length <= MAX_LINK).then_some(code),
        length: length as u32,
        file: scenario::write_run(&record),
    }
}
