//! A Layer 1 of one state and one rollup on it, without network: each test moves it block by block.

use bilayer::base::{Address, Amount, Digest, PublicKey, SecretKey, encode, sha256};
use bilayer::layer2::rollup::{
    BatchCall, Call, CommitCall, Creation, Domain, Evidence, Leaf, Origin, Reader, RollupContract,
    RollupState, SignedTransfer, Slot, Step, Target, Transfer, Withdrawal, dispute, pack, roots_of,
    unpack,
};
use bilayer::ledger::{Action, Bid, Env, Outcome, Prices, Receipt, State, Transaction, execute};

pub const WINDOW: u64 = 5;
pub const BOND: Amount = Amount::coins(10);
pub const FEE: Amount = Amount(1_000);

pub fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"rollup tests"), name)
}

pub fn address(name: &str) -> Address {
    key(name).public().address()
}

pub fn give(state: &mut RollupState, name: &str, amount: Amount) {
    let slot = Slot::Account(address(name));
    let leaf = state.get(&slot).copied().unwrap_or_default();
    let balance = leaf.balance.checked_add(amount).unwrap();
    state.insert(slot, Leaf { balance, ..leaf });
}

/// Deposits, and bonds of standing commitments.
pub fn held(bench: &Bench) -> Amount {
    let counters = bench.reader().counters();
    let deposits =
        (0..counters.deposits).map(|number| bench.reader().deposit(number).unwrap().amount);
    let bonds = BOND
        .checked_mul(counters.commitments - counters.confirmed)
        .unwrap();
    Amount::checked_sum(deposits.chain([bonds])).unwrap()
}

/// What was published as one batch.
#[derive(Clone)]
pub struct Published {
    pub origin: Origin,
    pub data: Vec<u8>,
    pub steps: Vec<Step>,
    pub before: RollupState,
    pub after: RollupState,
    pub roots: Vec<Digest>,
}

#[derive(Clone)]
pub struct Bench {
    pub state: State,
    /// Height of the block that the next call is in.
    pub height: u64,
    pub contract: Address,
    pub batches: Vec<Published>,
    branch: u8,
}

impl Bench {
    /// Sequencer "sam", verifier "vera" and the users "ann", "ben", "cal" with 1,000 coins each; the contract exists.
    pub fn new() -> Self {
        let mut state = State::default();
        for name in ["sam", "vera", "ann", "ben", "cal"] {
            state.credit(address(name), Amount::coins(1000)).unwrap();
        }
        let mut bench = Self {
            state,
            height: 1,
            contract: Address::of_contract(&address("sam"), 0),
            batches: Vec::new(),
            branch: 0,
        };
        let creation = Creation {
            number: 1,
            window: WINDOW,
            bond: BOND,
        };
        let action = Action::Create {
            code: "rollup".into(),
            value: Amount::ZERO,
            input: encode(&creation),
        };
        assert_eq!(bench.execute("sam", action).outcome, Outcome::Done);
        bench.mine(1);
        bench
    }

