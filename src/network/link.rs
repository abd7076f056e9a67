//! One link: latency, bandwidth, whether it is up, and until when each direction is busy.

use borsh::BorshSerialize;

use crate::base::{Span, Time};

/// Longest latency of a link: ten minutes.
pub const MAX_LATENCY: Span = Span(600_000_000);

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize)]
pub enum LinkKind {
    /// Between two nodes of Layer 1: gossip.
    Peer,
    /// Between a person's software and the node that it is a client of.
    Client,
    /// Between two people: messages of a Layer 2 system.
    Direct,
}

/// A link between two actors, the same in both directions.
#[derive(Clone, Debug, PartialEq, BorshSerialize)]
pub struct Link {
    /// What it is for.
    pub kind: LinkKind,
    /// One-way latency.
    pub latency: Span,
    /// Bytes a second; 0 for unlimited.
    pub bandwidth: u64,
    /// Whether it carries messages.
    pub up: bool,
    busy: [Time; 2],
    arrived: [Time; 2],
}

impl Link {
    /// A link that is up and idle.
    pub fn new(kind: LinkKind, latency: Span, bandwidth: u64) -> Self {
        Self {
            kind,
            latency: latency.min(MAX_LATENCY),
            bandwidth,
            up: true,
            busy: [Time(0); 2],
            arrived: [Time(0); 2],
        }
    }

    /// Takes over the figures of another. What is being transmitted stays ahead of what comes later.
    pub(super) fn change(&mut self, to: Link) {
        *self = Link {
            busy: self.busy,
            arrived: self.arrived,
            ..to
        };
    }

    /// Sends `bytes` at `now` in `direction` (0 or 1): when the first bit leaves and when the last arrives.
    /// Messages of one direction leave one after another.
    pub fn send(&mut self, now: Time, direction: usize, bytes: u32) -> (Time, Time) {
        let departure = now.max(self.busy[direction]);
        let end = departure + self.transmission(bytes);
        self.busy[direction] = end;
        (departure, end + self.latency)
    }

    /// An arrival that differs from the link's latency by what was drawn, but stays behind what was sent before it.
    pub fn in_order(&mut self, direction: usize, arrival: Time) -> Time {
        let arrival = arrival.max(self.arrived[direction]);
        self.arrived[direction] = arrival;
        arrival
    }

    fn transmission(&self, bytes: u32) -> Span {
        match self.bandwidth {
            0 => Span(0),
            rate => Span((u64::from(bytes) * 1_000_000).div_ceil(rate)),
        }
    }
}
