//! What a validator earns and loses for its duties (`altair/beacon-chain.md`,
//! `get_base_reward`, `get_flag_index_deltas`, `process_sync_aggregate`).

use super::params::{ETHER, Gwei, Preset};

/// A signature of the sync committee.
pub const SYNC_WEIGHT: u64 = 2;
/// What the proposer gets of what it includes.
pub const PROPOSER_WEIGHT: u64 = 8;
/// All weights together.
pub const WEIGHT_DENOMINATOR: u64 = 64;
/// How much a stake earns at all.
const BASE_REWARD_FACTOR: u64 = 64;

/// What a vote got right, as the block that included it found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// The source, included within five slots (mainnet: the square root of an epoch's).
    Source,
    /// The target, included at all (since Deneb).
    Target,
    /// The head, included in the next slot.
    Head,
}

impl Flag {
    /// All three, in the order of their bits.
    pub const ALL: [Self; 3] = [Self::Source, Self::Target, Self::Head];

    /// Its part of [`WEIGHT_DENOMINATOR`].
    #[must_use]
    pub const fn weight(self) -> u64 {
        match self {
            Self::Source | Self::Head => 14,
            Self::Target => 26,
        }
    }

    /// Its bit in a validator's participation.
    #[must_use]
    pub const fn bit(self) -> u8 {
        match self {
            Self::Source => 1,
            Self::Target => 2,
            Self::Head => 4,
        }
    }
}

/// What the active stake as a whole makes of the rewards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseReward {
    /// The active stake in whole ethers, at least 1.
    pub increments: u64,
    /// What one ether of effective balance earns in an epoch if all do all their duties.
    pub per_increment: Gwei,
}

impl BaseReward {
    /// With `total` active stake; less than one ether counts as one.
    #[must_use]
    pub fn of(total: Gwei) -> Self {
        let total = total.max(ETHER);
        Self {
            increments: total / ETHER,
            per_increment: ETHER * BASE_REWARD_FACTOR / total.isqrt(),
        }
    }

    /// What a validator with this effective balance earns in an epoch if all do all their duties.
    #[must_use]
    pub const fn base(&self, effective_balance: Gwei) -> Gwei {
        (effective_balance / ETHER).saturating_mul(self.per_increment)
    }

    /// The reward for one flag, if `participating` whole ethers have it too.
    #[must_use]
    pub fn flag_reward(&self, effective_balance: Gwei, flag: Flag, participating: u64) -> Gwei {
        let base = u128::from(self.base(effective_balance));
        let earned = base * u128::from(flag.weight()) * u128::from(participating)
            / (u128::from(self.increments) * u128::from(WEIGHT_DENOMINATOR));
        u64::try_from(earned).unwrap_or(u64::MAX)
    }

    /// The penalty for one missing flag; a missing head costs nothing.
    #[must_use]
    pub fn flag_penalty(&self, effective_balance: Gwei, flag: Flag) -> Gwei {
        match flag {
            Flag::Head => 0,
            _ => scaled(
                self.base(effective_balance),
                flag.weight(),
                WEIGHT_DENOMINATOR,
            ),
        }
    }

    /// What the proposer earns for including flags that are worth `weighed` to their validators:
    /// the sum of each flag's weight times its validator's base reward.
    #[must_use]
    pub const fn proposer_reward(weighed: u64) -> Gwei {
        let others = WEIGHT_DENOMINATOR - PROPOSER_WEIGHT;
        weighed / (others * WEIGHT_DENOMINATOR / PROPOSER_WEIGHT)
    }

    /// What a seat of the sync committee earns in a slot.
    #[must_use]
    pub fn sync_participant(&self, preset: &Preset) -> Gwei {
        let all = self.increments.saturating_mul(self.per_increment);
        let slot = scaled(all, SYNC_WEIGHT, WEIGHT_DENOMINATOR) / preset.slots_per_epoch;
        slot / preset.sync_committee_size
    }

    /// What the proposer earns for each seat's signature that it includes.
    #[must_use]
    pub fn sync_proposer(&self, preset: &Preset) -> Gwei {
        let others = WEIGHT_DENOMINATOR - PROPOSER_WEIGHT;
        scaled(self.sync_participant(preset), PROPOSER_WEIGHT, others)
    }
}

fn scaled(amount: Gwei, weight: u64, whole: u64) -> Gwei {
    let part = u128::from(amount) * u128::from(weight) / u128::from(whole);
    u64::try_from(part).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::params::MIN_ACTIVATION_BALANCE;
    use super::*;

    const WHOLE: Gwei = MIN_ACTIVATION_BALANCE;

    fn million() -> BaseReward {
        BaseReward::of(1_000_000 * WHOLE)
    }

    #[test]
    fn a_million_validators() {
        assert_eq!((1_000_000 * WHOLE).isqrt(), 178_885_438);
        assert_eq!(million().per_increment, 357);
        assert_eq!(million().base(WHOLE), 11_424);
        let rewards = Flag::ALL.map(|flag| million().flag_reward(WHOLE, flag, 32_000_000));
        assert_eq!(rewards, [2499, 4641, 2499]);
        let penalties = Flag::ALL.map(|flag| million().flag_penalty(WHOLE, flag));
        assert_eq!(penalties, [2499, 4641, 0]);
    }

    #[test]
    fn who_includes_a_full_slot_of_a_million_validators() {
        let weights: u64 = Flag::ALL.into_iter().map(Flag::weight).sum();
        let weighed = 31_250 * million().base(WHOLE) * weights;
        assert_eq!(BaseReward::proposer_reward(weighed), 43_031_250);
    }

    #[test]
    fn the_sync_committee_of_a_million_validators() {
        assert_eq!(million().sync_participant(&Preset::MAINNET), 21_789);
        assert_eq!(million().sync_proposer(&Preset::MAINNET), 3112);
    }

    #[test]
    fn fewer_validators_earn_more_each() {
        assert_eq!(BaseReward::of(16_384 * WHOLE).base(WHOLE), 89_440);
        assert_eq!(yearly_permille(64), 3675);
        assert_eq!(yearly_permille(1_000_000), 29);
    }

    /// Thousandths of the stake in 365.25 days, if all do all their duties.
    fn yearly_permille(validators: u64) -> u64 {
        let epochs = 365 * 225 + 225 / 4;
        BaseReward::of(validators * WHOLE).base(WHOLE) * epochs * 1000 / WHOLE
    }

    #[test]
    fn votes_of_half_earn_half() {
        let half = million().flag_reward(WHOLE, Flag::Target, 16_000_000);
        assert_eq!(half, 4641 / 2);
    }

    #[test]
    fn the_weights_are_all_there_is() {
        let flags: u64 = Flag::ALL.into_iter().map(Flag::weight).sum();
        assert_eq!(flags + SYNC_WEIGHT + PROPOSER_WEIGHT, WEIGHT_DENOMINATOR);
    }

    #[test]
    fn no_stake_and_all_the_stake_there_can_be() {
        assert_eq!(BaseReward::of(0), BaseReward::of(ETHER));
        let most = BaseReward::of(u64::MAX);
        assert_eq!(most.per_increment, 14);
        let _ = (
            most.sync_participant(&Preset::MAINNET),
            most.flag_reward(u64::MAX, Flag::Head, u64::MAX),
        );
    }
}
