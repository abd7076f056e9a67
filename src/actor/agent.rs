//! A person: a wallet as client of one node, accounts on second chains beside it, and a role in each Layer 2 system.

use std::any::Any;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Amount, Digest, SecretKey, encode};
use crate::chain::LAYER1;
use crate::command::{
    Command, DelegatedCommand, Flaw, Name, Refusal, SidechainCommand, StakeCommand, WalletCommand,
};
use crate::event::{Fact, System, WalletFact};
use crate::ledger::Action;
use crate::network::LinkKind;

use super::{
    Account, Actor, Asked, Context, Desk, Input, Message, Role, RoleInput, Wallet, cheating,
    delegating, staking,
};

/// A person.
#[derive(Clone)]
pub struct Agent {
    pub(super) key: SecretKey,
    pub(super) main: Account,
    pub(super) beside: Vec<Account>,
    transfers: u64,
    roles: Vec<Box<dyn Role>>,
}

impl Agent {
    /// A person who knows genesis only.
    pub fn new(key: SecretKey, home: ActorId, genesis: Digest, roles: Vec<Box<dyn Role>>) -> Self {
        Self {
            key,
            main: Account::new(LAYER1, home, genesis),
            beside: Vec::new(),
            transfers: 0,
            roles,
        }
    }

    /// The node that it is a client of.
    pub fn home(&self) -> ActorId {
        self.main.home
    }

    /// Its address on Layer 1.
    pub fn address(&self) -> Address {
        self.key.public().address()
    }

    /// Its secret, for a second wallet.
    pub(crate) fn key(&self) -> &SecretKey {
        &self.key
    }

    /// The head that its node told last.
    pub fn view(&self) -> Digest {
        self.main.view
    }

    /// Its wallet.
    pub fn wallet(&self) -> &Wallet {
        &self.main.wallet
    }

    /// Its account on a second chain.
    pub fn account(&self, chain: u32) -> Option<&Account> {
        self.beside.iter().find(|account| account.chain == chain)
    }

    /// Its accounts on second chains, in the order of opening.
    pub fn accounts(&self) -> &[Account] {
        &self.beside
    }

    /// The contract that its next transaction on Layer 1 would create, if it creates one.
    pub(crate) fn next_contract(&self, archive: &crate::chain::Archive) -> Address {
        let state = &archive.entry(&self.main.view).state;
        let next = self.main.wallet.next_nonce(state.nonce(&self.address()));
        Address::of_contract(&self.address(), next)
    }

    /// Its role of type `R`.
    pub fn role<R: Role>(&self) -> Option<&R> {
        self.roles
            .iter()
            .find_map(|role| (**role).as_any().downcast_ref())
    }

    fn with_role(
        &mut self,
        index: usize,
        input: &RoleInput,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let Some(role) = self.roles.get_mut(index) else {
            return Ok(());
        };
        let mut desk = Desk {
            context,
            key: &self.key,
            wallet: &mut self.main.wallet,
            home: self.main.home,
            view: self.main.view,
            role: index as u32,
            beside: &mut self.beside,
        };
        role.on(input, &mut desk)
    }

    pub(super) fn tell_all(&mut self, input: &RoleInput, context: &mut Context) {
        for index in 0..self.roles.len() {
            // Only orders can be refused.
            let _ = self.with_role(index, input, context);
        }
    }

    fn role_of(&self, system: System) -> Option<usize> {
        self.roles.iter().position(|role| role.system() == system)
    }

    fn on_head(&mut self, head: Digest, context: &mut Context) {
        let ways = self.main.on_head(&self.key, head, context);
        let input = RoleInput::Head {
            removed: &ways.removed,
            added: &ways.added,
        };
        self.tell_all(&input, context);
    }

    fn on_refusal(&mut self, id: &Digest, reason: &'static str, context: &mut Context) {
        if let Some(label) = self.main.on_refusal(&self.key, (id, reason), context) {
            let label = &label;
            self.tell_all(&RoleInput::Refused { label, reason }, context);
        }
    }

    fn on_message(&mut self, from: ActorId, message: &Message, context: &mut Context) {
        match message {
            Message::Head(change) if from == self.main.home => self.on_head(change.head, context),
            Message::Refusal(refused) if from == self.main.home => {
                let (id, reason) = &**refused;
                self.on_refusal(id, reason, context);
            }
            Message::Letter(letter) => {
                if let Some(index) = self.role_of(letter.system) {
                    let _ = self.with_role(index, &RoleInput::Letter { from, letter }, context);
                }
            }
            _ => self.on_message_beside(from, message, context),
        }
    }

    fn on_order(&mut self, command: &Command, context: &mut Context) -> Result<(), Refusal> {
        let system = match command {
            Command::Wallet(command) => return self.on_wallet(command, context),
            Command::Delegated(command) => return self.on_delegated(command, context),
            Command::Stake(StakeCommand::Deposit { amount, .. }) => {
                return self.deposit(*amount, context);
            }
            Command::Network(_) | Command::Stake(_) => {
                return Err(Refusal::new("order.not-a-node"));
            }
            Command::Channel(_) => System::Channel,
            Command::Rollup(_) => System::Rollup,
            Command::Sidechain(SidechainCommand::OpenAccount { chain, node, .. }) => {
                return self.open_account(*chain, node, context);
            }
            Command::Sidechain(_) => System::Sidechain,
        };
        let index = self
            .role_of(system)
            .ok_or_else(|| Refusal::new("order.no-role"))?;
        self.with_role(index, &RoleInput::Order(command), context)
    }

