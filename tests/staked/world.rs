//! A world of nodes that are all linked, each with validators.

use bilayer::actor::Validating;
use bilayer::base::{ActorId, Amount, Span};
use bilayer::command::{Command, NetworkCommand, Refusal, StakeCommand, StakeConduct};
use bilayer::consensus::gasper::state::State;
use bilayer::consensus::gasper::store::States;
use bilayer::event::{ChainFact, Fact};
use bilayer::scenario::shipped;
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, Session, Setup, Share,
    StakeSetup,
};

/// Seconds of an epoch of the minimal preset.
pub const EPOCH: u64 = 48;

pub const NAMES: [&str; 5] = ["Aarhus", "Bergen", "Cadiz", "Dublin", "Espoo"];

pub struct World {
    pub session: Session,
}

/// As many nodes as there are counts, each with so many validators; 0 is a node without.
pub fn world(counts: &[u32], stake: StakeSetup) -> World {
    seeded(7, counts, stake)
}

pub fn seeded(seed: u64, counts: &[u32], stake: StakeSetup) -> World {
    let base = shipped("proof-of-stake")
        .expect("ships")
        .read()
        .expect("reads")
        .setup;
    let names = &NAMES[..counts.len()];
    let shares = names.iter().zip(counts).filter(|(_, count)| **count > 0);
    let pairs = (0..names.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let setup = Setup {
        seed,
        consensus: ConsensusSetup::Stake(StakeSetup {
            validators: shares
                .map(|(node, count)| Share {
                    node: (*node).to_owned(),
                    count: *count,
                })
                .collect(),
            ..stake
        }),
        nodes: names.iter().map(|name| NodeSetup::new(name, 0)).collect(),
        links: pairs
            .map(|(a, b)| LinkSetup {
                a: names[a].to_owned(),
                b: names[b].to_owned(),
                latency: None,
                bandwidth: 0,
            })
            .collect(),
        people: vec![PersonSetup {
            name: "Ana".to_owned(),
            node: names[0].to_owned(),
            balance: Amount::coins(100),
        }],
        script: Vec::new(),
        ..base
    };
    World {
        session: Session::new(setup, MAX_NODES_PAGE).expect("begins"),
    }
}

/// Without signatures, which change nothing here and take time.
pub fn unsigned() -> StakeSetup {
    StakeSetup {
        signed: false,
        ..StakeSetup::default()
    }
}

impl World {
    pub fn run(&mut self, seconds: u64) {
        let until = self.session.world().now() + Span::from_secs(seconds);
        self.session.run(until);
    }

    pub fn run_epochs(&mut self, epochs: u64) {
        self.run(epochs * EPOCH);
        assert_eq!(self.session.breaches(), []);
    }

    pub fn behave(&mut self, node: &str, conduct: StakeConduct) {
        self.try_behave(node, conduct).expect("possible");
    }

    pub fn try_behave(&mut self, node: &str, conduct: StakeConduct) -> Result<(), Refusal> {
        let node = node.to_owned();
        let command = Command::Stake(StakeCommand::Behave { node, conduct });
        self.session.give(command)
    }

    pub fn cut(&mut self, group: &[&str]) {
        for a in NAMES
            .iter()
            .take(self.nodes())
            .filter(|name| !group.contains(name))
        {
            for b in group {
                self.link(a, b, true);
            }
        }
    }

    pub fn mend(&mut self, group: &[&str]) {
        for a in NAMES
            .iter()
            .take(self.nodes())
            .filter(|name| !group.contains(name))
        {
            for b in group {
                self.link(a, b, false);
            }
        }
    }

    pub fn link(&mut self, a: &str, b: &str, cut: bool) {
        let (a, b) = (a.to_owned(), b.to_owned());
        let command = if cut {
            NetworkCommand::Cut { a, b }
        } else {
            NetworkCommand::Mend { a, b }
        };
        self.session
            .give(Command::Network(command))
            .expect("possible");
    }

    fn nodes(&self) -> usize {
        self.session.world().nodes().count()
    }

    pub fn member(&self, place: usize) -> &Validating {
        let (_, node) = self.session.world().nodes().nth(place).expect("a node");
        node.member().expect("validates")
    }

    pub fn state(&self, place: usize) -> &State {
        let (_, node) = self.session.world().nodes().nth(place).expect("a node");
        let archive = self.session.archive();
        archive.after(&node.tree().head()).expect("a state")
    }

    pub fn final_epochs(&self) -> Vec<u64> {
        let places = 0..self.nodes();
        places
            .map(|place| self.member(place).store().finalized().epoch)
            .collect()
    }

    /// Facts of a kind, with who they are told of.
    pub fn finals(&self) -> Vec<(ActorId, u64)> {
        let events = self.session.log().all().iter();
        events
            .filter_map(|event| match &event.fact {
                Fact::Chain(ChainFact::Finalized { node, height, .. }) => Some((*node, *height)),
                _ => None,
            })
            .collect()
    }
}
