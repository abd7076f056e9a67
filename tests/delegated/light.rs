//! A light client under delegation: it knows the producers of genesis, and a later schedule ends what it can follow.

use bilayer::actor::Light;
use bilayer::base::Amount;
use bilayer::simulation::{LightSetup, MAX_NODES_PAGE, Session};

use crate::hands::{FOUR, head, id, run, setup, state, vote};

fn world() -> Session {
    let mut setup = setup(&FOUR, &["Essen"]);
    setup.network.light = vec![LightSetup {
        name: "Lea".to_owned(),
        nodes: vec!["Accra".to_owned(), "Berlin".to_owned()],
        balance: Amount::coins(10),
    }];
    Session::new(setup, MAX_NODES_PAGE).expect("begins")
}

fn lea(session: &Session) -> &Light {
    let lea = session.world().light(id(session, "Lea"));
    lea.expect("a light client")
}

/// Height of the first block of who was on no schedule of genesis.
fn first_of_essen(session: &Session) -> u64 {
    let essen = session.world().directory().find("Essen").expect("known");
    let by_essen = session
        .archive()
        .entries()
        .filter(|entry| entry.block.body().miner == essen.address);
    let heights = by_essen.map(|entry| entry.height());
    heights.min().expect("Essen produces")
}

#[test]
fn it_follows_the_producers_of_genesis_and_holds_a_later_schedule_against_nobody() {
    let mut session = world();
    run(&mut session, 5);
    vote(&mut session, "Vera", 400, &FOUR);
    run(&mut session, 30);
    let there = head(&session, "Accra").height();
    assert!(there > 60 && lea(&session).headers().height() + 2 >= there);
    let shown = lea(&session).shown().expect("a proof");
    assert_eq!(shown.account.balance, Amount::coins(10));
    vote(
        &mut session,
        "Vera",
        0,
        &["Accra", "Berlin", "Delhi", "Essen"],
    );
    run(&mut session, 200);
    let names: Vec<String> = state(&session, "Accra")
        .active()
        .producers
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(names.contains(&"essen".to_owned()), "{names:?}");
    let last = lea(&session).headers().height();
    let changed = first_of_essen(&session);
    assert!(
        last < changed && last + 48 >= changed,
        "she stands at {last}, the first block of another schedule is {changed}"
    );
    assert_eq!(lea(&session).distrusted().count(), 0);
}
