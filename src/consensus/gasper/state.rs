//! All that the validators' chain knows after a block. A copy is cheap: what a block does not
//! change is shared (`phase0/beacon-chain.md`, `BeaconState`).

use std::sync::{Arc, OnceLock};

use borsh::BorshSerialize;

use super::block::{Deposit, Domain};
use super::duties::Duties;
use super::exits::{ExitQueue, activation_exit_churn, withdrawable_epoch};
use super::justification::{Checkpoint, Justification};
use super::onion::is_under;
use super::params::{ETHER, Epoch, FAR_FUTURE_EPOCH, Fork, Gwei, Preset, Slot};
use super::parts::Parts;
use super::randao::mixed;
use super::reward::BaseReward;
use super::validator::{Index, Validator};
use crate::base::{Digest, encode, order::gather, sha256};

/// The rules of one chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Sizes and times.
    pub preset: Preset,
    /// Whose penalties hold. All other rules are Electra's.
    pub fork: Fork,
    /// Whether blocks, votes, exits and deposits are signed.
    pub signed: bool,
    /// Whether evidence counts: off shows why it does.
    pub slashing: bool,
    /// What signatures are over.
    pub domain: Domain,
}

/// A deposit that waits to be final and for room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct PendingDeposit {
    /// What was logged.
    pub deposit: Deposit,
    /// The slot of the block that took it.
    pub slot: Slot,
}

/// What came to the balances and went since genesis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, BorshSerialize)]
pub struct Flow {
    /// Created as rewards.
    pub earned: Gwei,
    /// Destroyed as penalties.
    pub lost: Gwei,
    /// Taken over from Layer 1.
    pub deposited: Gwei,
    /// Paid out to Layer 1.
    pub withdrawn: Gwei,
    /// Deposited for a new key without its owner's signature, and so lost.
    pub forfeited: Gwei,
}

/// The validators' chain after a block, or at a slot without one.
#[derive(Clone, Debug)]
pub struct State {
    pub(super) rules: Arc<Rules>,
    pub(super) slot: Slot,
    /// The slot of the last block.
    pub(super) block_slot: Slot,
    /// The last block at each of the last slots of two epochs, by slot modulo their number.
    pub(super) roots: Parts<Digest>,
    pub(super) validators: Arc<Vec<Validator>>,
    pub(super) commitments: Parts<Digest>,
    pub(super) balances: Parts<Gwei>,
    pub(super) scores: Arc<Vec<u64>>,
    /// What each validator got right in the epoch before, and in this one.
    pub(super) flags: [Arc<Vec<u8>>; 2],
    pub(super) justification: Justification,
    /// The mixes of this epoch, of the one before, and of the one before that.
    pub(super) mixes: [Digest; 3],
    /// What was slashed in which epoch, as long as it counts.
    pub(super) slashings: Vec<(Epoch, Gwei)>,
    pub(super) queue: ExitQueue,
    pub(super) deposit_room: Gwei,
    pub(super) pending: Arc<Vec<PendingDeposit>>,
    /// From whom on the next block looks for payouts.
    pub(super) sweep: Index,
    pub(super) total: Gwei,
    /// The duties of the epoch before, and of this one.
    pub(super) duties: [Arc<Duties>; 2],
    pub(super) flow: Flow,
    registry_root: Arc<OnceLock<Digest>>,
}

impl State {
    /// The chain at slot 0: who deposited at least 32 ether is active, all others wait.
    #[must_use]
    pub fn genesis(rules: Rules, deposits: &[Deposit], randomness: Digest) -> Self {
        let activate = |deposit: &Deposit| {
            let mut validator = registered(deposit);
            if validator.may_queue() {
                validator.eligible = 0;
                validator.activation = 0;
            }
            validator
        };
        let validators: Vec<Validator> = deposits.iter().map(activate).collect();
        let count = validators.len();
        let none = Arc::new(vec![0; count]);
        let duties = Arc::new(Duties::deal(&validators, 0, &randomness, &rules.preset));
        let roots = 2 * rules.preset.slots_per_epoch as usize;
        Self {
            slot: 0,
            block_slot: 0,
            roots: gather(vec![Digest::ZERO; roots]),
            commitments: gather(deposits.iter().map(|deposit| deposit.commitment)),
            balances: gather(deposits.iter().map(|deposit| deposit.amount)),
            scores: Arc::new(vec![0; count]),
            flags: [none.clone(), none],
            justification: Justification::default(),
            mixes: [randomness; 3],
            slashings: Vec::new(),
            queue: ExitQueue::default(),
            deposit_room: 0,
            pending: Arc::default(),
            sweep: 0,
            total: active_balance(&validators, 0),
            duties: [duties.clone(), duties],
            flow: Flow::default(),
            registry_root: Arc::default(),
            validators: Arc::new(validators),
            rules: Arc::new(rules),
        }
    }

