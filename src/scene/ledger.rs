//! Who owns what on which layer, and the sums that never change.

use std::collections::BTreeMap;

use crate::base::{ActorId, Address, Amount, order};
use crate::ledger::Account;

use super::header::{burnt, conservation};
use super::ledger_layer2;
use super::model::{
    Holding, LedgerColumn, LedgerRow, LedgerRowKind, LedgerTable, Selection, System, Text,
};
use super::sight::Sight;

/// How many blocks back the last change of a balance is looked for.
const LOOK_BACK: usize = 200;

/// One column: what each row holds in it.
pub(super) struct Column {
    pub(super) heading: LedgerColumn,
    pub(super) holdings: BTreeMap<RowKey, Holding>,
}

/// What rows are ordered by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RowKey {
    Person(ActorId),
    Node(ActorId),
    Others,
    Transit,
    Immature,
    Burnt,
    Locked,
}

impl RowKey {
    fn kind(self) -> LedgerRowKind {
        match self {
            Self::Person(who) | Self::Node(who) => LedgerRowKind::Who(who),
            Self::Others => LedgerRowKind::Others,
            Self::Transit => LedgerRowKind::Transit,
            Self::Immature => LedgerRowKind::Immature,
            Self::Burnt => LedgerRowKind::Burnt,
            Self::Locked => LedgerRowKind::Locked,
        }
    }
}

pub(super) fn build(sight: &Sight) -> LedgerTable {
    let mut columns = vec![base_layer(sight)];
    columns.extend(ledger_layer2::columns(sight));
    let verdict = conservation(sight);
    let complaint = verdict
        .complaint
        .or_else(|| ledger_layer2::complaint(sight));
    let total = Amount(
        columns
            .iter()
            .flat_map(|column| &column.holdings)
            .filter(|(key, _)| **key != RowKey::Locked)
            .map(|(_, holding)| holding.amount.0)
            .fold(0, u64::saturating_add),
    );
    LedgerTable {
        height: sight.head().height(),
        rows: rows(&columns),
        sums: columns.iter().map(sum).collect(),
        total,
        conserved: complaint.is_none(),
        complaint,
        columns: columns.into_iter().map(|column| column.heading).collect(),
    }
}

fn sum(column: &Column) -> Amount {
    let amounts = column.holdings.values().map(|holding| holding.amount.0);
    Amount(amounts.fold(0, u64::saturating_add))
}

fn rows(columns: &[Column]) -> Vec<LedgerRow> {
    let mut keys: Vec<RowKey> = columns
        .iter()
        .flat_map(|column| column.holdings.keys().copied())
        .collect();
    order::sort(&mut keys);
    keys.dedup();
    keys.into_iter().map(|key| row(key, columns)).collect()
}

fn row(key: RowKey, columns: &[Column]) -> LedgerRow {
    let holdings: Vec<_> = columns
        .iter()
        .map(|column| column.holdings.get(&key).cloned())
        .collect();
    let amounts = holdings.iter().flatten().map(|holding| holding.amount.0);
    LedgerRow {
        kind: key.kind(),
        total: Amount(amounts.fold(0, u64::saturating_add)),
        holdings,
    }
}

/// Layer 1: every account of the chosen node's head, once.
fn base_layer(sight: &Sight) -> Column {
    let causes = causes(sight);
    let mut holdings: BTreeMap<RowKey, Holding> = BTreeMap::new();
    for (address, account) in sight.head().state.accounts() {
        let Some(key) = row_key(sight, address, account) else {
            continue;
        };
        let holding = holdings.entry(key).or_insert(Holding {
            amount: Amount(0),
            because: None,
        });
        holding.amount = Amount(holding.amount.0.saturating_add(account.balance.0));
        if matches!(key, RowKey::Person(_) | RowKey::Node(_)) {
            holding.because = causes.get(address).cloned();
        }
    }
    let gone = burnt(sight);
    if gone > Amount::ZERO {
        let holding = Holding {
            amount: gone,
            because: None,
        };
        holdings.insert(RowKey::Burnt, holding);
    }
    Column {
        heading: LedgerColumn {
            system: System::Layer1,
            name: Text::key("ledger.column.layer1"),
            room: None,
        },
        holdings,
    }
}

fn row_key(sight: &Sight, address: &Address, account: &Account) -> Option<RowKey> {
    if let Some(contract) = &account.contract {
        return match contract.code.as_str() {
            "rewards" => Some(RowKey::Immature),
            "history" => None,
            _ => Some(RowKey::Locked),
        };
    }
    Some(match sight.owner(address) {
        Some(who) if sight.world.node(who).is_some() => RowKey::Node(who),
        Some(who) => RowKey::Person(who),
        None => RowKey::Others,
    })
}

/// The transaction that touched an address last, or the block whose reward it got.
fn causes(sight: &Sight) -> BTreeMap<Address, Selection> {
    let mut causes = BTreeMap::new();
    let maturity = sight.archive.rules().maturity;
    for entry in sight.main.iter().rev().take(LOOK_BACK) {
        for signed in entry.block.body().transactions.iter().rev() {
            let because = Selection::Transaction(signed.id());
            causes
                .entry(signed.sender())
                .or_insert_with(|| because.clone());
            if let Some(target) = signed.transaction().action.target() {
                causes.entry(target).or_insert(because);
            }
        }
        let rewarded = entry
            .height()
            .checked_sub(maturity)
            .filter(|height| *height > 0);
        if let Some(block) = rewarded.and_then(|height| sight.main.get(height as usize)) {
            let because = Selection::Block(block.id());
            causes.entry(block.block.body().miner).or_insert(because);
        }
    }
    causes
}
