//! A full node: validates everything by itself, keeps tree, head and mempool, gossips, and mines if it has a hash rate.

mod blocks;
mod early;
mod finder;
mod gossip;
mod idle;
mod invalid;
mod member;
mod mine;
mod pool;
mod relay;
mod rogue;
mod serve;
pub(super) mod standing;
mod sync;

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Digest, Time, encode};
use crate::chain::{Block, Headers, Mempool, Tree};
use crate::command::{Command, NetworkCommand, Refusal};

use super::{Actor, Context, Effect, Input, Item, Member, Message};

pub use finder::{Finder, MAX_ADDRESSES};
pub use idle::Attitude;
pub use member::member_token;
pub use relay::{Relay, RelayCounts};
pub use sync::Sync;

use early::EARLY_TOKEN;
use finder::FINDER_TOKEN;
use member::token_of_member;
use sync::SYNC_TOKEN;

/// Most ids in one inventory.
const MAX_INVENTORY: usize = 200;

/// A full node of Layer 1.
#[derive(Clone)]
pub struct Node {
    address: Address,
    hash_rate: u64,
    tree: Tree,
    pool: Mempool,
    clients: BTreeSet<ActorId>,
    asked: Vec<(Item, Time)>,
    /// The last block of a full inventory, and whom to ask for more once it is here.
    more_after: Option<(Digest, ActorId)>,
    orphans: BTreeMap<Digest, Arc<Block>>,
    early: Vec<Arc<Block>>,
    stale_template: bool,
    refreshing: bool,
    member: Option<Box<dyn Member>>,
    scores: Vec<(ActorId, u32)>,
    skew: i64,
    rogue: Option<Box<rogue::Rogue>>,
    sync: Option<Box<Sync>>,
    finder: Option<Box<Finder>>,
    relay: Option<Box<Relay>>,
}

impl Node {
    /// A node that knows genesis only. Rewards go to `address`.
    pub fn new(address: Address, hash_rate: u64, genesis: Digest) -> Self {
        Self {
            address,
            hash_rate,
            tree: Tree::new(genesis),
            pool: Mempool::default(),
            clients: BTreeSet::new(),
            asked: Vec::new(),
            more_after: None,
            orphans: BTreeMap::new(),
            early: Vec::new(),
            stale_template: true,
            refreshing: false,
            member: None,
            scores: Vec::new(),
            skew: 0,
            rogue: None,
            sync: None,
            finder: None,
            relay: None,
        }
    }

    /// Makes it take part in a consensus of votes; without, it follows the heaviest branch.
    pub fn with(mut self, member: Option<Box<dyn Member>>) -> Self {
        self.member = member;
        self
    }

    /// Makes it synchronize by headers first.
    pub fn with_headers(mut self, headers: Option<Headers>) -> Self {
        self.sync = headers.map(|headers| Box::new(Sync::new(headers)));
        self
    }

    /// Makes it find its peers by itself.
    pub fn with_finder(mut self, finder: Option<Finder>) -> Self {
        self.finder = finder.map(Box::new);
        self
    }

    /// Makes it pass on compact blocks.
    pub fn with_relay(mut self, relay: Option<Relay>) -> Self {
        self.relay = relay.map(Box::new);
        self
    }

    /// Its part in a consensus of votes, of type `M`.
    pub fn member<M: Member>(&self) -> Option<&M> {
        self.member.as_ref()?.as_any().downcast_ref()
    }

    /// Its part in a consensus of votes, whatever its type.
    pub fn any_member(&self) -> Option<&dyn Member> {
        self.member.as_deref()
    }

    /// Whether it follows the heaviest branch, and not what its member names.
    pub fn follows_weight(&self) -> bool {
        self.member.is_none()
    }

    /// Where its rewards go.
    pub fn address(&self) -> Address {
        self.address
    }

    /// Hash attempts a simulated second.
    pub fn hash_rate(&self) -> u64 {
        self.hash_rate
    }

    /// Blocks known and followed.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Whether it holds blocks whose parent it still asks for.
    pub fn is_syncing(&self) -> bool {
        !self.orphans.is_empty()
    }

    /// Transactions that wait.
    pub fn pool(&self) -> &Mempool {
        &self.pool
    }

