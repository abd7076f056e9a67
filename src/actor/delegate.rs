//! A node where producers are voted for: follows the branch with the highest irreversible block,
//! and produces when it is its turn.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{Address, Digest, SecretKey, Time, encode};
use crate::chain::{Block, Entry, Plan, template};
use crate::command::{Command, Conduct, DelegatedCommand, Refusal};
use crate::consensus::dpos::delegation::Delegation;
use crate::consensus::dpos::name::AccountName;
use crate::consensus::dpos::schedule::{BLOCKS_IN_A_ROW, SLOTS_A_SECOND, second_of, slot_at};
use crate::consensus::dpos::watermark::{Watermark, confirmable};
use crate::consensus::dpos::{Call, Part, SYSTEM, delegation_of};
use crate::event::{ChainFact, Fact};
use crate::ledger::{Action, Bid, SignedTransaction, Transaction};

use super::{Member, Post, Vote};

/// Microseconds of a slot.
const SLOT: u64 = 1_000_000 / SLOTS_A_SECOND;
/// Most slots whose blocks are remembered to see that one has two.
const REMEMBERED: usize = 1_024;
/// Gas for the node's own transactions.
const OWN_GAS: u64 = 400_000;

/// What a node does when it is its turn, with addresses in place of names.
#[derive(Clone, Debug, Default, PartialEq, BorshSerialize)]
enum Habit {
    #[default]
    Honest,
    Absent,
    Twice,
    Censor(Address),
    Veto(Address),
}

/// A node's part in Delegated Proof of Stake.
#[derive(Clone)]
pub struct Delegate {
    name: Option<AccountName>,
    key: SecretKey,
    habit: Habit,
    head: Digest,
    irreversible: Digest,
    watermark: Watermark,
    shunned: BTreeSet<Digest>,
    seen: BTreeMap<u64, Digest>,
    twice: BTreeSet<AccountName>,
}

impl Delegate {
    /// A node that knows genesis only. It can produce only under a name.
    pub fn new(name: Option<AccountName>, key: SecretKey, genesis: Digest) -> Self {
        Self {
            name,
            key,
            habit: Habit::default(),
            head: genesis,
            irreversible: genesis,
            watermark: Watermark { height: 0, slot: 0 },
            shunned: BTreeSet::new(),
            seen: BTreeMap::new(),
            twice: BTreeSet::new(),
        }
    }

    /// Its account's name.
    pub fn name(&self) -> Option<AccountName> {
        self.name
    }

    /// The block that it will never leave.
    pub fn irreversible(&self) -> Digest {
        self.irreversible
    }

    /// Producers of whom it has seen two blocks for one slot.
    pub fn seen_twice(&self) -> impl Iterator<Item = &AccountName> {
        self.twice.iter()
    }

    /// Whose transactions it leaves out of its blocks.
    pub fn censors(&self) -> Option<Address> {
        match self.habit {
            Habit::Censor(address) | Habit::Veto(address) => Some(address),
            Habit::Honest | Habit::Absent | Habit::Twice => None,
        }
    }

    /// Whether it lets its slots pass.
    pub fn is_absent(&self) -> bool {
        self.habit == Habit::Absent
    }

    fn wake_later(&self, post: &mut Post) {
        let now = slot_now(post);
        let ahead = now + 1..=now + BLOCKS_IN_A_ROW;
        let entry = post.archive().entry(&self.head);
        let own = delegation_of(&*entry.engine).and_then(|state| {
            ahead
                .clone()
                .find(|slot| self.name.is_some() && state.producer_at(*slot) == self.name)
        });
        let slot = own.unwrap_or(*ahead.end());
        post.wake_by_clock(time_of(post, slot), 0);
    }

