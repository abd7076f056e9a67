//! Everyone who takes part: full nodes, and people with a wallet and roles in Layer 2 systems.

mod agent;
mod context;
mod delegate;
mod delegating;
mod desk;
mod directory;
mod member;
mod message;
mod node;
mod role;
mod wallet;

pub use agent::Agent;
pub use context::{Actor, Context, Effect, Input};
pub use delegate::Delegate;
pub use desk::Desk;
pub use directory::{Contact, Directory, RollupContact};
pub use member::{Member, Post, Vote};
pub use message::{Item, Letter, Message};
pub use node::Node;
pub use role::{Role, RoleInput};
pub use wallet::{DEFAULT_GAS_PRICE, Wallet};
