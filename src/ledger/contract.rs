//! What a contract is, and the only things that it can see and do.

use crate::base::{Address, Amount, Digest, PublicKey, Signature, keccak256, sha256};

use super::{
    Gas, LogEntry, OutOfGas, State,
    gas::{price, words},
};

/// Codes that a chain knows.
pub type ContractTable = &'static [&'static dyn Contract];

/// A contract's code. Its state lives in storage slots, reached through the context only.
pub trait Contract: Sync {
    /// Name in the contract table and in `Create`.
    fn code(&self) -> &'static str;
    /// Runs once, when the contract is created.
    fn create(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert>;
    /// Runs for each call.
    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert>;
}

/// Why a call ended without effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revert {
    /// The contract refused, for the reason with this key.
    Reason(&'static str),
    /// The gas limit was reached.
    OutOfGas,
}

impl From<OutOfGas> for Revert {
    fn from(OutOfGas: OutOfGas) -> Self {
        Self::OutOfGas
    }
}

/// What is the same for all transactions of a block.
#[derive(Clone)]
pub struct Env {
    /// The chain's number.
    pub chain: u32,
    /// Height of the block.
    pub height: u64,
    /// Time in the block's header, seconds.
    pub time: u32,
    /// Who receives the fees.
    pub miner: Address,
    /// Most gas in a block.
    pub gas_limit: u64,
    /// Most bytes of a transaction.
    pub max_transaction_bytes: u64,
    /// The codes that can be created and called.
    pub contracts: ContractTable,
}

impl Env {
    pub(super) fn contract(&self, code: &str) -> Option<&'static dyn Contract> {
        self.contracts
            .iter()
            .copied()
            .find(|contract| contract.code() == code)
    }
}

/// A running call: storage, payments, cryptography and notes, each at its price in gas.
pub struct CallContext<'a> {
    pub(super) env: &'a Env,
    pub(super) state: &'a mut State,
    pub(super) gas: &'a mut Gas,
    pub(super) logs: Vec<LogEntry>,
    pub(super) contract: Address,
    pub(super) caller: Address,
    pub(super) value: Amount,
}

impl CallContext<'_> {
    /// The called contract's own address.
    pub fn contract(&self) -> Address {
        self.contract
    }

    /// Who sent the transaction.
    pub fn caller(&self) -> Address {
        self.caller
    }

    /// Value that came along; it is in the contract's balance already.
    pub fn value(&self) -> Amount {
        self.value
    }

    /// Height of the block that this call is in.
    pub fn height(&self) -> u64 {
        self.env.height
    }

    /// Time in the header of the block that this call is in, seconds since 1970.
    pub fn time(&self) -> u32 {
        self.env.time
    }

    /// The chain's number.
    pub fn chain(&self) -> u32 {
        self.env.chain
    }

    /// The contract's balance.
    pub fn balance(&self) -> Amount {
        self.state.balance(&self.contract)
    }

    /// Hash of an earlier block of this branch, of the last 8,191 (EIP-2935).
    pub fn block_hash(&mut self, height: u64) -> Result<Option<Digest>, Revert> {
        self.gas.charge(price::STORAGE_READ)?;
        Ok(self.state.block_hash(height, self.env.height))
    }

    /// Reads a storage slot.
    pub fn get(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, Revert> {
        let value = self.state.storage(&self.contract, key).cloned();
        let bytes = value.as_ref().map_or(1, Vec::len);
        self.gas
            .charge(price::STORAGE_READ.saturating_mul(words(bytes).max(1)))?;
        Ok(value)
    }

    /// Writes a storage slot: new words at the price of new ones, others at that of a change.
    pub fn set(&mut self, key: &[u8], value: Vec<u8>) -> Result<(), Revert> {
        let before = self
            .state
            .storage(&self.contract, key)
            .map_or(0, |old| words(old.len()));
        let after = words(value.len()).max(1);
        let new = after.saturating_sub(before);
        let changed = after.min(before);
        self.gas.charge(
            price::STORAGE_NEW * new + price::STORAGE_CHANGE * changed + price::STORAGE_READ,
        )?;
        self.write(key, Some(value));
        Ok(())
    }

    /// Empties a storage slot. No refund is modeled.
    pub fn remove(&mut self, key: &[u8]) -> Result<(), Revert> {
        self.gas
            .charge(price::STORAGE_CHANGE + price::STORAGE_READ)?;
        self.write(key, None);
        Ok(())
    }

    fn write(&mut self, key: &[u8], value: Option<Vec<u8>>) {
        let mut account = self.state.account(&self.contract);
        if let Some(contract) = account.contract.as_mut() {
            match value {
                Some(value) => {
                    contract.storage.insert(key.to_vec(), value);
                }
                None => {
                    contract.storage.remove(&key.to_vec());
                }
            }
            self.state.put(self.contract, account);
        }
    }

    /// Pays out of the contract's balance.
    pub fn pay(&mut self, to: Address, amount: Amount) -> Result<(), Revert> {
        self.gas.charge(price::PAY)?;
        self.state
            .debit(self.contract, amount)
            .ok_or(Revert::Reason("contract.balance"))?;
        self.state
            .credit(to, amount)
            .ok_or(Revert::Reason("contract.overflow"))
    }

    /// Whether `key` signed `message`.
    pub fn verify(
        &mut self,
        key: &PublicKey,
        message: &Digest,
        signature: &Signature,
    ) -> Result<bool, Revert> {
        self.gas.charge(price::SIGNATURE)?;
        Ok(key.verify(message, signature))
    }

    /// SHA-256.
    pub fn sha256(&mut self, bytes: &[u8]) -> Result<Digest, Revert> {
        self.gas.charge_words(price::SHA256, bytes.len())?;
        Ok(sha256(bytes))
    }

    /// Keccak-256.
    pub fn keccak256(&mut self, bytes: &[u8]) -> Result<Digest, Revert> {
        self.gas.charge_words(price::KECCAK256, bytes.len())?;
        Ok(keccak256(bytes))
    }

    /// Uses gas for work that has no method here.
    pub fn charge(&mut self, gas: u64) -> Result<(), Revert> {
        Ok(self.gas.charge(gas)?)
    }

    /// Leaves a note in the receipt.
    pub fn note(&mut self, topic: &str, data: Vec<u8>) -> Result<(), Revert> {
        let (fixed, byte) = price::LOG;
        self.gas.charge(fixed + byte * data.len() as u64)?;
        self.logs.push(LogEntry {
            contract: self.contract,
            topic: topic.to_owned(),
            data,
        });
        Ok(())
    }

    /// Refuses with `reason` unless `holds`.
    pub fn require(&self, holds: bool, reason: &'static str) -> Result<(), Revert> {
        if holds {
            Ok(())
        } else {
            Err(Revert::Reason(reason))
        }
    }
}
