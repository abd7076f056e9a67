//! A person's seat in one rollup: its own derivation from Layer 1, and the parts that it plays.

use crate::actor::Desk;
use crate::base::ActorId;
use crate::command::{Refusal, RollupCommand, RollupSettings};
use crate::event::{Fact, RollupFact};
use crate::ledger::Action;

use super::super::call::{CODE, Call, Creation};
use super::super::contract::{DEAREST_CHALLENGE, MAX_WINDOW, Reader};
use super::super::derive::Derivation;
use super::super::found::Change;
use super::super::transfer::Domain;
use super::{Sequencer, User, Verifier, Words};
pub(super) use crate::actor::pursuit::{affordable, is_any_waiting, is_waiting, pursue, short};
use crate::base::{Amount, encode};

/// What all parts of a seat share.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) number: u32,
    pub(super) sequencer: ActorId,
    pub(super) derivation: Derivation,
}

impl Ground {
    /// The rollup's contract as of the head; refused until it is there.
    pub(super) fn started<'a>(&self, desk: &'a Desk) -> Result<(Reader<'a>, Domain), Refusal> {
        let reader = self.derivation.reader(desk.head());
        reader
            .zip(self.derivation.domain())
            .ok_or_else(|| Refusal::new("rollup.not-started"))
    }

    /// Label of a Layer 1 transaction of this rollup.
    pub(super) fn label(&self, rest: &str) -> String {
        format!("rollup-{}-{rest}", self.number)
    }

    /// A call of the contract as a Layer 1 action.
    pub(super) fn action(&self, call: &Call, value: Amount) -> Option<Action> {
        Some(Action::Call {
            contract: self.derivation.contract()?,
            value,
            input: encode(call),
        })
    }

    pub(super) fn write(&self, to: ActorId, words: &Words, desk: &mut Desk) {
        if let Some(domain) = self.derivation.domain() {
            desk.send(to, words.letter(self.number, &domain));
        }
    }
}

/// A seat.
#[derive(Clone)]
pub struct Seat {
    ground: Ground,
    sequencer: Option<Sequencer>,
    verifier: Option<Verifier>,
    user: User,
}

impl Seat {
    pub(super) fn new(number: u32, desk: &mut Desk) -> Result<Self, Refusal> {
        let contact = desk.directory().rollup(number)?.clone();
        let sequencer = desk.directory().get(contact.sequencer);
        let address = sequencer.map(|contact| contact.address).unwrap_or_default();
        let chain = desk.archive().rules().chain;
        let mut derivation = Derivation::new(number, address, chain);
        let head = desk.head().id();
        derivation.follow(desk.archive(), &head);
        let me = desk.me();
        Ok(Self {
            ground: Ground {
                number,
                sequencer: contact.sequencer,
                derivation,
            },
            sequencer: (contact.sequencer == me).then(Sequencer::default),
            verifier: (contact.verifier == me).then(Verifier::default),
            user: User::default(),
        })
    }

    /// The rollup as this person derives it from Layer 1.
    #[must_use]
    pub fn derivation(&self) -> &Derivation {
        &self.ground.derivation
    }

    /// What it does as the sequencer, if it is.
    #[must_use]
    pub fn sequencer(&self) -> Option<&Sequencer> {
        self.sequencer.as_ref()
    }

    /// What it does as the verifier, if it is.
    #[must_use]
    pub fn verifier(&self) -> Option<&Verifier> {
        self.verifier.as_ref()
    }

