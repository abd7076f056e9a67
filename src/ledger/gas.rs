//! The gas schedule and the meter. Figures are Ethereum's; each names its EIP.

use super::{Action, fee::calldata::Calldata};

/// Prices of the schedule, in gas.
pub mod price {
    /// Any transaction (Yellow Paper, G_transaction).
    pub const TRANSACTION: u64 = 21_000;
    /// Creating a contract (EIP-2).
    pub const CREATE: u64 = 32_000;
    /// A zero byte of calldata (EIP-2028).
    pub const ZERO_BYTE: u64 = 4;
    /// A non-zero byte of calldata (EIP-2028).
    pub const NONZERO_BYTE: u64 = 16;
    /// Floor for each token of calldata; a zero byte is one token, another is four (EIP-7623).
    pub const FLOOR_TOKEN: u64 = 10;
    /// Reading 32 bytes of storage, cold (EIP-2929).
    pub const STORAGE_READ: u64 = 2_100;
    /// Writing 32 bytes where there were none (EIP-2200).
    pub const STORAGE_NEW: u64 = 20_000;
    /// Changing 32 bytes (EIP-2929: 5,000 less the cold read).
    pub const STORAGE_CHANGE: u64 = 2_900;
    /// Paying value out of a contract (Yellow Paper, G_callvalue).
    pub const PAY: u64 = 9_000;
    /// Verifying one ECDSA signature (precompile 1).
    pub const SIGNATURE: u64 = 3_000;
    /// SHA-256, fixed part and each 32 bytes (precompile 2).
    pub const SHA256: (u64, u64) = (60, 12);
    /// Keccak-256, fixed part and each 32 bytes.
    pub const KECCAK256: (u64, u64) = (30, 6);
    /// A log entry, fixed part and each byte.
    pub const LOG: (u64, u64) = (375, 8);
}

/// The gas limit was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfGas;

/// A meter that counts up to a limit.
#[derive(Clone, Debug)]
pub struct Gas {
    limit: u64,
    used: u64,
}

impl Gas {
    /// A meter that allows `limit`.
    pub fn new(limit: u64) -> Self {
        Self { limit, used: 0 }
    }

    /// Gas used so far.
    pub fn used(&self) -> u64 {
        self.used
    }

    /// Uses `gas`; at the limit everything is used and the call ends.
    pub fn charge(&mut self, gas: u64) -> Result<(), OutOfGas> {
        match self.used.checked_add(gas) {
            Some(used) if used <= self.limit => {
                self.used = used;
                Ok(())
            }
            _ => {
                self.used = self.limit;
                Err(OutOfGas)
            }
        }
    }

    /// Uses a fixed part and a part for each 32 bytes begun.
    pub fn charge_words(
        &mut self,
        (fixed, word): (u64, u64),
        bytes: usize,
    ) -> Result<(), OutOfGas> {
        self.charge(fixed.saturating_add(word.saturating_mul(words(bytes))))
    }
}

/// Number of 32-byte words begun by `bytes`.
pub(super) fn words(bytes: usize) -> u64 {
    (bytes as u64).div_ceil(32)
}

/// What a transaction costs before anything runs: 21,000, its calldata, and creation.
/// The floor of EIP-7623 is included, as the gas limit must cover it.
pub fn intrinsic_gas(action: &Action) -> u64 {
    execution_start(action).max(calldata_floor(action))
}

/// Gas charged before the call runs (without the floor).
pub(super) fn execution_start(action: &Action) -> u64 {
    let create = match action {
        Action::Create { .. } => price::CREATE,
        Action::Transfer { .. } | Action::Call { .. } => 0,
    };
    Calldata::of(action.input()).start().saturating_add(create)
}

/// The least a transaction pays for its calldata whatever it executes (EIP-7623).
pub(super) fn calldata_floor(action: &Action) -> u64 {
    Calldata::of(action.input()).floor()
}
