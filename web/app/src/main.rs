//! Entry of the page.

mod browser;
mod context;
mod embed;
mod glyph;
mod icon;
mod inspect;
mod intent;
mod keys;
mod link;
mod names;
mod page;
mod panel;
mod session;
mod stage;
mod storage;
mod text;
mod ticker;
mod view;

fn main() {
    yew::Renderer::<session::App>::new().render();
}
