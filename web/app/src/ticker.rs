//! The page's time: runs with the reader's clock, never ahead of what the engine has played.

use bilayer::base::Time;

/// How far the engine plays ahead, in milliseconds of the reader's time.
const AHEAD: f64 = 90.0;
/// The longest frame that counts: after a longer one (a hidden tab), time does not catch up.
const LONGEST_FRAME: f64 = 100.0;
/// The speed, as a power of two, to which time slows down by itself: a hop of a second takes half a second.
const SLOW: i8 = 1;
/// How long it stays slow, in milliseconds of the reader's time.
const SLOW_FOR: f64 = 3_500.0;

/// The course of time on the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticker {
    /// Whether time runs.
    pub playing: bool,
    /// The chosen speed as a power of two.
    pub speed: i8,
    now: f64,
    edge: Time,
    slow_left: f64,
}

impl Default for Ticker {
    fn default() -> Self {
        Self {
            playing: false,
            speed: 3,
            now: 0.0,
            edge: Time(0),
            slow_left: 0.0,
        }
    }
}

impl Ticker {
    /// The moment to paint, in simulated microseconds.
    pub fn now(&self) -> f64 {
        self.now
    }

    /// The moment up to which the engine has played.
    pub fn edge(&self) -> Time {
        self.edge
    }

    /// Simulated microseconds per millisecond of the reader.
    fn rate(&self) -> f64 {
        let speed = match self.is_slow() {
            true => self.speed.min(SLOW),
            false => self.speed,
        };
        1_000.0 * 2_f64.powi(speed.into())
    }

    /// Whether time was slowed down.
    pub fn is_slow(&self) -> bool {
        self.slow_left > 0.0
    }

    /// Slows time down for a while, unless it is slow enough.
    pub fn slow_down(&mut self) {
        self.slow_left = SLOW_FOR;
    }

    /// Time runs at the chosen speed again.
    pub fn speed_up(&mut self) {
        self.slow_left = 0.0;
    }

    /// A frame of so many milliseconds passes. Whether time stopped being slow.
    pub fn frame(&mut self, elapsed: f64) -> bool {
        let elapsed = elapsed.clamp(0.0, LONGEST_FRAME);
        let was_slow = self.is_slow();
        if self.playing {
            self.slow_left = (self.slow_left - elapsed).max(0.0);
        }
        // What the engine has played is shown to its end, also after a pause.
        self.now = (self.now + elapsed * self.rate()).min(self.edge.0 as f64);
        was_slow && !self.is_slow()
    }

    /// The moment that the engine should play to next, if it is time to ask.
    pub fn wants(&self) -> Option<Time> {
        let ahead = AHEAD * self.rate();
        let due = self.playing && self.edge.0 as f64 - self.now < ahead / 2.0;
        due.then(|| Time((self.now + ahead) as u64).max(self.edge))
    }

    /// The engine played on to a moment.
    pub fn played(&mut self, to: Time) {
        self.edge = to;
    }

    /// The engine is somewhere else: so is the page.
    pub fn jumped(&mut self, to: Time) {
        self.edge = to;
        self.now = to.0 as f64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_runs_at_the_chosen_speed_and_never_ahead_of_the_engine() {
        let mut ticker = Ticker {
            playing: true,
            ..Ticker::default()
        };
        let ask = ticker.wants().expect("nothing is played yet");
        assert_eq!(ask, Time(720_000), "90 ms at 8 times");
        ticker.played(ask);
        ticker.frame(16.0);
        assert!((ticker.now() - 128_000.0).abs() < 1.0);
        for _ in 0..50 {
            ticker.frame(16.0);
        }
        assert!(ticker.now() <= 720_000.0);
    }

    #[test]
    fn a_hidden_tab_does_not_catch_up() {
        let mut ticker = Ticker {
            playing: true,
            ..Ticker::default()
        };
        ticker.played(Time(3_600_000_000));
        ticker.frame(3_600_000.0);
        assert!(ticker.now() <= LONGEST_FRAME * 8_000.0);
    }

    #[test]
    fn time_slows_down_for_a_while_and_tells_when_that_ends() {
        let mut ticker = Ticker {
            playing: true,
            ..Ticker::default()
        };
        ticker.played(Time(3_600_000_000));
        ticker.slow_down();
        let before = ticker.now();
        ticker.frame(10.0);
        assert!((ticker.now() - before - 20_000.0).abs() < 1.0);
        let ends = (0..100).filter(|_| ticker.frame(100.0)).count();
        assert_eq!(ends, 1);
        assert!(!ticker.is_slow());
    }
}
