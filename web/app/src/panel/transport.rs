//! Time by hand: to the start, a step either way, play and pause, speed, the clock.

use crate::context::use_page;
use crate::icon::Icon;
use crate::intent::Intent;
use crate::text;
use crate::view::View;
use bilayer::scenario::SPEEDS;
use bilayer::scene::model::{Deadline, Place};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Where the run is.
    pub place: Place,
    /// The state of the view.
    pub view: Rc<View>,
    /// The next height that something waits for.
    pub deadline: Option<Deadline>,
}

/// Draws the transport.
#[component]
pub fn Transport(props: &Props) -> Html {
    let page = use_page();
    let view = &props.view;
    let button = |icon: Icon, key: &str, intent: Intent| {
        let name = text::say(key);
        html! { <button type="button" title={name.clone()} aria-label={name} onclick={page.wish(intent)}>{ icon.draw() }</button> }
    };
    let (icon, key) = if view.playing {
        (Icon::Pause, "transport.pause")
    } else {
        (Icon::Play, "transport.play")
    };
    let slowed = view.slowed_for.is_some();
    html! {
        <div class="transport">
            <div class="segments" role="group" aria-label={text::say("transport.title")}>
                { button(Icon::SkipBack, "transport.start", Intent::ToStart) }
                { button(Icon::StepBack, "transport.back", Intent::StepBack) }
                <span class={classes!("play", view.playing.then_some("on"))}>{ button(icon, key, Intent::TogglePlay) }</span>
                { button(Icon::StepForward, "transport.forward", Intent::StepForward) }
                <ToDeadline deadline={props.deadline.clone()} />
                <Speed speed={view.speed} />
                <button type="button" class={classes!("slow", slowed.then_some("now"))} aria-pressed={view.slow_by_itself.to_string()}
                    title={text::say("transport.slow.is")} onclick={page.wish(Intent::SlowByItself(!view.slow_by_itself))}>
                    { text::say("transport.slow") }
                </button>
            </div>
            <p class="clock"><time>{ text::clock(props.place.time) }</time><small>{ text::say("transport.simulated") }</small></p>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ToDeadlineProps {
    deadline: Option<Deadline>,
}

/// Says what it runs to, or why there is nothing to run to.
#[component]
fn ToDeadline(props: &ToDeadlineProps) -> Html {
    let page = use_page();
    let what = match &props.deadline {
        Some(deadline) => {
            let gaps = [
                ("what", text::tell(&deadline.text, &page.names)),
                ("height", deadline.height.to_string()),
            ];
            text::say_with("transport.deadline", &gaps)
        }
        None => text::say("transport.no-deadline"),
    };
    html! {
        <button type="button" class="to-deadline" title={what.clone()} aria-label={what} aria-disabled={props.deadline.is_none().to_string()}
            onclick={page.wish(Intent::ToDeadline)}>{ Icon::SkipForward.draw() }</button>
    }
}

#[derive(Properties, PartialEq)]
struct SpeedProps {
    speed: i8,
}

#[component]
fn Speed(props: &SpeedProps) -> Html {
    let page = use_page();
    let onchange = Callback::from(move |event: Event| {
        let select = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        let speed = select.and_then(|select| select.value().parse().ok());
        page.intents.emit(Intent::Speed(speed.unwrap_or(0)));
    });
    let option = |speed: i8| {
        html! {
            <option value={speed.to_string()} selected={speed == props.speed}>{ words(speed) }</option>
        }
    };
    html! {
        <select class="speed" aria-label={text::say("transport.speed")} {onchange}>{ for SPEEDS.map(option) }</select>
    }
}

/// A speed as it is read: `1/8×`, `1×`, `1024×`.
pub fn words(speed: i8) -> String {
    match speed {
        ..0 => format!("1/{}×", 1_u32 << speed.unsigned_abs().min(16)),
        _ => format!("{}×", 1_u32 << speed.min(16)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_go_from_an_eighth_to_a_thousand() {
        let all: Vec<String> = SPEEDS.map(words).collect();
        assert_eq!(all.first().map(String::as_str), Some("1/8×"));
        assert_eq!(all.last().map(String::as_str), Some("1024×"));
        assert!(all.contains(&"1×".to_owned()));
    }
}
