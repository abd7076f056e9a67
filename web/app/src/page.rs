//! The page: header, rail, stage, inspector, tabs; on a phone, sheets from below.

use crate::browser;
use crate::context::{Page as Context, Tip};
use crate::inspect::Inspector;
use crate::intent::{Intent, Theme};
use crate::keys::use_keys;
use crate::names::Names;
use crate::panel::attacks::Attacks;
use crate::panel::compare::Compare;
use crate::panel::dialog::Frame;
use crate::panel::embed_bar::EmbedBar;
use crate::panel::glossary::Glossary;
use crate::panel::header::{Dialog, Header};
use crate::panel::help::Help;
use crate::panel::library::Library;
use crate::panel::notice::{Live, Notices};
use crate::panel::rail::Rail;
use crate::panel::share::Share;
use crate::panel::sheet::{Sheet, SheetBar};
use crate::panel::systems::Systems;
use crate::panel::tabs::{Tab, Tabs};
use crate::panel::term::TipBox;
use crate::stage::{Packets, Stage, Told, anchor};
use crate::text;
use crate::view::{Clock, EmbedView, View};
use bilayer::scene::model::{Scene, Selection};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// What is shown, and where wishes go.
#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    /// The scene.
    pub scene: Rc<Scene>,
    /// What is no part of the run.
    pub view: Rc<View>,
    /// The moment to paint.
    pub clock: Clock,
    /// Where wishes go.
    pub intents: Callback<Intent>,
}

/// Draws the page.
#[component]
pub fn Page(props: &Props) -> Html {
    let tip = use_state(|| None::<Tip>);
    let context = use_context_value(props, &tip);
    use_theme(props.view.theme);
    let content = match &props.view.embed {
        Some(embed) => embedded(props, embed),
        None => html! { <Full ..props.clone() /> },
    };
    html! {
        <ContextProvider<Context> {context}>
            { content }
            <Notices view={props.view.clone()} />
            <Live captions={props.scene.captions.clone()} />
            <TipBox tip={(*tip).clone()} />
        </ContextProvider<Context>>
    }
}

/// Inside another page: the stage and one control bar.
fn embedded(props: &Props, embed: &Rc<EmbedView>) -> Html {
    html! {
        <div class="page embedded">
            <main id="stage"><h1 class="hidden">{ "Bilayer" }</h1><Scenery ..props.clone() /></main>
            <EmbedBar place={props.scene.place} view={props.view.clone()} embed={embed.clone()} />
        </div>
    }
}

/// The stage, and over it what moves.
#[component]
fn Scenery(props: &Props) -> Html {
    let node = use_node_ref();
    let (scene, view) = (&props.scene, &props.view);
    let highlight = view
        .lesson
        .as_ref()
        .map(|lesson| lesson.highlight.clone())
        .unwrap_or_default();
    html! {
        <div class="scenery">
            <Stage scene={scene.clone()} node={node.clone()} told={Told { slowed_for: view.slowed_for.clone(), visit: view.visit, lesson: view.next_lesson().map(|entry| entry.id.clone()) }} embed={view.embed.clone()} {highlight} />
            <Packets stage={node} packets={scene.packets.clone()} clock={props.clock.clone()} />
        </div>
    }
}

/// The whole page.
#[component]
fn Full(props: &Props) -> Html {
    let (scene, view) = (&props.scene, &props.view);
    let dialog = use_state(|| None::<Dialog>);
    let sheet = use_state(|| None::<Sheet>);
    let tab = use_state(|| Tab::Timeline);
    let open_dialog = use_setter(&dialog, Some);
    let open_sheet = use_setter(&sheet, |one: Option<Sheet>| one);
    let open_tab = {
        let (tab, intents) = (tab.setter(), props.intents.clone());
        use_callback((), move |one: Tab, ()| {
            tab.set(one);
            intents.emit(Intent::Open(one.panels()));
        })
    };
    let help = use_setter(&dialog, |()| Some(Dialog::Help));
    let lower = use_setter(&sheet, |()| None);
    use_keys(props.intents.clone(), help, sheet.map(|_| lower));
    use_sheet_for(view.selection.clone(), &sheet);
    use_sheet_for_lesson(view.lesson.as_ref().map(|lesson| lesson.id.clone()), &sheet);
    let at = |one: Sheet| (*sheet == Some(one)).then_some("raised");
    let beside = matches!(*sheet, Some(Sheet::Rail | Sheet::Inspector));
    html! {
        <div class={classes!("page", beside.then_some("sheeted"))}>
            <button type="button" class="skip" onclick={|_| focus_stage()}>{ text::say("ui.skip") }</button>
            <Header place={scene.place} facts={scene.header.clone()} view={view.clone()} open={open_dialog.clone()} />
            <aside class={classes!("rail", at(Sheet::Rail))} aria-label={text::say("rail.title")}>
                <Rail offers={scene.offers.clone()} outcomes={scene.outcomes.clone()} view={view.clone()} open={open_dialog.clone()} />
            </aside>
            <main id="stage" tabindex="-1"><Scenery ..props.clone() /></main>
            <aside class={classes!("right", at(Sheet::Inspector))} aria-label={text::say("inspector.title")} tabindex="0">
                <Inspector inspection={scene.inspection.clone()} offers={scene.offers.clone()} seen_as={scene.network.seen_as} open={open_dialog.clone()} />
            </aside>
            <footer class={classes!("lower", at(Sheet::Tabs))}>
                <Tabs scene={scene.clone()} view={view.clone()} tab={*tab} open={open_tab} />
            </footer>
            <SheetBar sheet={*sheet} open={open_sheet} />
            if let Some(compare) = &view.compare { <Compare compare={compare.clone()} /> }
            if let Some(share) = &view.share { <Share share={share.clone()} /> }
            if let Some(one) = *dialog { { shown(one, (scene, view), &dialog, &open_dialog) } }
        </div>
    }
}

