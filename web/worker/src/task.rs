//! What takes longer than a slice: playing on to a moment, and traveling in time.

use bilayer::base::{ActorId, Span, Time};
use bilayer::command::Refusal;
use bilayer::scene::model::Scene;
use bilayer::simulation::{MAX_TIME, Place, Session};
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
    /// Once a node's chain has a height, or the moment has come.
    Height(Height),
}

impl Goal {
    /// The goal of a wish, seen from the present place.
    ///
    /// # Errors
    /// If nothing has a deadline.
    pub fn of(target: Target, session: &Session, scene: Option<&Scene>) -> Result<Self, Refusal> {
        let steps = session.place().step;
        Ok(match target {
            Target::Time(time) => Self::Time(time.min(MAX_TIME)),
            Target::Step(step) => Self::Step(step),
            Target::Next => Self::Step(steps + 1),
            Target::Previous => Self::Step(steps.saturating_sub(1)),
            Target::Deadline => {
                let deadline = scene.and_then(|scene| scene.header.deadline.as_ref());
                let (Some(scene), Some(deadline)) = (scene, deadline) else {
                    return Err(Refusal::new("session.no-deadline"));
                };
                let latest = (session.place().time + LONGEST_SKIP).min(MAX_TIME);
                let node = scene.network.seen_as;
                Self::Height(Height {
                    node,
                    from: height_of(session, node),
                    to: deadline.height,
                    latest,
                })
            }
        })
    }
}

/// A height that a node's chain is to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Height {
    node: ActorId,
    from: u64,
    to: u64,
    latest: Time,
}

/// Something under way.
#[derive(Debug)]
pub struct Task {
    /// The request that asked for it.
    pub number: u32,
    goal: Goal,
    from: Time,
    travel: bool,
    back: Option<Place>,
    shows_at: f64,
}

impl Task {
    /// Playing on to a moment, for a look: as far as it is by `shows_at`, in milliseconds of the engine's clock.
    pub fn advance_to(number: u32, until: Time, shows_at: f64) -> Self {
        Self {
            number,
            goal: Goal::Time(until),
            from: until,
            travel: false,
            back: None,
            shows_at,
        }
    }

    /// Going elsewhere. Going back begins with a leap to a keyframe.
    pub fn travel(number: u32, goal: Goal, session: &mut Session) -> Self {
        match goal {
            Goal::Time(time) => session.leap(time),
            Goal::Step(step) => session.leap_to_step(step),
            Goal::Height(_) => {}
        }
        Self {
            number,
            goal,
            from: session.place().time,
            travel: true,
            back: None,
            shows_at: f64::INFINITY,
        }
    }

    /// Playing a course as far as it was played before, and coming back to the present place.
    pub fn there_and_back(number: u32, until: Time, session: &mut Session) -> Self {
        let here = session.place();
        Self {
            back: Some(here),
            ..Self::travel(number, Goal::Time(until), session)
        }
    }

    /// Ends where it is to end; by now its goal is reached.
    pub fn end(&self, session: &mut Session) {
        if let Some(place) = self.back {
            session.seek_place(place);
        }
    }

    /// Whether it goes elsewhere, rather than on for a look.
    pub fn is_travel(&self) -> bool {
        self.travel
    }

    /// Whether the reader is to see how far it is, and asks for more then.
    pub fn is_overdue(&self, now: f64) -> bool {
        now >= self.shows_at
    }

    /// Whether it skips what nobody wants to wait for, rather than going to a place that was named.
    pub fn is_skip(&self) -> bool {
        matches!(self.goal, Goal::Height(_))
    }

    /// Why it ended short of its goal.
    pub fn shortfall(&self, session: &Session) -> Option<Refusal> {
        let Goal::Height(height) = self.goal else {
            return None;
        };
        let short = height_of(session, height.node) < height.to;
        short.then(|| {
            Refusal::new("session.deadline-far")
                .with(height.to)
                .with(LONGEST_SKIP)
        })
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
            Goal::Time(time) => time,
            Goal::Height(height) => height.latest,
            Goal::Step(_) => MAX_TIME,
        }
    }

    /// Whether the goal is reached before its latest moment.
    fn is_reached(&self, session: &Session) -> bool {
        match self.goal {
            Goal::Time(_) => false,
            Goal::Step(step) => session.place().step >= step,
            Goal::Height(height) => height_of(session, height.node) >= height.to,
        }
    }

    /// How much is done, in thousandths.
    pub fn done(&self, session: &Session) -> u32 {
        let (from, here, end) = match self.goal {
            Goal::Height(height) => (height.from, height_of(session, height.node), height.to),
            _ => (self.from.0, session.place().time.0, self.latest().0),
        };
        let all = u128::from(end.saturating_sub(from)).max(1);
        let done = u128::from(here.saturating_sub(from));
        u32::try_from(done * 1_000 / all)
            .unwrap_or(1_000)
            .min(1_000)
    }
}

fn height_of(session: &Session, node: ActorId) -> u64 {
    let head = session.world().node(node).map(|node| node.tree().head());
    head.map_or(0, |head| session.archive().entry(&head).height())
}
