//! Staking, voting, registering and claiming through transactions: what is taken, and what is
//! refused by name.

use super::*;
use crate::base::{SecretKey, sha256};
use crate::ledger::{Action, Env, Outcome, State, Transaction, execute};

const DAY: u32 = 24 * 3600;
const START: u32 = 1_767_225_600;

fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"system contract"), name)
}

fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

/// A chain's accounts, and the time.
struct Accounts {
    state: State,
    now: u32,
}

impl Accounts {
    fn new() -> Self {
        let terms = Terms {
            activation: 100,
            refund_delay: 3 * DAY,
            claim_interval: DAY,
        };
        let founders = ["ada", "ben"].map(|who| (name(who), key(who).public().address()));
        let mut state = State::default();
        state.put(SYSTEM, genesis_account(terms, &founders, START));
        for who in ["ada", "ben", "vera", "walt"] {
            let address = key(who).public().address();
            state.put(address, Account::with_balance(Amount(1_000)));
        }
        Self { state, now: START }
    }

    fn call(&mut self, who: &str, value: u64, call: &Call) -> Result<Vec<Notice>, String> {
        let sender = key(who).public();
        let transaction = Transaction {
            chain: 1,
            sender,
            nonce: self.state.nonce(&sender.address()),
            gas_limit: 2_000_000,
            gas_price: Amount(0),
            action: Action::Call {
                contract: SYSTEM,
                input: encode(call),
                value: Amount(value),
            },
        };
        let env = Env {
            chain: 1,
            height: 7,
            time: self.now,
            miner: Address([0; 20]),
            gas_limit: 10_000_000,
            max_transaction_bytes: 100_000,
            contracts: &[&SystemContract],
        };
        let execution = execute(&env, &self.state, &transaction.sign(&key(who))).unwrap();
        self.state = execution.state;
        match execution.receipt.outcome {
            Outcome::Done => Ok(crate::consensus::dpos::notice::notices(
                &[execution.receipt],
            )),
            Outcome::Reverted(reason) => Err(reason),
            Outcome::OutOfGas => Err("gas".to_owned()),
        }
    }

    fn balance(&self, who: &str) -> u64 {
        self.state.balance(&key(who).public().address()).0
    }

    fn vote(&mut self, who: &str, producers: &[&str]) -> Result<Vec<Notice>, String> {
        let producers = producers.iter().map(|text| name(text)).collect();
        self.call(who, 0, &Call::Vote { producers })
    }
}

fn refused(result: Result<Vec<Notice>, String>) -> String {
    result.expect_err("refused")
}

#[test]
fn a_stake_is_locked_votes_and_comes_back_after_three_days() {
    let mut accounts = Accounts::new();
    let vera = key("vera").public().address();
    let staked = |stake| Ok(vec![Notice::Staked { voter: vera, stake }]);
    assert_eq!(accounts.call("vera", 300, &Call::Stake), staked(300));
    assert_eq!(accounts.balance("vera"), 700);
    let voted = accounts.vote("vera", &["ada", "ben"]).unwrap();
    let producers = vec![name("ada"), name("ben")];
    assert_eq!(
        voted,
        [Notice::Voted {
            voter: vera,
            producers
        }]
    );
    let amount = Amount(200);
    assert_eq!(
        accounts.call("vera", 0, &Call::Unstake { amount }),
        staked(100)
    );
    accounts.now += 3 * DAY - 1;
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Refund)),
        "delegation.too-early"
    );
    accounts.now += 1;
    assert_eq!(accounts.call("vera", 0, &Call::Refund), Ok(Vec::new()));
    assert_eq!(accounts.balance("vera"), 900);
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Refund)),
        "delegation.nothing-unstaked"
    );
}

#[test]
fn another_unstaking_starts_the_three_days_again() {
    let mut accounts = Accounts::new();
    accounts.call("vera", 300, &Call::Stake).unwrap();
    accounts.vote("vera", &["ada"]).unwrap();
    let amount = Amount(100);
    accounts.call("vera", 0, &Call::Unstake { amount }).unwrap();
    accounts.now += 2 * DAY;
    accounts.call("vera", 0, &Call::Unstake { amount }).unwrap();
    accounts.now += 2 * DAY;
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Refund)),
        "delegation.too-early"
    );
    accounts.now += DAY;
    accounts.call("vera", 0, &Call::Refund).unwrap();
    assert_eq!(accounts.balance("vera"), 900);
}

