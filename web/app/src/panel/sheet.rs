//! Where there is no room beside the stage: panels as sheets from below, one at a time.

use crate::icon::Icon;
use crate::text;
use yew::prelude::*;

/// A panel that can be a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Lesson and palette.
    Rail,
    /// The inspector.
    Inspector,
    /// Sequence, ledger, script, list.
    Tabs,
}

const ALL: [(Sheet, &str, Icon); 3] = [
    (Sheet::Rail, "sheet.open.rail", Icon::Plus),
    (Sheet::Inspector, "sheet.open.inspector", Icon::Eye),
    (Sheet::Tabs, "sheet.open.tabs", Icon::List),
];

const fn name(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Rail => "rail",
        Sheet::Inspector => "inspector",
        Sheet::Tabs => "tabs",
    }
}

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The sheet that is open.
    pub sheet: Option<Sheet>,
    /// Opens or closes a sheet.
    pub open: Callback<Option<Sheet>>,
}

/// Draws the row of buttons that open the sheets; hidden where there is room.
#[component]
pub fn SheetBar(props: &Props) -> Html {
    let button = |(sheet, key, icon): (Sheet, &'static str, Icon)| {
        let on = props.sheet == Some(sheet);
        let open = props.open.clone();
        html! {
            <button type="button" data-sheet={name(sheet)} aria-expanded={on.to_string()} onclick={Callback::from(move |_: MouseEvent| open.emit((!on).then_some(sheet)))}>
                { icon.draw() }<span>{ text::say(key) }</span>
            </button>
        }
    };
    html! { <nav class="sheet-bar" aria-label={text::say("sheet.title")}>{ for ALL.into_iter().map(button) }</nav> }
}
