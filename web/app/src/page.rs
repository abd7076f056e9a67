//! The page: header, rail, stage, inspector, tabs; on a phone, sheets from below.

use crate::context::{Page as Context, Tip};
use crate::inspect::Inspector;
use crate::intent::{Intent, Theme};
use crate::keys::use_keys;
use crate::names::Names;
use crate::panel::dialog::Frame;
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
use crate::stage::Stage;
use crate::text;
use crate::view::{Clock, View};
use bilayer::scene::model::Scene;
use std::rc::Rc;
use yew::prelude::*;

/// What is shown, and where wishes go.
#[derive(Properties, PartialEq)]
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
    let (scene, view) = (&props.scene, &props.view);
    let tip = use_state(|| None::<Tip>);
    let dialog = use_state(|| None::<Dialog>);
    let sheet = use_state(|| None::<Sheet>);
    let tab = use_state(|| Tab::Timeline);
    let context = use_context_value(props, &tip);
    use_theme(view.theme);
    use_keys(props.intents.clone(), {
        let dialog = dialog.setter();
        Callback::from(move |()| dialog.set(Some(Dialog::Help)))
    });
    let open_dialog = {
        let dialog = dialog.setter();
        Callback::from(move |one: Dialog| dialog.set(Some(one)))
    };
    let open_sheet = {
        let sheet = sheet.setter();
        Callback::from(move |one: Option<Sheet>| sheet.set(one))
    };
    let open_tab = {
        let tab = tab.setter();
        Callback::from(move |one: Tab| tab.set(one))
    };
    let at = |one: Sheet| (*sheet == Some(one)).then_some("raised");
    html! {
        <ContextProvider<Context> {context}>
            <div class={classes!("page", view.lesson.is_some().then_some("in-lesson"), sheet.is_some().then_some("with-sheet"))}>
                <a class="skip" href="#stage">{ text::say("ui.skip") }</a>
                <Header place={scene.place} facts={scene.header.clone()} view={view.clone()} open={open_dialog.clone()} />
                <aside class={classes!("rail", "sheet", at(Sheet::Rail))} aria-label={text::say("rail.title")}>
                    <Rail offers={scene.offers.clone()} view={view.clone()} />
                </aside>
                <main id="stage" tabindex="-1">
                    <Stage scene={scene.clone()} clock={props.clock.clone()} slowed_for={view.slowed_for.clone()} embed={view.embed.clone()} />
                </main>
                <aside class={classes!("right", "sheet", at(Sheet::Inspector))} aria-label={text::say("inspector.title")} tabindex="0">
                    <Inspector inspection={scene.inspection.clone()} offers={scene.offers.clone()} seen_as={scene.network.seen_as} open={open_dialog.clone()} />
                </aside>
                <footer class={classes!("lower", "sheet", (*tab != Tab::Timeline).then_some("tall"), at(Sheet::Tabs))}>
                    <Tabs scene={scene.clone()} view={view.clone()} tab={*tab} open={open_tab} />
                </footer>
                <SheetBar sheet={*sheet} open={open_sheet} />
                if let Some(share) = &view.share { <Share share={share.clone()} /> }
                <Notices view={view.clone()} />
                <Live captions={scene.captions.clone()} />
                <TipBox tip={(*tip).clone()} />
                if let Some(one) = *dialog { { shown(one, view, &dialog, &open_dialog) } }
            </div>
        </ContextProvider<Context>>
    }
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
    view: &Rc<View>,
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
        Dialog::Glossary => ("glossary.title", html! { <Glossary /> }),
        Dialog::Systems => ("systems.title", html! { <Systems /> }),
        Dialog::Help => ("head.help", html! { <Help open={open.clone()} /> }),
    };
    html! { <Frame key={title} title={text::say(title)} {close}>{ content }</Frame> }
}
