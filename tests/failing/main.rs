//! Layer 1 fails under Layer 2 by censorship, by a partition, and by finality that stalls: each story's end, and the
//! defence that changes it.

mod censored;
mod credit;
mod hands;
mod split;
