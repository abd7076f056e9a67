//! The key pair with which a validator signs its votes, blocks and wishes: Ed25519 (RFC 8032).

use std::fmt;

use borsh::{BorshDeserialize, BorshSerialize};
use ed25519_zebra::{SigningKey, VerificationKey, VerificationKeyBytes, batch};
use rand_core::{CryptoRng, RngCore};

use crate::base::{Digest, Hasher, Sha256, Signature, encode, sha256};

/// What a validator signs with, derived from the world's seed.
#[derive(Clone)]
pub struct ValidatorSecret(SigningKey);

impl ValidatorSecret {
    /// The secret of `name` in the world of `seed`: the same every time.
    #[must_use]
    pub fn derive(seed: &Digest, name: &str) -> Self {
        let digest = Sha256::hash(&[b"bilayer/validator-key", &seed.0, name.as_bytes()]);
        Self(SigningKey::from(digest.0))
    }

    /// The key that verifies what this one signs.
    #[must_use]
    pub fn public(&self) -> ValidatorKey {
        ValidatorKey(self.0.verification_key().into())
    }

    /// Signs a digest, always in the same way.
    #[must_use]
    pub fn sign(&self, message: &Digest) -> Signature {
        Signature(self.0.sign(&message.0).into())
    }
}

impl fmt::Debug for ValidatorSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ValidatorSecret(..)")
    }
}

/// Verifies what a validator signs: a compressed point. Not every value is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ValidatorKey(pub [u8; 32]);

impl ValidatorKey {
    /// Whether this key signed `message`, by the rules of ZIP 215: they are those under which a
    /// signature that holds by itself holds among others, too, and the other way round.
    #[must_use]
    pub fn verify(&self, message: &Digest, signature: &Signature) -> bool {
        let key = VerificationKey::try_from(self.0);
        key.is_ok_and(|key| key.verify(&signature.0.into(), &message.0).is_ok())
    }
}

/// That a key signed a message.
#[derive(Clone, Copy, Debug)]
pub struct Claim {
    /// Who is said to have signed.
    pub key: ValidatorKey,
    /// What.
    pub message: Digest,
    /// With which signature.
    pub signature: Signature,
}

impl Claim {
    /// What it is known by: the hash of all three.
    #[must_use]
    pub fn name(&self) -> Digest {
        Sha256::hash(&[&self.key.0, &self.message.0, &self.signature.0])
    }

    /// Whether it is true.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.key.verify(&self.message, &self.signature)
    }
}

/// Whether all of these are true: one sum of points instead of one for each.
#[must_use]
pub fn all_hold(claims: &[Claim]) -> bool {
    let mut verifier = batch::Verifier::new();
    let mut names = Vec::new();
    for claim in claims {
        let key = VerificationKeyBytes::from(claim.key.0);
        verifier.queue((key, claim.signature.0.into(), &claim.message.0));
        names.push(claim.name());
    }
    let seed = sha256(&encode(&names));
    verifier.verify(Factors { seed, drawn: 0 }).is_ok()
}

/// What the signatures of a sum are multiplied with, so that none makes up for another: a function
/// of all of them, which nobody can know before he has chosen them.
struct Factors {
    seed: Digest,
    drawn: u64,
}

impl RngCore for Factors {
    fn next_u32(&mut self) -> u32 {
        self.next_u64() as u32
    }

    fn next_u64(&mut self) -> u64 {
        rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let Digest(next) = Sha256::hash(&[&self.seed.0, &self.drawn.to_le_bytes()]);
            chunk.copy_from_slice(&next[..chunk.len()]);
            self.drawn += 1;
        }
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Factors {}

#[cfg(test)]
mod tests {
    use hex_literal::hex;
    use proptest::prelude::*;

    use super::*;

    fn secret(name: &str) -> ValidatorSecret {
        ValidatorSecret::derive(&sha256(b"seed"), name)
    }

    #[test]
    fn a_signature_verifies_only_for_its_key_and_message() {
        let (one, other, message) = (secret("one"), secret("other"), sha256(b"vote"));
        let signature = one.sign(&message);
        assert_eq!(signature, one.sign(&message));
        assert!(one.public().verify(&message, &signature));
        assert!(!other.public().verify(&message, &signature));
        assert!(!one.public().verify(&sha256(b"another"), &signature));
    }

