//! The first minute of a visitor who touches nothing: a welcome, then the caught cheat in the inspector, then the ways on.
//!
//! What is shown happens in the run by itself; this only looks where it happens. The first touch ends it for good.

use bilayer::scene::model::{Channel, ChannelPhase, Selection};

/// How long the welcome stays, in milliseconds of the visitor's time.
const WELCOME_FOR: f64 = 6_000.0;
/// How long the caught cheat is looked at before the ways on are offered.
const LOOK_FOR: f64 = 9_000.0;

/// What the line above the stage says to a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// What this page is.
    #[default]
    Welcome,
    /// The latest that happened, as ever.
    Watch,
    /// What can be done next.
    WaysOn,
}

/// A visit that nobody has touched yet.
#[derive(Debug, Default)]
pub struct Visit {
    stage: Stage,
    passed: f64,
    caught_at: Option<f64>,
}

impl Visit {
    /// What is said now.
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// So many milliseconds pass; whether something else is said now.
    pub fn frame(&mut self, elapsed: f64) -> bool {
        self.passed += elapsed;
        let looked = self.caught_at.is_some_and(|at| self.passed - at > LOOK_FOR);
        let stage = match looked {
            true => Stage::WaysOn,
            false if self.passed > WELCOME_FOR => Stage::Watch,
            false => Stage::Welcome,
        };
        std::mem::replace(&mut self.stage, stage) != stage
    }

    /// What the inspector should open on: the first channel in which a cheat was caught.
    pub fn look(&mut self, channels: &[Channel]) -> Option<Selection> {
        let caught = channels.iter().find(|channel| {
            matches!(
                channel.phase,
                ChannelPhase::Disputed {
                    caught: Some(_),
                    ..
                }
            )
        })?;
        if self.caught_at.is_some() {
            return None;
        }
        self.caught_at = Some(self.passed);
        Some(Selection::Channel(caught.id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_welcome_gives_way_and_the_ways_on_wait_for_the_caught_cheat() {
        let mut visit = Visit::default();
        assert_eq!(visit.stage(), Stage::Welcome);
        assert!(visit.frame(WELCOME_FOR + 1.0));
        assert_eq!(visit.stage(), Stage::Watch);
        assert!(!visit.frame(10.0 * LOOK_FOR), "nobody cheated yet");
        assert_eq!(visit.look(&[]), None);
    }
}
