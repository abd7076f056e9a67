//! Idle announcements that are left out change nothing but the number of steps.

use std::sync::Arc;

use super::*;
use crate::base::{Span, Stream, Time};
use crate::command::{Command, NetworkCommand};
use crate::network::Region;

const NODES: u64 = 40;

/// Miners in all regions, blocks so large and so frequent that there are forks, requests that wait, and orphans.
fn setup(seed: u64, spacing: u64) -> Setup {
    let mut stream = Stream::named(seed, "idle");
    let name = |index: u64| format!("n{index}");
    let mut links = Vec::new();
    for a in 1..NODES {
        for _ in 0..3_u64.min(a) {
            links.push(LinkSetup {
                a: name(a),
                b: name(stream.below(a)),
                latency: None,
                bandwidth: 0,
            });
        }
    }
    let node = |index: u64| NodeSetup {
        region: Some(Region::ALL[index as usize % 6]),
        ..NodeSetup::new(&name(index), 4_096 / NODES / spacing + 1)
    };
    Setup {
        seed,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 2_016,
            ..PowSetup::default()
        }),
        jitter: 300,
        network: NetworkSetup {
            block_bytes: 535_000,
            ..NetworkSetup::default()
        },
        nodes: (0..NODES).map(node).collect(),
        links,
        ..Setup::default()
    }
}

fn played(setup: &Setup, leaves_out: bool) -> Simulation<Silent> {
    let begun = Simulation::begin(Arc::new(setup.clone()), Silent, 100);
    let mut simulation = begun.expect("a valid setup");
    if leaves_out {
        simulation = simulation.without_idle_announcements();
    }
    simulation.run(Time::from_secs(1_200));
    simulation
}

/// Everything that nodes know, when they asked for what, and until when links are busy.
fn outcome(simulation: &Simulation<Silent>) -> (Vec<Vec<u8>>, Vec<u8>) {
    let digest = |actor: &dyn crate::actor::Actor| {
        let mut bytes = Vec::new();
        actor.digest(&mut bytes);
        bytes
    };
    let actors = simulation.world.actors.iter();
    let actors = actors.map(|actor| digest(&**actor)).collect();
    let links = crate::base::encode(&(&simulation.world.topology, &simulation.world.jitter));
    (actors, links)
}

#[test]
fn every_node_comes_to_the_same_state_with_far_fewer_steps() {
    for (seed, spacing) in [(1, 60), (2, 10), (3, 2)] {
        let setup = setup(seed, spacing);
        let (all, fewer) = (played(&setup, false), played(&setup, true));
        assert!(all.archive().entries().count() > 10);
        assert!(outcome(&all) == outcome(&fewer), "seed {seed}");
        let (steps, left) = (all.world().steps(), fewer.world().steps());
        assert!(left * 10 < steps * 7, "{left} of {steps}");
    }
}

#[test]
fn the_setup_of_the_test_has_forks_to_be_wrong_about() {
    let simulation = played(&setup(3, 2), true);
    let entries = simulation.archive().entries();
    let highest = entries.map(|entry| entry.height()).max().unwrap_or(0);
    let all = simulation.archive().entries().count() as u64;
    assert!(all > highest + 20, "{all} blocks, {highest} high");
}

#[test]
fn a_world_with_a_script_leaves_nothing_out() {
    let crash = NetworkCommand::Crash {
        node: "n3".to_owned(),
    };
    let scripted = Setup {
        script: vec![Scripted::once(
            Span::from_secs(500),
            Command::Network(crash),
        )],
        ..setup(1, 10)
    };
    let (all, fewer) = (played(&scripted, false), played(&scripted, true));
    assert_eq!(all.world().steps(), fewer.world().steps());
}
