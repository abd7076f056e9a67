//! What a command on wallets does to the world.

use crate::command::{Command, Refusal, WalletCommand};
use crate::event::Cause;

use super::{Observer, Simulation};

impl<O: Observer> Simulation<O> {
    pub(super) fn apply_wallet(
        &mut self,
        wallet: &WalletCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        match wallet {
            WalletCommand::Create { name, node } => {
                let home = self.world.node_named(node)?;
                self.add_person(name, home, cause).map(|_| ())
            }
            WalletCommand::Restore { name, of, node } => self.restore((name, of), node, cause),
            WalletCommand::DoubleSpend { from, .. } => {
                let from = self.world.directory.person(from)?.id;
                self.check_private_chain(from)?;
                self.order(from, command, cause)
            }
            WalletCommand::Transfer { from, .. }
            | WalletCommand::Bump { from, .. }
            | WalletCommand::Cheat { from, .. } => {
                let from = self.world.directory.person(from)?.id;
                self.order(from, command, cause)
            }
            WalletCommand::Demand { crowd, .. } => {
                let id = self.world.directory.find(crowd)?.id;
                if self.world.crowd(id).is_none() {
                    return Err(Refusal::new("order.not-a-crowd").with(crowd));
                }
                self.order(id, command, cause)
            }
        }
    }

    fn restore(
        &mut self,
        (name, of): (&str, &str),
        node: &str,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let home = self.world.node_named(node)?;
        let owner = self.world.directory.person(of)?.id;
        let owner = self.world.agent(owner);
        let key = owner.ok_or_else(|| Refusal::new("order.not-a-person").with(of))?;
        let key = key.key().clone();
        self.add_wallet((name, key), home, cause).map(|_| ())
    }
}
