//! What a user can ask of the world here and now.

use super::{ActorId, Amount, Selection, Span, System, Text};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One act, enabled or refused with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What it is: `act.add-node`, `act.cut-link`, ...; unique together with `about`.
    pub key: Cow<'static, str>,
    /// Where on the page it belongs.
    pub group: OfferGroup,
    /// The system whose color it wears.
    pub system: System,
    /// The object it acts on, for acts beside a selected object.
    pub about: Option<Selection>,
    /// What can be chosen, with defaults.
    pub parameters: Vec<Parameter>,
    /// Why it can't be done now, in the protocol's own terms.
    pub refused: Option<Text>,
}

/// Where on the page an offer belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OfferGroup {
    /// "Add to Layer 1".
    AddLayer1,
    /// "Add a Layer 2".
    AddLayer2,
    /// "Break something".
    Break,
    /// Beside the object it is about.
    Act,
}

/// Whether a parameter stands beside the button or behind "more".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// Always seen.
    Front,
    /// Behind "more".
    Back,
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name: `amount`, `to`, `latency`, ...; the page shows `parameter.<name>`.
    pub name: Cow<'static, str>,
    /// Where it stands.
    pub place: Place,
    /// What can be chosen.
    pub kind: ParameterKind,
}

/// What can be chosen, with its range and default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterKind {
    /// An amount within a range.
    Amount {
        /// The least.
        least: Amount,
        /// The most.
        most: Amount,
        /// The default.
        default: Amount,
    },
    /// A number within a range.
    Count {
        /// The least.
        least: u64,
        /// The most.
        most: u64,
        /// The default.
        default: u64,
    },
    /// A length of time within a range.
    Span {
        /// The least.
        least: Span,
        /// The most.
        most: Span,
        /// The default.
        default: Span,
    },
    /// Someone out of a list; the first is the default.
    Actor(Vec<ActorId>),
    /// Several out of a list; none is the default.
    Actors(Vec<ActorId>),
    /// One object out of a list; the first is the default.
    Object(Vec<Selection>),
    /// A short name.
    Name(String),
    /// Yes or no, with its default.
    Flag(bool),
    /// One word out of a list of keys; the first is the default.
    Word(Vec<Cow<'static, str>>),
}

/// What was chosen for one parameter of an offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The parameter's name.
    pub name: Cow<'static, str>,
    /// What was chosen.
    pub value: super::Value,
}
