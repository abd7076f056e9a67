//! What a person asks of the deposit contract where stake decides, and the keys of the validator that it deposits for.

use crate::base::{Amount, Digest, encode, sha256};
use crate::command::Refusal;
use crate::consensus::gasper::block::Deposit;
use crate::consensus::gasper::deposit_contract::{Call, DEPOSITS, LEAST};
use crate::consensus::gasper::engine::validators_of;
use crate::consensus::gasper::key::ValidatorSecret;
use crate::consensus::gasper::onion::Onion;
use crate::ledger::Action;

use super::Desk;

/// The keys of a validator that was deposited for, from the secret that the person and its node share.
pub(super) fn keys(secret: &Digest) -> (ValidatorSecret, Onion) {
    let name = "deposited";
    (
        ValidatorSecret::derive(secret, name),
        Onion::derive(secret, name),
    )
}

/// The deposit for the person's validator of that number, and the secret of its keys. What is paid out goes to the
/// person's account.
///
/// # Errors
/// That this chain knows no stake, or that the contract takes no less than a coin.
pub(super) fn deposit(
    desk: &Desk,
    number: u64,
    amount: Amount,
) -> Result<(Digest, Action), Refusal> {
    let none = || Refusal::new("stake.none");
    let state = validators_of(&*desk.head().engine).ok_or_else(none)?;
    if amount < LEAST {
        return Err(Refusal::new("stake.too-little").with(LEAST));
    }
    let name = format!("validator/{}/{number}", desk.me().0);
    let secret = sha256(&desk.sign(&sha256(name.as_bytes())).0);
    let (key, onion) = keys(&secret);
    let unsigned = Deposit {
        key: key.public(),
        commitment: onion.commitment(),
        withdrawal: desk.address(),
        compounding: false,
        amount: amount.0,
        signature: None,
    };
    let deposit = match state.rules().signed {
        true => unsigned.signed(&key),
        false => unsigned,
    };
    let action = Action::Call {
        contract: DEPOSITS,
        value: amount,
        input: encode(&Call::of(&deposit)),
    };
    Ok((secret, action))
}
