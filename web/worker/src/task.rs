//! What takes longer than a slice: playing on to a moment, and traveling in time.

use bilayer::base::{Span, Time};
use bilayer::scene::model::{BatchPhase, ChannelPhase, Scene};
use bilayer::simulation::{MAX_TIME, Session};
use bilayer_protocol::Target;

/// Longest simulated time that is played without a look at the clock, so that a world that only mines is heard too.
const STRIDE: Span = Span(250_000);
/// Longest simulated time that is skipped to reach a deadline.
const LONGEST_SKIP: Span = Span(6 * 3_600 * 1_000_000);

/// Where a travel ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// At a moment, everything due by then done.
    Time(Time),
    /// After so many events.
    Step(u64),
    /// Once the first node's chain is higher than this, or the moment has come.
    Above(u64, Time),
}

impl Goal {
    /// The goal of a wish, seen from the present place.
    pub fn of(target: Target, session: &Session, scene: Option<&Scene>) -> Self {
        let steps = session.place().step;
        match target {
            Target::Time(time) => Self::Time(time.min(MAX_TIME)),
            Target::Step(step) => Self::Step(step),
            Target::Next => Self::Step(steps + 1),
            Target::Previous => Self::Step(steps.saturating_sub(1)),
            Target::Deadline => {
                let end = session.place().time + LONGEST_SKIP;
                Self::Above(scene.map_or(0, next_deadline), end.min(MAX_TIME))
            }
        }
    }
}

/// The next height at which a dispute or a window ends; the present one if nothing runs.
fn next_deadline(scene: &Scene) -> u64 {
    let here = scene.tree.head_height;
    let channels = scene.channels.iter().filter_map(|one| match one.phase {
        ChannelPhase::Disputed { deadline, .. } => Some(deadline),
        _ => None,
    });
    let batches = scene.rollups.iter().flat_map(|one| one.batches.iter());
    let windows = batches.filter_map(|batch| match batch.phase {
        BatchPhase::Window { deadline, .. } | BatchPhase::Disputed { deadline } => Some(deadline),
        _ => None,
    });
    channels
        .chain(windows)
        .filter(|deadline| *deadline >= here)
        .min()
        .unwrap_or(here)
}

/// Something under way.
#[derive(Debug)]
pub struct Task {
    /// The request that asked for it.
    pub number: u32,
    goal: Goal,
    from: Time,
    travel: bool,
}

impl Task {
    /// Playing on to a moment, for a look.
    pub fn advance_to(number: u32, until: Time) -> Self {
        Self {
            number,
            goal: Goal::Time(until),
            from: until,
            travel: false,
        }
    }

    /// Going elsewhere. Going back begins with a leap to a keyframe.
    pub fn travel(number: u32, goal: Goal, session: &mut Session) -> Self {
        match goal {
            Goal::Time(time) => session.rewind(time),
            Goal::Step(step) => session.rewind_to_step(step),
            Goal::Above(..) => {}
        }
        Self {
            number,
            goal,
            from: session.place().time,
            travel: true,
        }
    }

    /// Whether it goes elsewhere, rather than on for a look.
    pub fn is_travel(&self) -> bool {
        self.travel
    }

    /// Goes on while `more` says so; whether the goal is reached.
    pub fn advance(&mut self, session: &mut Session, more: impl Fn() -> bool) -> bool {
        let end = self.latest();
        loop {
            let stride = (session.place().time + STRIDE).min(end);
            loop {
                if self.is_reached(session) {
                    return true;
                }
                if !more() {
                    return false;
                }
                if !session.step(stride) {
                    break;
                }
            }
            if stride >= end {
                return true;
            }
        }
    }

    fn latest(&self) -> Time {
        match self.goal {
            Goal::Time(time) | Goal::Above(_, time) => time,
            Goal::Step(_) => MAX_TIME,
        }
    }

    /// Whether the goal is reached before its latest moment.
    fn is_reached(&self, session: &Session) -> bool {
        match self.goal {
            Goal::Time(_) => false,
            Goal::Step(step) => session.place().step >= step,
            Goal::Above(height, _) => first_height(session) > height,
        }
    }

    /// How much is done, in thousandths.
    pub fn done(&self, session: &Session) -> u32 {
        let (here, end) = (session.place().time, self.latest());
        let all = u128::from(end.0.saturating_sub(self.from.0)).max(1);
        let done = u128::from(here.0.saturating_sub(self.from.0));
        u32::try_from(done * 1_000 / all)
            .unwrap_or(1_000)
            .min(1_000)
    }
}

fn first_height(session: &Session) -> u64 {
    let head = session.world().heads().next();
    head.map_or(0, |head| session.archive().entry(&head).height())
}
