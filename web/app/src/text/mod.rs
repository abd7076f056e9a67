//! Sentences: one file a language, looked up by key, with gaps and plurals.
//!
//! A file holds `key = sentence` lines. `{name}` is a gap; `{name?one|many}` chooses by whether
//! the value of `name` is 1. A table of this size needs no message-format crate (decision 17).

mod english;
mod fixed;
mod format;

pub use fixed::{curve, fixed, whole};
pub use format::{
    amount, clock, coins, count, gas, hash_rate, hex, per_mille, short_amount, short_clock,
    shorten, size, span,
};

use crate::names::Names;
use bilayer::base::order;
use bilayer::scene::model::{Argument, Text, Value};
use std::collections::BTreeMap;

type Table = BTreeMap<&'static str, &'static str>;

thread_local! {
    static START: Table = table(english::start());
    static LATER: Table = table(english::later());
}

fn table(file: &'static str) -> Table {
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| line.split_once(" = "));
    order::gather(entries.map(|(key, sentence)| (key.trim(), sentence.trim())))
}

/// The sentence of a key as it stands in the file, if it is there.
pub fn find(key: &str) -> Option<&'static str> {
    START
        .with(|table| table.get(key).copied())
        .or_else(|| find_later(key))
}

fn find_later(key: &str) -> Option<&'static str> {
    LATER.with(|table| table.get(key).copied())
}

/// All keys that begin so, with their sentences, in order.
pub fn with_prefix(prefix: &str) -> Vec<(&'static str, &'static str)> {
    let mut found = Vec::new();
    for table in [&START, &LATER] {
        table.with(|table| {
            let all = table.iter().filter(|(key, _)| key.starts_with(prefix));
            found.extend(all.map(|(key, sentence)| (*key, *sentence)));
        });
    }
    order::sort_by_key(&mut found, |(key, _)| *key);
    found
}

/// The sentence of a key without gaps; the key's last part as words if there is none.
pub fn say(key: &str) -> String {
    find(key).map_or_else(|| humanized(key), str::to_owned)
}

/// The sentence of a key with gaps filled by plain words.
pub fn say_with(key: &str, gaps: &[(&str, String)]) -> String {
    fill(&say(key), &|name| {
        gaps.iter()
            .find(|(gap, _)| *gap == name)
            .map(|(_, word)| word.clone())
    })
}

/// A text of the scene in the reader's language.
pub fn tell(text: &Text, names: &Names) -> String {
    match find(&text.key) {
        Some(sentence) => fill(sentence, &|name| {
            let argument = text.arguments.iter().find(|argument| argument.name == name);
            argument.map(|argument| word(&argument.value, names))
        }),
        None => untold(text, names),
    }
}

/// A key that has no sentence yet, readable all the same.
fn untold(text: &Text, names: &Names) -> String {
    let mut all = humanized(&text.key);
    for Argument { value, .. } in &text.arguments {
        all.push(' ');
        all.push_str(&word(value, names));
    }
    all
}

fn humanized(key: &str) -> String {
    key.rsplit('.').next().unwrap_or(key).replace('-', " ")
}

