//! The optimistic rollup.

mod batch;
mod call;
mod contract;
mod derive;
mod dispute;
mod found;
mod judge;
mod role;
mod step;
mod transfer;
mod view;

pub use batch::{
    BatchHeader, MAX_BATCH_BYTES, MAX_DEPOSITS, MAX_INFLATED, MAX_STEPS, MAX_TRANSFERS, Origin,
    framed, pack, unpack,
};
pub use call::{
    BatchBytes, BatchCall, CODE, Call, ClaimedRoot, CommitCall, Creation, ProveCall, StepCall,
};
pub use contract::{
    Batch, Commitment, Counters, DEAREST_CHALLENGE, Deposit, Key, MAX_OPEN, MAX_WINDOW, Proven,
    Reader, RollupContract, Terms, deadline, root_leaves,
};
pub use derive::Derivation;
pub use dispute::{Dispute, Evidence, claimed_root, dispute};
pub use found::{Change, Claim, Place, RollupBlock, Upheld};
pub use judge::{Sheet, audit, audit_along, sheet};
pub use role::{
    DEFAULT_FEE, Finding, Lie, Made, Outgoing, RollupRole, Seat, Sequencer, User, Verifier,
    WithdrawalPhase, Words,
};
pub use step::{
    Effect, Leaf, Leaves, NoOp, RollupState, Slot, Step, Witness, apply, execute_step, roots_of,
    witnesses,
};
pub use transfer::{Domain, MAX_TRANSFER_BYTES, SignedTransfer, Target, Transfer, Withdrawal};
pub use view::{
    BatchPhase, BatchView, DisputePhase, DisputeView, RollupView, Source, view, withdrawals,
};
