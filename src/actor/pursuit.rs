//! Transactions that a role sends for a purpose, again as long as one before was in a block without effect.

use crate::base::Digest;
use crate::ledger::Action;

use super::{Asked, Desk};

/// Most transactions for one purpose.
const MAX_ATTEMPTS: u32 = 8;

/// Whether a labeled transaction is still on its way: submitted and in no block.
pub fn is_waiting(desk: &Desk, label: &str) -> bool {
    desk.wallet()
        .watched()
        .any(|(name, _, included)| name == label && included.is_none())
}

/// Whether a transaction with a label that starts so is on its way.
pub fn is_any_waiting(desk: &Desk, start: &str) -> bool {
    desk.wallet()
        .watched()
        .any(|(name, _, included)| name.starts_with(start) && included.is_none())
}

/// Submits an action for a purpose that is not reached yet, unless a transaction for it is on its way. Returns the
/// label of a new one.
pub fn pursue(desk: &mut Desk, purpose: &str, action: &Action) -> Option<String> {
    let label = next_label(desk, purpose)?;
    if !affordable(desk, action) {
        return None;
    }
    desk.submit(&label, action);
    Some(label)
}

/// As [`pursue`], at an offer made by hand.
pub fn pursue_at(desk: &mut Desk, purpose: &str, action: &Action, asked: Asked) -> Option<String> {
    let label = next_label(desk, purpose)?;
    desk.submit_at(&label, action, asked);
    Some(label)
}

fn next_label(desk: &Desk, purpose: &str) -> Option<String> {
    let label = (1..=MAX_ATTEMPTS)
        .map(|attempt| format!("{purpose}-{attempt}"))
        .take_while(|label| !is_waiting(desk, label))
        .find(|label| desk.wallet().find(label).is_none())?;
    (!is_any_waiting(desk, &format!("{purpose}-"))).then_some(label)
}

/// Whether the wallet could pay `value` and the fee of `action` now.
pub fn affordable(desk: &Desk, action: &Action) -> bool {
    let gas = desk.estimate(action).map_or(500_000, |(gas, _)| gas);
    let fee = desk.least_price().checked_mul(gas + gas / 4 + 60_000);
    fee.and_then(|fee| fee.checked_add(action.value()))
        .is_some_and(|cost| cost <= desk.spendable())
}

/// The first eight hex digits, for labels.
pub fn short(digest: &Digest) -> String {
    digest.to_string().chars().take(8).collect()
}
