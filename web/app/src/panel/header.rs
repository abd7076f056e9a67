//! The head of the page: who it is, the transport, the judges' verdict, what goes out.

use super::transport::Transport;
use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::{Intent, Theme};
use crate::text;
use crate::view::View;
use bilayer::scene::model::{Header as Facts, Mining, Place};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// A dialog over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialog {
    /// The lessons and worlds that can be opened.
    Lessons,
    /// The glossary.
    Glossary,
    /// What is real, scaled and left out in each system.
    Systems,
    /// The attacks that can be played.
    Attacks,
    /// Keys and ways on.
    Help,
}

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the run is.
    pub place: Place,
    /// The header's facts.
    pub facts: Arc<Facts>,
    /// The state of the view.
    pub view: Rc<View>,
    /// Opens a dialog.
    pub open: Callback<Dialog>,
}

/// Draws the header.
#[component]
pub fn Header(props: &Props) -> Html {
    let page = use_page();
    let show = |dialog: Dialog| {
        let open = props.open.clone();
        Callback::from(move |_: MouseEvent| open.emit(dialog))
    };
    let in_lesson = props.view.lesson.is_some();
    let leave = page.wish(Intent::Lesson(crate::intent::LessonIntent::Leave));
    let next = next_theme(props.view.theme);
    html! {
        <header class="head">
            <h1 class="logo">{ logo() }{ "Bilayer" }</h1>
            <div class="segments modes" role="group" aria-label={text::say("head.modes")}>
                <button type="button" aria-pressed={in_lesson.to_string()} onclick={show(Dialog::Lessons)}>{ text::say("head.lessons") }</button>
                <button type="button" aria-pressed={(!in_lesson).to_string()} onclick={leave}>{ text::say("head.sandbox") }</button>
            </div>
            <Transport place={props.place} view={props.view.clone()} deadline={props.facts.deadline.clone()} />
            <span class="spacer"></span>
            { verdict(&props.facts) }
            <div class="outgoing">
                <button type="button" class="button export" onclick={page.wish(Intent::Export)}>{ text::say("head.export") }</button>
                <button type="button" class="button primary" onclick={page.wish(Intent::Share)}>{ text::say("head.share") }</button>
                <button type="button" class="button square" title={text::say(theme_key(next))} aria-label={text::say(theme_key(next))}
                    onclick={page.wish(Intent::Theme(next))}>{ theme_icon(props.view.theme) }</button>
                <button type="button" class="button square" title={text::say("head.help")} aria-label={text::say("head.help")}
                    onclick={show(Dialog::Help)}>{ Icon::CircleHelp.draw() }</button>
            </div>
        </header>
    }
}

/// Two bars, one for each layer.
pub fn logo() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 24 22" aria-hidden="true" focusable="false">
            <rect class="above" x="1" y="2" width="22" height="7" rx="2" />
            <rect class="below" x="1" y="13" width="22" height="7" rx="2" />
        </svg>
    }
}

/// What the judges say: a mark, a word and the sum.
pub fn verdict(facts: &Facts) -> Html {
    if *facts == Facts::default() {
        // Nothing is there to judge yet.
        return Html::default();
    }
    let sum = text::coins(facts.conservation.total);
    let holds = facts.conservation.holds && facts.broken.is_empty();
    let (class, key) = if holds {
        ("good", "head.conserved")
    } else {
        ("bad", "head.broken")
    };
    let icon = if holds {
        Icon::Check
    } else {
        Icon::TriangleAlert
    };
    let mining = match facts.mining {
        Mining::Real => "head.mining.real",
        Mining::Turns => "head.mining.turns",
        Mining::Sampled => "head.mining.sampled",
    };
    html! {
        <p class="verdicts">
            <span class={classes!("verdict", class)}>{ icon.draw() }{ text::say_with(key, &[("sum", sum)]) }</span>
            <span class="mining" title={text::say(&format!("{mining}.is"))}>{ text::say(mining) }</span>
        </p>
    }
}

const fn next_theme(theme: Theme) -> Theme {
    match theme {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    }
}

const fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "head.theme.system",
        Theme::Light => "head.theme.light",
        Theme::Dark => "head.theme.dark",
    }
}

fn theme_icon(theme: Theme) -> Html {
    match theme {
        Theme::System => html! {
            <svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9" fill="none" stroke="currentColor" stroke-width="2" /><path d="M12 3a9 9 0 0 1 0 18z" style="fill:currentColor" /></svg>
        },
        Theme::Light => Icon::Sun.draw(),
        Theme::Dark => Icon::Moon.draw(),
    }
}
