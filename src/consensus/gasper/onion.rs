//! What a proposer reveals for RANDAO: the next layer of a chain of hashes to whose outermost it
//! had committed, so that it has no choice (the specification's draft v0.1, `repeat_hash`; later
//! ones take BLS signatures, which are as unique).

use std::sync::Arc;

use crate::base::{Digest, Hasher, Sha256, sha256};

/// Layers of an onion: a validator can propose as often.
pub const LAYERS: u32 = 1024;
/// From one remembered layer to the next.
const STRIDE: u32 = 32;

/// A validator's secret layers. Every so many are remembered, innermost first, so that none is far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onion(Arc<[Digest]>);

impl Onion {
    /// The onion of `name` in the world of `seed`: the same every time.
    #[must_use]
    pub fn derive(seed: &Digest, name: &str) -> Self {
        let innermost = Sha256::hash(&[b"bilayer/onion", &seed.0, name.as_bytes()]);
        let marks = (0..LAYERS / STRIDE).scan(innermost, |mark, _| {
            let this = *mark;
            *mark = covered(this, STRIDE);
            Some(this)
        });
        let mut marks: Vec<Digest> = marks.collect();
        marks.extend(marks.last().map(|last| covered(*last, STRIDE)));
        Self(marks.into())
    }

    /// What the validator commits to.
    #[must_use]
    pub fn commitment(&self) -> Digest {
        self.0.last().copied().unwrap_or_default()
    }

    /// The layer under `commitment`; nothing if that is the innermost, or of another onion.
    #[must_use]
    pub fn reveal(&self, commitment: &Digest) -> Option<Digest> {
        let mut layer = *commitment;
        for above in 0..STRIDE {
            if let Some(place) = self.0.iter().position(|mark| *mark == layer) {
                let inner = self.0.get(place.checked_sub(1)?)?;
                return Some(covered(*inner, STRIDE - above - 1));
            }
            layer = sha256(&layer.0);
        }
        None
    }
}

/// A layer with so many put around it.
fn covered(layer: Digest, layers: u32) -> Digest {
    (0..layers).fold(layer, |layer, _| sha256(&layer.0))
}

/// Whether `reveal` is the layer under `commitment`.
#[must_use]
pub fn is_under(reveal: &Digest, commitment: &Digest) -> bool {
    sha256(&reveal.0) == *commitment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_layer_is_under_the_one_before_until_there_is_none() {
        let onion = Onion::derive(&Digest::ZERO, "one");
        let mut commitment = onion.commitment();
        for _ in 0..LAYERS {
            let reveal = onion.reveal(&commitment).unwrap();
            assert!(is_under(&reveal, &commitment));
            commitment = reveal;
        }
        assert_eq!(onion.reveal(&commitment), None);
    }

    #[test]
    fn another_onion_has_no_such_layer() {
        let (one, two) = ("one", "two");
        let commitment = Onion::derive(&Digest::ZERO, one).commitment();
        let other = Onion::derive(&Digest::ZERO, two);
        assert_eq!(other.reveal(&commitment), None);
        assert!(!is_under(&other.commitment(), &commitment));
    }
}
