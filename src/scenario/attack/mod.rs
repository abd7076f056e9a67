//! The attacks that what ships can play: whom each is against, which world or lesson plays it, and its figures there.

mod figures;

use crate::base::{Amount, Span};
use crate::simulation::Setup;

use super::Ships;

/// A number that an attack's world gives for its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Money.
    Coins(Amount),
    /// A number of things.
    Count(u64),
    /// A part of a whole, in thousandths.
    PerMille(u32),
    /// A length of time.
    Span(Span),
}

/// Figures, each with the name of its gap in the text.
pub type Figures = Vec<(&'static str, Figure)>;

/// Whom an attack is against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// Those who believe in Layer 1 itself.
    Layer1,
    /// A party of a payment channel.
    Channel,
    /// Those who use an optimistic rollup.
    Rollup,
}

/// What plays an attack, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// A shipped world, whose script plays it by itself.
    World(&'static str),
    /// A shipped world in which the reader starts it by an act.
    ByHand(&'static str),
    /// A shipped lesson that leads through it.
    Lesson(&'static str),
}

/// An attack that can be played. Its sentences are the keys `attack.ID.name`, `.needs`, `.achieves` and `.defence`.
#[derive(Clone, Copy, Debug)]
pub struct Attack {
    /// Its id.
    pub id: &'static str,
    /// Whom it is against.
    pub against: Against,
    /// What plays it.
    pub stage: Stage,
    /// Its figures in a setup, if that plays it.
    read: fn(&Setup) -> Option<Figures>,
}

/// The endings of an attack's keys.
pub const ATTACK_TEXTS: [&str; 4] = ["name", "needs", "achieves", "defence"];

macro_rules! attacks {
    ($($id:literal $against:ident $stage:ident($of:literal) $read:expr;)*) => {
        /// All attacks, in the order in which they are offered.
        pub const ATTACKS: &[Attack] = &[$(Attack {
            id: $id,
            against: Against::$against,
            stage: Stage::$stage($of),
            read: $read,
        }),*];
    };
}

attacks! {
    "double-spend" Layer1 Lesson("fifty-one-percent") figures::none;
    "selfish-mining" Layer1 Lesson("the-race-of-the-miners") figures::none;
    "eclipse" Layer1 World("eclipse") figures::eclipse;
    "ground-moves" Layer1 World("ground-moves") figures::private_chain;
    "early-credit" Layer1 World("early-credit") figures::early_credit;
    "double-vote" Layer1 Lesson("slashed") figures::none;
    "absent-producer" Layer1 World("delegated") figures::absent_producer;
    "old-state" Channel World("first-minute") figures::old_state;
    "priced-out" Channel World("priced-out") figures::priced_out;
    "shortened-dispute" Channel World("shortened-dispute") figures::shortened_dispute;
    "false-root" Rollup ByHand("lying-sequencer") figures::bond;
    "broken-promise" Rollup World("broken-promise") figures::broken_promise;
    "censored-proof" Rollup World("censored-proof") figures::censored_proof;
    "split-window" Rollup World("split-window") figures::split_window;
}

impl Attack {
    /// Its figures in a setup; nothing, if that does not play it.
    pub fn figures(&self, setup: &Setup) -> Option<Figures> {
        (self.read)(setup)
    }

    /// Its figures in the world that plays it.
    pub fn shipped_figures(&self, ships: &Ships) -> Figures {
        let (Stage::World(id) | Stage::ByHand(id)) = self.stage else {
            return Figures::new();
        };
        let world = ships.worlds.iter().find(|world| world.id == id);
        let figures = world.and_then(|world| self.figures(&world.setup()));
        figures.unwrap_or_default()
    }
}
