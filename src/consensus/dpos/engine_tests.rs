//! Blocks of a chain by delegation: whose, when, sealed by whom, and which branch wins.

use super::*;
use crate::base::{COIN, SecretKey, encode, sha256};
use crate::chain::{Archive, Entry, Market, Plan, Rules, template};
use crate::consensus::dpos::system_contract::{Call, SystemContract};
use crate::ledger::{Action, Bid, SignedTransaction, Transaction};

const GENESIS: u32 = 1_767_225_600;
const NAMES: [&str; 4] = ["ada", "ben", "cleo", "dan"];

fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"engine"), name)
}

fn name(text: &str) -> AccountName {
    text.parse().unwrap()
}

fn first_slot() -> u64 {
    slot_at(GENESIS, false)
}

fn engine() -> DelegatedProofOfStake {
    let founders = NAMES.iter().map(|text| Founder {
        name: name(text),
        key: key(text).public(),
    });
    DelegatedProofOfStake {
        params: Params {
            seats: 4,
            election_slots: 120,
            activation: COIN,
            claim_interval: 60,
            least_vote_pay: 0,
            savings: Address([7; 20]),
        },
        refund_delay: 30,
        founders: founders.collect(),
        first: NAMES.iter().map(|text| name(text)).collect(),
        genesis_time: GENESIS,
        supply: 1_000 * COIN,
    }
}

fn archive() -> Archive {
    let rules = Rules {
        chain: 1,
        genesis_time: GENESIS,
        founded: 0,
        gas_limit: 3_000_000,
        market: Market::off(),
        max_transaction_bytes: 100_000,
        maturity: 0,
        future_limit: 7,
        contracts: &[&SystemContract],
        consensus: Arc::new(engine()),
    };
    let vera = key("vera").public().address();
    Archive::new(rules, &[(vera, Amount(1_000 * COIN))]).unwrap()
}

/// Whose slot it is on top of a block.
fn turn_of(on: &Entry, slot: u64) -> &'static str {
    let producer = delegation(&*on.engine).unwrap().producer_at(slot);
    let found = NAMES.iter().find(|text| Some(name(text)) == producer);
    found.copied().unwrap()
}

fn plan(slot: u64, by: &str, confirmed: u16) -> Plan {
    Plan {
        miner: key(by).public().address(),
        time: second_of(slot),
        bits: 0,
        nonce: u32::try_from(slot).unwrap(),
        engine: encode(&Part { confirmed }),
    }
}

fn seal(block: &Block, by: &str) -> Arc<Block> {
    let signature = encode(&key(by).sign(&block.id()));
    let (header, body) = (*block.header(), block.body().clone());
    Arc::new(Block::sealed(header, body, signature))
}

/// A block for a slot by whose it is, confirming all since its producer's last one.
fn extend(
    archive: &mut Archive,
    on: &Arc<Entry>,
    slot: u64,
    transactions: &[SignedTransaction],
) -> Arc<Entry> {
    let by = turn_of(on, slot);
    let chain = delegation(&*on.engine).unwrap().confirmations();
    let own = chain.progress().iter().find(|one| one.producer == name(by));
    let confirmed = u16::try_from(chain.head() - own.unwrap().produced).unwrap();
    let made = template(archive, on, plan(slot, by, confirmed), transactions).unwrap();
    archive.admit(&seal(&made, by)).unwrap()
}

fn verdict(archive: &mut Archive, block: &Arc<Block>) -> Option<BlockError> {
    archive.admit(block).err()
}

fn genesis(archive: &Archive) -> Arc<Entry> {
    archive.entry(&archive.genesis()).clone()
}

#[test]
fn a_block_is_taken_from_whose_slot_it_is_and_from_nobody_else() {
    let mut archive = archive();
    let start = genesis(&archive);
    let slot = first_slot() + 1;
    let turn = turn_of(&start, slot);
    let made = template(&archive, &start, plan(slot, turn, 0), &[]).unwrap();
    let other = if turn == "ben" { "cleo" } else { "ben" };
    assert_eq!(
        verdict(&mut archive, &seal(&made, other)),
        Some(BlockError::Seal)
    );
    let bare = Arc::new(Block::new(*made.header(), made.body().clone()));
    assert_eq!(verdict(&mut archive, &bare), Some(BlockError::Seal));
    assert_eq!(verdict(&mut archive, &seal(&made, turn)), None);
    let not_its_own = template(&archive, &start, plan(slot, other, 0), &[]);
    assert_eq!(not_its_own.err(), Some(BlockError::Engine));
}

#[test]
fn a_slot_comes_after_its_parents_and_names_the_time() {
    let mut archive = archive();
    let start = genesis(&archive);
    let one = extend(&mut archive, &start, first_slot() + 3, &[]);
    let turn = turn_of(&one, first_slot() + 3);
    let again = template(&archive, &one, plan(first_slot() + 3, turn, 0), &[]);
    assert_eq!(again.err(), Some(BlockError::Engine));
    let mut late = plan(first_slot() + 4, turn, 0);
    late.time += 1;
    let made = template(&archive, &one, late, &[]).unwrap();
    assert_eq!(
        verdict(&mut archive, &seal(&made, turn)),
        Some(BlockError::Engine)
    );
}

