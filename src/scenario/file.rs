//! A scenario file: versioned JSON, read with the exact place of what is wrong.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::base::Span;
use crate::command::Refusal;
use crate::simulation::Setup;

use super::Problem;
use super::whereabouts::path_of;

/// Version of the format of scenario files and run files.
pub const FILE_VERSION: u32 = 1;
/// Largest file, in bytes.
pub const MAX_FILE: usize = 1 << 20;

/// A world as a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Where editors find the schema of this file.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// Version of the format: 1.
    pub version: u32,
    /// Short name in links and on the command line: 1 to 40 of a-z, 0-9 and `-`.
    pub id: String,
    /// Title by language; `en` must be there.
    pub title: BTreeMap<String, String>,
    /// What it is about in a sentence, by language; `en` must be there.
    pub about: BTreeMap<String, String>,
    /// What the page has played before it shows the world.
    #[serde(default)]
    pub start_at: Span,
    /// How far the terminal plays it, unless told otherwise; at most 30 days.
    #[serde(default = "ten_minutes")]
    pub until: Span,
    /// How the world begins.
    pub setup: Setup,
}

fn ten_minutes() -> Span {
    Span::from_secs(600)
}

/// Reads a scenario file. That the world can begin is left to [`super::check`].
///
/// # Errors
/// The first thing that is wrong, and where.
pub fn read(text: &str) -> Result<Scenario, Problem> {
    let scenario: Scenario = parse(text)?;
    let path = |path: &str| path.to_owned();
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let length = scenario.id.len();
    if !(1..=40).contains(&length) || !scenario.id.chars().all(allowed) {
        return Err(Problem::at(text, path("id"), Refusal::new("scenario.id")));
    }
    for (name, texts) in [("title", &scenario.title), ("about", &scenario.about)] {
        if texts.get("en").is_none_or(String::is_empty) {
            let refusal = Refusal::new("scenario.english");
            return Err(Problem::at(text, path(name), refusal));
        }
    }
    let longest = Span(crate::simulation::MAX_TIME.0);
    for (name, span) in [("start_at", scenario.start_at), ("until", scenario.until)] {
        if span > longest {
            let refusal = Refusal::new("scenario.too-long").with(longest);
            return Err(Problem::at(text, path(name), refusal));
        }
    }
    Ok(scenario)
}

/// Only what must be known before all else.
#[derive(Deserialize)]
struct Versioned {
    version: Option<serde_json::Value>,
}

/// Reads JSON of this format's version into its type.
pub(super) fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Problem> {
    if text.len() > MAX_FILE {
        let refusal = Refusal::new("file.too-large");
        return Err(Problem::whole(refusal.with(text.len()).with(MAX_FILE)));
    }
    if let Ok(Versioned {
        version: Some(found),
    }) = serde_json::from_str(text)
        && found
            .as_u64()
            .is_some_and(|found| found != u64::from(FILE_VERSION))
    {
        let refusal = Refusal::new("file.version");
        let refusal = refusal.with(found).with(FILE_VERSION);
        return Err(Problem::at(text, "version".to_owned(), refusal));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let value =
        T::deserialize(&mut json).map_err(|error| problem(path_of(text, &error), &error))?;
    json.end().map_err(|error| problem(String::new(), &error))?;
    Ok(value)
}

fn problem(path: String, error: &serde_json::Error) -> Problem {
    let key = if error.is_data() {
        "file.content"
    } else {
        "file.json"
    };
    let told = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let told = told.strip_suffix(&place).unwrap_or(&told);
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Problem {
        line: small(error.line()),
        column: small(error.column()),
        path,
        refusal: Refusal::new(key).with(told),
    }
}

/// The JSON Schema of scenario files, generated from the types.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Scenario);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
