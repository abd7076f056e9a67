//! From a setup's consensus to the chain's engine and each node's member.

use std::sync::Arc;

use crate::actor::{Delegate, Member};
use crate::chain::{Archive, Consensus, Market};
use crate::command::Refusal;
use crate::consensus::dpos::name::AccountName;
use crate::consensus::pow::{ProofOfWork, asert::Asert, retarget::Retarget, target};

use super::range::{error, within};
use super::{
    ConsensusSetup, MAX_SEARCHED_RATE, NodeSetup, PowSetup, Setup, SetupError, delegated, staked,
    strategy,
};
use crate::base::{Amount, Digest, SecretKey};

/// Easiest target, about 2^4 attempts a block.
const POW_LIMIT: u32 = 0x200f_ffff;

/// The engine of a setup that was checked, of a chain whose first block has this time.
pub(super) fn consensus(setup: &Setup, first: u32) -> Arc<dyn Consensus> {
    match &setup.consensus {
        ConsensusSetup::Pow(pow) => Arc::new(proof_of_work(pow, first)),
        ConsensusSetup::Delegated(own) => Arc::new(delegated::engine(setup, own, first)),
        ConsensusSetup::Stake(stake) => Arc::new(staked::engine(setup, stake, first)),
    }
}

/// Blocks until a producer may spend its reward; 0 for at once.
pub(super) fn maturity(setup: &ConsensusSetup) -> u64 {
    match setup {
        ConsensusSetup::Pow(pow) => pow.maturity,
        ConsensusSetup::Delegated(_) => 0,
        ConsensusSetup::Stake(_) => 0,
    }
}

/// What room in blocks costs; delegated chains of EOS's kind ration it by stake and know no fee.
pub(super) fn market(setup: &Setup) -> Market {
    match setup.consensus {
        ConsensusSetup::Pow(_) | ConsensusSetup::Stake(_) => setup.market.rules(),
        ConsensusSetup::Delegated(_) => Market::off(),
    }
}

/// Seconds by which a block may be ahead of a node's clock.
pub(super) fn future_limit(setup: &ConsensusSetup) -> u32 {
    match setup {
        ConsensusSetup::Pow(_) => 7_200,
        ConsensusSetup::Delegated(_) => 7,
        ConsensusSetup::Stake(_) => 0,
    }
}

/// What a node does in the consensus beside mining; `None` if it follows the heaviest branch.
pub(super) fn member(
    setup: &Setup,
    (node, trusted): (&NodeSetup, Digest),
    key: &SecretKey,
    archive: &Archive,
) -> Option<Box<dyn Member>> {
    match &setup.consensus {
        ConsensusSetup::Pow(_) => None,
        ConsensusSetup::Delegated(_) => {
            let name = AccountName::of_node(&node.name).ok();
            let genesis = archive.genesis();
            Some(Box::new(Delegate::new(name, key.clone(), genesis)))
        }
        ConsensusSetup::Stake(stake) => {
            let member = staked::member((setup, stake), (&node.name, trusted), archive)?;
            Some(Box::new(member))
        }
    }
}

/// Whether the setup's figures are possible.
pub(super) fn check(setup: &Setup) -> Result<(), SetupError> {
    match &setup.consensus {
        ConsensusSetup::Pow(pow) => {
            check_pow(pow)?;
            check_rates(setup, pow.sampled)?;
        }
        ConsensusSetup::Delegated(own) => delegated::check(setup, own)?,
        ConsensusSetup::Stake(stake) => staked::check(setup, stake)?,
    }
    for (index, node) in setup.nodes.iter().enumerate() {
        strategy::check_strategy(&setup.consensus, node.rogue)
            .map_err(|refusal| error(format!("nodes[{index}].rogue"), refusal))?;
    }
    Ok(())
}

fn proof_of_work(pow: &PowSetup, genesis_time: u32) -> ProofOfWork {
    let limit = target::from_compact(POW_LIMIT).unwrap_or(target::BITCOIN_LIMIT);
    ProofOfWork {
        retarget: Retarget {
            window: pow.window,
            spacing: pow.spacing,
            clamp: 4,
            limit,
        },
        initial_bits: pow.bits,
        initial_subsidy: pow.subsidy,
        halving_interval: pow.halving,
        sampled: pow.sampled,
        genesis_time,
        asert: (pow.half_life > 0).then_some(Asert {
            spacing: pow.spacing,
            half_life: pow.half_life,
            limit,
        }),
    }
}

fn check_rates(setup: &Setup, sampled: bool) -> Result<(), SetupError> {
    let rates = setup.nodes.iter().map(|node| node.hash_rate);
    let total = rates.fold(0, u64::saturating_add);
    if !sampled && total > MAX_SEARCHED_RATE {
        let refusal = Refusal::new("hash-rate.needs-sampling");
        let refusal = refusal.with(total).with(MAX_SEARCHED_RATE);
        return Err(error("nodes", refusal));
    }
    Ok(())
}

fn check_pow(pow: &PowSetup) -> Result<(), SetupError> {
    let limit = target::from_compact(POW_LIMIT).unwrap_or(target::BITCOIN_LIMIT);
    let place = |field: &str| format!("consensus.pow.{field}");
    if target::from_bits(pow.bits, limit).is_err() {
        let refusal = Refusal::new("setup.target").with(format!("{:#010x}", pow.bits));
        let refusal = refusal.with(format!("{POW_LIMIT:#010x}"));
        return Err(error(place("bits"), refusal));
    }
    within(&place("spacing"), pow.spacing, 1..=86_400)?;
    within(&place("window"), pow.window, 3..=100_000)?;
    within(&place("halving"), pow.halving, 1..=u64::MAX)?;
    within(&place("half_life"), pow.half_life, 0..=1_000_000_000)?;
    within(&place("maturity"), pow.maturity, 1..=100_000)?;
    let subsidy = Amount::ZERO..=Amount::coins(1_000_000);
    within(&place("subsidy"), pow.subsidy, subsidy)
}
