//! A text whose terms are a tap away from their definitions: each term once, at its first mention.

use super::term::Term;
use crate::text;
use std::collections::BTreeSet;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The words.
    pub words: AttrValue,
}

/// Draws the text.
#[component]
pub fn Prose(props: &Props) -> Html {
    let pieces = use_memo(props.words.clone(), |words| split(words, &terms()));
    let next = pieces.iter().skip(1).map(Some).chain([None]);
    let mut held = 0;
    let drawn = pieces.iter().zip(next).map(|(piece, next)| match piece {
        Piece::Plain(words) => html! { { &words[std::mem::take(&mut held)..] } },
        Piece::Term(id, words) => {
            let tail = next.map_or("", tail);
            held = tail.len();
            html! { <span class="unbroken"><Term id={id.clone()}>{ words }</Term>{ tail }</span> }
        }
    });
    html! { <>{ for drawn }</> }
}

/// The punctuation that follows a term and stays on its line.
fn tail(next: &Piece) -> &str {
    let Piece::Plain(words) = next else { return "" };
    let ends = |letter: char| letter.is_alphanumeric() || letter.is_whitespace();
    &words[..words.find(ends).unwrap_or(words.len())]
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Plain(String),
    Term(String, String),
}

/// The glossary's terms: lowercase name and id, longest name first.
fn terms() -> Vec<(String, String)> {
    let all = text::with_prefix("term.").into_iter();
    let mut terms: Vec<(String, String)> = all
        .filter_map(|(key, name)| {
            Some((
                name.to_ascii_lowercase(),
                key.strip_prefix("term.")?.to_owned(),
            ))
        })
        .filter(|(_, id)| !id.contains('.'))
        .collect();
    bilayer::base::order::sort_by_key(&mut terms, |(name, _)| std::cmp::Reverse(name.len()));
    terms
}

fn split(words: &str, terms: &[(String, String)]) -> Vec<Piece> {
    let (mut pieces, mut plain, mut seen) = (Vec::new(), String::new(), BTreeSet::new());
    let (mut rest, mut at_start) = (words, true);
    while let Some(letter) = rest.chars().next() {
        let found = at_start.then(|| mention(rest, terms)).flatten();
        if let Some((length, id)) = found.filter(|(_, id)| seen.insert(id.to_string())) {
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(Piece::Term(id.to_owned(), rest[..length].to_owned()));
            rest = &rest[length..];
            at_start = false;
            continue;
        }
        plain.push(letter);
        at_start = !letter.is_alphanumeric();
        rest = &rest[letter.len_utf8()..];
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

/// The term that the text begins with, also in the plural, as a whole word.
fn mention<'a>(rest: &str, terms: &'a [(String, String)]) -> Option<(usize, &'a str)> {
    terms.iter().find_map(|(name, id)| {
        let head = rest.get(..name.len())?;
        if head.to_ascii_lowercase() != *name {
            return None;
        }
        let plural = usize::from(rest[name.len()..].starts_with('s'));
        let ends = rest[name.len() + plural..]
            .chars()
            .next()
            .is_none_or(|next| !next.is_alphanumeric());
        ends.then_some((name.len() + plural, id.as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(id: &str, words: &str) -> Piece {
        Piece::Term(id.to_owned(), words.to_owned())
    }

    #[test]
    fn the_first_mention_of_a_term_is_linked_the_longest_name_wins() {
        let terms = [("state root", "state-root"), ("block", "block")]
            .map(|(name, id)| (name.to_owned(), id.to_owned()));
        let pieces = split("Blocks and a state root; blocked, not a block.", &terms);
        let plain = |words: &str| Piece::Plain(words.to_owned());
        let expected = [
            term("block", "Blocks"),
            plain(" and a "),
            term("state-root", "state root"),
            plain("; blocked, not a block."),
        ];
        assert_eq!(pieces, expected);
    }

    #[test]
    fn every_term_of_the_glossary_is_found_by_its_name() {
        let terms = terms();
        assert!(terms.len() > 50);
        for (name, id) in &terms {
            let found = mention(name, &terms).expect("a name mentions itself");
            assert!(
                found.1 == id
                    || terms
                        .iter()
                        .any(|(same, other)| same == name && other == found.1)
            );
        }
    }
}
