//! Why a block is refused.

use crate::ledger::TransactionError;

/// The first rule that a block breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockError {
    /// Its parent is not known (yet).
    UnknownParent,
    /// The Merkle field does not commit to the body.
    Merkle,
    /// Its height is not its parent's plus one.
    Height,
    /// The difficulty is not what the rules ask for here.
    Difficulty,
    /// The header's hash does not meet the target.
    Work,
    /// The version does not say what kind of work the rules ask for.
    Version,
    /// Nobody who may produce it here vouches for it.
    Seal,
    /// The consensus engine's part breaks a rule of the engine.
    Engine,
    /// The engine's root is not what the block gives.
    EngineRoot,
    /// The time is not after the median of the last eleven blocks.
    TimeTooOld,
    /// The time is too far in the node's future.
    TimeTooNew,
    /// More bytes than the rules allow.
    TooLarge,
    /// More gas than a block may use.
    GasLimit,
    /// A transaction is invalid here.
    Transaction(TransactionError),
    /// The gas used is not what execution gives.
    GasUsed,
    /// The state root is not what execution gives.
    StateRoot,
    /// The receipts root is not what execution gives.
    ReceiptsRoot,
    /// The sum of values does not fit.
    Overflow,
}

impl BlockError {
    /// Key of the reason for the page's and the terminal's texts.
    pub fn key(self) -> &'static str {
        match self {
            Self::UnknownParent => "block.unknown-parent",
            Self::Merkle => "block.merkle",
            Self::Height => "block.height",
            Self::Difficulty => "block.difficulty",
            Self::Work => "block.work",
            Self::Version => "block.version",
            Self::Seal => "block.seal",
            Self::Engine => "block.engine",
            Self::EngineRoot => "block.engine-root",
            Self::TimeTooOld => "block.time-too-old",
            Self::TimeTooNew => "block.time-too-new",
            Self::TooLarge => "block.too-large",
            Self::GasLimit => "block.gas-limit",
            Self::Transaction(error) => error.key(),
            Self::GasUsed => "block.gas-used",
            Self::StateRoot => "block.state-root",
            Self::ReceiptsRoot => "block.receipts-root",
            Self::Overflow => "block.overflow",
        }
    }
}

impl From<TransactionError> for BlockError {
    fn from(error: TransactionError) -> Self {
        Self::Transaction(error)
    }
}
