//! What goes wrong on the way: ordered rules that drop, delay, repeat and reorder messages, and partitions.

use borsh::BorshSerialize;

use crate::base::{ActorId, Span, Stream, Time};
use crate::event::MessageKind;

/// Most rules at a time.
pub const MAX_FAULTS: usize = 64;

/// What a rule does to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub enum FaultAct {
    /// It is lost; later rules are not asked.
    Drop,
    /// It takes longer by this.
    Delay(Span),
    /// It arrives once more, later by this.
    Duplicate(Span),
    /// It takes longer by a time drawn uniformly from 0 to this, so that later ones may overtake it.
    Reorder(Span),
}

/// Which messages a rule is for.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub enum FaultScope {
    /// From any of these to any of those; nobody named means everybody.
    Between(Vec<ActorId>, Vec<ActorId>),
    /// From one group to another: each actor's group, by id; who has none talks to all.
    Groups(Vec<Option<u8>>),
}

/// A rule.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Fault {
    /// Which messages by their ends.
    pub scope: FaultScope,
    /// Which messages by their kind; none named means all.
    pub kinds: Vec<MessageKind>,
    /// In how many of a thousand cases it acts.
    pub chance: u32,
    /// When it ends; `None` for never.
    pub until: Option<Time>,
    /// What it does.
    pub act: FaultAct,
}

impl Fault {
    fn concerns(&self, now: Time, (from, to): (ActorId, ActorId), kind: MessageKind) -> bool {
        let named = |list: &[ActorId], id: ActorId| list.is_empty() || list.contains(&id);
        let ends = match &self.scope {
            FaultScope::Between(senders, receivers) => named(senders, from) && named(receivers, to),
            FaultScope::Groups(groups) => is_divided(groups, from, to),
        };
        ends && self.until.is_none_or(|until| now < until)
            && (self.kinds.is_empty() || self.kinds.contains(&kind))
    }

    /// Whether it keeps two actors apart altogether.
    fn divides(&self, now: Time, a: ActorId, b: ActorId) -> bool {
        self.act == FaultAct::Drop
            && self.chance >= 1_000
            && self.kinds.is_empty()
            && self.concerns(now, (a, b), MessageKind::Block)
    }
}

fn is_divided(groups: &[Option<u8>], a: ActorId, b: ActorId) -> bool {
    let group = |id: ActorId| groups.get(id.0 as usize).copied().flatten();
    matches!((group(a), group(b)), (Some(a), Some(b)) if a != b)
}

/// What becomes of a message: when it arrives, and once more if it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// How much later than without faults; `None` if it is lost.
    pub late: Option<Span>,
    /// How much later it comes again.
    pub again: Option<Span>,
}

/// The rules of a moment, asked in their order, with the dice that they throw.
#[derive(Clone, Debug, BorshSerialize)]
pub struct Faults {
    rules: Vec<Fault>,
    stream: Stream,
}

