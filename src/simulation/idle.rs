//! Announcements that change nothing, left out of the queue in worlds that nobody can reach into.

use std::sync::Arc;

use crate::actor::{Attitude, Item, Message};
use crate::base::{ActorId, Digest, Time};
use crate::chain::{Archive, Entry};

use super::{Observer, Simulation};

const NEVER: (Time, Time) = (Time::ZERO, Time::ZERO);

/// Whether idle announcements are left out, and the block that was asked about last.
#[derive(Clone, Debug, Default)]
pub(super) struct Idle {
    left_out: bool,
    recent: Option<Arc<Entry>>,
    /// From when until when each actor is sure to ignore it.
    ignored: Vec<(Time, Time)>,
}

impl Idle {
    /// Whether this actor is known to ignore the block that was asked about last until then; the common case.
    fn is_ignored(&self, actor: ActorId, arrival: Time) -> bool {
        let span = self.ignored.get(actor.0 as usize);
        span.is_some_and(|(from, until)| *from <= arrival && arrival < *until)
    }

    fn remember(&mut self, actor: ActorId, span: (Time, Time)) {
        let place = actor.0 as usize;
        if self.ignored.len() <= place {
            self.ignored.resize(place + 1, NEVER);
        }
        self.ignored[place] = span;
    }

    fn turn_to(&mut self, id: &Digest, archive: &Archive) {
        if self.recent.as_ref().is_none_or(|entry| entry.id() != *id) {
            self.recent = archive.get(id).cloned();
            self.ignored.fill(NEVER);
        }
    }
}

impl<O: Observer> Simulation<O> {
    /// Leaves announcements of blocks out of the queue whose receiver is sure to ignore them, as it knows the block or
    /// will have it before. They take their link's time and their jitter all the same, so that every node comes to the
    /// same state at the same times; only the number of steps is smaller.
    ///
    /// A command could break a promise of the future, such as by a crash: so this is for a simulation that runs by
    /// itself. Nothing changes if its setup has a script, or compact blocks, or nodes that change their peers.
    #[must_use]
    pub fn without_idle_announcements(mut self) -> Self {
        let acts_alone = self.setup.script.is_empty() && !O::ACTIVE;
        let announces = !self.setup.network.compact && self.setup.network.discovery.is_none();
        self.idle.left_out = acts_alone && announces;
        self
    }

    /// Whether a message that arrives then is one to leave out.
    pub(super) fn is_idle(&mut self, to: ActorId, message: &Message, arrival: Time) -> bool {
        let Message::Announce(Item::Block(id)) = message else {
            return false;
        };
        if !self.idle.left_out {
            return false;
        }
        self.idle.turn_to(id, &self.archive);
        if self.idle.is_ignored(to, arrival) {
            return true;
        }
        let (Some(entry), Some(node)) = (&self.idle.recent, self.world.node(to)) else {
            return false;
        };
        let attitude = node.attitude(entry, self.world.now, self.archive.rules());
        let (is_idle, span) = match attitude {
            Attitude::Ignores(until) => (arrival < until, (Time::ZERO, until)),
            // This one makes it ask, or one that overtakes it; those that come after are idle.
            Attitude::WillAsk(until) => (false, (arrival, until)),
            Attitude::Unsure => return false,
        };
        self.idle.remember(to, span);
        is_idle
    }
}
