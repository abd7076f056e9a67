//! Signed transactions: what is signed, what the id covers, and the checks before one runs.

use std::sync::{Arc, OnceLock};

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::{Address, Amount, Digest, PublicKey, SecretKey, Signature, encode, sha256d};

use super::{Bid, Blobs, Code, Env, State, TransactionError, gas::intrinsic_gas};

/// What a transaction does.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub enum Action {
    /// Moves value to an account.
    Transfer {
        /// Receiver.
        to: Address,
        /// Value moved.
        amount: Amount,
    },
    /// Calls a contract.
    Call {
        /// The contract called.
        contract: Address,
        /// Value that goes along.
        value: Amount,
        /// Canonical bytes of the call; the contract decodes them.
        input: Vec<u8>,
    },
    /// Creates a contract at [`Address::of_contract`] of sender and nonce.
    Create {
        /// Which code of the contract table.
        code: Code,
        /// Value that goes along.
        value: Amount,
        /// Canonical bytes for the code's constructor.
        input: Vec<u8>,
    },
}

impl Action {
    /// Value that leaves the sender besides the fee.
    pub fn value(&self) -> Amount {
        match self {
            Self::Transfer { amount, .. } => *amount,
            Self::Call { value, .. } | Self::Create { value, .. } => *value,
        }
    }

    /// The bytes that are paid for as calldata.
    pub fn input(&self) -> &[u8] {
        match self {
            Self::Transfer { .. } => &[],
            Self::Call { input, .. } | Self::Create { input, .. } => input,
        }
    }

    /// Where the value goes, if it is an existing address.
    pub fn target(&self) -> Option<Address> {
        match self {
            Self::Transfer { to, .. } => Some(*to),
            Self::Call { contract, .. } => Some(*contract),
            Self::Create { .. } => None,
        }
    }
}

/// A transaction before it is signed. Its canonical bytes are what is signed and what the id covers.
#[derive(Clone, Debug, PartialEq, BorshSerialize, BorshDeserialize)]
pub struct Transaction {
    /// Which chain it is for, so that it can't be replayed on another.
    pub chain: u32,
    /// Who pays and signs.
    pub sender: PublicKey,
    /// Equals the sender's nonce when it is executed.
    pub nonce: u64,
    /// Most gas it may use.
    pub gas_limit: u64,
    /// What it offers for each gas.
    pub bid: Bid,
    /// What it does.
    pub action: Action,
    /// The blobs that it carries, if any.
    pub blobs: Option<Blobs>,
}

impl Transaction {
    /// Hash of the canonical bytes without the signature: a second valid signature changes no id.
    pub fn id(&self) -> Digest {
        sha256d(&encode(self))
    }

    /// Signs with `key`; the signature is valid only if `key` belongs to `sender`.
    pub fn sign(self, key: &SecretKey) -> SignedTransaction {
        let signature = key.sign(&self.id());
        SignedTransaction::new(self, signature)
    }

    /// The largest fee it may pay, that of its blobs included; `None` if it does not fit.
    pub fn max_fee(&self) -> Option<Amount> {
        let blobs = self.blobs.as_ref().map_or(Some(Amount::ZERO), Blobs::most);
        self.bid
            .max_fee
            .checked_mul(self.gas_limit)?
            .checked_add(blobs?)
    }

    /// The most that leaves its sender: value and largest fee; `None` if it does not fit.
    pub fn max_cost(&self) -> Option<Amount> {
        self.max_fee()?.checked_add(self.action.value())
    }

    /// Gas of blob space that it takes.
    pub fn blob_gas(&self) -> u64 {
        self.blobs.as_ref().map_or(0, Blobs::gas)
    }
}

#[derive(Debug)]
struct Inner {
    transaction: Transaction,
    signature: Signature,
    id: Digest,
    bytes: Vec<u8>,
    sender: Address,
    verified: OnceLock<bool>,
    blobs: Vec<Vec<u8>>,
}

/// A transaction with its signature. Cloning shares; the verification's result is remembered, as the content can't change.
#[derive(Clone, Debug)]
pub struct SignedTransaction(Arc<Inner>);

impl SignedTransaction {
    /// Puts transaction and signature together, without checking the signature.
    pub fn new(transaction: Transaction, signature: Signature) -> Self {
        Self::with_blobs(transaction, signature, Vec::new())
    }

    /// As [`Self::new`], with the blobs' data beside it: it travels along, and no id, size of a block or signature covers it.
    pub fn with_blobs(transaction: Transaction, signature: Signature, blobs: Vec<Vec<u8>>) -> Self {
        let id = transaction.id();
        let bytes = encode(&(&transaction, &signature));
        let sender = transaction.sender.address();
        Self(Arc::new(Inner {
            transaction,
            signature,
            id,
            bytes,
            sender,
            verified: OnceLock::new(),
            blobs,
        }))
    }

