//! Keys that work anywhere on the page, except while something is typed.

use crate::intent::Intent;
use bilayer::scenario::SPEEDS;
use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

/// Listens while the page stands.
#[hook]
pub fn use_keys(intents: Callback<Intent>, help: Callback<()>, lower: Option<Callback<()>>) {
    use_effect_with((intents, help, lower), |(intents, help, lower)| {
        let (intents, help, lower) = (intents.clone(), help.clone(), lower.clone());
        let listen =
            Closure::<dyn FnMut(KeyboardEvent)>::new(move |event: KeyboardEvent| match &lower {
                Some(lower) if event.key() == "Escape" && !in_dialog(&event) => lower.emit(()),
                _ if typing(&event) => {}
                _ => answer(&event, &intents, &help),
            });
        let window = web_sys::window();
        if let Some(window) = &window {
            let _ =
                window.add_event_listener_with_callback("keydown", listen.as_ref().unchecked_ref());
        }
        move || {
            if let Some(window) = window {
                let _ = window.remove_event_listener_with_callback(
                    "keydown",
                    listen.as_ref().unchecked_ref(),
                );
            }
        }
    });
}

fn target(event: &KeyboardEvent) -> Option<Element> {
    event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
}

fn in_dialog(event: &KeyboardEvent) -> bool {
    let dialog = target(event).and_then(|target| target.closest("dialog").ok().flatten());
    dialog.is_some()
}

/// Whether the key belongs to a field, a dialog or a button under focus.
fn typing(event: &KeyboardEvent) -> bool {
    let Some(target) = target(event) else {
        return false;
    };
    let field = matches!(target.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA");
    let pressed = event.key() == " " && matches!(target.tag_name().as_str(), "BUTTON" | "g");
    field || pressed || in_dialog(event)
}

fn answer(event: &KeyboardEvent, intents: &Callback<Intent>, help: &Callback<()>) {
    let intent = match (event.key().as_str(), event.ctrl_key() || event.meta_key()) {
        ("z", true) => Intent::Undo,
        (_, true) => return,
        (" " | "k", _) => Intent::TogglePlay,
        ("." | "ArrowRight", _) => Intent::StepForward,
        ("," | "ArrowLeft", _) => Intent::StepBack,
        ("Home", _) => Intent::ToStart,
        ("d", _) => Intent::ToDeadline,
        ("Escape", _) => Intent::Select(None),
        ("?", _) => return help.emit(()),
        ("0", _) => Intent::Speed(*SPEEDS.end()),
        (digit @ ("1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"), _) => {
            Intent::Speed(digit.parse::<i8>().unwrap_or(1) - 1)
        }
        _ => return,
    };
    event.prevent_default();
    intents.emit(intent);
}
