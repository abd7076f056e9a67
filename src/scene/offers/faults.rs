//! Offers that make something go wrong on the network: partitions, rules for messages, crashes, wrong clocks.

use crate::base::{ActorId, Span};
use crate::command::{Command, FaultKind, FaultRule, MessageClass, Name, NetworkCommand, Refusal};
use crate::network::FaultScope;
use crate::scene::model::{Offer, OfferGroup, ParameterKind, Selection, System, Text};
use crate::simulation::Session;

use super::build::{act, count, if_so, nodes, offer};
use super::choose::Chosen;

/// Longest time by which a rule shifts a message.
const LONGEST: Span = Span::from_secs(60);
/// How long a rule lasts, unless chosen otherwise; 0 is for ever.
const LASTS: Span = Span::from_secs(120);
const LONGEST_RULE: Span = Span::from_secs(24 * 3_600);
/// By how much a clock is set wrong, unless chosen otherwise, and most.
const SKEW: Span = Span::from_secs(30);
const MOST_SKEW: Span = Span::from_secs(7_200);

/// Kinds of messages that a rule may be for.
const KINDS: [(&str, &[MessageClass]); 5] = [
    ("fault.kind.all", &[]),
    ("fault.kind.blocks", &[MessageClass::Blocks]),
    ("fault.kind.transactions", &[MessageClass::Transactions]),
    ("fault.kind.votes", &[MessageClass::Votes]),
    ("fault.kind.letters", &[MessageClass::Letters]),
];

/// The key of the kinds that a rule is for.
pub(in crate::scene) fn kinds_key(kinds: &[MessageClass]) -> Option<&'static str> {
    let found = KINDS.iter().find(|(_, one)| *one == kinds);
    found.map(|(key, _)| *key)
}

const SENT: &str = "fault.way.sent";
const RECEIVED: &str = "fault.way.received";

/// Offers that are about no object.
pub(super) fn general(session: &Session) -> Vec<Offer> {
    let nodes = nodes(session);
    let alone = if_so(nodes.len() < 2, "link.needs-two");
    let offer = |key| offer(key, OfferGroup::Break, System::Layer1);
    let mut offers = vec![
        offer("act.partition")
            .with("apart", ParameterKind::Actors(nodes))
            .unless(alone),
    ];
    let rules = || session.world().faults().rules().iter();
    let is_partition = |scope: &FaultScope| matches!(scope, FaultScope::Groups(_));
    if rules().any(|rule| is_partition(&rule.scope)) {
        offers.push(offer("act.heal"));
    }
    if rules().any(|rule| !is_partition(&rule.scope)) {
        offers.push(offer("act.end-faults"));
    }
    offers
}

/// Offers beside a node.
pub(super) fn node(session: &Session, id: ActorId) -> Vec<Offer> {
    let about = Selection::Node(id);
    if session.world().node(id).is_none() {
        return Vec::new();
    }
    if session.world().is_down(id) {
        return vec![act("act.restart", System::Layer1, &about)];
    }
    let ways = [SENT, RECEIVED].map(|way| way.into());
    let skew = act("act.skew", System::Layer1, &about)
        .with("span", span(SKEW, MOST_SKEW))
        .with("behind", ParameterKind::Flag(false));
    let mut offers = vec![act("act.crash", System::Layer1, &about), skew];
    offers
        .extend(disturb(&about).map(|offer| offer.with("way", ParameterKind::Word(ways.to_vec()))));
    offers
}

/// Offers beside a link between nodes; they act both ways.
pub(super) fn link(a: ActorId, b: ActorId) -> impl Iterator<Item = Offer> {
    disturb(&Selection::Link(a.min(b), a.max(b)))
}

/// Rules for messages: each kind of fault.
fn disturb(about: &Selection) -> impl Iterator<Item = Offer> + use<> {
    let about = about.clone();
    let faults = [
        ("act.drop", None),
        ("act.delay", Some(Span::from_secs(5))),
        ("act.duplicate", Some(Span::from_secs(1))),
        ("act.reorder", Some(Span::from_secs(5))),
    ];
    faults.into_iter().map(move |(key, by)| {
        let offer = act(key, System::Layer1, &about);
        let offer = match by {
            Some(by) => offer.with("span", span(by, LONGEST)),
            None => offer,
        };
        let kinds = KINDS.map(|(key, _)| key.into()).to_vec();
        offer
            .with("kinds", ParameterKind::Word(kinds))
            .with("chance", count(1, 100, 100))
            .with("rule-lasts", span(LASTS, LONGEST_RULE))
    })
}

