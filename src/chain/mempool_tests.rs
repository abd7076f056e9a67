//! Mempools: what is taken, what is replaced, what gives way, and what a miner tries first.

use super::tests::{address, archive_with, extend, key, payment, payment_by};
use super::*;
use crate::base::{Amount, Digest, Span, Time};
use crate::ledger::{
    Action, Bid, Blobs, Env, SignedTransaction, State, Transaction, TransactionError,
};

/// A mempool over a chain's first block.
struct Desk {
    pool: Mempool,
    archive: Archive,
    env: Env,
    state: State,
    now: Time,
}

impl Desk {
    fn new(market: Market) -> Self {
        let archive = archive_with(market, 100_000);
        let genesis = archive.entry(&archive.genesis()).clone();
        let env = archive
            .rules()
            .env(genesis.block.body(), 0, address("miner"));
        Self {
            pool: Mempool::default(),
            env,
            state: genesis.state.clone(),
            archive,
            now: Time(0),
        }
    }

    fn with(transactions: &[SignedTransaction]) -> Self {
        let mut desk = Self::new(Market::off());
        for transaction in transactions {
            desk.add(transaction).expect("valid");
        }
        desk
    }

    fn add(&mut self, signed: &SignedTransaction) -> Result<Option<Dropped>, PoolError> {
        let view = PoolView {
            env: &self.env,
            state: &self.state,
            market: &self.archive.rules().market,
            now: self.now,
        };
        self.pool.add(&view, signed)
    }

    fn prune(&mut self) -> Vec<Dropped> {
        let view = PoolView {
            env: &self.env,
            state: &self.state,
            market: &self.archive.rules().market,
            now: self.now,
        };
        self.pool.prune(&view)
    }

    fn best(&self, base_fee: u64) -> Vec<Digest> {
        let best = self.pool.best(&self.state, Amount(base_fee));
        best.iter().map(SignedTransaction::id).collect()
    }

    /// Gives `name` a hundred coins.
    fn enrich(&mut self, name: &str) {
        let given = self.state.credit(address(name), Amount::coins(100));
        given.expect("fits");
    }
}

fn bidding(name: &str, nonce: u64, (max_fee, max_tip): (u64, u64)) -> SignedTransaction {
    let bid = Bid {
        max_fee: Amount(max_fee),
        max_tip: Amount(max_tip),
    };
    let transaction = payment_by(name, nonce, 1).transaction().clone();
    Transaction { bid, ..transaction }.sign(&key(name))
}

#[test]
fn a_mempool_refuses_what_is_invalid_or_known() {
    let mut desk = Desk::with(&[payment(0, 100)]);
    assert_eq!(desk.add(&payment(0, 100)), Err(PoolError::Known));
    let far = PoolError::Invalid(TransactionError::NonceGap);
    assert_eq!(desk.add(&payment(65, 1)), Err(far));
    let poor = PoolError::Invalid(TransactionError::Balance);
    assert_eq!(desk.add(&payment_by("ben", 0, 1)), Err(poor));
    let forged = payment(1, 1).transaction().clone().sign(&key("mallory"));
    let bad = PoolError::Invalid(TransactionError::BadSignature);
    assert_eq!(desk.add(&forged), Err(bad));
    let greedy = PoolError::Invalid(TransactionError::TipAboveFee);
    assert_eq!(desk.add(&bidding("ana", 1, (10, 11))), Err(greedy));
    assert_eq!(desk.pool.len(), 1);
}

#[test]
fn a_replacement_pays_a_tenth_more_in_both_parts() {
    let mut desk = Desk::with(&[bidding("ana", 0, (100, 20))]);
    for too_low in [(109, 30), (200, 21), (110, 21), (100, 20)] {
        let error = desk.add(&bidding("ana", 0, too_low)).expect_err("too low");
        assert!(
            matches!(error, PoolError::Underpriced | PoolError::Known),
            "{too_low:?}"
        );
    }
    let old = bidding("ana", 0, (100, 20)).id();
    let dropped = desk.add(&bidding("ana", 0, (110, 22)));
    assert_eq!(dropped, Ok(Some((old, "pool.replaced"))));
    assert!(desk.pool.get(&old).is_none());
    assert_eq!(desk.pool.len(), 1);
}

#[test]
fn a_miner_takes_the_best_paying_first_but_keeps_each_senders_order() {
    let desk = Desk::with(&[payment(0, 1), payment(1, 50), payment(3, 99)]);
    let order = [payment(0, 1).id(), payment(1, 50).id()];
    assert_eq!(desk.best(0), order, "3 waits for 2");
}

#[test]
fn what_counts_is_the_tip_that_the_base_fee_leaves() {
    let mut desk = Desk::with(&[bidding("ana", 0, (60, 50))]);
    desk.enrich("ben");
    desk.add(&bidding("ben", 0, (100, 10))).expect("valid");
    let (ana, ben) = (
        bidding("ana", 0, (60, 50)).id(),
        bidding("ben", 0, (100, 10)).id(),
    );
    assert_eq!(desk.best(0), [ana, ben]);
    assert_eq!(desk.best(55), [ben, ana], "Ana's offer leaves 5");
    assert_eq!(desk.best(61), [ben], "Ana's is below the base fee");
    assert_eq!(desk.pool.len(), 2, "and waits until it falls");
}

