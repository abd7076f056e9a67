//! The people who own keys on Layer 1: a chip each, with balance.

use crate::context::use_page;
use crate::text;
use bilayer::scene::model::{Person, Selection};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The people.
    pub people: Arc<Vec<Person>>,
}

/// Whether it has neither a node nor a trusted one: then its chip says what it is.
fn is_outsider(person: &Person) -> bool {
    matches!(&*person.role.key, "role.light-client" | "role.attacker")
}

/// Draws the chips.
#[component]
pub fn People(props: &Props) -> Html {
    let page = use_page();
    let chip = |person: &Person| {
        let object = Selection::Agent(person.id);
        let selected = page.is_selected(&object);
        let role = text::tell(&person.role, &page.names);
        let class = classes!(
            "person",
            selected.then_some("selected"),
            person.dishonest.then_some("cheats"),
            person.away.then_some("away"),
        );
        html! {
            <button type="button" {class} key={person.id.0} title={role} aria-pressed={selected.to_string()}
                data-anchor={format!("actor-{}", person.id.0)} onclick={page.select(object)}>
                <b>{ &person.name }</b>if is_outsider(person) { <small>{ text::tell(&person.role, &page.names) }</small> }<span title={text::coins(person.balance)}>{ text::short_amount(person.balance) }</span>
                if person.pending > 0 { <i>{ text::say_with("person.pending", &[("count", person.pending.to_string())]) }</i> }
            </button>
        }
    };
    html! {
        <div class="people" role="group" aria-label={text::say("stage.people")}>
            { for props.people.iter().map(chip) }
        </div>
    }
}
