//! Entry of the page.

mod context;
mod fixture;
mod glyph;
mod icon;
mod inspect;
mod intent;
mod keys;
mod names;
mod page;
mod panel;
mod stage;
mod text;
mod view;

fn main() {
    yew::Renderer::<fixture::Show>::new().render();
}
