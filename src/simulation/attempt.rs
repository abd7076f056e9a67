//! The double SHA-256 of one header for many nonces: what stands before the nonce is hashed once.
//!
//! It calls the compression function itself, whose speed does not depend on how the core is built.

use sha2::compress256;

use crate::base::Digest;
use crate::chain::Header;

/// Where SHA-256 starts (FIPS 180-4, 5.3.3).
const START: [u32; 8] = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];
const BLOCK: usize = 64;
const NONCE: usize = 76 - BLOCK;

/// A header with any nonce.
#[derive(Clone, Debug)]
pub(super) struct Attempts {
    after_first: [u32; 8],
    second: [u8; BLOCK],
}

impl Attempts {
    pub(super) fn new(header: &Header) -> Self {
        let bytes = header.to_bytes();
        let mut first = [0; BLOCK];
        first.copy_from_slice(&bytes[..BLOCK]);
        let mut after_first = START;
        compress256(&mut after_first, &[first.into()]);
        Self {
            after_first,
            second: last_block(&bytes[BLOCK..], bytes.len()),
        }
    }

    /// The id that the header has with a nonce.
    pub(super) fn id(&self, nonce: u32) -> Digest {
        let mut second = self.second;
        second[NONCE..NONCE + 4].copy_from_slice(&nonce.to_le_bytes());
        let mut inner = self.after_first;
        compress256(&mut inner, &[second.into()]);
        let inner = bytes(inner);
        let mut outer = START;
        compress256(&mut outer, &[last_block(&inner, inner.len()).into()]);
        Digest(bytes(outer))
    }
}

/// The end of a message of so many bytes, with the padding that closes it.
fn last_block(end: &[u8], length: usize) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    block[..end.len()].copy_from_slice(end);
    block[end.len()] = 0x80;
    block[BLOCK - 8..].copy_from_slice(&(length as u64 * 8).to_be_bytes());
    block
}

fn bytes(words: [u32; 8]) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, word) in bytes.chunks_exact_mut(4).zip(words) {
        to.copy_from_slice(&word.to_be_bytes());
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn an_attempt_is_the_headers_id(bytes: [u8; 32], nonce: u32) {
            let header = Header {
                version: nonce.rotate_left(7),
                previous: Digest(bytes),
                merkle: crate::base::sha256(&bytes),
                time: nonce ^ 1,
                bits: 0x1d00_ffff,
                nonce: 0,
            };
            let tried = Header { nonce, ..header };
            prop_assert_eq!(Attempts::new(&header).id(nonce), tried.id());
        }
    }
}
