//! The addresses that a node knows, in two tables of buckets as Bitcoin Core's `addrman` keeps them, and the defences of 2015 against flooding them.
//!
//! Source: Heilman, Kendler, Zohar, Goldberg 2015, "Eclipse Attacks on Bitcoin's Peer-to-Peer Network". Tables are smaller:
//! 16 buckets of 8 for what was tried (Bitcoin Core: 256 of 64), 64 of 8 for what was only heard of (1,024 of 64).

use borsh::BorshSerialize;

use crate::base::{ActorId, Digest, Hasher, Sha256, Stream, Time};

/// Buckets for addresses that a connection was made with.
pub const TRIED_BUCKETS: usize = 16;
/// Buckets for addresses that were only heard of.
pub const NEW_BUCKETS: usize = 64;
/// Addresses in a bucket.
pub const BUCKET: usize = 8;
/// Tried buckets that one group of addresses can reach (Bitcoin Core: 8 of 256).
const TRIED_OF_GROUP: u64 = 2;
/// New buckets that one group of senders can reach (Bitcoin Core: 64 of 1,024).
const NEW_OF_SOURCE: u64 = 4;

/// An address in the network. Who owns a group can make up as many of it as he likes; groups cost money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize)]
pub struct Endpoint {
    /// Who answers there.
    pub owner: ActorId,
    /// The first half of an IPv4 address: what is given to one provider.
    pub group: u16,
    /// The second half.
    pub host: u16,
}

impl Endpoint {
    /// The address of an actor that has one, drawn from the world's seed.
    pub fn of(owner: ActorId, seed: u64) -> Self {
        let mut stream = Stream::named(seed, &format!("endpoint/{}", owner.0));
        Self {
            owner,
            group: stream.next_u64() as u16,
            host: stream.next_u64() as u16,
        }
    }
}

/// Which defences a node has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Defence {
    /// An address's group, and the group of who told of it, choose its bucket, and its hash the place there. Without, any
    /// address can reach every bucket, and the newest takes the place of the oldest.
    pub by_group: bool,
    /// An address that was tried gives way only if it doesn't answer any more.
    pub test_before_evict: bool,
    /// After a restart a node begins with two of the peers that it had.
    pub anchors: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, BorshSerialize)]
struct Kept {
    endpoint: Endpoint,
    since: Time,
}

type Table = Vec<[Option<Kept>; BUCKET]>;

/// What became of an address that a connection was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tried {
    /// It is in the table.
    Kept,
    /// Its place is taken by this one, which is to be tested first.
    Taken(Endpoint),
}

/// The addresses that a node knows. Its key is secret: nobody can foresee which bucket an address falls into.
#[derive(Clone, Debug, BorshSerialize)]
pub struct AddressBook {
    key: Digest,
    defence: Defence,
    new: Table,
    tried: Table,
}

impl AddressBook {
    /// An empty book.
    pub fn new(key: Digest, defence: Defence) -> Self {
        Self {
            key,
            defence,
            new: vec![[None; BUCKET]; NEW_BUCKETS],
            tried: vec![[None; BUCKET]; TRIED_BUCKETS],
        }
    }

