//! Holds conditions against a moment of a run: its state, its commands, and by `decide` its log.

use std::sync::Arc;

use crate::base::{ActorId, Address};
use crate::chain::{Archive, Entry};
use crate::consensus::dpos::delegation_of;
use crate::consensus::dpos::name::AccountName;
use crate::event::{ChainFact, Event, Fact};
use crate::ledger::Action;
use crate::simulation::{Given, Session, World};

use super::{At, CommandKind, Condition};

/// A moment of a run: its world, blocks, facts and commands so far.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    world: &'a World,
    archive: &'a Archive,
    pub(super) facts: &'a [Event],
    pub(super) first: u64,
    commands: &'a [Given],
}

impl<'a> Reading<'a> {
    /// The present moment of a session.
    pub fn of(session: &'a Session) -> Self {
        let world = session.world();
        let given = (world.commands() as usize).min(session.commands().len());
        Self {
            world,
            archive: session.archive(),
            facts: session.log().until(world.facts()),
            first: session.log().first(),
            commands: &session.commands()[..given],
        }
    }

    /// The facts so far that the log still keeps.
    pub fn facts(&self) -> &'a [Event] {
        self.facts
    }

    pub(super) fn actor(&self, name: &str) -> Option<ActorId> {
        Some(self.world.directory().find(name).ok()?.id)
    }

    fn address(&self, name: &str) -> Option<Address> {
        Some(self.world.directory().find(name).ok()?.address)
    }

    /// The node of that name, or the node of the person of that name.
    pub(super) fn node_of(&self, name: &str) -> Option<ActorId> {
        let contact = self.world.directory().find(name).ok()?;
        Some(contact.home.unwrap_or(contact.id))
    }

    /// The head that a node, or a person's node, follows.
    pub(super) fn head_of(&self, name: &str) -> Option<&'a Arc<Entry>> {
        self.head(self.node_of(name)?)
    }

    /// The world's first second, in Unix time.
    pub(super) fn genesis_time(&self) -> u32 {
        self.archive.rules().genesis_time
    }

    pub(super) fn world(&self) -> &'a World {
        self.world
    }

    pub(super) fn head(&self, node: ActorId) -> Option<&'a Arc<Entry>> {
        let node = self.world.node(node)?;
        Some(self.archive.entry(&node.tree().head()))
    }

    pub(super) fn head_or_first(&self, name: Option<&str>) -> Option<&'a Arc<Entry>> {
        match name {
            Some(name) => self.head_of(name),
            None => self.head(self.world.nodes().next()?.0),
        }
    }

    /// Whether the condition holds.
    pub fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::All(list) => list.iter().all(|one| self.holds(one)),
            Condition::Any(list) => list.iter().any(|one| self.holds(one)),
            Condition::Not(one) => !self.holds(one),
            Condition::Given { command } => self
                .commands
                .iter()
                .any(|given| CommandKind::of(&given.command) == *command),
            _ => match self.state_holds(condition) {
                Some(holds) => holds,
                None => self.decisive(condition).is_some(),
            },
        }
    }

    /// Conditions on the state of Layer 1; `None` for others, and where somebody is not there (yet).
    fn state_holds(&self, condition: &Condition) -> Option<bool> {
        Some(match condition {
            Condition::Height { at_least, node } => {
                self.head_or_first(node.as_deref())?.height() >= *at_least
            }
            Condition::BaseFee { at_least, node } => {
                let head = self.head_or_first(node.as_deref())?;
                head.block.body().base_fee >= *at_least
            }
            Condition::Included {
                from,
                to,
                times,
                confirmations,
                at,
            } => {
                let ends = (self.address(from)?, self.address(to)?);
                let nodes = self.places(from, at)?;
                nodes
                    .into_iter()
                    .all(|node| self.transfers(node, ends, *confirmations) >= *times)
            }
            Condition::Ahead { node, of } => {
                let (more, less) = (self.head_of(node)?, self.head_of(of)?);
                more.work > less.work && !self.archive.is_on_branch(&less.id(), &more.id())
            }
            Condition::Link { a, b, up } => {
                let link = self.world.topology().link(self.actor(a)?, self.actor(b)?)?;
                link.up == *up
            }
            Condition::Balance {
                of,
                at_least,
                at_most,
            } => {
                let balance = self.head_of(of)?.state.balance(&self.address(of)?);
                balance >= *at_least && at_most.is_none_or(|most| balance <= most)
            }
            Condition::Misled { client } => self.is_misled(client)?,
            _ => {
                let voted = self.delegation_holds(condition);
                return voted.or_else(|| self.stake_holds(condition));
            }
        })
    }

    /// Conditions on producers and finality; `None` for others, and where there is no such thing.
    fn delegation_holds(&self, condition: &Condition) -> Option<bool> {
        let first = || self.world.nodes().next().map(|(id, _)| id);
        Some(match condition {
            Condition::Irreversible { at_least, node } => {
                let id = node
                    .as_ref()
                    .map_or_else(first, |name| self.node_of(name))?;
                let last = self.world.node(id)?.any_member()?.finalized()?;
                self.archive.entry(&last).height() >= *at_least
            }
            Condition::Scheduled { producer } => {
                let state = delegation_of(&*self.head_of(producer)?.engine)?;
                let name = AccountName::of_node(producer).ok()?;
                state.active().producers.contains(&name)
            }
            Condition::MissedSlots { producer, at_least } => {
                let state = delegation_of(&*self.head(first()?)?.engine)?;
                let name = AccountName::of_node(producer).ok()?;
                let tally = state.tallies().iter().find(|one| one.producer == name)?;
                u64::from(tally.missed) >= *at_least
            }
            _ => return None,
        })
    }

    /// Whether the branch of headers that a light client follows ends in a block that a node refused.
    fn is_misled(&self, client: &str) -> Option<bool> {
        let head = self.world.light(self.actor(client)?)?.headers().head();
        Some(self.facts.iter().any(|event| {
            let refused = match &event.fact {
                Fact::Chain(ChainFact::Refused { block, .. }) => Some(block),
                _ => None,
            };
            refused == Some(&head)
        }))
    }

    fn places(&self, from: &str, at: &At) -> Option<Vec<ActorId>> {
        Some(match at {
            At::Own => vec![self.node_of(from)?],
            At::Node(name) => vec![self.node_of(name)?],
            At::Every => self.world.nodes().map(|(id, _)| id).collect(),
        })
    }

    /// Transfers between two people that a node sees this deep in its main chain.
    fn transfers(&self, node: ActorId, (from, to): (Address, Address), depth: u64) -> u64 {
        let Some(head) = self.head(node) else {
            return 0;
        };
        let deepest = (head.height() + 1).saturating_sub(depth);
        let mut entry = self.archive.ancestor(&head.id(), deepest);
        let mut count = 0;
        while let Some(block) = entry.filter(|block| block.height() > 0) {
            let body = block.block.body();
            let matching = body.transactions.iter().filter(|signed| {
                let action = &signed.transaction().action;
                signed.sender() == from
                    && matches!(action, Action::Transfer { to: target, .. } if *target == to)
            });
            count += matching.count() as u64;
            entry = self.archive.get(&block.parent());
        }
        count
    }
}
