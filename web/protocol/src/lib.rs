//! What page and worker say to each other: typed messages, as bytes that are handed over without a copy.
//!
//! The page asks, the worker answers. The worker speaks first, once, by [`Response::Hello`]: then
//! it listens. Each request has a number; an answer names the request that it belongs to.

mod grown;
mod lesson;
mod patch;
mod request;
mod response;
mod rules;

pub use lesson::{LessonNews, LessonWish, Offered, TimeWish};
pub use patch::Patch;
pub use request::{Kept, Look, Request, Source, Target};
pub use response::{Branch, Problem, Progress, Response, Shared};
pub use rules::{RuleCard, RuleResult};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// Version of this protocol. Page and worker of one build have the same; a cached other half says another.
pub const VERSION: u32 = 5;

/// A message with the number of the request that it is, or belongs to; 0 where it belongs to none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter<T> {
    /// The request's number.
    pub number: u32,
    /// The message.
    pub body: T,
}

impl<T: Serialize> Letter<T> {
    /// The message as bytes; `None` only if a value has no encoding.
    pub fn pack(&self) -> Option<Vec<u8>> {
        postcard::to_allocvec(self).ok()
    }
}

impl<T: DeserializeOwned> Letter<T> {
    /// The message in the bytes, or `None` if they are none.
    pub fn unpack(bytes: &[u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }
}

#[cfg(test)]
mod tests;
