//! Which miner may depart from the rules, and who can pay twice.

use crate::base::ActorId;
use crate::command::{Refusal, Strategy};

use super::{ConsensusSetup, Observer, Simulation};

/// Most blocks that a private chain waits for, or may be behind.
const MOST_BLOCKS: u32 = 1_000;

/// Whether a miner can take this strategy up.
pub(super) fn check_strategy(setup: &ConsensusSetup, strategy: Strategy) -> Result<(), Refusal> {
    if strategy != Strategy::Honest && setup.pow().is_none() {
        return Err(Refusal::new("strategy.needs-work"));
    }
    match strategy {
        Strategy::PrivateChain {
            confirmations,
            give_up,
        } if !(1..=MOST_BLOCKS).contains(&confirmations)
            || !(1..=MOST_BLOCKS).contains(&give_up) =>
        {
            Err(Refusal::new("strategy.blocks").with(MOST_BLOCKS))
        }
        _ => Ok(()),
    }
}

impl<O: Observer> Simulation<O> {
    /// Whether the person's node mines a private chain.
    pub(super) fn check_private_chain(&self, person: ActorId) -> Result<(), Refusal> {
        let home = self.world.directory.get(person).and_then(|who| who.home);
        let mut nodes = self.world.nodes();
        let node = nodes.find(|(id, _)| Some(*id) == home);
        let strategy = node.map(|(_, node)| node.strategy());
        match strategy {
            Some(Strategy::PrivateChain { .. }) => Ok(()),
            _ => Err(Refusal::new("wallet.no-private-chain")),
        }
    }
}
