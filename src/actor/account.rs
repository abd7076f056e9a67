//! A person's account on one chain: the node that it is a client of there, the head that this node told last, and the wallet.

use borsh::BorshSerialize;

use crate::base::{ActorId, Digest, SecretKey};
use crate::chain::Branches;
use crate::command::{Name, Refusal};
use crate::event::{Fact, WalletFact};

use super::pricing::Again;
use super::{Agent, Asked, Context, Desk, Message, RoleInput, Wallet};

/// An account on one chain. The context of each call is that chain's.
#[derive(Clone, BorshSerialize)]
pub struct Account {
    pub(super) home: ActorId,
    pub(super) view: Digest,
    pub(super) wallet: Wallet,
    #[borsh(skip)]
    pub(super) chain: u32,
}

impl Account {
    /// Of who knows the first block only.
    pub(super) fn new(chain: u32, home: ActorId, genesis: Digest) -> Self {
        Self {
            home,
            view: genesis,
            wallet: Wallet::default(),
            chain,
        }
    }

    /// The chain's number.
    pub fn chain(&self) -> u32 {
        self.chain
    }

    /// The node that it is a client of.
    pub fn home(&self) -> ActorId {
        self.home
    }

    /// The head that its node told last.
    pub fn view(&self) -> Digest {
        self.view
    }

    /// Its wallet.
    pub fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    /// Goes to a new head; returns the way there.
    pub(super) fn on_head(
        &mut self,
        key: &SecretKey,
        head: Digest,
        context: &mut Context,
    ) -> Branches {
        let ways = context.archive.between(&self.view, &head);
        self.view = head;
        self.follow(key, !ways.removed.is_empty(), context);
        ways
    }

    /// Sends again what the head asks for.
    pub(super) fn follow(&mut self, key: &SecretKey, reorg: bool, context: &mut Context) {
        let head = context.archive.entry(&self.view).clone();
        let signing = Desk::signing(key, &head, context, Asked::default());
        for again in self.wallet.follow(&signing, reorg) {
            self.submit_again(again, context);
        }
    }

    /// Takes a refused transaction back; returns its label.
    pub(super) fn on_refusal(
        &mut self,
        key: &SecretKey,
        (id, reason): (&Digest, &str),
        context: &mut Context,
    ) -> Option<String> {
        if reason == "transaction.nonce-used" {
            return None;
        }
        let head = context.archive.entry(&self.view).clone();
        let signing = Desk::signing(key, &head, context, Asked::default());
        let (label, filler) = self.wallet.refused(&signing, id)?;
        if let Some(filler) = filler {
            let (agent, transaction) = (context.me, filler.id());
            context.note(|| Fact::Wallet(WalletFact::Submitted { agent, transaction }));
            context.send(self.home, Message::Submit(filler));
        }
        Some(label)
    }

    /// Submits a transaction again, and tells if it was raised.
    pub(super) fn submit_again(&self, again: Again, context: &mut Context) {
        let (agent, transaction) = (context.me, again.signed.id());
        if let Some(old) = again.instead_of {
            context.note(|| {
                Fact::Wallet(WalletFact::Raised {
                    agent,
                    old,
                    transaction,
                })
            });
        }
        context.send(self.home, Message::Submit(again.signed));
    }
}

/// What concerns a person's accounts beside the one on Layer 1.
impl Agent {
    /// A node of a second chain says something to its client.
    pub(super) fn on_message_beside(
        &mut self,
        from: ActorId,
        message: &Message,
        context: &mut Context,
    ) {
        let mut accounts = self.beside.iter_mut();
        let Some(account) = accounts.find(|account| account.home == from) else {
            return;
        };
        let (key, chain) = (&self.key, account.chain);
        match message {
            Message::Head(change) => {
                let head = change.head;
                let ways = context.on_chain(chain, |context| account.on_head(key, head, context));
                if let Some(ways) = ways {
                    let (removed, added) = (&ways.removed[..], &ways.added[..]);
                    let input = RoleInput::HeadBeside {
                        chain,
                        removed,
                        added,
                    };
                    self.tell_all(&input, context);
                }
            }
            Message::Refusal(refused) => {
                let (id, reason) = (&refused.0, refused.1);
                context.on_chain(chain, |context| {
                    account.on_refusal(key, (id, reason), context)
                });
            }
            _ => {}
        }
    }

    /// A link to the node of one of the accounts is up: what is on its way may be lost.
    pub(super) fn on_client_link(&mut self, peer: ActorId, context: &mut Context) {
        if peer == self.main.home {
            return self.main.follow(&self.key, true, context);
        }
        let mut accounts = self.beside.iter_mut();
        if let Some(account) = accounts.find(|account| account.home == peer) {
            let key = &self.key;
            context.on_chain(account.chain, |context| account.follow(key, true, context));
        }
    }

    pub(super) fn open_account(
        &mut self,
        chain: u32,
        node: &Name,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let home = context.directory.node(node)?.id;
        if context.directory.chain_of(home) != chain {
            return Err(Refusal::new("chain.not-its-node").with(node));
        }
        if self.account(chain).is_some() {
            return Err(Refusal::new("chain.has-account").with(chain));
        }
        let genesis = context.directory.chain(chain)?.genesis;
        self.beside.push(Account::new(chain, home, genesis));
        Ok(())
    }
}
