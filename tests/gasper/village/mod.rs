//! Some nodes with validators and a post between them, in thirds of a slot: enough to run Gasper
//! without a world.

mod chain;
mod house;
mod plan;

use std::collections::BTreeSet;

use bilayer::base::{Digest, Hasher, Sha256};
use bilayer::consensus::gasper::ballot::Ballot;
use bilayer::consensus::gasper::block::{Content, Deposit, Domain, Sealed};
use bilayer::consensus::gasper::duty::vote_for;
use bilayer::consensus::gasper::ghost::Choice;
use bilayer::consensus::gasper::judge::Record;
use bilayer::consensus::gasper::justification::Checkpoint;
use bilayer::consensus::gasper::key::ValidatorSecret;
use bilayer::consensus::gasper::onion::Onion;
use bilayer::consensus::gasper::params::{Fork, MIN_ACTIVATION_BALANCE, Preset, Slot};
use bilayer::consensus::gasper::slashing::AttestationData;
use bilayer::consensus::gasper::state::{Rules, State};
use bilayer::consensus::gasper::store::Store;
use bilayer::consensus::gasper::validator::Index;

pub use chain::Chain;
pub use house::House;
pub use plan::{Plan, deposit};

/// Thirds of a slot since genesis: a slot begins, votes are due, and a third to be late in.
pub type Third = u64;

/// What travels.
#[derive(Clone)]
pub enum Mail {
    Block(Sealed),
    Ballot(Ballot),
}

/// How long mail takes: thirds, from a house to another, sent at a third.
pub type Delay = Box<dyn FnMut(usize, usize, Third) -> Third>;

/// Everything.
pub struct Village {
    pub chain: Chain,
    pub houses: Vec<House>,
    pub keys: Vec<ValidatorSecret>,
    pub onions: Vec<Onion>,
    pub record: Record,
    pub now: Third,
    pub delay: Delay,
    pub genesis: Digest,
    pub last_slot: Slot,
}

impl Village {
    pub fn new(plan: &Plan) -> Self {
        let seed = Sha256::hash(&[&plan.seed.to_le_bytes()]);
        let count: u32 = plan.houses.iter().sum();
        let names: Vec<String> = (0..count)
            .map(|index| format!("validator {index}"))
            .collect();
        let keys: Vec<ValidatorSecret> = names
            .iter()
            .map(|name| ValidatorSecret::derive(&seed, name))
            .collect();
        let onions: Vec<Onion> = names
            .iter()
            .map(|name| Onion::derive(&seed, name))
            .collect();
        let pairs = keys.iter().zip(&onions);
        let deposits: Vec<Deposit> = pairs
            .map(|(key, onion)| deposit(key, onion, MIN_ACTIVATION_BALANCE))
            .collect();
        let rules = Rules {
            preset: plan.preset,
            fork: Fork::Electra,
            signed: plan.signed,
            slashing: plan.slashing,
            domain: Domain(seed),
        };
        let state = State::genesis(rules, &deposits, seed);
        let genesis = Sha256::hash(&[b"genesis"]);
        let mut first = 0;
        let houses = plan.houses.iter().map(|count| {
            let validators: Vec<Index> = (first..first + count).collect();
            first += count;
            House::new(validators, Store::new(genesis, &state, plan.boost_percent))
        });
        let houses = houses.collect();
        let mut chain = Chain::default();
        chain.states.insert(genesis, state);
        Self {
            chain,
            houses,
            keys,
            onions,
            record: Record::default(),
            now: 0,
            delay: Box::new(|_, _, _| 1),
            genesis,
            last_slot: 0,
        }
    }

    pub fn preset(&self) -> Preset {
        self.chain.states[&self.genesis].rules().preset
    }

    pub fn signed(&self) -> bool {
        self.chain.states[&self.genesis].rules().signed
    }

    pub fn slot(&self) -> Slot {
        self.now / 3
    }

    /// Runs to the end of an epoch.
    pub fn run_to_epoch(&mut self, epoch: u64) {
        let end = self.preset().start_of(epoch) * 3;
        while self.now < end {
            self.step();
        }
    }

    /// One third of a slot.
    pub fn step(&mut self) {
        for house in 0..self.houses.len() {
            let slot = self.now / 3;
            self.houses[house].store.on_slot(slot, &self.chain);
            if slot.is_multiple_of(8) {
                let epoch = self.preset().epoch_of(slot);
                self.houses[house].pool.forget(epoch);
            }
            self.read_mail(house);
        }
        for house in 0..self.houses.len() {
            if !self.houses[house].awake {
                continue;
            }
            match self.now % 3 {
                0 => self.propose(house),
                1 => self.vote(house),
                _ => {}
            }
        }
        self.now += 1;
    }

