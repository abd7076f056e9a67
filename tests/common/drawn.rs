//! How nodes talk to each other, drawn: every option that a network has, on and off, for any world of Proof of Work.

use bilayer::base::{Amount, Stream};
use bilayer::network::Region;
use bilayer::simulation::{DiscoverySetup, FlooderSetup, LightSetup, Setup};

/// Draws the network's options. Links give way to discovery, if that is drawn.
pub fn network(dice: &mut Stream, setup: &mut Setup) {
    setup.network.compact = dice.chance(1, 2);
    setup.network.headers_first = dice.chance(1, 2);
    if dice.chance(1, 3) {
        setup.network.block_bytes = dice.below(600_000) as u32;
    }
    if dice.chance(1, 2) {
        setup.jitter = dice.below(800) as u32;
    }
    if dice.chance(1, 3) {
        for node in &mut setup.nodes {
            node.region = Some(Region::drawn(dice.below(10_000)));
        }
    }
    if dice.chance(1, 2) {
        setup.network.light = vec![light(dice, setup)];
    }
    if dice.chance(1, 3) {
        setup.links.clear();
        setup.network.discovery = Some(discovery(dice, setup));
    }
}

/// Lea, who asks one to three of the nodes.
fn light(dice: &mut Stream, setup: &Setup) -> LightSetup {
    let names = setup.nodes.iter().map(|node| node.name.clone());
    let first = dice.below(setup.nodes.len() as u64 - 2) as usize;
    let count = 1 + dice.below(3) as usize;
    LightSetup {
        name: "Lea".to_owned(),
        nodes: names.skip(first).take(count).collect(),
        balance: Amount::coins(50),
    }
}

fn discovery(dice: &mut Stream, setup: &Setup) -> DiscoverySetup {
    let names = setup.nodes.iter().map(|node| node.name.clone());
    DiscoverySetup {
        outbound: 2 + dice.below(7) as u32,
        inbound: setup.nodes.len() as u32 + dice.below(20) as u32,
        seeds: names.take(3).collect(),
        by_group: dice.chance(1, 2),
        test_before_evict: dice.chance(1, 2),
        anchors: dice.chance(1, 2),
        flooders: Vec::new(),
    }
}

/// Somebody who floods the last node's tables, where nodes find each other.
#[allow(dead_code)]
pub fn flooder(dice: &mut Stream, setup: &mut Setup) {
    let victim = setup.nodes.last().map(|node| node.name.clone());
    if let (Some(discovery), Some(victim)) = (&mut setup.network.discovery, victim) {
        discovery.flooders = vec![FlooderSetup {
            name: "Eve".to_owned(),
            victim,
            endpoints: 50 + dice.below(200) as u16,
            groups: 1 + dice.below(8) as u16,
        }];
    }
}
