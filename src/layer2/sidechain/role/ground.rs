//! What all parts of a seat share: both contracts as the person's own nodes show them, and how to reach the others.

use crate::actor::{ChainContact, Desk};
use crate::base::{ActorId, PublicKey};
use crate::chain::LAYER1;
use crate::command::{FederationPlan, Refusal};

use super::super::BRIDGE;
use super::super::act::{Act, Site};
use super::super::quorum::Membership;
use super::super::record::{BridgeReader, VaultReader};
use super::Words;

/// The chain that a seat is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ground {
    pub(super) chain: u32,
}

impl Ground {
    pub(super) fn contact<'a>(&self, desk: &'a Desk) -> Result<&'a ChainContact, Refusal> {
        desk.directory().chain(self.chain)
    }

    pub(super) fn plan<'a>(&self, desk: &'a Desk) -> Result<&'a FederationPlan, Refusal> {
        Ok(&self.contact(desk)?.founding.federation)
    }

    /// Where an act counts: on Layer 1, or on the second chain.
    pub(super) fn site(&self, is_main: bool, desk: &Desk) -> Option<Site> {
        Some(match is_main {
            true => Site {
                chain: LAYER1,
                contract: self.contact(desk).ok()?.vault,
            },
            false => Site {
                chain: self.chain,
                contract: BRIDGE,
            },
        })
    }

    /// The vault as of the person's head on Layer 1; `None` until it is there.
    pub(super) fn vault<'a>(&self, desk: &'a Desk) -> Option<VaultReader<'a>> {
        let vault = self.contact(desk).ok()?.vault;
        let reader = VaultReader::new(desk.state(), vault);
        reader.terms().is_some().then_some(reader)
    }

    /// The vault, or why nothing can be asked of the peg yet.
    pub(super) fn started<'a>(&self, desk: &'a Desk) -> Result<VaultReader<'a>, Refusal> {
        let not_yet = || Refusal::new("sidechain.not-started").with(self.chain);
        self.vault(desk).ok_or_else(not_yet)
    }

    /// The bridge as of the person's head on the second chain; `None` without an account there.
    pub(super) fn bridge<'a>(&self, desk: &'a Desk) -> Option<BridgeReader<'a>> {
        let (_, head) = desk.beside(self.chain)?;
        Some(BridgeReader::new(&head.state))
    }

    /// The bridge as of the newest block that is as deep as a burn must be.
    pub(super) fn deep_bridge<'a>(&self, desk: &'a Desk) -> Option<BridgeReader<'a>> {
        let (archive, head) = desk.beside(self.chain)?;
        let below = self.plan(desk).ok()?.burn_confirmations.saturating_sub(1);
        let height = head.height().checked_sub(below)?;
        let deep = archive.ancestor(&head.id(), height)?;
        Some(BridgeReader::new(&deep.state))
    }

    /// Who must sign an act for this contract, and how many of them.
    pub(super) fn signers(
        &self,
        (is_main, act): (bool, &Act),
        desk: &Desk,
    ) -> Option<(Membership, u32)> {
        if !is_main {
            let membership = self.bridge(desk)?.membership()?;
            let threshold = membership.threshold;
            return Some((membership, threshold));
        }
        let vault = self.vault(desk)?;
        if matches!(act, Act::Emergency { .. }) {
            let keys = vault.terms()?.emergency.keys;
            let threshold = keys.threshold;
            return Some((keys, threshold));
        }
        let membership = vault.membership()?;
        let needed = match act {
            Act::Pause { .. } => membership.freezers(),
            _ => membership.threshold,
        };
        Some((membership, needed))
    }

    /// The people behind keys, without oneself.
    pub(super) fn others(&self, keys: &[PublicKey], desk: &Desk) -> Vec<ActorId> {
        let directory = desk.directory();
        let people = keys.iter().map(|key| directory.by_address(&key.address()));
        let ids = people.filter_map(|contact| Some(contact?.id));
        ids.filter(|id| *id != desk.me()).collect()
    }

    pub(super) fn write(&self, to: ActorId, words: &Words, desk: &mut Desk) {
        desk.send(to, words.letter(self.chain));
    }

    /// Label of a transaction of this peg.
    pub(super) fn label(&self, rest: &str) -> String {
        format!("peg-{}-{rest}", self.chain)
    }
}
