//! Which facts are told in timeline and captions, how much they weigh, and in which words.

use std::collections::BTreeSet;

use crate::actor::Directory;
use crate::base::{ActorId, Digest};
use crate::event::{ChainFact, Event, Fact, NetworkFact, WalletFact};

use super::model::{MarkWeight, Selection, Text, Value};
use super::sight::Sight;
use super::told_layer2;

/// A fact worth telling.
pub(super) struct Told<'a> {
    /// The fact.
    pub(super) event: &'a Event,
    /// How much it weighs.
    pub(super) weight: MarkWeight,
    /// Whether time should slow down around it.
    pub(super) slow: bool,
    /// What it is about.
    pub(super) about: Option<Selection>,
    /// Whether it lies before the present place.
    pub(super) past: bool,
}

/// How much a fact weighs, whether time slows down for it, what it is about.
pub(super) type Weighed = (MarkWeight, bool, Option<Selection>);

/// Everything worth telling up to the horizon, oldest first; what several see is told once.
pub(super) fn all<'a>(sight: &Sight<'a>) -> Vec<Told<'a>> {
    let log = sight.session.log();
    let present = sight.world.facts();
    let mut once = Once::default();
    let mut told = Vec::new();
    for (number, event) in (log.first()..).zip(log.all()) {
        let Some((weight, slow, about)) = weigh(sight, event, &mut once) else {
            continue;
        };
        told.push(Told {
            event,
            weight,
            slow,
            about,
            past: number < present,
        });
    }
    told
}

/// What was told already.
#[derive(Default)]
pub(super) struct Once {
    forks: BTreeSet<Digest>,
    twice: BTreeSet<Digest>,
    pub(super) steps: BTreeSet<(u32, String)>,
}

fn weigh(sight: &Sight, event: &Event, once: &mut Once) -> Option<Weighed> {
    match &event.fact {
        // Blocks of second chains are not on Layer 1's timeline.
        Fact::Chain(fact) if !sight.world.directory().is_below(fact.node()) => None,
        Fact::Chain(fact) => chain(sight.seen_as, fact, once),
        Fact::Wallet(fact) => wallet(sight.seen_as, fact),
        Fact::Network(fact) => (event.step > 0).then(|| network(sight.world.directory(), fact))?,
        Fact::Channel(fact) => told_layer2::channel(fact, once),
        Fact::Rollup(fact) => told_layer2::rollup(fact, once),
        Fact::Sidechain(_) => None,
        Fact::Script {
            refusal: Some(_), ..
        } => Some((MarkWeight::Alarm, false, None)),
        Fact::Script { refusal: None, .. } => None,
    }
}

fn chain(seen_as: ActorId, fact: &ChainFact, once: &mut Once) -> Option<Weighed> {
    match fact {
        ChainFact::Mined { block, .. } | ChainFact::Produced { block, .. } => {
            Some((MarkWeight::Plain, false, Some(Selection::Block(*block))))
        }
        ChainFact::Forked { block, .. } if once.forks.insert(*block) => {
            Some((MarkWeight::Notable, true, Some(Selection::Block(*block))))
        }
        ChainFact::HeadMoved {
            node,
            head,
            removed,
            ..
        } if *node == seen_as && *removed > 0 => {
            Some((MarkWeight::Notable, true, Some(Selection::Block(*head))))
        }
        ChainFact::Shown { block, .. } => {
            Some((MarkWeight::Alarm, true, Some(Selection::Block(*block))))
        }
        ChainFact::Refused { block, .. } => {
            Some((MarkWeight::Alarm, true, Some(Selection::Block(*block))))
        }
        ChainFact::Finalized { node, block, .. } if *node == seen_as => {
            Some((MarkWeight::Plain, false, Some(Selection::Block(*block))))
        }
        ChainFact::ProducedTwice { block, .. } if once.twice.insert(*block) => {
            Some((MarkWeight::Alarm, false, Some(Selection::Block(*block))))
        }
        ChainFact::VoteRefused { .. } => Some((MarkWeight::Alarm, false, None)),
        ChainFact::Finalized { .. }
        | ChainFact::ProducedTwice { .. }
        | ChainFact::Accepted { .. }
        | ChainFact::Forked { .. }
        | ChainFact::HeadMoved { .. } => None,
    }
}

