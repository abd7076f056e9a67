//! A block's execution: the state in which its transactions run, what they leave, and what the engine adds.

use std::sync::Arc;

use crate::base::{Address, Amount, Digest, encode, merkle::log};
use crate::ledger::{Env, Receipt, SignedTransaction, State, execute};

use super::{BlockError, Body, EnginePart, EngineState, Entry, Header, Made, Rules};

/// What a block says of the engine: nothing, if there is neither a part nor a state.
pub(super) fn engine_part(state: &dyn EngineState, bytes: Vec<u8>) -> Option<Box<EnginePart>> {
    let root = state.root();
    let nothing = bytes.is_empty() && root == Digest::ZERO;
    (!nothing).then(|| Box::new(EnginePart { bytes, root }))
}

/// RFC 6962 root over the receipts' canonical bytes.
pub(super) fn receipts_root(receipts: &[Receipt]) -> Digest {
    let leaves: Vec<Vec<u8>> = receipts.iter().map(encode).collect();
    log::root(&leaves)
}

/// A state on the way through a block's transactions.
pub(super) struct Executed {
    pub(super) state: State,
    pub(super) receipts: Vec<Receipt>,
    pub(super) gas_used: u64,
    pub(super) engine: Arc<dyn EngineState>,
    pub(super) credited: Amount,
}

impl Executed {
    /// The state in which a block's first transaction runs: parent remembered, mature reward paid.
    pub(super) fn start(rules: &Rules, parent: &Entry) -> Result<Self, BlockError> {
        let mut state = parent.state.clone();
        state.remember_block(parent.height(), parent.id());
        if let Some(height) = (parent.height() + 1).checked_sub(rules.maturity) {
            state.release_reward(height).ok_or(BlockError::Overflow)?;
        }
        Ok(Self {
            state,
            receipts: Vec::new(),
            gas_used: 0,
            engine: parent.engine.clone(),
            credited: Amount(0),
        })
    }

    /// Executes one more transaction, if the block has gas left for all that it may use.
    pub(super) fn push(
        &mut self,
        env: &Env,
        transaction: &SignedTransaction,
    ) -> Result<(), BlockError> {
        let most = self
            .gas_used
            .saturating_add(transaction.transaction().gas_limit);
        if most > env.gas_limit {
            return Err(BlockError::GasLimit);
        }
        let execution = execute(env, &self.state, transaction)?;
        self.gas_used += execution.receipt.gas_used;
        self.state = execution.state;
        self.receipts.push(execution.receipt);
        Ok(())
    }

    /// Rewards the miner, and lets the engine take its part.
    pub(super) fn finish(
        &mut self,
        rules: &Rules,
        header: &Header,
        body: &Body,
    ) -> Result<(), BlockError> {
        self.reward(rules, body.height, body.miner)?;
        let made = Made {
            header,
            body,
            receipts: &self.receipts,
        };
        let advance = rules.consensus.advance(&self.engine, &made)?;
        self.engine = advance.state;
        for (account, amount) in advance.credits {
            self.credited = self
                .credited
                .checked_add(amount)
                .ok_or(BlockError::Overflow)?;
            self.state
                .credit(account, amount)
                .ok_or(BlockError::Overflow)?;
        }
        Ok(())
    }

    /// Locks subsidy and fees for the miner; without maturity they are its own at once.
    fn reward(&mut self, rules: &Rules, height: u64, miner: Address) -> Result<(), BlockError> {
        let fees = Amount::checked_sum(self.receipts.iter().map(|receipt| receipt.fee));
        let reward = fees
            .and_then(|fees| fees.checked_add(rules.consensus.subsidy(height)))
            .ok_or(BlockError::Overflow)?;
        let paid = if rules.maturity == 0 {
            self.state.credit(miner, reward)
        } else {
            self.state.lock_reward(height, miner, reward)
        };
        paid.ok_or(BlockError::Overflow)
    }

    pub(super) fn block(
        rules: &Rules,
        parent: &Entry,
        header: &Header,
        body: &Body,
    ) -> Result<Self, BlockError> {
        let env = rules.env(body.height, header.time, body.miner);
        let mut executed = Self::start(rules, parent)?;
        for transaction in &body.transactions {
            executed.push(&env, transaction)?;
        }
        executed.finish(rules, header, body)?;
        Ok(executed)
    }

    pub(super) fn check(&self, body: &Body) -> Result<(), BlockError> {
        if self.gas_used != body.gas_used {
            return Err(BlockError::GasUsed);
        }
        if receipts_root(&self.receipts) != body.receipts_root {
            return Err(BlockError::ReceiptsRoot);
        }
        if self.state.root() != body.state_root {
            return Err(BlockError::StateRoot);
        }
        let engine = engine_part(&*self.engine, body.engine_bytes().to_vec());
        if engine != body.engine {
            return Err(BlockError::EngineRoot);
        }
        Ok(())
    }
}
