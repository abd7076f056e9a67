//! `bilayer compare`: one setup under each family of consensus, side by side.

use bilayer::base::{Span, Time};
use bilayer::scenario::compare::{Column, Comparison, Measured, Need, compare};
use bilayer::simulation::MAX_NODES_TERMINAL;

use crate::arguments::CompareOptions;
use crate::failure::Failure;
use crate::{put, run, source};

/// Plays a setup under each family.
pub fn run(options: &CompareOptions) -> Result<(), Failure> {
    let source = source::load(&options.scenario)?;
    let mut setup = source.scenario.setup.clone();
    setup.seed = options.seed.unwrap_or(setup.seed);
    let until = run::end(options.until.unwrap_or(source.scenario.until))?;
    let comparison = compare(setup, until - Time::ZERO, MAX_NODES_TERMINAL);
    put(&if options.json {
        let object = serde_json::to_string(&comparison).unwrap_or_default();
        format!("{object}\n")
    } else {
        table(&comparison)
    })
}

type Row = (&'static str, fn(&Measured) -> String);

const ROWS: [Row; 21] = [
    ("nodes that may propose", |one| one.may_propose.to_string()),
    ("nodes that did", |one| one.proposed.to_string()),
    ("most blocks by", |one| match &one.most {
        Some((who, share)) => format!("{who} {}", percent(*share)),
        None => none(),
    }),
    ("share of three", |one| percent(one.three)),
    ("blocks", |one| one.blocks.to_string()),
    ("mean interval", |one| span(one.interval)),
    ("longest interval", |one| span(one.longest)),
    ("blocks beside", |one| one.beside.to_string()),
    ("reorgs (deepest)", |one| {
        format!("{} ({})", one.reorgs, one.deepest)
    }),
    ("hashes a block", |one| one.work.to_string()),
    ("hashes made", |one| one.hashes.to_string()),
    ("stake", |one| one.stake.to_string()),
    ("new coins a block", |one| one.created.to_string()),
    ("fee a transaction", |one| {
        one.fee.map_or_else(none, |fee| fee.to_string())
    }),
    ("messages a block", |one| one.messages.to_string()),
    ("transactions", |one| one.transactions.to_string()),
    ("wait for a block", |one| span(one.wait)),
    ("final blocks", |one| one.settled.to_string()),
    ("made to final", |one| span(one.settled_after)),
    ("to hold up finality", |one| need(&one.stop)),
    ("to decide alone", |one| need(&one.decide)),
];

fn none() -> String {
    "-".to_owned()
}

fn span(span: Option<Span>) -> String {
    span.map_or_else(none, |span| span.to_string())
}

fn percent(share: u32) -> String {
    format!("{}.{} %", share / 10, share % 10)
}

fn need(need: &Need) -> String {
    let nodes = need.nodes.map_or_else(none, |nodes| nodes.to_string());
    let thousandths = u128::from(need.part) * 1_000 / u128::from(need.all.max(1));
    format!("{}, {nodes} nodes", percent(thousandths as u32))
}

fn table(comparison: &Comparison) -> String {
    let mut lines = vec![line(
        "",
        comparison
            .columns
            .iter()
            .map(|one| one.family.name().to_owned()),
    )];
    for (name, read) in ROWS {
        let cells = comparison.columns.iter().map(|one| cell(one, read));
        lines.push(line(name, cells));
    }
    lines.concat()
}

fn cell(column: &Column, read: fn(&Measured) -> String) -> String {
    match &column.outcome {
        Ok(measured) => read(measured),
        Err(refusal) => refusal.key.clone(),
    }
}

fn line(name: &str, cells: impl Iterator<Item = String>) -> String {
    let cells: String = cells.map(|cell| format!("{cell:>22}")).collect();
    format!("{name:<22}{cells}\n")
}
