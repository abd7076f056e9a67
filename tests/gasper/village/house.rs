//! A node: what it does with the mail.

use std::collections::BTreeMap;

use bilayer::consensus::gasper::ballot::Ballot;
use bilayer::consensus::gasper::block::{ProposerSlashing, Sealed};
use bilayer::consensus::gasper::duty::Guard;
use bilayer::consensus::gasper::params::Slot;
use bilayer::consensus::gasper::pool::Pool;
use bilayer::consensus::gasper::store::{Store, Unfit};
use bilayer::consensus::gasper::transition::is_sealed;
use bilayer::consensus::gasper::validator::Index;

use super::{Mail, Third, Village};

/// A node.
pub struct House {
    pub store: Store,
    pub pool: Pool,
    pub validators: Vec<Index>,
    pub guards: BTreeMap<Index, Guard>,
    pub seals: BTreeMap<(Slot, Index), Sealed>,
    pub evidence: Vec<ProposerSlashing>,
    pub(super) waiting: Vec<Mail>,
    pub(super) inbox: Vec<(Third, Mail)>,
    pub awake: bool,
}

impl Village {
    pub(super) fn read_mail(&mut self, house: usize) {
        let now = self.now;
        let inbox = std::mem::take(&mut self.houses[house].inbox);
        let (due, later): (Vec<_>, Vec<_>) = inbox.into_iter().partition(|(at, _)| *at <= now);
        self.houses[house].inbox = later;
        let mut mail = std::mem::take(&mut self.houses[house].waiting);
        mail.extend(due.into_iter().map(|(_, mail)| mail));
        for mail in mail {
            self.read(house, mail);
        }
    }

    pub(super) fn read(&mut self, house: usize, mail: Mail) {
        let taken = match &mail {
            Mail::Block(sealed) => self.take_block(house, sealed),
            Mail::Ballot(ballot) => self.take_ballot(house, ballot),
        };
        if !taken {
            self.houses[house].waiting.push(mail);
        }
    }

    /// Whether the block was taken, or never will be.
    fn take_block(&mut self, house: usize, sealed: &Sealed) -> bool {
        let home = &mut self.houses[house];
        if let Some(old) = home.seals.get(&(sealed.slot, sealed.proposer)) {
            if old.root != sealed.root {
                home.evidence.push(ProposerSlashing {
                    one: *old,
                    other: *sealed,
                });
            }
        } else {
            home.seals.insert((sealed.slot, sealed.proposer), *sealed);
        }
        let (parent, content) = self.chain.contents[&sealed.root].clone();
        assert!(is_sealed(
            &self.chain.states[&sealed.root],
            sealed,
            &mut self.chain.checked
        ));
        if home.store.block(&sealed.root).is_some() {
            return true;
        }
        let timely = self.now / 3 == sealed.slot && self.now % 3 <= 1;
        let state = &self.chain.states[&sealed.root];
        let origin = (&parent, content.proposer);
        let fits = home
            .store
            .on_block(sealed.root, origin, state, timely, &self.chain);
        if fits.is_err() {
            return fits != Err(Unfit::Unknown);
        }
        for vote in &content.attestations {
            let duties = state.duties(vote.data.target.epoch).unwrap();
            let all = duties.voters(vote.data.slot);
            let voters: Vec<Index> = vote.bits.ones().map(|place| all[place]).collect();
            let _ = home.store.on_vote(&vote.data, &voters, true);
        }
        for slashing in &content.attester_slashings {
            home.store.on_equivocation(&slashing.one.voters);
        }
        true
    }

    fn take_ballot(&mut self, house: usize, ballot: &Ballot) -> bool {
        let home = &mut self.houses[house];
        let voters: Vec<Index> = ballot.voters().map(|vote| vote.0).collect();
        let fits = home.store.on_vote(&ballot.data().unwrap(), &voters, false);
        if matches!(fits, Err(Unfit::Early)) {
            if home.pool.is_new(ballot) {
                self.remember(house, ballot);
            }
            return false;
        }
        if home.pool.is_new(ballot) {
            self.remember(house, ballot);
        }
        fits != Err(Unfit::Unknown)
    }

    fn remember(&mut self, house: usize, ballot: &Ballot) {
        let rules = *self.chain.states[&self.genesis].rules();
        if rules.signed {
            let message = rules.domain.vote(&ballot.data().unwrap());
            let registry = self.chain.states[&self.genesis].validators();
            let by = ballot
                .voters()
                .map(|(index, signature)| (registry[index as usize].key, signature.unwrap()));
            assert!(self.chain.checked.are_signed(&message, by));
        }
        let home = &mut self.houses[house];
        let offences = home.pool.insert(ballot);
        if rules.slashing {
            let guilty: Vec<Index> = offences.iter().map(|offence| offence.validator).collect();
            home.store.on_equivocation(&guilty);
        }
    }
}

impl House {
    pub(super) fn new(validators: Vec<Index>, store: Store) -> Self {
        Self {
            store,
            pool: Pool::default(),
            validators,
            guards: BTreeMap::new(),
            seals: BTreeMap::new(),
            evidence: Vec::new(),
            waiting: Vec::new(),
            inbox: Vec::new(),
            awake: true,
        }
    }
}