    fn produce(&mut self, slot: u64, post: &mut Post) {
        let entry = post.archive().entry(&self.head).clone();
        let Some(state) = delegation_of(&*entry.engine) else {
            return;
        };
        let is_own = self.name.is_some() && state.producer_at(slot) == self.name;
        if !is_own || self.habit == Habit::Absent {
            return;
        }
        let chain = state.confirmations();
        let heights = (chain.head(), chain.irreversible());
        let Ok(confirmed) = confirmable(Some(self.watermark), heights, slot) else {
            return;
        };
        let height = chain.head() + 1;
        if let Some(block) = self.block(&entry, slot, confirmed, post) {
            self.watermark = Watermark { height, slot };
            post.publish(block);
        }
        if self.habit == Habit::Twice {
            self.produce_again(&entry, slot, post);
        }
    }

    /// Another block for the same slot, one block back: whoever follows it leaves the first.
    fn produce_again(&self, entry: &Arc<Entry>, slot: u64, post: &mut Post) {
        let Some(parent) = post.archive().get(&entry.parent()).cloned() else {
            return;
        };
        if let Some(block) = self.block(&parent, slot, 0, post) {
            post.publish(block);
        }
    }

    fn block(&self, on: &Arc<Entry>, slot: u64, confirmed: u16, post: &Post) -> Option<Block> {
        let plan = Plan {
            miner: self.key.public().address(),
            time: second_of(slot),
            bits: 0,
            nonce: u32::try_from(slot).ok()?,
            engine: encode(&Part { confirmed }),
        };
        let mut candidates = post.candidates(on);
        candidates.retain(|signed| !self.leaves_out(signed));
        let made = template(post.archive(), on, plan, &candidates).ok()?;
        let seal = encode(&self.key.sign(&made.id()));
        Some(Block::sealed(*made.header(), made.body().clone(), seal))
    }

    fn leaves_out(&self, signed: &SignedTransaction) -> bool {
        match &self.habit {
            Habit::Censor(whose) | Habit::Veto(whose) => signed.sender() == *whose,
            Habit::Honest | Habit::Absent | Habit::Twice => false,
        }
    }

    fn shuns(&mut self, entry: &Entry) -> bool {
        let Habit::Veto(_) = self.habit else {
            return false;
        };
        let transactions = &entry.block.body().transactions;
        let bad = self.shunned.contains(&entry.parent())
            || transactions.iter().any(|signed| self.leaves_out(signed));
        if bad {
            self.shunned.insert(entry.id());
        }
        bad
    }

    /// Remembers which block a slot has, and tells of a second one.
    fn watch(&mut self, entry: &Entry, post: &mut Post) {
        let slot = u64::from(entry.block.header().nonce);
        let known = *self.seen.entry(slot).or_insert(entry.id());
        if self.seen.len() > REMEMBERED {
            self.seen.pop_first();
        }
        if known == entry.id() {
            return;
        }
        let parent = post.archive().entry(&entry.parent()).clone();
        let producer = delegation_of(&*parent.engine).and_then(|state| state.producer_at(slot));
        let Some(producer) = producer else {
            return;
        };
        self.twice.insert(producer);
        let (node, block, height) = (post.me(), entry.id(), entry.height());
        post.note(|| {
            Fact::Chain(ChainFact::ProducedTwice {
                node,
                producer: producer.to_string(),
                block,
                height,
            })
        });
    }

    /// Whether the block's branch holds the node's last irreversible block.
    fn stands(&self, entry: &Entry, post: &Post) -> bool {
        entry.parent() == self.head || post.archive().is_on_branch(&self.irreversible, &entry.id())
    }

    fn finalize(&mut self, state: &Delegation, post: &mut Post) {
        let height = state.confirmations().irreversible();
        let archive = post.archive();
        if archive.entry(&self.irreversible).height() >= height {
            return;
        }
        let Some(block) = archive.ancestor(&self.head, height).map(|entry| entry.id()) else {
            return;
        };
        self.irreversible = block;
        let node = post.me();
        post.note(|| {
            Fact::Chain(ChainFact::Finalized {
                node,
                block,
                height,
            })
        });
    }

