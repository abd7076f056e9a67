//! Formulas computed for the page, without a world.

use bilayer::rule::{rule, rules};
use bilayer_protocol::{RuleCard, RuleResult};

/// All formulas.
pub fn cards() -> Vec<RuleCard> {
    rules()
        .map(|rule| RuleCard {
            name: rule.name.to_owned(),
            about: rule.about.to_owned(),
            source: rule.source.to_owned(),
            keys: rule
                .keys
                .iter()
                .map(|key| {
                    let (name, example) = (key.name.to_owned(), key.example.to_owned());
                    [name, key.expected(), example]
                })
                .collect(),
        })
        .collect()
}

/// Computes one from the values of its keys, in their order.
pub fn compute(name: &str, values: &[String]) -> RuleResult {
    let computed = rule(name).and_then(|rule| {
        let keys = rule.keys.iter().map(|key| key.name);
        let pairs: Vec<(&str, &str)> = keys.zip(values.iter().map(|value| value.trim())).collect();
        rule.compute(&pairs)
    });
    let (told, json) = match computed {
        Ok(computed) => (computed.result.lines(), computed.to_value().to_string()),
        Err(problem) => (problem.to_string(), String::new()),
    };
    RuleResult {
        name: name.to_owned(),
        told,
        json,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_computes_from_its_examples() {
        for card in cards() {
            let values: Vec<String> = card
                .keys
                .iter()
                .map(|[.., example]| example.clone())
                .collect();
            let result = compute(&card.name, &values);
            assert!(
                !result.told.is_empty() && result.json.contains(&card.name),
                "{result:?}"
            );
            assert!(compute(&card.name, &[]).json.is_empty());
        }
    }

    #[test]
    fn the_glossary_has_a_place_for_each() {
        let text = include_str!("../../app/src/text/en.txt");
        let places = text.lines().filter_map(|line| line.split_once(".rules = "));
        let mut placed: Vec<&str> = places.flat_map(|(_, names)| names.split(' ')).collect();
        let mut names: Vec<&str> = rules().map(|rule| rule.name).collect();
        placed.sort_unstable();
        names.sort_unstable();
        assert_eq!(placed, names);
    }

    #[test]
    fn what_is_wrong_is_told() {
        let result = compute("subsidy", &["ten".to_owned()]);
        assert!(
            result.told.starts_with("height must be a whole number"),
            "{}",
            result.told
        );
        assert!(result.json.is_empty());
    }
}
