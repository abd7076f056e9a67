//! Holds conditions on validators against a moment of a run.

use crate::actor::{Delegate, Node, Validating};
use crate::base::{ActorId, Amount};
use crate::consensus::dpos::delegation_of;
use crate::consensus::dpos::schedule::slot_now;
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::inactivity::is_leaking;
use crate::consensus::gasper::state::State;
use crate::consensus::gasper::validator::Index;

use super::{Condition, Reading};

impl<'a> Reading<'a> {
    /// Conditions on validators; `None` for others, and where nobody stakes.
    pub(super) fn stake_holds(&self, condition: &Condition) -> Option<bool> {
        Some(match condition {
            Condition::Justified { at_least, node } => {
                let state = self.staked(node.as_deref())?;
                state.justification().current.epoch >= *at_least
            }
            Condition::Finalized { at_least, node } => {
                let state = self.staked(node.as_deref())?;
                state.justification().finalized.epoch >= *at_least
            }
            Condition::Leaking { node } => {
                let state = self.staked(node.as_deref())?;
                is_leaking(state.epoch(), state.justification().finalized.epoch)
            }
            Condition::Slashed { node, at_least } => {
                let (state, own) = self.validators(node)?;
                let registry = state.validators();
                let slashed = own.iter().filter_map(|index| registry.get(*index as usize));
                slashed.filter(|one| one.slashed).count() as u64 >= *at_least
            }
            Condition::ValidatorBalance {
                node,
                at_least,
                at_most,
            } => {
                let (state, own) = self.validators(node)?;
                let least = own.iter().map(|index| state.balance(*index)).min()?;
                let least = Amount(least);
                least >= *at_least && at_most.is_none_or(|most| least <= most)
            }
            _ => return None,
        })
    }

    fn staked(&self, node: Option<&str>) -> Option<&'a State> {
        validators_of(&*self.head_or_first(node)?.engine)
    }

    /// The validators that a node runs, and their state at its head.
    fn validators(&self, node: &str) -> Option<(&'a State, Vec<Index>)> {
        let id = self.node_of(node)?;
        let state = validators_of(&*self.head(id)?.engine)?;
        let member = self.world().node(id)?.member::<Validating>()?;
        Some((state, member.indices().collect()))
    }

    /// Who makes the block of the present slot, as the first node sees it: a producer, or who runs the proposer.
    pub(super) fn on_duty(&self) -> Option<ActorId> {
        let (first, _) = self.world().nodes().next()?;
        let head = self.head(first)?;
        let mut nodes = self.world().nodes();
        if let Some(state) = delegation_of(&*head.engine) {
            let slot = slot_now(self.genesis_time(), self.world().now());
            let name = state.producer_at(slot)?;
            let made = |node: &Node| node.member::<Delegate>().and_then(Delegate::name);
            return nodes
                .find(|(_, node)| made(node) == Some(name))
                .map(|(id, _)| id);
        }
        let state = validators_of(&*head.engine)?;
        let preset = &state.rules().preset;
        let slot = self.world().now().0 / (preset.slot_ms * 1_000);
        let duties = state.duties(preset.epoch_of(slot))?;
        let proposer = duties.proposer(slot)?;
        let runs = |node: &Node| {
            let member = node.member::<Validating>();
            member.is_some_and(|member| member.indices().any(|index| index == proposer))
        };
        nodes.find(|(_, node)| runs(node)).map(|(id, _)| id)
    }
}
