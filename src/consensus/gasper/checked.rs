//! Signatures that were verified: each is, once, however often it comes by.

use std::collections::BTreeMap;

use crate::base::{Digest, Hasher, PublicKey, Sha256, Signature};

/// Verdicts that are kept; when there are as many again, the older half is forgotten.
const KEPT: usize = 1 << 14;

/// The memory of verdicts. It changes no result.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    recent: BTreeMap<Digest, bool>,
    older: BTreeMap<Digest, bool>,
    verified: u64,
}

impl Checked {
    /// Whether `key` signed `message`.
    pub fn is_signed(&mut self, key: &PublicKey, message: &Digest, signature: &Signature) -> bool {
        let name = Sha256::hash(&[&key.0, &message.0, &signature.0]);
        if let Some(verdict) = self.recent.get(&name).or_else(|| self.older.get(&name)) {
            return *verdict;
        }
        if self.recent.len() >= KEPT {
            self.older = std::mem::take(&mut self.recent);
        }
        self.verified += 1;
        let verdict = key.verify(message, signature);
        self.recent.insert(name, verdict);
        verdict
    }

    /// How many signatures were verified, and not only remembered.
    #[must_use]
    pub const fn verified(&self) -> u64 {
        self.verified
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{SecretKey, sha256};

    #[test]
    fn a_signature_is_verified_once_and_a_forged_one_stays_forged() {
        let key = SecretKey::derive(&Digest::ZERO, "one");
        let (message, other) = (sha256(b"message"), sha256(b"other"));
        let signature = key.sign(&message);
        let mut checked = Checked::default();
        for _ in 0..3 {
            assert!(checked.is_signed(&key.public(), &message, &signature));
            assert!(!checked.is_signed(&key.public(), &other, &signature));
        }
        assert_eq!(checked.verified(), 2);
    }
}
