//! Layer 1 fails under Layer 2: what a base-fee spike does to a channel, and what a sequencer's promise is worth.

use bilayer::base::{Amount, Time};
use bilayer::command::{Command, RollupCommand};
use bilayer::event::{ChannelFact, Event, Fact, RollupFact};
use bilayer::layer2::rollup::RollupRole;
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Session, Setup};

fn world(id: &str) -> Setup {
    let scenario = shipped(id).expect("ships").read().expect("reads");
    scenario.setup
}

fn played(setup: Setup, minutes: u64) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    session.run(Time(minutes * 60_000_000));
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
    session
}

/// What the channel's contract paid, and the penalty in it.
fn closed(session: &Session) -> Option<([Amount; 2], Amount)> {
    session
        .log()
        .all()
        .iter()
        .find_map(|event| match &event.fact {
            Fact::Channel(ChannelFact::Closed { paid, penalty, .. }) => Some((*paid, *penalty)),
            _ => None,
        })
}

#[test]
fn a_base_fee_spike_prices_out_the_challenger_and_the_stale_state_pays() {
    let session = played(world("priced-out"), 90);
    let (paid, penalty) = closed(&session).expect("closed");
    assert_eq!(penalty, Amount::ZERO, "nobody could challenge");
    assert_eq!(paid[0], Amount::coins(45), "as of the old state");
    assert_eq!(paid[1], Amount::coins(35));
    let alarm = session.log().all().iter().any(|event| {
        matches!(&event.fact, Fact::Channel(ChannelFact::Alarm { reason, .. }) if reason == "transaction.balance")
    });
    assert!(alarm, "Cai knew and could not pay");
}

#[test]
fn who_keeps_enough_on_layer_1_challenges_through_the_same_spike() {
    let mut setup = world("priced-out");
    let cai = setup.people.iter_mut().find(|person| person.name == "Cai");
    cai.expect("there").balance = Amount::coins(90);
    let session = played(setup, 90);
    let (paid, penalty) = closed(&session).expect("closed");
    assert_eq!(penalty, Amount::coins(8), "a tenth of the deposits");
    assert_eq!(paid, [Amount::coins(2), Amount::coins(78)]);
}

fn above(session: &Session, name: &str) -> Amount {
    let world = session.world();
    let contact = world.directory().find(name).expect("there");
    let agent = world.agent(contact.id).expect("a person");
    let seat = agent.role::<RollupRole>().and_then(|role| role.seat(1));
    let seat = seat.expect("takes part");
    seat.user().spendable(seat.derivation(), &contact.address)
}

fn broken(session: &Session) -> bool {
    session.log().all().iter().any(|event| {
        matches!(&event.fact, Fact::Rollup(RollupFact::Alarm { reason, .. }) if reason == "rollup.promise-broken")
    })
}

#[test]
fn the_sequencer_promises_ben_one_order_and_batches_another() {
    let mut session = Session::new(world("broken-promise"), MAX_NODES_PAGE).expect("begins");
    session.run(Time(18 * 60_000_000 + 10_000_000));
    assert_eq!(above(&session, "Ben"), Amount::coins(60), "by the promise");
    session.run(Time(33 * 60_000_000));
    assert_eq!(above(&session, "Ben"), Amount::coins(10), "by Layer 1");
    assert_eq!(above(&session, "Mallory"), Amount::coins(55));
    assert!(broken(&session), "Ben sees it");
    let challenged = session
        .log()
        .all()
        .iter()
        .any(|event| matches!(&event.fact, Fact::Rollup(RollupFact::Disputed { .. })));
    assert!(!challenged, "no rule of Layer 1 is broken");
    assert_eq!(session.breaches(), []);
}

#[test]
fn a_sequencer_that_keeps_its_order_refuses_the_rival() {
    let mut setup = world("broken-promise");
    setup.script.retain(|one| {
        !matches!(
            one.command,
            Command::Rollup(RollupCommand::SetFavours { .. })
        )
    });
    let session = played(setup, 33);
    assert_eq!(above(&session, "Ben"), Amount::coins(60));
    assert!(!broken(&session));
    let refused = session
        .log()
        .all()
        .iter()
        .any(|event| matches!(&event.fact, Fact::Rollup(RollupFact::Refused { .. })));
    assert!(refused, "the rival's nonce is used");
}
