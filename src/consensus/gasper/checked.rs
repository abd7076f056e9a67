//! Signatures that were verified: each is, once, however often it comes by.

use std::collections::BTreeMap;

use super::key::{Claim, ValidatorKey, all_hold};
use crate::base::{Digest, Signature};

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
    pub fn is_signed(
        &mut self,
        key: &ValidatorKey,
        message: &Digest,
        signature: &Signature,
    ) -> bool {
        self.are_signed(message, [(*key, *signature)])
    }

    /// Whether all of these keys signed `message`. What was not verified before is verified
    /// together, and one by one if somebody did not.
    pub fn are_signed(
        &mut self,
        message: &Digest,
        by: impl IntoIterator<Item = (ValidatorKey, Signature)>,
    ) -> bool {
        let mut new = Vec::new();
        for (key, signature) in by {
            let claim = Claim {
                key,
                message: *message,
                signature,
            };
            match self.verdict(&claim.name()) {
                Some(true) => {}
                Some(false) => return false,
                None => new.push(claim),
            }
        }
        self.verify(&new)
    }

    fn verdict(&self, name: &Digest) -> Option<bool> {
        let known = self.recent.get(name).or_else(|| self.older.get(name));
        known.copied()
    }

    fn verify(&mut self, claims: &[Claim]) -> bool {
        self.verified += claims.len() as u64;
        let together = claims.len() > 1 && all_hold(claims);
        let mut all = true;
        for claim in claims {
            let verdict = together || claim.holds();
            self.remember(claim.name(), verdict);
            all &= verdict;
        }
        all
    }

    fn remember(&mut self, name: Digest, verdict: bool) {
        if self.recent.len() >= KEPT {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(name, verdict);
    }

    /// How many signatures were verified, and not only remembered.
    #[must_use]
    pub const fn verified(&self) -> u64 {
        self.verified
    }
}

#[cfg(test)]
mod tests {
    use super::super::key::ValidatorSecret;
    use super::*;
    use crate::base::sha256;

    #[test]
    fn a_signature_is_verified_once_and_a_forged_one_stays_forged() {
        let key = ValidatorSecret::derive(&Digest::ZERO, "one");
        let (message, other) = (sha256(b"message"), sha256(b"other"));
        let signature = key.sign(&message);
        let mut checked = Checked::default();
        for _ in 0..3 {
            assert!(checked.is_signed(&key.public(), &message, &signature));
            assert!(!checked.is_signed(&key.public(), &other, &signature));
        }
        assert_eq!(checked.verified(), 2);
    }

    #[test]
    fn one_forged_signature_among_many_is_found_and_the_others_hold() {
        let message = sha256(b"message");
        let keys = ["a", "b", "c", "d"].map(|name| ValidatorSecret::derive(&Digest::ZERO, name));
        let votes = keys.map(|key| (key.public(), key.sign(&message)));
        let mut forged = votes;
        forged[2].1 = votes[1].1;
        let mut checked = Checked::default();
        assert!(!checked.are_signed(&message, forged));
        assert_eq!(checked.verified(), 4);
        assert!(checked.are_signed(&message, [votes[0], votes[1], votes[3]]));
        assert_eq!(checked.verified(), 4, "they are remembered");
        assert!(checked.are_signed(&message, votes));
        assert_eq!(checked.verified(), 5);
    }
}
