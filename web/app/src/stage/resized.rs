//! How often an element changed its size, so that what depends on places is measured anew.

use wasm_bindgen::prelude::*;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

/// Counts how often the stage changed its size.
#[hook]
pub fn use_resized(stage: NodeRef) -> u32 {
    let count = use_state(|| 0_u32);
    {
        let count = count.setter();
        use_effect_with(stage, move |stage| {
            let mut seen = 0_u32;
            let callback = Closure::<dyn FnMut()>::new(move || {
                seen += 1;
                count.set(seen);
            });
            let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(stage)) = (&observer, stage.cast::<Element>()) {
                observer.observe(&stage);
            }
            move || {
                observer.inspect(ResizeObserver::disconnect);
                drop(callback);
            }
        });
    }
    *count
}
