//! The next height that something in the world waits for.

use super::model::{
    BatchPhase, Channel, ChannelPhase, Deadline, Due, Rollup, Selection, Text, Value,
    WithdrawalPhase,
};

/// The lowest height above the chosen node's head that a channel, a claim or a withdrawal waits for.
pub(super) fn next(head: u64, channels: &[Channel], rollups: &[Rollup]) -> Option<Deadline> {
    let all = channels
        .iter()
        .filter_map(|channel| of_channel(head, channel))
        .chain(rollups.iter().flat_map(of_rollup));
    all.filter(|deadline| deadline.height > head)
        .min_by_key(|deadline| deadline.height)
}

fn of_channel(head: u64, channel: &Channel) -> Option<Deadline> {
    let (height, key) = match channel.phase {
        ChannelPhase::Confirming {
            confirmations,
            needed,
        } => (
            head + needed.saturating_sub(confirmations),
            "deadline.channel-confirmed",
        ),
        // A challenge counts up to and with the deadline; the block after it may pay.
        ChannelPhase::Disputed {
            deadline: Due::Height(deadline),
            ..
        } => (deadline + 1, "deadline.dispute-over"),
        _ => return None,
    };
    Some(Deadline {
        height,
        text: Text::key(key).with("channel", Value::Count(channel.id.into())),
        about: Selection::Channel(channel.id),
    })
}

fn of_rollup(rollup: &Rollup) -> impl Iterator<Item = Deadline> {
    let claims = rollup.batches.iter().filter_map(|batch| match batch.phase {
        BatchPhase::Window { deadline, .. } | BatchPhase::Disputed { deadline } => {
            Some((batch.number, deadline))
        }
        _ => None,
    });
    let claims = claims.map(|(batch, deadline)| Deadline {
        height: deadline + 1,
        text: Text::key("deadline.window-over").with("batch", Value::Count(batch)),
        about: Selection::Batch(rollup.id, batch),
    });
    let withdrawals = rollup.withdrawals.iter();
    let waiting = withdrawals.filter_map(|one| match one.phase {
        WithdrawalPhase::Waiting { deadline } => Some((one.number, deadline)),
        _ => None,
    });
    claims.chain(waiting.map(|(number, deadline)| Deadline {
        height: deadline + 1,
        text: Text::key("deadline.withdrawal-ready").with("number", Value::Count(number)),
        about: Selection::Rollup(rollup.id),
    }))
}
