//! One timeline with a lane for each system; drag anywhere to go there.

use crate::context::{system_class, system_key, use_page};
use crate::glyph::glyph;
use crate::intent::Intent;
use crate::names::Names;
use crate::text;
use bilayer::base::Time;
use bilayer::scene::model::{Lane, Mark, MarkWeight, Place, Timeline as Data};
use std::rc::Rc;
use std::sync::Arc;
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The timeline.
    pub timeline: Arc<Data>,
    /// Where the run is.
    pub place: Place,
}

/// Draws the timeline.
#[component]
pub fn Timeline(props: &Props) -> Html {
    let page = use_page();
    let end = end(props.place);
    let dragging = use_mut_ref(|| false);
    let track = use_node_ref();
    let seek = {
        let (intents, track) = (page.intents.clone(), track.clone());
        move |event: &PointerEvent| {
            if let Some(share) = share_of(&track, event) {
                intents.emit(Intent::SeekTime(Time((share * end.0 as f64) as u64)));
            }
        }
    };
    let down = {
        let (dragging, seek, track) = (dragging.clone(), seek.clone(), track.clone());
        Callback::from(move |event: PointerEvent| {
            *dragging.borrow_mut() = true;
            if let Some(track) = track.cast::<Element>() {
                let _ = track.set_pointer_capture(event.pointer_id());
            }
            seek(&event);
        })
    };
    let moving = {
        let dragging = dragging.clone();
        Callback::from(move |event: PointerEvent| {
            if *dragging.borrow() {
                seek(&event)
            }
        })
    };
    let up = Callback::from(move |_: PointerEvent| *dragging.borrow_mut() = false);
    let at = share(props.place.time, end);
    html! {
        <div class="timeline">
            <div class="lane-names" aria-hidden="true">{ for props.timeline.lanes.iter().map(name) }</div>
            <div ref={track} class="track" role="slider" tabindex="0" aria-label={text::say("timeline.title")} aria-valuemin="0"
                aria-valuemax={(end.0 / 1_000_000).to_string()} aria-valuenow={(props.place.time.0 / 1_000_000).to_string()}
                aria-valuetext={text::clock(props.place.time)} onkeydown={keys(&page.intents, props.place)}
                onpointerdown={down} onpointermove={moving} onpointerup={up.clone()} onpointercancel={up}>
                <Lanes timeline={props.timeline.clone()} end={end.0} />
                <div class="horizon" style={format!("left:{}", percent(share(props.place.horizon, end)))}></div>
                <div class="cursor" style={format!("left:{}", percent(at))}>
                    <span class={classes!((at > 0.8).then_some("left"))}>{ text::short_clock(props.place.time) }</span>
                </div>
            </div>
        </div>
    }
}

/// The end of the track: the horizon with some room, in steps, so that marks seldom move.
fn end(place: Place) -> Time {
    let step = match place.horizon.0 / 1_000_000 {
        0..=50 => 60,
        51..=270 => 300,
        271..=810 => 900,
        _ => 1_800,
    } * 1_000_000;
    let room = place.horizon.0.max(place.time.0) / 20 * 21;
    Time((room / step + 1) * step)
}

fn share(time: Time, end: Time) -> f64 {
    time.0 as f64 / end.0.max(1) as f64
}

fn percent(share: f64) -> String {
    format!("{}%", text::fixed(share * 100.0, 3))
}

/// How far along the track the pointer is. The event's current target is the page's root.
fn share_of(track: &NodeRef, event: &PointerEvent) -> Option<f64> {
    let area = track.cast::<Element>()?.get_bounding_client_rect();
    Some(((f64::from(event.client_x()) - area.left()) / area.width()).clamp(0.0, 1.0))
}

fn keys(intents: &Callback<Intent>, place: Place) -> Callback<KeyboardEvent> {
    let intents = intents.clone();
    Callback::from(move |event: KeyboardEvent| {
        let leap = if event.shift_key() {
            30_000_000
        } else {
            5_000_000
        };
        let to = match event.key().as_str() {
            "ArrowLeft" => place.time.0.saturating_sub(leap),
            "ArrowRight" => place.time.0.saturating_add(leap),
            "Home" => 0,
            "End" => place.horizon.0,
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        intents.emit(Intent::SeekTime(Time(to)));
    })
}

fn name(lane: &Lane) -> Html {
    html! { <span class={system_class(lane.system)}>{ glyph(lane.system) }{ text::say(system_key(lane.system)) }</span> }
}

#[derive(Properties, PartialEq)]
struct LanesProps {
    timeline: Arc<Data>,
    end: u64,
}

/// The marks, drawn anew only when there are new ones.
#[component]
fn Lanes(props: &LanesProps) -> Html {
    let names = use_page().names;
    let end = Time(props.end);
    let some = |marks: &[Arc<Mark>]| html! { <Marks marks={marks.to_vec()} end={props.end} names={names.clone()} /> };
    let lane = |lane: &Lane| html! { <div class={classes!("lane", system_class(lane.system))}>{ for lane.marks.chunks(TOGETHER).map(some) }</div> };
    let tick = |index: u64| {
        let at = Time(end.0 / 6 * index);
        html! { <span style={format!("left:{}", percent(share(at, end)))}>{ text::short_clock(at).trim_end_matches(".0").to_owned() }</span> }
    };
    html! {
        <>
            { for props.timeline.lanes.iter().map(lane) }
            <div class="ticks" aria-hidden="true">{ for (0..6).map(tick) }</div>
        </>
    }
}

/// Marks that are drawn together: a new mark draws only the last few anew.
const TOGETHER: usize = 20;

#[derive(Properties, PartialEq)]
struct MarksProps {
    marks: Vec<Arc<Mark>>,
    end: u64,
    names: Rc<Names>,
}

#[component]
fn Marks(props: &MarksProps) -> Html {
    let mark = |mark: &Arc<Mark>| {
        let weight = match mark.weight {
            MarkWeight::Plain => "plain",
            MarkWeight::Notable => "notable",
            MarkWeight::Alarm => "alarm",
        };
        let place = percent(share(mark.at, Time(props.end)));
        let title = format!(
            "{} {}",
            text::short_clock(mark.at),
            text::tell(&mark.text, &props.names)
        );
        html! { <i class={weight} style={format!("left:{place}")} {title}></i> }
    };
    html! { <>{ for props.marks.iter().map(mark) }</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_track_ends_after_its_horizon() {
        for seconds in [0, 30, 59, 60, 299, 300, 3_600, 36_000] {
            let place = Place {
                horizon: Time(seconds * 1_000_000),
                ..Place::default()
            };
            assert!(end(place) > place.horizon, "{seconds} s");
        }
    }
}
