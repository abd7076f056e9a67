//! The left rail: the lesson, what can be added, what can be broken.

use super::header::Dialog;
use super::lesson::Lesson;
use super::offer::OfferButton;
use super::outcome::OutcomeCard;
use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::{Intent, LessonIntent};
use crate::text;
use crate::view::View;
use bilayer::scene::model::{Offer, OfferGroup, Outcomes};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// All offers.
    pub offers: Arc<Vec<Offer>>,
    /// What breaking the rules achieved.
    pub outcomes: Arc<Outcomes>,
    /// The state of the view.
    pub view: Rc<View>,
    /// Opens a dialog.
    pub open: Callback<Dialog>,
}

const GROUPS: [(OfferGroup, &str); 3] = [
    (OfferGroup::AddLayer1, "rail.add-layer1"),
    (OfferGroup::AddLayer2, "rail.add-layer2"),
    (OfferGroup::Break, "rail.break"),
];

/// The scenario that ships as an empty sandbox.
pub const EMPTY: &str = "sandbox";

/// Draws the rail's content.
#[component]
pub fn Rail(props: &Props) -> Html {
    let page = use_page();
    let lesson = match &props.view.lesson {
        Some(lesson) => html! { <Lesson lesson={lesson.clone()} /> },
        None => ways_on(props, &page),
    };
    let group = |(group, title): (OfferGroup, &'static str)| {
        let mine: Vec<&Offer> = props
            .offers
            .iter()
            .filter(|offer| offer.group == group)
            .collect();
        let named = |offer: &Offer| {
            let twins = mine.iter().filter(|other| other.key == offer.key).count();
            offer.about.clone().filter(|_| twins > 1)
        };
        let breaks = group == OfferGroup::Break && !props.offers.is_empty();
        let danger = breaks.then_some("danger");
        html! {
            if breaks || !mine.is_empty() {
                <section class={classes!("palette", danger)} aria-label={text::say(title)}>
                    <h2>{ text::say(title) }</h2>
                    <div class="offers">
                        { for mine.iter().map(|offer| html! { <OfferButton key={key(offer)} offer={(*offer).clone()} with_glyph={true} named={named(offer)} /> }) }
                    </div>
                    if breaks { { attacks(&props.open) } }
                </section>
            }
        }
    };
    html! {
        <>
            { lesson }
            <OutcomeCard outcomes={props.outcomes.clone()} short={true} />
            { for GROUPS.into_iter().map(group) }
            if props.view.can_undo {
                <button type="button" class="button undo" onclick={page.wish(Intent::Undo)}>{ Icon::Undo2.draw() }{ text::say("rail.undo") }</button>
            }
        </>
    }
}

/// To what can be broken elsewhere than in this world.
fn attacks(open: &Callback<Dialog>) -> Html {
    let show = open.reform(|_: MouseEvent| Dialog::Attacks);
    html! { <button type="button" class="button wide" onclick={show}>{ Icon::TriangleAlert.draw() }{ text::say("rail.attacks") }</button> }
}

fn key(offer: &Offer) -> String {
    format!("{} {:?}", offer.key, offer.about)
}

/// Without a lesson: the first one, and how to begin by hand.
fn ways_on(props: &Props, page: &crate::context::Page) -> Html {
    let Some(entry) = props.view.next_lesson() else {
        return Html::default();
    };
    let open = page.wish(Intent::Lesson(LessonIntent::Open(entry.id.clone())));
    html! {
        <section class="card lesson-card" aria-label={text::say("lesson.title")}>
            <h2>{ text::say("lesson.first") }</h2>
            <b>{ &entry.title }</b>
            <p>{ &entry.about }</p>
            <button type="button" class="button primary" onclick={open}>{ text::say_with("lesson.start", &[("minutes", entry.minutes.to_string())]) }</button>
            if props.view.scenarios.iter().any(|(name, _)| name == EMPTY) {
                <button type="button" class="button" onclick={page.wish(Intent::OpenScenario(EMPTY.to_owned()))}>{ text::say("rail.empty-sandbox") }</button>
            }
        </section>
    }
}
