//! What a node holds of its peers: who sends what no honest node would pass on is not listened to any more.

use super::super::Context;
use super::Node;
use crate::base::{ActorId, Time};
use crate::chain::BlockError;
use crate::event::{Fact, NetworkFact};

/// Score at which a peer is banned, as Bitcoin's nodes had it.
pub const BAN_SCORE: u32 = 100;

/// Points for what an honest node checks before it passes anything on; 0 for what may happen to anybody.
fn points(error: BlockError) -> u32 {
    match error {
        BlockError::UnknownParent | BlockError::TimeTooNew => 0,
        _ => BAN_SCORE,
    }
}

impl Node {
    /// Each peer's score, if it has one.
    pub fn scores(&self) -> &[(ActorId, u32)] {
        &self.scores
    }

    /// Whether the node doesn't listen to this peer.
    pub fn is_banned(&self, peer: ActorId) -> bool {
        let mut scores = self.scores.iter();
        scores.any(|(scored, score)| *scored == peer && *score >= BAN_SCORE)
    }

    pub(super) fn mark_down(
        &mut self,
        peer: Option<ActorId>,
        error: BlockError,
        context: &mut Context,
    ) {
        if let Some(peer) = peer {
            self.add_points(peer, points(error), context);
        }
    }

    pub(super) fn add_points(&mut self, peer: ActorId, points: u32, context: &mut Context) {
        if points == 0 || self.is_banned(peer) {
            return;
        }
        let place = self.scores.iter().position(|(scored, _)| *scored == peer);
        let place = place.unwrap_or_else(|| {
            self.scores.push((peer, 0));
            self.scores.len() - 1
        });
        let score = &mut self.scores[place].1;
        *score = score.saturating_add(points);
        if self.is_banned(peer) {
            let node = context.me;
            context.note(|| Fact::Network(NetworkFact::Banned { node, peer }));
        }
    }

    /// The time by the node's own clock; not before the world's beginning.
    pub(super) fn clock(&self, now: Time) -> Time {
        let shifted = i128::from(now.0) + i128::from(self.skew);
        Time(u64::try_from(shifted.max(0)).unwrap_or(u64::MAX))
    }

    /// By how many microseconds the node's clock is ahead; below 0 if it is behind.
    pub fn skew(&self) -> i64 {
        self.skew
    }

    /// What was in memory is gone; blocks stay.
    pub(super) fn crash(&mut self) {
        self.pool = Default::default();
        self.asked.clear();
        self.orphans.clear();
        self.early.clear();
        self.scores.clear();
        self.more_after = None;
        self.stale_template = true;
        self.refreshing = false;
        if let Some(sync) = &mut self.sync {
            sync.forget_peers();
        }
        self.crash_finder();
        self.crash_relay();
        if let Some(member) = &mut self.member {
            member.crash();
        }
    }
}
