//! Accounts, transactions, gas and contracts: each rule, and what happens to who breaks it.

use super::*;
use crate::base::{Address, Amount, PublicKey, SecretKey, Signature, sha256};

/// A counter that adds its input, refuses 0, and keeps the value sent along; 255 burns all gas.
struct Counter;

impl Contract for Counter {
    fn code(&self) -> &'static str {
        "counter"
    }

    fn create(&self, context: &mut CallContext, _: &[u8]) -> Result<(), Revert> {
        context.set(b"count", vec![0])
    }

    fn call(&self, context: &mut CallContext, input: &[u8]) -> Result<(), Revert> {
        let by = input.first().copied().unwrap_or(0);
        let count = context.get(b"count")?.unwrap_or_default();
        let sum = count.first().copied().unwrap_or(0).wrapping_add(by);
        context.set(b"count", vec![sum])?;
        context.require(by != 0, "counter.zero")?;
        if by == 255 {
            loop {
                context.charge(1_000)?;
            }
        }
        context.note("counted", vec![sum])
    }
}

const TABLE: ContractTable = &[&Counter];

fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"ledger"), name)
}

fn address(name: &str) -> Address {
    key(name).public().address()
}

fn env() -> Env {
    Env {
        chain: 1,
        height: 5,
        time: 0,
        miner: address("miner"),
        prices: Prices::default(),
        gas_limit: 1_000_000,
        max_transaction_bytes: 4_096,
        contracts: TABLE,
    }
}

fn state() -> State {
    let mut state = State::default();
    state.put(address("ana"), Account::with_balance(Amount::coins(10)));
    state
}

fn transfer(nonce: u64, amount: Amount) -> Transaction {
    unsigned(
        nonce,
        Action::Transfer {
            to: address("ben"),
            amount,
        },
    )
}

fn unsigned(nonce: u64, action: Action) -> Transaction {
    Transaction {
        chain: 1,
        sender: key("ana").public(),
        nonce,
        gas_limit: 200_000,
        bid: Bid::flat(10),
        action,
        blobs: None,
    }
}

fn signed(transaction: Transaction) -> SignedTransaction {
    transaction.sign(&key("ana"))
}

fn refused(transaction: Transaction) -> TransactionError {
    execute(&env(), &state(), &signed(transaction)).expect_err("refused")
}

fn with_counter() -> (State, Address) {
    let create = Action::Create {
        code: "counter".to_owned(),
        value: Amount(0),
        input: Vec::new(),
    };
    let execution = execute(&env(), &state(), &signed(unsigned(0, create))).expect("valid");
    let created = execution.receipt.created.expect("a contract");
    (execution.state, created)
}

fn call(contract: Address, nonce: u64, by: u8) -> SignedTransaction {
    signed(unsigned(
        nonce,
        Action::Call {
            contract,
            value: Amount(7),
            input: vec![by],
        },
    ))
}

#[test]
fn a_transfer_moves_value_and_pays_for_21000_gas() {
    let execution =
        execute(&env(), &state(), &signed(transfer(0, Amount::coins(3)))).expect("valid");
    let fee = Amount(21_000 * 10);
    assert_eq!(execution.receipt.fee, fee);
    assert_eq!(execution.receipt.gas_used, 21_000);
    assert_eq!(execution.state.balance(&address("ben")), Amount::coins(3));
    let left = Amount(Amount::coins(7).0 - fee.0);
    assert_eq!(execution.state.balance(&address("ana")), left);
    assert_eq!(execution.state.nonce(&address("ana")), 1);
}

#[test]
fn a_signature_by_another_key_is_refused() {
    let forged = transfer(0, Amount(1)).sign(&key("mallory"));
    assert_eq!(
        execute(&env(), &state(), &forged).expect_err("refused"),
        TransactionError::BadSignature
    );
}

#[test]
fn a_changed_transaction_no_longer_fits_its_signature() {
    let good = signed(transfer(0, Amount(1)));
    let mut changed = good.transaction().clone();
    changed.action = Action::Transfer {
        to: address("mallory"),
        amount: Amount(1),
    };
    let forged = SignedTransaction::new(changed, *good.signature());
    assert!(good.is_signed());
    assert!(!forged.is_signed());
}

#[test]
fn the_id_does_not_cover_the_signature_but_the_merkle_leaf_does() {
    let good = signed(transfer(0, Amount(1)));
    let other = SignedTransaction::new(good.transaction().clone(), Signature([1; 64]));
    assert_eq!(good.id(), other.id());
    assert_ne!(good.leaf(), other.leaf());
}

#[test]
fn an_executed_transaction_is_refused_when_it_comes_again() {
    let payment = signed(transfer(0, Amount::coins(1)));
    let after = execute(&env(), &state(), &payment).expect("valid").state;
    assert_eq!(
        execute(&env(), &after, &payment).expect_err("replay"),
        TransactionError::NonceUsed
    );
}

