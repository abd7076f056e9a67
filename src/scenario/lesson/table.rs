//! The lessons that ship, in the order in which they are offered.

use super::Lesson;
use crate::scenario::Problem;

/// A lesson that ships.
#[derive(Clone, Copy, Debug)]
pub struct ShippedLesson {
    /// Its id.
    pub id: &'static str,
    /// Its file.
    pub text: &'static str,
}

macro_rules! lessons {
    ($($id:literal)*) => {
        /// All lessons that ship.
        pub const LESSONS: &[ShippedLesson] = &[$(ShippedLesson {
            id: $id,
            text: include_str!(concat!("../../../lessons/", $id, ".json")),
        }),*];
    };
}

lessons! {
    "follow-a-transaction"
    "what-a-node-checks"
    "a-hundred-coffees"
    "catch-a-lying-sequencer"
    "vote-with-your-stake"
    "slashed"
    "twenty-one-producers"
    "the-price-of-a-block"
    "the-race-of-the-miners"
    "a-fork-and-its-end"
    "fifty-one-percent"
    "when-the-ground-moves"
}

impl ShippedLesson {
    /// The lesson.
    ///
    /// # Errors
    /// What is wrong with the file; a test reads all of them.
    pub fn read(&self) -> Result<Lesson, Problem> {
        Lesson::parse(self.text)
    }
}

/// A lesson that ships, by its id.
pub fn shipped_lesson(id: &str) -> Option<ShippedLesson> {
    LESSONS.iter().find(|lesson| lesson.id == id).copied()
}
