//! A person's part in all its channels.

use std::any::Any;
use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::actor::{Desk, Letter, Role, RoleInput};
use crate::base::{ActorId, Address, Amount, Signature};
use crate::command::{ChannelCommand, Command, DisputePeriod, Refusal};
use crate::event::System;

use super::opening::{affords, check_opening};
use super::party::{Life, Party};
use super::{ChannelLetter, RejectReason, Said, Terms, letter::open_letter};

/// Most channels of a person that are not over.
pub const MAX_CHANNELS: usize = 16;

/// A person's channels, by number.
#[derive(Clone, Debug, Default)]
pub struct ChannelRole {
    pub(super) parties: BTreeMap<u32, Party>,
    /// What everybody in this world asks for and accepts: no part of the state.
    dispute: DisputePeriod,
}

impl ChannelRole {
    /// Of somebody without channels.
    pub fn new(dispute: DisputePeriod) -> Self {
        Self {
            parties: BTreeMap::new(),
            dispute,
        }
    }

    fn alive(&self) -> usize {
        self.parties
            .values()
            .filter(|party| party.is_alive())
            .count()
    }

    fn on_head(&mut self, desk: &mut Desk) {
        for party in self.parties.values_mut() {
            party.follow(desk);
        }
    }

    fn on_letter(&mut self, from: ActorId, letter: &Letter, desk: &mut Desk) {
        let Some((number, content)) = open_letter(letter) else {
            return;
        };
        if let ChannelLetter::Open {
            terms,
            contract,
            signature,
        } = &content
        {
            return self.on_open(desk, (number, from), (terms, *contract, signature));
        }
        let party = self.parties.get_mut(&number);
        if let Some(party) = party.filter(|party| party.peer == from && !party.asleep) {
            party.hear(desk, &content);
        }
    }

    fn on_open(
        &mut self,
        desk: &mut Desk,
        (number, from): (u32, ActorId),
        (terms, contract, signature): (&Terms, Address, &Signature),
    ) {
        let parties = [from, desk.me()];
        if desk.directory().channel(number) != Ok(parties) {
            return;
        }
        let usual = Terms::usual(desk, parties, terms.deposits, self.dispute);
        let is_usual = usual.as_ref() == Some(terms) && terms.check().is_ok();
        if let Some(party) = self.parties.get_mut(&number) {
            if is_usual && !party.asleep {
                party.agree(desk, (terms.clone(), contract), signature);
            }
            return;
        }
        if let Some(reason) = self.objection(desk, terms, is_usual) {
            return desk.send(from, ChannelLetter::Reject(reason).pack(number));
        }
        // It holds nothing until it has checked the signature.
        let life = Life::Rejected(terms.clone(), RejectReason::Terms);
        let mut party = Party::new((number, 1, from), life);
        party.agree(desk, (terms.clone(), contract), signature);
        if party.course().is_some() {
            self.parties.insert(number, party);
        }
    }

    fn objection(&self, desk: &Desk, terms: &Terms, is_usual: bool) -> Option<RejectReason> {
        let own = terms.deposits[1];
        if !is_usual {
            Some(RejectReason::Terms)
        } else if self.alive() >= MAX_CHANNELS {
            Some(RejectReason::TooMany)
        } else if own > Amount::ZERO && !affords(desk, desk.spendable(), own) {
            Some(RejectReason::Balance)
        } else {
            None
        }
    }

    fn open(&mut self, desk: &mut Desk, deposits: [Amount; 2]) -> Result<(), Refusal> {
        let number = desk.directory().channels.len() as u32;
        let parties = desk.directory().channel(number)?;
        if self.alive() >= MAX_CHANNELS {
            return Err(Refusal::new("channel.too-many").with(MAX_CHANNELS));
        }
        let terms = Terms::usual(desk, parties, deposits, self.dispute)
            .ok_or_else(|| Refusal::new("channel.deposit"))?;
        check_opening(desk, &terms)?;
        let life = Life::Proposed {
            terms,
            contract: Address::default(),
            tries: 0,
        };
        let mut party = Party::new((number, 0, parties[1]), life);
        party.ask(desk);
        self.parties.insert(number, party);
        Ok(())
    }

