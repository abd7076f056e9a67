//! Commands on accounts and transfers on Layer 1.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Name;
use crate::base::Amount;

/// What can be asked of wallets.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum WalletCommand {
    /// A new person with an empty account, as client of a node.
    Create {
        /// Name of the person.
        name: Name,
        /// Which node the wallet trusts and submits to.
        node: Name,
    },
    /// A signed transfer on Layer 1.
    Transfer {
        /// Who pays.
        from: Name,
        /// Who receives: a person or a node's miner.
        to: Name,
        /// How much.
        amount: Amount,
        /// Units paid for each gas; higher is included earlier.
        gas_price: Option<Amount>,
    },
    /// A transfer, and beside it one with the same number to the sender itself, for its node's private chain.
    DoubleSpend {
        /// Who pays, a client of a node with a private chain.
        from: Name,
        /// Who is to believe that it was paid.
        to: Name,
        /// How much.
        amount: Amount,
    },
}