    fn send(&self, call: &Call, post: &mut Post) {
        let entry = post.archive().entry(&self.head);
        let sender = self.key.public();
        let waiting = post.candidates(entry).into_iter();
        let own = waiting.filter(|signed| signed.sender() == sender.address());
        let transaction = Transaction {
            chain: post.archive().rules().chain,
            sender,
            nonce: entry.state.nonce(&sender.address()) + own.count() as u64,
            gas_limit: OWN_GAS,
            bid: Bid::default(),
            blobs: None,
            action: Action::Call {
                contract: SYSTEM,
                value: crate::base::Amount::ZERO,
                input: encode(call),
            },
        };
        post.submit(transaction.sign(&self.key));
    }

    fn behave(&mut self, conduct: &Conduct, post: &Post) -> Result<(), Refusal> {
        let address = |name: &str| post.directory().person(name).map(|found| found.address);
        self.habit = match conduct {
            Conduct::Honest => Habit::Honest,
            Conduct::Absent => Habit::Absent,
            Conduct::ProduceTwice => Habit::Twice,
            Conduct::Censor { person } => Habit::Censor(address(person)?),
            Conduct::Veto { person } => Habit::Veto(address(person)?),
        };
        self.shunned.clear();
        Ok(())
    }
}

/// The slot in which the present moment lies by the node's own clock.
fn slot_now(post: &Post) -> u64 {
    slot_at(post.archive().rules().genesis_time, false) + post.clock().0 / SLOT
}

fn time_of(post: &Post, slot: u64) -> Time {
    let first = slot_at(post.archive().rules().genesis_time, false);
    Time(slot.saturating_sub(first).saturating_mul(SLOT))
}

impl Member for Delegate {
    fn start(&mut self, post: &mut Post) {
        self.wake_later(post);
    }

    fn on_wake(&mut self, _: u32, post: &mut Post) {
        self.produce(slot_now(post), post);
        self.wake_later(post);
    }

    fn on_block(&mut self, entry: &Arc<Entry>, post: &mut Post) {
        self.watch(entry, post);
        if self.shuns(entry) {
            return;
        }
        let head = post.archive().entry(&self.head);
        if entry.work <= head.work || !self.stands(entry, post) {
            return;
        }
        self.head = entry.id();
        if let Some(state) = delegation_of(&*entry.engine) {
            self.finalize(state, post);
        }
    }

    fn on_vote(&mut self, _: &Arc<Vote>, _: &mut Post) -> Result<bool, &'static str> {
        Err("delegation.no-votes-by-message")
    }

    fn head(&mut self, _: &Post) -> Digest {
        self.head
    }

    fn finalized(&self) -> Option<Digest> {
        Some(self.irreversible)
    }

    /// One that is absent, or leaves transactions out, breaks no rule.
    fn keeps_the_rules(&self) -> bool {
        self.habit != Habit::Twice
    }

    fn order(&mut self, command: &Command, post: &mut Post) -> Result<(), Refusal> {
        let Command::Delegated(command) = command else {
            return Err(Refusal::new("order.not-a-member"));
        };
        match command {
            DelegatedCommand::Register { .. } => {
                let name = self
                    .name
                    .ok_or_else(|| Refusal::new("delegation.no-name"))?;
                let key = self.key.public();
                self.send(&Call::Register { name, key }, post);
            }
            DelegatedCommand::Retire { .. } => self.send(&Call::Retire, post),
            DelegatedCommand::Claim { .. } => self.send(&Call::Claim, post),
            DelegatedCommand::Behave { conduct, .. } => self.behave(conduct, post)?,
            _ => return Err(Refusal::new("order.not-a-person")),
        }
        Ok(())
    }

    /// What it has signed and what it holds for irreversible is on disk.
    fn crash(&mut self) {
        self.seen.clear();
    }

    fn boxed(&self) -> Box<dyn Member> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(
            &self.habit,
            self.head,
            self.irreversible,
            self.watermark,
            &self.shunned,
            &self.seen,
            &self.twice,
        )));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
