//! Commands on second chains: who they go to, and who must be able to reach whom.

use crate::base::{ActorId, Address};
use crate::chain::LAYER1;
use crate::command::{Command, Founding, Name, Refusal, SidechainCommand};
use crate::event::Cause;

use super::{Observer, Simulation};

/// Most functionaries of a peg.
const MAX_MEMBERS: usize = 32;
/// Most blocks of a peg's terms.
const MAX_BLOCKS: u64 = 1_000_000;

impl<O: Observer> Simulation<O> {
    pub(super) fn apply_sidechain(
        &mut self,
        sidechain: &SidechainCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        if let Some(chain) = sidechain.chain() {
            self.world.directory.chain(chain)?;
        }
        match sidechain {
            SidechainCommand::Found(founding) => self.found(founding, command, cause),
            SidechainCommand::OpenAccount {
                chain,
                person,
                node,
            } => {
                let person = self.world.directory.person(person)?.id;
                let node = self.world.node_named(node)?;
                self.open_account((*chain, person), node, cause)
            }
            SidechainCommand::Deposit { chain, from, .. }
            | SidechainCommand::Withdraw { chain, from, .. } => {
                let from = self.acquaint(*chain, from, cause)?;
                self.order(from, command, cause)
            }
            SidechainCommand::Transfer { from, .. } => {
                let from = self.world.directory.person(from)?.id;
                self.order(from, command, cause)
            }
            _ => self.apply_to_members(sidechain, command, cause),
        }
    }

    fn apply_to_members(
        &mut self,
        sidechain: &SidechainCommand,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        match sidechain {
            SidechainCommand::Behave { member, .. } | SidechainCommand::Alarm { member, .. } => {
                let member = self.world.directory.person(member)?.id;
                self.order(member, command, cause)
            }
            SidechainCommand::Rob {
                chain,
                member,
                thief,
            } => {
                let member = self.world.directory.person(member)?.id;
                let thief = self.acquaint(*chain, thief, cause)?;
                self.ensure_direct(member, thief, cause);
                self.order(member, command, cause)
            }
            SidechainCommand::Steal { chain, thief, .. } => {
                let thief = self.acquaint(*chain, thief, cause)?;
                self.order(thief, command, cause)
            }
            SidechainCommand::ChangeMembers { chain, members, .. } => {
                self.change_members((*chain, members), command, cause)
            }
            SidechainCommand::Refresh { chain } => {
                let members = self.world.directory.chain(*chain)?.members.clone();
                self.order_all(&members, command, cause)
            }
            SidechainCommand::Emergency { chain, to } => {
                self.world.directory.find(to)?;
                let founding = &self.world.directory.chain(*chain)?.founding;
                let keys = self.found_people(&founding.federation.emergency)?;
                self.order_all(&keys, command, cause)
            }
            _ => Err(Refusal::new("order.no-role")),
        }
    }

    fn found_people(&self, names: &[Name]) -> Result<Vec<ActorId>, Refusal> {
        let directory = &self.world.directory;
        let people = names.iter().map(|name| Ok(directory.person(name)?.id));
        people.collect()
    }

    fn found(
        &mut self,
        founding: &Founding,
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        check(founding)?;
        let founder = self.world.directory.person(&founding.founder)?.id;
        let members = self.found_people(&founding.federation.members)?;
        let emergency = self.found_people(&founding.federation.emergency)?;
        let vault = self.next_contract(founder)?;
        let chain = self.begin_chain(founding, (members.clone(), vault), cause)?;
        for (turn, member) in members.iter().enumerate() {
            self.ensure_account((chain, *member), turn, cause)?;
        }
        self.link_all(&members, cause);
        self.link_all(&emergency, cause);
        self.order(founder, command, cause)
    }

    fn next_contract(&self, founder: ActorId) -> Result<Address, Refusal> {
        let agent = self.world.agent(founder);
        let agent = agent.ok_or_else(|| Refusal::new("order.not-a-person"))?;
        Ok(agent.next_contract(&self.archive))
    }

    fn link_all(&mut self, people: &[ActorId], cause: Cause) {
        for (index, a) in people.iter().enumerate() {
            for b in &people[index + 1..] {
                self.ensure_direct(*a, *b, cause);
            }
        }
    }

    /// Sees that somebody has an account on a second chain and can write to its functionaries.
    fn acquaint(&mut self, chain: u32, name: &str, cause: Cause) -> Result<ActorId, Refusal> {
        let person = self.world.directory.person(name)?.id;
        self.ensure_account((chain, person), 0, cause)?;
        let members = self.world.directory.chain(chain)?.members.clone();
        for member in members {
            self.ensure_direct(person, member, cause);
        }
        Ok(person)
    }

    fn change_members(
        &mut self,
        (chain, names): (u32, &[Name]),
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let new = self.found_people(names)?;
        for (turn, member) in new.iter().enumerate() {
            self.ensure_account((chain, *member), turn, cause)?;
        }
        self.link_all(&new, cause);
        let place = (chain - LAYER1 - 1) as usize;
        let contact = &mut self.world.directory.chains[place];
        let before = contact.members.clone();
        let joined = new.iter().filter(|member| !before.contains(member));
        contact.members.extend(joined);
        for member in &new {
            for other in &before {
                self.ensure_direct(*member, *other, cause);
            }
        }
        self.order_all(&before, command, cause)
    }

    /// Tells all of them; one is enough who can do it.
    fn order_all(
        &mut self,
        people: &[ActorId],
        command: &Command,
        cause: Cause,
    ) -> Result<(), Refusal> {
        let mut refusal = None;
        let mut taken = false;
        for person in people {
            match self.order(*person, command, cause) {
                Ok(()) => taken = true,
                Err(why) => refusal = Some(why),
            }
        }
        match refusal {
            Some(why) if !taken => Err(why),
            _ => Ok(()),
        }
    }
}

fn check(founding: &Founding) -> Result<(), Refusal> {
    let plan = &founding.federation;
    let sizes = 1..=MAX_MEMBERS;
    if !sizes.contains(&plan.members.len()) || !sizes.contains(&plan.emergency.len()) {
        return Err(Refusal::new("sidechain.members").with(MAX_MEMBERS));
    }
    let terms = [
        ("confirmations", plan.confirmations),
        ("burn_confirmations", plan.burn_confirmations),
        ("emergency_after", plan.emergency_after),
        ("pause", plan.pause),
    ];
    for (name, blocks) in terms {
        if !(1..=MAX_BLOCKS).contains(&blocks) {
            let refusal = Refusal::new("setup.range").with(blocks).with(1);
            return Err(refusal.with(MAX_BLOCKS).with(format!("federation.{name}")));
        }
    }
    Ok(())
}
