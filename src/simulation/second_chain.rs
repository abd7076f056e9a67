//! Second chains on the same engine: a plan becomes a setup of its own, and from there everything is as on Layer 1.

use crate::actor::{Archives, ChainContact};
use crate::base::{ActorId, Address, Amount, Digest, Span, encode, sha256};
use crate::chain::{Archive, LAYER1};
use crate::command::{ChainConsensus, ChainPlan, Founding, Refusal};
use crate::event::{Cause, Fact, SidechainFact};
use crate::layer2::sidechain;
use crate::network::{Link, LinkKind, MAX_LATENCY};

use super::{
    ConsensusSetup, DelegatedSetup, MarketSetup, NodeSetup, Observer, PowSetup, Setup, Share,
    Simulation, StakeSetup, begin, engine, range::within,
};

/// Most second chains of a world.
pub const MAX_CHAINS: usize = 12;
/// Most nodes of a second chain's beginning.
const MAX_NODES: usize = 32;
/// Most validators that each node of a second chain runs.
const MAX_VALIDATORS: u32 = 64;

/// The setup of a second chain, from which its rules and its nodes' members are made. Its seed is its own, so that no
/// validator's key and no vote is another chain's.
fn setup_of(seed: u64, number: u32, plan: &ChainPlan) -> Setup {
    let digest = sha256(&encode(&("chain", seed, number)));
    let mut first = [0; 8];
    first.copy_from_slice(&digest.0[..8]);
    let nodes = plan.nodes.iter();
    let market = MarketSetup {
        base_fee: Amount::ZERO,
        moves: false,
        ..MarketSetup::default()
    };
    Setup {
        seed: u64::from_le_bytes(first),
        consensus: consensus(plan),
        market: match plan.consensus {
            ChainConsensus::Producers {} => MarketSetup::default(),
            ChainConsensus::Work { .. } | ChainConsensus::Stake { .. } => market,
        },
        gas_limit: plan.gas_limit,
        latency: plan.latency,
        nodes: nodes
            .map(|node| NodeSetup::new(&node.name, node.hash_rate))
            .collect(),
        ..Setup::default()
    }
}

fn consensus(plan: &ChainPlan) -> ConsensusSetup {
    let names = || plan.nodes.iter().map(|node| node.name.clone());
    match &plan.consensus {
        ChainConsensus::Work {
            bits,
            spacing,
            sampled,
        } => ConsensusSetup::Pow(PowSetup {
            bits: *bits,
            spacing: *spacing,
            subsidy: Amount::ZERO,
            maturity: 1,
            sampled: *sampled,
            ..PowSetup::default()
        }),
        ChainConsensus::Producers {} => ConsensusSetup::Delegated(DelegatedSetup {
            producers: names().collect(),
            ..DelegatedSetup::default()
        }),
        ChainConsensus::Stake { preset, each } => ConsensusSetup::Stake(StakeSetup {
            preset: preset.clone(),
            validators: names().map(|node| Share { node, count: *each }).collect(),
            ..StakeSetup::default()
        }),
    }
}

fn check(plan: &ChainPlan, setup: &Setup, founded: u32) -> Result<(), Refusal> {
    let named = |result: Result<(), super::SetupError>| {
        result.map_err(|error| error.refusal.with(format!("plan.{}", error.place)))
    };
    named(within("nodes", plan.nodes.len(), 1..=MAX_NODES))?;
    named(within(
        "gas_limit",
        plan.gas_limit,
        1_000_000..=1_000_000_000,
    ))?;
    named(within("latency", plan.latency, Span::ZERO..=MAX_LATENCY))?;
    if let ChainConsensus::Stake { each, .. } = plan.consensus {
        named(within("consensus.stake.each", each, 1..=MAX_VALIDATORS))?;
        if founded > 0 {
            // Its slots are counted from the world's start: a later one would begin with a leak.
            return Err(Refusal::new("chain.stake-begins-at-once"));
        }
    }
    named(engine::check(setup))
}

impl<O: Observer> Simulation<O> {
    /// All valid blocks of the second chains in the run.
    pub fn archives(&self) -> &Archives {
        &self.beside
    }

    /// All valid blocks of the chain that somebody is on.
    pub(super) fn archive_at(&self, actor: ActorId) -> &Archive {
        let directory = &self.world.directory;
        match directory.chain_of(actor) {
            LAYER1 => &self.archive,
            number => self.archive_of(number).unwrap_or(&self.archive),
        }
    }

