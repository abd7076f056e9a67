//! Who owns what on which layer, and the sum that never changes.

use crate::context::{Page, system_class, use_page};
use crate::icon::Icon;
use crate::intent::Intent;
use crate::text;
use bilayer::base::Time;
use bilayer::scene::model::{Holding, LedgerColumn, LedgerRow, LedgerRowKind, LedgerTable};
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The table.
    pub ledger: Arc<LedgerTable>,
    /// The moment.
    pub time: Time,
}

/// Draws the table.
#[component]
pub fn Ledger(props: &Props) -> Html {
    let page = use_page();
    let table = &props.ledger;
    let heading = |column: &LedgerColumn| html! { <th scope="col" class={system_class(column.system)}>{ text::tell(&column.name, &page.names) }</th> };
    let note = text::say_with(
        "ledger.note",
        &[
            ("time", text::short_clock(props.time)),
            ("height", table.height.to_string()),
        ],
    );
    let holds = if table.conserved {
        ("good", "ledger.conserved", Icon::Check)
    } else {
        ("bad", "ledger.broken", Icon::TriangleAlert)
    };
    html! {
        <div class="ledger" tabindex="0">
            <p class="panel-note">{ note }</p>
            <table>
                <thead><tr><th scope="col">{ text::say("ledger.who") }</th>{ for table.columns.iter().map(heading) }<th scope="col">{ text::say("ledger.all") }</th></tr></thead>
                <tbody>{ for table.rows.iter().map(|one| row(one, table, &page)) }</tbody>
                <tfoot><tr class={holds.0}>
                    <th scope="row">{ holds.2.draw() }{ text::say(holds.1) }</th>
                    { for table.sums.iter().map(|sum| html! { <td>{ text::amount(*sum) }</td> }) }
                    <td>{ text::amount(table.total) }</td>
                </tr></tfoot>
            </table>
            if let Some(complaint) = &table.complaint { <p class="refusal">{ text::tell(complaint, &page.names) }</p> }
            <p class="quiet">{ text::say("ledger.about") }</p>
        </div>
    }
}

fn row(row: &LedgerRow, table: &LedgerTable, page: &Page) -> Html {
    let (name, class) = match &row.kind {
        LedgerRowKind::Who(who) => (page.names.of(*who), None),
        LedgerRowKind::Transit => (text::say("ledger.transit"), Some("aside")),
        LedgerRowKind::Immature => (text::say("ledger.immature"), Some("aside")),
        LedgerRowKind::Burnt => (text::say("ledger.burnt"), Some("aside")),
        LedgerRowKind::Locked => (text::say("ledger.locked"), Some("locked")),
        LedgerRowKind::Others => (text::say("ledger.others"), Some("aside")),
    };
    let cells = row
        .holdings
        .iter()
        .zip(&table.columns)
        .map(|(holding, column)| {
            html! { <td class={system_class(column.system)}>{ cell(holding.as_ref(), page) }</td> }
        });
    html! { <tr class={classes!(class)}><th scope="row">{ name }</th>{ for cells }<td>{ text::amount(row.total) }</td></tr> }
}

fn cell(holding: Option<&Holding>, page: &Page) -> Html {
    match holding {
        None => html! { <span class="none" aria-label={text::say("ledger.none")}>{ "·" }</span> },
        Some(Holding {
            amount,
            because: None,
        }) => html! { { text::amount(*amount) } },
        Some(Holding {
            amount,
            because: Some(object),
        }) => html! {
            <button type="button" class="plain" title={text::say_with("ledger.because", &[("object", page.names.title(object))])}
                onclick={page.wish(Intent::Select(Some(object.clone())))}>{ text::amount(*amount) }</button>
        },
    }
}
