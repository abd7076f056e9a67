//! How offers are put together.

use crate::actor::Contact;
use crate::base::{ActorId, Amount, Span};
use crate::command::Refusal;
use crate::scene::model::{
    Offer, OfferGroup, OfferPlace, Parameter, ParameterKind, Selection, System,
};
use crate::scene::told::reason;
use crate::simulation::Session;

/// An enabled offer without parameters.
pub(super) fn offer(key: &'static str, group: OfferGroup, system: System) -> Offer {
    Offer {
        key: key.into(),
        group,
        system,
        about: None,
        parameters: Vec::new(),
        refused: None,
    }
}

/// An offer beside an object.
pub(super) fn act(key: &'static str, system: System, about: &Selection) -> Offer {
    Offer {
        about: Some(about.clone()),
        ..offer(key, OfferGroup::Act, system)
    }
}

impl Offer {
    pub(super) fn with(mut self, name: &'static str, kind: ParameterKind) -> Self {
        self.parameters.push(Parameter {
            name: name.into(),
            place: OfferPlace::Front,
            kind,
        });
        self
    }

    pub(super) fn with_more(mut self, name: &'static str, kind: ParameterKind) -> Self {
        self.parameters.push(Parameter {
            name: name.into(),
            place: OfferPlace::Back,
            kind,
        });
        self
    }

    /// Refused for the first reason that there is.
    pub(super) fn unless(mut self, refusal: Option<Refusal>) -> Self {
        let refused = refusal.map(|refusal| reason(&refusal.key, &refusal.arguments));
        self.refused = self.refused.or(refused);
        self
    }
}

/// A refusal if `holds`.
pub(super) fn if_so(holds: bool, key: &str) -> Option<Refusal> {
    holds.then(|| Refusal::new(key))
}

pub(super) fn amount(least: u64, most: Amount, default: Amount) -> ParameterKind {
    let least = Amount(least.min(most.0));
    ParameterKind::Amount {
        least,
        most,
        default: default.clamp(least, most),
    }
}

pub(super) fn count(least: u64, most: u64, default: u64) -> ParameterKind {
    ParameterKind::Count {
        least,
        most,
        default,
    }
}

pub(super) fn latency(default: Span) -> ParameterKind {
    ParameterKind::Span {
        least: Span(0),
        most: Span::from_secs(60),
        default,
    }
}

/// Bytes a second; 0 for unlimited.
pub(super) fn bandwidth(default: u64) -> ParameterKind {
    count(0, 100_000_000, default)
}

/// All nodes.
pub(super) fn nodes(session: &Session) -> Vec<ActorId> {
    session.world().nodes().map(|(id, _)| id).collect()
}

/// All people.
pub(super) fn people(session: &Session) -> Vec<ActorId> {
    session.world().agents().map(|(id, _)| id).collect()
}

/// Everybody of a list but one.
pub(super) fn others(ids: &[ActorId], but: ActorId) -> Vec<ActorId> {
    ids.iter().copied().filter(|id| *id != but).collect()
}

/// The list from its second on, then its first: so that the default differs from the list's own.
pub(super) fn rotated(ids: &[ActorId]) -> Vec<ActorId> {
    let mut ids = ids.to_vec();
    if !ids.is_empty() {
        ids.rotate_left(1);
    }
    ids
}

/// A name that nobody has yet.
pub(super) fn fresh_name(session: &Session, stem: &str, from: usize) -> String {
    let contacts = session.world().directory().contacts();
    let taken = |name: &str| {
        contacts
            .iter()
            .any(|contact: &Contact| contact.name == name)
    };
    (from..)
        .map(|number| format!("{stem}{number}"))
        .find(|name| !taken(name))
        .unwrap_or_default()
}

/// What a person's wallet can spend: the balance as it knows it, less what waits for a block.
pub(crate) fn spendable(session: &Session, who: ActorId) -> Amount {
    let Some(agent) = session.world().agent(who) else {
        return Amount(0);
    };
    let balance = session
        .archive()
        .entry(&agent.view())
        .state
        .balance(&agent.address());
    Amount(balance.0.saturating_sub(agent.wallet().committed().0))
}
