//! A person's Layer 1 wallet: numbers and signs transactions, remembers them until they are deep, sends them again when a reorg took them out, and raises offers that the base fee has passed.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::base::{Amount, Digest};
use crate::command::Refusal;
use crate::ledger::{Action, SignedTransaction};

use super::pricing::{Again, Signing};

/// Blocks on top after which a transaction is no longer watched.
const DEEP: u64 = 24;
/// Blocks without inclusion after which it is submitted again.
const RESEND_AFTER: u64 = 3;
/// How the label of a transaction starts that only uses a number up.
const FILLER: &str = "filler-";

#[derive(Clone, Debug, BorshSerialize)]
struct Sent {
    label: String,
    signed: SignedTransaction,
    /// What it was before its offer was raised: it may be in mempools still.
    before: Option<SignedTransaction>,
    by_hand: bool,
    submitted: u64,
    included: Option<u64>,
}

impl Sent {
    fn cost(&self) -> Amount {
        let cost = self.signed.transaction().max_cost();
        cost.unwrap_or(Amount(u64::MAX))
    }

    fn replace(&mut self, signed: SignedTransaction, height: u64) -> Again {
        let old = std::mem::replace(&mut self.signed, signed.clone());
        let instead_of = Some(old.id());
        self.before = Some(old);
        self.submitted = height;
        Again { signed, instead_of }
    }
}

/// What a wallet remembers of its own transactions, by nonce.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Wallet {
    sent: BTreeMap<u64, Sent>,
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

    /// Value and largest fees of transactions that wait for inclusion: not spendable twice.
    pub fn committed(&self) -> Amount {
        let waiting = self.sent.values().filter(|sent| sent.included.is_none());
        let costs = waiting.map(|sent| sent.cost().0);
        Amount(costs.fold(0, u64::saturating_add))
    }

    /// What the account has beside what waits for inclusion.
    fn spare(&self, signing: &Signing) -> Amount {
        let committed = self.committed().0;
        Amount(signing.balance().0.saturating_sub(committed))
    }

    /// The number of the next transaction, where the account has this one as of the head.
    pub(super) fn next_nonce(&self, state_nonce: u64) -> u64 {
        let last = self.sent.last_key_value();
        last.map_or(0, |(nonce, _)| nonce + 1).max(state_nonce)
    }

    /// Signs and remembers a transaction.
    pub(super) fn add(
        &mut self,
        signing: &Signing,
        label: &str,
        action: &Action,
    ) -> SignedTransaction {
        let nonce = self.next_nonce(signing.state_nonce());
        self.sign(signing, nonce, (label, action))
    }

    fn sign(
        &mut self,
        signing: &Signing,
        nonce: u64,
        (label, action): (&str, &Action),
    ) -> SignedTransaction {
        let signed = signing.sign(nonce, action, self.spare(signing));
        let sent = Sent {
            label: label.to_owned(),
            signed: signed.clone(),
            before: None,
            by_hand: signing.asked.by_hand(),
            submitted: signing.head.height(),
            included: None,
        };
        self.sent.insert(nonce, sent);
        signed
    }

    /// Follows a new head: forgets what is deep, returns what must be submitted again. What was signed at the usual
    /// offer is signed anew at the one that is usual now, if the base fee has passed it, or if it is late and others leave
    /// the miner more.
    pub(super) fn follow(&mut self, signing: &Signing, reorg: bool) -> Vec<Again> {
        let height = signing.head.height();
        let next = signing.state_nonce();
        self.sent.retain(|_, sent| {
            sent.included
                .is_none_or(|included| included + DEEP > height)
        });
        let mut spare = self.spare(signing).0;
        let usual = signing.bid();
        let mut again = Vec::new();
        for (nonce, sent) in &mut self.sent {
            if *nonce < next {
                sent.included.get_or_insert(height);
                continue;
            }
            let bid = sent.signed.transaction().bid;
            let late = sent.submitted + RESEND_AFTER <= height;
            let outbid = late && usual.max_tip > bid.max_tip;
            let too_low = bid.max_fee < signing.base_fee() || outbid;
            let mine = Amount(spare.saturating_add(sent.cost().0));
            let raised = (too_low && !sent.by_hand)
                .then(|| signing.raise(&sent.signed, mine))
                .flatten();
            if let Some(signed) = raised {
                sent.included = None;
                again.push(sent.replace(signed, height));
                spare = mine.0.saturating_sub(sent.cost().0);
            } else if sent.included.take().is_some() || reorg || late {
                sent.submitted = height;
                again.push(Again {
                    signed: sent.signed.clone(),
                    instead_of: None,
                });
            }
        }
        again
    }

    /// Signs a waiting transaction again at a higher offer: the one with this nonce, or the first that waits.
    ///
    /// # Errors
    /// `wallet.nothing-waits`, `wallet.raise-too-small` with the least that mempools take, or `wallet.balance`.
    pub(super) fn bump(&mut self, signing: &Signing, nonce: Option<u64>) -> Result<Again, Refusal> {
        let spare = self.spare(signing);
        let waits = |(at, sent): &(&u64, &mut Sent)| {
            sent.included.is_none() && nonce.is_none_or(|nonce| nonce == **at)
        };
        let Some((_, sent)) = self.sent.iter_mut().find(waits) else {
            return Err(Refusal::new("wallet.nothing-waits"));
        };
        let least = Signing::least_raise(&sent.signed);
        let bid = match signing.asked.by_hand() {
            true => signing.bid(),
            false => signing.bid().max(least),
        };
        if !bid.reaches(least) {
            return Err(Refusal::new("wallet.raise-too-small")
                .with(least.max_fee)
                .with(least.max_tip));
        }
        let signed = signing.again(&sent.signed, bid);
        let cost = signed.transaction().max_cost();
        let mine = Amount(spare.0.saturating_add(sent.cost().0));
        match cost {
            Some(cost) if cost <= mine => {}
            _ => {
                let wanted = cost.unwrap_or(Amount(u64::MAX));
                return Err(Refusal::new("wallet.balance").with(mine).with(wanted));
            }
        }
        sent.by_hand = signing.asked.by_hand();
        Ok(sent.replace(signed, signing.head.height()))
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
        let sent = self.sent.get_mut(&nonce)?;
        if let Some(before) = sent.before.take() {
            // Only the raise was refused.
            sent.signed = before;
            return None;
        }
        if sent.label.starts_with(FILLER) {
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
        Some(signing.sign(nonce, &action, signing.balance()))
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