    fn on_wallet(&mut self, command: &WalletCommand, context: &mut Context) -> Result<(), Refusal> {
        match command {
            WalletCommand::Transfer {
                to,
                amount,
                max_fee,
                tip,
                ..
            } => {
                let to = context.directory.find(to)?.address;
                let asked = Asked {
                    max_fee: *max_fee,
                    tip: *tip,
                };
                let amount = *amount;
                self.submit(asked, context, |_| Ok(Action::Transfer { to, amount }))
            }
            WalletCommand::DoubleSpend { to, amount, .. } => {
                let to = context.directory.find(to)?.address;
                self.pay_twice(to, *amount, context)
            }
            WalletCommand::Bump {
                nonce,
                max_fee,
                tip,
                ..
            } => {
                let asked = Asked {
                    max_fee: *max_fee,
                    tip: *tip,
                };
                self.bump(*nonce, asked, context)
            }
            WalletCommand::Cheat {
                to, amount, flaw, ..
            } => self.cheat(to, (*amount, *flaw), context),
            WalletCommand::Create { .. }
            | WalletCommand::Demand { .. }
            | WalletCommand::Restore { .. } => Err(Refusal::new("order.not-a-crowd")),
        }
    }

    fn on_delegated(
        &mut self,
        command: &DelegatedCommand,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        self.submit(Asked::default(), context, |desk| {
            delegating::action(desk, command)
        })
    }

    /// Deposits for a validator, and hands its keys to the person's node.
    fn deposit(&mut self, amount: Amount, context: &mut Context) -> Result<(), Refusal> {
        let (number, mut handed) = (self.transfers + 1, Digest::ZERO);
        self.submit(Asked::default(), context, |desk| {
            let (secret, action) = staking::deposit(desk, number, amount)?;
            handed = secret;
            Ok(action)
        })?;
        context.send(self.home(), Message::Keystore(handed));
        Ok(())
    }

    fn submit(
        &mut self,
        asked: Asked,
        context: &mut Context,
        action: impl FnOnce(&Desk) -> Result<Action, Refusal>,
    ) -> Result<(), Refusal> {
        self.transfers += 1;
        let label = self.label();
        let mut desk = self.desk(context);
        let action = action(&desk)?;
        check_affordable(&desk, action.value(), asked)?;
        desk.submit_at(&label, &action, asked);
        Ok(())
    }

    /// Pays, and signs for the node's private chain that the same number pays oneself.
    fn pay_twice(
        &mut self,
        to: Address,
        amount: Amount,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        self.submit(Asked::default(), context, |_| {
            Ok(Action::Transfer { to, amount })
        })?;
        let label = self.label();
        self.desk(context).submit_rival(&label, amount);
        Ok(())
    }

    fn cheat(
        &self,
        with: &Name,
        (amount, flaw): (Amount, Flaw),
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let with = context.directory.find(with)?;
        let head = context.archive.entry(&self.main.view).clone();
        let signing = Desk::signing(&self.key, &head, context, Asked::default());
        let flawed = cheating::flawed(&signing, (with, amount), flaw)?;
        let (agent, transaction) = (context.me, flawed.id());
        context.note(|| Fact::Wallet(WalletFact::Submitted { agent, transaction }));
        context.send(self.main.home, Message::Submit(flawed));
        Ok(())
    }

    /// Of the last transaction that the user asked for.
    fn label(&self) -> String {
        format!("transfer-{}", self.transfers)
    }

    fn desk<'a, 'b>(&'a mut self, context: &'a mut Context<'b>) -> Desk<'a, 'b> {
        Desk {
            context,
            key: &self.key,
            wallet: &mut self.main.wallet,
            home: self.main.home,
            view: self.main.view,
            role: 0,
            beside: &mut self.beside,
        }
    }

    fn bump(
        &mut self,
        nonce: Option<u64>,
        asked: Asked,
        context: &mut Context,
    ) -> Result<(), Refusal> {
        let head = context.archive.entry(&self.main.view).clone();
        let signing = Desk::signing(&self.key, &head, context, asked);
        let again = self.main.wallet.bump(&signing, nonce)?;
        self.main.submit_again(again, context);
        Ok(())
    }
}

fn check_affordable(desk: &Desk, amount: Amount, asked: Asked) -> Result<(), Refusal> {
    let price = match asked.by_hand() {
        true => desk.bid(asked).max_fee,
        false => desk.least_price(),
    };
    let cost = price
        .checked_mul(crate::ledger::price::TRANSACTION)
        .and_then(|fee| fee.checked_add(amount));
    match cost {
        Some(cost) if cost <= desk.spendable() => Ok(()),
        _ => Err(Refusal::new("wallet.balance")
            .with(desk.spendable())
            .with(amount)),
    }
}

impl Actor for Agent {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Message { from, message } => self.on_message(*from, message, context),
            Input::Wake(token) => {
                let input = RoleInput::Wake(*token as u32);
                let _ = self.with_role((token >> 32) as usize, &input, context);
            }
            Input::Order(command) => return self.on_order(command, context),
            Input::LinkUp(peer, LinkKind::Direct) => {
                self.tell_all(&RoleInput::LinkUp(*peer), context);
            }
            Input::LinkUp(peer, LinkKind::Client) => self.on_client_link(*peer, context),
            other => return self.ignore(other),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        out.extend(encode(&(self.address(), &self.main, self.transfers)));
        for account in &self.beside {
            out.extend(encode(&(account.chain, account)));
        }
        for role in self.roles.iter().filter(|role| !role.is_unused()) {
            role.system().serialize(out).ok();
            role.digest(out);
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
