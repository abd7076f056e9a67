//! Everyone who takes part: full nodes, and people with a wallet and roles in Layer 2 systems.

mod account;
mod agent;
mod cheating;
mod context;
mod crowd;
mod delegate;
mod delegating;
mod desk;
mod directory;
mod flooder;
mod light;
mod member;
mod message;
mod node;
mod pricing;
pub mod pursuit;
mod role;
mod validating;
mod wallet;

pub use account::Account;
pub use agent::Agent;
pub use context::{Actor, Answer, Archives, Context, Effect, Input};
pub use crowd::Crowd;
pub use delegate::Delegate;
pub use desk::Desk;
pub use directory::{ChainContact, Contact, Directory, RollupContact};
pub use flooder::Flooder;
pub use light::{Light, Paid, Shown};
pub use member::{Member, Post, Vote};
pub use message::{Item, Letter, Message};
pub use node::standing::BAN_SCORE;
pub use node::{Attitude, Finder, MAX_ADDRESSES, Node, Relay, RelayCounts, Sync};
pub use pricing::Asked;
pub use role::{Role, RoleInput};
pub use validating::{Hand, Validating};
pub use wallet::Wallet;
