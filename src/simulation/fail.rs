//! What goes wrong by command: rules for messages, partitions, crashes, wrong clocks, forged blocks.

use crate::actor::Input;
use crate::base::{ActorId, Span, Stream, Time};
use crate::command::{Command, FaultKind, FaultRule, MessageClass, NetworkCommand, Refusal};
use crate::event::{Cause, Fact, MessageKind, NetworkFact};
use crate::network::{Fault, FaultAct, FaultScope, Link, MAX_FAULTS, MAX_LATENCY};

use super::{Observer, Simulation};

/// By how much a clock can be wrong: beyond two hours nobody takes a block, and each slot in between costs time.
const MAX_SKEW: Span = Span::from_secs(4 * 3_600);
/// Most groups of a partition.
const MAX_GROUPS: usize = 8;

impl<O: Observer> Simulation<O> {
    pub(super) fn apply_failure(
        &mut self,
        failure: &NetworkCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        match failure {
            NetworkCommand::Partition { groups } => self.partition(groups),
            NetworkCommand::Heal {} => self.heal(cause),
            NetworkCommand::Fault(rule) => self.add_rule(rule),
            NetworkCommand::EndFaults {} => self.end_faults(),
            NetworkCommand::Crash { node } => {
                let node = self.world.node_named(node)?;
                self.crash(node, cause)
            }
            NetworkCommand::Restart { node } => {
                let node = self.world.node_named(node)?;
                self.restart(node, cause)
            }
            NetworkCommand::Skew { by, .. } if *by > MAX_SKEW => {
                Err(Refusal::new("fault.skew").with(MAX_SKEW.0 / 3_600_000_000))
            }
            NetworkCommand::Skew { node, .. } | NetworkCommand::Forge { node } => {
                let node = self.world.node_named(node)?;
                self.order(node, command, cause)
            }
            _ => Err(Refusal::new("order.not-a-failure")),
        }
    }

    fn add_fault(&mut self, fault: Fault) -> Result<(), Refusal> {
        if self.world.faults.add(fault) {
            Ok(())
        } else {
            Err(Refusal::new("fault.too-many").with(MAX_FAULTS))
        }
    }

    fn partition(&mut self, groups: &[Vec<String>]) -> Result<(), Refusal> {
        if !(2..=MAX_GROUPS).contains(&groups.len()) {
            return Err(Refusal::new("fault.groups").with(MAX_GROUPS));
        }
        let scope = FaultScope::Groups(self.grouped(groups)?);
        self.add_fault(Fault {
            scope,
            kinds: Vec::new(),
            chance: 1_000,
            until: None,
            act: FaultAct::Drop,
        })?;
        self.note(Fact::Network(NetworkFact::Partitioned {}));
        Ok(())
    }

    /// Each actor's group: a node's as named, a person's that of its node.
    fn grouped(&self, groups: &[Vec<String>]) -> Result<Vec<Option<u8>>, Refusal> {
        let directory = &self.world.directory;
        let mut grouped = vec![None; directory.contacts().len()];
        for (number, names) in groups.iter().enumerate() {
            for name in names {
                let node = directory.node(name)?.id;
                let place = &mut grouped[node.0 as usize];
                if place.replace(number as u8).is_some() {
                    return Err(Refusal::new("fault.in-two-groups").with(name));
                }
            }
        }
        for contact in directory.contacts() {
            if let Some(home) = contact.home {
                grouped[contact.id.0 as usize] = grouped[home.0 as usize];
            }
        }
        Ok(grouped)
    }

    /// Ends all partitions; nodes that were apart hear of each other again.
    fn heal(&mut self, cause: Cause) -> Result<(), Refusal> {
        let apart = self.links_apart();
        let is_partition = |fault: &Fault| matches!(fault.scope, FaultScope::Groups(_));
        if self.world.faults.clear(is_partition) == 0 {
            return Err(Refusal::new("fault.no-partition"));
        }
        self.note(Fact::Network(NetworkFact::Healed {}));
        for (a, b) in apart {
            self.tell_up(a, b, cause);
        }
        Ok(())
    }

    fn links_apart(&self) -> Vec<(ActorId, ActorId)> {
        let (world, now) = (&self.world, self.world.now);
        let links = world.topology.links().filter(|(_, _, link)| link.up);
        links
            .map(|(a, b, _)| (a, b))
            .filter(|(a, b)| world.faults.divide(now, *a, *b))
            .collect()
    }

