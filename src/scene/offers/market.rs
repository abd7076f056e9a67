//! Offers on crowds: what they want of Layer 1.

use crate::base::{ActorId, Amount, Span};
use crate::command::{Command, Demand, Refusal, WalletCommand};
use crate::scene::model::{Offer, OfferGroup, ParameterKind, System};
use crate::simulation::Session;

use super::build::{amount, count, offer};
use super::choose::Chosen;

/// Highest tip of a bidder that is offered, in units for each gas.
const UP_TO: (Amount, Amount) = (Amount(100_000), Amount(1_000));
/// Length of a burst: least, most, default.
const LASTS: (Span, Span, Span) = (
    Span::from_secs(10),
    Span::from_secs(3_600),
    Span::from_secs(300),
);

/// Nothing, where there is no crowd.
pub(super) fn general(session: &Session) -> Vec<Offer> {
    let crowds: Vec<ActorId> = session.world().crowds().map(|(id, _)| id).collect();
    if crowds.is_empty() {
        return Vec::new();
    }
    let act = |key| {
        offer(key, OfferGroup::AddLayer1, System::Layer1)
            .with("crowd", ParameterKind::Actor(crowds.clone()))
    };
    let rate = |default| count(0, u64::from(Demand::MAX_PER_MINUTE), default);
    let (least, most, default) = LASTS;
    let lasts = ParameterKind::Span {
        least,
        most,
        default,
    };
    vec![
        act("act.demand-steady").with("per-minute", rate(15)),
        act("act.demand-burst")
            .with("peak", rate(60))
            .with("lasts", lasts)
            .with_more("per-minute", rate(15)),
        act("act.demand-auction")
            .with("bidders", count(2, 100, 6))
            .with_more("up-to", amount(1, UP_TO.0, UP_TO.1)),
        act("act.demand-blobs")
            .with("per-minute", rate(3))
            .with("each", count(1, u64::from(Demand::MAX_BLOBS), 6)),
    ]
}

/// The command of an offer on crowds; `None` if the key is none of its own.
pub(super) fn command(key: &str, chosen: &Chosen) -> Option<Result<Command, Refusal>> {
    let demand = match key {
        "act.demand-steady" => steady(chosen),
        "act.demand-burst" => burst(chosen),
        "act.demand-auction" => auction(chosen),
        "act.demand-blobs" => blobs(chosen),
        _ => return None,
    };
    let crowd = chosen.actor("crowd");
    Some(demand.and_then(|demand| {
        let crowd = crowd?;
        Ok(Command::Wallet(WalletCommand::Demand { crowd, demand }))
    }))
}

fn number(chosen: &Chosen, name: &str) -> Result<u32, Refusal> {
    Ok(u32::try_from(chosen.count(name)?).unwrap_or(u32::MAX))
}

fn steady(chosen: &Chosen) -> Result<Demand, Refusal> {
    let per_minute = number(chosen, "per-minute")?;
    Ok(match per_minute {
        0 => Demand::Off,
        per_minute => Demand::Steady { per_minute },
    })
}

fn burst(chosen: &Chosen) -> Result<Demand, Refusal> {
    Ok(Demand::Burst {
        per_minute: number(chosen, "per-minute").unwrap_or(0),
        peak: number(chosen, "peak")?,
        lasts: chosen.span("lasts")?,
    })
}

fn auction(chosen: &Chosen) -> Result<Demand, Refusal> {
    Ok(Demand::Auction {
        bidders: number(chosen, "bidders")?,
        up_to: chosen.amount("up-to").unwrap_or(UP_TO.1),
    })
}

fn blobs(chosen: &Chosen) -> Result<Demand, Refusal> {
    Ok(Demand::Blobs {
        per_minute: number(chosen, "per-minute")?,
        each: number(chosen, "each")?,
    })
}
