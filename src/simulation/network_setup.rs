//! What a world's nodes do on the network beside announcing, asking, and sending whole blocks.

use borsh::{BorshDeserialize, BorshSerialize};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::actor::Light;
use crate::base::Amount;
use crate::chain::Headers;
use crate::command::{Name, Refusal};
use crate::event::Cause;
use crate::network::{Link, LinkKind};

use super::{
    ConsensusSetup, DiscoverySetup, Observer, Setup, SetupError, Simulation, discovery_setup,
    names,
    range::{error, within},
};

/// Most bytes that a block may count as: 32 MiB, the largest message of Bitcoin's first protocol.
const MAX_BLOCK_BYTES: u32 = 32 << 20;

/// Most nodes that a light client asks.
const MAX_SERVERS: usize = 16;

/// How nodes talk to each other. All of it is off by default.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Serialize,
    Deserialize,
    BorshSerialize,
    BorshDeserialize,
    JsonSchema,
)]
#[serde(deny_unknown_fields, default)]
pub struct NetworkSetup {
    /// Bytes that a block counts as on a link, if its own are fewer; 0 for its own.
    pub block_bytes: u32,
    /// Whether blocks travel as compact blocks (BIP 152).
    pub compact: bool,
    /// Whether nodes that are behind take headers first, and then blocks from several peers at once.
    pub headers_first: bool,
    /// People with a light client instead of a node that they trust.
    pub light: Vec<LightSetup>,
    /// How nodes find their peers; if left out, they have the links of the setup.
    pub discovery: Option<DiscoverySetup>,
}

/// A person with a light client.
#[derive(
    Clone, Debug, PartialEq, Serialize, Deserialize, BorshSerialize, BorshDeserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct LightSetup {
    /// Name.
    pub name: Name,
    /// The full nodes that it asks.
    pub nodes: Vec<Name>,
    /// Balance in the genesis block.
    #[serde(default)]
    pub balance: Amount,
}

/// Whether the figures are possible.
pub(super) fn check(setup: &Setup) -> Result<(), SetupError> {
    let network = &setup.network;
    within(
        "network.block_bytes",
        network.block_bytes,
        0..=MAX_BLOCK_BYTES,
    )?;
    discovery_setup::check(setup)?;
    let by_stake = matches!(setup.consensus, ConsensusSetup::Stake(_));
    let by_headers = network.headers_first || !network.light.is_empty();
    if by_stake && by_headers {
        // Headers of Gasper tell nothing alone: it takes a sync committee, which is not built.
        return Err(error("network", Refusal::new("light.needs-sync-committee")));
    }
    if network.headers_first && matches!(setup.consensus, ConsensusSetup::Delegated(_)) {
        // Seals are held against the producers of genesis: after the first other schedule honest headers look false.
        let refusal = Refusal::new("headers.schedule-changes");
        return Err(error("network.headers_first", refusal));
    }
    for (index, light) in network.light.iter().enumerate() {
        let place = format!("network.light[{index}].nodes");
        within(&place, light.nodes.len(), 1..=MAX_SERVERS)?;
    }
    Ok(())
}

impl<O: Observer> Simulation<O> {
    pub(super) fn place_light(&mut self, setup: &Setup) -> Result<(), SetupError> {
        for (index, light) in setup.network.light.iter().enumerate() {
            self.add_light(light)
                .map_err(|refusal| error(format!("network.light[{index}]"), refusal))?;
        }
        Ok(())
    }

    fn add_light(&mut self, light: &LightSetup) -> Result<(), Refusal> {
        names::check(&self.world.directory, &light.name)?;
        let nodes = light.nodes.iter();
        let nodes = nodes.map(|name| self.world.node_named(name));
        let nodes = nodes.collect::<Result<Vec<_>, _>>()?;
        let key = self.person_key(&light.name);
        let home = nodes.first().copied();
        let id = self.world.directory.add(&light.name, key.public(), home);
        self.world.directory.set_light(id);
        let actor = Light::new(key, self.genesis_headers());
        self.admit(id, Box::new(actor), Cause::Genesis);
        for node in nodes {
            let link = Link::new(LinkKind::Client, self.setup.client_latency, 0);
            self.connect(node, id, link, Cause::Genesis);
        }
        Ok(())
    }

    pub(super) fn genesis_headers(&self) -> Headers {
        let genesis = self.archive.entry(&self.archive.genesis());
        Headers::new(*genesis.block.header(), self.archive.rules())
    }
}
