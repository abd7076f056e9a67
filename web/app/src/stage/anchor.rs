//! Where figures lie on the stage: found by their `data-anchor`, measured against the stage.

use bilayer::scene::model::{ActorId, Selection};
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// A rectangle in pixels, relative to the stage.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Area {
    /// Its middle.
    pub fn middle(self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// The area of the figure with this anchor, if it is drawn.
pub fn find(stage: &Element, anchor: &str) -> Option<Area> {
    let figure = stage
        .query_selector(&format!("[data-anchor=\"{anchor}\"]"))
        .ok()??;
    let (outer, inner) = (
        stage.get_bounding_client_rect(),
        figure.get_bounding_client_rect(),
    );
    let area = Area {
        x: inner.left() - outer.left(),
        y: inner.top() - outer.top(),
        w: inner.width(),
        h: inner.height(),
    };
    (area.w > 0.0).then_some(area)
}

/// Where everyone is who can send and receive, measured at once.
pub fn actors(stage: &Element) -> BTreeMap<ActorId, (f64, f64)> {
    let outer = stage.get_bounding_client_rect();
    let (left, top) = (outer.left(), outer.top());
    let mut places = BTreeMap::new();
    let Ok(figures) = stage.query_selector_all("[data-anchor^=actor-]") else {
        return places;
    };
    for index in 0..figures.length() {
        let figure = figures
            .get(index)
            .and_then(|node| node.dyn_into::<Element>().ok());
        let Some(figure) = figure else { continue };
        let anchor = figure.get_attribute("data-anchor").unwrap_or_default();
        let who = anchor
            .strip_prefix("actor-")
            .and_then(|who| who.parse().ok());
        let area = figure.get_bounding_client_rect();
        if let (Some(who), true) = (who, area.width() > 0.0) {
            // Who is drawn twice is where it is drawn first.
            places.entry(ActorId(who)).or_insert((
                area.left() + area.width() / 2.0 - left,
                area.top() + area.height() / 2.0 - top,
            ));
        }
    }
    places
}

/// The anchor of an object, if it has a figure.
pub fn of(object: &Selection) -> Option<String> {
    Some(match object {
        Selection::Node(who) | Selection::Agent(who) => format!("actor-{}", who.0),
        Selection::Link(a, b) => format!("link-{}-{}", a.0, b.0),
        Selection::Block(id) => format!("block-{id}"),
        Selection::Transaction(id) => format!("tx-{id}"),
        Selection::Contract(address) => format!("contract-{address}"),
        Selection::Channel(number) | Selection::ChannelState(number, _) => {
            format!("channel-{number}")
        }
        Selection::Rollup(number) => format!("rollup-{number}"),
        Selection::Batch(rollup, number) => format!("batch-{rollup}-{number}"),
        _ => return None,
    })
}