/// Where panels are sheets, the open one gives way to the inspector of what is selected; what is selected, or what
/// the lesson points at, stays in sight beside the sheet.
#[hook]
fn use_sheet_for(selection: Option<Selection>, sheet: &UseStateHandle<Option<Sheet>>) {
    let open = sheet.clone();
    use_effect_with(selection.clone(), move |selection| {
        if selection.is_some() && open.is_some() {
            open.set(Some(Sheet::Inspector));
        }
    });
    use_effect_with((selection, **sheet), |(selection, sheet)| {
        let anchor = selection.as_ref().and_then(anchor::of);
        let shown = sheet.is_some().then(|| {
            browser::find(&match anchor {
                Some(anchor) => format!("[data-anchor=\"{anchor}\"]"),
                None => ".spot".to_owned(),
            })
        });
        if let Some(figure) = shown.flatten() {
            figure.scroll_into_view_with_bool(false);
        }
    });
}

/// Where panels are sheets, a lesson that begins shows itself.
#[hook]
fn use_sheet_for_lesson(lesson: Option<String>, sheet: &UseStateHandle<Option<Sheet>>) {
    let open = sheet.setter();
    use_effect_with(lesson, move |lesson| {
        if lesson.is_some() && browser::shows(".sheet-bar") {
            open.set(Some(Sheet::Rail));
        }
    });
}

/// Leads the keyboard past header and rail; a link to a fragment would look like a shared world.
fn focus_stage() {
    let document = web_sys::window().and_then(|window| window.document());
    let stage = document.and_then(|document| document.get_element_by_id("stage"));
    if let Some(stage) = stage.and_then(|stage| stage.dyn_into::<HtmlElement>().ok()) {
        let _ = stage.focus();
    }
}

/// A callback that puts what it is called with into a state; always the same one.
#[hook]
fn use_setter<T: 'static, S: 'static>(state: &UseStateHandle<S>, make: fn(T) -> S) -> Callback<T> {
    let state = state.setter();
    use_callback((), move |one: T, ()| state.set(make(one)))
}

#[hook]
fn use_context_value(props: &Props, tip: &UseStateHandle<Option<Tip>>) -> Context {
    let scene = &props.scene;
    let parts = (
        scene.network.clone(),
        scene.people.clone(),
        scene.border.clone(),
    );
    let names = use_memo(parts, |(network, people, border)| {
        Names::collect(network, people, border)
    });
    let tips = {
        let tip = tip.setter();
        use_callback((), move |one: Option<Tip>, ()| tip.set(one))
    };
    Context {
        intents: props.intents.clone(),
        names,
        selection: props.view.selection.clone(),
        tips,
    }
}

/// Writes the chosen theme where the style sheets read it.
#[hook]
fn use_theme(theme: Theme) {
    use_effect_with(theme, |theme| {
        let document = web_sys::window().and_then(|window| window.document());
        let Some(root) = document.and_then(|document| document.document_element()) else {
            return;
        };
        let _ = match theme {
            Theme::System => root.remove_attribute("data-theme"),
            Theme::Dark => root.set_attribute("data-theme", "dark"),
            Theme::Light => root.set_attribute("data-theme", "light"),
        };
    });
}

fn shown(
    one: Dialog,
    (scene, view): (&Rc<Scene>, &Rc<View>),
    dialog: &UseStateHandle<Option<Dialog>>,
    open: &Callback<Dialog>,
) -> Html {
    let close = {
        let dialog = dialog.setter();
        Callback::from(move |()| dialog.set(None))
    };
    let (title, content) = match one {
        Dialog::Lessons => (
            "library.title",
            html! { <Library view={view.clone()} close={close.clone()} /> },
        ),
        Dialog::Glossary => (
            "glossary.title",
            html! { <Glossary rules={view.rules.clone()} computed={view.computed.clone()} /> },
        ),
        Dialog::Attacks => (
            "attack.title",
            html! { <Attacks outcomes={scene.outcomes.clone()} view={view.clone()} close={close.clone()} /> },
        ),
        Dialog::Systems => ("systems.title", html! { <Systems /> }),
        Dialog::Help => ("head.help", html! { <Help open={open.clone()} /> }),
    };
    html! { <Frame key={title} title={text::say(title)} {close}>{ content }</Frame> }
}
