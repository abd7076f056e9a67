//! Every rule gives the figures of its source: a table of commands and results, read as the terminal reads them.

use bilayer::rule::{rule, rules};
use serde_json::Value;

const VECTORS: &str = include_str!("vectors.txt");

fn vectors() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = VECTORS.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split_once(" => ").expect("a rule and its result"))
}

fn computed(line: &str) -> Value {
    let mut words = line.split(' ');
    let name = words.next().expect("a name");
    let pairs: Vec<(&str, &str)> = words
        .map(|word| word.split_once('=').expect("key=value"))
        .collect();
    let computed = rule(name).and_then(|rule| rule.compute(&pairs));
    let computed = computed.unwrap_or_else(|problem| panic!("{line}: {problem}"));
    let object: Value = serde_json::from_str(&computed.to_value().to_string()).expect("JSON");
    object["result"].clone()
}

/// Whole numbers, texts and truths exactly; numbers with decimals to half a unit of the seventh place.
fn is_as_told(found: &Value, told: &Value) -> bool {
    match (found, told) {
        (Value::Object(found), Value::Object(told)) => {
            found.len() == told.len()
                && told.iter().all(|(name, told)| {
                    found.get(name).is_some_and(|found| is_as_told(found, told))
                })
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            let [one, other] = [one, other].map(|number| number.as_f64().expect("a number"));
            (one - other).abs() < 0.000_000_51
        }
        _ => found == told,
    }
}

#[test]
fn every_vector_is_reached() {
    for (line, told) in vectors() {
        let told: Value = serde_json::from_str(told).expect("JSON");
        let found = computed(line);
        assert!(is_as_told(&found, &told), "{line}: {found}, {told} is told");
    }
}

#[test]
fn every_rule_has_a_vector() {
    for rule in rules() {
        let has = |line: &str| line.split(' ').next() == Some(rule.name);
        assert!(vectors().any(|(line, _)| has(line)), "{}", rule.name);
    }
}

#[test]
fn another_figure_would_be_noticed() {
    let found = computed("double-spend share=0.1 confirmations=6");
    let with = |exact: &str| {
        let told = format!(r#"{{"nakamoto":0.0002428,"exact":{exact}}}"#);
        is_as_told(&found, &serde_json::from_str(&told).expect("JSON"))
    };
    assert!(with("0.0005914") && !with("0.0005900"));
    assert!(!is_as_told(&found, &Value::Null));
}
