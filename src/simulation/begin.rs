//! From a setup to a world at time 0.

use std::sync::Arc;

use crate::base::{ActorId, Address, Amount, SecretKey, Span, sha256};
use crate::chain::{Archive, LAYER1, Rules};
use crate::command::{Demand, DisputePeriod, Refusal};
use crate::event::Cause;
use crate::layer2::{CONTRACTS, channel};
use crate::network::{Link, LinkKind, MAX_LATENCY};

use super::{
    CrowdSetup, LinkSetup, MAX_CROWD, MAX_CROWDS, MAX_PEOPLE, MarketSetup, Observer, Scripted,
    Setup, SetupError, Simulation, engine, network_setup,
    queue::Task,
    range::{error, within},
};

/// Header time at simulated time 0: 1 January 2026.
pub(super) const GENESIS_TIME: u32 = 1_767_225_600;
/// Most links, and scripted commands with all their repetitions, of a setup.
const MAX_LINKS: usize = 1_000_000;
const MAX_SCRIPT: u64 = 10_000;

impl<O: Observer> Simulation<O> {
    /// A world at time 0.
    ///
    /// # Errors
    /// What is wrong in the setup, and where.
    pub fn begin(setup: Arc<Setup>, observer: O, max_nodes: usize) -> Result<Self, SetupError> {
        check_counts(&setup, max_nodes)?;
        check_ranges(&setup)?;
        let balances = balances(&setup);
        let archive = Archive::new(rules(&setup, (LAYER1, 0)), &balances)
            .map_err(|_| error("people", Refusal::new("setup.supply")))?;
        let mut simulation = Self::with_parts(setup.clone(), archive, observer, max_nodes);
        simulation.place_nodes(&setup)?;
        simulation.place_links(&setup)?;
        simulation.place_flooders(&setup)?;
        simulation.place_people(&setup)?;
        simulation.place_light(&setup)?;
        simulation.place_crowds(&setup)?;
        simulation.place_script(&setup);
        Ok(simulation)
    }

    fn place_nodes(&mut self, setup: &Setup) -> Result<(), SetupError> {
        for (index, node) in setup.nodes.iter().enumerate() {
            self.add_node(node, self.archive.genesis(), Cause::Genesis)
                .map_err(|refusal| error(format!("nodes[{index}]"), refusal))?;
        }
        Ok(())
    }

    fn place_links(&mut self, setup: &Setup) -> Result<(), SetupError> {
        let mut links = Vec::with_capacity(setup.links.len());
        for (index, link) in setup.links.iter().enumerate() {
            let end = |name: &str, end: &str| {
                self.world
                    .directory
                    .node(name)
                    .map(|contact| contact.id)
                    .map_err(|refusal| error(format!("links[{index}].{end}"), refusal))
            };
            let (a, b) = (end(&link.a, "a")?, end(&link.b, "b")?);
            if a == b {
                let refusal = Refusal::new("link.to-itself").with(&link.a);
                return Err(error(format!("links[{index}].b"), refusal));
            }
            links.push((a, b, figures(setup, link, (a, b))));
        }
        self.world.topology.connect_all(links);
        Ok(())
    }

    fn place_people(&mut self, setup: &Setup) -> Result<(), SetupError> {
        for (index, person) in setup.people.iter().enumerate() {
            let home = self
                .world
                .node_named(&person.node)
                .map_err(|refusal| error(format!("people[{index}].node"), refusal))?;
            self.add_person(&person.name, home, Cause::Genesis)
                .map_err(|refusal| error(format!("people[{index}].name"), refusal))?;
        }
        Ok(())
    }

    fn place_crowds(&mut self, setup: &Setup) -> Result<(), SetupError> {
        for (index, crowd) in setup.crowds.iter().enumerate() {
            self.add_crowd(crowd, crowd_keys(setup, crowd))
                .map_err(|refusal| error(format!("crowds[{index}]"), refusal))?;
        }
        Ok(())
    }

    fn place_script(&mut self, setup: &Setup) {
        for (index, scripted) in setup.script.iter().enumerate() {
            for at in scripted.moments() {
                let task = Task::Script(index as u32);
                self.world.queue.push(at, Cause::Genesis, task);
            }
        }
    }
}

/// A link's figures: its own, else those of the regions that it lies between, else the world's.
fn figures(setup: &Setup, link: &LinkSetup, (a, b): (ActorId, ActorId)) -> Link {
    let region = |id: ActorId| setup.nodes.get(id.0 as usize).and_then(|node| node.region);
    let (latency, bandwidth) = match (region(a), region(b)) {
        (Some(a), Some(b)) => (a.latency(b), a.bandwidth(b)),
        _ => (setup.latency, 0),
    };
    let bandwidth = if link.bandwidth > 0 {
        link.bandwidth
    } else {
        bandwidth
    };
    Link::new(LinkKind::Peer, link.latency.unwrap_or(latency), bandwidth)
}

