//! What the stories share: worlds that ship, played, and what is read off at their end.

use bilayer::base::{Address, Amount, Span, Time};
use bilayer::event::{Event, Fact, RollupFact};
use bilayer::layer2::rollup::{RollupRole, Seat, Sheet, audit};
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Session, Setup};

pub fn world(id: &str) -> Setup {
    shipped(id).expect("ships").read().expect("reads").setup
}

/// A session at a moment of minutes and seconds, without a breach and without a refused command of the script.
pub fn played(setup: Setup, minutes: u64, seconds: u64) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    go_on(&mut session, minutes, seconds);
    session
}

pub fn go_on(session: &mut Session, minutes: u64, seconds: u64) {
    session.run(Time::ZERO + Span::from_secs(60 * minutes + seconds));
    assert_eq!(session.breaches(), []);
    let refused = |event: &&Event| {
        matches!(
            &event.fact,
            Fact::Script {
                refusal: Some(_),
                ..
            }
        )
    };
    let refusals: Vec<_> = session.log().all().iter().filter(refused).collect();
    assert!(refusals.is_empty(), "{refusals:?}");
}

/// Facts of rollups, with the time at which they were told, in seconds.
pub fn facts(session: &Session) -> impl Iterator<Item = (u64, &RollupFact)> {
    let events = session.log().all().iter();
    events.filter_map(|event| match &event.fact {
        Fact::Rollup(fact) => Some((event.time.0 / 1_000_000, fact)),
        _ => None,
    })
}

/// When the false claim was deleted, as a person saw it first.
pub fn deleted(session: &Session) -> Option<u64> {
    facts(session).find_map(|(at, fact)| matches!(fact, RollupFact::Deleted { .. }).then_some(at))
}

pub fn address(session: &Session, person: &str) -> Address {
    let contact = session.world().directory().find(person);
    contact.expect("known").address
}

/// What a person holds on Layer 1, by the chain of its own node.
pub fn below(session: &Session, person: &str) -> Amount {
    let world = session.world();
    let contact = world.directory().find(person).expect("known");
    let home = world.node(contact.home.expect("a person")).expect("a node");
    let head = session.archive().entry(&home.tree().head());
    head.state.balance(&contact.address)
}

/// The bridge's books by the chain that a node follows.
pub fn books(session: &Session, node: &str, sequencer: &str) -> Sheet {
    let world = session.world();
    let id = world.directory().find(node).expect("known").id;
    let head = world.node(id).expect("a node").tree().head();
    let sequencer = address(session, sequencer);
    audit(session.archive(), &head, 1, sequencer).expect("the contract is there")
}

/// A person's seat at the rollup.
pub fn seat<'a>(session: &'a Session, person: &str) -> &'a Seat {
    let world = session.world();
    let id = world.directory().find(person).expect("known").id;
    let role = world.agent(id).and_then(|agent| agent.role::<RollupRole>());
    role.and_then(|role| role.seat(1)).expect("takes part")
}

/// What a person can spend above, by its own software.
pub fn above(session: &Session, person: &str) -> Amount {
    let (seat, address) = (seat(session, person), address(session, person));
    seat.user().spendable(seat.derivation(), &address)
}
