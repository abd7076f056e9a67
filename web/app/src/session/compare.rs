//! The same setup under other families of consensus: asked for, shown, opened.

use std::rc::Rc;

use bilayer::scene::model::Comparison;
use bilayer_protocol::{Request, Source};

use super::effect::Effect;
use super::state::{Opening, State};
use crate::intent::CompareIntent;
use crate::view::CompareView;

impl State {
    /// Takes a wish about a comparison.
    pub(super) fn compare(&mut self, intent: CompareIntent) -> Vec<Effect> {
        self.dirty = true;
        let running = self.comparing.is_some();
        match intent {
            CompareIntent::Begin => {
                let (number, effect) = self.ask(Request::Compare);
                self.comparing = Some(number);
                self.view.compare = Some(CompareView::Running(None));
                vec![effect]
            }
            CompareIntent::Open(family) => {
                self.forget_comparison();
                vec![self.open(Source::Under(family), Opening::Under)]
            }
            CompareIntent::Close => {
                self.forget_comparison();
                let cancel = running.then(|| self.ask(Request::Cancel).1);
                cancel.into_iter().collect()
            }
        }
    }

    /// Progress was told.
    pub(super) fn comparison_runs(&mut self, done: u32) {
        self.view.compare = Some(CompareView::Running(Some(done)));
        self.dirty = true;
    }

    /// The table is here; one that nobody waits for any more is not shown.
    pub(super) fn compared(&mut self, number: u32, table: Comparison) {
        if self.comparing.take_if(|one| *one == number).is_some() {
            self.view.compare = Some(CompareView::Done(Rc::new(table)));
            self.dirty = true;
        }
    }

    /// The run is another, or nobody waits any more.
    pub(super) fn forget_comparison(&mut self) {
        self.comparing = None;
        self.dirty |= self.view.compare.take().is_some();
    }
}
