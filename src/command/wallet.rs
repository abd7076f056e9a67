//! Commands on accounts and transfers on Layer 1.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Demand, Name};
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
        /// The most units paid for each gas, base fee and tip together; by default room for the base fee to double.
        #[serde(default)]
        max_fee: Option<Amount>,
        /// Units of it for the miner; higher is included earlier.
        #[serde(default)]
        tip: Option<Amount>,
    },
    /// Changes what a crowd wants of Layer 1.
    Demand {
        /// Which crowd.
        crowd: Name,
        /// What it wants from now on.
        demand: Demand,
    },
    /// Signs a waiting transaction again at a higher offer; mempools want a tenth more in both parts.
    Bump {
        /// Whose wallet.
        from: Name,
        /// Which transaction, by its nonce; the first that waits, if left out.
        #[serde(default)]
        nonce: Option<u64>,
        /// The most units paid for each gas; by default the usual, and at least what mempools want.
        #[serde(default)]
        max_fee: Option<Amount>,
        /// Units of it for the miner.
        #[serde(default)]
        tip: Option<Amount>,
    },
    /// A second wallet with somebody's key, as client of another node. Neither knows what the other signs.
    Restore {
        /// Name of the second wallet.
        name: Name,
        /// Whose key.
        of: Name,
        /// Which node it trusts and submits to.
        node: Name,
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
    /// A transaction that breaks a rule is given to the person's node: no wallet that keeps the rules would sign it.
    Cheat {
        /// Who gives it.
        from: Name,
        /// Who receives; with a false signature, whose coins are to be taken.
        to: Name,
        /// How much; where more is paid than there is, by how much more.
        amount: Amount,
        /// Which rule it breaks.
        flaw: Flaw,
    },
}

/// Which rule a transaction breaks.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Flaw {
    /// It moves somebody else's coins, and is signed by who wants them.
    Signature,
    /// It bears the number of a payment that was made already.
    Nonce,
    /// It pays more than its account holds.
    Balance,
    /// It allows half the gas that it takes.
    Gas,
}
