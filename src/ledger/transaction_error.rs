//! Why a transaction is refused.

use borsh::{BorshDeserialize, BorshSerialize};

/// Why a transaction is refused, at the mempool and again in a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum TransactionError {
    /// The signature is not the sender's, or not in low-s form.
    BadSignature,
    /// It is for another chain.
    WrongChain,
    /// More bytes than the rules allow.
    TooLarge,
    /// Less gas than its bytes and kind cost before anything runs.
    GasTooLow,
    /// More gas than a block holds, or a fee that does not fit an amount.
    GasTooHigh,
    /// Its tip is above the most that it pays altogether (EIP-1559).
    TipAboveFee,
    /// The most that it pays for a gas is below the block's base fee (EIP-1559).
    FeeBelowBase,
    /// No blobs where some are announced, or more than a block holds (EIP-4844).
    BlobCount,
    /// A blob's hash is of an unknown version (EIP-4844).
    BlobVersion,
    /// Blobs with a creation: a transaction with blobs needs a receiver (EIP-4844).
    BlobCreate,
    /// The data beside it is not what its hashes commit to.
    BlobData,
    /// The most that it pays for blob space is below the block's price (EIP-4844).
    BlobFeeBelowBase,
    /// The sender's nonce is past it: it was executed already, or replaced.
    NonceUsed,
    /// An earlier transaction of the sender is missing.
    NonceGap,
    /// The sender can't pay value and the largest fee.
    Balance,
}

impl TransactionError {
    /// Key of the reason for the page's and the terminal's texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::BadSignature => "transaction.bad-signature",
            Self::WrongChain => "transaction.wrong-chain",
            Self::TooLarge => "transaction.too-large",
            Self::GasTooLow => "transaction.gas-too-low",
            Self::GasTooHigh => "transaction.gas-too-high",
            Self::TipAboveFee => "transaction.tip-above-fee",
            Self::FeeBelowBase => "transaction.fee-below-base",
            Self::BlobCount => "transaction.blob-count",
            Self::BlobVersion => "transaction.blob-version",
            Self::BlobCreate => "transaction.blob-create",
            Self::BlobData => "transaction.blob-data",
            Self::BlobFeeBelowBase => "transaction.blob-fee-below-base",
            Self::NonceUsed => "transaction.nonce-used",
            Self::NonceGap => "transaction.nonce-gap",
            Self::Balance => "transaction.balance",
        }
    }
}
