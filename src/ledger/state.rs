//! All accounts of a chain at one moment, authenticated by one root.

use crate::base::{Address, Amount, Digest, MapProof, MerkleMap, decode, encode, order};

use super::{Account, ContractState};

/// The accounts of a chain. Cloning is cheap: the tree is shared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    accounts: MerkleMap<Address, Account>,
}

impl State {
    /// The account at `address`; an address never used is an empty account.
    pub fn account(&self, address: &Address) -> Account {
        self.accounts.get(address).cloned().unwrap_or_default()
    }

    /// The account at `address`, if it was ever written.
    pub fn get(&self, address: &Address) -> Option<&Account> {
        self.accounts.get(address)
    }

    /// Spendable balance at `address`.
    pub fn balance(&self, address: &Address) -> Amount {
        self.get(address)
            .map_or(Amount(0), |account| account.balance)
    }

    /// Number of transactions that `address` has sent.
    pub fn nonce(&self, address: &Address) -> u64 {
        self.get(address).map_or(0, |account| account.nonce)
    }

    /// One storage slot of a contract.
    pub fn storage(&self, contract: &Address, key: &[u8]) -> Option<&Vec<u8>> {
        let contract = self.get(contract)?.contract.as_ref()?;
        contract.storage.get(&key.to_vec())
    }

    /// Writes an account.
    pub fn put(&mut self, address: Address, account: Account) {
        self.accounts.insert(address, account);
    }

    /// The commitment to all accounts.
    pub fn root(&self) -> Digest {
        self.accounts.root()
    }

    /// Proof that `address` holds what it holds, or that it was never used.
    pub fn prove(&self, address: &Address) -> MapProof {
        self.accounts.prove(address)
    }

    /// All accounts, in the order of the tree.
    pub fn accounts(&self) -> impl Iterator<Item = (&Address, &Account)> {
        self.accounts.iter()
    }

    /// Sum of all balances; `None` if it does not fit, which no valid chain reaches.
    pub fn total(&self) -> Option<Amount> {
        Amount::checked_sum(self.accounts().map(|(_, account)| account.balance))
    }

    /// Adds to a balance; `None` on overflow, with nothing changed.
    #[must_use]
    pub fn credit(&mut self, address: Address, amount: Amount) -> Option<()> {
        let mut account = self.account(&address);
        account.balance = account.balance.checked_add(amount)?;
        self.put(address, account);
        Some(())
    }

    /// Takes from a balance; `None` if it is too small, with nothing changed.
    #[must_use]
    pub fn debit(&mut self, address: Address, amount: Amount) -> Option<()> {
        let mut account = self.account(&address);
        account.balance = account.balance.checked_sub(amount)?;
        self.put(address, account);
        Some(())
    }
}

/// Number of earlier block hashes that contracts can read (EIP-2935).
const HISTORY_WINDOW: u64 = 8_191;
const HISTORY: Address = Address(*b"system:block-history");
const REWARDS: Address = Address(*b"system:block-rewards");

fn history_slot(height: u64) -> Vec<u8> {
    (height % HISTORY_WINDOW).to_be_bytes().to_vec()
}

fn system_account(code: &str) -> Account {
    Account {
        contract: Some(ContractState {
            code: code.to_owned(),
            storage: MerkleMap::default(),
        }),
        ..Account::default()
    }
}

/// What the chain itself keeps: earlier block hashes, and rewards that are not mature yet.
impl State {
    fn system(&self, address: &Address, code: &str) -> (Account, MerkleMap<Vec<u8>, Vec<u8>>) {
        let mut account = self
            .get(address)
            .cloned()
            .unwrap_or_else(|| system_account(code));
        let storage = account
            .contract
            .take()
            .map(|contract| contract.storage)
            .unwrap_or_default();
        (account, storage)
    }

    fn put_system(
        &mut self,
        address: Address,
        mut account: Account,
        code: &str,
        storage: MerkleMap<Vec<u8>, Vec<u8>>,
    ) {
        account.contract = Some(ContractState {
            code: code.to_owned(),
            storage,
        });
        self.put(address, account);
    }

    /// Remembers the hash of the parent, the block at `height`.
    pub fn remember_block(&mut self, height: u64, id: Digest) {
        let (account, mut storage) = self.system(&HISTORY, "history");
        storage.insert(history_slot(height), encode(&(height, id)));
        self.put_system(HISTORY, account, "history", storage);
    }

    /// Hash of the block at `height` on this branch, if it is below `below` and within the window.
    pub fn block_hash(&self, height: u64, below: u64) -> Option<Digest> {
        if height >= below {
            return None;
        }
        let bytes = self.storage(&HISTORY, &history_slot(height))?;
        let (stored, id) = decode::<(u64, Digest)>(bytes).ok()?;
        (stored == height).then_some(id)
    }

    /// Locks the reward of the block at `height` for its miner, until it is mature.
    pub fn lock_reward(&mut self, height: u64, miner: Address, reward: Amount) -> Option<()> {
        let (mut account, mut storage) = self.system(&REWARDS, "rewards");
        account.balance = account.balance.checked_add(reward)?;
        storage.insert(height.to_be_bytes().to_vec(), encode(&(miner, reward)));
        self.put_system(REWARDS, account, "rewards", storage);
        Some(())
    }

    /// Pays the reward of the block at `height` out to its miner.
    pub fn release_reward(&mut self, height: u64) -> Option<()> {
        let key = height.to_be_bytes().to_vec();
        let (mut account, mut storage) = self.system(&REWARDS, "rewards");
        let Some(bytes) = storage.get(&key).cloned() else {
            return Some(());
        };
        let (miner, reward) = decode::<(Address, Amount)>(&bytes).ok()?;
        storage.remove(&key);
        account.balance = account.balance.checked_sub(reward)?;
        self.put_system(REWARDS, account, "rewards", storage);
        self.credit(miner, reward)
    }

    /// Rewards not mature yet: height, miner, amount.
    pub fn locked_rewards(&self) -> Vec<(u64, Address, Amount)> {
        let Some(contract) = self.get(&REWARDS).and_then(|a| a.contract.as_ref()) else {
            return Vec::new();
        };
        let mut rewards: Vec<_> = contract
            .storage
            .iter()
            .filter_map(|(key, value)| {
                let height = u64::from_be_bytes(key.as_slice().try_into().ok()?);
                let (miner, reward) = decode::<(Address, Amount)>(value).ok()?;
                Some((height, miner, reward))
            })
            .collect();
        order::sort(&mut rewards);
        rewards
    }
}
