//! Opening a run: progress, cancel, its place, and every way in which it may not be the same.

#[path = "common/runs.rs"]
mod runs;

use bilayer::base::Time;
use bilayer::command::{Command, NetworkCommand};
use bilayer::scenario::{Opening, read_link};
use bilayer::simulation::{ENGINE_VERSION, MAX_NODES_PAGE, Record};

use runs::{link, open, run, transfer};

#[test]
fn opening_shows_progress_and_can_be_left() {
    let mut opening = Opening::begin(run(20).record(), false, MAX_NODES_PAGE).expect("begins");
    let mut shown = vec![opening.permille()];
    while !opening.advance(20) {
        shown.push(opening.permille());
    }
    assert!(shown.len() > 3 && shown.is_sorted(), "{shown:?}");
    assert_eq!(opening.permille(), 1_000);
    let mut left = Opening::begin(run(20).record(), false, MAX_NODES_PAGE).expect("begins");
    left.advance(50);
    let (session, verdict) = left.finish();
    assert!(!verdict.same);
    assert!(session.place().step > 10, "{:?}", session.place());
}

#[test]
fn a_place_before_the_last_command_is_returned_to() {
    let mut session = run(10);
    session.seek(Time::from_secs(30));
    let record = session.record();
    assert_eq!(record.commands.len(), 10);
    let (opened, verdict) = open(record);
    assert!(verdict.same, "{verdict:?}");
    assert_eq!(
        opened.commands().len(),
        10,
        "what comes after is still there"
    );
}

#[test]
fn a_run_shared_right_after_its_command_opens_at_that_place() {
    let mut session = run(0);
    session
        .give(transfer("Ana", "Ben", 1))
        .expect("she can pay");
    session.give(transfer("Ben", "Ana", 1)).expect("he can pay");
    let (opened, verdict) = open(session.record());
    assert!(verdict.same, "{verdict:?}");
    assert_eq!(opened.place(), session.place());
}

#[test]
fn another_fingerprint_is_told() {
    let mut record = run(3).record();
    record.fingerprint.0[0] ^= 1;
    let (_, verdict) = open(record);
    assert!(!verdict.same);
    assert_eq!(verdict.refused, None);
}

#[test]
fn a_command_that_is_refused_ends_the_replay_and_is_told() {
    let mut record = run(6).record();
    record.commands[4].command = transfer("Ana", "Ben", 1_000);
    let (session, verdict) = open(record);
    let (index, refusal) = verdict.refused.expect("told");
    assert_eq!((index, refusal.key.as_str()), (4, "wallet.balance"));
    assert!(!verdict.same);
    assert_eq!(session.commands().len(), 4, "what came before was played");
}

#[test]
fn a_run_of_another_engine_is_followed_by_time_and_claims_no_match() {
    let mut record = run(6).record();
    record.engine = ENGINE_VERSION + 1;
    for given in &mut record.commands {
        given.step += 3;
    }
    let (session, verdict) = open(record);
    assert!(!verdict.same);
    assert_eq!(
        (verdict.made_by, verdict.engine),
        (ENGINE_VERSION + 1, ENGINE_VERSION)
    );
    assert_eq!(verdict.refused, None);
    assert_eq!(session.commands().len(), 6);
}

#[test]
fn places_that_this_run_does_not_have_are_refused() {
    let good = run(6).record();
    for spoil in [
        |record: &mut Record| record.commands[2].step += 1,
        |record: &mut Record| record.commands[2].step = 0,
        |record: &mut Record| record.commands[2].step = u64::MAX,
        |record: &mut Record| record.commands[2].time = Time(0),
        |record: &mut Record| record.commands[2].time = Time(300_000_000),
    ] {
        let mut record = good.clone();
        spoil(&mut record);
        let (session, verdict) = open(record);
        let (_, refusal) = verdict.refused.expect("told");
        assert_eq!(refusal.key, "run.no-such-place");
        assert_eq!(session.breaches(), []);
    }
}

#[test]
fn runs_beyond_the_bounds_of_a_run_are_refused() {
    let mut record = run(1).record();
    record.time = Time(u64::MAX);
    let problem = Opening::begin(record, false, MAX_NODES_PAGE)
        .err()
        .expect("too long");
    assert_eq!(problem.refusal.key, "run.too-long");
    let mut record = run(1).record();
    record.setup.nodes.clear();
    assert!(Opening::begin(record, false, MAX_NODES_PAGE).is_err());
}

#[test]
fn a_cut_in_the_script_of_commands_travels_too() {
    let mut session = run(1);
    let (a, b) = ("North".to_owned(), "East".to_owned());
    session
        .give(Command::Network(NetworkCommand::Cut { a, b }))
        .expect("linked");
    let (_, verdict) = open(
        read_link(&link(&session.record()))
            .expect("good")
            .run
            .expect("run")
            .record,
    );
    assert!(verdict.same);
}
