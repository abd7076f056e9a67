//! Proof of Stake of a world: its figures, its first validators, its engine.

use std::collections::BTreeSet;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::{Hand, Validating};
use crate::base::{Digest, SecretKey, order, sha256};
use crate::chain::Archive;
use crate::command::{Name, Refusal};
use crate::consensus::gasper::block::{Deposit, Domain};
use crate::consensus::gasper::engine::ProofOfStake;
use crate::consensus::gasper::ghost::LEAST_VOTES_FOR_BOOST;
use crate::consensus::gasper::key::ValidatorSecret;
use crate::consensus::gasper::onion::Onion;
use crate::consensus::gasper::params::{
    Fork, MIN_ACTIVATION_BALANCE, PROPOSER_BOOST_PERCENT, Preset,
};
use crate::consensus::gasper::state::Rules;
use crate::consensus::gasper::store::States;

use super::range::{error, one_of, unheeded, within};
use super::{Setup, SetupError};

/// Most validators of a world.
const MAX_VALIDATORS: u32 = 4_096;
/// Most copies of keys, each of all of a node's.
const MAX_COPIES: usize = 8;

/// How many validators a node runs, of 32 coins each.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// The node.
    pub node: Name,
    /// How many.
    pub count: u32,
}

/// A node that holds the keys of another one's validators, too: it bought them once they were worth nothing to their
/// owner, or the owner started twice.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct KeyCopy {
    /// Who holds the copy. It does nothing with it until it is told to.
    pub node: Name,
    /// Whose validators they are.
    pub of: Name,
}

/// Proof of Stake of a world.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct StakeSetup {
    /// The specification's set of sizes and times: `mainnet` or `minimal`.
    pub preset: String,
    /// Who runs the validators of the beginning.
    pub validators: Vec<Share>,
    /// Whether blocks, votes and deposits are signed: without is faster.
    pub signed: bool,
    /// Whether evidence counts.
    pub slashing: bool,
    /// Percent of a slot's votes that a timely block counts for by itself; 0 switches that off.
    pub boost: u64,
    /// Who holds keys of others.
    pub copies: Vec<KeyCopy>,
}

impl Default for StakeSetup {
    fn default() -> Self {
        Self {
            preset: Preset::MINIMAL.name.to_owned(),
            validators: Vec::new(),
            signed: true,
            slashing: true,
            boost: PROPOSER_BOOST_PERCENT,
            copies: Vec::new(),
        }
    }
}

/// The secrets of a node's validators, and of those that it holds a copy of.
fn hands(setup: &Setup, stake: &StakeSetup, node: &str) -> Vec<Hand> {
    let seed = sha256(&setup.seed.to_le_bytes());
    let copies = stake.copies.iter().filter(|copy| copy.node == node);
    let others: Vec<&Name> = copies.map(|copy| &copy.of).collect();
    let mut first = 0;
    let mut hands = Vec::new();
    for share in &stake.validators {
        let copied = others.contains(&&share.node);
        if share.node == node || copied {
            let indices = first..first + share.count;
            hands.extend(indices.map(|index| hand(&seed, index, copied)));
        }
        first += share.count;
    }
    hands
}

fn hand(seed: &Digest, index: u32, copied: bool) -> Hand {
    let name = format!("validator/{index}");
    Hand {
        index,
        key: ValidatorSecret::derive(seed, &name),
        onion: Onion::derive(seed, &name),
        copied,
    }
}

/// The engine of a setup that was checked.
pub(super) fn engine(setup: &Setup, stake: &StakeSetup, genesis_time: u32) -> ProofOfStake {
    let seed = sha256(&setup.seed.to_le_bytes());
    let rules = Rules {
        preset: Preset::named(&stake.preset).unwrap_or(Preset::MINIMAL),
        fork: Fork::Electra,
        signed: stake.signed,
        slashing: stake.slashing,
        domain: Domain(seed),
    };
    let mut deposits = Vec::new();
    for share in &stake.validators {
        let node = SecretKey::derive(&seed, &format!("node/{}", share.node));
        let withdrawal = node.public().address();
        let first = deposits.len() as u32;
        deposits.extend((first..first + share.count).map(|index| {
            let hand = hand(&seed, index, false);
            Deposit {
                key: hand.key.public(),
                commitment: hand.onion.commitment(),
                withdrawal,
                compounding: false,
                amount: MIN_ACTIVATION_BALANCE,
                signature: None,
            }
        }));
    }
    ProofOfStake::new(rules, deposits, seed, genesis_time)
}

