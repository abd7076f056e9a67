//! `bilayer run`: plays a scenario, judges it on the way, tells where it arrived.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bilayer::base::{Span, Time};
use bilayer::scenario::{Play, Problem};
use bilayer::simulation::{MAX_NODES_TERMINAL, MAX_TIME, SetupError};
use indicatif::{ProgressBar, ProgressStyle};

use crate::arguments::RunOptions;
use crate::events::Events;
use crate::failure::Failure;
use crate::summary::Summary;
use crate::{put, source, text};

/// Times that the judges look, the end not counted.
const LOOKS: u64 = 30;
/// Steps between looks at the clock and at Ctrl-C.
const PORTION: u32 = 256;
/// A run that takes longer shows its progress.
const LONG: Duration = Duration::from_millis(700);

/// Plays a scenario.
pub fn run(options: &RunOptions) -> Result<(), Failure> {
    let source = source::load(&options.scenario)?;
    let mut setup = source.scenario.setup.clone();
    setup.seed = options.seed.unwrap_or(setup.seed);
    let until = end(options.until.unwrap_or(source.scenario.until))?;
    let begun = Play::begin(setup, MAX_NODES_TERMINAL);
    let play = begun.map_err(|error| Failure::problem(&source.name, &place(&source, error)))?;
    let mut events = Events::to(options.events.as_deref())?;
    let contacts = play.world().directory().contacts().iter();
    let names: Vec<&str> = contacts.map(|contact| contact.name.as_str()).collect();
    events.actors(&names);
    let mut course = Course::new(play, events, until);
    let outcome = course.go();
    course.finish(options.json, outcome)
}

/// The end of a run, if it is not further than runs go.
pub fn end(until: Span) -> Result<Time, Failure> {
    let until = Time::ZERO + until;
    if until > MAX_TIME {
        let longest = Span(MAX_TIME.0);
        return Err(Failure::input(format!("--until: longer than {longest}")));
    }
    Ok(until)
}

fn place(source: &source::Source, error: SetupError) -> Problem {
    let known = bilayer::scenario::check(&source.text, &source.scenario, MAX_NODES_TERMINAL);
    known.err().unwrap_or_else(|| Problem {
        path: format!("setup.{}", error.place),
        ..Problem::whole(error.refusal)
    })
}

/// A run under way.
struct Course {
    play: Play,
    events: Events,
    until: Time,
    interrupted: Arc<AtomicBool>,
    began: Instant,
    bar: Option<ProgressBar>,
}

impl Course {
    fn new(play: Play, events: Events, until: Time) -> Self {
        let interrupted = Arc::new(AtomicBool::new(false));
        let flag = interrupted.clone();
        // Without a handler Ctrl-C ends the process at once, which loses the summary only.
        let _ = ctrlc::set_handler(move || flag.store(true, Ordering::Relaxed));
        Self {
            play,
            events,
            until,
            interrupted,
            began: Instant::now(),
            bar: None,
        }
    }

    fn go(&mut self) -> Result<(), Failure> {
        for look in 1..=LOOKS + 1 {
            let part = u128::from(self.until.0) * u128::from(look) / u128::from(LOOKS + 1);
            self.go_to(Time(part as u64))?;
            self.judge()?;
        }
        Ok(())
    }

    fn go_to(&mut self, until: Time) -> Result<(), Failure> {
        loop {
            for _ in 0..PORTION {
                let events = &mut self.events;
                if !self
                    .play
                    .step(until, |number, event| events.write(number, event))
                {
                    return Ok(());
                }
            }
            if self.interrupted.load(Ordering::Relaxed) {
                return Err(Failure::interrupted());
            }
            if self.events.has_failed() {
                return Ok(());
            }
            self.show_progress();
        }
    }

    fn judge(&self) -> Result<(), Failure> {
        let broken: Vec<String> = self
            .play
            .breaches()
            .iter()
            .map(|breach| text::breach(breach.judge, &breach.arguments))
            .collect();
        if broken.is_empty() {
            return Ok(());
        }
        let now = self.play.world().now();
        let message = format!("the run broke an invariant at {now}: {}", broken.join("; "));
        Err(Failure::run(message))
    }

    fn show_progress(&mut self) {
        if self.bar.is_none() && self.began.elapsed() > LONG {
            let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  eta {eta}");
            let bar = ProgressBar::new(self.until.0.max(1));
            self.bar = Some(bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())));
        }
        if let Some(bar) = &self.bar {
            let now = self.play.world().now();
            bar.set_position(now.0);
            bar.set_message(now.to_string());
        }
    }

    /// Tells where the run arrived, also if it was interrupted or broke.
    fn finish(self, json: bool, outcome: Result<(), Failure>) -> Result<(), Failure> {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        let simulation = self.play.simulation();
        let (world, archive) = (simulation.world(), simulation.archive());
        let fingerprint = self.play.fingerprint();
        let summary = Summary::of(world, archive, fingerprint, simulation.hashes());
        let written = self.events.finish();
        put(&if json {
            summary.json()
        } else {
            summary.table()
        })?;
        outcome.and(written)
    }
}
