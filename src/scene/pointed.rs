//! What a lesson points at, as something that the page can mark.

use crate::scenario::lesson::Target;
use crate::simulation::Session;

use super::model::Selection;

/// The object that a lesson's target is; `None` for a button, which is no object.
pub fn pointed(session: &Session, target: &Target) -> Option<Selection> {
    Some(match target {
        Target::Actor(id) if session.world().node(*id).is_some() => Selection::Node(*id),
        Target::Actor(id) => Selection::Agent(*id),
        Target::Link(a, b) => Selection::Link(*a, *b),
        Target::Block(id) => Selection::Block(*id),
        Target::Transaction(id) => Selection::Transaction(*id),
        Target::Channel(number) => Selection::Channel(*number),
        Target::Rollup(number) => Selection::Rollup(*number),
        Target::Batch(rollup, index) => Selection::Batch(*rollup, *index),
        Target::Offer(_) => return None,
    })
}