    fn add_rule(&mut self, rule: &FaultRule) -> Result<(), Refusal> {
        if rule.chance == 0 || rule.chance > 1_000 {
            return Err(Refusal::new("fault.chance"));
        }
        let by = match rule.act {
            FaultKind::Drop => Span::ZERO,
            FaultKind::Delay(by) | FaultKind::Duplicate(by) | FaultKind::Reorder(by) => by,
        };
        if by > MAX_LATENCY {
            return Err(Refusal::new("link.latency").with(MAX_LATENCY));
        }
        let find = |names: &[String]| -> Result<Vec<ActorId>, Refusal> {
            let found = names.iter().map(|name| self.world.directory.find(name));
            found.map(|contact| Ok(contact?.id)).collect()
        };
        let scope = FaultScope::Between(find(&rule.from)?, find(&rule.to)?);
        let until = rule.lasts.map(|lasts| self.world.now + lasts);
        let kinds = rule.kinds.iter().flat_map(|class| kinds(*class));
        self.add_fault(Fault {
            scope,
            kinds: kinds.copied().collect(),
            chance: rule.chance,
            until,
            act: act(&rule.act),
        })
    }

    fn end_faults(&mut self) -> Result<(), Refusal> {
        let is_rule = |fault: &Fault| matches!(fault.scope, FaultScope::Between(..));
        match self.world.faults.clear(is_rule) {
            0 => Err(Refusal::new("fault.none")),
            _ => Ok(()),
        }
    }

    /// A node stops: what it had in memory is gone, what it had on disk (blocks, what it signed) stays.
    fn crash(&mut self, node: ActorId, cause: Cause) -> Result<(), Refusal> {
        if self.world.is_down(node) {
            return Err(Refusal::new("node.down"));
        }
        let _ = self.hand(node, &Input::Crash, cause);
        self.world.queue.forget_wakes(node);
        self.world.down.push(node);
        self.unlink_all(node, cause);
        self.note(Fact::Network(NetworkFact::Crashed { node }));
        Ok(())
    }

    fn restart(&mut self, node: ActorId, cause: Cause) -> Result<(), Refusal> {
        if !self.world.is_down(node) {
            return Err(Refusal::new("node.not-down"));
        }
        self.world.down.retain(|down| *down != node);
        self.note(Fact::Network(NetworkFact::Restarted { node }));
        let _ = self.hand(node, &Input::Start, cause);
        let neighbors: Vec<ActorId> = self.world.topology.neighbors(node).collect();
        for other in neighbors {
            let up = self.world.topology.link(node, other);
            if up.is_some_and(|link| link.up) {
                self.tell_up(node, other, cause);
            }
        }
        Ok(())
    }

    /// When a message that leaves now arrives after all, with faults; and when it comes again.
    pub(super) fn fate(
        &mut self,
        (from, to): (ActorId, ActorId),
        kind: MessageKind,
        arrival: Time,
    ) -> (Option<Time>, Option<Time>) {
        let now = self.world.now;
        if self.world.faults.is_empty() {
            return (Some(arrival), None);
        }
        let fate = self.world.faults.fate(now, (from, to), kind);
        let again = fate.again.map(|after| arrival + after);
        (fate.late.map(|late| arrival + late), again)
    }
}

/// An arrival with jitter, so many thousandths of the latency either way, drawn from the stream.
pub(super) fn jittered(
    link: &mut Link,
    direction: usize,
    arrival: Time,
    (jitter, stream): (u32, &mut Stream),
) -> Time {
    let most = link.latency.0.saturating_mul(jitter.into()) / 1_000;
    if most == 0 {
        return arrival;
    }
    let drawn = stream.below(2 * most + 1);
    link.in_order(direction, arrival + Span(drawn) - Span(most))
}

fn act(kind: &FaultKind) -> FaultAct {
    match *kind {
        FaultKind::Drop => FaultAct::Drop,
        FaultKind::Delay(by) => FaultAct::Delay(by),
        FaultKind::Duplicate(after) => FaultAct::Duplicate(after),
        FaultKind::Reorder(within) => FaultAct::Reorder(within),
    }
}

fn kinds(class: MessageClass) -> &'static [MessageKind] {
    match class {
        MessageClass::Blocks => &[
            MessageKind::AnnounceBlock,
            MessageKind::Request,
            MessageKind::Block,
            MessageKind::Locator,
            MessageKind::Inventory,
            MessageKind::AskHeaders,
            MessageKind::Headers,
            MessageKind::AskProof,
            MessageKind::Proof,
            MessageKind::CompactBlock,
            MessageKind::AskMissing,
            MessageKind::Missing,
        ],
        MessageClass::Transactions => &[
            MessageKind::AnnounceTransaction,
            MessageKind::Request,
            MessageKind::Transaction,
            MessageKind::Submit,
            MessageKind::Missing,
        ],
        MessageClass::Votes => &[MessageKind::Vote],
        MessageClass::Letters => &[MessageKind::Letter],
    }
}
