//! Random courses over all commands: whatever is asked, every judge is content, a refusal changes nothing, and the run
//! replays. Every second world has a network that is drawn, too.

use bilayer::base::{Span, Stream, Time};
use bilayer::command::{Command, NetworkCommand};
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Scripted, Session};

use crate::asked::command;
use crate::{drawn, replays, variable};

const RUNS: u64 = 40;
const COMMANDS: u64 = 60;

#[test]
fn whatever_is_asked_the_judges_are_content_and_the_run_replays() {
    let first = variable("BILAYER_SOAK_SEED", 1);
    let (mut taken, mut refused) = (0, 0);
    for seed in first..first + RUNS * variable("BILAYER_SOAK", 1) {
        let (mut session, counts) = played(seed);
        taken += counts.0;
        refused += counts.1;
        replays(seed, &session);
        seeks(seed, &mut session);
    }
    assert!(
        taken > refused / 5,
        "{taken} taken, {refused} refused: nothing is tried"
    );
    assert!(refused > 0);
}

/// A run of a random course of commands, and how many were taken and refused.
fn played(seed: u64) -> (Session, (u64, u64)) {
    let mut dice = Stream::named(seed, "soak");
    let mut setup = shipped("sandbox")
        .expect("ships")
        .read()
        .expect("reads")
        .setup;
    setup.seed = seed;
    setup.script = vec![refused_again_and_again()];
    if seed.is_multiple_of(2) {
        drawn::network(&mut dice, &mut setup);
        drawn::flooder(&mut dice, &mut setup);
    }
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    let (mut taken, mut refused) = (0, 0);
    let mut log = Vec::new();
    for _ in 0..COMMANDS {
        let pause = Span::from_millis(dice.below(40_000));
        session.run(session.world().now() + pause);
        let command = command(&mut dice);
        let before = dice.chance(1, 8).then(|| session.fingerprint());
        log.push(format!("{} {command:?}", session.world().now()));
        match session.give(command) {
            Ok(()) => taken += 1,
            Err(refusal) => {
                refused += 1;
                assert!(!refusal.key.is_empty());
                if let Some(before) = before {
                    assert_eq!(session.fingerprint(), before, "seed {seed}: {refusal:?}");
                }
            }
        }
        judged(seed, &session, &log);
    }
    session.run(session.world().now() + Span::from_secs(600));
    judged(seed, &session, &log);
    (session, (taken, refused))
}

/// A refusal inside of whatever is replayed.
fn refused_again_and_again() -> Scripted {
    let unlink = NetworkCommand::Unlink {
        a: "Nobody".to_owned(),
        b: "North".to_owned(),
    };
    Scripted {
        every: Some(Span::from_secs(61)),
        times: 50,
        ..Scripted::once(Span::from_secs(31), Command::Network(unlink))
    }
}

fn judged(seed: u64, session: &Session, log: &[String]) {
    let breaches = session.breaches();
    assert_eq!(breaches, [], "seed {seed}:\n{}", log.join("\n"));
}

fn seeks(seed: u64, session: &mut Session) {
    let (end, there) = (session.world().now(), session.fingerprint());
    let told = session.log().all().to_vec();
    for third in [1, 2, 3] {
        session.seek(Time(end.0 / 3 * third));
        assert!(
            session.log().all() == told,
            "seed {seed}: a seek changes the log"
        );
    }
    session.seek(end);
    assert!(
        session.log().all() == told,
        "seed {seed}: a seek changes the log"
    );
    assert_eq!(
        session.fingerprint(),
        there,
        "seed {seed}: seek has a side effect"
    );
}