impl Faults {
    /// No rules; the dice come from the world's seed.
    pub fn new(seed: u64) -> Self {
        Self {
            rules: Vec::new(),
            stream: Stream::named(seed, "faults"),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rules, in their order.
    pub fn rules(&self) -> &[Fault] {
        &self.rules
    }

    /// Adds a rule at the end; `false` if there are [`MAX_FAULTS`].
    pub fn add(&mut self, fault: Fault) -> bool {
        let free = self.rules.len() < MAX_FAULTS;
        if free {
            self.rules.push(fault);
        }
        free
    }

    /// Takes away every rule for which this holds; how many there were.
    pub fn clear(&mut self, which: impl Fn(&Fault) -> bool) -> usize {
        let before = self.rules.len();
        self.rules.retain(|rule| !which(rule));
        before - self.rules.len()
    }

    /// Whether a rule lets nothing pass from one actor to the other.
    pub fn divide(&self, now: Time, a: ActorId, b: ActorId) -> bool {
        self.rules.iter().any(|rule| rule.divides(now, a, b))
    }

    /// What becomes of a message that leaves now.
    pub fn fate(&mut self, now: Time, ends: (ActorId, ActorId), kind: MessageKind) -> Fate {
        let (mut late, mut again) = (Span::ZERO, None);
        for rule in &self.rules {
            if !rule.concerns(now, ends, kind) {
                continue;
            }
            if rule.chance < 1_000 && !self.stream.chance(rule.chance.into(), 1_000) {
                continue;
            }
            match rule.act {
                FaultAct::Drop => {
                    return Fate {
                        late: None,
                        again: None,
                    };
                }
                FaultAct::Delay(by) => late = late + by,
                FaultAct::Duplicate(after) => again = Some(after),
                FaultAct::Reorder(within) => {
                    late = late + Span(self.stream.below(within.0.saturating_add(1)));
                }
            }
        }
        Fate {
            late: Some(late),
            again,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: ActorId = ActorId(0);
    const B: ActorId = ActorId(1);
    const C: ActorId = ActorId(2);

    fn rule(scope: FaultScope, act: FaultAct) -> Fault {
        Fault {
            scope,
            kinds: Vec::new(),
            chance: 1_000,
            until: None,
            act,
        }
    }

    fn all() -> FaultScope {
        FaultScope::Between(Vec::new(), Vec::new())
    }

    fn fate(faults: &mut Faults, ends: (ActorId, ActorId)) -> Fate {
        faults.fate(Time::ZERO, ends, MessageKind::Block)
    }

    #[test]
    fn a_partition_drops_between_its_groups_and_nowhere_else() {
        let mut faults = Faults::new(1);
        let groups = FaultScope::Groups(vec![Some(0), Some(1)]);
        assert!(faults.add(rule(groups, FaultAct::Drop)));
        assert_eq!(fate(&mut faults, (A, B)).late, None);
        assert_eq!(fate(&mut faults, (A, C)).late, Some(Span::ZERO));
        assert!(faults.divide(Time::ZERO, A, B) && !faults.divide(Time::ZERO, B, C));
        assert_eq!(
            faults.clear(|rule| matches!(rule.scope, FaultScope::Groups(_))),
            1
        );
        assert_eq!(fate(&mut faults, (A, B)).late, Some(Span::ZERO));
    }

    #[test]
    fn rules_act_in_their_order_and_a_loss_ends_them() {
        let mut faults = Faults::new(1);
        let second = Span::from_secs(1);
        faults.add(rule(all(), FaultAct::Delay(second)));
        faults.add(rule(all(), FaultAct::Duplicate(second)));
        let both = fate(&mut faults, (A, B));
        assert_eq!((both.late, both.again), (Some(second), Some(second)));
        let one_way = FaultScope::Between(vec![A], vec![B]);
        faults.add(rule(one_way, FaultAct::Drop));
        assert_eq!(fate(&mut faults, (A, B)).late, None);
        assert_eq!(fate(&mut faults, (B, A)).late, Some(second));
    }

    #[test]
    fn a_rule_acts_as_often_as_it_says_and_until_it_ends() {
        let mut faults = Faults::new(1);
        faults.add(Fault {
            chance: 250,
            until: Some(Time::from_secs(10)),
            kinds: vec![MessageKind::Block],
            ..rule(all(), FaultAct::Drop)
        });
        let lost = (0..10_000)
            .filter(|_| fate(&mut faults, (A, B)).late.is_none())
            .count();
        assert!(
            (2_300..2_700).contains(&lost),
            "{lost} of 10,000 at 250 in 1,000"
        );
        let late = faults.fate(Time::from_secs(10), (A, B), MessageKind::Block);
        assert_eq!(late.late, Some(Span::ZERO));
        let other = faults.fate(Time::ZERO, (A, B), MessageKind::Vote);
        assert_eq!(other.late, Some(Span::ZERO));
    }

    #[test]
    fn reordering_stays_within_its_bound_and_there_is_room_for_so_many_rules_only() {
        let mut faults = Faults::new(1);
        let bound = Span(1_000);
        faults.add(rule(all(), FaultAct::Reorder(bound)));
        let late: Vec<u64> = (0..1_000)
            .filter_map(|_| fate(&mut faults, (A, B)).late)
            .map(|late| late.0)
            .collect();
        assert!(late.iter().all(|late| *late <= bound.0));
        assert!(late.iter().any(|late| *late > 900) && late.iter().any(|late| *late < 100));
        let added = (0..100).filter(|_| faults.add(rule(all(), FaultAct::Drop)));
        assert_eq!(added.count(), MAX_FAULTS - 1);
    }
}