    /// All valid blocks of a second chain, by number.
    pub(super) fn archive_of(&self, number: u32) -> Option<&Archive> {
        self.beside
            .get(&self.world.directory.chain(number).ok()?.key)
    }

    /// The setup of a chain: the world's own, or what a second chain's plan becomes.
    pub(super) fn setup_on(&self, number: u32) -> Result<Setup, Refusal> {
        if number == LAYER1 {
            return Ok((*self.setup).clone());
        }
        let plan = &self.world.directory.chain(number)?.founding.plan;
        Ok(setup_of(self.setup.seed, number, plan))
    }

    /// Begins a second chain; returns its number. Who is to hold what is locked has been found before.
    pub(super) fn begin_chain(
        &mut self,
        founding: &Founding,
        (members, vault): (Vec<ActorId>, Address),
        cause: Cause,
    ) -> Result<u32, Refusal> {
        let founded = u32::try_from(self.world.now.as_secs()).unwrap_or(u32::MAX);
        let number = LAYER1 + 1 + self.world.directory.chains.len() as u32;
        if self.world.directory.chains.len() >= MAX_CHAINS {
            return Err(Refusal::new("chain.too-many").with(MAX_CHAINS));
        }
        let taken = |chain: &ChainContact| chain.founding.plan.name == founding.plan.name;
        if self.world.directory.chains.iter().any(taken) {
            return Err(Refusal::new("name.taken").with(&founding.plan.name));
        }
        let setup = setup_of(self.setup.seed, number, &founding.plan);
        check(&founding.plan, &setup, founded)?;
        let keys: Vec<_> = members
            .iter()
            .filter_map(|member| Some(self.world.directory.get(*member)?.key))
            .collect();
        let bridge = sidechain::genesis_account(number, founding, (keys, vault))?;
        let key = sha256(&encode(&(number, founded, founding, vault)));
        let rules = begin::rules(&setup, (number, founded));
        let begun = Archive::with_accounts(rules, &[], vec![(sidechain::BRIDGE, bridge)])
            .map_err(|_| Refusal::new("setup.supply"))?;
        let archive = self.beside.entry(key).or_insert(begun);
        let genesis = archive.genesis();
        self.world.directory.chains.push(ChainContact {
            founding: founding.clone(),
            key,
            founded,
            genesis,
            vault,
            nodes: Vec::new(),
            members,
        });
        self.note(Fact::Sidechain(SidechainFact::Founded {
            chain: number,
            genesis,
        }));
        self.place_chain((number, genesis), &setup, cause)?;
        Ok(number)
    }

    fn place_chain(
        &mut self,
        (number, genesis): (u32, Digest),
        setup: &Setup,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let mut nodes = Vec::with_capacity(setup.nodes.len());
        for node in &setup.nodes {
            self.check_rate((number, None), node.hash_rate)?;
            nodes.push(self.place_node((number, setup), (node, genesis), cause)?);
        }
        let link = || Link::new(LinkKind::Peer, setup.latency, 0);
        for pair in nodes.windows(2) {
            self.connect(pair[0], pair[1], link(), cause);
        }
        if let [first, _, .., last] = nodes[..] {
            self.connect(first, last, link(), cause);
        }
        Ok(())
    }

    /// Gives a person an account on a second chain, at one of its nodes.
    pub(super) fn open_account(
        &mut self,
        (chain, person): (u32, ActorId),
        node: ActorId,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let name = |id| self.world.directory.get(id).map(|who| who.name.clone());
        let order = crate::command::SidechainCommand::OpenAccount {
            chain,
            person: name(person).unwrap_or_default(),
            node: name(node).unwrap_or_default(),
        };
        self.order(person, &crate::command::Command::Sidechain(order), cause)?;
        let link = Link::new(LinkKind::Client, self.setup.client_latency, 0);
        self.connect(node, person, link, cause);
        Ok(())
    }

    /// Sees that a person has an account on a second chain: at the chain's node whose turn it is, if there was none.
    pub(super) fn ensure_account(
        &mut self,
        (chain, person): (u32, ActorId),
        turn: usize,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let agent = self.world.agent(person);
        let agent = agent.ok_or_else(|| Refusal::new("order.not-a-person"))?;
        if agent.account(chain).is_some() {
            return Ok(());
        }
        let nodes = &self.world.directory.chain(chain)?.nodes;
        let node = nodes.get(turn % nodes.len().max(1)).copied();
        let node = node.ok_or_else(|| Refusal::new("chain.unknown").with(chain))?;
        self.open_account((chain, person), node, cause)
    }
}
