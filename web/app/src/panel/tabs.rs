//! The ways to read the same run, as tabs under the stage.

use super::consensus::Consensus;
use super::ledger::Ledger;
use super::list::List;
use super::market::Market;
use super::producers::Producers;
use super::script::Script;
use super::sequence::Sequence;
use super::timeline::Timeline;
use crate::text;
use crate::view::View;
use bilayer::scene::Panels;
use bilayer::scene::model::Scene;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// A tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// What happened when.
    Timeline,
    /// Who said what to whom.
    Sequence,
    /// Who owns what.
    Ledger,
    /// Who is voted for, and who produces.
    Producers,
    /// Who takes part in the consensus.
    Consensus,
    /// What room in blocks costs.
    Market,
    /// The run as commands.
    Script,
    /// The stage in words.
    List,
}

impl Tab {
    /// What is to be drawn for it.
    pub const fn panels(self) -> Panels {
        Panels {
            timeline: matches!(self, Self::Timeline),
            sequence: matches!(self, Self::Sequence),
            ledger: matches!(self, Self::Ledger),
            market: matches!(self, Self::Market),
            consensus: matches!(self, Self::Consensus),
            script: matches!(self, Self::Script),
        }
    }
}

const ALL: [(Tab, &str); 8] = [
    (Tab::Timeline, "tab.timeline"),
    (Tab::Sequence, "tab.sequence"),
    (Tab::Ledger, "tab.ledger"),
    (Tab::Market, "tab.market"),
    (Tab::Producers, "tab.producers"),
    (Tab::Consensus, "tab.consensus"),
    (Tab::Script, "tab.script"),
    (Tab::List, "tab.list"),
];

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The scene.
    pub scene: Rc<Scene>,
    /// The state of the view.
    pub view: Rc<View>,
    /// The tab that is open.
    pub tab: Tab,
    /// Opens a tab.
    pub open: Callback<Tab>,
}

/// Draws the tabs and the open one's panel.
#[component]
pub fn Tabs(props: &Props) -> Html {
    let tab = |(tab, key): (Tab, &'static str)| {
        let open = props.open.clone();
        let on = props.tab == tab;
        html! {
            <button type="button" role="tab" id={key} aria-selected={on.to_string()} aria-controls="tab-panel" tabindex={if on { "0" } else { "-1" }}
                onclick={Callback::from(move |_: MouseEvent| open.emit(tab))}>{ text::say(key) }</button>
        }
    };
    html! {
        <>
            <div class="tabs" role="tablist" aria-label={text::say("tab.title")} onkeydown={arrows(props)}>{ for shown(props).map(tab) }</div>
            <div class="tab-panel" role="tabpanel" id="tab-panel" aria-labelledby={key_of(props.tab)}>{ panel(props) }</div>
        </>
    }
}

/// The tabs of this world: that of producers only where they are voted for.
fn shown(props: &Props) -> impl Iterator<Item = (Tab, &'static str)> + use<> {
    let delegated = props.scene.producers.is_some();
    let tabs = ALL.into_iter();
    tabs.filter(move |(tab, _)| *tab != Tab::Producers || delegated)
}

fn key_of(tab: Tab) -> &'static str {
    ALL.iter()
        .find(|(one, _)| *one == tab)
        .map_or("tab.timeline", |(_, key)| key)
}

/// Arrow keys walk the tabs, as in every tab list.
fn arrows(props: &Props) -> Callback<KeyboardEvent> {
    let (open, now) = (props.open.clone(), props.tab);
    let tabs: Vec<_> = shown(props).collect();
    Callback::from(move |event: KeyboardEvent| {
        let at = tabs.iter().position(|(tab, _)| *tab == now).unwrap_or(0);
        let next = match event.key().as_str() {
            "ArrowRight" => (at + 1) % tabs.len(),
            "ArrowLeft" => (at + tabs.len() - 1) % tabs.len(),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        open.emit(tabs[next].0);
        focus(tabs[next].1);
    })
}

fn focus(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

fn panel(props: &Props) -> Html {
    let scene = &props.scene;
    match props.tab {
        Tab::Timeline => {
            html! { <Timeline timeline={scene.timeline.clone()} place={scene.place} /> }
        }
        Tab::Sequence => html! { <Sequence sequence={scene.sequence.clone()} /> },
        Tab::Ledger => html! { <Ledger ledger={scene.ledger.clone()} time={scene.place.time} /> },
        Tab::Producers => html! { <Producers producers={scene.producers.clone()} /> },
        Tab::Consensus => html! { <Consensus consensus={scene.consensus.clone()} /> },
        Tab::Market => html! { <Market market={scene.market.clone()} /> },
        Tab::Script => {
            html! { <Script script={scene.script.clone()} branches={props.view.branches.clone()} text={props.view.script.clone()} /> }
        }
        Tab::List => html! { <List scene={scene.clone()} /> },
    }
}
