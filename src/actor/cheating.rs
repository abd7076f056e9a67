//! Transactions that break a rule on purpose: what no wallet that keeps the rules would sign.

use crate::base::Amount;
use crate::command::{Flaw, Refusal};
use crate::ledger::{Action, SignedTransaction};

use super::Contact;
use super::pricing::Signing;

/// A transaction with a flaw; `with` is who receives, or whose coins are to be taken. No wallet remembers it.
///
/// # Errors
/// `wallet.nothing-spent` if no number of the account was used yet.
pub(super) fn flawed(
    signing: &Signing,
    (with, amount): (&Contact, Amount),
    flaw: Flaw,
) -> Result<SignedTransaction, Refusal> {
    let own = signing.key.public().address();
    let to = match flaw {
        Flaw::Signature => own,
        _ => with.address,
    };
    let amount = match flaw {
        Flaw::Balance => Amount(signing.balance().0.saturating_add(amount.0)),
        _ => amount,
    };
    let nonce = signing.state_nonce();
    let proper = signing.sign(nonce, &Action::Transfer { to, amount }, signing.balance());
    let mut transaction = proper.transaction().clone();
    match flaw {
        Flaw::Signature => {
            transaction.sender = with.key;
            transaction.nonce = signing.head.state.nonce(&with.address);
        }
        Flaw::Nonce => {
            let used = nonce.checked_sub(1);
            transaction.nonce = used.ok_or_else(|| Refusal::new("wallet.nothing-spent"))?;
        }
        Flaw::Gas => transaction.gas_limit /= 2,
        Flaw::Balance => {}
    }
    Ok(transaction.sign(signing.key))
}
