//! What a person does in one Layer 2 system, beside its wallet.

use std::any::Any;

use crate::base::{ActorId, Digest};
use crate::command::{Command, Refusal};
use crate::event::System;

use super::{Desk, Letter};

/// Something that reaches a role.
#[derive(Clone, Debug)]
pub enum RoleInput<'a> {
    /// The person's node follows a new head, which the desk shows already.
    Head {
        /// Blocks left, newest first; any makes it a reorg.
        removed: &'a [Digest],
        /// Blocks entered, oldest first.
        added: &'a [Digest],
    },
    /// The person's node on a second chain follows a new head.
    HeadBeside {
        /// Which chain.
        chain: u32,
        /// Blocks left, newest first.
        removed: &'a [Digest],
        /// Blocks entered, oldest first.
        added: &'a [Digest],
    },
    /// A letter of the role's system arrived.
    Letter {
        /// Who sent it.
        from: ActorId,
        /// The letter.
        letter: &'a Letter,
    },
    /// A wake-up that the role asked for.
    Wake(u32),
    /// The user asks for something of the role's system.
    Order(&'a Command),
    /// The node refused a transaction that the role submitted.
    Refused {
        /// Label under which it was submitted.
        label: &'a str,
        /// Key of the reason.
        reason: &'a str,
    },
    /// The link to somebody came up, or came back: say again what may be lost.
    LinkUp(ActorId),
}

/// A person's part in one Layer 2 system.
pub trait Role: Send + Any {
    /// Which system.
    fn system(&self) -> System;
    /// Handles an input.
    ///
    /// # Errors
    /// Only for [`RoleInput::Order`]: why it is not possible. The simulation then undoes everything.
    fn on(&mut self, input: &RoleInput, desk: &mut Desk) -> Result<(), Refusal>;
    /// Whether it has nothing to do with its system yet, and no state: then the fingerprint leaves it out.
    fn is_unused(&self) -> bool {
        false
    }
    /// A copy, for keyframes.
    fn boxed(&self) -> Box<dyn Role>;
    /// Canonical bytes of its whole state, for the fingerprint.
    fn digest(&self, out: &mut Vec<u8>);
    /// Itself, for readers that know its kind.
    fn as_any(&self) -> &dyn Any;
}

impl Clone for Box<dyn Role> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}
