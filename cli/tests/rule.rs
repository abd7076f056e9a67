//! `bilayer rule` as a user sees it.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn rule(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilayer"))
        .arg("rule")
        .args(arguments)
        .output()
        .expect("it starts")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

#[test]
fn a_rule_is_one_object_on_one_line() {
    let output = rule(&[
        "base-fee",
        "gas_used=9000000",
        "base_fee=1000000000",
        "gas_limit=20000000",
        "--json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    let text = out(&output);
    assert_eq!(text.lines().count(), 1);
    let object: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(
        object,
        json!({
            "rule": "base-fee",
            "inputs": { "base_fee": 1_000_000_000, "gas_limit": 20_000_000, "gas_used": 9_000_000 },
            "result": 987_500_000,
            "source": "EIP-1559",
        })
    );
}

#[test]
fn for_people_it_is_lines_with_the_source() {
    let output = rule(&["double-spend", "share=1/10", "confirmations=1"]);
    let text = out(&output);
    assert!(text.contains("nakamoto  0.20458"), "{text}");
    assert!(text.contains("exact     0.2\n"), "{text}");
    assert!(text.contains("source: Nakamoto 2008"), "{text}");
}

#[test]
fn the_list_names_every_rule_with_keys_units_and_source() {
    let output = rule(&["--list", "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let listed: Vec<Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let names: Vec<&str> = listed
        .iter()
        .filter_map(|rule| rule["rule"].as_str())
        .collect();
    assert!(names.contains(&"double-spend") && names.contains(&"header"));
    for rule in &listed {
        assert!(!rule["keys"].as_array().expect("keys").is_empty());
        assert!(rule["source"].is_string());
    }
    let told = out(&rule(&["--list"]));
    for name in names {
        assert!(told.contains(name), "{name}");
    }
}

#[test]
fn bad_input_is_refused_with_what_is_expected() {
    let cases: [(&[&str], &str); 8] = [
        (
            &["double-spend", "share=1", "confirmations=6"],
            "share must be at least 0 and below 1",
        ),
        (&["double-spend", "share=0.1"], "needs confirmations"),
        (
            &["double-spend", "share=0.1", "confirmations=6", "colour=red"],
            "keys are share, confirmations",
        ),
        (
            &["subsidy", "height=1", "height=2"],
            "height is given twice",
        ),
        (
            &["subsidy", "height=-1"],
            "height must be a whole number from 0",
        ),
        (&["subsidy", "1"], "key=value is expected"),
        (&["haruspicy", "liver=1"], "possible values"),
        (&[], "NAME"),
    ];
    for (arguments, told) in cases {
        let output = rule(arguments);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(out(&output), "", "{arguments:?}");
        assert!(error.contains(told), "{arguments:?}: {error}");
    }
}

#[test]
fn shells_complete_the_names() {
    let output = Command::new(env!("CARGO_BIN_EXE_bilayer"))
        .args(["completions", "bash"])
        .output()
        .expect("it starts");
    assert!(out(&output).contains("double-spend"));
}
