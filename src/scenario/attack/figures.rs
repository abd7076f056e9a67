//! What a world's own setup says of its attack: shares, periods and money, each from the commands that play it.

use crate::base::{Amount, Span};
use crate::command::{
    ChannelCommand, Command, Conduct, DelegatedCommand, DisputePeriod, NetworkCommand,
    RollupCommand, Strategy, WalletCommand,
};
use crate::simulation::{ConsensusSetup, Scripted, Setup};

use super::Figure::{Coins, Count, PerMille};
use super::{Figure, Figures};

/// What plays the attack is a lesson, whose text tells the figures.
pub(super) fn none(_: &Setup) -> Option<Figures> {
    Some(Figures::new())
}

/// The first of the script's commands of which `pick` makes something, and when it is given.
fn first<'a, T>(setup: &'a Setup, pick: impl Fn(&'a Command) -> Option<T>) -> Option<(Span, T)> {
    let mut found = setup
        .script
        .iter()
        .filter_map(|one| pick(&one.command).map(|what| (one.at, what)));
    found.next()
}

/// A part of a whole in thousandths, rounded to the nearest.
fn share(part: u64, whole: u64) -> Option<Figure> {
    let rounded = part.checked_mul(1_000)?.checked_add(whole / 2)?;
    let share = rounded.checked_div(whole)?;
    u32::try_from(share).ok().map(PerMille)
}

/// The share of the hash rate that some nodes have.
fn hash_share(setup: &Setup, is_one: impl Fn(&str) -> bool) -> Option<Figure> {
    let rates = |of_all: bool| {
        let nodes = setup.nodes.iter();
        nodes
            .filter(|node| of_all || is_one(&node.name))
            .map(|node| node.hash_rate)
            .sum()
    };
    share(rates(false), rates(true))
}

/// A miner's strategy, and its share of the hash rate.
fn rogue(setup: &Setup) -> Option<(Strategy, Figure)> {
    let (_, (node, strategy)) = first(setup, |command| match command {
        Command::Network(NetworkCommand::SetStrategy { node, strategy }) => Some((node, *strategy)),
        _ => None,
    })?;
    Some((strategy, hash_share(setup, |name| name == node)?))
}

pub(super) fn eclipse(setup: &Setup) -> Option<Figures> {
    let flooder = setup.network.discovery.as_ref()?.flooders.first()?;
    let (_, unheard) = first(setup, |command| match command {
        Command::Wallet(WalletCommand::Transfer { amount, .. }) => Some(*amount),
        _ => None,
    })?;
    Some(vec![
        ("addresses", Count(flooder.endpoints.into())),
        ("groups", Count(flooder.groups.into())),
        ("unheard", Coins(unheard)),
    ])
}

pub(super) fn private_chain(setup: &Setup) -> Option<Figures> {
    let (strategy, share) = rogue(setup)?;
    let Strategy::PrivateChain { confirmations, .. } = strategy else {
        return None;
    };
    let deposits = setup.script.iter().rev().find_map(|one| match one.command {
        Command::Rollup(RollupCommand::Deposit { amount, .. }) => Some(amount),
        _ => None,
    });
    let (_, transfer) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Transfer { amount, .. }) => Some(*amount),
        _ => None,
    })?;
    Some(vec![
        ("share", share),
        ("confirmations", Count(confirmations.into())),
        ("deposit", Coins(deposits?)),
        ("transfer", Coins(transfer)),
    ])
}

/// Who posts an old state of a channel: what it paid since that state, and what both have locked.
struct OldState {
    regained: Amount,
    deposits: Amount,
}

/// Of a channel in which only who cheats has paid before, so that each payment is a version.
fn posted_old_state(setup: &Setup) -> Option<OldState> {
    let (at, (channel, by, version)) = first(setup, |command| match command {
        Command::Channel(ChannelCommand::CloseStale {
            channel,
            by,
            version,
        }) => Some((*channel, by, *version)),
        _ => None,
    })?;
    let before = setup.script.iter().filter(|one| one.at < at);
    let payments = before.flat_map(|one| match &one.command {
        Command::Channel(ChannelCommand::Pay {
            channel: other,
            from,
            amount,
        }) if *other == channel && from == by => repeated(one, *amount),
        _ => Vec::new(),
    });
    let later = payments.skip(usize::try_from(version).ok()?);
    let opened = setup.script.iter().filter_map(|one| match &one.command {
        Command::Channel(ChannelCommand::Open {
            deposit_a,
            deposit_b,
            ..
        }) => Some((*deposit_a, *deposit_b)),
        _ => None,
    });
    let mut nth = opened.skip(usize::try_from(channel).ok()?.checked_sub(1)?);
    let (a, b) = nth.next()?;
    Some(OldState {
        regained: Amount::checked_sum(later)?,
        deposits: a.checked_add(b)?,
    })
}

fn repeated(one: &Scripted, amount: Amount) -> Vec<Amount> {
    (0..one.times).map(|_| amount).collect()
}

pub(super) fn old_state(setup: &Setup) -> Option<Figures> {
    let OldState { regained, deposits } = posted_old_state(setup)?;
    Some(vec![
        ("regained", Coins(regained)),
        ("deposits", Coins(deposits)),
    ])
}

pub(super) fn priced_out(setup: &Setup) -> Option<Figures> {
    let crowd = setup.crowds.first()?;
    let mut figures = old_state(setup)?;
    figures.push(("accounts", Count(crowd.accounts.into())));
    Some(figures)
}

