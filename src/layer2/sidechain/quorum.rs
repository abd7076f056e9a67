//! How both contracts count signatures: each of a member, ascending by key, none twice.

use std::cmp::Ordering;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::base::PublicKey;
use crate::ledger::{CallContext, Revert, price};

use super::act::{Act, Signed, Site};
use super::record::{Key, load, store};

/// Most functionaries.
pub(super) const MAX_MEMBERS: usize = 32;

/// Who may sign.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Membership {
    /// Their keys, ascending.
    pub members: Vec<PublicKey>,
    /// How many must sign.
    pub threshold: u32,
}

impl Membership {
    /// The keys brought into order; `None` for a set that can't be.
    #[must_use]
    pub fn of(mut members: Vec<PublicKey>, threshold: u32) -> Option<Self> {
        crate::base::order::sort(&mut members);
        let membership = Self { members, threshold };
        membership.is_possible().then_some(membership)
    }

    /// Whether it is ascending, and of a possible size.
    pub(super) fn is_possible(&self) -> bool {
        let ascends = self.members.windows(2).all(|pair| pair[0] < pair[1]);
        let size = self.members.len();
        let signs = 1..=size as u32;
        ascends && size <= MAX_MEMBERS && signs.contains(&self.threshold)
    }

    /// How many must fail so that nothing can be signed any more, and so how many may stop payouts.
    #[must_use]
    pub fn freezers(&self) -> u32 {
        let members = self.members.len() as u64;
        u32::try_from(freezers(members, self.threshold.into())).unwrap_or(u32::MAX)
    }

    /// Whether the key is a member's.
    #[must_use]
    pub fn has(&self, key: &PublicKey) -> bool {
        self.members.binary_search(key).is_ok()
    }
}

/// How many keys must fail so that no `threshold` of `members` are left.
#[must_use]
pub fn freezers(members: u64, threshold: u64) -> u64 {
    members.saturating_sub(threshold).saturating_add(1)
}

/// The contract that is called.
pub(super) fn site(context: &CallContext) -> Site {
    Site {
        chain: context.chain(),
        contract: context.contract(),
    }
}

/// Refuses an act unless so many members signed it.
pub(super) fn require_signed(
    context: &mut CallContext,
    (membership, needed): (&Membership, u32),
    act: &Act,
    signatures: &[Signed],
) -> Result<(), Revert> {
    let content = borsh::to_vec(act).map_or(0, |bytes| bytes.len());
    context.charge(price::KECCAK256.0 + price::KECCAK256.1 * (content as u64 / 32 + 3))?;
    let message = act.message(&site(context));
    let mut last: Option<PublicKey> = None;
    for signed in signatures {
        match last.map(|last| last.cmp(&signed.key)) {
            Some(Ordering::Equal) => return Err(Revert::Reason("peg.signature-repeats")),
            Some(Ordering::Greater) => return Err(Revert::Reason("peg.signature-order")),
            _ => last = Some(signed.key),
        }
        require_member(context, membership, &signed.key)?;
        let holds = context.verify(&signed.key, &message, &signed.signature)?;
        context.require(holds, "peg.signature")?;
    }
    context.require(
        signatures.len() >= needed as usize,
        "peg.too-few-signatures",
    )
}

fn require_member(
    context: &mut CallContext,
    membership: &Membership,
    key: &PublicKey,
) -> Result<(), Revert> {
    if membership.has(key) {
        return Ok(());
    }
    let former: Option<u8> = load(context, Key::Former(*key))?;
    context.require(former.is_none(), "peg.removed-member")?;
    Err(Revert::Reason("peg.not-a-member"))
}

/// Puts others in the place of the members.
pub(super) fn change(
    context: &mut CallContext,
    before: &Membership,
    after: &Membership,
) -> Result<(), Revert> {
    context.require(after.is_possible(), "peg.members")?;
    for key in before.members.iter().filter(|key| !after.has(key)) {
        store(context, Key::Former(*key), &1_u8)?;
    }
    for key in after.members.iter().filter(|key| !before.has(key)) {
        let former: Option<u8> = load(context, Key::Former(*key))?;
        if former.is_some() {
            context.remove(&borsh::to_vec(&Key::Former(*key)).unwrap_or_default())?;
        }
    }
    store(context, Key::Membership, after)
}
