//! How a light client pays: from the account that a proof showed, through every node that it trusts.

use super::{Light, Paid, Shown};
use crate::actor::{Asked, Context, Message};
use crate::base::{Address, Amount};
use crate::chain::{BodyHead, Claim, Proof};
use crate::command::Refusal;
use crate::event::{Fact, WalletFact};
use crate::ledger::{Account, Action, SignedTransaction, Transaction, USUAL_TIP, intrinsic_gas};

impl Light {
    /// Takes over what a proof showed, if it is not of an earlier block than what is known.
    pub(super) fn show(&mut self, proof: &Proof, account: Option<&Account>) {
        let Claim::Account { head, .. } = &proof.claim else {
            return;
        };
        let Some(head) = BodyHead::read(head) else {
            return;
        };
        let (new, old) = (proof.block, self.shown.as_ref().map(|shown| shown.block));
        let depth = |block| self.headers.confirmations(&block);
        let is_older = old.is_some_and(|old| depth(old) > 0 && depth(old) < depth(new));
        if depth(new) > 0 && !is_older {
            self.shown = Some(Shown {
                block: proof.block,
                account: account.cloned().unwrap_or_default(),
                base_fee: head.base_fee,
            });
        }
    }

    /// What the shown account has left when all payments are made that it does not show yet.
    fn spendable(&self, shown: &Shown) -> Amount {
        let waiting = self.waiting(shown.account.nonce);
        let costs = waiting.filter_map(|signed| signed.transaction().max_cost());
        let committed = costs.fold(0_u64, |sum, cost| sum.saturating_add(cost.0));
        Amount(shown.account.balance.0.saturating_sub(committed))
    }

    fn waiting(&self, nonce: u64) -> impl Iterator<Item = &SignedTransaction> {
        let signed = self.paid.iter().map(|paid| &paid.signed);
        signed.filter(move |signed| signed.transaction().nonce >= nonce)
    }

    /// Signs a payment and gives it to all trusted nodes, as one may keep it to itself.
    pub(super) fn pay(
        &mut self,
        to: Address,
        amount: Amount,
        asked: Asked,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let shown = self.shown.as_ref();
        let shown = shown.ok_or_else(|| Refusal::new("light.not-proven"))?;
        let nonce = shown.account.nonce + self.waiting(shown.account.nonce).count() as u64;
        let action = Action::Transfer { to, amount };
        let transaction = Transaction {
            chain: context.archive.rules().chain,
            sender: self.key.public(),
            nonce,
            gas_limit: intrinsic_gas(&action),
            bid: asked.bid(shown.base_fee, USUAL_TIP),
            action,
            blobs: None,
        };
        let spendable = self.spendable(shown);
        if transaction.max_cost().is_none_or(|cost| cost > spendable) {
            let refusal = Refusal::new("wallet.balance");
            return Err(refusal.with(spendable).with(amount));
        }
        let signed = transaction.sign(&self.key);
        let (agent, transaction) = (context.me, signed.id());
        context.note(|| Fact::Wallet(WalletFact::Submitted { agent, transaction }));
        for server in self.servers.iter().filter(|server| self.trusts(**server)) {
            context.send(*server, Message::Submit(signed.clone()));
        }
        self.paid.push(Paid {
            signed,
            block: None,
        });
        Ok(())
    }
}