/// A node's part in it, which shares what the engine remembers.
pub(super) fn member(
    (setup, stake): (&Setup, &StakeSetup),
    (node, trusted): (&str, Digest),
    archive: &Archive,
) -> Option<Validating> {
    let engine: Arc<ProofOfStake> = archive
        .rules()
        .consensus
        .clone()
        .shared()?
        .downcast()
        .ok()?;
    let trusted = (trusted, archive.after(&trusted)?);
    let hands = hands(setup, stake, node);
    Some(Validating::new(engine, hands, trusted, stake.boost))
}

/// Whether the figures are possible, and all who run validators are nodes.
pub(super) fn check(setup: &Setup, stake: &StakeSetup) -> Result<(), SetupError> {
    let place = |field: &str| format!("consensus.stake.{field}");
    let presets = [Preset::MAINNET.name, Preset::MINIMAL.name];
    one_of(&place("preset"), &stake.preset, &presets)?;
    within(&place("boost"), stake.boost, 0..=100)?;
    for (index, share) in stake.validators.iter().enumerate() {
        let place = place(&format!("validators[{index}].count"));
        within(&place, share.count, 1..=MAX_VALIDATORS)?;
    }
    let counts = stake.validators.iter().map(|share| share.count);
    let sum = counts.fold(0, u32::saturating_add);
    within(&place("validators"), sum, 1..=MAX_VALIDATORS)?;
    let still = setup.nodes.iter().all(|node| node.hash_rate == 0);
    unheeded("nodes.hash_rate", still, "stake")?;
    check_boost(stake, sum).map_err(|refusal| error(place("boost"), refusal))?;
    check_names(setup, stake).map_err(|refusal| error(place("validators"), refusal))?;
    within(&place("copies"), stake.copies.len(), 0..=MAX_COPIES)?;
    check_copies(setup, stake).map_err(|refusal| error(place("copies"), refusal))
}

/// Another boost than the specification's is an experiment, which says nothing with few votes in a slot.
fn check_boost(stake: &StakeSetup, validators: u32) -> Result<(), Refusal> {
    let preset = Preset::named(&stake.preset).unwrap_or(Preset::MINIMAL);
    let votes = u64::from(validators) / preset.slots_per_epoch;
    if stake.boost == PROPOSER_BOOST_PERCENT || votes >= LEAST_VOTES_FOR_BOOST {
        return Ok(());
    }
    let refusal = Refusal::new("stake.too-few-votes").with(votes);
    Err(refusal.with(LEAST_VOTES_FOR_BOOST))
}

fn names(setup: &Setup) -> BTreeSet<&Name> {
    order::gather(setup.nodes.iter().map(|node| &node.name))
}

fn check_names(setup: &Setup, stake: &StakeSetup) -> Result<(), Refusal> {
    let names = names(setup);
    let unknown = stake
        .validators
        .iter()
        .find(|share| !names.contains(&share.node));
    unknown.map_or(Ok(()), |share| {
        Err(Refusal::new("name.unknown").with(&share.node))
    })
}

fn check_copies(setup: &Setup, stake: &StakeSetup) -> Result<(), Refusal> {
    let names = names(setup);
    for copy in &stake.copies {
        if !names.contains(&copy.node) {
            return Err(Refusal::new("name.unknown").with(&copy.node));
        }
        let runs = stake.validators.iter().any(|share| share.node == copy.of);
        if !runs || copy.node == copy.of {
            return Err(Refusal::new("stake.no-keys-to-copy").with(&copy.of));
        }
    }
    Ok(())
}
