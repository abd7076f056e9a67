//! Where nodes stand, and how much the ways between them vary.

use super::fail_tests::{A, facts, minutes, setup};
use super::*;
use crate::base::{ActorId, Span, Time};
use crate::event::{Fact, NetworkFact};
use crate::network::Region;

#[test]
fn jitter_changes_times_and_never_the_order_of_one_direction() {
    let jittered = Setup {
        jitter: 400,
        ..setup()
    };
    let mut session = Session::new(jittered, MAX_NODES_PAGE).expect("valid");
    session.run(minutes(30));
    let sent = facts(
        &session,
        |fact| matches!(fact, Fact::Network(NetworkFact::Sent { from, to, .. }) if (*from, *to) == (A, ActorId(1))),
    );
    let mut last = Time::ZERO;
    let mut spans = std::collections::BTreeSet::new();
    for event in sent {
        if let Fact::Network(NetworkFact::Sent { arrival, .. }) = event.fact {
            assert!(arrival >= last);
            last = arrival;
            spans.insert(arrival - event.time);
        }
    }
    assert!(spans.len() > 10, "{} different ways", spans.len());
    let bound = Span::from_millis(800 + 320);
    assert!(
        spans
            .iter()
            .all(|span| *span >= Span::from_millis(480) && *span <= bound + bound)
    );
}

#[test]
fn a_link_between_regions_has_their_figures() {
    let mut setup = setup();
    setup.nodes[0].region = Some(Region::Europe);
    setup.nodes[1].region = Some(Region::Japan);
    let session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    let topology = session.world().topology();
    let across = topology.link(A, ActorId(1)).expect("a link");
    assert_eq!(across.latency, Span::from_millis(252));
    assert_eq!(across.bandwidth, 750_000);
    let plain = topology.link(ActorId(1), ActorId(2)).expect("a link");
    assert_eq!(plain.bandwidth, 0);
}
