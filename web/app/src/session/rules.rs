//! Formulas of the glossary: asked for, computed by the worker, kept until the page ends.

use std::rc::Rc;

use bilayer_protocol::{Request, RuleCard, RuleResult};

use super::effect::Effect;
use super::state::State;
use crate::intent::RuleIntent;

impl State {
    /// Takes a wish about a formula.
    pub(super) fn calculate(&mut self, intent: RuleIntent) -> Vec<Effect> {
        match intent {
            RuleIntent::List if self.view.rules.is_empty() => vec![self.ask(Request::Rules).1],
            RuleIntent::List => Vec::new(),
            RuleIntent::Compute(name, values) => vec![self.ask(Request::Rule { name, values }).1],
            RuleIntent::Copy(text) => vec![Effect::Copy(text)],
        }
    }

    pub(super) fn list_rules(&mut self, cards: Vec<RuleCard>) {
        self.view.rules = Rc::new(cards);
        self.dirty = true;
    }

    /// Takes the place of what came out of the same formula before.
    pub(super) fn computed(&mut self, result: RuleResult) {
        let results = Rc::make_mut(&mut self.view.computed);
        results.retain(|one| one.name != result.name);
        results.push(result);
        self.dirty = true;
    }
}