    fn party(&mut self, number: u32) -> Result<&mut Party, Refusal> {
        self.parties
            .get_mut(&number)
            .ok_or_else(|| Refusal::new("channel.not-open").with(number))
    }

    fn on_order(&mut self, command: &ChannelCommand, desk: &mut Desk) -> Result<(), Refusal> {
        match command {
            ChannelCommand::Open {
                deposit_a,
                deposit_b,
                ..
            } => self.open(desk, [*deposit_a, *deposit_b]),
            ChannelCommand::Pay {
                channel, amount, ..
            } => self.party(*channel)?.pay(desk, *amount),
            ChannelCommand::CloseTogether { channel, .. } => {
                self.party(*channel)?.close_together(desk)
            }
            ChannelCommand::CloseForced { channel, .. } => self.party(*channel)?.close_forced(desk),
            ChannelCommand::CloseStale {
                channel, version, ..
            } => self.party(*channel)?.close_stale(desk, *version),
            ChannelCommand::Sleep {
                channel, asleep, ..
            } => {
                self.party(*channel)?.sleep(desk, *asleep);
                Ok(())
            }
        }
    }

    fn on_link(&mut self, peer: ActorId, desk: &mut Desk) {
        for party in self.parties.values_mut().filter(|party| party.peer == peer) {
            party.reestablish(desk, true);
        }
    }

    fn on_refused(&mut self, label: &str, reason: &str, desk: &mut Desk) {
        let number = label
            .strip_prefix("channel-")
            .and_then(|rest| rest.split('-').next())
            .and_then(|number| number.parse().ok());
        if let Some(party) = number.and_then(|number: u32| self.parties.get_mut(&number)) {
            party.alarm(desk, reason);
            party.refresh(desk);
        }
    }
}

impl Party {
    fn hear(&mut self, desk: &mut Desk, content: &ChannelLetter) {
        self.said = Some(Said {
            kind: content.kind(),
            from: self.peer,
            at: desk.now(),
            amount: None,
        });
        match content {
            ChannelLetter::Open { .. } => {}
            ChannelLetter::Reject(reason) => self.on_reject(desk, *reason),
            ChannelLetter::Accept { version, signature } => {
                self.on_accept(desk, *version, signature)
            }
            ChannelLetter::Propose { state, signature } => self.on_propose(desk, state, signature),
            ChannelLetter::Revoke(revocation) => self.on_revoke(desk, revocation),
            ChannelLetter::Reestablish { version, answer } => {
                self.on_reestablish(desk, *version, *answer);
            }
        }
    }

    fn on_reject(&mut self, desk: &mut Desk, reason: RejectReason) {
        if let Life::Proposed { terms, .. } = &self.life {
            self.life = Life::Rejected(terms.clone(), reason);
            self.alarm(desk, reason.key());
            self.refresh(desk);
        }
    }
}

impl Role for ChannelRole {
    fn system(&self) -> System {
        System::Channel
    }

    fn on(&mut self, input: &RoleInput, desk: &mut Desk) -> Result<(), Refusal> {
        match input {
            RoleInput::Head { .. } => self.on_head(desk),
            RoleInput::Letter { from, letter } => self.on_letter(*from, letter, desk),
            RoleInput::Order(Command::Channel(command)) => return self.on_order(command, desk),
            RoleInput::Order(_) => return Err(Refusal::new("order.no-role")),
            RoleInput::Refused { label, reason } => self.on_refused(label, reason, desk),
            RoleInput::LinkUp(peer) => self.on_link(*peer, desk),
            RoleInput::Wake(_) | RoleInput::HeadBeside { .. } => {}
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Role> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        // Writing to memory does not fail.
        self.parties.serialize(out).ok();
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
