//! The numbers of the specification: its presets `mainnet` and `minimal`, never mixed, and what
//! its forks changed (consensus-specs `presets/`, `configs/`, `specs/*/beacon-chain.md`).

/// A billionth of an ether, which is also the smallest unit of [`crate::base::Amount`].
pub type Gwei = u64;
/// A span of [`Preset::slots_per_epoch`] slots, counted from genesis.
pub type Epoch = u64;
/// A time at which one block may be proposed, counted from genesis.
pub type Slot = u64;

/// One ether; also `EFFECTIVE_BALANCE_INCREMENT`.
pub const ETHER: Gwei = 1_000_000_000;
/// What a validator needs to become active, and the most that counts for one that does not compound.
pub const MIN_ACTIVATION_BALANCE: Gwei = 32 * ETHER;
/// The most that counts for a validator since Electra; proposers are drawn against it.
pub const MAX_EFFECTIVE_BALANCE: Gwei = 2048 * ETHER;
/// An active validator with at most this effective balance is ejected.
pub const EJECTION_BALANCE: Gwei = 16 * ETHER;
/// An epoch that never comes.
pub const FAR_FUTURE_EPOCH: Epoch = u64::MAX;
/// Epochs between an entry or exit being decided and its earliest effect, less one.
pub const MAX_SEED_LOOKAHEAD: Epoch = 4;
/// Epochs from an exit until the balance can be withdrawn.
pub const WITHDRAWABILITY_DELAY: Epoch = 256;
/// More epochs without finality than this are a leak.
pub const EPOCHS_TO_INACTIVITY_PENALTY: Epoch = 4;
/// Added to the inactivity score for a missed target.
pub const SCORE_BIAS: u64 = 4;
/// Taken from the inactivity score in each epoch without a leak.
pub const SCORE_RECOVERY: u64 = 16;
/// Percent of a slot's votes that a timely block counts for by itself.
pub const PROPOSER_BOOST_PERCENT: u64 = 40;
/// Basis points of a slot until which a block is timely, and at which its votes are due.
pub const ATTESTATION_DUE_BPS: u64 = 3333;

/// The rules whose numbers differ from fork to fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fork {
    /// December 2020.
    Phase0,
    /// October 2021.
    Altair,
    /// September 2022, with Proof of Work given up; kept by Capella and Deneb.
    Bellatrix,
    /// May 2025.
    Electra,
}

/// What is taken from who breaks the rules or is away, by fork.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Penalties {
    /// The initial penalty of a slashing is the effective balance over this.
    pub slashing_quotient: u64,
    /// A slashing also costs this many times the share that is slashed with it.
    pub slashing_multiplier: u64,
    /// The leak takes effective balance times score over [`SCORE_BIAS`] times this.
    pub inactivity_quotient: u64,
    /// The whistleblower of a slashing gets the effective balance over this.
    pub whistleblower_quotient: u64,
}

/// One consistent set of sizes and times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// `mainnet` or `minimal`.
    pub name: &'static str,
    /// Milliseconds.
    pub slot_ms: u64,
    /// Slots.
    pub slots_per_epoch: u64,
    /// At most so many committees vote in a slot.
    pub max_committees_per_slot: u64,
    /// There are as many committees as reach this size.
    pub target_committee_size: u64,
    /// Rounds of the swap-or-not shuffle.
    pub shuffle_rounds: u8,
    /// Epochs for which slashings count together; a slashed balance is locked as long.
    pub slashings_vector: u64,
    /// Epochs that a validator must have been active before it may leave.
    pub shard_committee_period: Epoch,
    /// The least that may enter or leave in an epoch.
    pub min_churn: Gwei,
    /// The most that may enter or leave in an epoch.
    pub max_churn: Gwei,
    /// Between those, the total active balance over this.
    pub churn_quotient: u64,
    /// Seats of the sync committee.
    pub sync_committee_size: u64,
    /// Withdrawals that a block pays at most.
    pub max_withdrawals: usize,
    /// Validators that a block looks at for withdrawals at most.
    pub withdrawals_sweep: u64,
    phase0: Penalties,
}

