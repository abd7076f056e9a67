//! How a wallet signs: with which key and view, and at which offer.

use crate::base::{Amount, Digest, SecretKey};
use crate::chain::{Entry, usual_tip};
use crate::ledger::{
    Action, Bid, Env, Outcome, SignedTransaction, Transaction, execute, intrinsic_gas,
};

/// Gas for work that the estimate did not see.
const RESERVE: u64 = 60_000;
/// By how many percent mempools ask a replacement to pay more.
const BUMP: u64 = 10;

/// What a user asks to be paid for each gas; what is left out follows the base fee.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Asked {
    /// The most for each gas, base fee and tip together.
    pub max_fee: Option<Amount>,
    /// What the miner gets for each gas.
    pub tip: Option<Amount>,
}

impl Asked {
    /// Whether the user set a limit by hand, which the wallet keeps to; else its offer follows the base fee.
    pub(super) fn by_hand(self) -> bool {
        self.max_fee.is_some()
    }

    /// The offer at this base fee, where `usual_tip` is what others leave.
    #[must_use]
    pub fn bid(self, base_fee: Amount, usual_tip: Amount) -> Bid {
        let usual = Bid::usual(base_fee, self.tip.unwrap_or(usual_tip));
        let max_fee = self.max_fee.unwrap_or(usual.max_fee);
        let max_tip = self.tip.unwrap_or(usual.max_tip.min(max_fee));
        Bid { max_fee, max_tip }
    }
}

/// How a wallet signs: key, chain view, and what it pays.
pub(super) struct Signing<'a> {
    pub(super) key: &'a SecretKey,
    pub(super) head: &'a Entry,
    pub(super) env: Env,
    pub(super) asked: Asked,
}

impl Signing<'_> {
    pub(super) fn base_fee(&self) -> Amount {
        self.env.prices.base_fee
    }

    /// The offer for whoever has enough.
    pub(super) fn bid(&self) -> Bid {
        let usual_tip = usual_tip(self.head, self.env.gas_limit);
        self.asked.bid(self.base_fee(), usual_tip)
    }

    /// Nonce of the account as of the head.
    pub(super) fn state_nonce(&self) -> u64 {
        self.head.state.nonce(&self.key.public().address())
    }

    /// Balance of the account as of the head.
    pub(super) fn balance(&self) -> Amount {
        self.head.state.balance(&self.key.public().address())
    }

    fn transaction(
        &self,
        nonce: u64,
        (gas_limit, bid): (u64, Bid),
        action: &Action,
    ) -> Transaction {
        Transaction {
            chain: self.env.chain,
            sender: self.key.public(),
            nonce,
            gas_limit,
            bid,
            action: action.clone(),
            blobs: None,
        }
    }

    /// Signs `action` under a nonce, where `spare` is there to pay with. Who set no price and can't pay the usual offer
    /// offers what there is, if that is above the base fee.
    pub(super) fn sign(&self, nonce: u64, action: &Action, spare: Amount) -> SignedTransaction {
        let gas_limit = self.gas_limit(action);
        let bid = self.bid();
        let capped = self.capped(bid, gas_limit, spare.checked_sub(action.value()));
        let bid = match self.asked.by_hand() {
            true => bid,
            false => capped.unwrap_or(bid),
        };
        let transaction = self.transaction(nonce, (gas_limit, bid), action);
        transaction.sign(self.key)
    }

    /// The offer, or as much of it as `spare` pays for; `None` if that is less than base fee and tip.
    fn capped(&self, bid: Bid, gas_limit: u64, spare: Option<Amount>) -> Option<Bid> {
        let affordable = Amount(spare?.0.checked_div(gas_limit)?);
        let max_fee = bid.max_fee.min(affordable);
        let least = self.base_fee().checked_add(bid.max_tip)?;
        (max_fee >= least).then_some(Bid { max_fee, ..bid })
    }

    /// The same transaction at a higher offer, if there is one that `spare` (its own cost included) pays for.
    pub(super) fn raise(
        &self,
        signed: &SignedTransaction,
        spare: Amount,
    ) -> Option<SignedTransaction> {
        let old = signed.transaction();
        let least = old.bid.raised(BUMP);
        let wanted = self.bid().max(least);
        let bid = self.capped(wanted, old.gas_limit, spare.checked_sub(old.action.value()))?;
        bid.reaches(least).then(|| self.again(signed, bid))
    }

    /// The same transaction at another offer.
    pub(super) fn again(&self, signed: &SignedTransaction, bid: Bid) -> SignedTransaction {
        let transaction = Transaction {
            bid,
            ..signed.transaction().clone()
        };
        transaction.sign(self.key)
    }

    /// The least offer that mempools take in the place of this transaction.
    pub(super) fn least_raise(signed: &SignedTransaction) -> Bid {
        signed.transaction().bid.raised(BUMP)
    }

    /// Executes the action on the head's state, as nodes do for `eth_estimateGas`: gas used and outcome.
    pub(super) fn estimate(&self, action: &Action) -> Option<(u64, Outcome)> {
        let mut env = self.env.clone();
        env.prices.base_fee = Amount::ZERO;
        let free = (self.env.gas_limit, Bid::default());
        let transaction = self.transaction(self.state_nonce(), free, action);
        let signed = transaction.sign(self.key);
        let receipt = execute(&env, &self.head.state, &signed).ok()?.receipt;
        Some((receipt.gas_used, receipt.outcome))
    }

    fn gas_limit(&self, action: &Action) -> u64 {
        let least = match action {
            Action::Transfer { .. } => return intrinsic_gas(action),
            Action::Call { .. } | Action::Create { .. } => intrinsic_gas(action) + 3 * RESERVE,
        };
        let used = self.estimate(action).map_or(0, |(used, _)| used);
        (used + used / 4 + RESERVE)
            .max(least)
            .min(self.env.gas_limit)
    }
}

/// A transaction to submit again; with the id that it had, if it was signed anew at a higher offer.
pub(super) struct Again {
    pub(super) signed: SignedTransaction,
    pub(super) instead_of: Option<Digest>,
}
