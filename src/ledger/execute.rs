//! Executing one transaction on a state: checks, gas, the call, the receipt.

use crate::base::{Address, Amount};

use super::{
    Account, Action, CallContext, ContractState, Env, Gas, LogEntry, Outcome, Receipt, Revert,
    SignedTransaction, State, TransactionError, fee::calldata::Calldata, gas::execution_start,
};

/// A state after a transaction, and what it left behind.
#[derive(Clone, Debug)]
pub struct Execution {
    /// The state after it.
    pub state: State,
    /// Its receipt.
    pub receipt: Receipt,
}

/// Executes `signed` on `state`.
///
/// # Errors
/// The reason for which a block with it would be invalid. A call that fails is no error: it pays and leaves a receipt.
pub fn execute(
    env: &Env,
    state: &State,
    signed: &SignedTransaction,
) -> Result<Execution, TransactionError> {
    signed.check_form(env)?;
    signed.check_state(state)?;
    let before = charged(state, signed)?;
    let mut gas = Gas::new(signed.transaction().gas_limit);
    let mut after = before.clone();
    let result = run(env, &mut after, &mut gas, signed);
    let used = Calldata::of(signed.transaction().action.input()).paid(gas.used());
    Ok(settle(signed, before, after, used, result))
}

struct Ran {
    logs: Vec<LogEntry>,
    created: Option<Address>,
}

/// The state with the largest fee taken and the nonce used: what stays if the call fails.
fn charged(state: &State, signed: &SignedTransaction) -> Result<State, TransactionError> {
    let fee = signed
        .transaction()
        .max_fee()
        .ok_or(TransactionError::GasTooHigh)?;
    let mut state = state.clone();
    state
        .debit(signed.sender(), fee)
        .ok_or(TransactionError::Balance)?;
    let mut sender = state.account(&signed.sender());
    sender.nonce += 1;
    state.put(signed.sender(), sender);
    Ok(state)
}

fn run(
    env: &Env,
    state: &mut State,
    gas: &mut Gas,
    signed: &SignedTransaction,
) -> Result<Ran, Revert> {
    let transaction = signed.transaction();
    gas.charge(execution_start(&transaction.action))?;
    let target = match &transaction.action {
        Action::Create { .. } => Address::of_contract(&signed.sender(), transaction.nonce),
        Action::Transfer { to, .. } => *to,
        Action::Call { contract, .. } => *contract,
    };
    move_value(state, signed.sender(), target, transaction.action.value())?;
    match &transaction.action {
        Action::Transfer { .. } => receive(state, &target),
        Action::Call { input, .. } => call(env, state, gas, (signed, target, input)),
        Action::Create { code, input, .. } => {
            place(state, target, code)?;
            let ran = call(env, state, gas, (signed, target, input))?;
            Ok(Ran {
                created: Some(target),
                ..ran
            })
        }
    }
}

fn move_value(state: &mut State, from: Address, to: Address, amount: Amount) -> Result<(), Revert> {
    state
        .debit(from, amount)
        .ok_or(Revert::Reason("transaction.balance"))?;
    state
        .credit(to, amount)
        .ok_or(Revert::Reason("contract.overflow"))
}

/// A plain transfer runs no code, so a contract does not take one.
fn receive(state: &State, target: &Address) -> Result<Ran, Revert> {
    match state.get(target) {
        Some(account) if account.contract.is_some() => {
            Err(Revert::Reason("contract.takes-no-transfer"))
        }
        _ => Ok(Ran {
            logs: Vec::new(),
            created: None,
        }),
    }
}

fn place(state: &mut State, address: Address, code: &str) -> Result<(), Revert> {
    let account = state.account(&address);
    if account.contract.is_some() {
        return Err(Revert::Reason("contract.exists"));
    }
    let contract = Some(ContractState {
        code: code.to_owned(),
        storage: Default::default(),
    });
    state.put(
        address,
        Account {
            contract,
            ..account
        },
    );
    Ok(())
}

fn call(
    env: &Env,
    state: &mut State,
    gas: &mut Gas,
    (signed, contract, input): (&SignedTransaction, Address, &[u8]),
) -> Result<Ran, Revert> {
    let code = state
        .get(&contract)
        .and_then(|account| account.contract.as_ref())
        .and_then(|contract| env.contract(&contract.code))
        .ok_or(Revert::Reason("contract.none"))?;
    let mut context = CallContext {
        env,
        state,
        gas,
        logs: Vec::new(),
        contract,
        caller: signed.sender(),
        value: signed.transaction().action.value(),
    };
    match signed.transaction().action {
        Action::Create { .. } => code.create(&mut context, input)?,
        Action::Transfer { .. } | Action::Call { .. } => code.call(&mut context, input)?,
    }
    Ok(Ran {
        logs: context.logs,
        created: None,
    })
}

fn settle(
    signed: &SignedTransaction,
    before: State,
    after: State,
    used: u64,
    result: Result<Ran, Revert>,
) -> Execution {
    let transaction = signed.transaction();
    let price = transaction.gas_price;
    let fee = Amount(price.0.saturating_mul(used));
    let unused = Amount(
        price
            .0
            .saturating_mul(transaction.gas_limit.saturating_sub(used)),
    );
    let (mut state, outcome, ran) = match result {
        Ok(ran) => (after, Outcome::Done, Some(ran)),
        Err(Revert::Reason(reason)) => (before, Outcome::Reverted(reason.to_owned()), None),
        Err(Revert::OutOfGas) => (before, Outcome::OutOfGas, None),
    };
    // The refund was taken from this very balance, so it fits.
    let refunded = state.credit(signed.sender(), unused);
    debug_assert!(refunded.is_some(), "a refund always fits");
    let (logs, created) = ran.map_or((Vec::new(), None), |ran| (ran.logs, ran.created));
    let receipt = Receipt {
        transaction: signed.id(),
        gas_used: used,
        fee,
        outcome,
        logs,
        created,
    };
    Execution { state, receipt }
}
