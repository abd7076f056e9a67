//! What holds for every rule: it computes from its examples, refuses what it must, and is described.

use super::*;

fn examples(rule: &Rule) -> Vec<(&'static str, &'static str)> {
    let keys = rule.keys.iter();
    keys.map(|key| (key.name, key.example)).collect()
}

#[test]
fn every_rule_computes_from_its_examples() {
    for rule in rules() {
        let computed = rule.compute(&examples(rule));
        let computed = computed.unwrap_or_else(|problem| panic!("{}: {problem}", rule.name));
        let json: serde_json::Value =
            serde_json::from_str(&computed.to_value().to_string()).expect("JSON");
        assert_eq!(json["rule"], rule.name);
        assert!(!json["result"].is_null(), "{}", rule.name);
        let inputs = json["inputs"].as_object().expect("an object");
        assert_eq!(inputs.len(), rule.keys.len(), "{}", rule.name);
        assert!(!rule.source.is_empty() && rule.about.ends_with('.'));
    }
}

#[test]
fn the_documentation_names_every_rule_and_its_keys() {
    let document = include_str!("../../docs/rules.md");
    for rule in rules() {
        let row = format!("| `{}` | ", rule.name);
        let row = document.lines().find(|line| line.starts_with(&row));
        let row = row.unwrap_or_else(|| panic!("{} has no row", rule.name));
        for key in rule.keys {
            assert!(row.contains(&format!("`{}`", key.name)), "{}", rule.name);
        }
    }
}

#[test]
fn names_are_unique() {
    for one in rules() {
        assert_eq!(rules().filter(|rule| rule.name == one.name).count(), 1);
    }
}

#[test]
fn every_missing_unknown_double_or_malformed_key_is_refused_by_name() {
    for rule in rules() {
        let good = examples(rule);
        for at in 0..good.len() {
            let name = good[at].0;
            let refused = |pairs: &[(&str, &str)], told: &str| {
                let problem = rule
                    .compute(pairs)
                    .err()
                    .unwrap_or_else(|| panic!("{} took {pairs:?}", rule.name));
                assert!(
                    problem.0.contains(told) && problem.0.contains(name),
                    "{problem}"
                );
            };
            let mut pairs = good.clone();
            pairs.remove(at);
            refused(&pairs, "needs");
            pairs = good.clone();
            pairs.push(good[at]);
            refused(&pairs, "twice");
            pairs = good.clone();
            pairs.push(("colour", "red"));
            refused(&pairs, "has no key colour");
            for value in ["-1", "x", "1 ", "0.5e3", "99999999999999999999999", "💥"] {
                pairs = good.clone();
                pairs[at].1 = value;
                refused(&pairs, "must be");
            }
        }
    }
}

#[test]
fn ranges_are_told() {
    let cases: [(&str, &[(&str, &str)], &str); 6] = [
        (
            "double-spend",
            &[("share", "1"), ("confirmations", "6")],
            "share must be at least 0 and below 1, such as 0.25 or 1/3 (of the hash rate)",
        ),
        (
            "double-spend",
            &[("share", "0.1"), ("confirmations", "1001")],
            "confirmations must be a whole number from 0 to 1000 (blocks)",
        ),
        (
            "selfish-mining",
            &[("share", "0.51"), ("gamma", "0")],
            "share must be at least 0 and at most 0.5, such as 0.25 or 1/3 (of the hash rate)",
        ),
        (
            "base-fee",
            &[
                ("base_fee", "7"),
                ("gas_limit", "10000"),
                ("gas_used", "10001"),
            ],
            "gas_used must be at most gas_limit, 10000",
        ),
        (
            "work",
            &[("bits", "04923456")],
            "bits must be a valid target, and are a negative target",
        ),
        (
            "fake-exponential",
            &[("factor", "1"), ("numerator", "1000"), ("denominator", "1")],
            "the result must fit into 256 bits",
        ),
    ];
    for (name, pairs, told) in cases {
        let refused = rule(name).expect("a rule").compute(pairs).err();
        assert_eq!(refused, Some(Problem(told.to_owned())));
    }
    assert!(rule("haruspicy").is_err());
}

#[test]
fn values_are_json() {
    let value = Value::Fields(vec![
        ("a", Value::wholes([1, u64::MAX])),
        ("b", Value::text("x\"\\\n")),
        ("c", Value::Decimal(1_050_000_000_000)),
        ("d", Value::large(ruint::aliases::U256::from(u128::MAX))),
        ("e", Value::Nothing),
    ]);
    assert_eq!(
        value.to_string(),
        r#"{"a":[1,18446744073709551615],"b":"x\"\\\u000a","c":1.05,"d":"340282366920938463463374607431768211455","e":null}"#
    );
    assert_eq!(Value::Decimal(1).to_string(), "0.000000000001");
    assert_eq!(Value::Decimal(0).to_string(), "0");
}
