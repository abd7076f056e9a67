//! Whether the worker is alive: it is asked after a second of silence and given up after two.

/// Milliseconds of silence after which it is asked whether it is there.
const ASK_AFTER: f64 = 1_000.0;
/// Milliseconds of silence after which it is given up.
const GIVE_UP_AFTER: f64 = 2_000.0;
/// Milliseconds that a worker may take to load and begin; on a slow line that is long.
const START_WITHIN: f64 = 60_000.0;
/// The longest frame that counts as silence: a page that slept did not listen.
const LONGEST_FRAME: f64 = 100.0;

/// What to do about the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Fine,
    /// Ask it whether it is there.
    Ask,
    /// End it and start another one.
    GiveUp,
}

/// The watch over the worker.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Watch {
    silence: f64,
    asked: bool,
}

impl Watch {
    /// The worker said something.
    pub fn heard(&mut self) {
        *self = Self::default();
    }

    /// A frame passes in which the worker did not begin yet; whether it takes too long.
    pub fn start_frame(&mut self, elapsed: f64) -> bool {
        self.silence += elapsed.clamp(0.0, LONGEST_FRAME);
        self.silence >= START_WITHIN
    }

    /// A frame of so many milliseconds passes, in which an answer is awaited or not.
    pub fn frame(&mut self, elapsed: f64, awaiting: bool) -> Verdict {
        if !awaiting {
            self.heard();
            return Verdict::Fine;
        }
        self.silence += elapsed.clamp(0.0, LONGEST_FRAME);
        match self.silence {
            silence if silence >= GIVE_UP_AFTER => {
                self.heard();
                Verdict::GiveUp
            }
            silence if silence >= ASK_AFTER && !self.asked => {
                self.asked = true;
                Verdict::Ask
            }
            _ => Verdict::Fine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_worker_is_asked_once_and_then_given_up() {
        let mut watch = Watch::default();
        let verdicts: Vec<_> = (0..20).map(|_| watch.frame(100.0, true)).collect();
        let asked = verdicts.iter().filter(|one| **one == Verdict::Ask).count();
        assert_eq!((asked, verdicts.last()), (1, Some(&Verdict::GiveUp)));
    }

    #[test]
    fn a_worker_that_speaks_or_is_not_asked_is_fine() {
        let mut watch = Watch::default();
        for _ in 0..100 {
            assert_eq!(watch.frame(100.0, true), Verdict::Fine);
            watch.heard();
        }
        for _ in 0..100 {
            assert_eq!(watch.frame(100.0, false), Verdict::Fine);
        }
    }

    #[test]
    fn a_page_that_slept_gives_nobody_up() {
        let mut watch = Watch::default();
        assert_eq!(watch.frame(60_000.0, true), Verdict::Fine);
    }
}
