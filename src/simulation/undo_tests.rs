//! Taking commands back, in the present and in the past.

use super::tests::{minutes, session, transfer};

#[test]
fn undo_returns_to_the_place_before_the_command() {
    let mut session = session();
    session.run(minutes(1));
    let before = session.fingerprint();
    session.give(transfer(3)).expect("Ana has enough");
    session.run(minutes(2));
    assert_eq!(session.undo(), Some(minutes(1)));
    assert_eq!(session.fingerprint(), before);
    assert_eq!(session.undo(), None, "nothing is left to undo");
}

#[test]
fn acting_before_what_was_played_keeps_it_as_a_branch() {
    let mut session = session();
    session.run(minutes(3));
    session.seek(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    assert_eq!(session.branches().len(), 1);
    assert!(session.branches()[0].commands.is_empty());
}

#[test]
fn undoing_an_act_in_the_past_brings_the_course_back_that_it_left() {
    let mut session = session();
    session.run(minutes(2));
    session.give(transfer(7)).expect("Ana has enough");
    session.run(minutes(3));
    let (end, commands) = (session.fingerprint(), session.commands().to_vec());
    session.seek(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    session.run(minutes(2));
    assert_eq!(session.undo(), Some(minutes(3)), "as far as it was played");
    assert_eq!(session.place().time, minutes(1));
    assert_eq!(session.commands(), commands);
    assert_eq!(session.branches().len(), 1, "only the undone course");
    session.run(minutes(3));
    assert_eq!(session.fingerprint(), end);
}

#[test]
fn undoing_a_later_act_does_not_bring_an_undone_one_back() {
    let mut session = session();
    session.run(minutes(1));
    session.give(transfer(3)).expect("Ana has enough");
    session.undo().expect("a command was given");
    session.give(transfer(5)).expect("Ana has enough");
    session.undo().expect("a command was given");
    assert!(session.commands().is_empty());
    session.run(minutes(2));
    session.seek(minutes(1));
    session.give(transfer(4)).expect("Ana has enough");
    session.give(transfer(2)).expect("Ana has enough");
    session.undo().expect("the second of two");
    assert_eq!(session.commands().len(), 1, "the first stands");
    session.undo().expect("the first of two");
    assert!(session.commands().is_empty(), "the course without either");
}
