//! What was chosen for an offer's parameters, as the values that commands take.

use std::borrow::Cow;

use crate::base::{ActorId, Amount, Span};
use crate::command::{Name, Refusal};
use crate::scene::model::{Choice, Selection, Value};
use crate::simulation::Session;

/// The choices for one offer.
pub(super) struct Chosen<'a> {
    session: &'a Session,
    /// The object that the offer is about.
    pub(super) about: Option<&'a Selection>,
    choices: &'a [Choice],
}

impl<'a> Chosen<'a> {
    pub(super) fn new(
        session: &'a Session,
        about: Option<&'a Selection>,
        choices: &'a [Choice],
    ) -> Self {
        Self {
            session,
            about,
            choices,
        }
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &'a Value> {
        let choices = self.choices.iter();
        choices
            .filter(move |choice| choice.name == name)
            .map(|choice| &choice.value)
    }

    fn one<T>(&self, name: &str, read: impl Fn(&Value) -> Option<T>) -> Result<T, Refusal> {
        self.values(name)
            .next()
            .and_then(read)
            .ok_or_else(|| Refusal::new("offer.choice").with(name))
    }

    fn named(&self, id: ActorId) -> Option<Name> {
        self.session
            .world()
            .directory()
            .get(id)
            .map(|contact| contact.name.clone())
    }

    /// The name of an actor that the offer is about.
    pub(super) fn name_of(&self, id: ActorId) -> Result<Name, Refusal> {
        self.named(id)
            .ok_or_else(|| Refusal::new("offer.choice").with(id))
    }

    /// Somebody's name.
    pub(super) fn actor(&self, name: &str) -> Result<Name, Refusal> {
        self.one(name, |value| match value {
            Value::Actor(id) => self.named(*id),
            _ => None,
        })
    }

    /// Several people's or nodes' names.
    pub(super) fn actors(&self, name: &str) -> Vec<Name> {
        let ids = self.values(name).filter_map(|value| match value {
            Value::Actor(id) => self.named(*id),
            _ => None,
        });
        ids.collect()
    }

    pub(super) fn word(&self, name: &str) -> Result<Name, Refusal> {
        self.one(name, |value| match value {
            Value::Name(word) => Some(word.clone()),
            _ => None,
        })
    }

    pub(super) fn amount(&self, name: &str) -> Result<Amount, Refusal> {
        self.one(name, |value| match value {
            Value::Amount(amount) => Some(*amount),
            _ => None,
        })
    }

    pub(super) fn count(&self, name: &str) -> Result<u64, Refusal> {
        self.one(name, |value| match value {
            Value::Count(count) | Value::HashRate(count) => Some(*count),
            _ => None,
        })
    }

    pub(super) fn span(&self, name: &str) -> Result<Span, Refusal> {
        self.one(name, |value| match value {
            Value::Span(span) => Some(*span),
            _ => None,
        })
    }

    /// The key of a word out of a list.
    pub(super) fn key(&self, name: &str) -> Result<Cow<'static, str>, Refusal> {
        self.one(name, |value| match value {
            Value::Text(text) => Some(text.key.clone()),
            _ => None,
        })
    }

    /// Every node's name but these.
    pub(super) fn nodes_but(&self, names: &[Name]) -> Vec<Name> {
        let nodes = self.session.world().nodes();
        let all = nodes.filter_map(|(id, _)| self.named(id));
        all.filter(|name| !names.contains(name)).collect()
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        self.one(name, |value| match value {
            Value::Flag(yes) => Some(*yes),
            _ => None,
        })
    }

    pub(super) fn object(&self, name: &str) -> Result<Selection, Refusal> {
        self.one(name, |value| match value {
            Value::Link(object) => Some(object.clone()),
            _ => None,
        })
    }
}
