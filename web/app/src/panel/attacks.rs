//! "Break something": a card for each attack that can be played, with what it needs, what it achieves and what stops it.

use super::outcome::OutcomeCard;
use crate::context::use_page;
use crate::glyph::glyph;
use crate::intent::{Intent, LessonIntent};
use crate::text;
use crate::view::View;
use bilayer::scenario::{ATTACKS, Against, Attack, Figure, Figures, Ships, Stage, ships};
use bilayer::scene::model::{Outcomes, System};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

const GROUPS: [(Against, System, &str); 3] = [
    (Against::Layer1, System::Layer1, "layer1"),
    (Against::Channel, System::Channel, "channel"),
    (Against::Rollup, System::Rollup, "rollup"),
];

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What breaking the rules achieved in this run.
    pub outcomes: Arc<Outcomes>,
    /// The state of the view.
    pub view: Rc<View>,
    /// Called once something was opened.
    pub close: Callback<()>,
}

/// Draws the cards.
#[component]
pub fn Attacks(props: &Props) -> Html {
    let page = use_page();
    let ships = use_memo((), |()| ships());
    let open = |attack: &Attack| {
        let (intents, close) = (page.intents.clone(), props.close.clone());
        let intent = opens(attack.stage);
        Callback::from(move |_: MouseEvent| {
            intents.emit(intent.clone());
            close.emit(());
        })
    };
    let group = |(against, system, name): (Against, System, &str)| {
        let mine = ATTACKS.iter().filter(|attack| attack.against == against);
        let cards = mine.map(|attack| card(attack, &ships, &props.view, open(attack)));
        html! {
            <section class={format!("sys-{name}")}>
                <h3>{ glyph(system) }{ text::say(&format!("attack.{name}")) }</h3>
                <ul class="attacks">{ for cards }</ul>
            </section>
        }
    };
    html! {
        <>
            <OutcomeCard outcomes={props.outcomes.clone()} />
            <p class="quiet">{ text::say("attack.about") }</p>
            { for GROUPS.into_iter().map(group) }
        </>
    }
}

fn card(attack: &Attack, ships: &Ships, view: &View, open: Callback<MouseEvent>) -> Html {
    let figures = attack.shipped_figures(ships);
    let aspect = |aspect: &str| {
        html! {
            <><dt>{ text::say(&format!("attack.{aspect}")) }</dt><dd>{ sentence(attack.id, aspect, &figures) }</dd></>
        }
    };
    html! {
        <li>
            <h4>{ sentence(attack.id, "name", &figures) }</h4>
            <dl>{ for ["needs", "achieves", "defence"].into_iter().map(aspect) }</dl>
            <button type="button" class="button" onclick={open}>{ button(attack.stage, view) }</button>
        </li>
    }
}

/// What an attack's text says, with the figures of its world.
fn sentence(id: &str, aspect: &str, figures: &Figures) -> String {
    let gaps: Vec<_> = figures
        .iter()
        .map(|(name, figure)| (*name, told(*figure)))
        .collect();
    text::say_with(&format!("attack.{id}.{aspect}"), &gaps)
}

fn told(figure: Figure) -> String {
    match figure {
        Figure::Coins(amount) => text::coins(amount),
        Figure::Count(number) => text::count(number),
        Figure::PerMille(share) => text::per_mille(share),
        Figure::Span(length) => text::span(length),
    }
}

fn opens(stage: Stage) -> Intent {
    match stage {
        Stage::World(id) | Stage::ByHand(id) => Intent::OpenScenario(id.to_owned()),
        Stage::Lesson(id) => Intent::Lesson(LessonIntent::Open(id.to_owned())),
    }
}

/// What the button says: what it opens, by its title.
fn button(stage: Stage, view: &View) -> String {
    let (key, id) = match stage {
        Stage::World(id) => ("attack.play", id),
        Stage::ByHand(id) => ("attack.by-hand", id),
        Stage::Lesson(id) => ("attack.lesson", id),
    };
    let worlds = view.scenarios.iter().map(|(id, title)| (id, title));
    let lessons = view.lessons.iter().map(|entry| (&entry.id, &entry.title));
    let mut titles: Box<dyn Iterator<Item = (&String, &String)>> = match stage {
        Stage::Lesson(_) => Box::new(lessons),
        Stage::World(_) | Stage::ByHand(_) => Box::new(worlds),
    };
    let title = titles
        .find(|(one, _)| *one == id)
        .map_or(id, |(_, title)| title.as_str());
    text::say_with(key, &[("title", title.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use bilayer::scenario::ATTACK_TEXTS;

    #[test]
    fn every_attack_has_its_sentences_and_a_figure_for_each_gap() {
        let ships = ships();
        for attack in ATTACKS {
            let figures = attack.shipped_figures(&ships);
            let mut said = String::new();
            for aspect in ATTACK_TEXTS {
                let key = format!("attack.{}.{aspect}", attack.id);
                let sentence = text::find(&key).unwrap_or_else(|| panic!("no sentence for {key}"));
                said.push_str(sentence);
            }
            let gaps = said.split('{').skip(1);
            for gap in gaps
                .filter_map(|rest| rest.split_once('}'))
                .map(|(gap, _)| gap)
            {
                let known = figures.iter().any(|(name, _)| *name == gap);
                assert!(known, "{}: no figure for {{{gap}}}", attack.id);
            }
        }
    }

    #[test]
    fn every_sentence_of_an_attack_is_of_one_that_is_offered() {
        for (key, _) in text::with_prefix("attack.") {
            if let Some((id, _)) = key["attack.".len()..].split_once('.') {
                assert!(ATTACKS.iter().any(|attack| attack.id == id), "{key}");
            }
        }
    }

    #[test]
    fn a_stage_is_called_by_its_title_and_until_that_is_known_by_its_id() {
        let mut view = View::default();
        let stage = Stage::World("priced-out");
        assert!(button(stage, &view).contains("priced-out"));
        view.scenarios = Rc::new(vec![("priced-out".into(), "Priced out".into())]);
        assert!(button(stage, &view).contains("Priced out"));
    }
}
