//! All there is to know about the selection.

use super::{ActorId, Address, Digest, ForkChoice, Selection, System, Text, Time, Value};
use serde::{Deserialize, Serialize};

/// The inspector's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// What is inspected.
    pub subject: Selection,
    /// Its system.
    pub system: System,
    /// What it is: `inspect.block`, with its number or name.
    pub title: Text,
    /// Its state in a word.
    pub state: Option<Text>,
    /// Whether that state is bad news.
    pub alarm: bool,
    /// Why it came about or failed, in one text, with the event behind it.
    pub why: Option<Text>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The objects it is made of or leads to.
    pub related: Vec<Selection>,
    /// The object as indented JSON, for "Copy JSON".
    pub json: String,
}

/// One section of the inspector.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Section {
    /// Fields with their values.
    Fields(Vec<Field>),
    /// The real bytes.
    Bytes(Bytes),
    /// Which parts were hashed, how, and to what.
    Hash(HashedFrom),
    /// Who signed, and whether it verifies.
    Signature(Signature),
    /// A Merkle path, drawn and checked step by step.
    Merkle(MerklePath),
    /// The way of a transaction through both layers.
    Way(Way),
    /// Why the node follows this branch or the other.
    Choice(ForkChoice),
    /// What a changed byte did.
    Tampering(Tampering),
    /// A list of objects with a heading: transactions of a block, states of a channel.
    List(Text, Vec<Selection>),
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Its name: `field.nonce`, ...
    pub name: Text,
    /// Its value.
    pub value: Value,
    /// Whether it was verified (a green tick), found false (red), or neither.
    pub verdict: Option<bool>,
    /// The real figure where this one is scaled: "20 blocks here, 50,400 there".
    pub real: Option<Value>,
}

/// The real bytes of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes {
    /// The encoding's name: `bytes.transaction`, ...
    pub name: Text,
    /// The bytes, cut at some thousands.
    pub bytes: Vec<u8>,
    /// How many there are in all.
    pub total: u64,
    /// What the parts mean, in order, without gaps where the encoding has none.
    pub parts: Vec<BytesPart>,
    /// Whether "Tamper" may change one of them.
    pub tamperable: bool,
}

/// The meaning of a run of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BytesPart {
    /// The first byte.
    pub start: u32,
    /// How many.
    pub length: u32,
    /// What it is.
    pub name: Text,
}

/// How a hash came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashedFrom {
    /// What the hash is: `hash.block-id`, ...
    pub name: Text,
    /// The function: `hash.double-sha256`, `hash.sha256`, ...
    pub function: Text,
    /// The parts that were hashed, in order.
    pub parts: Vec<Field>,
    /// The result.
    pub result: Digest,
    /// The target that the result must not exceed, for a proof of work.
    pub target: Option<Digest>,
    /// Whether it is what it should be.
    pub holds: bool,
}

/// A signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who signed, if known by name.
    pub who: Option<ActorId>,
    /// The address that the public key gives.
    pub address: Address,
    /// The public key.
    pub public_key: Vec<u8>,
    /// The message that was signed, as its hash.
    pub message: Digest,
    /// The signature itself.
    pub signature: Vec<u8>,
    /// Whether it verifies.
    pub verifies: bool,
}

/// A Merkle path from a leaf to a root.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerklePath {
    /// What is proven: `merkle.transaction-in-block`, ...
    pub name: Text,
    /// The position of the leaf; none where its key places it.
    pub index: Option<u64>,
    /// How many leaves the tree has.
    pub leaves: u64,
    /// The leaf's hash.
    pub leaf: Digest,
    /// The steps up.
    pub steps: Vec<MerkleStep>,
    /// The root that the path gives.
    pub computed: Digest,
    /// The root that it must give.
    pub root: Digest,
}

/// One step up a Merkle path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MerkleStep {
    /// The sibling.
    pub sibling: Digest,
    /// Whether the sibling is at the left.
    pub left: bool,
    /// The parent: the hash of both.
    pub parent: Digest,
}

/// The way of a transaction, transfer, deposit or withdrawal, as rows of times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Way {
    /// The stages in order; those to come have no time.
    pub stages: Vec<Stage>,
}

/// One stage of a way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// What: `stage.signed`, `stage.mempool`, `stage.block`, ...
    pub name: Text,
    /// Where, if at one node or person.
    pub at: Option<ActorId>,
    /// When; `None` if it has not happened.
    pub time: Option<Time>,
    /// The place of the event, to go there.
    pub place: Option<u64>,
    /// Whether it was undone again by a reorg.
    pub undone: bool,
}

/// What a changed byte did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tampering {
    /// Which byte.
    pub offset: u32,
    /// What it was.
    pub before: u8,
    /// What it is now.
    pub after: u8,
    /// The part of the encoding it lies in.
    pub part: Option<Text>,
    /// Every check that was run on the changed bytes, in order.
    pub checks: Vec<Check>,
    /// What it would cost the liar.
    pub cost: Option<Text>,
}

/// One check of a tampering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What is checked: `check.signature`, `check.proof-of-work`, ...
    pub name: Text,
    /// Where: at every node, in a contract, at the verifier.
    pub place: Text,
    /// Whether it noticed.
    pub noticed: bool,
    /// What it says, in the protocol's own terms.
    pub says: Option<Text>,
}
