//! Producers with trees of their own, a network that delays and splits, and a judge; nothing of
//! accounts or transactions.

use std::collections::{BTreeMap, BTreeSet};

use bilayer::base::Stream;
use bilayer::consensus::dpos::confirmations::Confirmations;
use bilayer::consensus::dpos::name::AccountName;
use bilayer::consensus::dpos::schedule::BLOCKS_IN_A_ROW;
use bilayer::consensus::dpos::watermark::{Watermark, confirmable};

/// What a producer does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Honest,
    /// Hears and says nothing within these slots; then it is honest.
    Absent(u64, u64),
    /// Produces on every branch that it sees, and confirms on each as much as goes.
    Double,
}

struct Block {
    parent: usize,
    height: u64,
    chain: Confirmations,
}

struct Peer {
    kind: Kind,
    known: BTreeSet<usize>,
    head: usize,
    irreversible: usize,
    watermark: Option<Watermark>,
}

/// All producers, and every block.
pub struct Model {
    blocks: Vec<Block>,
    peers: Vec<Peer>,
    schedule: Vec<AccountName>,
    groups: Vec<u8>,
    /// By slot: from whom, to whom, which block.
    mail: BTreeMap<u64, Vec<[usize; 3]>>,
    /// What is held back by a split.
    waiting: Vec<[usize; 3]>,
    dice: Stream,
    pub slot: u64,
    pub most_delay: u64,
}

impl Model {
    pub fn new(kinds: &[Kind], seed: u64) -> Self {
        let schedule: Vec<AccountName> = (1..=kinds.len() as u64)
            .map(|number| AccountName::from_packed(number << 8))
            .collect();
        let genesis = Block {
            parent: 0,
            height: 0,
            chain: Confirmations::new(&schedule),
        };
        let peer = |kind: &Kind| Peer {
            kind: *kind,
            known: BTreeSet::from([0]),
            head: 0,
            irreversible: 0,
            watermark: None,
        };
        Self {
            blocks: vec![genesis],
            peers: kinds.iter().map(peer).collect(),
            groups: vec![0; schedule.len()],
            schedule,
            mail: BTreeMap::new(),
            waiting: Vec::new(),
            dice: Stream::named(seed, "delegated"),
            slot: 0,
            most_delay: 1,
        }
    }

    /// Who hears whom from now on; what is on the way between others, or was held back, waits for
    /// its two ends to be together.
    pub fn split(&mut self, groups: &[u8]) {
        self.groups = groups.to_vec();
        let flying = std::mem::take(&mut self.mail).into_values().flatten();
        let waiting: Vec<[usize; 3]> = flying.chain(std::mem::take(&mut self.waiting)).collect();
        for [from, to, block] in waiting {
            self.send(from, to, block);
        }
    }

    /// Heights of the last irreversible blocks, by peer.
    pub fn irreversible(&self) -> Vec<u64> {
        let peers = self.peers.iter();
        peers
            .map(|peer| self.blocks[peer.irreversible].height)
            .collect()
    }

    /// Two honest peers whose irreversible blocks are not on one branch.
    pub fn conflict(&self) -> Option<(usize, usize)> {
        let mut honest: Vec<usize> = (0..self.peers.len())
            .filter(|peer| self.peers[*peer].kind != Kind::Double)
            .collect();
        honest.sort_by_key(|peer| self.blocks[self.peers[*peer].irreversible].height);
        let pairs = honest.windows(2).map(|pair| (pair[0], pair[1]));
        let mut pairs = pairs.filter(|(low, high)| {
            let (low, high) = (
                self.peers[*low].irreversible,
                self.peers[*high].irreversible,
            );
            self.ancestor(high, self.blocks[low].height) != low
        });
        pairs.next()
    }

    /// The next slot.
    pub fn step(&mut self) {
        self.slot += 1;
        for [_, to, block] in self.mail.remove(&self.slot).unwrap_or_default() {
            self.receive(to, block);
        }
        let round = self.peers.len() as u64 * BLOCKS_IN_A_ROW;
        let turn = (self.slot % round / BLOCKS_IN_A_ROW) as usize;
        match self.peers[turn].kind {
            Kind::Double => self.produce_on_all(turn),
            _ if self.is_absent(turn) => {}
            _ => self.produce(turn),
        }
    }

