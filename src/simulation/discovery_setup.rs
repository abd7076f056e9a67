//! How a world's nodes find their peers, and who floods their tables.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::command::{Name, Refusal};

use super::{
    Setup, SetupError,
    range::{error, within},
};

/// Most connections of a node that others open, as Bitcoin Core's 125 less its own.
const MAX_INBOUND: u32 = 117;
/// Most connections that a node opens.
const MAX_OUTBOUND: u32 = 16;
/// Most nodes whose addresses everybody knows: Bitcoin Core asks some ten DNS seeds.
const MAX_SEEDS: usize = 64;
/// Most attackers, and addresses of one.
const MAX_FLOODERS: usize = 4;
const MAX_ENDPOINTS: u16 = 4_096;

/// Nodes with a bounded number of peers, which they find by themselves.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct DiscoverySetup {
    /// Connections that a node opens.
    pub outbound: u32,
    /// Connections that a node takes.
    pub inbound: u32,
    /// Nodes whose addresses everybody knows from the beginning.
    pub seeds: Vec<Name>,
    /// Defence: an address's group chooses its bucket, and there is one outgoing connection a group.
    pub by_group: bool,
    /// Defence: an address that was tried gives way only if it doesn't answer any more.
    pub test_before_evict: bool,
    /// Defence: after a restart a node begins with two of the peers that it had.
    pub anchors: bool,
    /// Who floods whose tables.
    pub flooders: Vec<FlooderSetup>,
}

impl Default for DiscoverySetup {
    fn default() -> Self {
        Self {
            outbound: 8,
            inbound: 32,
            seeds: Vec::new(),
            by_group: true,
            test_before_evict: true,
            anchors: true,
            flooders: Vec::new(),
        }
    }
}

/// An attacker with many addresses.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct FlooderSetup {
    /// Name.
    pub name: Name,
    /// Whose tables.
    pub victim: Name,
    /// Addresses that he has.
    pub endpoints: u16,
    /// Groups that they are in.
    pub groups: u16,
}

/// Whether the figures are possible.
pub(super) fn check(setup: &Setup) -> Result<(), SetupError> {
    let Some(discovery) = &setup.network.discovery else {
        return Ok(());
    };
    let place = |field: &str| format!("network.discovery.{field}");
    within(&place("outbound"), discovery.outbound, 1..=MAX_OUTBOUND)?;
    within(&place("inbound"), discovery.inbound, 0..=MAX_INBOUND)?;
    within(&place("seeds"), discovery.seeds.len(), 1..=MAX_SEEDS)?;
    for (index, seed) in discovery.seeds.iter().enumerate() {
        if !setup.nodes.iter().any(|node| node.name == *seed) {
            let refusal = Refusal::new("name.unknown").with(seed);
            return Err(error(place(&format!("seeds[{index}]")), refusal));
        }
    }
    within(
        &place("flooders"),
        discovery.flooders.len(),
        0..=MAX_FLOODERS,
    )?;
    for (index, flooder) in discovery.flooders.iter().enumerate() {
        let place = |field| place(&format!("flooders[{index}].{field}"));
        within(&place("endpoints"), flooder.endpoints, 1..=MAX_ENDPOINTS)?;
        within(&place("groups"), flooder.groups, 1..=flooder.endpoints)?;
    }
    Ok(())
}
