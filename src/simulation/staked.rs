//! Proof of Stake of a world: its figures, its first validators, its engine.

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
use crate::consensus::gasper::onion::Onion;
use crate::consensus::gasper::params::{
    Fork, MIN_ACTIVATION_BALANCE, PROPOSER_BOOST_PERCENT, Preset,
};
use crate::consensus::gasper::state::Rules;
use crate::consensus::gasper::store::States;

use super::{Setup, SetupError, begin};

/// Most validators of a world.
const MAX_VALIDATORS: u32 = 4_096;

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
}

impl Default for StakeSetup {
    fn default() -> Self {
        Self {
            preset: Preset::MINIMAL.name.to_owned(),
            validators: Vec::new(),
            signed: true,
            slashing: true,
            boost: PROPOSER_BOOST_PERCENT,
        }
    }
}

/// The secrets of a node's validators.
fn hands(setup: &Setup, stake: &StakeSetup, node: &str) -> Vec<Hand> {
    let seed = sha256(&setup.seed.to_le_bytes());
    let mut first = 0;
    let mut hands = Vec::new();
    for share in &stake.validators {
        if share.node == node {
            hands.extend((first..first + share.count).map(|index| hand(&seed, index)));
        }
        first += share.count;
    }
    hands
}

fn hand(seed: &Digest, index: u32) -> Hand {
    let name = format!("validator/{index}");
    Hand {
        index,
        key: SecretKey::derive(seed, &name),
        onion: Onion::derive(seed, &name),
    }
}

/// The engine of a setup that was checked.
pub(super) fn engine(setup: &Setup, stake: &StakeSetup) -> ProofOfStake {
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
            let hand = hand(&seed, index);
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
    ProofOfStake::new(rules, deposits, seed, begin::GENESIS_TIME)
}

/// A node's part in it, which shares what the engine remembers.
pub(super) fn member(
    (setup, stake): (&Setup, &StakeSetup),
    node: &str,
    archive: &Archive,
) -> Option<Validating> {
    let engine: Arc<ProofOfStake> = archive
        .rules()
        .consensus
        .clone()
        .shared()?
        .downcast()
        .ok()?;
    let genesis = archive.genesis();
    let state = archive.after(&genesis)?;
    let hands = hands(setup, stake, node);
    Some(Validating::new(
        engine,
        hands,
        (genesis, state),
        stake.boost,
    ))
}

/// Whether the figures are possible, and all who run validators are nodes.
pub(super) fn check(setup: &Setup, stake: &StakeSetup) -> Result<(), SetupError> {
    let place = |field: &str| format!("consensus.stake.{field}");
    let range = |field: &str, holds| begin::range(&place(field), holds);
    range("preset", Preset::named(&stake.preset).is_some())?;
    range("boost", stake.boost <= 100)?;
    let counts = stake.validators.iter().map(|share| share.count);
    let sum = counts.clone().fold(0, u32::saturating_add);
    let each = counts.clone().all(|count| count > 0);
    range("validators", each && (1..=MAX_VALIDATORS).contains(&sum))?;
    let names: std::collections::BTreeSet<&Name> =
        order::gather(setup.nodes.iter().map(|node| &node.name));
    for share in &stake.validators {
        if !names.contains(&share.node) {
            let refusal = Refusal::new("name.unknown").with(&share.node);
            return Err(begin::error(place("validators"), refusal));
        }
    }
    Ok(())
}