#[test]
fn each_other_fault_is_refused_by_its_name() {
    let fits = || transfer(0, Amount(1));
    let chain = Transaction { chain: 2, ..fits() };
    assert_eq!(refused(chain), TransactionError::WrongChain);
    assert_eq!(refused(transfer(1, Amount(1))), TransactionError::NonceGap);
    assert_eq!(
        refused(transfer(0, Amount::coins(10))),
        TransactionError::Balance
    );
    let low = Transaction {
        gas_limit: 20_999,
        ..fits()
    };
    assert_eq!(refused(low), TransactionError::GasTooLow);
    let high = Transaction {
        gas_limit: 1_000_001,
        ..fits()
    };
    assert_eq!(refused(high), TransactionError::GasTooHigh);
    let overflowing = Transaction {
        bid: Bid::flat(u64::MAX),
        ..fits()
    };
    assert_eq!(refused(overflowing), TransactionError::GasTooHigh);
    let large = unsigned(
        0,
        Action::Call {
            contract: address("ben"),
            value: Amount(0),
            input: vec![0; 4_096],
        },
    );
    assert_eq!(refused(large), TransactionError::TooLarge);
    let foreign = Transaction {
        sender: PublicKey([2; 33]),
        ..fits()
    };
    assert_eq!(refused(foreign), TransactionError::BadSignature);
}

#[test]
fn a_contract_is_created_called_and_its_storage_is_in_the_state_root() {
    let (state, contract) = with_counter();
    assert_eq!(contract, Address::of_contract(&address("ana"), 0));
    let after = execute(&env(), &state, &call(contract, 1, 3)).expect("valid");
    assert_eq!(after.state.storage(&contract, b"count"), Some(&vec![3]));
    assert_eq!(after.state.balance(&contract), Amount(7));
    assert_eq!(after.receipt.logs[0].topic, "counted");
    assert_ne!(after.state.root(), state.root());
}

#[test]
fn a_failing_call_reverts_pays_its_gas_and_leaves_the_reason() {
    let (state, contract) = with_counter();
    let after = execute(&env(), &state, &call(contract, 1, 0)).expect("a valid transaction");
    assert_eq!(
        after.receipt.outcome,
        Outcome::Reverted("counter.zero".to_owned())
    );
    assert!(after.receipt.logs.is_empty());
    assert_eq!(after.state.storage(&contract, b"count"), Some(&vec![0]));
    assert_eq!(
        after.state.balance(&contract),
        Amount(0),
        "the value stays with Ana"
    );
    let paid = state.balance(&address("ana")).0 - after.state.balance(&address("ana")).0;
    assert_eq!(paid, after.receipt.gas_used * 10);
    assert!(
        after.receipt.gas_used > 21_000 + 2_100 + 2_900,
        "what it read and wrote before it failed"
    );
    assert_eq!(after.state.nonce(&address("ana")), 2, "the nonce is used");
}

#[test]
fn at_the_gas_limit_everything_is_used_and_undone() {
    let (state, contract) = with_counter();
    let after = execute(&env(), &state, &call(contract, 1, 255)).expect("a valid transaction");
    assert_eq!(after.receipt.outcome, Outcome::OutOfGas);
    assert_eq!(after.receipt.gas_used, 200_000);
    assert_eq!(after.state.storage(&contract, b"count"), Some(&vec![0]));
}

#[test]
fn a_contract_takes_no_plain_transfer_and_an_account_no_call() {
    let (state, contract) = with_counter();
    let to_contract = Action::Transfer {
        to: contract,
        amount: Amount(1),
    };
    let after = execute(&env(), &state, &signed(unsigned(1, to_contract))).expect("valid");
    let reason = "contract.takes-no-transfer".to_owned();
    assert_eq!(after.receipt.outcome, Outcome::Reverted(reason));
    let after = execute(&env(), &state, &call(address("ben"), 1, 1)).expect("valid");
    assert_eq!(
        after.receipt.outcome,
        Outcome::Reverted("contract.none".to_owned())
    );
}

#[test]
fn calldata_costs_what_eip_7623_says() {
    let gas = |zeros: usize, others: usize, executed: u64| {
        let mut input = vec![0; zeros];
        input.resize(zeros + others, 1);
        let action = Action::Call {
            contract: address("ben"),
            value: Amount(0),
            input,
        };
        let floor = super::gas::calldata_floor(&action);
        floor.max(super::gas::execution_start(&action) + executed)
    };
    assert_eq!(gas(0, 100, 0), 25_000);
    assert_eq!(gas(0, 100, 2_400), 25_000);
    assert_eq!(gas(0, 100, 2_401), 25_001);
    assert_eq!(gas(100, 0, 0), 22_000);
    assert_eq!(gas(10, 90, 5_000), 27_480);
}