pub(super) fn shortened_dispute(setup: &Setup) -> Option<Figures> {
    let (Strategy::LateTimes, share) = rogue(setup)? else {
        return None;
    };
    let DisputePeriod::Seconds(seconds) = setup.channel_dispute else {
        return None;
    };
    let mut figures = old_state(setup)?;
    figures.push(("share", share));
    figures.push(("dispute", Figure::Span(Span::from_secs(seconds.into()))));
    Some(figures)
}

/// What stands behind the rollup's commitments, and for how many blocks they can be challenged.
pub(super) fn bond(setup: &Setup) -> Option<Figures> {
    let (_, settings) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Start { settings, .. }) => Some(settings),
        _ => None,
    })?;
    Some(vec![
        ("bond", Coins(settings.bond)),
        ("window", Count(settings.window)),
    ])
}

pub(super) fn broken_promise(setup: &Setup) -> Option<Figures> {
    first(setup, |command| match command {
        Command::Rollup(RollupCommand::SetFavours { favours: true, .. }) => Some(()),
        _ => None,
    })?;
    let (_, promised) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Transfer { amount, .. }) => Some(*amount),
        _ => None,
    })?;
    Some(vec![("promised", Coins(promised))])
}

/// What a false claim invents.
fn invented(setup: &Setup) -> Option<Amount> {
    let (_, amount) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Corrupt { amount, .. }) => Some(*amount),
        _ => None,
    })?;
    Some(amount)
}

/// How many producers behave as `is_so` says.
fn behaving(setup: &Setup, is_so: fn(&Conduct) -> bool) -> u64 {
    let so = setup.script.iter().filter(|one| {
        matches!(&one.command, Command::Delegated(DelegatedCommand::Behave { conduct, .. }) if is_so(conduct))
    });
    so.count() as u64
}

pub(super) fn censored_proof(setup: &Setup) -> Option<Figures> {
    let ConsensusSetup::Delegated(delegated) = &setup.consensus else {
        return None;
    };
    let censors = behaving(setup, |conduct| matches!(conduct, Conduct::Censor { .. }));
    let mut figures = bond(setup)?;
    figures.push(("censors", Count(censors)));
    figures.push(("seats", Count(delegated.seats.into())));
    figures.push(("invented", Coins(invented(setup)?)));
    (censors > 0).then_some(figures)
}

pub(super) fn absent_producer(setup: &Setup) -> Option<Figures> {
    let ConsensusSetup::Delegated(delegated) = &setup.consensus else {
        return None;
    };
    let absent = behaving(setup, |conduct| matches!(conduct, Conduct::Absent));
    let figures = vec![("seats", Count(delegated.seats.into()))];
    (absent > 0).then_some(figures)
}

/// The groups of a cut, and how long it lasts.
fn cut(setup: &Setup) -> Option<(&Vec<Vec<String>>, Span)> {
    let (begin, groups) = first(setup, |command| match command {
        Command::Network(NetworkCommand::Partition { groups }) => Some(groups),
        _ => None,
    })?;
    let (end, ()) = first(setup, |command| {
        matches!(command, Command::Network(NetworkCommand::Heal {})).then_some(())
    })?;
    Some((groups, Span(end.0.checked_sub(begin.0)?)))
}

pub(super) fn split_window(setup: &Setup) -> Option<Figures> {
    let (groups, lasts) = cut(setup)?;
    let (_, verifier) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Start { verifier, .. }) => Some(verifier),
        _ => None,
    })?;
    let side = side_of(setup, groups, verifier)?;
    let mut figures = bond(setup)?;
    figures.push(("cut", Figure::Span(lasts)));
    figures.push(("share", hash_share(setup, |name| is_in(side, name))?));
    figures.push(("invented", Coins(invented(setup)?)));
    Some(figures)
}

fn is_in(side: &[String], name: &str) -> bool {
    side.iter().any(|one| one == name)
}

/// The side of a cut on which a person's node is.
fn side_of<'a>(setup: &Setup, groups: &'a [Vec<String>], person: &str) -> Option<&'a Vec<String>> {
    let person = setup.people.iter().find(|one| one.name == person)?;
    groups.iter().find(|group| is_in(group, &person.node))
}

pub(super) fn early_credit(setup: &Setup) -> Option<Figures> {
    let ConsensusSetup::Stake(stake) = &setup.consensus else {
        return None;
    };
    let (groups, lasts) = cut(setup)?;
    let (_, (payer, sent)) = first(setup, |command| match command {
        Command::Rollup(RollupCommand::Transfer { to, amount, .. }) => Some((to, *amount)),
        _ => None,
    })?;
    let (_, paid) = first(setup, |command| match command {
        Command::Wallet(WalletCommand::Transfer { from, amount, .. }) if from == payer => {
            Some(*amount)
        }
        _ => None,
    })?;
    let side = side_of(setup, groups, payer)?;
    let validators = |of_all: bool| -> u64 {
        let shares = stake.validators.iter();
        shares
            .filter(|share| of_all || is_in(side, &share.node))
            .map(|share| u64::from(share.count))
            .sum()
    };
    Some(vec![
        ("validators", Count(validators(false))),
        ("all", Count(validators(true))),
        ("cut", Figure::Span(lasts)),
        ("sent", Coins(sent)),
        ("paid", Coins(paid)),
    ])
}
