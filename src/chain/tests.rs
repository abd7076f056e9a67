//! Blocks and mempools: each rule, and what happens to who breaks it.

use std::sync::Arc;

use ruint::aliases::U256;

use super::*;
use crate::base::{Address, Amount, Digest, SecretKey, Time, sha256};
use crate::ledger::{Action, Bid, SignedTransaction, Transaction, TransactionError};

/// An engine that asks for no work: chain rules are tested apart from it.
struct NoWork;

impl Consensus for NoWork {
    fn check(&self, header: &Header, ancestry: &dyn Ancestry) -> Result<(), BlockError> {
        if header.bits == self.next_bits(ancestry) {
            Ok(())
        } else {
            Err(BlockError::Difficulty)
        }
    }

    fn earliest_time(&self, _: &dyn Ancestry) -> u32 {
        0
    }

    fn version(&self) -> u32 {
        1
    }

    fn subsidy(&self, _: u64) -> Amount {
        Amount::coins(50)
    }

    fn work(&self) -> Option<&dyn Work> {
        Some(self)
    }
}

impl Work for NoWork {
    fn weight(&self, header: &Header) -> U256 {
        U256::from(header.version)
    }

    fn next_bits(&self, _: &dyn Ancestry) -> u32 {
        7
    }

    fn genesis_bits(&self) -> u32 {
        7
    }

    fn is_sampled(&self) -> bool {
        true
    }
}

pub(super) fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"chain"), name)
}

pub(super) fn address(name: &str) -> Address {
    key(name).public().address()
}

fn archive() -> Archive {
    archive_with(Market::off(), 100_000)
}

/// A chain on which Ana has 100 coins.
pub(super) fn archive_with(market: Market, gas_limit: u64) -> Archive {
    let rules = Rules {
        chain: 1,
        genesis_time: 1_000,
        founded: 0,
        gas_limit,
        market,
        max_transaction_bytes: 4_096,
        maturity: 3,
        future_limit: 7_200,
        contracts: &[],
        consensus: Arc::new(NoWork),
    };
    Archive::new(rules, &[(address("ana"), Amount::coins(100))]).expect("small balances")
}

pub(super) fn payment_by(name: &str, nonce: u64, price: u64) -> SignedTransaction {
    let transaction = Transaction {
        chain: 1,
        sender: key(name).public(),
        nonce,
        gas_limit: 21_000,
        bid: Bid::flat(price),
        action: Action::Transfer {
            to: address("ben"),
            amount: Amount::coins(1),
        },
        blobs: None,
    };
    transaction.sign(&key(name))
}

pub(super) fn payment(nonce: u64, price: u64) -> SignedTransaction {
    payment_by("ana", nonce, price)
}

pub(super) fn on(archive: &Archive, parent: &Digest, transactions: &[SignedTransaction]) -> Block {
    let parent = archive.entry(parent).clone();
    template(
        archive,
        &parent,
        Plan::search(archive, &parent, address("miner"), Time(0)),
        transactions,
    )
    .expect("values fit")
}

pub(super) fn extend(
    archive: &mut Archive,
    parent: &Digest,
    transactions: &[SignedTransaction],
) -> Digest {
    let block = Arc::new(on(archive, parent, transactions));
    archive.admit(&block).expect("a valid block").id()
}

/// The block with a changed body, its Merkle field made to fit again.
pub(super) fn changed(block: &Block, change: impl FnOnce(&mut Body)) -> Arc<Block> {
    let mut body = block.body().clone();
    change(&mut body);
    let merkle = body.merkle_root().expect("no duplicates");
    let header = Header {
        merkle,
        ..*block.header()
    };
    Arc::new(Block::new(header, body))
}

pub(super) fn refused(archive: &mut Archive, block: &Arc<Block>) -> BlockError {
    archive.admit(block).expect_err("refused")
}

#[test]
fn a_template_is_a_valid_block() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let id = extend(&mut archive, &genesis, &[payment(0, 1), payment(1, 1)]);
    let entry = archive.entry(&id);
    assert_eq!(entry.receipts.len(), 2);
    assert_eq!(entry.state.balance(&address("ben")), Amount::coins(2));
}

#[test]
fn each_false_claim_of_a_body_is_refused_by_its_name() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[payment(0, 1)]);
    type Lie = fn(&mut Body);
    let cases: [(BlockError, Lie); 5] = [
        (BlockError::Height, |body| body.height += 1),
        (BlockError::StateRoot, |body| body.state_root.0[0] ^= 1),
        (BlockError::ReceiptsRoot, |body| {
            body.receipts_root.0[0] ^= 1
        }),
        (BlockError::GasUsed, |body| body.gas_used += 1),
        (BlockError::StateRoot, |body| body.miner.0[0] ^= 1),
    ];
    for (error, change) in cases {
        let lie = changed(&block, change);
        assert_eq!(refused(&mut archive, &lie), error);
    }
}

#[test]
fn a_body_that_the_merkle_field_does_not_commit_to_is_refused() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[payment(0, 1)]);
    let mut body = block.body().clone();
    body.transactions.clear();
    let stripped = Arc::new(Block::new(*block.header(), body));
    assert_eq!(stripped.id(), block.id(), "the same header");
    assert_eq!(refused(&mut archive, &stripped), BlockError::Merkle);
    archive
        .admit(&Arc::new(block))
        .expect("a false body does not condemn the true one");
}

