//! A person's Layer 1 wallet: numbers and signs transactions, remembers them until they are deep, and sends them again when a reorg took them out.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::base::{Amount, Digest, SecretKey};
use crate::chain::Entry;
use crate::ledger::{Action, Env, Outcome, SignedTransaction, Transaction, execute, intrinsic_gas};

/// Units paid for each gas, unless the user says otherwise.
pub const DEFAULT_GAS_PRICE: Amount = Amount(10);
/// Blocks on top after which a transaction is no longer watched.
const DEEP: u64 = 24;
/// Blocks without inclusion after which it is submitted again.
const RESEND_AFTER: u64 = 3;
/// Gas for work that the estimate did not see.
const RESERVE: u64 = 60_000;
/// How the label of a transaction starts that only uses a number up.
const FILLER: &str = "filler-";

#[derive(Clone, Debug, BorshSerialize)]
struct Sent {
    label: String,
    signed: SignedTransaction,
    submitted: u64,
    included: Option<u64>,
}

/// What a wallet remembers of its own transactions, by nonce.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Wallet {
    sent: BTreeMap<u64, Sent>,
}

/// How a wallet signs: key, chain view, and what it pays.
pub(super) struct Signing<'a> {
    pub(super) key: &'a SecretKey,
    pub(super) head: &'a Entry,
    pub(super) env: Env,
    pub(super) gas_price: Amount,
}

impl Signing<'_> {
    fn transaction(&self, nonce: u64, gas_limit: u64, action: &Action) -> Transaction {
        Transaction {
            chain: self.env.chain,
            sender: self.key.public(),
            nonce,
            gas_limit,
            gas_price: self.gas_price,
            action: action.clone(),
        }
    }

    /// Executes the action on the head's state, as nodes do for `eth_estimateGas`: gas used and outcome.
    pub(super) fn estimate(&self, action: &Action) -> Option<(u64, Outcome)> {
        let nonce = self.head.state.nonce(&self.key.public().address());
        let mut transaction = self.transaction(nonce, self.env.gas_limit, action);
        transaction.gas_price = Amount(0);
        let signed = transaction.sign(self.key);
        let receipt = execute(&self.env, &self.head.state, &signed).ok()?.receipt;
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

impl Wallet {
    /// The transaction submitted under `label`, if it is still watched.
    pub fn find(&self, label: &str) -> Option<&SignedTransaction> {
        self.sent
            .values()
            .find(|sent| sent.label == label)
            .map(|sent| &sent.signed)
    }

    /// Every transaction still watched, with its label and the height at which it is included.
    pub fn watched(&self) -> impl Iterator<Item = (&str, &SignedTransaction, Option<u64>)> {
        self.sent
            .values()
            .map(|sent| (sent.label.as_str(), &sent.signed, sent.included))
    }

    /// Value and fees of transactions that wait for inclusion: not spendable twice.
    pub fn committed(&self) -> Amount {
        let waiting = self.sent.values().filter(|sent| sent.included.is_none());
        let cost = waiting.map(|sent| {
            let transaction = sent.signed.transaction();
            let fee = transaction.max_fee().unwrap_or_default();
            transaction.action.value().0.saturating_add(fee.0)
        });
        Amount(cost.fold(0, u64::saturating_add))
    }

    /// Signs and remembers a transaction.
    pub(super) fn add(
        &mut self,
        signing: &Signing,
        label: &str,
        action: &Action,
    ) -> SignedTransaction {
        let state_nonce = signing.head.state.nonce(&signing.key.public().address());
        let nonce = self
            .sent
            .last_key_value()
            .map_or(0, |(nonce, _)| nonce + 1)
            .max(state_nonce);
        self.sign(signing, nonce, (label, action))
    }

    fn sign(
        &mut self,
        signing: &Signing,
        nonce: u64,
        (label, action): (&str, &Action),
    ) -> SignedTransaction {
        let signed = signing
            .transaction(nonce, signing.gas_limit(action), action)
            .sign(signing.key);
        let sent = Sent {
            label: label.to_owned(),
            signed: signed.clone(),
            submitted: signing.head.height(),
            included: None,
        };
        self.sent.insert(nonce, sent);
        signed
    }

    /// Follows a new head: forgets what is deep, returns what must be submitted again.
    pub(super) fn follow(&mut self, signing: &Signing, reorg: bool) -> Vec<SignedTransaction> {
        let height = signing.head.height();
        let next = signing.head.state.nonce(&signing.key.public().address());
        self.sent.retain(|_, sent| {
            sent.included
                .is_none_or(|included| included + DEEP > height)
        });
        let mut again = Vec::new();
        for (nonce, sent) in &mut self.sent {
            if *nonce < next {
                sent.included.get_or_insert(height);
                continue;
            }
            let late = sent.submitted + RESEND_AFTER <= height;
            if sent.included.take().is_some() || reorg || late {
                sent.submitted = height;
                again.push(sent.signed.clone());
            }
        }
        again
    }

    /// Takes a refused transaction back. What comes after it stays as it was signed, for pools may hold it: the number
    /// that would be missing is used up by paying oneself nothing. Returns the label, and what to submit.
    pub(super) fn refused(
        &mut self,
        signing: &Signing,
        id: &Digest,
    ) -> Option<(String, Option<SignedTransaction>)> {
        let refused = self.sent.iter().find(|(_, sent)| sent.signed.id() == *id);
        let nonce = refused.map(|(nonce, _)| *nonce)?;
        let is_last = self.sent.range(nonce + 1..).next().is_none();
        if self.sent[&nonce].label.starts_with(FILLER) {
            // It is sent again with a later head, as long as something waits for it.
            if is_last {
                self.sent.remove(&nonce);
            }
            return None;
        }
        let label = self.sent.remove(&nonce)?.label;
        let filler = (!is_last).then(|| self.fill(signing, nonce));
        Some((label, filler))
    }

    /// A transaction with the number of the one under `label` that pays `amount` to the sender; not remembered.
    pub(super) fn rival(
        &self,
        signing: &Signing,
        label: &str,
        amount: Amount,
    ) -> Option<SignedTransaction> {
        let nonce = self.find(label)?.transaction().nonce;
        let to = signing.key.public().address();
        let action = Action::Transfer { to, amount };
        let transaction = signing.transaction(nonce, signing.gas_limit(&action), &action);
        Some(transaction.sign(signing.key))
    }

    /// Uses a number up without moving any value to anybody.
    fn fill(&mut self, signing: &Signing, nonce: u64) -> SignedTransaction {
        let nothing = Action::Transfer {
            to: signing.key.public().address(),
            amount: Amount::ZERO,
        };
        self.sign(signing, nonce, (&format!("{FILLER}{nonce}"), &nothing))
    }
}
