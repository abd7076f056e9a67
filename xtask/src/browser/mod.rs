//! A real Chromium, driven through its WebDriver, for tests, screenshots and measurements.

mod axe;
mod driver;
mod form;
mod input;
mod page;
mod recorder;
mod view;
mod wire;

pub use driver::Browser;
pub use input::{Found, Place};
pub use page::Page;
pub use view::{Theme, View};
