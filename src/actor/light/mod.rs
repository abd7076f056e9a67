//! A light client with a wallet: it keeps headers alone, checks what they tell, and asks full nodes for Merkle proofs of the rest.
//!
//! What it can't check is what lies under the headers: that a block with enough work leads to a valid state.

mod wallet;

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Digest, SecretKey, encode};
use crate::chain::{BlockError, Claim, Headers, Proof, SealedHeader, Subject};
use crate::command::{Command, Refusal, WalletCommand};
use crate::event::{Fact, NetworkFact};
use crate::ledger::{Account, SignedTransaction};
use crate::network::LinkKind;

use super::{Actor, Asked, Context, Input, Message};

/// Most headers in one message, as in Bitcoin.
pub(super) const MAX_HEADERS: usize = 2_000;

/// An account as a proof showed it.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Shown {
    /// The block that the proof is held against.
    pub block: Digest,
    /// The account after it.
    pub account: Account,
    /// The block's base fee.
    pub base_fee: crate::base::Amount,
}

/// A payment of the client's own.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Paid {
    /// The transaction.
    pub signed: SignedTransaction,
    /// The block that a proof showed it in.
    pub block: Option<Digest>,
}

/// A light client.
#[derive(Clone)]
pub struct Light {
    key: SecretKey,
    headers: Headers,
    servers: BTreeSet<ActorId>,
    distrusted: BTreeSet<ActorId>,
    shown: Option<Shown>,
    paid: Vec<Paid>,
}

impl Light {
    /// A client that knows genesis only.
    pub fn new(key: SecretKey, headers: Headers) -> Self {
        Self {
            key,
            headers,
            servers: BTreeSet::new(),
            distrusted: BTreeSet::new(),
            shown: None,
            paid: Vec::new(),
        }
    }

    /// Its headers.
    pub fn headers(&self) -> &Headers {
        &self.headers
    }

    /// Its address.
    pub fn address(&self) -> Address {
        self.key.public().address()
    }

    /// Its account, as the last proof showed it.
    pub fn shown(&self) -> Option<&Shown> {
        self.shown.as_ref()
    }

    /// Its payments, in their order.
    pub fn paid(&self) -> &[Paid] {
        &self.paid
    }

    /// Headers from a payment's block to the end of the followed branch; 0 if no proof shows it there.
    pub fn confirmations(&self, transaction: &Digest) -> u64 {
        let paid = self.paid.iter();
        let mut shown = paid.filter(|paid| paid.signed.id() == *transaction);
        let block = shown.next().and_then(|paid| paid.block);
        block.map_or(0, |block| self.headers.confirmations(&block))
    }

