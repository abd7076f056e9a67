//! One account: a balance, a nonce, and for a contract its code and storage.

use std::io;

use borsh::BorshSerialize;

use crate::base::{Amount, Digest, MerkleMap};

/// Name of a contract's code in the [`super::ContractTable`].
pub type Code = String;

/// Code and storage of a contract account.
#[derive(Clone, Debug, PartialEq)]
pub struct ContractState {
    /// Which entry of the contract table runs when this account is called.
    pub code: Code,
    /// Storage slots; keys and values are canonical bytes chosen by the contract.
    pub storage: MerkleMap<Vec<u8>, Vec<u8>>,
}

/// What a chain knows of one address.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Account {
    /// Number of transactions sent (for a contract: contracts created).
    pub nonce: u64,
    /// Spendable value.
    pub balance: Amount,
    /// Code and storage, if the account is a contract.
    pub contract: Option<ContractState>,
}

/// The bytes that the state root commits to: nonce, balance, and code with storage root.
impl BorshSerialize for Account {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.nonce.serialize(writer)?;
        self.balance.serialize(writer)?;
        self.commitment().serialize(writer)
    }
}

impl Account {
    fn commitment(&self) -> Option<(&Code, Digest)> {
        self.contract
            .as_ref()
            .map(|contract| (&contract.code, contract.storage.root()))
    }

    /// An account that holds `balance` and nothing else.
    pub fn with_balance(balance: Amount) -> Self {
        Self {
            balance,
            ..Self::default()
        }
    }
}
