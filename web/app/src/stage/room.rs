//! The frame of a room: its glyph, name, content and one line at its foot.

use crate::context::system_class;
use crate::glyph::glyph;
use crate::panel::term::Term;
use bilayer::scene::model::System;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The system that lives here.
    pub system: System,
    /// The room's name.
    pub name: String,
    /// The glossary's term for it.
    pub term: AttrValue,
    /// One line at the foot.
    pub foot: String,
    /// What stands at the right of the name.
    #[prop_or_default]
    pub aside: Html,
    /// The drawing.
    pub children: Html,
}

/// Draws the frame.
#[component]
pub fn Room(props: &Props) -> Html {
    html! {
        <section class={classes!("room", system_class(props.system))} data-anchor={format!("room-{}", system_class(props.system))}>
            <header>
                <h3>{ glyph(props.system) }<Term id={props.term.clone()}>{ &props.name }</Term></h3>
                { props.aside.clone() }
            </header>
            <div class="room-body">{ props.children.clone() }</div>
            <footer>{ &props.foot }</footer>
        </section>
    }
}
