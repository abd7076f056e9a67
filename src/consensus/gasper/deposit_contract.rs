//! The deposit contract on Layer 1: takes value and never gives it back; what it logs, the
//! validators' chain takes over (the specification's deposit contract, `phase0/deposit-contract.md`;
//! its logs as requests: EIP-6110).

use borsh::{BorshDeserialize, BorshSerialize};

use super::block::Deposit;
use super::key::ValidatorKey;
use super::params::{ETHER, Gwei};
use crate::base::{Address, Amount, Digest, Signature, decode, encode};
use crate::ledger::{Account, CallContext, Contract, ContractState, Receipt, Revert};

/// Where the contract is from genesis on.
pub const DEPOSITS: Address = Address(*b"system:deposits.....");
/// Name of the code.
pub const CODE: &str = "deposits";
/// Topic of its notes.
const TOPIC: &str = "deposit";
/// `MIN_DEPOSIT_AMOUNT`.
pub const LEAST: Amount = Amount(ETHER);

/// The code.
pub struct DepositContract;

/// Input of a call; the amount is the value that comes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Call {
    /// The validator's key.
    pub key: ValidatorKey,
    /// The outermost layer of its onion.
    pub commitment: Digest,
    /// Where its balance is paid out to.
    pub withdrawal: Address,
    /// Whether it compounds.
    pub compounding: bool,
    /// By the key, over all this with the amount; a known key needs none.
    pub signature: Option<Signature>,
}

impl Call {
    /// What is called to deposit so, which goes along with the amount.
    #[must_use]
    pub const fn of(deposit: &Deposit) -> Self {
        let Deposit {
            key,
            commitment,
            withdrawal,
            compounding,
            signature,
            ..
        } = *deposit;
        Self {
            key,
            commitment,
            withdrawal,
            compounding,
            signature,
        }
    }

    fn deposit(self, amount: Gwei) -> Deposit {
        let Self {
            key,
            commitment,
            withdrawal,
            compounding,
            signature,
        } = self;
        Deposit {
            key,
            commitment,
            withdrawal,
            compounding,
            amount,
            signature,
        }
    }
}

impl Contract for DepositContract {
    fn code(&self) -> &'static str {
        CODE
    }

    fn create(&self, _: &mut CallContext, _: &[u8]) -> Result<(), Revert> {
        Err(Revert::Reason("deposit.at-genesis-only"))
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let call: Call = decode(input).map_err(|_| Revert::Reason("deposit.input"))?;
        context.require(context.value() >= LEAST, "deposit.too-little")?;
        let deposit = call.deposit(context.value().0);
        context.note(TOPIC, encode(&deposit))
    }
}

/// The contract's account in the genesis block; it holds what the first validators deposited.
#[must_use]
pub fn genesis_account(deposited: Amount) -> Account {
    Account {
        contract: Some(ContractState {
            code: CODE.to_owned(),
            storage: Default::default(),
        }),
        ..Account::with_balance(deposited)
    }
}

/// All deposits of a block, in order.
#[must_use]
pub fn deposits(receipts: &[Receipt]) -> Vec<Deposit> {
    let logs = receipts.iter().flat_map(|receipt| &receipt.logs);
    logs.filter(|log| log.contract == DEPOSITS && log.topic == TOPIC)
        .filter_map(|log| decode(&log.data).ok())
        .collect()
}