    /// The id, which does not cover the signature.
    pub fn id(&self) -> Digest {
        self.0.id
    }

    /// Canonical bytes with signature: what travels and what the block's Merkle tree commits to.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Leaf of the block's Merkle tree: double SHA-256 of all bytes, signature included.
    pub fn leaf(&self) -> Digest {
        sha256d(&self.0.bytes)
    }

    /// The blobs' data, where it is known.
    pub fn blob_data(&self) -> &[Vec<u8>] {
        &self.0.blobs
    }

    /// Bytes on the wire: a blob takes all of its space.
    pub fn wire_size(&self) -> usize {
        self.bytes().len() + self.0.blobs.len() * super::MAX_BLOB_BYTES
    }

    /// The sender's address.
    pub fn sender(&self) -> Address {
        self.0.sender
    }

    /// The signed content.
    pub fn transaction(&self) -> &Transaction {
        &self.0.transaction
    }

    /// The signature.
    pub fn signature(&self) -> &Signature {
        &self.0.signature
    }

    /// Whether the sender's key signed the id; computed once for each content.
    pub fn is_signed(&self) -> bool {
        *self.0.verified.get_or_init(|| {
            self.0
                .transaction
                .sender
                .verify(&self.0.id, &self.0.signature)
        })
    }

    /// Checks that need no state: signature, chain, size, gas bounds, offers, blobs' number and versions.
    pub fn check_form(&self, env: &Env) -> Result<(), TransactionError> {
        let transaction = self.transaction();
        if transaction.chain != env.chain {
            return Err(TransactionError::WrongChain);
        }
        if self.bytes().len() as u64 > env.max_transaction_bytes {
            return Err(TransactionError::TooLarge);
        }
        if transaction.gas_limit > env.gas_limit || transaction.max_fee().is_none() {
            return Err(TransactionError::GasTooHigh);
        }
        if transaction.gas_limit < intrinsic_gas(&transaction.action) {
            return Err(TransactionError::GasTooLow);
        }
        if transaction.bid.max_tip > transaction.bid.max_fee {
            return Err(TransactionError::TipAboveFee);
        }
        self.check_blobs(env)?;
        if !self.is_signed() {
            return Err(TransactionError::BadSignature);
        }
        Ok(())
    }

    fn check_blobs(&self, env: &Env) -> Result<(), TransactionError> {
        let Some(blobs) = &self.transaction().blobs else {
            return Ok(());
        };
        if matches!(self.transaction().action, Action::Create { .. }) {
            return Err(TransactionError::BlobCreate);
        }
        blobs.check(env.prices.blobs.max)
    }

    /// Whether the blobs' data is here and is what the transaction commits to. Mempools ask; a block keeps no data.
    pub fn has_blob_data(&self) -> bool {
        let blobs = self.transaction().blobs.as_ref();
        blobs.is_none_or(|blobs| blobs.commit_to(&self.0.blobs))
    }

    /// Checks the offers against the prices of the block.
    pub fn check_prices(&self, env: &Env) -> Result<(), TransactionError> {
        let transaction = self.transaction();
        if transaction.bid.max_fee < env.prices.base_fee {
            return Err(TransactionError::FeeBelowBase);
        }
        let blobs = transaction.blobs.as_ref();
        match blobs.is_some_and(|blobs| blobs.max_fee < env.prices.blob_fee) {
            true => Err(TransactionError::BlobFeeBelowBase),
            false => Ok(()),
        }
    }

    /// Checks against the state that it would execute on.
    pub fn check_state(&self, state: &State) -> Result<(), TransactionError> {
        let transaction = self.transaction();
        let nonce = state.nonce(&self.sender());
        if transaction.nonce < nonce {
            return Err(TransactionError::NonceUsed);
        }
        if transaction.nonce > nonce {
            return Err(TransactionError::NonceGap);
        }
        match transaction.max_cost() {
            Some(cost) if state.balance(&self.sender()) >= cost => Ok(()),
            _ => Err(TransactionError::Balance),
        }
    }
}

impl PartialEq for SignedTransaction {
    fn eq(&self, other: &Self) -> bool {
        self.0.bytes == other.0.bytes
    }
}

impl BorshSerialize for SignedTransaction {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        writer.write_all(&self.0.bytes)
    }
}

impl BorshDeserialize for SignedTransaction {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        let transaction = Transaction::deserialize_reader(reader)?;
        let signature = Signature::deserialize_reader(reader)?;
        Ok(Self::new(transaction, signature))
    }
}
