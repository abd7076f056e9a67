//! The glyph of each system: never color alone.

use bilayer::scene::model::System;
use yew::prelude::*;

/// Draws a system's glyph: a square block, two ends of a channel, stacked batches.
pub fn glyph(system: System) -> Html {
    let path = match system {
        System::Layer1 => "M2 2h8v8h-8z",
        System::Channel => "M0 6l4-4v2.5h4v-2.5l4 4-4 4v-2.5h-4v2.5z",
        System::Rollup => "M1 1h10v2.4h-10zM1 4.8h10v2.4h-10zM1 8.6h10v2.4h-10z",
    };
    html! {
        <svg class="glyph" viewBox="0 0 12 12" aria-hidden="true" focusable="false">
            <path d={path} />
        </svg>
    }
}
