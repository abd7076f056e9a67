//! The run as its commands; a press goes to the moment of one, or shows them as a text to edit.

use super::script_text::ScriptText;
use crate::context::{Page, use_page};
use crate::intent::{Intent, ScriptIntent};
use crate::text;
use crate::view::{BranchEntry, ScriptView};
use bilayer::scene::model::{Script as Data, ScriptLine};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The commands.
    pub script: Arc<Data>,
    /// The branches of the run.
    pub branches: Rc<Vec<BranchEntry>>,
    /// The text that is edited.
    pub text: Option<Rc<ScriptView>>,
}

/// Draws the script.
#[component]
pub fn Script(props: &Props) -> Html {
    let page = use_page();
    if let Some(script) = &props.text {
        return html! { <ScriptText script={script.clone()} /> };
    }
    let data = &props.script;
    let lines = data
        .lines
        .iter()
        .enumerate()
        .map(|(index, one)| line(one, index as u32, data.done, &page));
    html! {
        <div class="script" tabindex="0">
            <p class="panel-note">
                { text::say_with("script.note", &[("count", data.lines.len().to_string())]) }
                <button type="button" class="plain link" onclick={page.wish(Intent::Script(ScriptIntent::Edit))}>{ text::say("script.edit") }</button>
                <button type="button" class="plain link" onclick={page.wish(Intent::Export)}>{ text::say("script.download") }</button>
            </p>
            if props.branches.len() > 1 { <div class="branches" role="group" aria-label={text::say("script.branches")}>{ for props.branches.iter().map(|one| branch(one, &page)) }</div> }
            <ol>{ for lines }</ol>
            if data.lines.is_empty() { <p class="quiet">{ text::say("script.empty") }</p> }
        </div>
    }
}

fn line(line: &ScriptLine, index: u32, done: u32, page: &Page) -> Html {
    let class = classes!(
        (index >= done).then_some("to-come"),
        (index + 1 == done).then_some("now"),
        line.of_scenario.then_some("given")
    );
    let verb = text::say(&format!("{}.verb", line.text.key));
    html! {
        <li {class}>
            <button type="button" class="plain" title={text::say("script.go")} onclick={page.wish(Intent::SeekPlace(line.place))}>
                <time>{ text::short_clock(line.at) }</time><b>{ verb }</b><span>{ text::tell(&line.text, &page.names) }</span>
                if line.of_scenario { <i>{ text::say("script.given") }</i> }
            </button>
        </li>
    }
}

fn branch(branch: &BranchEntry, page: &Page) -> Html {
    html! {
        <button type="button" class="chip" aria-pressed={branch.shown.to_string()} onclick={page.wish(Intent::Branch(branch.number))}>{ &branch.name }</button>
    }
}
