//! What the page asks of the browser besides drawing: frames, clipboard, files, marks.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, HtmlElement, Url, window};

use crate::intent::Theme;

/// Milliseconds since the page began.
pub fn now() -> f64 {
    let performance = window().and_then(|window| window.performance());
    performance.map_or(0.0, |performance| performance.now())
}

/// Calls back before every repaint, for as long as the page lives, with milliseconds since it began.
pub fn every_frame(mut each: impl FnMut(f64) + 'static) {
    type Frame = Rc<RefCell<Option<Closure<dyn FnMut(f64)>>>>;
    let frame: Frame = Rc::default();
    let request = |frame: &Frame| {
        if let (Some(window), Some(callback)) = (window(), frame.borrow().as_ref()) {
            let _ = window.request_animation_frame(callback.as_ref().unchecked_ref());
        }
    };
    let next = frame.clone();
    *frame.borrow_mut() = Some(Closure::new(move |_| {
        each(now());
        request(&next);
    }));
    request(&frame);
}

/// Calls back once before the next repaint, when the page is laid out already.
pub fn next_frame(call: impl FnOnce() + 'static) {
    if let Some(window) = window() {
        let call = Closure::once_into_js(call);
        let _ = window.request_animation_frame(call.unchecked_ref());
    }
}

/// Calls back at each event of this kind on the window.
pub fn on(event: &str, call: impl FnMut() + 'static) {
    let Some(window) = window() else { return };
    let listen = Closure::<dyn FnMut()>::new(call);
    let _ = window.add_event_listener_with_callback(event, listen.as_ref().unchecked_ref());
    // The page's own: it stays as long as the page.
    listen.forget();
}

/// Takes the fragment out of the address, without a step in the browser's history.
pub fn clear_fragment() {
    let Some(window) = window() else { return };
    let (Ok(href), Ok(history)) = (window.location().href(), window.history()) else {
        return;
    };
    if let Some((page, _)) = href.split_once('#') {
        // Where that may not be, the address stays as it is.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(page));
    }
}

/// The first element that a selector finds.
pub fn find(selector: &str) -> Option<HtmlElement> {
    let found = window()?.document()?.query_selector(selector).ok()??;
    found.dyn_into::<HtmlElement>().ok()
}

/// Whether the first element that a selector finds takes room on the page.
pub fn shows(selector: &str) -> bool {
    find(selector).is_some_and(|found| found.offset_height() > 0)
}

/// Sets the focus on an element; where it is hidden, presses the button that shows it first.
pub fn lead_to(target: &'static str, way: &str) {
    let hidden = find(target).is_some_and(|target| target.offset_parent().is_none());
    if let (true, Some(way)) = (hidden, find(way)) {
        way.click();
    }
    // The page draws what was pressed for before its next frame.
    next_frame(move || {
        if let Some(target) = find(target) {
            target.scroll_into_view();
            // An element that can't take the focus is in sight all the same.
            let _ = target.focus();
        }
    });
}

/// Puts text into the clipboard; where that may not be, the reader sees the text and copies it by hand.
pub fn copy(text: String, done: impl FnOnce() + 'static) {
    let Some(window) = window() else { return };
    let navigator = window.navigator();
    let allowed = js_sys::Reflect::get(&navigator, &"clipboard".into());
    if allowed.is_ok_and(|clipboard| !clipboard.is_undefined()) {
        spawn_local(async move {
            if JsFuture::from(navigator.clipboard().write_text(&text))
                .await
                .is_ok()
            {
                done();
            }
        });
    }
}

/// Saves text as a file.
pub fn download(name: &str, text: &str) {
    // Without it nothing is saved, which the reader sees.
    let _ = try_download(name, text);
}

fn try_download(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = window()
        .and_then(|window| window.document())
        .ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&address)
}

/// Tells tests and measurements that the first scene of a real world is about to be painted.
pub fn mark_alive() {
    if let Some(performance) = window().and_then(|window| window.performance()) {
        let _ = performance.mark("world-alive");
    }
}

/// A theme by its name in a link; any other is the system's.
pub fn theme(name: &str) -> Theme {
    match name {
        "dark" => Theme::Dark,
        "light" => Theme::Light,
        _ => Theme::System,
    }
}