#[test]
fn what_waits_for_a_nonce_is_queued_until_the_gap_is_filled() {
    let mut desk = Desk::with(&[payment(1, 5), payment(2, 5)]);
    let queued = desk.pool.queued(&desk.state);
    assert_eq!(queued.len(), 2);
    assert_eq!(desk.best(0), []);
    desk.add(&payment(0, 5)).expect("valid");
    assert!(desk.pool.queued(&desk.state).is_empty());
    assert_eq!(desk.best(0).len(), 3);
}

#[test]
fn a_full_mempool_lets_the_cheapest_go_and_takes_no_cheaper_one() {
    let mut desk = Desk::new(Market {
        pool_limit: 2,
        ..Market::off()
    });
    for name in ["ben", "cai"] {
        desk.enrich(name);
    }
    desk.add(&payment(0, 20)).expect("valid");
    desk.add(&payment_by("ben", 0, 10)).expect("valid");
    assert_eq!(
        desk.add(&payment_by("cai", 0, 10)).err(),
        Some(PoolError::Full)
    );
    let gone = (payment_by("ben", 0, 10).id(), "pool.crowded-out");
    assert_eq!(desk.add(&payment_by("cai", 0, 11)), Ok(Some(gone)));
    assert_eq!(desk.pool.len(), 2);
}

#[test]
fn what_waits_for_a_nonce_gives_way_first_and_crowds_nobody_out() {
    let mut desk = Desk::new(Market {
        pool_limit: 2,
        ..Market::off()
    });
    desk.enrich("ben");
    desk.add(&payment(0, 1)).expect("valid");
    desk.add(&payment_by("ben", 3, 99)).expect("valid");
    assert_eq!(
        desk.add(&payment(5, 500)).err(),
        None,
        "a better queued one"
    );
    let gone = (payment(5, 500).id(), "pool.crowded-out");
    assert_eq!(desk.add(&payment(1, 1)), Ok(Some(gone)), "pending wins");
    assert_eq!(
        desk.add(&payment_by("ben", 3, 99)).err(),
        Some(PoolError::Full)
    );
}

#[test]
fn a_new_state_prunes_what_can_no_longer_be() {
    let mut desk = Desk::with(&[payment(0, 1), payment(1, 1)]);
    let genesis = desk.archive.genesis();
    let id = extend(&mut desk.archive, &genesis, &[payment(0, 5)]);
    desk.state = desk.archive.entry(&id).state.clone();
    let used = (payment(0, 1).id(), "transaction.nonce-used");
    assert_eq!(desk.prune(), [used]);
    assert_eq!(desk.pool.len(), 1);
}

#[test]
fn what_waits_too_long_expires() {
    let mut desk = Desk::with(&[payment(0, 1)]);
    desk.now = Time(0) + desk.archive.rules().market.pool_lifetime;
    assert_eq!(desk.prune(), []);
    desk.now += Span(1);
    let late = (payment(0, 1).id(), "pool.expired");
    assert_eq!(desk.prune(), [late]);
    assert!(desk.pool.is_empty());
}

fn carrying(price: u64, blob_price: u64, data: &[Vec<u8>]) -> SignedTransaction {
    let transaction = Transaction {
        bid: Bid::flat(price),
        blobs: Some(Blobs::of(Amount(blob_price), data)),
        action: Action::Transfer {
            to: address("ben"),
            amount: Amount(1),
        },
        ..payment(0, 1).transaction().clone()
    };
    let signed = transaction.sign(&key("ana"));
    SignedTransaction::with_blobs(
        signed.transaction().clone(),
        *signed.signature(),
        data.into(),
    )
}

#[test]
fn blobs_need_their_data_and_double_what_they_replace() {
    let mut desk = Desk::new(Market::off());
    let data = vec![b"a batch".to_vec()];
    let good = carrying(10, 10, &data);
    let bare = SignedTransaction::new(good.transaction().clone(), *good.signature());
    let missing = PoolError::Invalid(TransactionError::BlobData);
    assert_eq!(desk.add(&bare), Err(missing));
    let other = vec![b"another".to_vec()];
    let swapped =
        SignedTransaction::with_blobs(good.transaction().clone(), *good.signature(), other);
    assert_eq!(desk.add(&swapped), Err(missing));
    assert_eq!(desk.add(&good), Ok(None));
    assert_eq!(
        desk.add(&carrying(19, 20, &data)).err(),
        Some(PoolError::Underpriced)
    );
    assert_eq!(
        desk.add(&carrying(20, 19, &data)).err(),
        Some(PoolError::Underpriced)
    );
    assert!(desk.add(&carrying(20, 20, &data)).is_ok());
}