    /// Nodes that gave something false, which it asks for nothing any more.
    pub fn distrusted(&self) -> impl Iterator<Item = ActorId> + '_ {
        self.distrusted.iter().copied()
    }

    fn trusts(&self, server: ActorId) -> bool {
        self.servers.contains(&server) && !self.distrusted.contains(&server)
    }

    fn on_message(&mut self, from: ActorId, message: &Message, context: &mut Context) {
        if !self.trusts(from) {
            return;
        }
        match message {
            Message::Head(change) if self.headers.get(&change.head).is_none() => {
                context.send(from, Message::AskHeaders(self.headers.locator()));
            }
            Message::Headers(headers) => self.on_headers(from, headers, context),
            Message::Proof(proof) => self.on_proof(from, proof, context),
            _ => {}
        }
    }

    fn on_headers(&mut self, from: ActorId, headers: &[SealedHeader], context: &mut Context) {
        let before = self.headers.head();
        let rules = context.archive.rules();
        let latest = rules.clock(context.now).saturating_add(rules.future_limit);
        for sealed in headers.iter().take(MAX_HEADERS) {
            match self.headers.take(sealed, rules, latest) {
                Ok(_) => {}
                Err(BlockError::UnknownParent | BlockError::TimeTooNew) => break,
                // A later schedule, or a lie: which of them, headers of a delegation don't tell.
                Err(BlockError::Seal) if rules.consensus.work().is_none() => break,
                Err(error) => {
                    self.distrust(from, error.key(), context);
                    break;
                }
            }
        }
        if headers.len() >= MAX_HEADERS && self.trusts(from) {
            context.send(from, Message::AskHeaders(self.headers.locator()));
        }
        if self.headers.head() != before {
            self.ask_all(from, context);
        }
    }

    /// Asks for the own account and for all payments that are not proven on the followed branch.
    fn ask_all(&self, first: ActorId, context: &mut Context) {
        let Some(server) = self.server(first) else {
            return;
        };
        let head = self.headers.head();
        let mut ask = |subject| {
            let asked = Message::AskProof(Box::new((head, subject)));
            context.send(server, asked);
        };
        ask(Subject::Account(self.address()));
        for paid in &self.paid {
            let id = paid.signed.id();
            if self.confirmations(&id) == 0 {
                ask(Subject::Transaction(id));
            }
        }
    }

    /// The node to ask: that one, if it was never false; else the first that was not.
    fn server(&self, first: ActorId) -> Option<ActorId> {
        let servers = std::iter::once(first).chain(self.servers.iter().copied());
        let mut trusted = servers.filter(|server| self.trusts(*server));
        trusted.next()
    }

    fn on_proof(&mut self, from: ActorId, proof: &Arc<Proof>, context: &mut Context) {
        let Some(header) = self.headers.get(&proof.block) else {
            return;
        };
        if !proof.verify(header) {
            self.distrust(from, "proof.false", context);
            self.ask_all(from, context);
            return;
        }
        let (client, node, block) = (context.me, from, proof.block);
        context.note(|| {
            Fact::Network(NetworkFact::Proven {
                client,
                node,
                block,
            })
        });
        match &proof.claim {
            Claim::Account {
                address, account, ..
            } => {
                if *address == self.address() {
                    self.show(proof, account.as_deref());
                }
            }
            Claim::Transaction { signed, .. } => {
                let id = signed.id();
                // A late proof on a branch that was left says less than one on the followed branch.
                if self.confirmations(&id) > 0 && self.headers.confirmations(&proof.block) == 0 {
                    return;
                }
                let mut paid = self.paid.iter_mut();
                if let Some(paid) = paid.find(|paid| paid.signed.id() == id) {
                    paid.block = Some(proof.block);
                }
            }
        }
    }

    fn distrust(&mut self, node: ActorId, reason: &str, context: &mut Context) {
        self.distrusted.insert(node);
        let client = context.me;
        context.note(|| {
            Fact::Network(NetworkFact::Distrusted {
                client,
                node,
                reason: reason.to_owned(),
            })
        });
    }

    fn on_order(&mut self, command: &Command, context: &mut Context) -> Result<(), Refusal> {
        let Command::Wallet(WalletCommand::Transfer {
            to,
            amount,
            max_fee,
            tip,
            ..
        }) = command
        else {
            return Err(Refusal::new("light.only-pays"));
        };
        let to = context.directory.find(to)?.address;
        let asked = Asked {
            max_fee: *max_fee,
            tip: *tip,
        };
        self.pay(to, *amount, asked, context)
    }
}

impl Actor for Light {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Message { from, message } => self.on_message(*from, message, context),
            Input::LinkUp(peer, LinkKind::Client) => {
                self.servers.insert(*peer);
                if self.trusts(*peer) {
                    context.send(*peer, Message::AskHeaders(self.headers.locator()));
                    self.ask_all(*peer, context);
                }
            }
            Input::LinkDown(peer) => {
                self.servers.remove(peer);
            }
            Input::Order(command) => return self.on_order(command, context),
            other => return self.ignore(other),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(
            self.address(),
            &self.headers,
            &self.servers,
            &self.distrusted,
            &self.shown,
            &self.paid,
        )));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

#[cfg(test)]
mod tests;
