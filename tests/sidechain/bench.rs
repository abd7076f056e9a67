//! Vault and bridge on the bench: calls executed on one state of each chain, with five functionaries of whom three must sign.

use bilayer::base::merkle::{bitcoin, log};
use bilayer::base::{Address, Amount, Digest, PublicKey, SecretKey, encode, sha256};
use bilayer::chain::{Body, Header};
use bilayer::command::{ChainConsensus, ChainPlan, FederationPlan, Founding};
use bilayer::layer2::sidechain::{
    Act, BRIDGE, BridgeCall, BridgeReader, Claim, DepositNote, DepositProof, Emergency, Membership,
    Sheet, Signed, Site, VAULT_CODE, VaultCall, VaultCreation, VaultReader, VaultTerms,
    genesis_account, sheet,
};
use bilayer::ledger::{
    Action, Bid, Env, LogEntry, Outcome, Prices, Receipt, State, Transaction, execute,
};

pub const ABOVE: u32 = 2;
pub const THRESHOLD: u32 = 3;
pub const PAUSE: u64 = 10;
pub const EMERGENCY_AFTER: u64 = 50;

pub fn coins(count: u64) -> Amount {
    Amount::coins(count)
}

pub fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"bench"), name)
}

/// The functionaries' keys, ascending.
pub fn functionaries() -> Vec<SecretKey> {
    ascending(["m1", "m2", "m3", "m4", "m5"].map(key).to_vec())
}

fn emergency() -> Vec<SecretKey> {
    ascending(["e1", "e2", "e3"].map(key).to_vec())
}

fn ascending(mut keys: Vec<SecretKey>) -> Vec<SecretKey> {
    keys.sort_by_key(SecretKey::public);
    keys
}

pub fn publics(keys: &[SecretKey]) -> Vec<PublicKey> {
    keys.iter().map(SecretKey::public).collect()
}

/// A state of each chain, and the height of the next block.
#[derive(Clone)]
pub struct Bench {
    pub below: State,
    pub above: State,
    pub height: u64,
    pub vault: Address,
    pub members: Vec<SecretKey>,
}

fn founding() -> Founding {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Founding {
        plan: ChainPlan {
            name: "Harbor".to_owned(),
            consensus: ChainConsensus::Producers {},
            gas_limit: 3_000_000,
            latency: bilayer::base::Span::from_millis(100),
            nodes: Vec::new(),
        },
        federation: FederationPlan {
            members: names(&["m1", "m2", "m3", "m4", "m5"]),
            threshold: THRESHOLD,
            confirmations: 6,
            burn_confirmations: 2,
            emergency: names(&["e1", "e2", "e3"]),
            emergency_threshold: 2,
            emergency_after: EMERGENCY_AFTER,
            pause: PAUSE,
        },
        founder: "m1".to_owned(),
    }
}

pub fn creation(members: Vec<PublicKey>, threshold: u32) -> VaultCreation {
    VaultCreation {
        terms: VaultTerms {
            chain: ABOVE,
            pause: PAUSE,
            emergency: Emergency {
                keys: Membership {
                    members: publics(&emergency()),
                    threshold: 2,
                },
                after: EMERGENCY_AFTER,
            },
        },
        membership: Membership { members, threshold },
    }
}

impl Bench {
    /// Ana has 100 coins below; nothing is locked.
    pub fn new() -> Self {
        let mut bench = Self::bare();
        let members = publics(&bench.members);
        bench
            .create(&creation(members, THRESHOLD))
            .expect("a vault");
        bench
    }

    /// Without the vault.
    pub fn bare() -> Self {
        let ana = key("Ana").public().address();
        let mut below = State::default();
        below.credit(ana, coins(100)).unwrap();
        let vault = Address::of_contract(&ana, 0);
        let members = functionaries();
        let mut above = State::default();
        let bridge = genesis_account(ABOVE, &founding(), (publics(&members), vault));
        above.put(BRIDGE, bridge.expect("a possible federation"));
        Self {
            below,
            above,
            height: 10,
            vault,
            members,
        }
    }

    /// Ana's 40 are locked and on the second chain.
    pub fn minted() -> Self {
        let mut bench = Self::new();
        let receipt = bench.deposit(coins(40)).expect("she has them");
        let proof = proof(&[receipt], 0);
        bench.claim(&proof).expect("proven and attested");
        bench
    }

    pub fn create(&mut self, creation: &VaultCreation) -> Result<Receipt, String> {
        let action = Action::Create {
            code: VAULT_CODE.to_owned(),
            value: Amount::ZERO,
            input: encode(creation),
        };
        self.run("Ana", 1, action)
    }

    pub fn site(&self, chain: u32) -> Site {
        Site {
            chain,
            contract: if chain == 1 { self.vault } else { BRIDGE },
        }
    }

