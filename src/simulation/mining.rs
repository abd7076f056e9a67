//! The mining race: every miner makes exactly its attempts up to a moment, in the order (time, miner); or the waits are drawn.

use std::collections::BTreeMap;
use std::sync::Arc;

use borsh::BorshSerialize;
use ruint::aliases::U256;

use crate::base::{ActorId, Digest, Span, Stream, Time};
use crate::chain::{Block, Header, Sought};
use crate::consensus::pow::target::{from_compact, meets};
use crate::event::Cause;

use super::attempt::Attempts;

/// Most attempts a simulated second of all miners together in a world that really searches.
pub const MAX_SEARCHED_RATE: u64 = 5_000;
/// Most templates remembered.
const MAX_MEMO: usize = 100_000;

/// What is known of a template's nonces. No part of the world: the same template always gives the same nonces.
#[derive(Clone, Debug, Default)]
pub struct SearchMemo {
    progress: BTreeMap<Digest, Progress>,
    hashes: u64,
    /// Of the searches in the race, in their order; kept between races for its room.
    racing: Vec<Progress>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    tried: u32,
    found: Option<u32>,
}

impl SearchMemo {
    /// Number of hashes computed so far.
    pub fn hashes(&self) -> u64 {
        self.hashes
    }

    fn get(&self, key: &Digest) -> Progress {
        self.progress.get(key).copied().unwrap_or_default()
    }

    fn put(&mut self, key: Digest, progress: Progress) {
        if self.progress.len() >= MAX_MEMO {
            self.progress.clear();
        }
        self.progress.insert(key, progress);
    }
}

/// One miner's search.
#[derive(Clone, Debug)]
pub(super) struct Search {
    pub(super) miner: ActorId,
    pub(super) sought: Sought,
    pub(super) cause: Cause,
    started: Time,
    rate: u64,
    target: U256,
    way: Way,
}

/// How a search comes to its end.
#[derive(Clone, Debug)]
enum Way {
    /// By trying: what it is remembered by, and the header's attempts.
    Tried(Box<(Digest, Attempts)>),
    /// After so many attempts, which were drawn.
    Drawn(u64),
}

impl Search {
    pub(super) fn new(
        miner: ActorId,
        template: Arc<Block>,
        (started, rate): (Time, u64),
        cause: Cause,
    ) -> Self {
        let header = *template.header();
        let sought = Sought::Template(template);
        Self {
            miner,
            started,
            rate,
            cause,
            target: from_compact(header.bits).unwrap_or(U256::ZERO),
            way: Way::Tried(Box::new((sought.key(), Attempts::new(&header)))),
            sought,
        }
    }

    /// A search whose number of attempts is drawn, instead of making them.
    pub(super) fn drawn(
        miner: ActorId,
        sought: Sought,
        (started, rate): (Time, u64),
        (cause, stream): (Cause, &mut Stream),
    ) -> Self {
        let target = from_compact(sought.bits()).unwrap_or(U256::ZERO);
        Self {
            miner,
            sought,
            cause,
            started,
            rate,
            target,
            way: Way::Drawn(stream.geometric(target)),
        }
    }

    /// Hash attempts a second.
    pub(super) fn rate(&self) -> u64 {
        self.rate
    }

    /// Moment at which the `count`-th attempt (from 1) is complete.
    fn time_of(&self, count: u64) -> Time {
        let micros = (u128::from(count) * 1_000_000).div_ceil(u128::from(self.rate.max(1)));
        self.started + Span(u64::try_from(micros).unwrap_or(u64::MAX))
    }

    fn hits(&self, nonce: u32) -> bool {
        match &self.way {
            Way::Tried(tried) => meets(&tried.1.id(nonce), self.target),
            Way::Drawn(_) => false,
        }
    }

    /// What its attempts are remembered by; `None` if it makes none.
    fn key(&self) -> Option<Digest> {
        match &self.way {
            Way::Tried(tried) => Some(tried.0),
            Way::Drawn(_) => None,
        }
    }

    /// The moment that was drawn.
    fn drawn_end(&self) -> Option<Time> {
        match self.way {
            Way::Drawn(count) => Some(self.time_of(count)),
            Way::Tried(_) => None,
        }
    }

    /// The moment of the next attempt that is not known to fail, and the nonce if it is known to hit.
    fn next(&self, progress: Progress) -> (Time, Option<u32>) {
        if let Some(end) = self.drawn_end() {
            return (end, Some(0));
        }
        match progress.found {
            Some(nonce) => (self.time_of(u64::from(nonce) + 1), Some(nonce)),
            None => (self.time_of(u64::from(progress.tried) + 1), None),
        }
    }
}

