//! Digests and the three hash functions of the protocols shown.

use std::cmp::Ordering;

use borsh::{BorshDeserialize, BorshSerialize};
use sha2::Digest as _;

use super::hex_bytes::hex_bytes;

/// 32 bytes that name what they were hashed from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, BorshSerialize, BorshDeserialize)]
pub struct Digest(pub [u8; 32]);

hex_bytes!(Digest, 32, "");

/// By bytes. The first eight decide nearly always, and are compared as one number: maps of digests are searched at every message.
impl Ord for Digest {
    fn cmp(&self, other: &Self) -> Ordering {
        self.start()
            .cmp(&other.start())
            .then_with(|| self.0.cmp(&other.0))
    }
}

impl PartialOrd for Digest {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Digest {
    /// The digest of nothing: an absent parent, an empty subtree.
    pub const ZERO: Self = Self([0; 32]);

    fn start(&self) -> u64 {
        let [a, b, c, d, e, f, g, h, ..] = self.0;
        u64::from_be_bytes([a, b, c, d, e, f, g, h])
    }

    /// Hex with the last byte first, the order in which Bitcoin displays ids.
    #[must_use]
    pub fn reversed_hex(&self) -> String {
        let mut bytes = self.0;
        bytes.reverse();
        hex::encode(bytes)
    }
}

/// A hash function, chosen by type: each system hashes as its source does.
pub trait Hasher: Clone + 'static {
    /// The digest of the parts, one after another, without separators.
    fn hash(parts: &[&[u8]]) -> Digest;
}

/// SHA-256 (FIPS 180-4), used by Gasper and certificate logs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sha256;

/// SHA-256 of SHA-256, used by the Bitcoin family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Sha256d;

/// Keccak-256 with the padding of before FIPS 202, used by the Ethereum family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Keccak256;

impl Hasher for Sha256 {
    fn hash(parts: &[&[u8]]) -> Digest {
        Digest(absorb(sha2::Sha256::new(), parts).finalize().into())
    }
}

impl Hasher for Sha256d {
    fn hash(parts: &[&[u8]]) -> Digest {
        sha256(&Sha256::hash(parts).0)
    }
}

impl Hasher for Keccak256 {
    fn hash(parts: &[&[u8]]) -> Digest {
        Digest(absorb(sha3::Keccak256::new(), parts).finalize().into())
    }
}

fn absorb<D: sha2::Digest>(mut state: D, parts: &[&[u8]]) -> D {
    for part in parts {
        state.update(part);
    }
    state
}

/// SHA-256 of `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Digest {
    Sha256::hash(&[bytes])
}

/// SHA-256 of the SHA-256 of `bytes`.
#[must_use]
pub fn sha256d(bytes: &[u8]) -> Digest {
    Sha256d::hash(&[bytes])
}

/// Keccak-256 of `bytes`.
#[must_use]
pub fn keccak256(bytes: &[u8]) -> Digest {
    Keccak256::hash(&[bytes])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests_of_the_empty_string() {
        let hex = |digest: Digest| digest.to_string();
        assert_eq!(
            hex(sha256(b"")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            hex(sha256d(b"")),
            "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"
        );
        assert_eq!(
            hex(keccak256(b"")),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
        );
    }

    #[test]
    fn digests_are_in_the_order_of_their_bytes() {
        let mut digests: Vec<Digest> = (0..200_u8).map(|n| sha256(&[n])).collect();
        for n in 0..32 {
            let mut near = digests[0];
            near.0[n] ^= 1;
            digests.push(near);
        }
        let mut bytes: Vec<[u8; 32]> = digests.iter().map(|digest| digest.0).collect();
        digests.sort();
        bytes.sort();
        assert!(digests.iter().map(|digest| digest.0).eq(bytes));
    }

    #[test]
    fn parts_are_hashed_as_one_string() {
        assert_eq!(Sha256d::hash(&[b"a", b"", b"bc"]), sha256d(b"abc"));
        assert_eq!(Keccak256::hash(&[b"ab", b"c"]), keccak256(b"abc"));
    }

    #[test]
    fn hex_forms_read_back_and_malformed_ones_are_named() {
        use super::super::hex_bytes::HexError;
        let digest = sha256(b"x");
        assert_eq!(Digest::from_hex(&digest.to_string()), Ok(digest));
        assert_eq!(Digest::from_hex("00"), Err(HexError::Length));
        assert_eq!(Digest::from_hex(&"0".repeat(63)), Err(HexError::Length));
        assert_eq!(Digest::from_hex(&"zz".repeat(32)), Err(HexError::Digit));
        assert!(digest.reversed_hex().starts_with(&digest.to_string()[62..]));
    }

    #[test]
    fn serde_writes_hex_for_people_and_bytes_for_machines() {
        let digest = sha256(b"x");
        let json = serde_json::to_string(&digest).unwrap();
        assert_eq!(json, format!("\"{digest}\""));
        assert_eq!(serde_json::from_str::<Digest>(&json).unwrap(), digest);
        assert!(serde_json::from_str::<Digest>("\"00\"").is_err());
        assert!(serde_json::from_str::<Digest>("[0]").is_err());
        let bytes = postcard::to_allocvec(&digest).unwrap();
        assert_eq!(postcard::from_bytes::<Digest>(&bytes).unwrap(), digest);
        assert!(postcard::from_bytes::<Digest>(&bytes[..20]).is_err());
    }
}
