//! What a user can ask of a channel, and why it may be refused.

use crate::actor::Desk;
use crate::base::Amount;
use crate::command::Refusal;
use crate::event::ChannelFact;

use super::party::{Exit, Life, Party, Phase};
use super::{OnChain, Record};

impl Party {
    fn refuse(&mut self, desk: &Desk, key: &str) -> Refusal {
        match self.phase {
            Phase::Disputed => {
                Refusal::new("channel.in-dispute").with(left(self.on_chain(desk), desk))
            }
            Phase::Closing => Refusal::new("channel.closing"),
            Phase::Closed => Refusal::new("channel.closed"),
            _ => Refusal::new(key),
        }
        .with(self.number)
    }

    fn check_awake(&self) -> Result<(), Refusal> {
        match self.asleep {
            true => Err(Refusal::new("channel.asleep").with(self.number)),
            false => Ok(()),
        }
    }

    fn check_open(&mut self, desk: &mut Desk) -> Result<(), Refusal> {
        self.check_awake()?;
        self.refresh(desk);
        match self.phase {
            Phase::Open => Ok(()),
            _ => Err(self.refuse(desk, "channel.not-open")),
        }
    }

    /// A payment: waits if a proposal is open.
    pub(super) fn pay(&mut self, desk: &mut Desk, amount: Amount) -> Result<(), Refusal> {
        self.check_open(desk)?;
        let number = self.number;
        let Some(course) = self.course() else {
            return Err(Refusal::new("channel.not-open").with(number));
        };
        let held = &mut course.held;
        if held.is_ending() {
            return Err(Refusal::new("channel.closing").with(number));
        }
        if amount == Amount::ZERO {
            return Err(Refusal::new("channel.amount"));
        }
        if held.is_queue_full() {
            return Err(Refusal::new("channel.busy").with(number));
        }
        if amount > held.available() {
            return Err(Refusal::new("channel.balance")
                .with(held.available())
                .with(amount));
        }
        held.queue.push_back(amount);
        self.flush(desk);
        Ok(())
    }

    /// Asks the other to sign the end.
    pub(super) fn close_together(&mut self, desk: &mut Desk) -> Result<(), Refusal> {
        self.check_open(desk)?;
        let number = self.number;
        let Some(held) = self.course().map(|course| &mut course.held) else {
            return Err(Refusal::new("channel.not-open").with(number));
        };
        if held.is_ending() {
            return Err(Refusal::new("channel.closing").with(number));
        }
        if held.offer.is_some() || !held.queue.is_empty() {
            return Err(Refusal::new("channel.busy").with(number));
        }
        if let Some(offer) = held.propose_end(&|digest| desk.sign(digest)) {
            self.send_offer(desk, offer);
        }
        Ok(())
    }

    /// Leaves by the newest state, without the other.
    pub(super) fn close_forced(&mut self, desk: &mut Desk) -> Result<(), Refusal> {
        self.leave_by(desk, Exit::Forced)
    }

    /// Cheats: leaves by an old state.
    pub(super) fn close_stale(&mut self, desk: &mut Desk, version: u64) -> Result<(), Refusal> {
        self.check_awake()?;
        let number = self.number;
        let Some(held) = self.course().map(|course| &course.held) else {
            return Err(Refusal::new("channel.not-open").with(number));
        };
        let latest = held.latest.state.version;
        let Some(old) = held.find(version).cloned() else {
            return Err(Refusal::new("channel.no-old-state")
                .with(version)
                .with(latest));
        };
        self.leave_by(desk, Exit::Stale(Box::new(old)))
    }

    fn leave_by(&mut self, desk: &mut Desk, exit: Exit) -> Result<(), Refusal> {
        self.check_awake()?;
        let record = self.refresh(desk).map(|chain: OnChain| chain.record);
        let possible = matches!(record, Some(Record::Open { .. })) && self.phase != Phase::Closing;
        if !possible {
            return Err(self.refuse(desk, "channel.not-open"));
        }
        if let Some(course) = self.course() {
            course.exit = Some(exit);
            course.held.queue.clear();
        }
        self.follow(desk);
        Ok(())
    }

    /// Stops answering and watching, or comes back. What was not signed yet is forgotten.
    pub(super) fn sleep(&mut self, desk: &mut Desk, asleep: bool) {
        if self.asleep == asleep {
            return;
        }
        self.asleep = asleep;
        self.note(desk, |channel, party| ChannelFact::Asleep {
            channel,
            party,
            asleep,
        });
        if let (true, Life::Held(course)) = (asleep, &mut self.life) {
            course.held.queue.clear();
            course.early = None;
        }
        if !asleep {
            self.follow(desk);
            self.reestablish(desk, true);
        }
    }
}

/// Blocks, or seconds, in which a newer state still counts.
fn left(chain: Option<OnChain>, desk: &Desk) -> u64 {
    let now = match chain
        .as_ref()
        .and_then(|chain| chain.terms.dispute_seconds())
    {
        Some(_) => desk.archive().rules().clock(desk.now()).into(),
        None => desk.height(),
    };
    match chain.map(|chain| chain.record) {
        Some(Record::Disputed(dispute)) => dispute.deadline.saturating_sub(now),
        _ => 0,
    }
}
