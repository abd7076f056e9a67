//! Entry of the page, and of its worker: they are one binary.

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
    if bilayer_worker::entry::is_here() {
        bilayer_worker::entry::run();
    } else {
        yew::Renderer::<session::App>::new().render();
    }
}
