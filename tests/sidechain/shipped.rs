//! The scenarios that ship with a second chain, played to their end.

use bilayer::base::{Amount, Time};
use bilayer::event::{Fact, SidechainFact};
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Session};

use super::world::World;

fn played(id: &str, minutes: u64) -> World {
    let scenario = shipped(id).expect("ships").read().expect("reads");
    let mut session = Session::new(scenario.setup, MAX_NODES_PAGE).expect("begins");
    session.run(Time::from_secs(60 * minutes));
    for event in session.log().all() {
        if let Fact::Script { refusal, index } = &event.fact {
            assert_eq!(*refusal, None, "{id}: command {index} at {:?}", event.time);
        }
    }
    World(session)
}

#[test]
fn harbor_is_reached_and_left_and_nothing_is_missing() {
    let world = played("harbor", 60);
    assert_eq!(world.breached(), [""; 0]);
    assert_eq!(world.alarms(), [""; 0]);
    assert_eq!(world.vault("Ana").balance(), Amount::coins(35));
    assert_eq!(world.vault("Ana").counters().payouts, 2);
    assert!(world.height_above("Ana") > 40);
}

#[test]
fn ten_wait_for_the_eleventh() {
    let world = played("eleven-of-fifteen", 40);
    assert_eq!(world.breached(), [""; 0]);
    assert_eq!(world.vault("Ana").balance(), Amount::coins(60));
    let world = played("eleven-of-fifteen", 60);
    assert_eq!(world.breached(), ["judge.peg-backed"]);
    assert_eq!(world.vault("Ana").balance(), Amount::ZERO);
    let seen = |fact: &SidechainFact| matches!(fact, SidechainFact::Alarm { reason, .. } if reason == "sidechain.paid-without-burn");
    assert!(
        world.facts().iter().any(seen),
        "who does not collude sees it"
    );
}