#[test]
fn a_block_with_a_false_signature_is_refused_whatever_its_work() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let block = on(&archive, &genesis, &[payment(0, 1)]);
    let stolen = payment(0, 1).transaction().clone().sign(&key("mallory"));
    let lie = changed(&block, |body| body.transactions = vec![stolen]);
    assert_eq!(
        refused(&mut archive, &lie),
        BlockError::Transaction(TransactionError::BadSignature)
    );
}

#[test]
fn a_transaction_twice_in_a_block_or_a_branch_is_refused() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let spent = BlockError::Transaction(TransactionError::NonceUsed);
    let block = on(&archive, &genesis, &[payment(0, 1)]);
    let twice = changed(&block, |body| body.transactions.push(payment(0, 1)));
    assert!(matches!(
        refused(&mut archive, &twice),
        BlockError::Transaction(TransactionError::NonceUsed) | BlockError::Merkle
    ));
    let first = extend(&mut archive, &genesis, &[payment(0, 1)]);
    let next = on(&archive, &first, &[]);
    let again = changed(&next, |body| body.transactions.push(payment(0, 1)));
    assert_eq!(refused(&mut archive, &again), spent);
}

#[test]
fn more_gas_than_a_block_holds_is_refused() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let payments: Vec<_> = (0..5).map(|nonce| payment(nonce, 1)).collect();
    let block = on(&archive, &genesis, &payments);
    assert_eq!(block.body().transactions.len(), 4, "84,000 of 100,000 gas");
    let full = changed(&block, |body| body.transactions.push(payment(4, 1)));
    assert_eq!(refused(&mut archive, &full), BlockError::GasLimit);
}

#[test]
fn an_unknown_parent_is_no_verdict() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = on(&archive, &genesis, &[]);
    let mut other = archive.clone();
    let id = extend(&mut other, &genesis, &[]);
    let second = Arc::new(on(&other, &id, &[]));
    assert_eq!(refused(&mut archive, &second), BlockError::UnknownParent);
    archive.admit(&Arc::new(first)).expect("valid");
    archive.admit(&second).expect("valid now");
}

#[test]
fn a_reward_is_spendable_only_when_it_is_mature() {
    let mut archive = archive();
    let mut head = archive.genesis();
    for _ in 0..3 {
        head = extend(&mut archive, &head, &[]);
        assert_eq!(
            archive.entry(&head).state.balance(&address("miner")),
            Amount(0)
        );
    }
    assert_eq!(archive.entry(&head).state.locked_rewards().len(), 3);
    let early = payment_by("miner", 0, 1);
    let head = extend(&mut archive, &head, &[]);
    let mined = archive.entry(&head).state.balance(&address("miner"));
    assert_eq!(mined, Amount::coins(50), "of block 1, at block 4");
    let spent = extend(&mut archive, &head, &[early]);
    assert_eq!(archive.entry(&spent).receipts.len(), 1);
}

#[test]
fn a_miner_without_mature_reward_cannot_spend() {
    let mut archive = archive();
    let mut head = archive.genesis();
    for _ in 0..2 {
        head = extend(&mut archive, &head, &[]);
    }
    let block = on(&archive, &head, &[]);
    let early = changed(&block, |body| {
        body.transactions.push(payment_by("miner", 0, 1));
    });
    assert_eq!(
        refused(&mut archive, &early),
        BlockError::Transaction(TransactionError::Balance)
    );
}

#[test]
fn fees_and_subsidy_go_to_the_miner_and_to_nobody_else() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let id = extend(&mut archive, &genesis, &[payment(0, 9)]);
    let rewards = archive.entry(&id).state.locked_rewards();
    let expected = Amount(Amount::coins(50).0 + 21_000 * 9);
    assert_eq!(rewards, [(1, address("miner"), expected)]);
    let total = archive.entry(&id).state.total();
    assert_eq!(total, Some(Amount::coins(150)));
}

#[test]
fn of_equally_heavy_branches_the_first_seen_wins() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = extend(&mut archive, &genesis, &[]);
    let second = extend(&mut archive, &genesis, &[payment(0, 1)]);
    let mut tree = Tree::new(genesis);
    let entry = |archive: &Archive, id| archive.entry(id).clone();
    assert!(tree.insert(&archive, &entry(&archive, &second)).is_some());
    assert!(tree.insert(&archive, &entry(&archive, &first)).is_none());
    assert_eq!(tree.head(), second);
    let third = extend(&mut archive, &first, &[]);
    let change = tree
        .insert(&archive, &entry(&archive, &third))
        .expect("more work");
    assert_eq!(change.removed, [second]);
    assert_eq!(change.added, [first, third]);
}

#[test]
fn one_heavy_block_wins_over_two_light_ones() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = extend(&mut archive, &genesis, &[]);
    let longest = extend(&mut archive, &first, &[]);
    let light = on(&archive, &genesis, &[payment(0, 1)]);
    let header = Header {
        version: 3,
        ..*light.header()
    };
    let heavy = Arc::new(Block::new(header, light.body().clone()));
    archive.admit(&heavy).expect("a valid block");
    let mut tree = Tree::new(genesis);
    for id in [first, longest, heavy.id()] {
        let entry = archive.entry(&id).clone();
        tree.insert(&archive, &entry);
        assert_eq!(tree.head(), id);
    }
}

#[test]
fn balances_that_do_not_fit_one_amount_begin_no_chain() {
    let rules = archive().rules().clone();
    let all = [
        (address("ana"), Amount(u64::MAX)),
        (address("ben"), Amount(1)),
    ];
    assert_eq!(Archive::new(rules, &all).err(), Some(BlockError::Overflow));
}
