//! The glossary: a card for each term, what it is in one sentence, and whether it works yet.

use super::calculator::Calculator;
use crate::context::use_page;
use crate::intent::{Intent, RuleIntent};
use crate::text;
use bilayer_protocol::{RuleCard, RuleResult};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Groups of terms, in the order of the page.
const GROUPS: [&str; 3] = ["layer1", "layer2", "both"];

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The formulas that can be computed, once the worker told them.
    pub rules: Rc<Vec<RuleCard>>,
    /// What came out of those that were.
    pub computed: Rc<Vec<RuleResult>>,
}

/// Draws the cards with a field to find one.
#[component]
pub fn Glossary(props: &Props) -> Html {
    let sought = use_state(String::new);
    let intents = use_page().intents;
    use_effect_with((), move |()| intents.emit(Intent::Rule(RuleIntent::List)));
    let oninput = {
        let sought = sought.clone();
        Callback::from(move |event: InputEvent| {
            let input = event
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            sought.set(
                input
                    .map(|input| input.value().to_ascii_lowercase())
                    .unwrap_or_default(),
            );
        })
    };
    html! {
        <div class="glossary">
            <label class="field"><span>{ text::say("glossary.find") }</span><input type="search" {oninput} /></label>
            { for GROUPS.into_iter().map(|group_name| group(group_name, &sought, props)) }
        </div>
    }
}

/// The terms of a group: `glossary.layer1 = term term term`.
fn group(name: &str, sought: &str, props: &Props) -> Html {
    let terms = text::say(&format!("glossary.{name}.terms"));
    let found: Vec<&str> = terms
        .split_whitespace()
        .filter(|id| matches(id, sought))
        .collect();
    html! {
        if !found.is_empty() {
            <section>
                <h3>{ text::say(&format!("glossary.{name}")) }</h3>
                <dl>{ for found.into_iter().map(|id| card(id, props)) }</dl>
            </section>
        }
    }
}

fn matches(id: &str, sought: &str) -> bool {
    let words = format!(
        "{} {}",
        text::say(&format!("term.{id}")),
        text::say(&format!("term.{id}.is"))
    );
    words.to_ascii_lowercase().contains(sought)
}

fn card(id: &str, props: &Props) -> Html {
    let works = text::find(&format!("term.{id}.not-yet")).is_none();
    let (class, word) = if works {
        ("works", "glossary.works")
    } else {
        ("not-yet", "glossary.not-yet")
    };
    html! {
        <div class="term-card">
            <dt>{ text::say(&format!("term.{id}")) }<span class={classes!("tag", class)}>{ text::say(word) }</span></dt>
            <dd>{ text::say(&format!("term.{id}.is")) }{ for calculators(id, props) }</dd>
        </div>
    }
}

/// The formulas of a term: `term.target.rules = target work`.
fn calculators(id: &str, props: &Props) -> impl Iterator<Item = Html> {
    let names = text::find(&format!("term.{id}.rules")).unwrap_or_default();
    names.split_whitespace().filter_map(|name| {
        let card = props.rules.iter().find(|card| card.name == name)?;
        let result = props.computed.iter().find(|result| result.name == name);
        Some(html! { <Calculator key={name} card={card.clone()} result={result.cloned()} /> })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_of_a_group_has_a_name_and_a_sentence() {
        for name in GROUPS {
            let terms =
                text::find(&format!("glossary.{name}.terms")).expect("the group lists its terms");
            for id in terms.split_whitespace() {
                assert!(
                    text::find(&format!("term.{id}")).is_some(),
                    "{id} has no name"
                );
                assert!(
                    text::find(&format!("term.{id}.is")).is_some(),
                    "{id} has no sentence"
                );
            }
        }
    }
}
