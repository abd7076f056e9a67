//! What a role works with: the person's key, wallet and view of Layer 1, and the ways out.

use std::sync::Arc;

use crate::base::{ActorId, Address, Amount, Digest, PublicKey, SecretKey, Signature, Span, Time};
use crate::chain::{Archive, Entry, usual_tip};
use crate::event::{Fact, WalletFact};
use crate::ledger::{Action, Bid, Outcome, State};

use super::{Account, Asked, Context, Directory, Letter, Message, Wallet, pricing::Signing};

/// A person's desk. Layer 1 is seen as of the head that the person's own node told last.
pub struct Desk<'a, 'b> {
    pub(super) context: &'a mut Context<'b>,
    pub(super) key: &'a SecretKey,
    pub(super) wallet: &'a mut Wallet,
    pub(super) home: ActorId,
    pub(super) view: Digest,
    pub(super) role: u32,
    pub(super) beside: &'a mut [Account],
}

impl Desk<'_, '_> {
    /// The time.
    pub fn now(&self) -> Time {
        self.context.now
    }

    /// The person's id.
    pub fn me(&self) -> ActorId {
        self.context.me
    }

    /// The person's address on Layer 1.
    pub fn address(&self) -> Address {
        self.key.public().address()
    }

    /// The person's public key.
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// Signs.
    pub fn sign(&self, message: &Digest) -> Signature {
        self.key.sign(message)
    }

    /// The person's secret: what a thief who copies it has.
    pub(crate) fn secret(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// A further key of the person, by name: for what must not be signed with the wallet's.
    pub fn subkey(&self, name: &str) -> SecretKey {
        let seed = self.key.sign(&crate::base::sha256(name.as_bytes()));
        SecretKey::derive(&crate::base::sha256(&seed.0), name)
    }

    /// Names, keys, and numbered things.
    pub fn directory(&self) -> &Directory {
        self.context.directory
    }

    /// All valid blocks; read only blocks of the branch that ends in [`Self::head`].
    pub fn archive(&self) -> &Archive {
        self.context.archive
    }

    /// The block that the person's node follows, as last told.
    pub fn head(&self) -> &Arc<Entry> {
        self.context.archive.entry(&self.view)
    }

    /// Height of the head.
    pub fn height(&self) -> u64 {
        self.head().height()
    }

    /// All accounts as of the head.
    pub fn state(&self) -> &State {
        &self.head().state
    }

    /// What the wallet can still spend: the balance less what waits for inclusion.
    pub fn spendable(&self) -> Amount {
        let balance = self.state().balance(&self.address());
        Amount(balance.0.saturating_sub(self.wallet.committed().0))
    }

    /// The wallet's transactions.
    pub fn wallet(&self) -> &Wallet {
        self.wallet
    }

    pub(super) fn signing<'c>(
        key: &'c SecretKey,
        head: &'c Entry,
        context: &Context,
        asked: Asked,
    ) -> Signing<'c> {
        let rules = context.archive.rules();
        let time = rules.clock(context.now);
        let env = rules.env(head.block.body(), time, Address([0; 20]));
        Signing {
            key,
            head,
            env,
            asked,
        }
    }

    /// What the action would do now: gas used and outcome; `None` if no block could hold it.
    pub fn estimate(&self, action: &Action) -> Option<(u64, Outcome)> {
        let head = self.head().clone();
        Self::signing(self.key, &head, self.context, Asked::default()).estimate(action)
    }

    /// The same person's desk on a second chain; `None` without an account there. Nothing is woken from it.
    pub fn on_chain<R>(&mut self, chain: u32, act: impl FnOnce(&mut Desk) -> R) -> Option<R> {
        let mut accounts = self.beside.iter_mut();
        let account = accounts.find(|account| account.chain == chain)?;
        let (key, role) = (self.key, self.role);
        self.context.on_chain(chain, |context| {
            act(&mut Desk {
                context,
                key,
                wallet: &mut account.wallet,
                home: account.home,
                view: account.view,
                role,
                beside: &mut [],
            })
        })
    }

    /// All valid blocks of a second chain, and the head that the person's node told last there; `None` without an
    /// account.
    pub fn beside(&self, chain: u32) -> Option<(&Archive, &Arc<Entry>)> {
        let mut accounts = self.beside.iter();
        let account = accounts.find(|account| account.chain == chain)?;
        let archive = self.context.archive_of(chain)?;
        Some((archive, archive.entry(&account.view)))
    }

    /// Signs a transaction and gives it to the person's node, once a label: while a transaction with this
    /// label is watched (waiting, or included less than two dozen blocks ago), its id is returned instead.
    /// The wallet sends it again after a reorg by itself.
    pub fn submit(&mut self, label: &str, action: &Action) -> Digest {
        self.submit_at(label, action, Asked::default())
    }

    /// The offer for each gas that the wallet would make now.
    pub fn bid(&self, asked: Asked) -> Bid {
        let rules = self.context.archive.rules();
        let head = self.head();
        let prices = rules.market.after(head.block.body(), rules.gas_limit);
        asked.bid(prices.base_fee, usual_tip(head, rules.gas_limit))
    }

    /// Units for each gas without which nothing is included now: the next base fee and the usual tip.
    pub fn least_price(&self) -> Amount {
        let usual = self.bid(Asked::default());
        let tip = usual.max_tip.0;
        Amount((usual.max_fee.0.saturating_sub(tip) / 2).saturating_add(tip))
    }

    /// As [`Self::submit`], at the offer that the user asks for.
    pub fn submit_at(&mut self, label: &str, action: &Action, asked: Asked) -> Digest {
        if let Some(signed) = self.wallet.find(label) {
            return signed.id();
        }
        let head = self.head().clone();
        let signing = Self::signing(self.key, &head, self.context, asked);
        let signed = self.wallet.add(&signing, label, action);
        let (agent, transaction) = (self.me(), signed.id());
        self.note(|| Fact::Wallet(WalletFact::Submitted { agent, transaction }));
        self.context.send(self.home, Message::Submit(signed));
        transaction
    }

    /// Signs another transaction with the number of the one under `label`, which pays the amount to the person itself,
    /// and gives it to the node for its private chain.
    pub(super) fn submit_rival(&mut self, label: &str, amount: Amount) {
        let head = self.head().clone();
        let signing = Self::signing(self.key, &head, self.context, Asked::default());
        if let Some(rival) = self.wallet.rival(&signing, label, amount) {
            self.context.send(self.home, Message::Rival(rival));
        }
    }

    /// Sends a letter to somebody.
    pub fn send(&mut self, to: ActorId, letter: Letter) {
        self.context.send(to, Message::Letter(Box::new(letter)));
    }

    /// Asks for a wake-up of this role.
    pub fn wake(&mut self, after: Span, token: u32) {
        let token = u64::from(self.role) << 32 | u64::from(token);
        self.context.wake(self.context.now + after, token);
    }

    /// Tells what happened.
    pub fn note(&mut self, fact: impl FnOnce() -> Fact) {
        self.context.note(fact);
    }
}
