//! Commands on Layer 2 systems: who they go to, and what they add to the directory.

use crate::actor::RollupContact;
use crate::base::ActorId;
use crate::command::{ChannelCommand, Command, Refusal, RollupCommand};
use crate::event::Cause;

use super::{Observer, Simulation};

/// Most channels of a world.
pub const MAX_CHANNELS: usize = 256;
/// Most rollups of a world.
pub const MAX_ROLLUPS: usize = 8;

impl<O: Observer> Simulation<O> {
    pub(super) fn apply_channel(
        &mut self,
        channel: &ChannelCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let directory = &self.world.directory;
        let actor = match channel {
            ChannelCommand::Open { a, b, .. } => {
                let (a, b) = (directory.person(a)?.id, directory.person(b)?.id);
                if a == b {
                    return Err(Refusal::new("channel.with-itself"));
                }
                if directory.channels.len() >= MAX_CHANNELS {
                    return Err(Refusal::new("channel.too-many").with(MAX_CHANNELS));
                }
                self.world.directory.channels.push([a, b]);
                self.ensure_direct(a, b, cause);
                a
            }
            ChannelCommand::Pay { channel, from, .. } => self.party(*channel, from)?,
            ChannelCommand::CloseTogether { channel, by }
            | ChannelCommand::CloseForced { channel, by }
            | ChannelCommand::CloseStale { channel, by, .. } => self.party(*channel, by)?,
            ChannelCommand::Sleep { channel, party, .. } => self.party(*channel, party)?,
        };
        self.order(actor, command, cause)
    }

    fn party(&self, channel: u32, name: &str) -> Result<ActorId, Refusal> {
        let parties = self.world.directory.channel(channel)?;
        let id = self.world.directory.person(name)?.id;
        if parties.contains(&id) {
            Ok(id)
        } else {
            Err(Refusal::new("channel.not-a-party").with(name).with(channel))
        }
    }

    pub(super) fn apply_rollup(
        &mut self,
        rollup: &RollupCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let actor = match rollup {
            RollupCommand::Start {
                sequencer,
                verifier,
                settings,
            } => {
                let directory = &self.world.directory;
                if directory.rollups.len() >= MAX_ROLLUPS {
                    return Err(Refusal::new("rollup.too-many").with(MAX_ROLLUPS));
                }
                let contact = RollupContact {
                    sequencer: directory.person(sequencer)?.id,
                    verifier: directory.person(verifier)?.id,
                    settings: settings.clone(),
                };
                let (sequencer, verifier) = (contact.sequencer, contact.verifier);
                self.world.directory.rollups.push(contact);
                self.ensure_direct(sequencer, verifier, cause);
                sequencer
            }
            RollupCommand::SubmitBatch { rollup }
            | RollupCommand::SetBatching { rollup, .. }
            | RollupCommand::SetFavours { rollup, .. }
            | RollupCommand::Corrupt { rollup, .. } => {
                self.world.directory.rollup(*rollup)?.sequencer
            }
            RollupCommand::SleepVerifier { rollup, .. } => {
                self.world.directory.rollup(*rollup)?.verifier
            }
            RollupCommand::Deposit { rollup, from, .. }
            | RollupCommand::Transfer { rollup, from, .. }
            | RollupCommand::Rival { rollup, from, .. }
            | RollupCommand::Withdraw { rollup, from, .. } => {
                let sequencer = self.world.directory.rollup(*rollup)?.sequencer;
                let from = self.world.directory.person(from)?.id;
                self.ensure_direct(from, sequencer, cause);
                from
            }
        };
        self.order(actor, command, cause)
    }
}