/// Fills `{name}` and `{name?one|many}`.
fn fill(sentence: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(sentence.len() + 16);
    let mut rest = sentence;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((gap, after)) = after.split_once('}') else {
            out.push_str(after);
            return out;
        };
        out.push_str(&filled(gap, value));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn filled(gap: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    match gap.split_once('?') {
        None => value(gap).unwrap_or_default(),
        Some((name, choices)) => {
            let (one, many) = choices.split_once('|').unwrap_or((choices, choices));
            let is_one = value(name).is_some_and(|word| word == "1");
            if is_one { one } else { many }.to_owned()
        }
    }
}

/// A value as words, for a gap.
pub fn word(value: &Value, names: &Names) -> String {
    match value {
        Value::Text(text) => tell(text, names),
        Value::Name(name) => name.clone(),
        Value::Actor(who) => names.of(*who),
        Value::Amount(amount) => coins(*amount),
        Value::Count(number) => count(*number),
        Value::Size(bytes) => size(*bytes),
        Value::Gas(units) => gas(*units),
        Value::HashRate(rate) => hash_rate(*rate),
        Value::PerMille(share) => per_mille(*share),
        Value::Height(height) => format!("#{height}"),
        Value::Time(time) => short_clock(*time),
        Value::Span(length) => span(*length),
        Value::Hash(digest) => shorten(&hex(&digest.0)),
        Value::Address(address) => shorten(&hex(&address.0)),
        Value::Hex(bytes) => shorten(&hex(bytes)),
        Value::Flag(yes) => say(if *yes { "ui.yes" } else { "ui.no" }),
        Value::Link(object) => names.title(object),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_and_plurals_are_filled() {
        let told = |count: &str| {
            fill("{n} {n?block|blocks} by {who}", &|name| match name {
                "n" => Some(count.to_owned()),
                "who" => Some("Ana".to_owned()),
                _ => None,
            })
        };
        assert_eq!(told("1"), "1 block by Ana");
        assert_eq!(told("2"), "2 blocks by Ana");
    }

    #[test]
    fn an_unclosed_gap_loses_no_words() {
        assert_eq!(fill("open {end", &|_| None), "open end");
    }

    #[test]
    fn every_line_of_the_english_file_is_a_key_and_a_sentence_said_once() {
        let lines = include_str!("en.txt")
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'));
        let mut seen = std::collections::BTreeSet::new();
        for line in lines {
            let (key, sentence) = line
                .split_once(" = ")
                .unwrap_or_else(|| panic!("no key: {line}"));
            assert!(!sentence.trim().is_empty(), "{key} says nothing");
            assert!(seen.insert(key.trim()), "{key} stands twice");
        }
    }

    /// Kinds of keys that only the core's scene says.
    const SAID_BY_SCENE: [&str; 28] = [
        "act.",
        "fact.",
        "command.",
        "field.",
        "inspect.",
        "state.",
        "stage.",
        "part.",
        "bytes.",
        "merkle.",
        "check.",
        "place.",
        "cost.",
        "why.",
        "says.",
        "slot.",
        "packet.",
        "judge.",
        "choice.",
        "compare.",
        "fault.",
        "region.",
        "answer.",
        "column.",
        "consensus.",
        "settled.",
        "ledger.",
        "deadline.",
    ];

    fn sources(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder)
            .expect("the folder is there")
            .flatten()
        {
            let path = entry.path();
            let is_test = path.to_string_lossy().contains("test");
            if path.is_dir() {
                sources(&path, found);
            } else if !is_test {
                found.push(std::fs::read_to_string(path).expect("a source is text"));
            }
        }
    }

    /// The keys that stand in the scene's sources.
    fn said_by_scene() -> std::collections::BTreeSet<String> {
        let mut all = Vec::new();
        sources(
            &std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/scene"),
            &mut all,
        );
        let is_key = |word: &&str| {
            let plain = word
                .chars()
                .all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '.' | '-'));
            plain && !word.ends_with('.') && SAID_BY_SCENE.iter().any(|kind| word.starts_with(kind))
        };
        let literals = all
            .iter()
            .flat_map(|source| source.split('"').skip(1).step_by(2));
        literals.filter(is_key).map(str::to_owned).collect()
    }

    #[test]
    fn every_key_that_the_scene_says_has_a_sentence() {
        let mut missing = said_by_scene();
        missing.retain(|key| find(key).is_none());
        assert!(missing.is_empty(), "no sentence for {missing:?}");
    }

    /// The script names what is done before it tells it.
    #[test]
    fn every_command_has_a_verb() {
        let mut commands = said_by_scene();
        commands.retain(|key| key.starts_with("command.") || key == "fault.rule");
        assert!(commands.len() > 40, "{commands:?}");
        commands.retain(|key| find(&format!("{key}.verb")).is_none());
        assert!(commands.is_empty(), "no verb for {commands:?}");
    }
}