    fn is_absent(&self, peer: usize) -> bool {
        matches!(self.peers[peer].kind, Kind::Absent(from, to) if (from..to).contains(&self.slot))
    }

    fn produce(&mut self, peer: usize) {
        let Peer {
            head, watermark, ..
        } = self.peers[peer];
        let chain = &self.blocks[head].chain;
        let heights = (chain.head(), chain.irreversible());
        if let Ok(confirmed) = confirmable(watermark, heights, self.slot) {
            let block = self.extend(head, peer, confirmed);
            let (height, slot) = (self.blocks[block].height, self.slot);
            self.peers[peer].watermark = Some(Watermark { height, slot });
            self.receive(peer, block);
            for other in 0..self.peers.len() {
                self.send(peer, other, block);
            }
        }
    }

    /// A block for each group, on what that group follows; in a whole network, two siblings for
    /// two halves.
    fn produce_on_all(&mut self, peer: usize) {
        for other in 0..self.peers.len() {
            if self.peers[other].kind == Kind::Double {
                continue;
            }
            let head = self.peers[other].head;
            let on = if self.dice.chance(1, 4) {
                self.blocks[head].parent
            } else {
                head
            };
            let chain = &self.blocks[on].chain;
            let most = chain.head() - chain.progress()[peer].produced;
            let block = self.extend(on, peer, u16::try_from(most).unwrap_or(u16::MAX));
            for listener in 0..self.peers.len() {
                let near = self.groups[listener] == self.groups[other];
                if near && self.dice.chance(1, 2) {
                    self.send(other, listener, block);
                }
            }
        }
    }

    fn extend(&mut self, parent: usize, peer: usize, confirmed: u16) -> usize {
        let mut chain = self.blocks[parent].chain.clone();
        chain
            .extend(self.schedule[peer], confirmed)
            .expect("its own blocks end before");
        self.blocks.push(Block {
            parent,
            height: chain.head(),
            chain,
        });
        self.blocks.len() - 1
    }

    fn send(&mut self, from: usize, to: usize, block: usize) {
        if self.groups[from] == self.groups[to] {
            let at = self.slot + 1 + self.dice.below(self.most_delay);
            self.mail.entry(at).or_default().push([from, to, block]);
        } else {
            self.waiting.push([from, to, block]);
        }
    }

    /// Takes a block with all that it stands on.
    fn receive(&mut self, peer: usize, block: usize) {
        if let Kind::Absent(from, until) = self.peers[peer].kind
            && (from..until).contains(&self.slot)
        {
            let later = self.mail.entry(until).or_default();
            return later.push([peer, peer, block]);
        }
        let mut way = vec![block];
        while let Some(oldest) = way.last().copied() {
            if self.peers[peer].known.contains(&oldest) {
                way.pop();
                break;
            }
            way.push(self.blocks[oldest].parent);
        }
        for block in way.into_iter().rev() {
            self.take(peer, block);
        }
    }

    fn take(&mut self, peer: usize, block: usize) {
        let Peer {
            head, irreversible, ..
        } = self.peers[peer];
        self.peers[peer].known.insert(block);
        let weight = |block: usize| {
            let chain = &self.blocks[block].chain;
            (chain.irreversible(), chain.head())
        };
        let stands = self.ancestor(block, self.blocks[irreversible].height) == irreversible;
        if !stands || weight(block) <= weight(head) {
            return;
        }
        let last = self.ancestor(block, weight(block).0);
        self.peers[peer].head = block;
        if self.blocks[last].height > self.blocks[irreversible].height {
            self.peers[peer].irreversible = last;
        }
    }

    fn ancestor(&self, mut block: usize, height: u64) -> usize {
        while self.blocks[block].height > height {
            block = self.blocks[block].parent;
        }
        block
    }
}
