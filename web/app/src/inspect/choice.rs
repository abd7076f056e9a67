//! Why one branch is followed and not the other: each fork with the weights of its branches.

use super::Shown;
use crate::context::Page;
use crate::icon::Icon;
use crate::text;
use bilayer::scene::model::{ForkBranch, ForkChoice, ForkStep, Value};
use yew::prelude::*;

/// The forks, each with a bar for every branch.
pub fn view(choice: &ForkChoice, page: &Page) -> Html {
    html! {
        <section class="block-section choice">
            <h4>{ text::say("choice.title") }</h4>
            <p class="cost">{ text::tell(&choice.rule, &page.names) }</p>
            <ol>{ for choice.steps.iter().map(|step| one(step, page)) }</ol>
        </section>
    }
}

fn one(step: &ForkStep, page: &Page) -> Html {
    html! {
        <li>
            <p>{ text::say("choice.after") }{ " " }<Shown value={Value::Link(step.fork.clone())} />{ format!(" #{}", step.height) }</p>
            { for step.branches.iter().map(|branch| row(branch, page)) }
            <p class="result"><small>{ text::tell(&step.reason, &page.names) }</small></p>
        </li>
    }
}

fn row(branch: &ForkBranch, page: &Page) -> Html {
    let weight = text::word(&branch.weight, &page.names);
    let seen = text::say_with("choice.seen", &[("time", text::short_clock(branch.seen))]);
    html! {
        <div class={classes!("rival", branch.chosen.then_some("chosen"))}>
            <span><Shown value={Value::Link(branch.first.clone())} />{ format!(" … #{} ", branch.height) }
                if branch.chosen { <b class="good">{ Icon::Check.draw() }{ text::say("choice.followed") }</b> }</span>
            <i style={format!("width:{}%", text::fixed(f64::from(branch.share) / 10.0, 1))} aria-hidden="true"></i>
            <small>{ weight }{ " · " }{ seen }</small>
        </div>
    }
}
