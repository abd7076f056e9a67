//! The open run's setup under each family of consensus, while the run goes on.

use bilayer::scenario::compare::{Comparing, setup_so_far, span_of};
use bilayer::scene;
use bilayer::scene::model::Comparison;
use bilayer::simulation::{MAX_NODES_PAGE, Session};

/// Events between two looks at the clock.
const PORTION: u32 = 64;

/// A comparison under way.
pub struct Comparer {
    /// The request that asked for it.
    pub number: u32,
    /// When its progress is told next, in milliseconds.
    pub tells: f64,
    comparing: Comparing,
}

impl Comparer {
    /// Begins with the run's setup and the commands that it took so far.
    pub fn begin(number: u32, tells: f64, session: &Session) -> Self {
        let (setup, span) = (setup_so_far(session), span_of(session));
        Self {
            number,
            tells,
            comparing: Comparing::begin(setup, span, MAX_NODES_PAGE),
        }
    }

    /// Goes on while `more` says so; whether all is done.
    pub fn advance(&mut self, more: impl Fn() -> bool) -> bool {
        while more() {
            if self.comparing.advance(PORTION) {
                return true;
            }
        }
        false
    }

    /// How much is done, in thousandths.
    pub fn done(&self) -> u32 {
        self.comparing.permille()
    }

    /// The table.
    pub fn finish(self) -> Comparison {
        scene::comparison(&self.comparing.finish())
    }
}
