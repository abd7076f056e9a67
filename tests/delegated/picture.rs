//! The panel of producers, and that what is offered where they are voted for is possible.

use bilayer::base::ActorId;
use bilayer::command::Conduct;
use bilayer::scene::model::{Choice, Mining, Scene, Selection, Value};
use bilayer::scene::{View, build, offers};
use bilayer::simulation::Session;

use crate::hands::{FOUR, behave, run, vote, world};

fn scene(session: &Session) -> Scene {
    build(session, &View::default())
}

fn id(session: &Session, name: &str) -> ActorId {
    session.world().directory().find(name).expect("known").id
}

fn take(session: &mut Session, key: &str, about: &Selection, choices: &[Choice]) {
    let offered = offers::offers(session, Some(about));
    let offer = offered.iter().find(|offer| offer.key == key).expect(key);
    assert_eq!(offer.refused, None, "{key}");
    let mut all = offers::defaults(offer);
    all.extend_from_slice(choices);
    let command = offers::command(session, key, Some(about), &all).expect(key);
    session.give(command).expect(key);
}

#[test]
fn the_panel_shows_the_schedule_who_misses_and_who_is_next() {
    let mut session = world(&FOUR, &["Essen"]);
    run(&mut session, 5);
    vote(&mut session, "Vera", 400, &FOUR);
    behave(&mut session, "Cairo", Conduct::Absent);
    run(&mut session, 60);
    let seen = scene(&session);
    assert_eq!(seen.header.mining, Mining::Turns);
    let panel = seen.producers.as_ref().as_ref().expect("a panel");
    assert_eq!((panel.version, panel.threshold), (0, 3));
    assert!(panel.irreversible > 0 && panel.irreversible <= panel.proposed);
    assert!(panel.proposed < panel.head);
    let names: Vec<&str> = panel.rows.iter().map(|row| &*row.account).collect();
    assert_eq!(names, ["accra", "berlin", "cairo", "delhi", "essen"]);
    assert_eq!(panel.rows.iter().filter(|row| row.turn).count(), 1);
    assert!(panel.rows[2].missed >= 12 && panel.rows[0].missed == 0);
    assert_eq!(panel.rows[0].votes_per_mille, 1_000);
    assert!(!panel.rows[4].scheduled && panel.rows[4].votes_per_mille == 0);
    assert_eq!(panel.rows[0].node, Some(id(&session, "Accra")));
}

#[test]
fn the_panel_tells_of_a_schedule_on_its_way() {
    let mut session = world(&FOUR, &["Essen"]);
    run(&mut session, 5);
    vote(
        &mut session,
        "Vera",
        400,
        &["Accra", "Berlin", "Delhi", "Essen"],
    );
    run(&mut session, 10);
    let seen = scene(&session);
    let panel = seen.producers.as_ref().as_ref().expect("a panel");
    let change = panel.change.as_ref().expect("elected");
    assert_eq!(
        (change.joins.join(","), change.leaves.join(",")),
        ("essen".into(), "cairo".into())
    );
    assert!(change.waits_for <= panel.head);
}

#[test]
fn what_is_offered_is_possible() {
    let mut session = world(&FOUR, &["Essen"]);
    run(&mut session, 5);
    let vera = Selection::Agent(id(&session, "Vera"));
    take(&mut session, "act.stake", &vera, &[]);
    run(&mut session, 5);
    let essen = Choice {
        name: "producers".into(),
        value: Value::Actor(id(&session, "Essen")),
    };
    take(&mut session, "act.vote", &vera, &[essen]);
    run(&mut session, 5);
    let panel = scene(&session).producers;
    let rows = &panel.as_ref().as_ref().expect("a panel").rows;
    assert!(
        rows.iter()
            .any(|row| row.account == "essen" && row.votes_per_mille == 1_000)
    );
    take(&mut session, "act.unstake", &vera, &[]);
    let node = Selection::Node(id(&session, "Berlin"));
    for key in [
        "act.behave-absent",
        "act.behave-twice",
        "act.behave-censor",
        "act.behave-veto",
        "act.behave-honest",
        "act.claim",
        "act.retire",
    ] {
        take(&mut session, key, &node, &[]);
    }
    run(&mut session, 5);
    take(&mut session, "act.register", &node, &[]);
    assert!(
        offers::all(&session)
            .iter()
            .all(|offer| offer.key != "act.mine")
    );
}