    fn propose(&mut self, house: usize) {
        let slot = self.slot();
        if slot == 0 {
            return;
        }
        let store = &self.houses[house].store;
        let head = store.head();
        let parent = match self.chain.states[&head].duties(self.preset().epoch_of(slot - 1)) {
            Some(duties) => store.proposer_head(slot, duties.voters(slot - 1), true),
            None => head,
        };
        let state = self.chain.at(&parent, slot);
        let turn = state
            .duties(state.epoch())
            .and_then(|duties| duties.proposer(slot));
        let Some(proposer) = turn.filter(|one| self.houses[house].validators.contains(one)) else {
            return;
        };
        let slashed = state.validators()[proposer as usize].slashed;
        let guard = self.houses[house].guards.entry(proposer).or_default();
        if !slashed && guard.may_propose(slot) {
            let content = self.content(house, &state, proposer);
            self.publish(house, parent, content);
        }
    }

    /// An honest block's content.
    pub fn content(&mut self, house: usize, state: &State, proposer: Index) -> Content {
        let commitment = state.commitment(proposer).unwrap();
        let can_be = |one: Index| state.validators()[one as usize].is_slashable(state.epoch());
        let mut slashings = self.houses[house].evidence.clone();
        slashings.retain(|slashing| can_be(slashing.one.proposer));
        let on = state.rules().slashing;
        Content {
            slot: state.slot(),
            proposer,
            reveal: self.onions[proposer as usize].reveal(commitment).unwrap(),
            attestations: self.houses[house].pool.pack(state),
            proposer_slashings: if on { slashings } else { Vec::new() },
            attester_slashings: self.houses[house]
                .pool
                .accuse(state)
                .filter(|_| on)
                .into_iter()
                .collect(),
            exits: Vec::new(),
        }
    }

    /// Makes, seals and sends a block.
    pub fn publish(&mut self, house: usize, parent: Digest, content: Content) -> Sealed {
        let sealed = self.seal(parent, content);
        self.read(house, Mail::Block(sealed));
        self.send(house, Mail::Block(sealed));
        sealed
    }

    pub fn seal(&mut self, parent: Digest, content: Content) -> Sealed {
        let (slot, proposer) = (content.slot, content.proposer);
        let root = self.chain.make(parent, content);
        let message = self.domain().seal(slot, proposer, &root);
        let signature = self
            .signed()
            .then(|| self.keys[proposer as usize].sign(&message));
        Sealed {
            slot,
            proposer,
            root,
            signature,
        }
    }

    fn domain(&self) -> Domain {
        self.chain.states[&self.genesis].rules().domain
    }

    fn vote(&mut self, house: usize) {
        let slot = self.slot();
        let head = self.houses[house].store.head();
        let state = self.chain.at(&head, slot);
        let data = vote_for(&state, head, slot);
        let duties = state.duties(state.epoch()).unwrap().clone();
        let home = &mut self.houses[house];
        let mut voters: Vec<Index> = duties.voters(slot).to_vec();
        voters.retain(|index| home.validators.contains(index));
        voters.retain(|index| home.guards.entry(*index).or_default().may_vote(&data));
        voters.sort_unstable();
        self.cast(house, data, &voters);
    }

    /// Signs and sends a vote.
    pub fn cast(
        &mut self,
        house: usize,
        data: AttestationData,
        voters: &[Index],
    ) -> Option<Ballot> {
        if voters.is_empty() {
            return None;
        }
        let (message, signed) = (self.domain().vote(&data), self.signed());
        let sign = |index: &Index| {
            (
                *index,
                signed.then(|| self.keys[*index as usize].sign(&message)),
            )
        };
        let votes: Vec<_> = voters.iter().map(sign).collect();
        for voter in voters {
            self.record.cast(*voter, data);
        }
        let ballot = Ballot::new(&data, &votes);
        self.read(house, Mail::Ballot(ballot.clone()));
        self.send(house, Mail::Ballot(ballot.clone()));
        Some(ballot)
    }

    pub fn send(&mut self, from: usize, mail: Mail) {
        for to in 0..self.houses.len() {
            if to != from {
                let at = self.now + (self.delay)(from, to, self.now);
                self.houses[to].inbox.push((at, mail.clone()));
            }
        }
    }

    /// Puts mail into one house's box only.
    pub fn deliver(&mut self, to: usize, at: Third, mail: Mail) {
        self.houses[to].inbox.push((at, mail));
    }

    pub fn head(&self, house: usize) -> Digest {
        self.houses[house].store.head()
    }

    pub fn head_state(&self, house: usize) -> &State {
        &self.chain.states[&self.head(house)]
    }

    pub fn choice(&self, house: usize) -> Choice {
        self.houses[house].store.choice()
    }

    pub fn finalized(&self) -> Vec<Checkpoint> {
        self.houses
            .iter()
            .map(|house| house.store.finalized())
            .collect()
    }

    /// The share of the stake that voted against itself is at least a third.
    pub fn guilty(&self) -> BTreeSet<Index> {
        self.record.guilty()
    }
}
