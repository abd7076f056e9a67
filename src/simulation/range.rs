//! Figures of a setup: what is not possible is refused by its place, with what was given and what is.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::command::Refusal;

use super::SetupError;

pub(super) fn error(place: impl Into<String>, refusal: Refusal) -> SetupError {
    SetupError {
        place: place.into(),
        refusal,
    }
}

/// Refuses a figure outside of a range, with the figure and both ends.
pub(super) fn within<T: PartialOrd + Display>(
    place: &str,
    given: T,
    possible: RangeInclusive<T>,
) -> Result<(), SetupError> {
    if possible.contains(&given) {
        return Ok(());
    }
    let refusal = Refusal::new("setup.range").with(given);
    let (least, most) = possible.into_inner();
    Err(error(place, refusal.with(least).with(most)))
}

/// Refuses a name that is none of those possible.
pub(super) fn one_of(place: &str, given: &str, possible: &[&str]) -> Result<(), SetupError> {
    if possible.contains(&given) {
        return Ok(());
    }
    let refusal = Refusal::new("setup.choice").with(given);
    Err(error(place, refusal.with(possible.join(" or "))))
}

/// Refuses a part of the setup that the world's consensus would not heed.
pub(super) fn unheeded(place: &str, is_usual: bool, consensus: &str) -> Result<(), SetupError> {
    if is_usual {
        return Ok(());
    }
    Err(error(place, Refusal::new("setup.unheeded").with(consensus)))
}
