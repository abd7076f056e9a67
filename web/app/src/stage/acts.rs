//! The few acts that fit the selected object, right beside it.

use super::anchor::{Area, find, of};
use crate::context::{Page, use_page};
use crate::icon::Icon;
use crate::intent::Intent;
use crate::panel::offer::OfferButton;
use crate::text;
use bilayer::base::ActorId;
use bilayer::scene::model::{Offer, OfferGroup, Selection};
use std::sync::Arc;
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The stage.
    pub stage: NodeRef,
    /// All offers.
    pub offers: Arc<Vec<Offer>>,
    /// The node whose view is shown.
    pub seen_as: ActorId,
    /// Changes when the stage was laid out anew.
    pub layout: u32,
}

/// Draws the acts of the selection.
#[component]
pub fn Acts(props: &Props) -> Html {
    let page = use_page();
    let place = use_state_eq(|| None::<(Area, f64, f64)>);
    let selection = page.selection.clone();
    {
        let (place, stage) = (place.clone(), props.stage.clone());
        use_effect_with((selection.clone(), props.layout), move |(selection, _)| {
            place.set(
                stage
                    .cast::<Element>()
                    .and_then(|stage| measured(&stage, selection.as_ref()?)),
            );
        });
    }
    let mut mine: Vec<Offer> = fitting(&props.offers, selection.as_ref());
    // The inspector has these too, with the reasons.
    mine.retain(|offer| offer.refused.is_none());
    let (Some(selection), Some((area, wide, high))) = (selection, *place) else {
        return Html::default();
    };
    let look = look_through(&page, &selection, props.seen_as);
    if mine.is_empty() && look.is_none() {
        return Html::default();
    }
    html! {
        <div class="acts" role="group" aria-label={text::say("acts.title")} style={style(area, wide, high)}>
            <header>
                <b>{ page.names.title(&selection) }</b>
                <button type="button" class="plain" aria-label={text::say("acts.close")} onclick={page.wish(Intent::Select(None))}>
                    { Icon::X.draw() }
                </button>
            </header>
            { look }
            { listed(&mine) }
        </div>
    }
}

/// Offers as buttons; several that are refused for one reason tell it once, after the last of them.
pub fn listed(offers: &[Offer]) -> Html {
    let next = offers.iter().skip(1).map(Some).chain([None]);
    let buttons = offers.iter().zip(next).map(|(offer, next)| {
        let told_later = next.is_some_and(|next| next.refused == offer.refused);
        html! { <OfferButton key={offer.key.to_string()} offer={offer.clone()} quiet={told_later} /> }
    });
    html! { { for buttons } }
}

/// A node can be looked through: the tree is then that node's tree.
pub fn look_through(page: &Page, selection: &Selection, seen_as: ActorId) -> Option<Html> {
    let Selection::Node(who) = *selection else {
        return None;
    };
    (who != seen_as).then(|| html! {
        <button type="button" class="offer-button" onclick={page.wish(Intent::SeeAs(who))}>{ Icon::Eye.draw() }<span>{ text::say("act.see-as") }</span></button>
    })
}

/// The offers about an object.
pub fn fitting(offers: &[Offer], selection: Option<&Selection>) -> Vec<Offer> {
    let about = |offer: &&Offer| {
        offer.group == OfferGroup::Act && offer.about.is_some() && offer.about.as_ref() == selection
    };
    offers.iter().filter(about).cloned().collect()
}

fn measured(stage: &Element, selection: &Selection) -> Option<(Area, f64, f64)> {
    let area = find(stage, &of(selection)?)?;
    Some((
        area,
        f64::from(stage.client_width()),
        f64::from(stage.client_height()),
    ))
}

/// Beside the object where there is room, never over the stage's edge.
fn style(area: Area, wide: f64, high: f64) -> String {
    let (x, y) = area.middle();
    let horizontal = match x < wide / 2.0 {
        true => format!(
            "left:{}px",
            text::whole((area.x + area.w + 8.0).min(wide - 40.0))
        ),
        false => format!(
            "right:{}px",
            text::whole((wide - area.x + 8.0).min(wide - 40.0))
        ),
    };
    let (side, offset) = match y < high / 2.0 {
        true => ("top", area.y.max(8.0)),
        false => ("bottom", (high - area.y - area.h).max(8.0)),
    };
    let (offset, room) = (text::whole(offset), text::whole(high - offset - 8.0));
    format!("{horizontal};{side}:{offset}px;max-height:{room}px")
}
