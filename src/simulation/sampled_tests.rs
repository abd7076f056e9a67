//! Worlds whose waits are drawn: each miner draws from its own stream, and going back takes the draws back too.

use super::*;
use crate::base::{ActorId, Amount, Span, Time};
use crate::event::{ChainFact, Fact};

/// Two miners of one hash rate, not linked, so that nothing but their draws tells them apart.
fn session() -> Session {
    let node = |name: &str| NodeSetup::new(name, 40);
    let setup = Setup {
        seed: 7,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1"), node("n2")],
        links: Vec::new(),
        people: vec![PersonSetup {
            name: "Ana".to_owned(),
            node: "n1".to_owned(),
            balance: Amount::coins(100),
        }],
        ..Setup::default()
    };
    Session::new(setup, MAX_NODES_PAGE).expect("a valid setup")
}

fn minutes(count: u64) -> Time {
    Time(count * 60_000_000)
}

fn mined_by(session: &Session, who: u32) -> Vec<Time> {
    let facts = session.log().all().iter();
    facts
        .filter_map(|event| match &event.fact {
            Fact::Chain(ChainFact::Mined { miner, .. }) if *miner == ActorId(who) => {
                Some(event.time)
            }
            _ => None,
        })
        .collect()
}

#[test]
fn two_miners_of_one_rate_are_lucky_at_different_times() {
    let mut session = session();
    session.run(minutes(30));
    let (first, second) = (mined_by(&session, 0), mined_by(&session, 1));
    assert!(first.len() > 3 && second.len() > 3);
    assert!(
        first.iter().all(|time| !second.contains(time)),
        "{first:?} {second:?}"
    );
}

#[test]
fn going_back_takes_the_draws_back_too() {
    let mut session = session();
    session.run(minutes(10));
    let early = session.fingerprint();
    session.run(minutes(60));
    let late = session.fingerprint();
    session.seek(minutes(10));
    assert_eq!(session.fingerprint(), early);
    session.seek(minutes(60));
    assert_eq!(session.fingerprint(), late);
}
