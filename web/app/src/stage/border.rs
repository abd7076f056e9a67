//! The border between the layers: contracts, and above each what crosses there right now.

use super::contract::ContractBox;
use crate::context::{Page, system_class, use_page};
use crate::icon::Icon;
use crate::text;
use bilayer::scene::model::{
    Border as Data, Contract, Crossing, CrossingKind, Direction, Selection, System,
};
use std::sync::Arc;
use yew::prelude::*;

/// How many crossings stand above a contract: two where it is the only one of its system.
const fn shown(contracts: usize) -> usize {
    if contracts > 1 { 1 } else { 2 }
}

/// The systems with contracts at the border, in the order of their rooms.
const SYSTEMS: [System; 2] = [System::Channel, System::Rollup];

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The border.
    pub border: Arc<Data>,
    /// Whether the channels' contracts are shown.
    pub channels: bool,
    /// Whether the rollups' contracts are shown.
    pub rollups: bool,
}

/// Draws the border.
#[component]
pub fn Border(props: &Props) -> Html {
    let page = use_page();
    let count = text::say_with(
        "border.count",
        &[
            ("above", text::count(props.border.payments_above)),
            ("below", text::count(props.border.transactions_below)),
        ],
    );
    let shown = SYSTEMS.into_iter().filter(|system| match system {
        System::Channel => props.channels,
        _ => props.rollups,
    });
    html! {
        <div class="border" role="group" aria-label={text::say("stage.border")}>
            { for shown.map(|system| ports(&page, &props.border, system)) }
            <p class="count">{ count }</p>
        </div>
    }
}

/// The contracts of one system, under its room.
fn ports(page: &Page, border: &Data, system: System) -> Html {
    let contracts = border.contracts.iter().filter(|one| one.system == system);
    let many = shown(contracts.clone().count());
    let port = |contract: &Contract| {
        let mine = border
            .crossings
            .iter()
            .filter(|one| one.contract == contract.address);
        let newest: Vec<&Crossing> = mine.rev().take(many).collect();
        let selected = page.is_selected(&Selection::Contract(contract.address));
        html! {
            <div class="port" key={contract.address.to_string()}>
                <div class="traffic">{ for newest.into_iter().rev().map(|one| pill(page, one)) }</div>
                <ContractBox contract={contract.clone()} {selected} />
            </div>
        }
    };
    html! { <div class={classes!("ports", system_class(system))}>{ for contracts.map(port) }</div> }
}

fn pill(page: &Page, crossing: &Crossing) -> Html {
    let object = Selection::Transaction(crossing.transaction);
    let selected = page.is_selected(&object);
    let name = text::say(kind_key(crossing.kind));
    let state = match (&crossing.failed, crossing.block) {
        (Some(_), _) => "crossing.failed",
        (None, Some(_)) => "crossing.included",
        (None, None) => "crossing.waiting",
    };
    let label = format!(
        "{name}, {}, {}",
        page.names.of(crossing.who),
        text::say(state)
    );
    let icon = match crossing.direction {
        Direction::Down => Icon::ArrowDown,
        Direction::Up => Icon::ArrowUp,
    };
    html! {
        <button type="button" key={crossing.transaction.to_string()} title={label.clone()} aria-label={label}
            class={classes!("crossing", system_class(crossing.system), alarm(crossing).then_some("alarm"),
                crossing.block.is_none().then_some("waits"), selected.then_some("selected"))}
            aria-pressed={selected.to_string()} onclick={page.select(object)}>
            { icon.draw() }{ name }
        </button>
    }
}

fn alarm(crossing: &Crossing) -> bool {
    crossing.failed.is_some() || crossing.kind == CrossingKind::Challenge
}

/// The key of what a crossing is.
pub const fn kind_key(kind: CrossingKind) -> &'static str {
    match kind {
        CrossingKind::Deposit => "crossing.deposit",
        CrossingKind::CooperativeClose => "crossing.cooperative-close",
        CrossingKind::ForcedClose => "crossing.forced-close",
        CrossingKind::Batch => "crossing.batch",
        CrossingKind::StateRoot => "crossing.state-root",
        CrossingKind::Challenge => "crossing.challenge",
        CrossingKind::Proof => "crossing.proof",
        CrossingKind::Exit => "crossing.exit",
        CrossingKind::Other => "crossing.other",
    }
}