fn wallet(seen_as: ActorId, fact: &WalletFact) -> Option<Weighed> {
    match fact {
        WalletFact::Submitted { transaction, .. } => Some((
            MarkWeight::Plain,
            false,
            Some(Selection::Transaction(*transaction)),
        )),
        WalletFact::Refused { transaction, .. } => Some((
            MarkWeight::Alarm,
            false,
            Some(Selection::Transaction(*transaction)),
        )),
        WalletFact::Orphaned {
            node, transaction, ..
        } if *node == seen_as => Some((
            MarkWeight::Plain,
            false,
            Some(Selection::Transaction(*transaction)),
        )),
        WalletFact::Raised { transaction, .. } => Some((
            MarkWeight::Plain,
            false,
            Some(Selection::Transaction(*transaction)),
        )),
        WalletFact::Pooled { .. }
        | WalletFact::Dropped { .. }
        | WalletFact::Included { .. }
        | WalletFact::Orphaned { .. } => None,
    }
}

fn network(directory: &Directory, fact: &NetworkFact) -> Option<Weighed> {
    let is_node = |id: &ActorId| directory.get(*id).is_some_and(|found| found.home.is_none());
    match fact {
        NetworkFact::Linked { a, b } | NetworkFact::Unlinked { a, b }
            if is_node(a) && is_node(b) =>
        {
            Some((
                MarkWeight::Plain,
                false,
                Some(Selection::Link(*a.min(b), *a.max(b))),
            ))
        }
        NetworkFact::Joined { actor } => {
            let about = if is_node(actor) {
                Selection::Node(*actor)
            } else {
                Selection::Agent(*actor)
            };
            Some((MarkWeight::Plain, false, Some(about)))
        }
        NetworkFact::Crashed { node } | NetworkFact::Restarted { node } => {
            Some((MarkWeight::Notable, true, Some(Selection::Node(*node))))
        }
        NetworkFact::Banned { peer, .. } => {
            Some((MarkWeight::Alarm, true, Some(Selection::Node(*peer))))
        }
        NetworkFact::Distrusted { node, .. } => {
            Some((MarkWeight::Alarm, true, Some(Selection::Node(*node))))
        }
        NetworkFact::Partitioned {} | NetworkFact::Healed {} => {
            Some((MarkWeight::Notable, true, None))
        }
        NetworkFact::Linked { .. }
        | NetworkFact::Unlinked { .. }
        | NetworkFact::Sent { .. }
        | NetworkFact::Proven { .. }
        | NetworkFact::Lost { .. } => None,
    }
}

/// A fact in words.
pub(super) fn text(event: &Event) -> Text {
    match &event.fact {
        Fact::Chain(fact) => chain_text(fact),
        Fact::Wallet(fact) => wallet_text(fact),
        Fact::Network(fact) => network_text(fact),
        Fact::Channel(fact) => told_layer2::channel_text(fact),
        Fact::Rollup(fact) => told_layer2::rollup_text(fact),
        Fact::Sidechain(_) => Text::key("fact.sidechain"),
        Fact::Script { refusal: None, .. } => Text::key("fact.script"),
        Fact::Script {
            refusal: Some((key, arguments)),
            ..
        } => Text::key("fact.script-refused").with("reason", Value::Text(reason(key, arguments))),
    }
}

/// A reason by key and values, as the protocols give it.
pub(super) fn reason(key: &str, arguments: &[String]) -> Text {
    let names = ["first", "second", "third", "fourth"];
    let text = Text {
        key: format!("refusal.{key}").into(),
        arguments: Vec::new(),
    };
    arguments
        .iter()
        .zip(names)
        .fold(text, |text, (argument, name)| {
            text.with(name, Value::Name(argument.clone()))
        })
}

fn produced_twice(producer: &str, height: u64) -> Text {
    Text::key("fact.produced-twice")
        .with("producer", Value::Name(producer.to_owned()))
        .with("height", Value::Height(height))
}

