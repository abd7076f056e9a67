//! What room in blocks costs: base fee and fullness of the newest blocks, and how long what waited.

use crate::context::use_page;
use crate::intent::Intent;
use crate::panel::term::Term;
use crate::text;
use bilayer::scene::model::{Market as Data, MarketBlock, Selection, TipClass};
use std::sync::Arc;
use yew::prelude::*;

/// Size of a plot, in its own units.
const WIDE: f64 = 600.0;
const HIGH: f64 = 90.0;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The market.
    pub market: Arc<Data>,
}

/// Draws two plots over the same blocks, and a table of waits.
#[component]
pub fn Market(props: &Props) -> Html {
    let market = &props.market;
    if market.blocks.is_empty() {
        return html! { <div class="market"><p class="quiet">{ text::say("market.empty") }</p></div> };
    }
    let now = text::say_with(
        "market.now",
        &[
            ("fee", text::count(market.next_base_fee.0)),
            ("blob", text::count(market.next_blob_fee.0)),
            ("burnt", text::short_amount(market.burnt)),
        ],
    );
    html! {
        <div class="market" tabindex="0">
            <p class="panel-note"><Term id="base-fee">{ now }</Term></p>
            <figure><figcaption>{ caption("market.base-fee", market) }</figcaption><Plot market={market.clone()} prices={true} /></figure>
            <figure><figcaption>{ text::say("market.fullness") }</figcaption><Plot market={market.clone()} prices={false} /></figure>
            { waits(&market.waits) }
        </div>
    }
}

fn caption(key: &str, market: &Data) -> String {
    let fees = || market.blocks.iter().map(|block| block.base_fee.0);
    let (least, most) = (fees().min().unwrap_or(0), fees().max().unwrap_or(0));
    let gaps = [("least", text::count(least)), ("most", text::count(most))];
    match least == most {
        true => text::say_with("market.base-fee-same", &gaps),
        false => text::say_with(key, &gaps),
    }
}

/// What one plot is about.
#[derive(Properties, PartialEq)]
struct PlotProps {
    market: Arc<Data>,
    prices: bool,
}

/// One bar a block: its base fee, or the gas that it uses with the target as a line.
#[component]
fn Plot(props: &PlotProps) -> Html {
    let page = use_page();
    let blocks = &props.market.blocks;
    let value = |block: &MarketBlock| match props.prices {
        true => block.base_fee.0,
        false => block.gas_used,
    };
    let most = match props.prices {
        true => blocks.iter().map(value).max().unwrap_or(1),
        false => props.market.gas_limit,
    };
    let step = WIDE / blocks.len().max(1) as f64;
    let bar = |(place, block): (usize, &MarketBlock)| {
        let high = (value(block) as f64 / most.max(1) as f64 * HIGH).max(0.5);
        let select = page.wish(Intent::Select(Some(Selection::Block(block.id))));
        let title = format!("#{}: {}", block.height, text::count(value(block)));
        html! {
            <rect x={text::fixed(place as f64 * step, 2).to_string()} y={text::fixed(HIGH - high, 2).to_string()}
                width={text::fixed((step * 0.86).max(0.6), 2).to_string()} height={text::fixed(high, 2).to_string()} onclick={select}><title>{ title }</title></rect>
        }
    };
    let label = if props.prices {
        caption("market.base-fee", &props.market)
    } else {
        text::say("market.fullness")
    };
    html! {
        <svg viewBox={format!("0 0 {WIDE} {HIGH}")} preserveAspectRatio="none" role="img" aria-label={label}>
            { for blocks.iter().enumerate().map(bar) }
            if !props.prices { <path d={format!("M0 {}H{WIDE}", HIGH / 2.0)} /> }
        </svg>
    }
}

fn waits(classes: &[TipClass]) -> Html {
    let row = |class: &TipClass| {
        html! {
            <tr><th scope="row">{ text::say_with("market.tip-from", &[("tip", text::count(class.from.0))]) }</th>
                <td>{ text::count(u64::from(class.count)) }</td><td>{ text::span(class.median) }</td><td>{ text::span(class.longest) }</td></tr>
        }
    };
    html! {
        <table>
            <thead><tr><th scope="col">{ text::say("market.tip") }</th><th scope="col">{ text::say("market.count") }</th>
                <th scope="col">{ text::say("market.median") }</th><th scope="col">{ text::say("market.longest") }</th></tr></thead>
            <tbody>{ for classes.iter().map(row) }</tbody>
        </table>
    }
}
