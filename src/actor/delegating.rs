//! What a person asks of the system contract where producers are voted for.

use crate::base::{Amount, encode, order};
use crate::command::{DelegatedCommand, Refusal};
use crate::consensus::dpos::name::AccountName;
use crate::consensus::dpos::{Call, SYSTEM};
use crate::ledger::Action;

use super::Desk;

/// The call that a person's command stands for, with the value that goes along.
///
/// # Errors
/// What is wrong with the command, or that this chain knows no delegation.
pub(super) fn action(desk: &Desk, command: &DelegatedCommand) -> Result<Action, Refusal> {
    if desk.state().get(&SYSTEM).is_none() {
        return Err(Refusal::new("delegation.none"));
    }
    let (call, value) = match command {
        DelegatedCommand::Stake { amount, .. } => (Call::Stake, *amount),
        DelegatedCommand::Unstake { amount, .. } => {
            (Call::Unstake { amount: *amount }, Amount::ZERO)
        }
        DelegatedCommand::Refund { .. } => (Call::Refund, Amount::ZERO),
        DelegatedCommand::Vote { producers, .. } => {
            let producers = accounts(desk, producers)?;
            (Call::Vote { producers }, Amount::ZERO)
        }
        DelegatedCommand::Register { .. }
        | DelegatedCommand::Retire { .. }
        | DelegatedCommand::Claim { .. }
        | DelegatedCommand::Behave { .. } => return Err(Refusal::new("order.not-a-node")),
    };
    Ok(Action::Call {
        contract: SYSTEM,
        value,
        input: encode(&call),
    })
}

/// The accounts of nodes, in the order in which a vote has them.
fn accounts(desk: &Desk, nodes: &[String]) -> Result<Vec<AccountName>, Refusal> {
    let mut names = Vec::with_capacity(nodes.len());
    for node in nodes {
        desk.directory().node(node)?;
        let name = AccountName::of_node(node);
        names.push(name.map_err(|_| Refusal::new("delegation.no-name").with(node))?);
    }
    order::sort(&mut names);
    names.dedup();
    Ok(names)
}