/// All searches under way, by miner.
#[derive(Clone, Debug, Default)]
pub(super) struct Mining {
    searches: Vec<Search>,
    /// Before this moment no attempt is due; `None` if that has to be looked up.
    quiet_until: Option<Time>,
}

/// A nonce was found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) time: Time,
    pub(super) miner: ActorId,
    pub(super) sought: Sought,
    pub(super) nonce: u32,
    pub(super) cause: Cause,
}

impl Mining {
    pub(super) fn searches(&self) -> &[Search] {
        &self.searches
    }

    /// Where a miner's search is, or would be; where all actors mine, it is the actor's own number.
    fn place_of(&self, miner: ActorId) -> usize {
        let own = miner.0 as usize;
        match self.searches.get(own) {
            Some(search) if search.miner == miner => own,
            _ => self.searches.partition_point(|other| other.miner < miner),
        }
    }

    pub(super) fn stop(&mut self, miner: ActorId) {
        if let Ok(place) = self
            .searches
            .binary_search_by_key(&miner, |search| search.miner)
        {
            self.searches.remove(place);
        }
    }

    pub(super) fn start(&mut self, search: Search) {
        self.quiet_until = match (self.quiet_until, search.drawn_end()) {
            (Some(quiet), Some(end)) => Some(quiet.min(end)),
            _ => None,
        };
        let place = self.place_of(search.miner);
        match self.searches.get_mut(place) {
            Some(other) if other.miner == search.miner => *other = search,
            _ => self.searches.insert(place, search),
        }
    }

    /// Makes all attempts up to and including `until`; stops at the first that hits.
    pub(super) fn race(&mut self, until: Time, memo: &mut SearchMemo) -> Option<Found> {
        if self.quiet_until.is_some_and(|quiet| until < quiet) {
            return None;
        }
        let mut known = std::mem::take(&mut memo.racing);
        known.clear();
        let tried = |search: &Search| search.key().map(|key| memo.get(&key));
        let searches = self.searches.iter();
        known.extend(searches.map(|search| tried(search).unwrap_or_default()));
        let found = loop {
            let next = (0..self.searches.len())
                .map(|index| (self.searches[index].next(known[index]), index))
                .min_by_key(|((time, _), index)| (*time, *index));
            let Some(((time, hit), index)) = next else {
                break None;
            };
            self.quiet_until = Some(time);
            if time > until {
                break None;
            }
            if let Some(nonce) = hit {
                break Some((time, index, nonce));
            }
            let progress = &mut known[index];
            if self.searches[index].hits(progress.tried) {
                progress.found = Some(progress.tried);
            }
            progress.tried = progress.tried.saturating_add(1);
            memo.hashes += 1;
        };
        for (search, progress) in self.searches.iter().zip(&known) {
            if let Some(key) = search.key() {
                memo.put(key, *progress);
            }
        }
        memo.racing = known;
        let (time, index, nonce) = found?;
        self.quiet_until = None;
        let search = self.searches.remove(index);
        Some(Found {
            time,
            miner: search.miner,
            sought: search.sought,
            nonce,
            cause: search.cause,
        })
    }
}

/// What the fingerprint covers of a search.
impl BorshSerialize for Search {
    fn serialize<W: std::io::Write>(&self, writer: &mut W) -> std::io::Result<()> {
        self.miner.serialize(writer)?;
        self.started.serialize(writer)?;
        self.rate.serialize(writer)?;
        self.sought.key().serialize(writer)?;
        let drawn = match self.way {
            Way::Tried(_) => None,
            Way::Drawn(count) => Some(count),
        };
        drawn.serialize(writer)
    }
}

/// Hash attempts a second of a header search on this machine: `count` attempts, for the benchmark.
pub fn search_attempts(header: &Header, count: u32) -> u32 {
    let body = crate::chain::Body {
        height: 0,
        miner: crate::base::Address([0; 20]),
        state_root: Digest::ZERO,
        receipts_root: Digest::ZERO,
        gas_used: 0,
        base_fee: crate::base::Amount::ZERO,
        blob_gas_used: 0,
        excess_blob_gas: 0,
        transactions: Vec::new(),
        engine: None,
    };
    let block = Arc::new(Block::new(*header, body));
    let search = Search::new(ActorId(0), block, (Time(0), 1), Cause::Genesis);
    (0..count).filter(|nonce| search.hits(*nonce)).count() as u32
}

#[cfg(test)]
#[path = "mining_tests.rs"]
mod tests;
