//! What goes wrong on the network, in words: rules for messages, wrong clocks, peers that lost their standing.

use crate::actor::{BAN_SCORE, Node};
use crate::base::{ActorId, Span};
use crate::command::{FaultKind, FaultRule, Name};
use crate::event::MessageKind;
use crate::network::{Fault, FaultAct, FaultScope};

use super::model::{Field, Text, Value};
use super::offers::faults::kinds_key;
use super::sight::Sight;

/// A rule as it is asked for.
pub(super) fn rule(rule: &FaultRule) -> Text {
    let lasts = match rule.lasts {
        Some(span) => Text::key("fault.for").with("span", Value::Span(span)),
        None => Text::key("fault.for-ever"),
    };
    let what = match rule.act {
        FaultKind::Drop => Text::key("fault.drop"),
        FaultKind::Delay(by) => shifted("fault.delay", by),
        FaultKind::Duplicate(by) => shifted("fault.duplicate", by),
        FaultKind::Reorder(by) => shifted("fault.reorder", by),
    };
    let named = |names: &[Name]| match names {
        [] => Value::Text(Text::key("fault.everybody")),
        names => Value::Name(names.join(", ")),
    };
    let kinds = kinds_key(&rule.kinds).unwrap_or("fault.kind.some");
    Text::key("fault.rule")
        .with("what", Value::Text(what))
        .with("kinds", Value::Text(Text::key(kinds)))
        .with("from", named(&rule.from))
        .with("to", named(&rule.to))
        .with("chance", Value::PerMille(rule.chance))
        .with("lasts", Value::Text(lasts))
}

fn shifted(key: &'static str, by: Span) -> Text {
    Text::key(key).with("span", Value::Span(by))
}

/// The rules that hold for messages of a node.
pub(super) fn of_node(sight: &Sight, id: ActorId) -> Vec<Field> {
    let named = |list: &[ActorId]| list.contains(&id);
    rules(sight, |from, to| named(from) || named(to))
}

/// The rules that hold for messages over a link.
pub(super) fn of_link(sight: &Sight, a: ActorId, b: ActorId) -> Vec<Field> {
    let named = |list: &[ActorId], id| list.is_empty() || list.contains(&id);
    rules(sight, |from, to| {
        (named(from, a) && named(to, b)) || (named(from, b) && named(to, a))
    })
}

fn rules(sight: &Sight, concerns: impl Fn(&[ActorId], &[ActorId]) -> bool) -> Vec<Field> {
    let now = sight.now();
    let rules = sight.world.faults().rules().iter();
    let hold = rules.filter(|rule| rule.until.is_none_or(|until| now < until));
    let told = hold.filter_map(|rule| match &rule.scope {
        FaultScope::Between(from, to) if concerns(from, to) => Some(field(
            Text::key("field.rule"),
            active(sight, rule, (from, to)),
        )),
        _ => None,
    });
    told.collect()
}

fn active(sight: &Sight, rule: &Fault, (from, to): (&[ActorId], &[ActorId])) -> Text {
    let what = match rule.act {
        FaultAct::Drop => Text::key("fault.drop"),
        FaultAct::Delay(by) => shifted("fault.delay", by),
        FaultAct::Duplicate(by) => shifted("fault.duplicate", by),
        FaultAct::Reorder(by) => shifted("fault.reorder", by),
    };
    let lasts = match rule.until {
        Some(until) => Text::key("fault.until").with("time", Value::Time(until)),
        None => Text::key("fault.for-ever"),
    };
    let named = |ids: &[ActorId]| {
        let names: Vec<&str> = ids.iter().map(|id| name(sight, *id)).collect();
        match names.as_slice() {
            [] => Value::Text(Text::key("fault.everybody")),
            names => Value::Name(names.join(", ")),
        }
    };
    Text::key("fault.rule")
        .with("what", Value::Text(what))
        .with("kinds", Value::Text(Text::key(kinds(&rule.kinds))))
        .with("from", named(from))
        .with("to", named(to))
        .with("chance", Value::PerMille(rule.chance))
        .with("lasts", Value::Text(lasts))
}

fn name<'a>(sight: &Sight<'a>, id: ActorId) -> &'a str {
    let contact = sight.world.directory().get(id);
    contact.map_or("", |contact| contact.name.as_str())
}

/// The class of messages that a rule's kinds begin with; a rule of the page is for one class, or for all.
fn kinds(kinds: &[MessageKind]) -> &'static str {
    match kinds.first() {
        None => "fault.kind.all",
        Some(MessageKind::AnnounceBlock) => "fault.kind.blocks",
        Some(MessageKind::AnnounceTransaction) => "fault.kind.transactions",
        Some(MessageKind::Vote) => "fault.kind.votes",
        Some(MessageKind::Letter) => "fault.kind.letters",
        Some(_) => "fault.kind.some",
    }
}

/// Whose messages the node weighs, who bans it, and how wrong its clock is.
pub(super) fn standing(sight: &Sight, id: ActorId, machine: &Node) -> Vec<Field> {
    let mut fields = Vec::new();
    if machine.skew() != 0 {
        let key = if machine.skew() < 0 {
            "fault.behind"
        } else {
            "fault.ahead"
        };
        let by = Span(machine.skew().unsigned_abs());
        fields.push(field(Text::key("field.clock"), shifted(key, by)));
    }
    fields.extend(machine.scores().iter().map(|(peer, score)| {
        let told = if machine.is_banned(*peer) {
            Text::key("fault.banned")
        } else {
            Text::key("fault.score")
        };
        let told = told
            .with("score", Value::Count((*score).into()))
            .with("most", Value::Count(BAN_SCORE.into()));
        field(
            Text::key("field.peer").with("who", Value::Actor(*peer)),
            told,
        )
    }));
    let banned = sight.nodes().filter(|(_, other)| other.is_banned(id));
    fields.extend(banned.map(|(contact, _)| Field {
        name: Text::key("field.banned-by"),
        value: Value::Actor(contact.id),
        verdict: Some(false),
        real: None,
    }));
    fields
}

fn field(name: Text, value: Text) -> Field {
    Field {
        name,
        value: Value::Text(value),
        verdict: None,
        real: None,
    }
}
