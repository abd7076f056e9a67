//! For tests: a person sends to Layer 1 what no command does.

use crate::actor::{Input, Message};
use crate::base::SecretKey;
use crate::event::Cause;
use crate::ledger::{Action, Bid, Transaction};

use super::{Observer, Simulation};

impl<O: Observer> Simulation<O> {
    /// Hands a signed transaction at a high price to the person's node at once.
    pub(crate) fn smuggle(&mut self, name: &str, action: Action) {
        let contact = self.world.directory.person(name).expect("a person").clone();
        let home = contact.home.expect("a person has a node");
        let head = self.world.node(home).expect("a node").tree().head();
        let nonce = self.archive.entry(&head).state.nonce(&contact.address);
        let key = SecretKey::derive(&self.seed_digest(), &format!("person/{name}"));
        let transaction = Transaction {
            chain: self.archive.rules().chain,
            sender: key.public(),
            nonce,
            gas_limit: 400_000,
            bid: Bid::flat(1_000),
            action,
            blobs: None,
        };
        let input = Input::Message {
            from: contact.id,
            message: &Message::Submit(transaction.sign(&key)),
        };
        self.hand(home, &input, Cause::Genesis).expect("no order");
    }
}
