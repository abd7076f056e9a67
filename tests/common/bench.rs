//! A channel's contract on the bench: Ana and Ben, their states, and calls executed on one Layer 1 state.

use bilayer::base::{Address, Amount, PublicKey, SecretKey, encode, sha256};
use bilayer::layer2::channel::{
    Call, ChannelState, OnChain, Opening, Record, Revocation, Signed, Terms, revocation_digest,
};
use bilayer::ledger::{Action, Bid, Env, Outcome, Prices, Receipt, State, Transaction, execute};

pub const CHAIN: u32 = 1;
pub const ANA: usize = 0;
pub const BEN: usize = 1;
pub const EVE: usize = 2;
pub const FUNDING_PERIOD: u64 = 5;
pub const DISPUTE_PERIOD: u64 = 6;

/// Three people, a Layer 1 state, and the height of the next block.
pub struct Bench {
    pub keys: [SecretKey; 3],
    pub state: State,
    pub height: u64,
    /// Time of the next block.
    pub time: u32,
    pub contract: Address,
}

pub fn coins(count: u64) -> Amount {
    Amount::coins(count)
}

impl Bench {
    pub fn new() -> Self {
        let keys = ["Ana", "Ben", "Eve"].map(|name| SecretKey::derive(&sha256(b"bench"), name));
        let mut state = State::default();
        for key in &keys {
            state.credit(key.public().address(), coins(100)).unwrap();
        }
        let contract = Address::of_contract(&keys[ANA].public().address(), 0);
        Self {
            keys,
            state,
            height: 10,
            time: 1_000,
            contract,
        }
    }

    /// Ana's 30 and Ben's 10 are locked.
    pub fn open() -> Self {
        let mut bench = Self::new();
        bench.create(&bench.terms()).expect("Ana creates");
        bench
            .call(BEN, coins(10), Call::Deposit)
            .expect("Ben deposits");
        bench
    }

    pub fn public(&self, who: usize) -> PublicKey {
        self.keys[who].public()
    }

    pub fn terms(&self) -> Terms {
        Terms {
            keys: [self.public(ANA), self.public(BEN)],
            deposits: [coins(30), coins(10)],
            funding_period: FUNDING_PERIOD,
            dispute_period: DISPUTE_PERIOD,
            penalty: coins(4),
        }
    }

    pub fn balance(&self, who: usize) -> Amount {
        self.state.balance(&self.public(who).address())
    }

    pub fn record(&self) -> Record {
        self.on_chain().expect("the contract is there").record
    }

    pub fn on_chain(&self) -> Option<OnChain> {
        OnChain::read(&self.state, &self.contract)
    }

    /// A state of the 40 coins; odd versions are Ana's proposals, even ones Ben's.
    pub fn version(&self, version: u64, ana: u64) -> ChannelState {
        ChannelState {
            chain: CHAIN,
            contract: self.contract,
            version,
            balances: [coins(ana), coins(40 - ana)],
            proposer: u8::from(version.is_multiple_of(2)),
            is_final: false,
        }
    }

    pub fn signed(&self, state: ChannelState) -> Signed {
        self.signed_by(state, [ANA, BEN])
    }

    pub fn signed_by(&self, state: ChannelState, signers: [usize; 2]) -> Signed {
        let signatures = signers.map(|who| self.keys[who].sign(&state.digest()));
        Signed { state, signatures }
    }

    pub fn revocation(&self, who: usize, version: u64) -> Revocation {
        let digest = revocation_digest(CHAIN, &self.contract, version);
        let signature = self.keys[who].sign(&digest);
        Revocation { version, signature }
    }

    pub fn opening(&self, terms: &Terms) -> Opening {
        let state = ChannelState::opening(CHAIN, self.contract, terms);
        let signatures = self.signed(state).signatures;
        Opening {
            terms: terms.clone(),
            signatures,
        }
    }

    pub fn create(&mut self, terms: &Terms) -> Result<Receipt, String> {
        let opening = self.opening(terms);
        self.create_with(ANA, terms.deposits[0], &encode(&opening))
    }

    pub fn create_with(
        &mut self,
        who: usize,
        value: Amount,
        input: &[u8],
    ) -> Result<Receipt, String> {
        let code = "channel-adjudicator".to_owned();
        self.run(
            who,
            Action::Create {
                code,
                value,
                input: input.to_vec(),
            },
        )
    }

    pub fn call(&mut self, who: usize, value: Amount, call: Call) -> Result<Receipt, String> {
        self.call_with(who, value, encode(&call))
    }

    pub fn call_with(
        &mut self,
        who: usize,
        value: Amount,
        input: Vec<u8>,
    ) -> Result<Receipt, String> {
        let contract = self.contract;
        self.run(
            who,
            Action::Call {
                contract,
                value,
                input,
            },
        )
    }

    /// A call without value; the key of the refusal if it reverts.
    pub fn say(&mut self, who: usize, call: Call) -> Result<Receipt, String> {
        self.call(who, Amount::ZERO, call)
    }

    /// Executes at a gas price of 0, so that balances show nothing but the contract's doing.
    fn run(&mut self, who: usize, action: Action) -> Result<Receipt, String> {
        let before = self.state.total();
        let env = Env {
            chain: CHAIN,
            height: self.height,
            time: self.time,
            miner: Address([9; 20]),
            prices: Prices::default(),
            gas_limit: 3_000_000,
            max_transaction_bytes: 100_000,
            contracts: bilayer::layer2::CONTRACTS,
        };
        let transaction = Transaction {
            chain: CHAIN,
            sender: self.public(who),
            nonce: self.state.nonce(&self.public(who).address()),
            gas_limit: 3_000_000,
            bid: Bid::flat(0),
            action,
            blobs: None,
        };
        let execution = execute(&env, &self.state, &transaction.sign(&self.keys[who]))
            .expect("a valid transaction");
        self.state = execution.state;
        assert_eq!(self.state.total(), before, "value is conserved");
        match execution.receipt.outcome.clone() {
            Outcome::Done => Ok(execution.receipt),
            Outcome::Reverted(reason) => Err(reason),
            Outcome::OutOfGas => Err("out of gas".to_owned()),
        }
    }
}
