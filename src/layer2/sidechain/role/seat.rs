//! A person's seat at one second chain: functionary, user, thief, founder.

use crate::actor::Desk;
use crate::actor::pursuit::affordable;
use crate::base::{ActorId, Amount, Digest, encode};
use crate::command::{Founding, Name, Refusal, SidechainCommand};
use crate::event::{Fact, SidechainFact};
use crate::ledger::Action;

use super::super::quorum::Membership;
use super::super::record::{Emergency, VaultTerms};
use super::super::vault::{VAULT_CODE, VaultCreation};
use super::Words;
use super::ground::Ground;
use super::member::Member;
use super::thief::Thief;
use super::user::User;

/// A seat.
#[derive(Clone)]
pub struct Seat {
    ground: Ground,
    has_started: bool,
    member: Option<Member>,
    user: User,
    thief: Thief,
}

impl Seat {
    pub(super) fn new(chain: u32) -> Self {
        Self {
            ground: Ground { chain },
            has_started: false,
            member: None,
            user: User::default(),
            thief: Thief::default(),
        }
    }

    /// What it does as a functionary, or with an emergency key, if it does.
    #[must_use]
    pub fn member(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// What it does as a user.
    #[must_use]
    pub fn user(&self) -> &User {
        &self.user
    }

    /// What it does as a thief.
    #[must_use]
    pub fn thief(&self) -> &Thief {
        &self.thief
    }

    /// Becomes a functionary, where the directory names it as one.
    pub(super) fn join(&mut self, desk: &Desk) {
        if self.member.is_none() && is_named(&self.ground, desk) {
            self.member = Some(Member::default());
        }
    }

    pub(super) fn on_head(&mut self, (removed, added): (&[Digest], &[Digest]), desk: &mut Desk) {
        self.tell_start(desk);
        if let Some(member) = &mut self.member {
            member.on_head(&self.ground, removed, desk);
        }
        if !self.user.is_idle() {
            self.user.on_head(&self.ground, (removed, added), desk);
            self.attest_own(desk);
        }
        self.thief.follow(&self.ground, desk);
    }

    /// Who is functionary and user needs no letter.
    fn attest_own(&mut self, desk: &mut Desk) {
        let Some(member) = &mut self.member else {
            return;
        };
        for block in self.user.unattested(&desk.public_key()) {
            if let Some(signed) = member.attest(&self.ground, block, desk) {
                self.user.on_deep(&self.ground, (block, signed), desk);
            }
        }
    }

    fn tell_start(&mut self, desk: &mut Desk) {
        let is_there = self.ground.vault(desk).is_some();
        if is_there && !self.has_started {
            let (chain, agent) = (self.ground.chain, desk.me());
            desk.note(|| Fact::Sidechain(SidechainFact::Started { chain, agent }));
        }
        self.has_started = is_there;
    }

    pub(super) fn on_head_beside(&mut self, desk: &mut Desk) {
        if let Some(member) = &mut self.member {
            member.on_head_beside(&self.ground, desk);
        }
        if !self.user.is_idle() {
            self.user.on_head_beside(&self.ground, desk);
        }
    }

    pub(super) fn on_words(&mut self, from: ActorId, words: Words, desk: &mut Desk) {
        let ground = &self.ground;
        match (words, &mut self.member) {
            (Words::AskDeep(block), Some(member)) => {
                member.on_ask_deep(ground, (from, block), desk);
            }
            (Words::Deep(block, signed), _) => self.user.on_deep(ground, (block, signed), desk),
            (Words::Share(is_main, act, signed), member) => {
                if let Some(member) = member {
                    member.on_share(ground, (is_main, &act, signed), desk);
                }
                self.thief.on_share(ground, (&act, signed), desk);
            }
            (Words::AskFalse(act), Some(member)) => {
                member.on_ask_false(ground, (from, act), desk);
            }
            (Words::Key(bytes), _) => self.thief.take_key(&bytes),
            (Words::AskDeep(_) | Words::AskFalse(_), None) => {}
        }
    }

    pub(super) fn on_order(
        &mut self,
        command: &SidechainCommand,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let ground = &self.ground;
        match command {
            SidechainCommand::Found(founding) => found(ground, founding, desk),
            SidechainCommand::Deposit { amount, .. } => self.user.deposit(ground, *amount, desk),
            SidechainCommand::Transfer { to, amount, .. } => {
                let to = desk.directory().find(to)?.address;
                self.user.transfer(ground, (to, *amount), desk)
            }
            SidechainCommand::Withdraw { amount, .. } => self.user.withdraw(ground, *amount, desk),
            SidechainCommand::Steal { amount, .. } => self.thief.steal(ground, *amount, desk),
            SidechainCommand::Rob { thief, .. } => self.be_robbed(thief, desk),
            SidechainCommand::OpenAccount { .. } => Ok(()),
            SidechainCommand::Behave { .. }
            | SidechainCommand::Alarm { .. }
            | SidechainCommand::ChangeMembers { .. }
            | SidechainCommand::Refresh { .. }
            | SidechainCommand::Emergency { .. } => self.on_member_order(command, desk),
        }
    }

    fn on_member_order(
        &mut self,
        command: &SidechainCommand,
        desk: &mut Desk,
    ) -> Result<(), Refusal> {
        let ground = &self.ground;
        let stranger = || Refusal::new("sidechain.not-a-member");
        let member = self.member.as_mut().ok_or_else(stranger)?;
        match command {
            SidechainCommand::Behave { conduct, .. } => {
                member.behave(*conduct);
                member.on_head(ground, &[], desk);
                return Ok(());
            }
            _ => ground.started(desk)?,
        };
        match command {
            SidechainCommand::Alarm { .. } => member.pause(ground, desk),
            SidechainCommand::Refresh { .. } => member.refresh(ground, desk),
            SidechainCommand::ChangeMembers {
                members, threshold, ..
            } => member.change(ground, &membership(members, *threshold, desk)?, desk),
            SidechainCommand::Emergency { to, .. } => {
                let to = desk.directory().find(to)?.address;
                member.open(ground, to, desk);
            }
            _ => {}
        }
        Ok(())
    }

    /// The thief's copy of the key leaves without its owner's doing.
    fn be_robbed(&self, thief: &Name, desk: &mut Desk) -> Result<(), Refusal> {
        if self.member.is_none() {
            return Err(Refusal::new("sidechain.not-a-member"));
        }
        let thief = desk.directory().person(thief)?.id;
        let (chain, member) = (self.ground.chain, desk.me());
        let key = Words::Key(desk.secret());
        self.ground.write(thief, &key, desk);
        desk.note(|| {
            Fact::Sidechain(SidechainFact::Robbed {
                chain,
                member,
                thief,
            })
        });
        Ok(())
    }

    pub(super) fn digest(&self, out: &mut Vec<u8>) {
        let ground = (self.ground.chain, self.has_started);
        out.extend(encode(&(ground, &self.member, &self.user)));
        if !self.thief.is_idle() {
            self.thief.digest(out);
        }
    }
}

/// Whether the directory names somebody as a functionary or as one with an emergency key.
pub(super) fn is_named(ground: &Ground, desk: &Desk) -> bool {
    let Ok(contact) = ground.contact(desk) else {
        return false;
    };
    let own = desk.directory().get(desk.me()).map(|own| &own.name);
    let emergency = &contact.founding.federation.emergency;
    contact.members.contains(&desk.me()) || own.is_some_and(|own| emergency.contains(own))
}

fn membership(names: &[Name], threshold: u32, desk: &Desk) -> Result<Membership, Refusal> {
    let directory = desk.directory();
    let keys = names.iter().map(|name| Ok(directory.person(name)?.key));
    let keys = keys.collect::<Result<Vec<_>, Refusal>>()?;
    Membership::of(keys, threshold).ok_or_else(|| Refusal::new("sidechain.members"))
}

/// Puts the vault on Layer 1.
fn found(ground: &Ground, founding: &Founding, desk: &mut Desk) -> Result<(), Refusal> {
    let plan = &founding.federation;
    let creation = VaultCreation {
        terms: VaultTerms {
            chain: ground.chain,
            pause: plan.pause,
            emergency: Emergency {
                keys: membership(&plan.emergency, plan.emergency_threshold, desk)?,
                after: plan.emergency_after,
            },
        },
        membership: membership(&plan.members, plan.threshold, desk)?,
    };
    let action = Action::Create {
        code: VAULT_CODE.to_owned(),
        value: Amount::ZERO,
        input: encode(&creation),
    };
    if !affordable(desk, &action) {
        return Err(Refusal::new("wallet.balance")
            .with(desk.spendable())
            .with(Amount::ZERO));
    }
    desk.submit(&ground.label("create"), &action);
    Ok(())
}
