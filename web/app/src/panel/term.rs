//! A term with its definition one hover, focus or tap away.

use crate::context::{Tip, use_page};
use crate::text;
use web_sys::Element;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The glossary's term.
    pub id: AttrValue,
    /// The words that stand for it here.
    pub children: Html,
}

/// Draws the term.
#[component]
pub fn Term(props: &Props) -> Html {
    let tips = use_page().tips;
    let term = use_node_ref();
    let show = shower(&tips, &props.id, &term);
    let click = {
        let show = show.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            show();
        })
    };
    let enter = {
        let show = show.clone();
        Callback::from(move |_: MouseEvent| show())
    };
    let focus = Callback::from(move |_: FocusEvent| show());
    let leave = tips.reform(|_: MouseEvent| None);
    let blur = tips.reform(|_: FocusEvent| None);
    let key = Callback::from(move |event: KeyboardEvent| {
        if event.key() == "Escape" {
            tips.emit(None);
        }
    });
    html! {
        <button ref={term} type="button" class="term" aria-describedby="tip" onmouseenter={enter} onmouseleave={leave}
            onfocus={focus} onblur={blur} onclick={click} onkeydown={key}>
            { props.children.clone() }
        </button>
    }
}

/// Shows the definition under the term's own element.
fn shower(
    tips: &Callback<Option<Tip>>,
    id: &AttrValue,
    term: &NodeRef,
) -> impl Fn() + Clone + 'static {
    let (tips, id, term) = (tips.clone(), id.clone(), term.clone());
    move || {
        let Some(element) = term.cast::<Element>() else {
            return;
        };
        let area = element.get_bounding_client_rect();
        tips.emit(Some(Tip {
            id: id.clone(),
            x: area.left(),
            y: area.bottom(),
        }));
    }
}

/// What is drawn of the open definition.
#[derive(Properties, PartialEq)]
pub struct TipProps {
    /// The open definition.
    pub tip: Option<Tip>,
}

/// Draws the open definition; the place stays in the page for screen readers.
#[component]
pub fn TipBox(props: &TipProps) -> Html {
    let Some(tip) = &props.tip else {
        return html! { <div id="tip" role="tooltip" class="tip" hidden={true}></div> };
    };
    let wide = web_sys::window()
        .and_then(|window| window.inner_width().ok())
        .and_then(|wide| wide.as_f64());
    let left = tip.x.min(wide.unwrap_or(1440.0) - 340.0).max(8.0);
    html! {
        <div id="tip" role="tooltip" class="tip" style={format!("left:{}px;top:{}px", text::whole(left), text::whole(tip.y + 6.0))}>
            <b>{ text::say(&format!("term.{}", tip.id)) }</b>
            <p>{ text::say(&format!("term.{}.is", tip.id)) }</p>
        </div>
    }
}
