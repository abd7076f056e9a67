//! `bilayer rule`: one formula, computed from `key=value` pairs, or the list of all.

use bilayer::rule::{Rule, rule, rules};

use crate::arguments::RuleOptions;
use crate::failure::Failure;
use crate::put;

/// Computes a rule, or lists them.
pub fn run(options: &RuleOptions) -> Result<(), Failure> {
    match &options.name {
        Some(name) if !options.list => compute(name, options),
        _ => put(&listed(options.json)),
    }
}

fn compute(name: &str, options: &RuleOptions) -> Result<(), Failure> {
    let rule = rule(name).map_err(|problem| refused(&problem))?;
    let pairs: Result<Vec<_>, Failure> = options.pairs.iter().map(|pair| split(pair)).collect();
    let computed = rule.compute(&pairs?).map_err(|problem| refused(&problem))?;
    put(&if options.json {
        format!("{}\n", computed.to_value())
    } else {
        format!("{}source: {}\n", computed.result.lines(), rule.source)
    })
}

fn refused(problem: &bilayer::rule::Problem) -> Failure {
    Failure::input(problem.to_string())
}

fn split(pair: &str) -> Result<(&str, &str), Failure> {
    pair.split_once('=')
        .ok_or_else(|| Failure::input(format!("{pair}: key=value is expected")))
}

fn listed(as_json: bool) -> String {
    rules()
        .map(|rule| {
            if as_json {
                format!("{}\n", rule.described())
            } else {
                told(rule)
            }
        })
        .collect()
}

fn told(rule: &Rule) -> String {
    let mut text = format!("{}\n  {}\n", rule.name, rule.about);
    for key in rule.keys {
        text += &format!("  {} = {}\n", key.name, key.expected());
    }
    let example: Vec<String> = rule
        .keys
        .iter()
        .map(|key| format!("{}={}", key.name, key.example))
        .collect();
    text + &format!(
        "  example: bilayer rule {} {}\n  source: {}\n\n",
        rule.name,
        example.join(" "),
        rule.source
    )
}

/// The names of all rules, for completion.
pub fn names() -> Vec<&'static str> {
    rules().map(|rule| rule.name).collect()
}
