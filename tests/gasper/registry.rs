//! Who enters and who leaves: deposits, queues, payouts.

use bilayer::base::{Address, Digest, sha256};
use bilayer::consensus::gasper::ballot::Ballot;
use bilayer::consensus::gasper::block::{Content, Deposit, Exit};
use bilayer::consensus::gasper::key::ValidatorSecret;
use bilayer::consensus::gasper::onion::Onion;
use bilayer::consensus::gasper::params::{
    ETHER, FAR_FUTURE_EPOCH, Gwei, MIN_ACTIVATION_BALANCE, Slot,
};
use bilayer::consensus::gasper::pool::Pool;
use bilayer::consensus::gasper::state::State;
use bilayer::consensus::gasper::transition::{Payout, transition};
use bilayer::consensus::gasper::validator::Index;

use crate::village::{Plan, Village, deposit};

/// One chain on which all vote, block by block.
pub struct Line {
    village: Village,
    pool: Pool,
    pub head: Digest,
    pub state: State,
    pub payouts: Vec<Payout>,
}

impl Line {
    pub fn new(signed: bool) -> Self {
        let village = Village::new(&Plan {
            signed,
            ..Plan::minimal(&[64])
        });
        Self {
            head: village.genesis,
            state: village.chain.states[&village.genesis].clone(),
            village,
            pool: Pool::default(),
            payouts: Vec::new(),
        }
    }

    pub fn key(&self, index: Index) -> &ValidatorSecret {
        &self.village.keys[index as usize]
    }

    /// The next slot's block, with what it carries besides votes.
    pub fn block(&mut self, exits: Vec<Exit>, deposits: &[Deposit]) {
        let slot = self.state.slot() + 1;
        let before = self.at(slot);
        let content = self.content(&before, exits);
        let checked = &mut self.village.chain.checked;
        let outcome = transition(&before, &self.head, &content, deposits, checked).unwrap();
        self.payouts.extend(outcome.payouts);
        self.head = sha256(&[&self.head.0[..], &slot.to_le_bytes()].concat());
        self.state = outcome.state;
        self.vote(slot);
    }

    pub fn at(&self, slot: Slot) -> State {
        let mut state = self.state.clone();
        bilayer::consensus::gasper::transition::advance(&mut state, &self.head, slot).unwrap();
        state
    }

    pub fn content(&self, before: &State, exits: Vec<Exit>) -> Content {
        let proposer = before
            .duties(before.epoch())
            .unwrap()
            .proposer(before.slot())
            .unwrap();
        let onion = match self.village.onions.get(proposer as usize) {
            Some(onion) => onion.clone(),
            None => Onion::derive(&Digest::ZERO, "new"),
        };
        Content {
            slot: before.slot(),
            proposer,
            reveal: onion.reveal(before.commitment(proposer).unwrap()).unwrap(),
            attestations: self.pool.pack(before),
            proposer_slashings: Vec::new(),
            attester_slashings: Vec::new(),
            exits,
        }
    }

    fn vote(&mut self, slot: Slot) {
        let rules = *self.state.rules();
        let data = bilayer::consensus::gasper::duty::vote_for(&self.state, self.head, slot);
        let duties = self.state.duties(self.state.epoch()).unwrap().clone();
        let mut voters = duties.voters(slot).to_vec();
        voters.retain(|index| *index < 64);
        voters.sort_unstable();
        let message = rules.domain.vote(&data);
        let sign = |index: Index| {
            let signature = rules.signed.then(|| self.key(index).sign(&message));
            (index, signature)
        };
        let votes: Vec<_> = voters.into_iter().map(sign).collect();
        self.pool.insert(&Ballot::new(&data, &votes));
        self.pool.forget(self.state.epoch());
    }

    pub fn run_to_epoch(&mut self, epoch: u64) {
        while self.state.slot() < epoch * 8 {
            self.block(Vec::new(), &[]);
        }
    }
}

fn newcomer(amount: Gwei) -> (ValidatorSecret, Deposit) {
    let key = ValidatorSecret::derive(&Digest::ZERO, "new");
    let deposit = deposit(&key, &Onion::derive(&Digest::ZERO, "new"), amount);
    (key, deposit)
}

