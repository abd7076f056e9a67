//! Formulas that can be called without a world: each through the very function that the simulation uses.

mod dpos;
mod fees;
mod gasper;
mod key;
mod merkle;
mod pegs;
mod pow;
mod value;

use std::fmt;

pub use key::{Argument, Inputs, Key, Kind};
pub use value::Value;

/// A formula with a name.
pub struct Rule {
    /// Its name, such as `base-fee`.
    pub name: &'static str,
    /// What it computes, in one sentence.
    pub about: &'static str,
    /// What it needs, all of it.
    pub keys: &'static [Key],
    /// Where it is from: a paper, an EIP, a path in a specification.
    pub source: &'static str,
    compute: fn(&Inputs) -> Result<Value, Problem>,
}

/// Why a rule was not computed: a sentence that says what is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(pub String);

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Problem {}

/// Rules of one subject each, in the order in which they are listed.
const TABLES: [&[Rule]; 6] = [
    pow::RULES,
    merkle::RULES,
    fees::RULES,
    gasper::RULES,
    dpos::RULES,
    pegs::RULES,
];

/// All rules.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.into_iter().flatten()
}

/// The rule with this name.
///
/// # Errors
/// If there is none.
pub fn rule(name: &str) -> Result<&'static Rule, Problem> {
    rules()
        .find(|rule| rule.name == name)
        .ok_or_else(|| Problem(format!("there is no rule {name}")))
}

/// A computed rule.
pub struct Computed {
    rule: &'static Rule,
    inputs: Value,
    /// What came out.
    pub result: Value,
}

impl Rule {
    /// Computes the rule from `key=value` pairs.
    ///
    /// # Errors
    /// Names a key that is unknown, missing or given twice, or what a value must be.
    pub fn compute(&'static self, pairs: &[(&str, &str)]) -> Result<Computed, Problem> {
        let inputs = Inputs::read(self, pairs)?;
        let result = (self.compute)(&inputs)?;
        Ok(Computed {
            rule: self,
            inputs: inputs.to_value(),
            result,
        })
    }

    /// The rule as an object: what it computes, its keys and its source.
    #[must_use]
    pub fn described(&self) -> Value {
        let keys = self.keys.iter().map(Key::described).collect();
        Value::Fields(vec![
            ("rule", Value::text(self.name)),
            ("about", Value::text(self.about)),
            ("keys", Value::List(keys)),
            ("source", Value::text(self.source)),
        ])
    }
}

impl Computed {
    /// The object `{"rule", "inputs", "result", "source"}`.
    #[must_use]
    pub fn to_value(&self) -> Value {
        Value::Fields(vec![
            ("rule", Value::text(self.rule.name)),
            ("inputs", self.inputs.clone()),
            ("result", self.result.clone()),
            ("source", Value::text(self.rule.source)),
        ])
    }
}

#[cfg(test)]
mod tests;
