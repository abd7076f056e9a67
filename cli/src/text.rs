//! Sentences for keys: the page's English file, and beside it what only the terminal says.

use std::collections::BTreeMap;

use bilayer::command::Refusal;

const OWN: &str = include_str!("text/en.txt");
const PAGE: &str = include_str!("../../web/app/src/text/en.txt");

/// The sentence of a refusal, or its key and values if it has none.
pub fn refusal(refusal: &Refusal) -> String {
    sentence(&format!("refusal.{}", refusal.key), &refusal.arguments)
        .unwrap_or_else(|| raw(&refusal.key, &refusal.arguments))
}

/// The sentence of a judge's breach, or its key and values.
pub fn breach(judge: &str, arguments: &[String]) -> String {
    sentence(judge, arguments).unwrap_or_else(|| raw(judge, arguments))
}

fn raw(key: &str, arguments: &[String]) -> String {
    let mut all = key.to_owned();
    for argument in arguments {
        all.push(' ');
        all.push_str(argument);
    }
    all
}

fn sentence(key: &str, arguments: &[String]) -> Option<String> {
    let table = lines(OWN).chain(lines(PAGE));
    let table: BTreeMap<&str, &str> = table.collect();
    table.get(key).map(|sentence| filled(sentence, arguments))
}

fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(" = "))
}

/// Fills the gaps `{first}`, `{second}`, `{third}`.
fn filled(sentence: &str, arguments: &[String]) -> String {
    let mut text = sentence.to_owned();
    for (name, argument) in ["{first}", "{second}", "{third}"].iter().zip(arguments) {
        text = text.replace(name, argument);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_sentences_with_their_values() {
        let told = refusal(&Refusal::new("file.version").with(7).with(1));
        assert_eq!(
            told,
            "the file is of version 7; this program reads version 1"
        );
        let told = refusal(&Refusal::new("no.such-key").with("x"));
        assert_eq!(told, "no.such-key x");
    }

    #[test]
    fn every_own_key_stands_once() {
        let mut seen = std::collections::BTreeSet::new();
        for (key, sentence) in lines(OWN) {
            assert!(seen.insert(key), "{key}");
            assert!(!sentence.trim().is_empty(), "{key}");
        }
    }
}
