//! The proof that a Layer 1 block has a deposit: header, body's head, receipt, note; each step checked by name.

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::merkle::{bitcoin, log};
use crate::base::{Digest, Sha256, decode, encode, sha256d};
use crate::chain::{BodyHead, Entry, Header};
use crate::ledger::Receipt;

use super::record::{BridgeTerms, DepositNote};

/// Longest Merkle path: of 2^32 leaves.
const MAX_PATH: usize = 32;
/// Topic of a deposit's note.
pub(super) const DEPOSIT: &str = "peg.deposit";

/// A deposit, shown against the header of its block.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct DepositProof {
    /// The block's header.
    pub header: Header,
    /// The body's head: leaf 0 of the block's Merkle tree, with the receipts' root.
    pub body: Vec<u8>,
    /// From the body's head to the header's Merkle field, nearest sibling first.
    pub body_path: Vec<Digest>,
    /// The deposit's receipt.
    pub receipt: Vec<u8>,
    /// Number of the receipt in its block.
    pub index: u64,
    /// Number of receipts in the block.
    pub size: u64,
    /// From the receipt to the receipts' root (RFC 6962).
    pub receipt_path: Vec<Digest>,
    /// Number of the note in the receipt.
    pub log: u32,
}

impl DepositProof {
    /// Shows the first deposit that a transaction of this block made; `None` if it made none.
    #[must_use]
    pub fn of(entry: &Entry, transaction: &Digest) -> Option<Self> {
        let mut receipts = entry.receipts.iter();
        let index = receipts.position(|receipt| receipt.transaction == *transaction)?;
        let receipt = &entry.receipts[index];
        let log = receipt.logs.iter().position(|log| log.topic == DEPOSIT)?;
        let body = entry.block.body();
        let leaves: Vec<Vec<u8>> = entry.receipts.iter().map(encode).collect();
        Some(Self {
            header: *entry.block.header(),
            body: body.head_bytes(),
            body_path: bitcoin::path(&body.leaves(), 0)?,
            receipt: encode(receipt),
            index: index as u64,
            size: leaves.len() as u64,
            receipt_path: log::path(&leaves, index as u64)?,
            log: u32::try_from(log).ok()?,
        })
    }

    /// The block that it is held against.
    #[must_use]
    pub fn block(&self) -> Digest {
        self.header.id()
    }

    /// What was deposited, with its transaction.
    ///
    /// # Errors
    /// Key of the first step that does not hold.
    pub fn check(&self, terms: &BridgeTerms) -> Result<(Digest, DepositNote), &'static str> {
        self.check_lengths()?;
        let leaf = sha256d(&self.body);
        let holds = bitcoin::verify(&leaf, 0, &self.body_path, &self.header.merkle);
        let head = BodyHead::read(&self.body).filter(|_| holds);
        let head = head.ok_or("peg.body-path")?;
        let leaf = log::leaf_hash::<Sha256>(&self.receipt);
        let root = log::root_from_path::<Sha256>(leaf, self.index, self.size, &self.receipt_path);
        if root != Some(head.receipts_root) {
            return Err("peg.receipt-path");
        }
        self.note(terms)
    }

    fn check_lengths(&self) -> Result<(), &'static str> {
        if self.index >= self.size {
            return Err("peg.index");
        }
        let expected = path_length(self.index, self.size);
        if self.receipt_path.len() != expected || self.body_path.len() > MAX_PATH {
            return Err("peg.path-length");
        }
        let is_repeated = |path: &[Digest]| path.windows(2).any(|pair| pair[0] == pair[1]);
        if is_repeated(&self.receipt_path) || is_repeated(&self.body_path) {
            return Err("peg.duplicated-node");
        }
        Ok(())
    }

    fn note(&self, terms: &BridgeTerms) -> Result<(Digest, DepositNote), &'static str> {
        let receipt: Receipt = decode(&self.receipt).map_err(|_| "peg.receipt")?;
        let log = receipt.logs.get(self.log as usize).ok_or("peg.no-note")?;
        if log.contract != terms.vault || log.topic != DEPOSIT {
            return Err("peg.wrong-contract");
        }
        let note: DepositNote = decode(&log.data).map_err(|_| "peg.no-note")?;
        if note.chain != terms.chain {
            return Err("peg.wrong-chain");
        }
        Ok((receipt.transaction, note))
    }

    /// Number of hashes that checking it takes, the receipt's and the body's bytes in words.
    pub(super) fn work(&self) -> (u64, u64) {
        let hashes = self.body_path.len() + self.receipt_path.len() + 4;
        let bytes = self.receipt.len() + self.body.len();
        (hashes as u64, bytes as u64 / 32 + 2 * hashes as u64)
    }
}

/// Length of the audit path of leaf `index` of `size`.
fn path_length(index: u64, size: u64) -> usize {
    let (mut place, mut last, mut length) = (index, size.saturating_sub(1), 0);
    while last > 0 {
        length += usize::from(place & 1 == 1 || place < last);
        place >>= 1;
        last >>= 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_as_long_as_the_tree_is_deep_there() {
        let leaves: Vec<[u8; 1]> = (0..17).map(|byte| [byte]).collect();
        for size in 1..=leaves.len() {
            for index in 0..size as u64 {
                let path = log::path(&leaves[..size], index).expect("in it");
                assert_eq!(
                    path.len(),
                    path_length(index, size as u64),
                    "{index} {size}"
                );
            }
        }
    }
}
