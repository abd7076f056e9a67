//! A world with a market, and hands to act in it.

use std::collections::BTreeSet;

use bilayer::base::{Amount, Digest, Span, Time};
use bilayer::chain::Entry;
use bilayer::command::{Command, Demand, Refusal, WalletCommand};
use bilayer::event::{Fact, WalletFact};
use bilayer::simulation::{
    ConsensusSetup, CrowdSetup, LinkSetup, MAX_NODES_PAGE, MarketSetup, NodeSetup, PersonSetup,
    PowSetup, Session, Setup,
};

pub const GAS_LIMIT: u64 = 420_000;

pub fn setup() -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let link = |a: &str, b: &str| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: None,
        bandwidth: 0,
    };
    let person = |name: &str, node: &str| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: Amount::coins(100),
    };
    Setup {
        seed: 7,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        market: MarketSetup {
            base_fee: Amount(1_000),
            ..MarketSetup::default()
        },
        crowds: vec![CrowdSetup {
            name: "Crowd".to_owned(),
            node: "n3".to_owned(),
            accounts: 150,
            balance: Amount::coins(1_000),
            demand: Demand::Off,
        }],
        gas_limit: GAS_LIMIT,
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1", 40), node("n2", 30), node("n3", 0)],
        links: vec![link("n1", "n2"), link("n2", "n3")],
        people: vec![person("Ana", "n1"), person("Ben", "n3")],
        ..Setup::default()
    }
}

pub struct World(pub Session);

impl World {
    pub fn new() -> Self {
        Self::of(setup())
    }

    pub fn of(setup: Setup) -> Self {
        Self(Session::new(setup, MAX_NODES_PAGE).expect("a valid setup"))
    }

    pub fn minutes(&mut self, minutes: u64) {
        let now = self.0.world().now();
        self.0.run(Time(now.0 + minutes * 60_000_000));
    }

    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = self.0.world().now() + Span::from_secs(14_400);
        while !holds(self) {
            let now = self.0.world().now();
            assert!(now < end, "waited in vain for {what}");
            self.0.run(now + Span::from_secs(1));
        }
    }

    pub fn give(&mut self, command: WalletCommand) -> Result<(), Refusal> {
        self.0.give(Command::Wallet(command))
    }

    pub fn want(&mut self, demand: Demand) {
        let crowd = "Crowd".to_owned();
        self.give(WalletCommand::Demand { crowd, demand })
            .expect("a possible demand");
    }

    pub fn pay(&mut self, max_fee: Option<u64>, tip: Option<u64>) -> Result<(), Refusal> {
        self.give(WalletCommand::Transfer {
            from: "Ana".to_owned(),
            to: "Ben".to_owned(),
            amount: Amount::coins(3),
            max_fee: max_fee.map(Amount),
            tip: tip.map(Amount),
        })
    }

    pub fn bump(&mut self, max_fee: Option<u64>, tip: Option<u64>) -> Result<(), Refusal> {
        self.give(WalletCommand::Bump {
            from: "Ana".to_owned(),
            nonce: None,
            max_fee: max_fee.map(Amount),
            tip: tip.map(Amount),
        })
    }

    /// The main chain of the third node, without genesis.
    pub fn chain(&self) -> Vec<std::sync::Arc<Entry>> {
        let world = self.0.world();
        let node = world.directory().find("n3").expect("there").id;
        let head = world.node(node).expect("a node").tree().head();
        let archive = self.0.archive();
        let height = archive.entry(&head).height();
        let entries = (1..=height).filter_map(|at| archive.ancestor(&head, at));
        entries.cloned().collect()
    }

    pub fn base_fee(&self) -> u64 {
        self.chain()
            .last()
            .map_or(0, |entry| entry.block.body().base_fee.0)
    }

    pub fn facts(&self) -> impl Iterator<Item = &WalletFact> {
        let events = self.0.log().all().iter();
        events.filter_map(|event| match &event.fact {
            Fact::Wallet(fact) => Some(fact),
            _ => None,
        })
    }

    /// Which of Ana's transactions each node's mempool holds.
    pub fn pooled(&self) -> Vec<BTreeSet<Digest>> {
        let world = self.0.world();
        let ana = world.directory().find("Ana").expect("there").address;
        let nodes = world.nodes().map(|(_, node)| {
            let mine = node.pool().iter().filter(|signed| signed.sender() == ana);
            mine.map(|signed| signed.id()).collect()
        });
        nodes.collect()
    }

    pub fn paid_to_ben(&self) -> Amount {
        let ben = self.0.world().directory().find("Ben").expect("there");
        let chain = self.chain();
        let state = &chain.last().expect("a block").state;
        let balance = state.balance(&ben.address).0;
        Amount(balance - Amount::coins(100).0)
    }

    pub fn check(&self) {
        assert_eq!(self.0.breaches(), []);
    }
}

/// The rule of EIP-1559, written again.
pub fn follows(parent: &Entry, child: &Entry) -> bool {
    let (parent, child) = (parent.block.body(), child.block.body());
    let (fee, used, target) = (parent.base_fee.0, parent.gas_used, GAS_LIMIT / 2);
    let expected = match used.cmp(&target) {
        std::cmp::Ordering::Equal => fee,
        std::cmp::Ordering::Greater => fee + (fee * (used - target) / target / 8).max(1),
        std::cmp::Ordering::Less => fee - fee * (target - used) / target / 8,
    };
    child.base_fee.0 == expected
}
