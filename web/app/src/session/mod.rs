//! The page's side of a run: wishes in, requests out, answers in, one state to draw out.

mod answer;
mod calm;
mod client;
mod compare;
mod effect;
mod learn;
mod root;
mod rules;
mod script;
mod state;
mod visit;
mod watch;
mod wish;

pub use root::App;
pub use visit::Stage as VisitStage;

#[cfg(test)]
mod tests;
