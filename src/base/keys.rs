//! Keys, signatures (ECDSA over secp256k1) and addresses.

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use k256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use k256::ecdsa::{self, SigningKey, VerifyingKey};
use k256::elliptic_curve::ops::Reduce;
use k256::{FieldBytes, NonZeroScalar, U256};

use super::digest::{Digest, Hasher, Sha256, sha256};
use super::encoding::encode;
use super::hex_bytes::hex_bytes;

/// A secret key of the simulation, derived from the world's seed.
#[derive(Clone)]
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key of `name` in the world of `seed`: the same every time.
    #[must_use]
    pub fn derive(seed: &Digest, name: &str) -> Self {
        let digest = Sha256::hash(&[b"bilayer/secret-key", &seed.0, name.as_bytes()]);
        let scalar = <NonZeroScalar as Reduce<U256>>::reduce_bytes(&FieldBytes::from(digest.0));
        Self(SigningKey::from(scalar))
    }

    /// Its 32 bytes, big endian: who has them can sign.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// The key of these bytes; `None` for no scalar of the curve.
    #[must_use]
    pub fn from_bytes(bytes: &[u8; 32]) -> Option<Self> {
        SigningKey::from_bytes(&FieldBytes::from(*bytes))
            .ok()
            .map(Self)
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        let point = self.0.verifying_key().to_encoded_point(true);
        let mut bytes = [0; 33];
        bytes.copy_from_slice(point.as_bytes());
        PublicKey(bytes)
    }

    /// Signs a digest: nonce by RFC 6979, low s (BIP 146).
    #[must_use]
    pub fn sign(&self, digest: &Digest) -> Signature {
        let signature: ecdsa::Signature = self
            .0
            .sign_prehash(&digest.0)
            .expect("32 bytes are enough to sign");
        let low = signature.normalize_s().unwrap_or(signature);
        Signature(low.to_bytes().into())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(..)")
    }
}

/// A compressed public key (SEC 1). Not every value is a point of the curve.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct PublicKey(pub [u8; 33]);

hex_bytes!(PublicKey, 33, "");

impl PublicKey {
    /// The address that belongs to this key.
    #[must_use]
    pub fn address(&self) -> Address {
        Address::first_20(&sha256(&self.0))
    }

    /// Whether this key signed `digest`. Malformed keys, malformed signatures
    /// and the malleable twin with high s are refused.
    #[must_use]
    pub fn verify(&self, digest: &Digest, signature: &Signature) -> bool {
        let Ok(key) = VerifyingKey::from_sec1_bytes(&self.0) else {
            return false;
        };
        let Ok(signature) = ecdsa::Signature::from_slice(&signature.0) else {
            return false;
        };
        let low_s = signature.normalize_s().is_none();
        low_s && key.verify_prehash(&digest.0, &signature).is_ok()
    }
}

/// The account of a key or of a contract.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, BorshSerialize, BorshDeserialize,
)]
pub struct Address(pub [u8; 20]);

hex_bytes!(Address, 20, "0x");

impl Address {
    /// The address of the contract that `creator` makes with its transaction
    /// number `nonce`.
    #[must_use]
    pub fn of_contract(creator: &Self, nonce: u64) -> Self {
        Self::first_20(&Sha256::hash(&[b"contract", &encode(&(creator, nonce))]))
    }

    fn first_20(digest: &Digest) -> Self {
        let mut bytes = [0; 20];
        bytes.copy_from_slice(&digest.0[..20]);
        Self(bytes)
    }
}

/// An ECDSA signature: r and s, 32 bytes each, big endian.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Signature(pub [u8; 64]);

