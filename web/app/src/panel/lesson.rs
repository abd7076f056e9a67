//! The lesson player: one step at a time, a prediction before the run, a goal, a hint.

use super::prose::Prose;
use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::{Intent, LessonIntent};
use crate::text;
use crate::view::{LessonView, PredictionView};
use std::rc::Rc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lesson.
    pub lesson: Rc<LessonView>,
}

/// Draws the lesson's card.
#[component]
pub fn Lesson(props: &Props) -> Html {
    let page = use_page();
    let lesson = &props.lesson;
    let wish = |intent: LessonIntent| page.wish(Intent::Lesson(intent));
    let step = text::say_with(
        "lesson.step",
        &[
            ("step", lesson.step.to_string()),
            ("steps", lesson.steps.to_string()),
        ],
    );
    let share = 100.0 * f64::from(lesson.step) / f64::from(lesson.steps.max(1));
    html! {
        <section class="card lesson-card" aria-label={text::say("lesson.title")}>
            <header>
                <h2>{ step }</h2>
                <button type="button" class="plain" title={text::say("lesson.leave")} aria-label={text::say("lesson.leave")} onclick={wish(LessonIntent::Leave)}>{ Icon::X.draw() }</button>
            </header>
            <b>{ &lesson.title }</b>
            <p><Prose words={lesson.text.clone()} /></p>
            if let Some(prediction) = &lesson.prediction { { predict(prediction, &wish) } }
            { goal(lesson) }
            { hint(lesson, &wish) }
            if let Some(words) = &lesson.acts {
                <button type="button" class="button wide" onclick={wish(LessonIntent::ShowMe)}>
                    { words.clone().unwrap_or_else(|| text::say("lesson.show-me")) }
                </button>
            } else if lesson.acting {
                <p class="quiet">{ text::say("lesson.acting") }</p>
            }
            <div class="bar" aria-hidden="true"><i style={format!("width:{}%", text::whole(share))}></i></div>
            <footer>
                if lesson.step > 1 { <button type="button" class="button" onclick={wish(LessonIntent::Back)}>{ text::say("lesson.back") }</button> }
                <span class="spacer"></span>
                if lesson.finished {
                    <button type="button" class="button" onclick={wish(LessonIntent::Restart)}>{ text::say("lesson.again") }</button>
                    <button type="button" class="button primary" onclick={wish(LessonIntent::Leave)}>{ text::say("lesson.on") }</button>
                } else if lesson.can_go_on {
                    <button type="button" class="button primary" onclick={wish(LessonIntent::Next)}>{ text::say("lesson.next") }</button>
                }
            </footer>
        </section>
    }
}

fn predict(
    prediction: &PredictionView,
    wish: &dyn Fn(LessonIntent) -> Callback<MouseEvent>,
) -> Html {
    let settled = prediction.outcome.as_ref().map(|(right, _)| *right);
    let answer = |(index, words): (usize, &String)| {
        let index = index as u32;
        let chosen = prediction.chosen == Some(index);
        let fate = settled.map(|right| {
            if right == index {
                "right"
            } else if chosen {
                "wrong"
            } else {
                "other"
            }
        });
        html! {
            <button type="button" role="radio" aria-checked={chosen.to_string()} class={classes!("answer", chosen.then_some("chosen"), fate)}
                disabled={settled.is_some()} onclick={wish(LessonIntent::Predict(index))}>
                <i aria-hidden="true"></i><span>{ words }</span>
                if fate == Some("right") { <em>{ text::say("lesson.happened") }</em> }
            </button>
        }
    };
    html! {
        <div class="prediction">
            <p class="question">{ &prediction.question }</p>
            <div role="radiogroup" aria-label={prediction.question.clone()}>{ for prediction.answers.iter().enumerate().map(answer) }</div>
            if let Some((_, reply)) = &prediction.outcome {
                <p class="reply"><Prose words={reply.clone()} /></p>
            } else {
                <button type="button" class="button primary wide" disabled={prediction.chosen.is_none()} onclick={wish(LessonIntent::Run)}>{ text::say("lesson.run") }</button>
            }
        </div>
    }
}

fn goal(lesson: &LessonView) -> Html {
    let Some((words, met)) = &lesson.goal else {
        return Html::default();
    };
    html! {
        <p class={classes!("goal", met.then_some("met"))}>
            if *met { { Icon::Check.draw() } } else { <i class="open" aria-hidden="true"></i> }
            <span>{ words }</span>
            <em>{ text::say(if *met { "lesson.met" } else { "lesson.open" }) }</em>
        </p>
    }
}

fn hint(lesson: &LessonView, wish: &dyn Fn(LessonIntent) -> Callback<MouseEvent>) -> Html {
    match &lesson.hint {
        None => Html::default(),
        Some(None) => html! {
            <button type="button" class="plain link" onclick={wish(LessonIntent::Hint)}>{ Icon::Lightbulb.draw() }{ text::say("lesson.hint") }</button>
        },
        Some(Some(words)) => {
            html! { <p class="hint">{ Icon::Lightbulb.draw() }<span>{ words }</span></p> }
        }
    }
}
