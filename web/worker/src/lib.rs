//! The engine behind the page: one run, worked on in slices so that the page is always heard.
//!
//! Nothing here knows the browser but [`entry`], which brings messages in and answers out.

mod comparing;
mod core;
pub mod entry;
mod library;
mod loading;
mod rules;
mod task;
mod teach;
mod tell;

pub use crate::core::{Core, SLICE};
pub use teach::{lessons, worlds};

#[cfg(test)]
mod answer_tests;
#[cfg(test)]
mod compare_tests;
#[cfg(test)]
mod script_tests;
#[cfg(test)]
mod tests;
