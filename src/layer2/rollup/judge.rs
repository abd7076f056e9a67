//! The judge of the bridge: what it holds equals what it owes, derived anew from Layer 1 and added up another way.

use crate::base::{Address, Amount, Digest};
use crate::chain::Archive;

use super::contract::{Reader, deadline};
use super::derive::Derivation;
use super::step::{RollupState, Slot};

/// What a bridge holds, and for whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Value in the contract.
    pub held: Amount,
    /// Deposits that no batch has taken yet.
    pub queued: Amount,
    /// Balances of all accounts above.
    pub above: Amount,
    /// Burnt above and not paid below yet.
    pub burnt: Amount,
    /// Bonds of standing commitments, and of those that fell with one below them and wait for their return.
    pub bonds: Amount,
    /// Whether a false claim outlived its window, as nobody watched: then the bridge may pay what it doesn't owe.
    pub is_betrayed: bool,
}

impl Sheet {
    /// Whether the bridge holds exactly what it owes.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        self.owed() == Some(self.held)
    }

    /// All that the bridge owes; `None` if it does not fit.
    #[must_use]
    pub fn owed(&self) -> Option<Amount> {
        Amount::checked_sum([self.queued, self.above, self.burnt, self.bonds])
    }
}

/// The sheet of one rollup from Layer 1's blocks up to `head` alone. `None` while its contract is not there.
#[must_use]
pub fn audit(archive: &Archive, head: &Digest, number: u32, sequencer: Address) -> Option<Sheet> {
    let mut derivation = Derivation::new(number, sequencer, archive.rules().chain);
    audit_along(&mut derivation, archive, head)
}

/// As [`audit`], but by a derivation that is kept from head to head, so that only new blocks are read.
#[must_use]
pub fn audit_along(derivation: &mut Derivation, archive: &Archive, head: &Digest) -> Option<Sheet> {
    derivation.follow(archive, head);
    let reader = derivation.reader(archive.entry(head))?;
    let taken = derivation.tip().map_or(0, |tip| tip.header.deposits);
    let mut sheet = sheet(&reader, &derivation.state(), taken)?;
    sheet.is_betrayed = is_betrayed(derivation, &reader, archive.entry(head).height());
    Some(sheet)
}

/// Whether a commitment whose window is over as of `height` is not what its batch derives to.
fn is_betrayed(derivation: &Derivation, reader: &Reader, height: u64) -> bool {
    let Some(terms) = reader.terms() else {
        return false;
    };
    derivation.blocks().iter().any(|block| {
        let commitment = reader.commitment(block.header.index);
        commitment.is_some_and(|commitment| {
            height > deadline(commitment.height, &terms) && commitment.root != block.after.root()
        })
    })
}

/// The sheet of a contract and the state above, of whose deposits the first `taken` are in it.
#[must_use]
pub fn sheet(reader: &Reader, above: &RollupState, taken: u64) -> Option<Sheet> {
    let counters = reader.counters();
    let open = counters.commitments.saturating_sub(counters.confirmed) + reader.fallen();
    let queued = (taken..counters.deposits).filter_map(|number| reader.deposit(number));
    let accounts = above.iter().filter_map(|(slot, leaf)| match slot {
        Slot::Account(_) => Some(leaf.balance),
        Slot::Burnt(_) => None,
    });
    let burnt = above.iter().filter_map(|(slot, leaf)| match slot {
        Slot::Burnt(key) if !reader.is_paid(key) => Some(leaf.balance),
        Slot::Burnt(_) | Slot::Account(_) => None,
    });
    Some(Sheet {
        held: reader.balance(),
        queued: Amount::checked_sum(queued.map(|deposit| deposit.amount))?,
        above: Amount::checked_sum(accounts)?,
        burnt: Amount::checked_sum(burnt)?,
        bonds: reader.terms()?.bond.checked_mul(open)?,
        is_betrayed: false,
    })
}
