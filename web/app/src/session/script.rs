//! The script as a text: shown, edited, played as another course of the run, and taken back.

use std::rc::Rc;

use bilayer::scene::model::Text;
use bilayer_protocol::{Request, Source};

use super::effect::Effect;
use super::state::{Opening, State};
use crate::intent::ScriptIntent;
use crate::view::ScriptView;

impl State {
    /// Takes a wish about the script's text.
    pub(super) fn edit(&mut self, intent: ScriptIntent) -> Vec<Effect> {
        self.dirty = true;
        let text = self.view.script.as_ref().map(|script| script.text.clone());
        match (intent, text) {
            (ScriptIntent::Edit, _) => vec![self.ask(Request::Script).1],
            (ScriptIntent::Type(text), Some(_)) => {
                self.show_script(text, None);
                Vec::new()
            }
            (ScriptIntent::Run, Some(text)) => self.run_script(text),
            (ScriptIntent::Copy, Some(text)) => vec![Effect::Copy(text)],
            (ScriptIntent::Close, _) => {
                self.view.script = None;
                Vec::new()
            }
            (_, None) => Vec::new(),
        }
    }

    /// Shows a text to edit, and what is wrong in it.
    pub(super) fn show_script(&mut self, text: String, fault: Option<Text>) {
        self.view.script = Some(Rc::new(ScriptView {
            text,
            fault,
            running: false,
        }));
        self.dirty = true;
    }

    fn run_script(&mut self, text: String) -> Vec<Effect> {
        self.set_playing(false);
        self.view.script = Some(Rc::new(ScriptView {
            text: text.clone(),
            fault: None,
            running: true,
        }));
        vec![self.open(Source::Script(text), Opening::Edited)]
    }

    /// The edited text was not played: it stays, with what is wrong in it.
    pub(super) fn script_failed(&mut self, fault: Option<Text>) {
        if let Some(script) = self.view.script.clone() {
            self.show_script(script.text.clone(), fault);
        }
    }

    /// Another run is open in the place of the one before, which can be taken back.
    pub(super) fn replaced(&mut self, before: Option<Source>, told: &'static str) {
        self.view.script = None;
        self.before = before;
        self.notice(Text::key(told), false);
        let offers = self.before.is_some();
        for notice in Rc::make_mut(&mut self.view.notices) {
            notice.back = offers && notice.text.key == told;
        }
    }

    /// Opens the run again that another one took the place of.
    pub(super) fn take_back(&mut self) -> Vec<Effect> {
        let notices = Rc::make_mut(&mut self.view.notices);
        notices.retain(|notice| !notice.back);
        self.dirty = true;
        let before = self.before.take();
        let open = before.map(|source| self.open(source, Opening::TakenBack));
        open.into_iter().collect()
    }
}
