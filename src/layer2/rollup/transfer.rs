//! A transfer on the rollup: its canonical bytes, what is signed, and its id.

use crate::base::{
    Address, Amount, Digest, Hasher, Keccak256, PublicKey, SecretKey, Signature, encode,
};
use borsh::{BorshDeserialize, BorshSerialize};

/// Most bytes of a transfer's encoding: 1 + 33 + 20 + three numbers of at most 10 + 64.
pub const MAX_TRANSFER_BYTES: usize = 148;

const SIGNATURE_BYTES: usize = 64;
const PAY: u8 = 0;
const WITHDRAW: u8 = 1;

/// What ties a signature, a withdrawal and the fees to one rollup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Domain {
    /// The Layer 1 chain's number.
    pub chain: u32,
    /// The rollup's contract on it.
    pub bridge: Address,
    /// Who receives the fees on the rollup: the sequencer.
    pub fees: Address,
}

/// Where a transfer's amount goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Target {
    /// To an account on the rollup.
    Pay(Address),
    /// Burnt on the rollup, to be paid to this address on Layer 1.
    Withdraw(Address),
}

/// A transfer before it is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Transfer {
    /// Who pays and signs.
    pub sender: PublicKey,
    /// Where the amount goes.
    pub target: Target,
    /// Equals the sender's nonce on the rollup when it is executed.
    pub nonce: u64,
    /// Value moved.
    pub amount: Amount,
    /// Value for the sequencer.
    pub fee: Amount,
}

impl Transfer {
    /// What is signed: domain and canonical bytes without the signature. It is the id, too.
    #[must_use]
    pub fn id(&self, domain: &Domain) -> Digest {
        let place = encode(&(domain.chain, domain.bridge));
        Keccak256::hash(&[b"bilayer/rollup-transfer", &place, &self.body()])
    }

    /// Signs with the sender's key.
    #[must_use]
    pub fn sign(self, domain: &Domain, key: &SecretKey) -> SignedTransfer {
        SignedTransfer {
            signature: key.sign(&self.id(domain)),
            transfer: self,
        }
    }

    /// Amount and fee together; `None` if they do not fit.
    #[must_use]
    pub fn cost(&self) -> Option<Amount> {
        self.amount.checked_add(self.fee)
    }

    fn body(&self) -> Vec<u8> {
        let (kind, to) = match self.target {
            Target::Pay(to) => (PAY, to),
            Target::Withdraw(to) => (WITHDRAW, to),
        };
        let mut bytes = vec![kind];
        bytes.extend(self.sender.0);
        bytes.extend(to.0);
        for number in [self.nonce, self.amount.0, self.fee.0] {
            put_number(&mut bytes, number);
        }
        bytes
    }
}

/// A transfer with its signature, as it is published on Layer 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct SignedTransfer {
    /// The signed content.
    pub transfer: Transfer,
    /// The sender's signature of [`Transfer::id`].
    pub signature: Signature,
}

impl SignedTransfer {
    /// Canonical bytes: kind 1, sender's key 33, receiver 20, then nonce, amount and fee as LEB128, signature 64.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.transfer.body();
        bytes.extend(self.signature.0);
        bytes
    }

    /// Reads canonical bytes; `None` for anything else, so that one transfer has one encoding.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let [kind] = take::<1>(&mut rest)?;
        let sender = PublicKey(take(&mut rest)?);
        let to = Address(take(&mut rest)?);
        let target = match kind {
            PAY => Target::Pay(to),
            WITHDRAW => Target::Withdraw(to),
            _ => return None,
        };
        let transfer = Transfer {
            sender,
            target,
            nonce: take_number(&mut rest)?,
            amount: Amount(take_number(&mut rest)?),
            fee: Amount(take_number(&mut rest)?),
        };
        let signature = Signature(take::<SIGNATURE_BYTES>(&mut rest)?);
        rest.is_empty().then_some(Self {
            transfer,
            signature,
        })
    }

    /// Whether the sender signed it for this rollup.
    #[must_use]
    pub fn is_signed(&self, domain: &Domain) -> bool {
        let id = self.transfer.id(domain);
        self.transfer.sender.verify(&id, &self.signature)
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

/// Unsigned LEB128: seven bits a byte, lowest first.
pub(super) fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads a number in its shortest form; `None` for longer forms and above 64 bits.
pub(super) fn take_number(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let [byte] = take::<1>(rest)?;
        let bits = u64::from(byte & 0x7f);
        if place == 9 && bits > 1 {
            return None;
        }
        number |= bits << (7 * place);
        if byte & 0x80 == 0 {
            let shortest = byte != 0 || place == 0;
            return shortest.then_some(number);
        }
    }
    None
}

/// A claim to value burnt on the rollup. Its key covers chain, bridge, nonce, sender, recipient and amount, and
/// nothing of how it is proven, so that one burn is paid once whatever proof comes along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Withdrawal {
    /// The sender's nonce in the burning transfer.
    pub nonce: u64,
    /// Who burnt.
    pub sender: Address,
    /// Who is paid on Layer 1.
    pub recipient: Address,
    /// How much.
    pub amount: Amount,
}

impl Withdrawal {
    /// The claim that a transfer makes; `None` if it burns nothing.
    #[must_use]
    pub fn of(transfer: &Transfer) -> Option<Self> {
        match transfer.target {
            Target::Pay(_) => None,
            Target::Withdraw(recipient) => Some(Self {
                nonce: transfer.nonce,
                sender: transfer.sender.address(),
                recipient,
                amount: transfer.amount,
            }),
        }
    }

    /// Under which the burn is recorded above and the payment below.
    #[must_use]
    pub fn key(&self, domain: &Domain) -> Digest {
        let place = encode(&(domain.chain, domain.bridge));
        Keccak256::hash(&[b"bilayer/rollup-withdrawal", &place, &encode(self)])
    }
}
