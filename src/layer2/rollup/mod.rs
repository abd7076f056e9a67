//! The optimistic rollup.

mod batch;
mod call;
mod contract;
mod dispute;
mod step;
mod transfer;

pub use batch::{
    BatchHeader, MAX_BATCH_BYTES, MAX_DEPOSITS, MAX_INFLATED, MAX_STEPS, MAX_TRANSFERS, Origin,
    framed, pack, unpack,
};
pub use call::{
    BatchBytes, BatchCall, CODE, Call, ClaimedRoot, CommitCall, Creation, ProveCall, StepCall,
};
pub use contract::{
    Batch, Commitment, Counters, Deposit, Key, MAX_OPEN, MAX_WINDOW, Proven, Reader,
    RollupContract, Terms, deadline,
};
pub use dispute::{Dispute, Evidence, claimed_root, dispute};
pub use step::{
    Effect, Leaf, Leaves, NoOp, RollupState, Slot, Step, Witness, apply, execute_step, roots_of,
    witnesses,
};
pub use transfer::{Domain, MAX_TRANSFER_BYTES, SignedTransfer, Target, Transfer, Withdrawal};
