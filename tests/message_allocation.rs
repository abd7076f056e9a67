//! With nobody listening, a message allocates nothing; only a block that is new to a node does, for what the node keeps of it.

use std::sync::Arc;

use allocation_counter::measure;
use bilayer::base::{Span, Time};
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, NodeSetup, PowSetup, Setup, Silent, Simulation,
};

const NODES: u64 = 40;
const LINKS_EACH: u64 = 4;
const MINERS: usize = 4;

fn network() -> Setup {
    let name = |index: u64| format!("n{index}");
    let link = |a: u64, step: u64| LinkSetup {
        a: name(a),
        b: name((a + step * step) % NODES),
        latency: Some(Span::from_millis(50 + (a * 7 + step * 13) % 100)),
        bandwidth: 0,
    };
    let node = |index| NodeSetup::new(&name(index), if index < MINERS as u64 { 7_000 } else { 0 });
    Setup {
        seed: 1,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            bits: 0x1e3f_ffff,
            window: 2_016,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(100),
        client_latency: Span::from_millis(10),
        direct_latency: Span::from_millis(10),
        nodes: (0..NODES).map(node).collect(),
        links: (0..NODES)
            .flat_map(|a| (1..=LINKS_EACH).map(move |step| link(a, step)))
            .collect(),
        ..Setup::default()
    }
}

/// How many blocks each node knows.
fn known(simulation: &Simulation<Silent>) -> Vec<usize> {
    let nodes = simulation.world().nodes();
    nodes.map(|(_, node)| node.tree().known().count()).collect()
}

#[derive(Default)]
struct Tally {
    steps: u64,
    allocations: u64,
}

/// Steps that bring no block, and those that bring one to a node that does not mine on it.
fn tally(simulation: &mut Simulation<Silent>, until: Time) -> (Tally, Tally) {
    let (mut nothing_new, mut new) = (Tally::default(), Tally::default());
    let mut before = known(simulation);
    let mut goes_on = true;
    while goes_on {
        let allocations = measure(|| goes_on = simulation.step(until)).count_total;
        let after = known(simulation);
        let learner = (0..after.len()).find(|index| after[*index] > before[*index]);
        match learner {
            None => add(&mut nothing_new, allocations),
            Some(index) if index >= MINERS => add(&mut new, allocations),
            Some(_) => {}
        }
        before = after;
    }
    (nothing_new, new)
}

fn add(tally: &mut Tally, allocations: u64) {
    tally.steps += 1;
    tally.allocations += allocations;
}

#[test]
fn a_message_allocates_nothing_but_room_for_the_ids_of_blocks() {
    let mut simulation =
        Simulation::begin(Arc::new(network()), Silent, 100).expect("a valid setup");
    simulation.run(Time::from_secs(600));
    let (nothing_new, new) = tally(&mut simulation, Time::from_secs(1_200));
    assert!(nothing_new.steps > 10_000 && new.steps > 1_000);
    // The queue takes room when more waits in it than ever before.
    assert!(
        nothing_new.allocations * 1_000 < nothing_new.steps,
        "{} of {}",
        nothing_new.allocations,
        nothing_new.steps
    );
    // A set of ids takes room for several at once.
    assert!(
        new.allocations * 4 < new.steps,
        "{} of {}",
        new.allocations,
        new.steps
    );
}
