//! Links deliver in order, at their latency and bandwidth.

use super::*;
use crate::base::{ActorId, Span, Time};

#[test]
fn a_message_arrives_after_transmission_and_latency() {
    let mut link = Link::new(LinkKind::Peer, Span::from_millis(500), 1_000);
    let (departure, arrival) = link.send(Time(0), 0, 250);
    assert_eq!(departure, Time(0));
    assert_eq!(arrival, Time(750_000));
}

#[test]
fn messages_of_one_direction_wait_for_each_other_and_not_for_the_other() {
    let mut link = Link::new(LinkKind::Peer, Span::from_millis(500), 1_000);
    link.send(Time(0), 0, 1_000);
    let (departure, arrival) = link.send(Time(0), 0, 1_000);
    assert_eq!((departure, arrival), (Time(1_000_000), Time(2_500_000)));
    let (departure, _) = link.send(Time(0), 1, 1_000);
    assert_eq!(departure, Time(0));
}

#[test]
fn no_bandwidth_means_unlimited() {
    let mut link = Link::new(LinkKind::Peer, Span::from_millis(1), 0);
    assert_eq!(link.send(Time(0), 0, u32::MAX).1, Time(1_000));
}

#[test]
fn a_cut_link_stays_but_gossip_does_not_use_it() {
    let (a, b) = (ActorId(0), ActorId(1));
    let mut topology = Topology::default();
    topology.connect(a, b, Link::new(LinkKind::Peer, Span(1), 0));
    assert_eq!(topology.peers(a), [b]);
    assert!(topology.set_up(a, b, false));
    assert!(topology.peers(a).is_empty());
    assert!(topology.link(a, b).is_some());
    assert!(topology.disconnect(a, b));
    assert!(topology.link(a, b).is_none());
    assert!(!topology.disconnect(b, a), "it is gone already");
}

#[test]
fn new_figures_let_nothing_overtake_what_is_being_sent() {
    let (a, b) = (ActorId(0), ActorId(1));
    let slow = Link::new(LinkKind::Peer, Span::from_millis(500), 1_000);
    let mut topology = Topology::default();
    topology.connect(a, b, slow);
    let send = |topology: &mut Topology, from, to| {
        let (link, direction) = topology.way(from, to).expect("they are linked");
        link.send(Time(0), direction, 10_000)
    };
    assert_eq!(send(&mut topology, a, b).1, Time(10_500_000));
    topology.connect(b, a, Link::new(LinkKind::Peer, Span::from_millis(500), 0));
    let (departure, _) = send(&mut topology, a, b);
    assert_eq!(departure, Time(10_000_000), "right after the first");
    assert_eq!(send(&mut topology, b, a).0, Time(0), "the way back is free");
}

#[test]
fn people_are_no_gossip_peers() {
    let mut topology = Topology::default();
    topology.connect(
        ActorId(0),
        ActorId(1),
        Link::new(LinkKind::Client, Span(1), 0),
    );
    assert!(topology.peers(ActorId(0)).is_empty());
    assert_eq!(topology.neighbors(ActorId(0)).count(), 1);
}
