//! Where a lesson asks the reader to look: a ring around each object, over the stage.

use super::anchor::{Area, find, of};
use crate::text;
use bilayer::scene::model::Selection;
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The stage.
    pub stage: NodeRef,
    /// The objects.
    pub objects: Vec<Selection>,
    /// Changes when the stage was laid out anew.
    pub layout: u32,
}

/// Draws the rings, once the figures lie where they lie.
#[component]
pub fn Spots(props: &Props) -> Html {
    let areas = use_state_eq(Vec::<Area>::new);
    {
        let (areas, stage) = (areas.clone(), props.stage.clone());
        use_effect_with(
            (props.objects.clone(), props.layout),
            move |(objects, _)| {
                let measure = |stage: Element| {
                    objects
                        .iter()
                        .filter_map(|one| find(&stage, &of(one)?))
                        .collect()
                };
                areas.set(stage.cast::<Element>().map(measure).unwrap_or_default());
            },
        );
    }
    let ring = |area: &Area| {
        let style = format!(
            "left:{}px;top:{}px;width:{}px;height:{}px",
            text::whole(area.x - 6.0),
            text::whole(area.y - 6.0),
            text::whole(area.w + 12.0),
            text::whole(area.h + 12.0)
        );
        html! { <i class="spot" {style}></i> }
    };
    html! { <div class="spots" aria-hidden="true">{ for areas.iter().map(ring) }</div> }
}