fn chain_text(fact: &ChainFact) -> Text {
    match fact {
        ChainFact::ProducedTwice {
            producer, height, ..
        } => produced_twice(producer, *height),
        ChainFact::Mined { miner, height, .. } => Text::key("fact.block-mined")
            .with("miner", Value::Actor(*miner))
            .with("height", Value::Height(*height)),
        ChainFact::Produced { node, height, .. } => Text::key("fact.block-produced")
            .with("node", Value::Actor(*node))
            .with("height", Value::Height(*height)),
        ChainFact::Finalized { node, height, .. } => Text::key("fact.block-final")
            .with("node", Value::Actor(*node))
            .with("height", Value::Height(*height)),
        ChainFact::VoteRefused {
            node, reason: why, ..
        } => Text::key("fact.vote-refused")
            .with("node", Value::Actor(*node))
            .with("reason", Value::Text(reason(why, &[]))),
        ChainFact::Accepted { node, height, .. } => Text::key("fact.block-accepted")
            .with("node", Value::Actor(*node))
            .with("height", Value::Height(*height)),
        ChainFact::Refused {
            node, reason: why, ..
        } => Text::key("fact.block-refused")
            .with("node", Value::Actor(*node))
            .with("reason", Value::Text(reason(why, &[]))),
        ChainFact::HeadMoved {
            node,
            height,
            removed: 0,
            ..
        } => Text::key("fact.head-moved")
            .with("node", Value::Actor(*node))
            .with("height", Value::Height(*height)),
        ChainFact::HeadMoved {
            node,
            height,
            removed,
            ..
        } => Text::key("fact.reorg")
            .with("node", Value::Actor(*node))
            .with("count", Value::Count(u64::from(*removed)))
            .with("height", Value::Height(*height)),
        ChainFact::Shown { node, count, .. } => shown(*node, *count),
        ChainFact::Forked { node, height, .. } => Text::key("fact.fork")
            .with("node", Value::Actor(*node))
            .with("height", Value::Height(*height)),
    }
}

fn shown(node: ActorId, count: u32) -> Text {
    Text::key("fact.blocks-shown")
        .with("node", Value::Actor(node))
        .with("count", Value::Count(u64::from(count)))
}

fn wallet_text(fact: &WalletFact) -> Text {
    match fact {
        WalletFact::Submitted { agent, .. } => {
            Text::key("fact.submitted").with("who", Value::Actor(*agent))
        }
        WalletFact::Pooled { node, .. } => {
            Text::key("fact.pooled").with("node", Value::Actor(*node))
        }
        WalletFact::Refused {
            node, reason: why, ..
        } => Text::key("fact.transaction-refused")
            .with("node", Value::Actor(*node))
            .with("reason", Value::Text(reason(why, &[]))),
        WalletFact::Dropped {
            node, reason: why, ..
        } => Text::key("fact.transaction-dropped")
            .with("node", Value::Actor(*node))
            .with("reason", Value::Text(reason(why, &[]))),
        WalletFact::Raised { agent, .. } => {
            Text::key("fact.raised").with("who", Value::Actor(*agent))
        }
        WalletFact::Included { node, block, .. } => Text::key("fact.included")
            .with("node", Value::Actor(*node))
            .with("block", Value::Hash(*block)),
        WalletFact::Orphaned { node, .. } => {
            Text::key("fact.orphaned").with("node", Value::Actor(*node))
        }
    }
}

fn network_text(fact: &NetworkFact) -> Text {
    match fact {
        NetworkFact::Sent { from, to, .. } => ends("fact.sent", *from, *to),
        NetworkFact::Lost { from, to, .. } => ends("fact.lost", *from, *to),
        NetworkFact::Linked { a, b } => ends("fact.linked", *a, *b),
        NetworkFact::Unlinked { a, b } => ends("fact.unlinked", *a, *b),
        NetworkFact::Partitioned {} => Text::key("fact.partitioned"),
        NetworkFact::Healed {} => Text::key("fact.healed"),
        NetworkFact::Crashed { node } => {
            Text::key("fact.crashed").with("node", Value::Actor(*node))
        }
        NetworkFact::Restarted { node } => {
            Text::key("fact.restarted").with("node", Value::Actor(*node))
        }
        NetworkFact::Banned { node, peer } => ends("fact.banned", *node, *peer),
        NetworkFact::Distrusted { client, node, .. } => ends("fact.distrusted", *client, *node),
        NetworkFact::Proven { client, node, .. } => ends("fact.proven", *client, *node),
        NetworkFact::Joined { actor } => Text::key("fact.joined").with("who", Value::Actor(*actor)),
    }
}

fn ends(key: &'static str, a: ActorId, b: ActorId) -> Text {
    Text::key(key)
        .with("a", Value::Actor(a))
        .with("b", Value::Actor(b))
}