fn span(default: Span, most: Span) -> ParameterKind {
    ParameterKind::Span {
        least: Span::ZERO,
        most,
        default,
    }
}

/// The command of an offer; `None` if the key is none of these.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let found = match (key, chosen.about) {
        ("act.partition", _) => partition(chosen),
        ("act.heal", _) => Ok(NetworkCommand::Heal {}),
        ("act.end-faults", _) => Ok(NetworkCommand::EndFaults {}),
        ("act.crash", Some(Selection::Node(id))) => {
            let node = chosen.name_of(*id);
            node.map(|node| NetworkCommand::Crash { node })
        }
        ("act.restart", Some(Selection::Node(id))) => {
            let node = chosen.name_of(*id);
            node.map(|node| NetworkCommand::Restart { node })
        }
        ("act.skew", Some(Selection::Node(id))) => skew(chosen, *id),
        (_, Some(about)) => return rule(key, chosen, about),
        _ => return None,
    };
    Some(found.map(Command::Network))
}

/// Those on one side, and the rest on the other; with nobody named, the first half of the nodes is on one side.
fn partition(chosen: &Chosen) -> Result<NetworkCommand, Refusal> {
    let mut apart = chosen.actors("apart");
    if apart.is_empty() {
        apart = chosen.nodes_but(&[]);
        apart.truncate(apart.len() / 2);
    }
    let others = chosen.nodes_but(&apart);
    if apart.is_empty() || others.is_empty() {
        return Err(Refusal::new("offer.choice").with("apart"));
    }
    let groups = vec![apart, others];
    Ok(NetworkCommand::Partition { groups })
}

fn skew(chosen: &Chosen, id: ActorId) -> Result<NetworkCommand, Refusal> {
    Ok(NetworkCommand::Skew {
        node: chosen.name_of(id)?,
        by: chosen.span("span")?,
        behind: chosen.flag("behind")?,
    })
}

fn rule(key: &str, chosen: &Chosen, about: &Selection) -> Option<Result<Command, Refusal>> {
    let span = || chosen.span("span");
    let act = match key {
        "act.drop" => Ok(FaultKind::Drop),
        "act.delay" => span().map(FaultKind::Delay),
        "act.duplicate" => span().map(FaultKind::Duplicate),
        "act.reorder" => span().map(FaultKind::Reorder),
        _ => return None,
    };
    let rule = act.and_then(|act| {
        let (from, to) = ends(chosen, about)?;
        Ok(FaultRule {
            from,
            to,
            kinds: kinds(chosen)?,
            chance: u32::try_from(chosen.count("chance")?.saturating_mul(10)).unwrap_or(u32::MAX),
            lasts: Some(chosen.span("rule-lasts")?).filter(|lasts| *lasts > Span::ZERO),
            act,
        })
    });
    Some(rule.map(|rule| Command::Network(NetworkCommand::Fault(rule))))
}

/// Senders and receivers: of a link both ends are both.
fn ends(chosen: &Chosen, about: &Selection) -> Result<(Vec<Name>, Vec<Name>), Refusal> {
    match about {
        Selection::Link(a, b) => {
            let both = vec![chosen.name_of(*a)?, chosen.name_of(*b)?];
            Ok((both.clone(), both))
        }
        Selection::Node(id) => {
            let node = vec![chosen.name_of(*id)?];
            match chosen.key("way")?.as_ref() {
                RECEIVED => Ok((Vec::new(), node)),
                _ => Ok((node, Vec::new())),
            }
        }
        _ => Err(Refusal::new("offer.none").with("fault")),
    }
}

fn kinds(chosen: &Chosen) -> Result<Vec<MessageClass>, Refusal> {
    let key = chosen.key("kinds")?;
    let found = KINDS.iter().find(|(one, _)| *one == key);
    let classes = found.map(|(_, classes)| classes.to_vec());
    classes.ok_or_else(|| Refusal::new("offer.choice").with("kinds"))
}

/// A word of a list as a value.
#[must_use]
pub(super) fn word(key: std::borrow::Cow<'static, str>) -> Text {
    Text {
        key,
        arguments: Vec::new(),
    }
}