#[test]
fn a_confirmation_that_reaches_the_own_last_block_is_refused() {
    let mut archive = archive();
    let start = genesis(&archive);
    let one = extend(&mut archive, &start, first_slot() + 1, &[]);
    let slot = first_slot() + 2;
    let turn = turn_of(&one, slot);
    assert_eq!(turn, turn_of(&start, first_slot() + 1));
    let made = template(&archive, &one, plan(slot, turn, 1), &[]);
    assert_eq!(made.err(), Some(BlockError::Engine));
}

#[test]
fn the_branch_with_the_higher_irreversible_block_outweighs_a_longer_one() {
    let mut archive = archive();
    let mut short = genesis(&archive);
    for slot in 1..=60 {
        short = extend(&mut archive, &short, first_slot() + slot, &[]);
    }
    let irreversible = delegation(&*short.engine)
        .unwrap()
        .confirmations()
        .irreversible();
    assert!(irreversible > 0);
    let mut long = genesis(&archive);
    for slot in (1..=200).filter(|slot| slot / 12 % 4 < 2) {
        long = extend(&mut archive, &long, first_slot() + slot, &[]);
    }
    assert!(long.height() > short.height());
    assert!(short.work > long.work);
    let next = extend(&mut archive, &short, first_slot() + 61, &[]);
    assert!(next.work > short.work, "and of equals the higher head");
}

#[test]
fn a_vote_in_a_transaction_counts_in_the_engine_and_is_rooted_in_the_block() {
    let mut archive = archive();
    let start = genesis(&archive);
    let call = |nonce, value, call: &Call| {
        let transaction = Transaction {
            chain: 1,
            sender: key("vera").public(),
            nonce,
            gas_limit: 1_000_000,
            bid: Bid::default(),
            blobs: None,
            action: Action::Call {
                contract: SYSTEM,
                value: Amount(value),
                input: encode(call),
            },
        };
        transaction.sign(&key("vera"))
    };
    let producers = vec![name("ada"), name("dan")];
    let transactions = [
        call(0, 5 * COIN, &Call::Stake),
        call(1, 0, &Call::Vote { producers }),
    ];
    let one = extend(&mut archive, &start, first_slot() + 1, &transactions);
    assert_eq!(one.block.body().transactions.len(), 2);
    let state = delegation(&*one.engine).unwrap();
    let votes = |who: &str| state.electorate().producers()[&name(who)].votes;
    assert!(votes("ada") > 0 && votes("ada") == votes("dan"));
    assert_eq!(votes("ben"), 0);
    assert_eq!(state.electorate().activated(), 5 * COIN);
    let part = one.block.body().engine.as_ref().unwrap();
    assert_eq!(part.root, state.root());
    let mut body = one.block.body().clone();
    body.engine.as_mut().unwrap().root = sha256(b"another");
    let header = Header {
        merkle: body.merkle_root().unwrap(),
        ..*one.block.header()
    };
    let forged = seal(&Block::new(header, body), turn_of(&start, first_slot() + 1));
    assert_eq!(verdict(&mut archive, &forged), Some(BlockError::EngineRoot));
}

#[test]
fn a_claim_creates_value_that_the_chain_accounts_for() {
    let mut archive = archive();
    let mut head = genesis(&archive);
    let total = head.state.total().unwrap();
    let send = |who: &str, nonce, value, call: &Call| {
        let transaction = Transaction {
            chain: 1,
            sender: key(who).public(),
            nonce,
            gas_limit: 1_000_000,
            bid: Bid::default(),
            blobs: None,
            action: Action::Call {
                contract: SYSTEM,
                value: Amount(value),
                input: encode(call),
            },
        };
        transaction.sign(&key(who))
    };
    let producers = vec![name("ada")];
    let begin = [
        send("vera", 0, 5 * COIN, &Call::Stake),
        send("vera", 1, 0, &Call::Vote { producers }),
    ];
    head = extend(&mut archive, &head, first_slot() + 1, &begin);
    for slot in 2..=124 {
        head = extend(&mut archive, &head, first_slot() + slot, &[]);
    }
    let claim = [send("ada", 0, 0, &Call::Claim)];
    head = extend(&mut archive, &head, first_slot() + 125, &claim);
    assert_eq!(head.receipts[0].outcome, crate::ledger::Outcome::Done);
    assert!(head.credited > Amount::ZERO);
    let after = total.checked_add(head.credited).unwrap();
    assert_eq!(head.state.total(), Some(after));
    assert!(head.state.balance(&key("ada").public().address()) > Amount::ZERO);
}
