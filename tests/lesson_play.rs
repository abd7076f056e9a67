//! Every lesson that ships, played through by commands, by each wrong prediction, and held against its own goals.

use std::sync::{Arc, LazyLock};

use bilayer::base::{Span, Time};
use bilayer::scenario::lesson::{
    Act, LESSONS, Lesson, LessonWorld, Player, Reading, Rehearsal, ShippedLesson, Target, rehearse,
};
use bilayer::scene::{offers, pointed};
use bilayer::simulation::{Breach, MAX_NODES_PAGE, Session};

/// The file on disk, so that an author needs no build to try a change.
fn read(shipped: &ShippedLesson) -> Arc<Lesson> {
    let path = format!("{}/lessons/{}.json", env!("CARGO_MANIFEST_DIR"), shipped.id);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let lesson = Lesson::parse(&text);
    Arc::new(lesson.unwrap_or_else(|error| panic!("{}: {error:?}", shipped.id)))
}

fn begin(lesson: &Lesson) -> Session {
    let LessonWorld::Setup(setup) = &lesson.world else {
        panic!("{}: a lesson that ships brings its world", lesson.id);
    };
    let session = Session::new((**setup).clone(), MAX_NODES_PAGE);
    session.unwrap_or_else(|error| panic!("{}: {error:?}", lesson.id))
}

fn right(lesson: &Lesson) -> impl Fn(u32) -> u32 {
    let steps = lesson.steps.iter().map(|step| {
        let prediction = step.prediction.as_ref();
        prediction.and_then(|one| one.answers.iter().position(|answer| answer.right))
    });
    let answers: Vec<u32> = steps.map(|right| right.unwrap_or(0) as u32).collect();
    move |step| answers[step as usize]
}

struct Played {
    lesson: Arc<Lesson>,
    steps: Vec<Rehearsal>,
    breaches: Vec<Breach>,
}

/// Every lesson, played through once for all tests, with the right predictions.
static PLAYED: LazyLock<Vec<Played>> = LazyLock::new(|| LESSONS.iter().map(play).collect());

fn play(shipped: &ShippedLesson) -> Played {
    let lesson = read(shipped);
    let mut session = begin(&lesson);
    let steps = rehearse(&lesson, &mut session, right(&lesson));
    Played {
        steps: steps.unwrap_or_else(|error| panic!("{}: {error}", shipped.id)),
        breaches: session.breaches(),
        lesson,
    }
}

fn at_the_beginning_of(lesson: &Lesson, rehearsal: &Rehearsal) -> Session {
    let mut session = begin(lesson);
    for given in &rehearsal.commands {
        session.run(given.time);
        session.give(given.command.clone()).expect("as before");
    }
    session.run(rehearsal.began);
    session
}

/// The keys that a step needs are where the reader looks for them: objects in the world, buttons among the offers.
#[test]
fn everything_that_a_lesson_points_at_is_there() {
    for Played { lesson, steps, .. } in PLAYED.iter() {
        for (step, rehearsal) in lesson.steps.iter().zip(steps) {
            let mut session = at_the_beginning_of(lesson, rehearsal);
            let first = step.acts.as_ref().and_then(|acts| acts.list.first());
            if first == Some(&Act::Undo {}) {
                assert!(session.undo().is_some(), "what the step asks to take back");
            }
            let offers = offers::all(&session);
            for pointer in &step.highlight {
                let what = format!("{} step {}: {pointer:?}", lesson.id, rehearsal.step + 1);
                let target = pointer.find(&Reading::of(&session));
                let target = target.unwrap_or_else(|| panic!("{what} is not there"));
                match &target {
                    Target::Offer(key) => {
                        assert!(offers.iter().any(|offer| offer.key == *key), "{what}");
                    }
                    object => assert!(pointed(&session, object).is_some(), "{what}"),
                }
            }
        }
    }
}

#[test]
fn every_lesson_is_played_through_by_its_own_commands() {
    assert_eq!(PLAYED.len(), LESSONS.len());
    for played in PLAYED.iter() {
        let id = &played.lesson.id;
        assert_eq!(played.steps.len(), played.lesson.steps.len(), "{id}");
        assert_eq!(played.breaches, [], "{id}");
    }
}

#[test]
fn no_goal_is_reached_before_its_step_begins() {
    for Played { lesson, steps, .. } in PLAYED.iter() {
        for step in steps {
            assert!(!step.early, "{} step {}", lesson.id, step.step + 1);
        }
    }
}

/// Plays up to where a step begins, then waits without acting for as long as acting took, and an hour more.
#[test]
fn no_goal_that_asks_for_an_act_is_reached_by_waiting() {
    for Played { lesson, steps, .. } in PLAYED.iter() {
        for (step, rehearsal) in lesson.steps.iter().zip(steps) {
            let acts = step.acts.as_ref().map_or(0, |acts| acts.list.len());
            let Some(goal) = step.goal.as_ref().filter(|_| acts > 0) else {
                continue;
            };
            let mut session = at_the_beginning_of(lesson, rehearsal);
            session.run(rehearsal.reached + Span::from_secs(600));
            let reached = Reading::of(&session).holds(&goal.when);
            assert!(!reached, "{} step {}", lesson.id, rehearsal.step + 1);
        }
    }
}

#[test]
fn each_wrong_prediction_gets_its_own_reply_and_costs_nothing() {
    for shipped in LESSONS {
        let lesson = read(shipped);
        for turn in 0..3 {
            let right = right(&lesson);
            let wrong = |step: u32| {
                let prediction = lesson.steps[step as usize].prediction.as_ref();
                let answers = prediction.map_or(1, |one| one.answers.len() as u32);
                let wrong: Vec<u32> = (0..answers).filter(|one| *one != right(step)).collect();
                wrong.get(turn % wrong.len().max(1)).copied().unwrap_or(0)
            };
            let mut session = begin(&lesson);
            let played = rehearse(&lesson, &mut session, wrong);
            let played = played.unwrap_or_else(|error| panic!("{}: {error}", shipped.id));
            assert_eq!(played.len(), lesson.steps.len(), "{} {turn}", shipped.id);
        }
    }
}

#[test]
fn nothing_is_revealed_before_the_choice_and_the_run() {
    let lesson = read(&LESSONS[0]);
    let mut session = begin(&lesson);
    let mut player = Player::new(lesson.clone());
    player.act();
    while let Some(bilayer::scenario::lesson::Deed::Give(command)) = player.due(&session) {
        session.give(command).expect("Ana can pay");
        player.done(true, session.world().now());
    }
    player.observe(&session);
    assert!(player.go_on());
    session.run(Time::from_secs(60));
    player.observe(&session);
    let outcome = |player: &Player, session: &Session| {
        let state = player.state(session, "en").expect("a step");
        state.prediction.expect("a question").outcome
    };
    assert_eq!(outcome(&player, &session), None, "not chosen");
    assert!(!player.can_go_on());
    player.predict(0);
    player.predict(9);
    player.observe(&session);
    assert_eq!(outcome(&player, &session), None, "not run");
    player.settle();
    player.predict(1);
    player.observe(&session);
    let (right, reply) = outcome(&player, &session).expect("it was shown");
    let answers = &lesson.steps[1].prediction.as_ref().expect("asked").answers;
    assert_eq!(right, 1, "not what was chosen");
    assert_eq!(reply, answers[0].reply.say("en"), "the choice stood");
    assert!(player.can_go_on());
}