hex_bytes!(Signature, 64, "");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(name: &str) -> SecretKey {
        SecretKey::derive(&sha256(b"seed"), name)
    }

    fn high_s_twin(signature: &Signature) -> Signature {
        let signature = ecdsa::Signature::from_slice(&signature.0).unwrap();
        let twin = ecdsa::Signature::from_scalars(*signature.r(), -*signature.s()).unwrap();
        Signature(twin.to_bytes().into())
    }

    #[test]
    fn a_signature_verifies_only_for_its_key_and_digest() {
        let (alice, bob, digest) = (key("alice"), key("bob"), sha256(b"pay bob"));
        let signature = alice.sign(&digest);
        assert!(alice.public().verify(&digest, &signature));
        assert!(!bob.public().verify(&digest, &signature));
        assert!(!alice.public().verify(&sha256(b"pay eve"), &signature));
    }

    #[test]
    fn the_high_s_twin_is_refused() {
        let (alice, digest) = (key("alice"), sha256(b"pay bob"));
        let twin = high_s_twin(&alice.sign(&digest));
        assert!(!alice.public().verify(&digest, &twin));
        assert!(alice.public().verify(&digest, &high_s_twin(&twin)));
    }

    /// Key 1 and the SHA-256 of a known text: published widely as a vector of
    /// RFC 6979 on secp256k1.
    #[test]
    fn nonces_follow_rfc_6979() {
        let mut one = [0; 32];
        one[31] = 1;
        let key = SecretKey(SigningKey::from_slice(&one).unwrap());
        let signature = key.sign(&sha256(b"Satoshi Nakamoto"));
        let expected = "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8\
                        2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5";
        assert_eq!(signature.to_string(), expected);
    }

    #[test]
    fn debug_tells_nothing_secret() {
        assert_eq!(format!("{:?}", key("alice")), "SecretKey(..)");
    }

    #[test]
    fn keys_are_a_function_of_seed_and_name() {
        assert_eq!(key("alice").public(), key("alice").public());
        assert_ne!(key("alice").public(), key("bob").public());
        let other_seed = SecretKey::derive(&Digest::ZERO, "alice");
        assert_ne!(key("alice").public(), other_seed.public());
    }

    #[test]
    fn contract_addresses_depend_on_creator_and_nonce() {
        let (alice, bob) = (
            key("alice").public().address(),
            key("bob").public().address(),
        );
        let first = Address::of_contract(&alice, 0);
        let bytes = [b"contract".as_slice(), &alice.0, &0_u64.to_le_bytes()].concat();
        assert_eq!(first.0, sha256(&bytes).0[..20]);
        assert_ne!(first, Address::of_contract(&alice, 1));
        assert_ne!(first, Address::of_contract(&bob, 0));
    }

    #[test]
    fn text_forms_read_back() {
        let address = key("alice").public().address();
        assert!(address.to_string().starts_with("0x"));
        assert_eq!(address.to_string().parse(), Ok(address));
        assert!(Address::from_hex(&address.to_string()[2..]).is_err());
        let signature = key("alice").sign(&Digest::ZERO);
        let json = serde_json::to_string(&signature).unwrap();
        assert_eq!(serde_json::from_str::<Signature>(&json).unwrap(), signature);
        let bytes = postcard::to_allocvec(&signature).unwrap();
        assert_eq!(
            postcard::from_bytes::<Signature>(&bytes).unwrap(),
            signature
        );
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_refused_without_panic(
            key_bytes in prop::array::uniform32(any::<u8>()),
            half in prop::array::uniform32(any::<u8>()),
            head: u8,
        ) {
            let mut public = [head; 33];
            public[1..].copy_from_slice(&key_bytes);
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&half);
            bytes[32..].copy_from_slice(&half);
            let digest = sha256(b"x");
            prop_assert!(!PublicKey(public).verify(&digest, &Signature(bytes)));
            prop_assert!(!key("alice").public().verify(&digest, &Signature(bytes)));
        }
    }

    #[test]
    fn zero_and_overflowing_scalars_are_refused() {
        let public = key("alice").public();
        for bytes in [[0; 64], [0xff; 64]] {
            assert!(!public.verify(&Digest::ZERO, &Signature(bytes)));
        }
        assert!(!PublicKey([0; 33]).verify(&Digest::ZERO, &key("alice").sign(&Digest::ZERO)));
    }
}
