//! What every other module is built from: ids, time, amounts, randomness,
//! digests, keys, Merkle trees and the canonical encoding.

pub mod amount;
pub mod digest;
pub mod encoding;
pub mod fraction;
pub mod hex_bytes;
pub mod ids;
pub mod keys;
pub mod merkle;
pub mod order;
pub mod random;
pub mod time;

pub use amount::{Amount, COIN};
pub use digest::{Digest, Hasher, Keccak256, Sha256, Sha256d, keccak256, sha256, sha256d};
pub use encoding::{DecodeError, decode, encode};
pub use ids::ActorId;
pub use keys::{Address, PublicKey, SecretKey, Signature};
pub use merkle::map::{MapProof, MerkleMap};
pub use random::Stream;
pub use time::{Span, Time};