#[test]
fn a_vote_is_sorted_unique_at_most_30_and_for_producers() {
    let mut accounts = Accounts::new();
    assert_eq!(
        refused(accounts.vote("vera", &["ada"])),
        "delegation.no-stake"
    );
    accounts.call("vera", 100, &Call::Stake).unwrap();
    assert_eq!(
        refused(accounts.vote("vera", &["ben", "ada"])),
        "delegation.vote-order"
    );
    assert_eq!(
        refused(accounts.vote("vera", &["ada", "ada"])),
        "delegation.vote-order"
    );
    assert_eq!(
        refused(accounts.vote("vera", &["zoe"])),
        "delegation.not-a-producer"
    );
    let producers = (1..=31).map(|number| AccountName::from_packed(number << 8));
    let producers = producers.collect();
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Vote { producers })),
        "delegation.too-many-votes"
    );
    assert!(accounts.vote("vera", &[]).is_ok());
}

#[test]
fn nothing_is_unstaked_or_claimed_before_enough_stake_has_voted() {
    let mut accounts = Accounts::new();
    accounts.call("vera", 99, &Call::Stake).unwrap();
    accounts.vote("vera", &["ada"]).unwrap();
    accounts.now += 2 * DAY;
    let amount = Amount(1);
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Unstake { amount })),
        "delegation.not-activated"
    );
    assert_eq!(
        refused(accounts.call("ada", 0, &Call::Claim)),
        "delegation.not-activated"
    );
    accounts.call("walt", 1, &Call::Stake).unwrap();
    accounts.vote("walt", &[]).unwrap();
    assert!(accounts.call("vera", 0, &Call::Unstake { amount }).is_ok());
    assert!(accounts.call("ada", 0, &Call::Claim).is_ok());
}

#[test]
fn more_than_the_stake_is_not_unstaked() {
    let mut accounts = Accounts::new();
    accounts.call("vera", 300, &Call::Stake).unwrap();
    accounts.vote("vera", &[]).unwrap();
    let amount = Amount(301);
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Unstake { amount })),
        "delegation.stake"
    );
}

#[test]
fn a_producer_claims_once_a_day() {
    let mut accounts = Accounts::new();
    accounts.call("vera", 300, &Call::Stake).unwrap();
    accounts.vote("vera", &["ada"]).unwrap();
    accounts.now += DAY;
    assert_eq!(
        refused(accounts.call("ada", 0, &Call::Claim)),
        "delegation.claimed-lately"
    );
    accounts.now += 1;
    let claimed = vec![Notice::Claimed { name: name("ada") }];
    assert_eq!(accounts.call("ada", 0, &Call::Claim), Ok(claimed));
    assert_eq!(
        refused(accounts.call("ada", 0, &Call::Claim)),
        "delegation.claimed-lately"
    );
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Claim)),
        "delegation.not-a-producer"
    );
}

#[test]
fn a_name_belongs_to_who_registered_it_and_to_each_only_one() {
    let mut accounts = Accounts::new();
    let register = |who: &str, text: &str| Call::Register {
        name: name(text),
        key: key(who).public(),
    };
    assert_eq!(
        refused(accounts.call("vera", 0, &register("vera", "ada"))),
        "delegation.name-taken"
    );
    assert_eq!(
        refused(accounts.call("vera", 0, &register("ada", "vera"))),
        "delegation.not-own-key"
    );
    accounts.call("vera", 0, &register("vera", "vera")).unwrap();
    assert_eq!(
        refused(accounts.call("vera", 0, &register("vera", "vera2"))),
        "delegation.other-name"
    );
    accounts.call("vera", 0, &Call::Retire).unwrap();
    assert_eq!(
        refused(accounts.call("vera", 0, &Call::Retire)),
        "delegation.not-a-producer"
    );
    accounts.call("walt", 5, &Call::Stake).unwrap();
    assert_eq!(
        refused(accounts.vote("walt", &["vera"])),
        "delegation.not-a-producer"
    );
    accounts.call("vera", 0, &register("vera", "vera")).unwrap();
    assert!(accounts.vote("walt", &["vera"]).is_ok());
}

#[test]
fn value_comes_with_a_stake_only_and_bad_bytes_are_refused() {
    let mut accounts = Accounts::new();
    assert_eq!(
        refused(accounts.call("vera", 5, &Call::Refund)),
        "delegation.takes-no-value"
    );
    assert_eq!(accounts.balance("vera"), 1_000);
    assert!(decode::<Call>(&[99, 1, 2]).is_err());
}
