//! The Layer 2 columns of the ledger table: what each channel and rollup says that people own.

use std::collections::BTreeMap;

use crate::base::Amount;

use super::channel::Sides;
use super::ledger::{Column, RowKey};
use super::model::{Holding, LedgerColumn, Selection, System, Text, Value};
use super::rollup::{numbers, sheet};
use super::sight::Sight;

pub(super) fn columns(sight: &Sight) -> Vec<Column> {
    let channels = sight.world.directory().channels.len() as u32;
    let channels = (1..=channels).filter_map(|number| channel(sight, number));
    channels
        .chain(numbers(sight).filter_map(|number| rollup(sight, number)))
        .collect()
}

fn heading(system: System, key: &'static str, number: u32, room: Selection) -> LedgerColumn {
    LedgerColumn {
        system,
        name: Text::key(key).with("number", Value::Count(u64::from(number))),
        room: Some(room),
    }
}

fn channel(sight: &Sight, number: u32) -> Option<Column> {
    let sides = Sides::of(sight, number)?;
    sides
        .chain
        .as_ref()
        .filter(|chain| chain.locked > Amount::ZERO)?;
    let because = sides
        .latest()
        .map(|state| Selection::ChannelState(number, state.version));
    let holdings = sides
        .parties
        .iter()
        .zip(sides.balances())
        .map(|(who, amount)| {
            (
                RowKey::Person(*who),
                Holding {
                    amount,
                    because: because.clone(),
                },
            )
        });
    Some(Column {
        heading: heading(
            System::Channel,
            "ledger.column.channel",
            number,
            Selection::Channel(number),
        ),
        holdings: holdings.collect(),
    })
}

fn rollup(sight: &Sight, number: u32) -> Option<Column> {
    let (sheet, accounts) = sheet(sight, number)?;
    let mut holdings: BTreeMap<RowKey, Holding> = BTreeMap::new();
    let mut add = |key, amount: Amount| {
        let holding = holdings.entry(key).or_insert(Holding {
            amount: Amount(0),
            because: None,
        });
        holding.amount = Amount(holding.amount.0.saturating_add(amount.0));
    };
    for (address, amount) in accounts {
        add(
            sight.owner(&address).map_or(RowKey::Others, RowKey::Person),
            amount,
        );
    }
    for amount in [sheet.queued, sheet.burnt, sheet.bonds] {
        if amount > Amount::ZERO {
            add(RowKey::Transit, amount);
        }
    }
    Some(Column {
        heading: heading(
            System::Rollup,
            "ledger.column.rollup",
            number,
            Selection::Rollup(number),
        ),
        holdings,
    })
}

/// The first bridge or channel that does not hold what it owes.
pub(super) fn complaint(sight: &Sight) -> Option<Text> {
    let short = numbers(sight)
        .find(|number| sheet(sight, *number).is_some_and(|(sheet, _)| !sheet.is_balanced()));
    let told = |key, number| Text::key(key).with("number", Value::Count(u64::from(number)));
    let channels = sight.world.directory().channels.len() as u32;
    let insolvent = (1..=channels).find(|number| {
        let chain = Sides::of(sight, *number).and_then(|sides| sides.chain);
        chain.is_some_and(|chain| !chain.is_solvent())
    });
    let rollup = short.map(|number| told("ledger.complaint.rollup", number));
    rollup.or_else(|| insolvent.map(|number| told("ledger.complaint.channel", number)))
}