    pub fn vault(&self) -> VaultReader<'_> {
        VaultReader::new(&self.below, self.vault)
    }

    pub fn bridge(&self) -> BridgeReader<'_> {
        BridgeReader::new(&self.above)
    }

    pub fn sheet(&self) -> Sheet {
        sheet(&self.below, self.vault, &self.above)
    }

    pub fn balance(&self, chain: u32, name: &str) -> Amount {
        let state = if chain == 1 { &self.below } else { &self.above };
        state.balance(&key(name).public().address())
    }

    pub fn deposit(&mut self, value: Amount) -> Result<Receipt, String> {
        let to = key("Ana").public().address();
        self.below_call(value, &VaultCall::Deposit { to })
    }

    pub fn below_call(&mut self, value: Amount, call: &VaultCall) -> Result<Receipt, String> {
        let action = Action::Call {
            contract: self.vault,
            value,
            input: encode(call),
        };
        self.run("Ana", 1, action)
    }

    pub fn above_call(&mut self, value: Amount, call: &BridgeCall) -> Result<Receipt, String> {
        let action = Action::Call {
            contract: BRIDGE,
            value,
            input: encode(call),
        };
        self.run("Ana", ABOVE, action)
    }

    /// Signatures of the first `count` members, ascending.
    pub fn sign(&self, chain: u32, act: &Act, count: usize) -> Vec<Signed> {
        signed(&self.members[..count], &act.message(&self.site(chain)))
    }

    /// An act below, signed by as many members.
    pub fn act(&mut self, act: &Act, count: usize) -> Result<Receipt, String> {
        let signatures = self.sign(1, act, count);
        self.act_by(act, signatures)
    }

    pub fn act_by(&mut self, act: &Act, signatures: Vec<Signed>) -> Result<Receipt, String> {
        let act = act.clone();
        self.below_call(Amount::ZERO, &VaultCall::Act { act, signatures })
    }

    /// An act above, signed by as many members.
    pub fn act_above(&mut self, act: &Act, count: usize) -> Result<Receipt, String> {
        let signatures = self.sign(ABOVE, act, count);
        let act = act.clone();
        self.above_call(Amount::ZERO, &BridgeCall::Act { act, signatures })
    }

    pub fn attest(&self, proof: &DepositProof, count: usize) -> Vec<Signed> {
        self.sign(ABOVE, &deep(proof), count)
    }

    pub fn claim(&mut self, proof: &DepositProof) -> Result<Receipt, String> {
        let attested = self.attest(proof, THRESHOLD as usize);
        self.claim_with(proof, attested)
    }

    pub fn claim_with(
        &mut self,
        proof: &DepositProof,
        attested: Vec<Signed>,
    ) -> Result<Receipt, String> {
        let proof = proof.clone();
        let claim = BridgeCall::Claim(Box::new(Claim { proof, attested }));
        self.above_call(Amount::ZERO, &claim)
    }

    pub fn burn(&mut self, value: Amount) -> Result<Receipt, String> {
        let to = key("Ana").public().address();
        self.above_call(value, &BridgeCall::Burn { to })
    }

    pub fn emergency(&mut self, act: &Act, count: usize) -> Result<Receipt, String> {
        let message = act.message(&self.site(1));
        let signatures = signed(&emergency()[..count], &message);
        self.act_by(act, signatures)
    }

    /// Executes at a gas price of 0; whatever comes out, no value is made or lost, and a refusal changes no balance.
    fn run(&mut self, who: &str, chain: u32, action: Action) -> Result<Receipt, String> {
        let key = key(who);
        let (height, sender) = (self.height, key.public());
        let state = if chain == 1 {
            &mut self.below
        } else {
            &mut self.above
        };
        let env = Env {
            chain,
            height,
            time: 1_000,
            miner: Address([9; 20]),
            prices: Prices::default(),
            gas_limit: 3_000_000,
            max_transaction_bytes: 100_000,
            contracts: bilayer::layer2::CONTRACTS,
        };
        let transaction = Transaction {
            chain,
            sender,
            nonce: state.nonce(&sender.address()),
            gas_limit: 3_000_000,
            bid: Bid::flat(0),
            action,
            blobs: None,
        };
        let execution = execute(&env, state, &transaction.sign(&key)).expect("a valid transaction");
        assert_eq!(execution.state.total(), state.total(), "value is conserved");
        let before = std::mem::replace(state, execution.state);
        match execution.receipt.outcome.clone() {
            Outcome::Done => Ok(execution.receipt),
            Outcome::Reverted(reason) => {
                let accounts = before.accounts();
                for (address, account) in accounts {
                    assert_eq!(state.balance(address), account.balance, "it cost somebody");
                }
                Err(reason)
            }
            Outcome::OutOfGas => Err("out of gas".to_owned()),
        }
    }
}

pub fn signed(keys: &[SecretKey], message: &Digest) -> Vec<Signed> {
    let sign = |key: &SecretKey| Signed {
        key: key.public(),
        signature: key.sign(message),
    };
    keys.iter().map(sign).collect()
}

/// What functionaries attest for a proof's block.
pub fn deep(proof: &DepositProof) -> Act {
    Act::Deep {
        chain: 1,
        block: proof.block(),
    }
}

/// Shows a receipt's deposit in a block of these receipts, put together by hand.
pub fn proof(receipts: &[Receipt], index: u64) -> DepositProof {
    let leaves: Vec<Vec<u8>> = receipts.iter().map(encode).collect();
    let body = Body {
        height: 7,
        miner: Address([9; 20]),
        state_root: Digest([1; 32]),
        receipts_root: log::root(&leaves),
        gas_used: 0,
        base_fee: Amount::ZERO,
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: Vec::new(),
        engine: None,
    };
    let header = Header {
        merkle: body.merkle_root().expect("a body"),
        ..Header::default()
    };
    DepositProof {
        header,
        body: body.head_bytes(),
        body_path: bitcoin::path(&body.leaves(), 0).expect("leaf 0"),
        receipt: leaves[index as usize].clone(),
        index,
        size: leaves.len() as u64,
        receipt_path: log::path(&leaves, index).expect("in it"),
        log: 0,
    }
}

/// A receipt of a made-up deposit, as a contract at `contract` would leave it.
pub fn receipt(contract: Address, note: &DepositNote) -> Receipt {
    Receipt {
        transaction: sha256(&encode(note)),
        gas_used: 50_000,
        fee: Amount::ZERO,
        burnt: Amount::ZERO,
        blob_fee: Amount::ZERO,
        outcome: Outcome::Done,
        logs: vec![LogEntry {
            contract,
            topic: "peg.deposit".to_owned(),
            data: encode(note),
        }],
        created: None,
    }
}