    /// What a block commits to: all of this but the rules, and what follows from the rest.
    #[must_use]
    pub fn root(&self) -> Digest {
        let balances: Vec<Gwei> = self.balances.iter().copied().collect();
        let commitments: Vec<Digest> = self.commitments.iter().copied().collect();
        let roots: Vec<Digest> = self.roots.iter().copied().collect();
        let registry = || sha256(&encode(&*self.validators));
        sha256(&encode(&(
            self.registry_root.get_or_init(registry),
            (self.slot, self.block_slot, &self.justification, &self.mixes),
            (balances, commitments, roots),
            (&*self.scores, &*self.flags[0], &*self.flags[1]),
            (&self.slashings, &self.queue, self.deposit_room, self.sweep),
            (&*self.pending, self.flow),
        )))
    }

    /// The chain's rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The slot.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        self.slot
    }

    /// The epoch.
    #[must_use]
    pub fn epoch(&self) -> Epoch {
        self.rules.preset.epoch_of(self.slot)
    }

    pub(super) fn previous_epoch(&self) -> Epoch {
        self.epoch().saturating_sub(1)
    }

    /// All validators that ever were.
    #[must_use]
    pub fn validators(&self) -> &[Validator] {
        &self.validators
    }

    /// What a validator holds; nothing if there is no such.
    #[must_use]
    pub fn balance(&self, index: Index) -> Gwei {
        self.balances.get(index as usize).copied().unwrap_or(0)
    }

    /// What all validators hold.
    #[must_use]
    pub fn held(&self) -> Gwei {
        self.balances
            .iter()
            .fold(0, |sum, one| sum.saturating_add(*one))
    }

    /// How long a validator was away in leaks.
    #[must_use]
    pub fn score(&self, index: Index) -> u64 {
        self.scores.get(index as usize).copied().unwrap_or(0)
    }

    /// What a validator got right in the epoch before (0) and in this one (1): bits of
    /// [`super::reward::Flag`].
    #[must_use]
    pub fn flags(&self, index: Index) -> [u8; 2] {
        let of = |flags: &Vec<u8>| flags.get(index as usize).copied().unwrap_or(0);
        [of(&self.flags[0]), of(&self.flags[1])]
    }

    /// The validators' stake on duty, at least one ether.
    #[must_use]
    pub const fn total(&self) -> Gwei {
        self.total
    }

    /// What is justified and final on this chain.
    #[must_use]
    pub const fn justification(&self) -> &Justification {
        &self.justification
    }

    /// What came to the balances and went since genesis.
    #[must_use]
    pub const fn flow(&self) -> Flow {
        self.flow
    }

    /// Deposits that wait.
    #[must_use]
    pub fn pending(&self) -> &[PendingDeposit] {
        &self.pending
    }

    /// The duties of this epoch or of the one before.
    #[must_use]
    pub fn duties(&self, epoch: Epoch) -> Option<&Arc<Duties>> {
        self.duties
            .iter()
            .rev()
            .find(|duties| duties.epoch() == epoch)
    }

    /// The commitment that a validator's next reveal must be under.
    #[must_use]
    pub fn commitment(&self, index: Index) -> Option<&Digest> {
        self.commitments.get(index as usize)
    }

    /// The last block at or before `slot`, if that is in the past and in the last two epochs.
    #[must_use]
    pub fn root_at(&self, slot: Slot) -> Option<Digest> {
        let kept = self.roots.len() as u64;
        let past = slot < self.slot && self.slot <= slot + kept;
        let place = past.then(|| (slot % kept) as usize)?;
        self.roots.get(place).copied()
    }

    /// The checkpoint of this epoch or of the one before, if its slot is in the past.
    #[must_use]
    pub fn checkpoint(&self, epoch: Epoch) -> Option<Checkpoint> {
        let root = self.root_at(self.rules.preset.start_of(epoch))?;
        Some(Checkpoint { epoch, root })
    }

    pub(super) fn base_reward(&self) -> BaseReward {
        BaseReward::of(self.total)
    }

    pub(super) fn churn(&self) -> Gwei {
        activation_exit_churn(self.total, &self.rules.preset)
    }

    /// Creates a reward.
    pub(super) fn earn(&mut self, index: Index, amount: Gwei) {
        let earned = self.credit(index, amount);
        self.flow.earned = self.flow.earned.saturating_add(earned);
    }

    /// Destroys a penalty, or what is left.
    pub(super) fn lose(&mut self, index: Index, amount: Gwei) {
        let lost = self.debit(index, amount);
        self.flow.lost = self.flow.lost.saturating_add(lost);
    }

    /// Takes over what a validator of the registry deposited once more.
    pub(super) fn deposit(&mut self, index: Index, amount: Gwei) {
        let deposited = self.credit(index, amount);
        self.flow.deposited = self.flow.deposited.saturating_add(deposited);
    }

    /// Takes out what is paid to Layer 1.
    pub(super) fn withdraw(&mut self, index: Index, amount: Gwei) {
        let withdrawn = self.debit(index, amount);
        self.flow.withdrawn = self.flow.withdrawn.saturating_add(withdrawn);
    }

    fn credit(&mut self, index: Index, amount: Gwei) -> Gwei {
        let Some(balance) = self.balances.get_mut(index as usize) else {
            return 0;
        };
        let old = *balance;
        *balance = old.saturating_add(amount);
        *balance - old
    }

    fn debit(&mut self, index: Index, amount: Gwei) -> Gwei {
        let Some(balance) = self.balances.get_mut(index as usize) else {
            return 0;
        };
        let taken = amount.min(*balance);
        *balance -= taken;
        taken
    }

    pub(super) fn change(&mut self, index: Index, change: impl FnOnce(&mut Validator)) {
        self.registry_root = Arc::default();
        let validators = Arc::make_mut(&mut self.validators);
        if let Some(validator) = validators.get_mut(index as usize) {
            change(validator);
        }
    }

    pub(super) fn validator(&self, index: Index) -> Option<&Validator> {
        self.validators.get(index as usize)
    }

    /// Puts a validator into the exit queue, if it is not in it.
    pub(super) fn initiate_exit(&mut self, index: Index) {
        let Some(validator) = self.validator(index) else {
            return;
        };
        if validator.exit != FAR_FUTURE_EPOCH {
            return;
        }
        let (epoch, churn, balance) = (self.epoch(), self.churn(), validator.effective);
        let exit = self.queue.exit(epoch, churn, balance);
        self.change(index, |validator| {
            validator.exit = exit;
            validator.withdrawable = withdrawable_epoch(exit);
        });
    }

    /// Mixes a proposer's reveal in, if it is the next layer of its onion.
    pub(super) fn reveal(&mut self, proposer: Index, reveal: &Digest) -> bool {
        let Some(commitment) = self.commitments.get_mut(proposer as usize) else {
            return false;
        };
        if !is_under(reveal, commitment) {
            return false;
        }
        *commitment = *reveal;
        self.mixes[0] = mixed(&self.mixes[0], &reveal.0);
        true
    }

    pub(super) fn register(&mut self, deposit: &Deposit) {
        self.registry_root = Arc::default();
        Arc::make_mut(&mut self.validators).push(registered(deposit));
        self.commitments.push(deposit.commitment);
        self.balances.push(deposit.amount);
        self.flow.deposited = self.flow.deposited.saturating_add(deposit.amount);
        Arc::make_mut(&mut self.scores).push(0);
        for flags in &mut self.flags {
            Arc::make_mut(flags).push(0);
        }
    }
}

fn registered(deposit: &Deposit) -> Validator {
    let Deposit {
        key,
        withdrawal,
        compounding,
        amount,
        ..
    } = *deposit;
    Validator::new(key, withdrawal, compounding, amount)
}

/// The effective balance of who is active, at least one ether.
pub(super) fn active_balance(validators: &[Validator], epoch: Epoch) -> Gwei {
    let active = validators.iter().filter(|one| one.is_active(epoch));
    let sum = active.fold(0_u64, |sum, one| sum.saturating_add(one.effective));
    sum.max(ETHER)
}
