//! All links of a world, and each node's list of peers.

use borsh::BorshSerialize;

use super::{Link, LinkKind};
use crate::base::ActorId;

/// All links. Neighbors are kept in the order in which they were linked.
#[derive(Clone, Debug, Default, BorshSerialize)]
pub struct Topology {
    links: Vec<(ActorId, ActorId, Link)>,
    neighbors: Vec<Vec<(ActorId, u32)>>,
    peers: Vec<Vec<ActorId>>,
}

impl Topology {
    /// Makes room for actors up to `actor`.
    pub fn admit(&mut self, actor: ActorId) {
        let needed = actor.0 as usize + 1;
        if self.neighbors.len() < needed {
            self.neighbors.resize(needed, Vec::new());
            self.peers.resize(needed, Vec::new());
        }
    }

    /// The link between two actors.
    pub fn link(&self, a: ActorId, b: ActorId) -> Option<&Link> {
        self.index(a, b).map(|index| &self.links[index].2)
    }

    fn index(&self, a: ActorId, b: ActorId) -> Option<usize> {
        self.neighbors
            .get(a.0 as usize)?
            .iter()
            .find(|(other, _)| *other == b)
            .map(|(_, index)| *index as usize)
    }

    /// The link between two actors, and the direction (0 or 1) from `a` to `b`.
    pub fn way(&mut self, a: ActorId, b: ActorId) -> Option<(&mut Link, usize)> {
        let index = self.index(a, b)?;
        self.way_by(index as u32, a)
    }

    /// A link by its number, and the direction (0 or 1) from `a` to the other end.
    pub fn way_by(&mut self, number: u32, a: ActorId) -> Option<(&mut Link, usize)> {
        let (first, _, link) = self.links.get_mut(number as usize)?;
        let direction = usize::from(*first != a);
        Some((link, direction))
    }

    /// The peers of `actor` with the numbers of their links, in the order of [`Self::peers`].
    ///
    /// Links of one actor lie far apart in memory: looked at one right after another, they come at once.
    pub fn peer_ways(&self, actor: ActorId, out: &mut Vec<(ActorId, u32)>) {
        out.clear();
        let neighbors = self.neighbors.get(actor.0 as usize);
        out.extend(neighbors.into_iter().flatten().filter(|(_, number)| {
            let link = &self.links[*number as usize].2;
            link.up && link.kind == LinkKind::Peer
        }));
    }

    /// Makes a link, or gives the one that is there new figures.
    pub fn connect(&mut self, a: ActorId, b: ActorId, link: Link) {
        self.admit(a.max(b));
        match self.index(a, b) {
            Some(index) => self.links[index].2.change(link),
            None => {
                self.links.push((a, b, link));
                self.rebuild();
            }
        }
        self.rebuild_peers();
    }

    /// Makes many links at once, between actors that are admitted; a later one of the same two replaces an earlier.
    pub fn connect_all(&mut self, links: Vec<(ActorId, ActorId, Link)>) {
        for (a, b, link) in links {
            self.admit(a.max(b));
            match self.index(a, b) {
                Some(index) => self.links[index].2 = link,
                None => {
                    let index = self.links.len() as u32;
                    self.neighbors[a.0 as usize].push((b, index));
                    self.neighbors[b.0 as usize].push((a, index));
                    self.links.push((a, b, link));
                }
            }
        }
        self.rebuild_peers();
    }

    /// Takes a link away; whether there was one.
    pub fn disconnect(&mut self, a: ActorId, b: ActorId) -> bool {
        let Some(index) = self.index(a, b) else {
            return false;
        };
        self.links.remove(index);
        self.rebuild();
        self.rebuild_peers();
        true
    }

    /// Cuts or mends a link; whether that changed anything.
    pub fn set_up(&mut self, a: ActorId, b: ActorId, up: bool) -> bool {
        let Some(index) = self.index(a, b) else {
            return false;
        };
        let changed = self.links[index].2.up != up;
        self.links[index].2.up = up;
        self.rebuild_peers();
        changed
    }

    /// Everyone with a link to `actor`, in the order of linking.
    pub fn neighbors(&self, actor: ActorId) -> impl Iterator<Item = ActorId> + '_ {
        self.neighbors
            .get(actor.0 as usize)
            .into_iter()
            .flatten()
            .map(|(other, _)| *other)
    }

    /// The peers with which `actor` gossips: linked by a peer link that is up.
    pub fn peers(&self, actor: ActorId) -> &[ActorId] {
        self.peers.get(actor.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// All links, in the order of linking.
    pub fn links(&self) -> impl Iterator<Item = (ActorId, ActorId, &Link)> {
        self.links.iter().map(|(a, b, link)| (*a, *b, link))
    }

    fn rebuild(&mut self) {
        self.neighbors.iter_mut().for_each(Vec::clear);
        for (index, (a, b, _)) in self.links.iter().enumerate() {
            let index = index as u32;
            self.neighbors[a.0 as usize].push((*b, index));
            self.neighbors[b.0 as usize].push((*a, index));
        }
    }

    fn rebuild_peers(&mut self) {
        self.peers.iter_mut().for_each(Vec::clear);
        for (a, b, link) in &self.links {
            if link.up && link.kind == LinkKind::Peer {
                self.peers[a.0 as usize].push(*b);
                self.peers[b.0 as usize].push(*a);
            }
        }
    }
}
