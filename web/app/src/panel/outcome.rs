//! What breaking the rules achieved in this run: what happened, who has more by it and who less.

use crate::context::{Page, use_page};
use crate::text;
use bilayer::scene::model::{Outcome, Outcomes, Shift, Wealth};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What was achieved.
    pub outcomes: Arc<Outcomes>,
    /// Whether only the newest few are told, and nobody's coins.
    #[prop_or_default]
    pub short: bool,
}

/// Most things told where there is little room.
const FEW: usize = 3;

/// Draws the card; nothing while nothing was achieved.
#[component]
pub fn OutcomeCard(props: &Props) -> Html {
    let page = use_page();
    let all = &props.outcomes.told;
    if all.is_empty() {
        return Html::default();
    }
    let most = if props.short { FEW } else { all.len() };
    let people = &props.outcomes.people;
    html! {
        <section class="card outcome" aria-label={text::say("outcome.title")}>
            <h2>{ text::say("outcome.title") }</h2>
            <ul>{ for all.iter().take(most).map(|one| told(one, &page)) }</ul>
            if !props.short && !people.is_empty() { { wealth(people, &page) } }
        </section>
    }
}

fn told(outcome: &Outcome, page: &Page) -> Html {
    let sentence = text::tell(&outcome.text, &page.names);
    html! {
        <li>
            <p>{ sentence }if let Some(about) = &outcome.about {
                { " " }<button type="button" class="plain" aria-label={text::say_with("outcome.show", &[("what", page.names.title(about))])} onclick={page.select(about.clone())}>{ text::say("caption.show") }</button>
            }</p>
            if !outcome.shifts.is_empty() {
                <p class="shifts">{ for outcome.shifts.iter().map(|shift| shifted(shift, page)) }</p>
            }
        </li>
    }
}

fn shifted(shift: &Shift, page: &Page) -> Html {
    let (class, sign) = if shift.gains {
        ("good", "+")
    } else {
        ("bad", "−")
    };
    html! {
        <span><b>{ page.names.of(shift.who) }</b>{ " " }<i {class}>{ format!("{sign}{}\u{a0}coins", text::short_amount(shift.amount)) }</i></span>
    }
}

/// Everybody's coins, before and now.
fn wealth(people: &[Wealth], page: &Page) -> Html {
    let row = |one: &Wealth| {
        let (more, less) = (
            one.now.checked_sub(one.before),
            one.before.checked_sub(one.now),
        );
        let change = match (more, less) {
            (Some(more), _) => {
                html! { <td class="good">{ format!("+{}", text::short_amount(more)) }</td> }
            }
            (_, Some(less)) => {
                html! { <td class="bad">{ format!("−{}", text::short_amount(less)) }</td> }
            }
            _ => html! { <td></td> },
        };
        html! {
            <tr><th scope="row">{ page.names.of(one.who) }</th><td>{ text::short_amount(one.before) }</td><td>{ text::short_amount(one.now) }</td>{ change }</tr>
        }
    };
    let heading =
        |key: &str| html! { <th scope="col">{ text::say(&format!("outcome.{key}")) }</th> };
    html! {
        <table>
            <caption>{ text::say("outcome.people") }</caption>
            <thead><tr>{ for ["who", "before", "now", "change"].into_iter().map(heading) }</tr></thead>
            <tbody>{ for people.iter().map(row) }</tbody>
        </table>
    }
}