#[test]
fn a_deposit_waits_to_be_final_and_then_for_its_activation() {
    let mut line = Line::new(true);
    line.run_to_epoch(2);
    let (_, deposit) = newcomer(MIN_ACTIVATION_BALANCE);
    line.block(Vec::new(), &[deposit]);
    assert_eq!(line.state.pending().len(), 1);
    line.run_to_epoch(4);
    assert_eq!(line.state.validators().len(), 64, "not yet final");
    line.run_to_epoch(7);
    let new = &line.state.validators()[64];
    assert!(line.state.pending().is_empty() && new.activation == FAR_FUTURE_EPOCH);
    assert_eq!(line.state.flow().deposited, MIN_ACTIVATION_BALANCE);
    line.run_to_epoch(12);
    let new = &line.state.validators()[64];
    assert_eq!(new.activation, new.eligible + 1 + 1 + 4);
    line.run_to_epoch(new.activation);
    line.block(Vec::new(), &[]);
    assert_eq!(line.state.total() / ETHER, 65 * 32);
}

#[test]
fn a_deposit_that_its_key_did_not_sign_is_lost() {
    let mut line = Line::new(true);
    line.run_to_epoch(2);
    let (key, deposit) = newcomer(MIN_ACTIVATION_BALANCE);
    let forged = Deposit {
        withdrawal: Address([9; 20]),
        ..deposit
    };
    line.block(Vec::new(), &[forged]);
    line.run_to_epoch(7);
    assert_eq!(line.state.validators().len(), 64);
    assert!(line.state.pending().is_empty());
    assert!(
        !key.public()
            .verify(&forged.message(), &deposit.signature.unwrap())
    );
}

#[test]
fn more_than_the_churn_waits_for_the_next_epoch() {
    let mut line = Line::new(true);
    line.run_to_epoch(2);
    // Minimal lets 64 ether in an epoch: two of three.
    let deposits: Vec<Deposit> = ["a", "b", "c"]
        .map(|name| {
            let key = ValidatorSecret::derive(&Digest::ZERO, name);
            deposit(
                &key,
                &Onion::derive(&Digest::ZERO, name),
                MIN_ACTIVATION_BALANCE,
            )
        })
        .to_vec();
    line.block(Vec::new(), &deposits);
    let mut sizes = Vec::new();
    for epoch in 3..9 {
        line.run_to_epoch(epoch);
        let size = line.state.validators().len();
        if sizes.last() != Some(&size) {
            sizes.push(size);
        }
    }
    assert_eq!(sizes, [64, 66, 67]);
}

#[test]
fn a_known_key_needs_no_signature_and_its_balance_grows() {
    let mut line = Line::new(true);
    line.run_to_epoch(2);
    let (key, amount) = (line.key(5).public(), 3 * ETHER);
    let (_, deposit) = newcomer(amount);
    let more = Deposit {
        key,
        signature: None,
        ..deposit
    };
    line.block(Vec::new(), &[more]);
    line.run_to_epoch(7);
    assert_eq!(line.state.validators().len(), 64);
    assert_eq!(line.state.flow().deposited, amount);
    let paid: Gwei = line
        .payouts
        .iter()
        .filter(|one| one.validator == 5)
        .map(|one| one.amount)
        .sum();
    assert!(paid > amount, "what is above 32 ether is paid out again");
}

#[test]
fn who_leaves_is_off_duty_after_the_queue_and_paid_after_the_delay() {
    let mut line = Line::new(true);
    line.run_to_epoch(64);
    let message = line.state.rules().domain.exit(64, 7);
    let wish = Exit {
        epoch: 64,
        validator: 7,
        signature: Some(line.key(7).sign(&message)),
    };
    line.block(vec![wish], &[]);
    let leaving = line.state.validators()[7].clone();
    assert_eq!((leaving.exit, leaving.withdrawable), (69, 69 + 256));
    line.run_to_epoch(69);
    line.block(Vec::new(), &[]);
    assert_eq!(line.state.total() / ETHER, 63 * 32);
    assert!(line.state.balance(7) >= MIN_ACTIVATION_BALANCE);
    line.run_to_epoch(327);
    assert_eq!(line.state.balance(7), 0);
    let paid: Gwei = line
        .payouts
        .iter()
        .filter(|one| one.validator == 7)
        .map(|one| one.amount)
        .sum();
    assert!(paid >= MIN_ACTIVATION_BALANCE);
    assert!(
        line.payouts
            .iter()
            .all(|one| one.address == Address([7; 20]))
    );
}