    pub fn domain(&self) -> Domain {
        Domain {
            chain: 7,
            bridge: self.contract,
            fees: address("sam"),
        }
    }

    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.state, self.contract)
    }

    /// From here on blocks have other hashes than on other branches.
    pub fn fork(&self) -> Self {
        let mut other = self.clone();
        other.branch += 1;
        other
    }

    fn hash(&self, height: u64) -> Digest {
        sha256(&[self.branch, height as u8])
    }

    pub fn mine(&mut self, blocks: u64) {
        for _ in 0..blocks {
            let hash = self.hash(self.height);
            self.state.remember_block(self.height, hash);
            self.height += 1;
        }
    }

    /// The last block mined.
    pub fn tip(&self) -> Origin {
        let height = self.height - 1;
        let hash = self.state.block_hash(height, self.height).unwrap();
        Origin { height, hash }
    }

    pub fn execute(&mut self, who: &str, action: Action) -> Receipt {
        let key = key(who);
        let transaction = Transaction {
            chain: 7,
            sender: key.public(),
            nonce: self.state.nonce(&address(who)),
            gas_limit: 5_000_000,
            bid: Bid::flat(0),
            action,
            blobs: None,
        };
        let env = Env {
            chain: 7,
            height: self.height,
            time: 0,
            miner: Address([9; 20]),
            prices: Prices::default(),
            gas_limit: 5_000_000,
            max_transaction_bytes: 128 * 1024,
            contracts: &[&RollupContract],
        };
        let before = self.state.total();
        let execution = execute(&env, &self.state, &transaction.sign(&key)).unwrap();
        self.state = execution.state;
        assert_eq!(self.state.total(), before, "value is conserved");
        execution.receipt
    }

    pub fn send(&mut self, who: &str, call: &Call, value: Amount) -> Receipt {
        let action = Action::Call {
            contract: self.contract,
            value,
            input: encode(call),
        };
        self.execute(who, action)
    }

    /// Sends a call that must succeed.
    pub fn done(&mut self, who: &str, call: &Call) -> Receipt {
        let receipt = self.send(who, call, Amount::ZERO);
        assert_eq!(receipt.outcome, Outcome::Done);
        receipt
    }

    /// Sends a call that must revert, and tells why.
    pub fn refused(&mut self, who: &str, call: &Call) -> String {
        self.refused_with(who, call, Amount::ZERO)
    }

    pub fn refused_with(&mut self, who: &str, call: &Call, value: Amount) -> String {
        match self.send(who, call, value).outcome {
            Outcome::Reverted(reason) => reason,
            other => panic!("{call:?} gave {other:?}"),
        }
    }

    pub fn deposit(&mut self, who: &str, amount: Amount) -> Receipt {
        let to = address(who);
        let receipt = self.send(who, &Call::Deposit { to }, amount);
        assert_eq!(receipt.outcome, Outcome::Done);
        receipt
    }

    /// The state after all batches.
    pub fn above(&self) -> RollupState {
        self.batches
            .last()
            .map(|batch| batch.after.clone())
            .unwrap_or_default()
    }

    pub fn transfer(&self, from: &str, to: &str, amount: Amount) -> Transfer {
        self.signed_by(key(from).public(), Target::Pay(address(to)), amount)
    }

    pub fn withdraw(&self, from: &str, amount: Amount) -> Transfer {
        let target = Target::Withdraw(address(from));
        self.signed_by(key(from).public(), target, amount)
    }

    fn signed_by(&self, sender: PublicKey, target: Target, amount: Amount) -> Transfer {
        let slot = Slot::Account(sender.address());
        let nonce = self.above().get(&slot).map_or(0, |leaf| leaf.nonce);
        Transfer {
            sender,
            target,
            nonce,
            amount,
            fee: FEE,
        }
    }

    pub fn sign(&self, from: &str, transfer: Transfer) -> Vec<u8> {
        self.signed(from, transfer).bytes()
    }

    pub fn signed(&self, from: &str, transfer: Transfer) -> SignedTransfer {
        transfer.sign(&self.domain(), &key(from))
    }

    /// The call that would publish these bytes next, with all deposits there are.
    pub fn batch_call(&self, data: Vec<u8>) -> BatchCall {
        let index = self.reader().counters().batches;
        let parent = index
            .checked_sub(1)
            .and_then(|last| self.reader().batch(last));
        BatchCall {
            index,
            parent: parent.map_or(Digest::ZERO, |batch| batch.inbox),
            origin: self.tip(),
            deposits: self.reader().counters().deposits,
            data,
        }
    }

    pub fn publish(&mut self, transfers: &[Vec<u8>]) -> Receipt {
        self.publish_data(pack(transfers))
    }

    /// Publishes a batch, and executes it as everybody does.
    pub fn publish_data(&mut self, data: Vec<u8>) -> Receipt {
        let call = self.batch_call(data);
        let first = call
            .index
            .checked_sub(1)
            .map_or(0, |last| self.reader().batch(last).unwrap().deposits);
        let receipt = self.done("sam", &Call::SubmitBatch(call.clone()));
        let deposits = (first..call.deposits).map(|number| {
            let deposit = self.reader().deposit(number).unwrap();
            Step::Deposit {
                to: deposit.to,
                amount: deposit.amount,
            }
        });
        let transfers = unpack(&call.data).into_iter().map(Step::Transfer);
        let steps: Vec<Step> = deposits.chain(transfers).collect();
        let before = self.above();
        let mut after = before.clone();
        let roots = roots_of(&mut after, &steps, &self.domain());
        self.batches.push(Published {
            origin: call.origin,
            data: call.data,
            steps,
            before,
            after,
            roots,
        });
        self.mine(1);
        receipt
    }

    pub fn claim(&self, batch: u64, roots: Vec<Digest>) -> CommitCall {
        let record = self.reader().batch(batch).unwrap();
        CommitCall {
            batch,
            inbox: record.inbox,
            origin: self.tip(),
            deposits: record.deposits,
            roots,
        }
    }

    /// Claims these roots for the batch with the bond.
    pub fn commit(&mut self, batch: u64, roots: Vec<Digest>) -> Receipt {
        self.commit_by("sam", batch, roots)
    }

    pub fn commit_by(&mut self, who: &str, batch: u64, roots: Vec<Digest>) -> Receipt {
        let call = Call::Commit(self.claim(batch, roots));
        let receipt = self.send(who, &call, BOND);
        assert_eq!(receipt.outcome, Outcome::Done);
        receipt
    }

    pub fn commit_honestly(&mut self, batch: u64) -> Receipt {
        let roots = self.batches[batch as usize].roots.clone();
        self.commit(batch, roots)
    }

    /// What the verifier makes of a claim.
    pub fn verify(&self, batch: u64, claimed: &[Digest]) -> Option<(u32, Call)> {
        let published = &self.batches[batch as usize];
        let domain = self.domain();
        let found = dispute(&Evidence {
            domain: &domain,
            batch,
            origin_hash: published.origin.hash,
            data: &published.data,
            steps: &published.steps,
            before: &published.before,
            claimed,
        })?;
        Some((found.step, found.call))
    }

    /// Two funded accounts above, by one batch.
    pub fn funded() -> Self {
        let mut bench = Self::new();
        bench.deposit("ann", Amount::coins(100));
        bench.deposit("ben", Amount::coins(50));
        bench.mine(1);
        bench.publish(&[]);
        bench
    }

    /// A burn of ann's in batch 1, its honest commitments, and the withdrawal.
    pub fn with_burn(amount: Amount) -> (Self, Withdrawal) {
        let mut bench = Self::funded();
        let transfer = bench.withdraw("ann", amount);
        bench.publish(&[bench.sign("ann", transfer)]);
        bench.commit_honestly(0);
        bench.commit_honestly(1);
        (bench, Withdrawal::of(&transfer).unwrap())
    }
}