    /// The addresses that a connection was made with.
    pub fn tried(&self) -> impl Iterator<Item = Endpoint> + '_ {
        kept(&self.tried)
    }

    /// The addresses that were only heard of.
    pub fn heard(&self) -> impl Iterator<Item = Endpoint> + '_ {
        kept(&self.new)
    }

    /// A peer whose address is of group `source` told of this address.
    pub fn hear(&mut self, endpoint: Endpoint, source: u16, now: Time) {
        if kept(&self.tried)
            .chain(kept(&self.new))
            .any(|known| known == endpoint)
        {
            return;
        }
        let bucket = self.new_bucket(endpoint, source);
        let place = self.place(&self.new[bucket], bucket, endpoint);
        let old = &mut self.new[bucket][place];
        // By its hash, each place has one address that it belongs to; who comes later gives way.
        if old.is_none() || !self.defence.by_group {
            *old = Some(Kept {
                endpoint,
                since: now,
            });
        }
    }

    /// A connection with this address was made.
    pub fn succeed(&mut self, endpoint: Endpoint, now: Time) -> Tried {
        if kept(&self.tried).any(|known| known == endpoint) {
            return Tried::Kept;
        }
        let bucket = self.tried_bucket(endpoint);
        let place = self.place(&self.tried[bucket], bucket, endpoint);
        if let Some(old) = self.tried[bucket][place].filter(|_| self.defence.test_before_evict) {
            return Tried::Taken(old.endpoint);
        }
        self.put(bucket, place, endpoint, now);
        Tried::Kept
    }

    /// What stood in the way of an address doesn't answer: the address takes its place.
    pub fn replace(&mut self, old: Endpoint, endpoint: Endpoint, now: Time) {
        self.fail(old);
        self.succeed(endpoint, now);
    }

    /// There is nobody at this address.
    pub fn fail(&mut self, endpoint: Endpoint) {
        forget(&mut self.new, endpoint);
        forget(&mut self.tried, endpoint);
    }

    fn put(&mut self, bucket: usize, place: usize, endpoint: Endpoint, now: Time) {
        forget(&mut self.new, endpoint);
        self.tried[bucket][place] = Some(Kept {
            endpoint,
            since: now,
        });
    }

    /// An address to connect to: from either table with the same chance, as long as both have some.
    pub fn draw(&self, dice: &mut Stream) -> Option<Endpoint> {
        let (tried, new) = (kept(&self.tried).count(), kept(&self.new).count());
        let from_tried = new == 0 || (tried > 0 && dice.chance(1, 2));
        let (table, count) = match from_tried {
            true => (&self.tried, tried),
            false => (&self.new, new),
        };
        kept(table).nth(dice.below(count as u64) as usize)
    }

    /// Some addresses to tell others of.
    pub fn sample(&self, count: usize, dice: &mut Stream) -> Vec<Endpoint> {
        let mut sample: Vec<Endpoint> = (0..count).filter_map(|_| self.draw(dice)).collect();
        crate::base::order::sort(&mut sample);
        sample.dedup();
        sample
    }

    fn new_bucket(&self, endpoint: Endpoint, source: u16) -> usize {
        if !self.defence.by_group {
            return self.hash("new", &(endpoint.group, endpoint.host)) as usize % NEW_BUCKETS;
        }
        let within = self.hash("new/group", &(endpoint.group, source)) % NEW_OF_SOURCE;
        self.hash("new/bucket", &(source, within)) as usize % NEW_BUCKETS
    }

    fn tried_bucket(&self, endpoint: Endpoint) -> usize {
        let Endpoint { group, host, .. } = endpoint;
        if !self.defence.by_group {
            return self.hash("tried", &(group, host)) as usize % TRIED_BUCKETS;
        }
        let within = self.hash("tried/address", &(group, host)) % TRIED_OF_GROUP;
        self.hash("tried/bucket", &(group, within)) as usize % TRIED_BUCKETS
    }

    fn place(&self, bucket: &[Option<Kept>; BUCKET], number: usize, endpoint: Endpoint) -> usize {
        if self.defence.by_group {
            let salted = (number as u64, endpoint.group, endpoint.host);
            return self.hash("place", &salted) as usize % BUCKET;
        }
        let age = |place: &usize| bucket[*place].map(|kept| kept.since);
        (0..BUCKET).min_by_key(age).unwrap_or(0)
    }

    fn hash(&self, what: &str, value: &impl BorshSerialize) -> u64 {
        let value = crate::base::encode(value);
        let digest = Sha256::hash(&[&self.key.0, what.as_bytes(), &value]);
        let mut first = [0; 8];
        first.copy_from_slice(&digest.0[..8]);
        // One bit less, so that it fits everywhere.
        u64::from_le_bytes(first) >> 1
    }
}

fn kept(table: &Table) -> impl Iterator<Item = Endpoint> + '_ {
    let kept = table.iter().flatten().flatten();
    kept.map(|kept| kept.endpoint)
}

fn forget(table: &mut Table, endpoint: Endpoint) {
    for place in table.iter_mut().flatten() {
        if place.is_some_and(|kept| kept.endpoint == endpoint) {
            *place = None;
        }
    }
}

#[cfg(test)]
#[path = "address_book_tests.rs"]
mod tests;