    /// What it does as a user.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.user
    }

    pub(super) fn on_head(&mut self, desk: &mut Desk) {
        let head = desk.head().id();
        let change = self.ground.derivation.follow(desk.archive(), &head);
        self.tell(&change, desk);
        if let Some(sequencer) = &mut self.sequencer {
            sequencer.on_head(&self.ground, desk);
        }
        if let Some(verifier) = &mut self.verifier {
            verifier.on_head(&self.ground, &change, desk);
        }
        self.user.on_head(&self.ground, &change, desk);
    }

    fn tell(&self, change: &Change, desk: &mut Desk) {
        let (rollup, agent) = (self.ground.number, desk.me());
        if change.created {
            desk.note(|| Fact::Rollup(RollupFact::Started { rollup, agent }));
        }
        if let Some(block) = change.removed.last() {
            let batch = block.header.index;
            desk.note(|| {
                Fact::Rollup(RollupFact::Rewound {
                    rollup,
                    agent,
                    batch,
                })
            });
        }
    }

    pub(super) fn on_words(&mut self, from: ActorId, words: Words, desk: &mut Desk) {
        let from_sequencer = from == self.ground.sequencer;
        match words {
            Words::Transfer(signed) => {
                if let Some(sequencer) = &mut self.sequencer {
                    sequencer.on_transfer(&self.ground, from, signed, desk);
                }
            }
            Words::Promise(signed) if from_sequencer => {
                self.user.on_promise(&self.ground, signed, desk);
            }
            Words::Refusal(id, reason) if from_sequencer => {
                self.user.on_refusal(&self.ground, &id, &reason, desk);
            }
            Words::Promise(_) | Words::Refusal(..) => {}
        }
    }

    pub(super) fn on_link(&mut self, desk: &mut Desk) {
        self.user.ask_again(&self.ground, desk);
    }

    pub(super) fn on_wake(&mut self, token: u16, desk: &mut Desk) {
        if let Some(sequencer) = &mut self.sequencer {
            sequencer.on_wake(&self.ground, token, desk);
        }
    }

    pub(super) fn on_order(
        &mut self,
        command: &RollupCommand,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let ground = &self.ground;
        match command {
            RollupCommand::Start { settings, .. } => self.start(settings, desk),
            RollupCommand::Deposit { amount, .. } => self.user.deposit(ground, *amount, desk),
            RollupCommand::Transfer { to, amount, .. } => {
                let to = desk.directory().find(to)?.address;
                self.user.transfer(ground, to, *amount, desk)
            }
            RollupCommand::Withdraw { amount, .. } => self.user.withdraw(ground, *amount, desk),
            RollupCommand::SubmitBatch { .. } => {
                sequencing(&mut self.sequencer)?.batch(ground, desk)
            }
            RollupCommand::SetBatching { every, .. } => {
                let sequencer = sequencing(&mut self.sequencer)?;
                sequencer.set_batching(ground.number, *every, desk)
            }
            RollupCommand::Corrupt { to, amount, .. } => {
                let to = desk.directory().find(to)?.address;
                sequencing(&mut self.sequencer)?.corrupt(to, *amount)
            }
            RollupCommand::SetFavours { favours, .. } => {
                sequencing(&mut self.sequencer)?.set_favours(*favours);
                Ok(())
            }
            RollupCommand::Rival { to, .. } => {
                let to = desk.directory().find(to)?.address;
                self.user.rival(ground, to, desk)
            }
            RollupCommand::SleepVerifier { asleep, .. } => {
                let refusal = || Refusal::new("rollup.not-verifier");
                let verifier = self.verifier.as_mut().ok_or_else(refusal)?;
                verifier.sleep(&self.ground, *asleep, desk);
                Ok(())
            }
        }
    }

    /// Puts the contract on Layer 1.
    fn start(&mut self, settings: &RollupSettings, desk: &mut Desk) -> Result<(), Refusal> {
        let contact = desk.directory().rollup(self.ground.number)?;
        if contact.sequencer == contact.verifier {
            return Err(Refusal::new("rollup.same-person"));
        }
        let limit = desk.archive().rules().gas_limit;
        if limit < DEAREST_CHALLENGE {
            return Err(Refusal::new("rollup.gas-limit")
                .with(DEAREST_CHALLENGE)
                .with(limit));
        }
        let window = (1..=MAX_WINDOW).contains(&settings.window);
        if !window || settings.bond == Amount::ZERO {
            return Err(Refusal::new("rollup.settings").with(MAX_WINDOW));
        }
        let creation = Creation {
            number: self.ground.number,
            window: settings.window,
            bond: settings.bond,
        };
        let action = Action::Create {
            code: CODE.to_owned(),
            value: Amount::ZERO,
            input: encode(&creation),
        };
        if !affordable(desk, &action) {
            return Err(Refusal::new("wallet.balance")
                .with(desk.spendable())
                .with(settings.bond));
        }
        let sequencer = sequencing(&mut self.sequencer)?;
        sequencer.set_batching(self.ground.number, settings.batch_every, desk)?;
        desk.submit(&self.ground.label("create"), &action);
        Ok(())
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        self.ground.derivation.digest(out);
        if let Some(sequencer) = &self.sequencer {
            sequencer.digest(out);
        }
        if let Some(verifier) = &self.verifier {
            verifier.digest(out);
        }
        self.user.digest(out);
    }
}

fn sequencing(part: &mut Option<Sequencer>) -> Result<&mut Sequencer, Refusal> {
    part.as_mut()
        .ok_or_else(|| Refusal::new("rollup.not-sequencer"))
}
