//! Plays a lesson through by its own acts: what an author's checker and the tests do.

use std::sync::Arc;

use crate::base::{Span, Time};
use crate::command::Refusal;
use crate::simulation::{Given, Session};

use super::{Lesson, LessonError, Player};

/// Simulated time between two looks.
const LOOK_EVERY: Span = Span(250_000);
/// How long a goal without acts may take: four hours.
const PATIENCE: Span = Span(4 * 3_600_000_000);

/// What a rehearsal found of one step.
#[derive(Clone, Debug, PartialEq)]
pub struct Rehearsal {
    /// The step, from 0.
    pub step: u32,
    /// The commands given before it.
    pub commands: Vec<Given>,
    /// When it began.
    pub began: Time,
    /// When its goal was reached.
    pub reached: Time,
    /// Whether the goal held already when the step began.
    pub early: bool,
}

/// Plays a lesson through on a session, choosing answer `choose(step)` of each prediction.
///
/// # Errors
/// The first step whose goal is not reached in time.
pub fn rehearse(
    lesson: &Arc<Lesson>,
    session: &mut Session,
    choose: impl Fn(u32) -> u32,
) -> Result<Vec<Rehearsal>, LessonError> {
    let mut player = Player::new(lesson.clone());
    let mut found = Vec::new();
    session.run(Time::ZERO + lesson.start_at);
    loop {
        let step = player.progress().step;
        player.observe(session);
        let began = session.world().now();
        let commands = session.commands().to_vec();
        let early = player.step().is_some_and(|step| step.goal.is_some()) && player.is_reached();
        player.predict(choose(step));
        player.settle();
        player.act();
        play(&mut player, session)?;
        found.push(Rehearsal {
            step,
            commands,
            began,
            reached: session.world().now(),
            early,
        });
        if !player.go_on() {
            return Ok(found);
        }
    }
}

fn play(player: &mut Player, session: &mut Session) -> Result<(), LessonError> {
    let within = player.step().and_then(|step| step.acts.as_ref());
    let patience = within.map_or(PATIENCE, |acts| acts.within);
    let mut spent = Span::ZERO;
    loop {
        player.drive(session);
        if player.can_go_on() {
            return Ok(());
        }
        if spent >= patience {
            return Err(LessonError {
                place: format!("steps[{}]", player.progress().step),
                refusal: Refusal::new("lesson.goal-not-reached").with(spent.as_secs()),
            });
        }
        session.run(session.world().now() + LOOK_EVERY);
        spent = Span(spent.0 + LOOK_EVERY.0);
    }
}
