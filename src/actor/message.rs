//! What actors send to each other.

use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::Digest;
use crate::chain::{Block, CompactBlock, HeadChange, Proof, SealedHeader, Subject, wire_size};
use crate::event::{MessageKind, System};
use crate::ledger::SignedTransaction;
use crate::network::Endpoint;

use super::Vote;

/// Something that gossip offers and asks for, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize)]
pub enum Item {
    /// A block.
    Block(Digest),
    /// A transaction.
    Transaction(Digest),
}

impl Item {
    /// The id.
    pub fn id(self) -> Digest {
        match self {
            Self::Block(id) | Self::Transaction(id) => id,
        }
    }
}

/// A message of a Layer 2 system: real bytes, which the system encodes and decodes.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Letter {
    /// Whose message.
    pub system: System,
    /// Key of its kind, for pictures and texts.
    pub kind: &'static str,
    /// The channel, rollup or transfer that it is about.
    pub object: Digest,
    /// Canonical bytes.
    pub bytes: Arc<[u8]>,
}

/// A message between two actors.
#[derive(Clone, Debug)]
pub enum Message {
    /// "I have this."
    Announce(Item),
    /// "Send me this."
    Request(Item),
    /// A block.
    Block(Arc<Block>),
    /// A transaction, from node to node.
    Transaction(SignedTransaction),
    /// "These blocks of my main chain I have, newest first; what comes after?"
    Locator(Arc<[Digest]>),
    /// Blocks that come after, oldest first.
    Inventory(Arc<[Digest]>),
    /// A transaction, from a wallet to its node.
    Submit(SignedTransaction),
    /// A transaction that only a private chain is to have, from a wallet to its node.
    Rival(SignedTransaction),
    /// A node's refusal of a submitted transaction, with the reason's key.
    Refusal(Box<(Digest, &'static str)>),
    /// A node's new head, to its clients.
    Head(Arc<HeadChange>),
    /// A vote of the consensus, passed from node to node at once.
    Vote(Arc<Vote>),
    /// A Layer 2 system's own.
    Letter(Box<Letter>),
    /// "These headers of my best branch I have, newest first; what comes after?"
    AskHeaders(Arc<[Digest]>),
    /// Headers that come after, oldest first.
    Headers(Arc<[SealedHeader]>),
    /// "Prove that, as of this block."
    AskProof(Box<(Digest, Subject)>),
    /// A proof against a header.
    Proof(Arc<Proof>),
    /// "Whom do you know?"
    AskAddresses,
    /// Addresses of nodes.
    Addresses(Arc<[Endpoint]>),
    /// A block whose transactions are named by short ids.
    CompactBlock(Arc<CompactBlock>),
    /// "These transactions of the block I lack", by their numbers; none named asks for the block in full.
    AskMissing(Box<(Digest, Vec<u32>)>),
    /// The transactions asked for.
    Missing(Arc<(Digest, Vec<SignedTransaction>)>),
    /// "Push compact blocks to me without announcing them", or no more.
    WantCompact(bool),
    /// The secret of a new validator's keys, from the person who deposits for it to its node.
    Keystore(Digest),
}

/// Every message is moved several times on its way, and most of them carry no more than an id: what is rare and larger is boxed.
const _: () = assert!(size_of::<Message>() <= 40);

/// Bytes around a message's content: Bitcoin's magic, command, length, checksum.
const ENVELOPE: u32 = 24;
const ID: u32 = 36;

impl Message {
    /// What it is, for pictures and texts.
    pub fn kind(&self) -> MessageKind {
        match self {
            Self::Announce(Item::Block(_)) => MessageKind::AnnounceBlock,
            Self::Announce(Item::Transaction(_)) => MessageKind::AnnounceTransaction,
            Self::Request(_) => MessageKind::Request,
            Self::Block(_) => MessageKind::Block,
            Self::Transaction(_) => MessageKind::Transaction,
            Self::Locator(_) => MessageKind::Locator,
            Self::Inventory(_) => MessageKind::Inventory,
            Self::Submit(_) | Self::Rival(_) => MessageKind::Submit,
            Self::Refusal(..) => MessageKind::Refusal,
            Self::Head(_) => MessageKind::Head,
            Self::Vote(_) => MessageKind::Vote,
            Self::Letter(_) => MessageKind::Letter,
            Self::AskHeaders(_) => MessageKind::AskHeaders,
            Self::Headers(_) => MessageKind::Headers,
            Self::AskProof(_) => MessageKind::AskProof,
            Self::Proof(_) => MessageKind::Proof,
            Self::AskAddresses => MessageKind::AskAddresses,
            Self::Addresses(_) => MessageKind::Addresses,
            Self::CompactBlock(_) => MessageKind::CompactBlock,
            Self::AskMissing(_) => MessageKind::AskMissing,
            Self::Missing(_) => MessageKind::Missing,
            Self::WantCompact(_) => MessageKind::WantCompact,
            Self::Keystore(_) => MessageKind::Keystore,
        }
    }

    /// Size on the wire.
    pub fn size(&self) -> u32 {
        let content = match self {
            Self::Announce(_) | Self::Request(_) => ID as usize + 1,
            Self::Block(block) => block.size(),
            Self::Transaction(signed) | Self::Submit(signed) | Self::Rival(signed) => {
                signed.wire_size()
            }
            Self::Locator(ids) | Self::Inventory(ids) | Self::AskHeaders(ids) => 3 + ids.len() * 32,
            Self::Headers(headers) => 3 + headers.iter().map(SealedHeader::size).sum::<usize>(),
            Self::AskProof(_) => 32 + 33,
            Self::Proof(proof) => proof.size(),
            Self::AskAddresses => 0,
            Self::Addresses(addresses) => 1 + 30 * addresses.len(),
            Self::CompactBlock(compact) => compact.size(),
            Self::AskMissing(asked) => 32 + 3 + 3 * asked.1.len(),
            Self::Missing(missing) => 32 + 3 + wire_size(&missing.1),
            Self::WantCompact(_) => 9,
            Self::Keystore(_) => 32,
            Self::Refusal(refused) => 32 + refused.1.len(),
            Self::Head(change) => 48 + 32 * (change.removed.len() + change.added.len()),
            Self::Vote(vote) => vote.bytes.len(),
            Self::Letter(letter) => letter.bytes.len(),
        };
        ENVELOPE.saturating_add(u32::try_from(content).unwrap_or(u32::MAX - ENVELOPE))
    }

    /// The object that it is about.
    pub fn object(&self) -> Digest {
        match self {
            Self::Announce(item) | Self::Request(item) => item.id(),
            Self::Block(block) => block.id(),
            Self::Transaction(signed) | Self::Submit(signed) | Self::Rival(signed) => signed.id(),
            Self::Locator(ids) | Self::Inventory(ids) | Self::AskHeaders(ids) => {
                ids.first().copied().unwrap_or(Digest::ZERO)
            }
            Self::Refusal(refused) => refused.0,
            Self::Head(change) => change.head,
            Self::Vote(vote) => vote.object,
            Self::Letter(letter) => letter.object,
            Self::Headers(headers) => headers.last().map_or(Digest::ZERO, |last| last.header.id()),
            Self::AskProof(asked) => asked.0,
            Self::Proof(proof) => proof.block,
            Self::AskAddresses | Self::Addresses(_) | Self::WantCompact(_) | Self::Keystore(_) => {
                Digest::ZERO
            }
            Self::CompactBlock(compact) => compact.id(),
            Self::AskMissing(asked) => asked.0,
            Self::Missing(missing) => missing.0,
        }
    }

    /// Whose message it is.
    pub fn system(&self) -> System {
        match self {
            Self::Letter(letter) => letter.system,
            _ => System::Layer1,
        }
    }

    /// Key of a Layer 2 letter's kind.
    pub fn letter(&self) -> Option<&'static str> {
        match self {
            Self::Letter(letter) => Some(letter.kind),
            _ => None,
        }
    }
}

/// What the fingerprint covers of a message on its way: kind, object, and all bytes of a letter.
impl BorshSerialize for Message {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        self.kind().serialize(writer)?;
        self.object().serialize(writer)?;
        match self {
            Self::Letter(letter) => letter.serialize(writer),
            Self::Vote(vote) => vote.serialize(writer),
            Self::Locator(ids) | Self::Inventory(ids) | Self::AskHeaders(ids) => {
                ids.serialize(writer)
            }
            Self::Headers(headers) => headers.serialize(writer),
            Self::AskProof(asked) => asked.1.serialize(writer),
            Self::Proof(proof) => proof.serialize(writer),
            Self::Addresses(addresses) => addresses.serialize(writer),
            Self::CompactBlock(compact) => compact.serialize(writer),
            Self::AskMissing(asked) => asked.1.serialize(writer),
            Self::Missing(missing) => missing.1.serialize(writer),
            Self::WantCompact(wanted) => wanted.serialize(writer),
            Self::Keystore(secret) => secret.serialize(writer),
            _ => Ok(()),
        }
    }
}