    /// RFC 8032, section 7.1, "TEST SHA(abc)": a secret, its key, and the signature of 64 bytes.
    #[test]
    fn keys_and_signatures_are_those_of_rfc_8032() {
        let secret = SigningKey::from(hex!(
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42"
        ));
        let message = hex!(
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a
             2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        );
        let key = ValidatorSecret(secret).public();
        assert_eq!(
            key.0,
            hex!("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf")
        );
        assert_eq!(
            <[u8; 64]>::from(secret.sign(&message)),
            hex!(
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589
                 09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
            )
        );
    }

    /// The scalar with the group's order added says the same to who does not look closely.
    #[test]
    fn the_twin_with_a_scalar_that_is_not_reduced_is_refused() {
        let (one, message) = (secret("one"), sha256(b"vote"));
        let mut twin = one.sign(&message);
        let order = hex!("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
        let mut carry = 0_u16;
        for (byte, add) in twin.0[32..].iter_mut().zip(order) {
            carry += u16::from(*byte) + u16::from(add);
            *byte = carry as u8;
            carry >>= 8;
        }
        assert!(!one.public().verify(&message, &twin));
    }

    fn claims(count: u8) -> Vec<Claim> {
        let claim = |number: u8| {
            let (secret, message) = (secret(&number.to_string()), sha256(&[number / 2]));
            Claim {
                key: secret.public(),
                message,
                signature: secret.sign(&message),
            }
        };
        (0..count).map(claim).collect()
    }

    #[test]
    fn many_hold_together_if_each_does_and_one_that_does_not_is_noticed() {
        for count in [0, 1, 2, 31] {
            assert!(all_hold(&claims(count)));
        }
        for spoiled in 0..31 {
            let mut claims = claims(31);
            claims[spoiled].signature.0[40] ^= 1;
            assert!(!claims[spoiled].holds() && !all_hold(&claims));
        }
        let mut swapped = claims(2);
        (swapped[0].signature, swapped[1].signature) = (swapped[1].signature, swapped[0].signature);
        assert!(!all_hold(&swapped));
    }

    /// What is taken from one scalar and added to the other leaves their sum as it was: the factors
    /// are there for this.
    #[test]
    fn two_that_make_up_for_each_other_are_noticed() {
        let mut claims = claims(2);
        let low = [0, 1].map(|place: usize| claims[place].signature.0[32]);
        let (less, more) = if low[0] > 0 && low[1] < 255 {
            (0, 1)
        } else {
            (1, 0)
        };
        claims[less].signature.0[32] -= 1;
        claims[more].signature.0[32] += 1;
        assert!(!claims[0].holds() && !claims[1].holds());
        assert!(!all_hold(&claims));
    }

    /// The eight points of small order hold for themselves and among others alike: by other rules
    /// the two may differ, and then nodes would.
    #[test]
    fn a_key_of_small_order_is_judged_alone_as_among_others() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let minus_one = hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
        for key in [identity, [0; 32], minus_one] {
            for r in [identity, [0; 32], minus_one] {
                let mut bytes = [0; 64];
                bytes[..32].copy_from_slice(&r);
                let odd = Claim {
                    key: ValidatorKey(key),
                    message: sha256(b"vote"),
                    signature: Signature(bytes),
                };
                let mut claims = claims(3);
                claims.push(odd);
                assert_eq!(all_hold(&claims), odd.holds());
            }
        }
    }

    #[test]
    fn debug_tells_nothing_secret() {
        assert_eq!(format!("{:?}", secret("one")), "ValidatorSecret(..)");
    }

    proptest! {
        #[test]
        fn hostile_bytes_are_refused_without_panic(
            key in prop::array::uniform32(any::<u8>()),
            half in prop::array::uniform32(any::<u8>()),
        ) {
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&half);
            bytes[32..].copy_from_slice(&half);
            let message = sha256(b"x");
            prop_assert!(!ValidatorKey(key).verify(&message, &Signature(bytes)));
            prop_assert!(!secret("one").public().verify(&message, &Signature(bytes)));
        }
    }
}