#[test]
fn no_transaction_makes_or_destroys_value() {
    let (state, contract) = with_counter();
    let whole = |state: &State, fees: u64| state.total().map(|total| total.0 + fees);
    for by in [0, 1, 255] {
        let after = execute(&env(), &state, &call(contract, 1, by)).expect("valid");
        assert_eq!(
            whole(&after.state, after.receipt.fee.0),
            whole(&state, 0),
            "input {by}"
        );
    }
}

#[test]
fn the_state_root_proves_what_an_account_holds_and_that_another_is_unused() {
    let state = state();
    let root = state.root();
    let account = state.account(&address("ana"));
    let proof = state.prove(&address("ana"));
    assert!(proof.verify(&root, &address("ana"), Some(&account)));
    let richer = Account::with_balance(Amount::coins(11));
    assert!(!proof.verify(&root, &address("ana"), Some(&richer)));
    let absent = state.prove(&address("nobody"));
    assert!(absent.verify(&root, &address("nobody"), None::<&Account>));
    assert!(!absent.verify(&root, &address("ana"), None::<&Account>));
}

#[test]
fn earlier_block_hashes_are_readable_within_the_window_only() {
    let mut state = State::default();
    for height in 0..10_000u64 {
        state.remember_block(height, sha256(&height.to_le_bytes()));
    }
    let hash = |height: u64| sha256(&height.to_le_bytes());
    assert_eq!(state.block_hash(9_999, 10_000), Some(hash(9_999)));
    assert_eq!(state.block_hash(1_809, 10_000), Some(hash(1_809)));
    assert_eq!(
        state.block_hash(1_808, 10_000),
        None,
        "8,191 back and no further"
    );
    assert_eq!(state.block_hash(10_000, 10_000), None, "not itself");
}

#[test]
fn a_pairing_check_costs_what_eip_1108_says() {
    assert_eq!(pairing_gas(0), 45_000);
    assert_eq!(pairing_gas(2), 113_000);
    assert_eq!(pairing_gas(4), 181_000);
    assert_eq!(pairing_gas(u64::MAX), u64::MAX);
}

/// A call of the counter with one blob, at the price of 5 for each gas of blob space.
fn with_blob(contract: Address, by: u8, max_fee: u64) -> SignedTransaction {
    let action = Action::Call {
        contract,
        value: Amount(0),
        input: vec![by],
    };
    let blobs = Some(Blobs::of(Amount(max_fee), &[b"data".to_vec()]));
    signed(Transaction {
        blobs,
        ..unsigned(1, action)
    })
}

#[test]
fn a_blobs_fee_is_burnt_even_if_the_call_fails() {
    let (state, contract) = with_counter();
    let mut env = env();
    env.prices.base_fee = Amount(4);
    env.prices.blob_fee = Amount(5);
    for by in [1, 0] {
        let after = execute(&env, &state, &with_blob(contract, by, 5)).expect("valid");
        let receipt = &after.receipt;
        assert_eq!(receipt.blob_fee, Amount(5 * 131_072));
        assert_eq!(receipt.base_part(), Amount(4 * receipt.gas_used));
        assert_eq!(receipt.tip(), Amount(6 * receipt.gas_used));
        let paid = state.balance(&address("ana")).0 - after.state.balance(&address("ana")).0;
        assert_eq!(paid, receipt.fee.0);
    }
    let low = execute(&env, &state, &with_blob(contract, 1, 4)).expect_err("too low");
    assert_eq!(low, TransactionError::BlobFeeBelowBase);
}

#[test]
fn a_creation_carries_no_blobs() {
    let create = Action::Create {
        code: "counter".to_owned(),
        value: Amount(0),
        input: Vec::new(),
    };
    let carrying = Transaction {
        blobs: Some(Blobs::of(Amount(5), &[vec![1]])),
        ..unsigned(0, create)
    };
    assert_eq!(refused(carrying), TransactionError::BlobCreate);
}

#[test]
fn a_versioned_hash_begins_with_its_version_and_follows_the_data() {
    let hash = versioned_hash(b"data");
    assert_eq!(hash.0[0], BLOB_VERSION);
    assert_eq!(hash.0[1..], sha256(b"data").0[1..]);
    let blobs = Blobs::of(Amount(1), &[b"data".to_vec()]);
    assert!(blobs.commit_to(&[b"data".to_vec()]));
    assert!(!blobs.commit_to(&[b"date".to_vec()]));
    assert!(!blobs.commit_to(&[]));
    let large = vec![7; MAX_BLOB_BYTES + 1];
    assert!(!Blobs::of(Amount(1), std::slice::from_ref(&large)).commit_to(&[large]));
}
