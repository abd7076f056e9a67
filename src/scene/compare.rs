//! A comparison of families as a table: which fact stands under which question.

use crate::base::Time;
use crate::consensus::pow::reversal_ppm;
use crate::scenario::compare::{CONFIRMATIONS, Change, Column, Comparison, Family, Measured, Need};

use super::model::{
    Amount, ComparedFamily, ComparedQuestion, ComparedRow, Comparison as Table, Text, Value,
};
use super::told::reason;

/// A fact of a run: its name, and how it is read from what was measured.
type Row = (&'static str, fn(Family, &Measured) -> Option<Value>);

/// The questions, in order, each with its facts.
const QUESTIONS: [(&str, &[Row]); 5] = [
    ("answer.who", &WHO),
    ("answer.cost", &COST),
    ("compare.pace", &PACE),
    ("answer.final", &FINAL),
    ("answer.attacker", &ATTACKER),
];

const WHO: [Row; 5] = [
    ("compare.rule", |family, _| rule(who(family))),
    ("compare.may-propose", |_, one| count(one.may_propose)),
    ("compare.proposed", |_, one| count(one.proposed)),
    ("compare.most", |_, one| most(one)),
    ("compare.three", |_, one| {
        (one.blocks > 0).then_some(Value::PerMille(one.three))
    }),
];

const COST: [Row; 8] = [
    ("compare.rule", |family, _| rule(cost(family))),
    ("compare.work", |family, one| searched(family, one.work)),
    ("compare.hashes", |family, one| searched(family, one.hashes)),
    ("compare.stake", |family, one| {
        (family == Family::Stake).then_some(Value::Amount(one.stake))
    }),
    ("compare.created", |_, one| Some(Value::Amount(one.created))),
    ("compare.fee", |_, one| one.fee.map(Value::Amount)),
    ("compare.messages", |_, one| count(one.messages)),
    ("compare.bytes", |_, one| Some(Value::Size(one.bytes))),
];

const PACE: [Row; 8] = [
    ("compare.blocks", |_, one| count(one.blocks)),
    ("compare.interval", |_, one| one.interval.map(Value::Span)),
    ("compare.longest", |_, one| one.longest.map(Value::Span)),
    ("compare.beside", |_, one| count(one.beside)),
    ("compare.reorgs", |_, one| count(one.reorgs)),
    ("compare.deepest", |_, one| count(one.deepest)),
    ("compare.transactions", |_, one| count(one.transactions)),
    ("compare.wait", |_, one| one.wait.map(Value::Span)),
];

const FINAL: [Row; 5] = [
    ("compare.rule", |family, _| rule(finality(family))),
    ("compare.settled", |_, one| count(one.settled)),
    ("compare.settled-after", |_, one| {
        one.settled_after.map(Value::Span)
    }),
    ("compare.settled-at-most", |_, one| {
        one.settled_at_most.map(Value::Span)
    }),
    ("compare.unsettled", |_, one| count(one.unsettled)),
];

const ATTACKER: [Row; 4] = [
    ("compare.stop", |family, one| part(family, &one.stop)),
    ("compare.stop-nodes", |_, one| {
        one.stop.nodes.map(Value::Count)
    }),
    ("compare.decide", |family, one| part(family, &one.decide)),
    ("compare.decide-nodes", |_, one| {
        one.decide.nodes.map(Value::Count)
    }),
];

/// The table of a comparison.
#[must_use]
pub fn comparison(comparison: &Comparison) -> Table {
    let columns = &comparison.columns;
    let row = |(name, read): &Row| ComparedRow {
        name: Text::key(name),
        values: columns.iter().map(|one| value(one, *read)).collect(),
    };
    let questions = QUESTIONS.iter().map(|(question, rows)| ComparedQuestion {
        question: Text::key(question),
        rows: rows.iter().map(row).collect(),
    });
    Table {
        span: comparison.until - Time::ZERO,
        families: columns.iter().map(family).collect(),
        questions: questions.collect(),
    }
}

fn value(column: &Column, read: fn(Family, &Measured) -> Option<Value>) -> Option<Value> {
    let measured = column.outcome.as_ref().ok()?;
    read(column.family, measured)
}

fn family(column: &Column) -> ComparedFamily {
    let mut changes: Vec<Text> = column.changes.iter().map(change).collect();
    if let Ok(measured) = &column.outcome {
        let [taken, refused] = measured.commands;
        if refused > 0 {
            let commands = Text::key("compare.change.refused")
                .with("refused", Value::Count(refused))
                .with("all", Value::Count(taken + refused));
            changes.push(commands);
        }
    }
    let refused = column.outcome.as_ref().err();
    ComparedFamily {
        id: column.family.name().to_owned(),
        name: name(column.family),
        own: column.own,
        changes,
        refused: refused.map(|refusal| reason(&refusal.key, &refusal.arguments)),
    }
}

/// A family's name.
#[must_use]
pub fn name(family: Family) -> Text {
    Text::key(match family {
        Family::Pow => "consensus.pow",
        Family::Stake => "consensus.stake",
        Family::Delegated => "consensus.delegated",
    })
}

fn change(change: &Change) -> Text {
    let counted =
        |key: &'static str, count: &u64| Text::key(key).with("count", Value::Count(*count));
    match change {
        Change::ToHashRate { total } => {
            Text::key("compare.change.to-hash-rate").with("total", Value::HashRate(*total))
        }
        Change::ToValidators { total } => counted("compare.change.to-validators", total),
        Change::ToProducers { total } => counted("compare.change.to-producers", total),
        Change::EqualShares => Text::key("compare.change.equal-shares"),
        Change::Standby { nodes } => counted("compare.change.standby", nodes),
        Change::NoAccount { node } => {
            Text::key("compare.change.no-account").with("node", Value::Name(node.clone()))
        }
        Change::NoMarket => Text::key("compare.change.no-market"),
        Change::NoRogues { nodes } => counted("compare.change.no-rogues", nodes),
        Change::NoHeadersFirst => Text::key("compare.change.no-headers-first"),
        Change::NoLightClients { people } => counted("compare.change.no-light", people),
    }
}

fn count(number: u64) -> Option<Value> {
    Some(Value::Count(number))
}

fn searched(family: Family, hashes: u64) -> Option<Value> {
    (family == Family::Pow).then_some(Value::Count(hashes))
}

fn rule(text: Text) -> Option<Value> {
    Some(Value::Text(text))
}

fn who(family: Family) -> Text {
    Text::key(match family {
        Family::Pow => "compare.who.pow",
        Family::Stake => "compare.who.stake",
        Family::Delegated => "compare.who.delegated",
    })
}

fn cost(family: Family) -> Text {
    Text::key(match family {
        Family::Pow => "compare.cost.pow",
        Family::Stake => "compare.cost.stake",
        Family::Delegated => "compare.cost.delegated",
    })
}

fn finality(family: Family) -> Text {
    match family {
        Family::Pow => Text::key("compare.final.pow")
            .with("blocks", Value::Count(CONFIRMATIONS))
            .with("ppm", Value::Count(reversal_ppm(CONFIRMATIONS).into())),
        Family::Stake => Text::key("compare.final.stake"),
        Family::Delegated => Text::key("compare.final.delegated"),
    }
}

fn most(one: &Measured) -> Option<Value> {
    let (who, share) = one.most.as_ref()?;
    let text = Text::key("compare.most.of")
        .with("who", Value::Name(who.clone()))
        .with("share", Value::PerMille(*share));
    Some(Value::Text(text))
}

/// How much of how much, in what decides there.
fn part(family: Family, need: &Need) -> Option<Value> {
    let unit = |number: u64| match family {
        Family::Pow => Value::HashRate(number),
        Family::Stake => Value::Amount(Amount(number)),
        Family::Delegated => Value::Count(number),
    };
    let key = match family {
        Family::Delegated => "compare.part.producers",
        Family::Pow | Family::Stake => "compare.part",
    };
    (need.all > 0).then(|| {
        let text = Text::key(key);
        Value::Text(
            text.with("part", unit(need.part))
                .with("all", unit(need.all)),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;
    use crate::scenario::{compare::compare, shipped};
    use crate::simulation::MAX_NODES_PAGE;

    #[test]
    fn each_fact_has_a_value_for_each_family_or_none_where_there_is_none() {
        let scenario = shipped("sandbox").and_then(|one| one.read().ok());
        let setup = scenario.expect("it ships").setup;
        let measured = compare(setup, Span::from_secs(120), MAX_NODES_PAGE);
        let table = comparison(&measured);
        assert_eq!(table.span, Span::from_secs(120));
        let ids: Vec<&str> = table.families.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(ids, ["pow", "stake", "delegated"]);
        assert!(table.families[0].own && table.families[0].changes.is_empty());
        assert_eq!(table.families[1].changes.len(), 1);
        let rows: Vec<_> = table.questions.iter().flat_map(|one| &one.rows).collect();
        assert!(rows.iter().all(|row| row.values.len() == 3));
        let row = |name: &str| {
            let row = rows.iter().find(|row| row.name.key == name);
            &row.expect("it is there").values
        };
        assert_eq!(row("compare.stake")[0], None);
        assert_eq!(row("compare.work")[1..], [None, None]);
        let of = |column: usize| measured.columns[column].outcome.as_ref().expect("it began");
        for column in 0..3 {
            assert_eq!(
                row("compare.blocks")[column],
                Some(Value::Count(of(column).blocks))
            );
        }
    }
}
