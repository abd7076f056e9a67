//! Delegated Proof of Stake of a world: its figures, its first producers, its engine.

use std::collections::BTreeSet;

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base::{Address, Amount, SecretKey, Span, sha256};
use crate::command::{Name, Refusal};
use crate::consensus::dpos::delegation::Params;
use crate::consensus::dpos::name::AccountName;
use crate::consensus::dpos::schedule::{ELECTION_SLOTS, MOST_PRODUCERS, SEATS};
use crate::consensus::dpos::{DelegatedProofOfStake, Founder};

use super::range::{error, unheeded, within};
use super::{MarketSetup, Setup, SetupError};

/// Where the system's part of new coins goes.
const SAVINGS: Address = Address(*b"system:savings......");
const DAY: Span = Span::from_secs(24 * 3600);

/// Delegated Proof of Stake of a world.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct DelegatedSetup {
    /// Nodes that produce from the beginning. A producer's account is its node's name in small letters.
    pub producers: Vec<Name>,
    /// Nodes that offer to produce from the beginning, too, and wait for votes.
    pub standby: Vec<Name>,
    /// How many are elected.
    pub seats: u32,
    /// Percent of all coins that must have voted before there are elections and pay.
    pub activation: u32,
    /// From asking for a stake until it is paid back.
    pub refund_delay: Span,
    /// From one claim of a producer to the next.
    pub claim_interval: Span,
    /// Least pay by votes of a claim; below, it is nothing.
    pub least_vote_pay: Amount,
}

impl Default for DelegatedSetup {
    fn default() -> Self {
        Self {
            producers: Vec::new(),
            standby: Vec::new(),
            seats: SEATS as u32,
            activation: 15,
            refund_delay: DAY * 3,
            claim_interval: DAY,
            least_vote_pay: Amount::coins(100),
        }
    }
}

fn founders(delegated: &DelegatedSetup) -> impl Iterator<Item = &Name> {
    delegated.producers.iter().chain(&delegated.standby)
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.as_secs()).unwrap_or(u32::MAX)
}

/// The engine of a setup that was checked.
pub(super) fn engine(
    setup: &Setup,
    delegated: &DelegatedSetup,
    genesis_time: u32,
) -> DelegatedProofOfStake {
    let seed = sha256(&setup.seed.to_le_bytes());
    let founder = |node: &Name| {
        let key = SecretKey::derive(&seed, &format!("node/{node}")).public();
        AccountName::of_node(node)
            .ok()
            .map(|name| Founder { name, key })
    };
    let balances = setup.people.iter().map(|person| person.balance);
    let supply = Amount::checked_sum(balances).unwrap_or_default().0;
    let producers = delegated.producers.iter();
    let mut first: Vec<AccountName> = producers
        .filter_map(|node| AccountName::of_node(node).ok())
        .collect();
    crate::base::order::sort(&mut first);
    DelegatedProofOfStake {
        params: Params {
            seats: delegated.seats as usize,
            election_slots: ELECTION_SLOTS,
            activation: supply / 100 * u64::from(delegated.activation),
            claim_interval: seconds(delegated.claim_interval),
            least_vote_pay: delegated.least_vote_pay.0,
            savings: SAVINGS,
        },
        refund_delay: seconds(delegated.refund_delay),
        founders: founders(delegated).filter_map(founder).collect(),
        first,
        genesis_time,
        supply,
    }
}

/// Whether the figures are possible, and all producers nodes with names of their own.
pub(super) fn check(setup: &Setup, delegated: &DelegatedSetup) -> Result<(), SetupError> {
    let place = |field: &str| format!("consensus.delegated.{field}");
    let seats = delegated.seats as usize;
    within(&place("seats"), seats, 1..=MOST_PRODUCERS)?;
    within(&place("producers"), delegated.producers.len(), 1..=seats)?;
    let most = setup.nodes.len();
    within(&place("standby"), delegated.standby.len(), 0..=most)?;
    within(&place("activation"), delegated.activation, 0..=100)?;
    let still = setup.nodes.iter().all(|node| node.hash_rate == 0);
    unheeded("nodes.hash_rate", still, "delegated")?;
    let usual = setup.market == MarketSetup::default();
    unheeded("market", usual, "delegated")?;
    let year = Span::ZERO..=DAY * 366;
    within(&place("refund_delay"), delegated.refund_delay, year.clone())?;
    within(&place("claim_interval"), delegated.claim_interval, year)?;
    check_names(setup, delegated).map_err(|refusal| error(place("producers"), refusal))
}

fn check_names(setup: &Setup, delegated: &DelegatedSetup) -> Result<(), Refusal> {
    let mut nodes = BTreeSet::new();
    nodes.extend(setup.nodes.iter().map(|node| &node.name));
    let mut accounts = BTreeSet::new();
    for node in founders(delegated) {
        if !nodes.contains(node) {
            return Err(Refusal::new("name.unknown").with(node));
        }
        let name = AccountName::of_node(node);
        let name = name.map_err(|_| Refusal::new("delegation.no-name").with(node))?;
        if !accounts.insert(name) {
            return Err(Refusal::new("delegation.name-taken").with(node));
        }
    }
    Ok(())
}