impl Preset {
    /// Ethereum's own.
    pub const MAINNET: Self = Self {
        name: "mainnet",
        slot_ms: 12_000,
        slots_per_epoch: 32,
        max_committees_per_slot: 64,
        target_committee_size: 128,
        shuffle_rounds: 90,
        slashings_vector: 8192,
        shard_committee_period: 256,
        min_churn: 128 * ETHER,
        max_churn: 256 * ETHER,
        churn_quotient: 65_536,
        sync_committee_size: 512,
        max_withdrawals: 16,
        withdrawals_sweep: 16_384,
        phase0: Penalties {
            slashing_quotient: 128,
            slashing_multiplier: 1,
            inactivity_quotient: 1 << 26,
            whistleblower_quotient: 512,
        },
    };

    /// The specification's set for tests and small worlds.
    pub const MINIMAL: Self = Self {
        name: "minimal",
        slot_ms: 6_000,
        slots_per_epoch: 8,
        max_committees_per_slot: 4,
        target_committee_size: 4,
        shuffle_rounds: 10,
        slashings_vector: 64,
        shard_committee_period: 64,
        min_churn: 64 * ETHER,
        max_churn: 128 * ETHER,
        churn_quotient: 32,
        sync_committee_size: 32,
        max_withdrawals: 4,
        withdrawals_sweep: 16,
        phase0: Penalties {
            slashing_quotient: 64,
            slashing_multiplier: 2,
            inactivity_quotient: 1 << 25,
            whistleblower_quotient: 512,
        },
    };

    /// The preset of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::MAINNET, Self::MINIMAL]
            .into_iter()
            .find(|preset| preset.name == name)
    }

    /// What `fork` takes and gives.
    #[must_use]
    pub fn penalties(&self, fork: Fork) -> Penalties {
        let altair = Penalties {
            slashing_quotient: 64,
            slashing_multiplier: 2,
            inactivity_quotient: 3 << 24,
            whistleblower_quotient: 512,
        };
        let bellatrix = Penalties {
            slashing_quotient: 32,
            slashing_multiplier: 3,
            inactivity_quotient: 1 << 24,
            ..altair
        };
        match fork {
            Fork::Phase0 => self.phase0,
            Fork::Altair => altair,
            Fork::Bellatrix => bellatrix,
            Fork::Electra => Penalties {
                slashing_quotient: 4096,
                whistleblower_quotient: 4096,
                ..bellatrix
            },
        }
    }

    /// The epoch of a slot.
    #[must_use]
    pub const fn epoch_of(&self, slot: Slot) -> Epoch {
        slot / self.slots_per_epoch
    }

    /// The first slot of an epoch.
    #[must_use]
    pub const fn start_of(&self, epoch: Epoch) -> Slot {
        epoch.saturating_mul(self.slots_per_epoch)
    }

    /// Committees that vote in each slot, if `active` validators are.
    #[must_use]
    pub fn committees_per_slot(&self, active: u64) -> u64 {
        let full = active / self.slots_per_epoch / self.target_committee_size;
        full.clamp(1, self.max_committees_per_slot)
    }

    /// What a timely block counts for by itself in the fork choice, if `total` is at stake.
    #[must_use]
    pub const fn proposer_boost(&self, total: Gwei) -> Gwei {
        (total / self.slots_per_epoch).saturating_mul(PROPOSER_BOOST_PERCENT) / 100
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committees_of_mainnet() {
        let of = |active| Preset::MAINNET.committees_per_slot(active);
        assert_eq!([of(8192), of(100_000), of(262_144)], [2, 24, 64]);
        assert_eq!([of(0), of(8191), of(1_000_000)], [1, 1, 64]);
    }

    #[test]
    fn the_boost_is_two_fifths_of_a_slot() {
        let million = 1_000_000 * MIN_ACTIVATION_BALANCE;
        assert_eq!(Preset::MAINNET.proposer_boost(million), 400_000 * ETHER);
        assert_eq!(
            Preset::MAINNET.proposer_boost(3200 * MIN_ACTIVATION_BALANCE),
            40 * MIN_ACTIVATION_BALANCE
        );
    }

    #[test]
    fn presets_are_found_by_name_only() {
        assert_eq!(Preset::named("mainnet"), Some(Preset::MAINNET));
        assert_eq!(Preset::named("minimal"), Some(Preset::MINIMAL));
        assert_eq!(Preset::named("Mainnet"), None);
    }

    #[test]
    fn an_epoch_is_its_slots() {
        let preset = Preset::MAINNET;
        assert_eq!([preset.epoch_of(31), preset.epoch_of(32)], [0, 1]);
        assert_eq!(preset.start_of(2), 64);
        assert_eq!(preset.slots_per_epoch * preset.slot_ms, 384_000);
    }
}