    fn on_message(&mut self, from: ActorId, message: &Message, context: &mut Context) {
        if self.is_banned(from) {
            return;
        }
        match message {
            Message::Announce(item) => self.on_announce(from, *item, context),
            Message::Request(item) => self.on_request(from, *item, context),
            Message::Block(block) => self.on_block(Some(from), block, context),
            Message::Transaction(signed) => {
                self.on_transaction(from, signed, context);
            }
            Message::Locator(ids) => self.on_locator(from, ids, context),
            Message::Inventory(ids) => {
                self.on_inventory(from, ids, context);
            }
            Message::Vote(vote) => self.on_vote(from, vote, context),
            Message::Submit(signed) => self.on_submit(from, signed, context),
            Message::Rival(signed) => self.on_rival(signed, context),
            Message::AskHeaders(ids) => self.on_ask_headers(from, ids, context),
            Message::Headers(headers) => self.on_headers(from, headers, context),
            Message::AskProof(asked) => self.on_ask_proof(from, **asked, context),
            Message::CompactBlock(compact) => self.on_compact(from, compact, context),
            Message::AskMissing(asked) => self.on_ask_missing(from, asked, context),
            Message::Missing(missing) => self.on_missing(from, missing, context),
            Message::WantCompact(wanted) => self.on_want_compact(from, *wanted),
            Message::Keystore(secret) => self.on_keystore(from, secret, context),
            Message::AskAddresses => self.on_ask_addresses(from, context),
            Message::Addresses(addresses) => self.on_addresses(from, addresses, context),
            Message::Refusal(_) | Message::Head(_) | Message::Letter(_) | Message::Proof(_) => {}
        }
    }

    fn on_order(&mut self, command: &Command, context: &mut Context) -> Result<(), Refusal> {
        let Command::Network(order) = command else {
            return self.order_member(command, context);
        };
        match order {
            NetworkCommand::SetHashRate { hash_rate, .. } => {
                self.set_hash_rate(*hash_rate, context);
            }
            NetworkCommand::SetStrategy { strategy, .. } => self.set_strategy(*strategy, context),
            NetworkCommand::Skew { by, behind, .. } => {
                let by = i64::try_from(by.0).unwrap_or(i64::MAX);
                self.skew = if *behind { -by } else { by };
                self.stale_template = true;
                self.mine(context);
            }
            NetworkCommand::Forge { .. } => self.forge(context),
            _ => return self.order_member(command, context),
        }
        Ok(())
    }
}

impl Actor for Node {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Start => {
                self.mine(context);
                self.with_member(context, |member, post| member.start(post));
                self.find_peers(context);
            }
            Input::Message { from, message } => self.on_message(*from, message, context),
            Input::Wake(token) => match token_of_member(*token) {
                Some(token) => {
                    self.with_member(context, |member, post| member.on_wake(token, post));
                }
                None if *token == SYNC_TOKEN => self.on_sync_wake(context),
                None if *token == EARLY_TOKEN => self.on_early_wake(context),
                None if *token == FINDER_TOKEN => self.on_finder_wake(context),
                None => {
                    self.refreshing = false;
                    self.mine(context);
                }
            },
            Input::Found { template, nonce } => self.on_found(template, *nonce, context),
            Input::LinkUp(peer, kind) => self.on_link(*peer, *kind, context),
            Input::LinkDown(peer) => {
                self.clients.remove(peer);
                self.lost_relay(*peer);
                self.lost(*peer, context);
            }
            Input::Dialed(from) => return self.on_dialed(*from, context),
            Input::Answered {
                to, answer, probe, ..
            } => self.on_answered((*to, *answer, *probe), context),
            Input::HungUp(from) => self.on_hung_up(*from),
            Input::Crash => {
                self.crash();
                context.effects.push(Effect::Mine(None));
            }
            Input::Order(command) => return self.on_order(command, context),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        self.hash_rate.serialize(out).ok();
        out.extend(encode(&(
            &self.tree,
            &self.pool,
            &self.clients,
            &self.asked,
            &self.more_after,
            self.stale_template,
            self.refreshing,
            &self.scores,
            self.skew,
        )));
        out.extend(encode(&self.orphans.keys().collect::<Vec<_>>()));
        for block in &self.early {
            out.extend(encode(&block.id()));
        }
        if let Some(member) = &self.member {
            member.digest(out);
        }
        if let Some(rogue) = &self.rogue {
            out.extend(encode(rogue));
        }
        if let Some(sync) = &self.sync {
            sync.serialize(out).ok();
        }
        if let Some(finder) = &self.finder {
            finder.serialize(out).ok();
        }
        if let Some(relay) = &self.relay {
            relay.serialize(out).ok();
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(test)]
mod tests;