fn balances(setup: &Setup) -> Vec<(Address, Amount)> {
    let seed = sha256(&setup.seed.to_le_bytes());
    let address = |name: &str| {
        SecretKey::derive(&seed, &format!("person/{name}"))
            .public()
            .address()
    };
    let people = setup.people.iter();
    let mut balances: Vec<_> = people
        .map(|person| (address(&person.name), person.balance))
        .collect();
    let light = setup.network.light.iter();
    balances.extend(light.map(|light| (address(&light.name), light.balance)));
    for crowd in &setup.crowds {
        let keys = crowd_keys(setup, crowd);
        balances.extend(
            keys.iter()
                .map(|key| (key.public().address(), crowd.balance)),
        );
    }
    balances
}

fn crowd_keys(setup: &Setup, crowd: &CrowdSetup) -> Vec<SecretKey> {
    let seed = sha256(&setup.seed.to_le_bytes());
    let key = |member| SecretKey::derive(&seed, &format!("crowd/{}/{member}", crowd.name));
    (0..crowd.accounts).map(key).collect()
}

/// The rules of a chain of this number that begins so many seconds after the world.
pub(super) fn rules(setup: &Setup, (chain, founded): (u32, u32)) -> Rules {
    Rules {
        chain,
        genesis_time: GENESIS_TIME,
        founded,
        gas_limit: setup.gas_limit,
        market: engine::market(setup),
        max_transaction_bytes: 128 * 1024,
        maturity: engine::maturity(&setup.consensus),
        future_limit: engine::future_limit(&setup.consensus),
        contracts: CONTRACTS,
        consensus: engine::consensus(setup, GENESIS_TIME.saturating_add(founded)),
    }
}

/// What can be counted comes before any key is computed: a hostile link must not cost time.
fn check_counts(setup: &Setup, max_nodes: usize) -> Result<(), SetupError> {
    if setup.nodes.len() > max_nodes {
        let refusal = Refusal::new("node.too-many").with(max_nodes);
        return Err(error("nodes", refusal));
    }
    if setup.people.len() + setup.network.light.len() > MAX_PEOPLE {
        let refusal = Refusal::new("person.too-many").with(MAX_PEOPLE);
        return Err(error("people", refusal));
    }
    within("crowds", setup.crowds.len(), 0..=MAX_CROWDS)?;
    for (index, crowd) in setup.crowds.iter().enumerate() {
        let place = |field| format!("crowds[{index}].{field}");
        within(&place("accounts"), crowd.accounts, 1..=MAX_CROWD)?;
        if !crowd.demand.is_possible() {
            let refusal = Refusal::new("crowd.demand").with(Demand::MAX_PER_MINUTE);
            return Err(error(place("demand"), refusal.with(Demand::MAX_BLOBS)));
        }
    }
    within("nodes", setup.nodes.len(), 1..=max_nodes)?;
    within("links", setup.links.len(), 0..=MAX_LINKS)?;
    check_script(&setup.script)
}

fn check_ranges(setup: &Setup) -> Result<(), SetupError> {
    within("gas_limit", setup.gas_limit, 100_000..=1_000_000_000)?;
    within("jitter", setup.jitter, 0..=1_000)?;
    let latencies = [
        ("latency", setup.latency),
        ("client_latency", setup.client_latency),
        ("direct_latency", setup.direct_latency),
    ];
    for (place, latency) in latencies {
        within(place, latency, Span::ZERO..=MAX_LATENCY)?;
    }
    network_setup::check(setup)?;
    for (index, link) in setup.links.iter().enumerate() {
        let place = format!("links[{index}].latency");
        within(
            &place,
            link.latency.unwrap_or_default(),
            Span::ZERO..=MAX_LATENCY,
        )?;
    }
    match setup.channel_dispute {
        DisputePeriod::Blocks(blocks) => {
            within(
                "channel_dispute",
                u64::from(blocks),
                1..=channel::MAX_PERIOD,
            )?;
        }
        DisputePeriod::Seconds(seconds) => {
            let most = channel::MAX_UNITS * channel::TIME_UNIT;
            within("channel_dispute", u64::from(seconds), 1..=most)?;
        }
    }
    check_market(&setup.market)?;
    engine::check(setup)
}

fn check_script(script: &[Scripted]) -> Result<(), SetupError> {
    let mut total = 0_u64;
    for (index, scripted) in script.iter().enumerate() {
        let apart = scripted.every.is_some_and(|every| every > Span::ZERO);
        let place = format!("script[{index}]");
        if scripted.times > 1 && !apart {
            return Err(error(place, Refusal::new("script.every")));
        }
        let most = u32::try_from(MAX_SCRIPT).unwrap_or(u32::MAX);
        if scripted.times == 0 {
            within(&format!("{place}.times"), scripted.times, 1..=most)?;
        }
        total += u64::from(scripted.times);
        if total > MAX_SCRIPT {
            let refusal = Refusal::new("script.too-many").with(MAX_SCRIPT);
            return Err(error(place, refusal));
        }
    }
    Ok(())
}

fn check_market(market: &MarketSetup) -> Result<(), SetupError> {
    let fee = Amount::ZERO..=Amount::coins(1);
    within("market.base_fee", market.base_fee, fee)?;
    within("market.pool_limit", market.pool_limit, 1..=100_000)?;
    let lifetime = Span::from_secs(1)..=Span(u64::MAX);
    within("market.pool_lifetime", market.pool_lifetime, lifetime)
}
