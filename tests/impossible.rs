//! Figures that can't be are refused by name and place, with what was given and what is possible: setups, commands, rules.

use bilayer::rule;
use bilayer::scenario::{Problem, check, read, shipped};
use bilayer::simulation::MAX_NODES_PAGE;
use serde_json::{Value, json};

/// What is wrong with a scenario that ships once the value at a place is another one.
fn spoiled(id: &str, place: &str, value: &Value) -> Problem {
    let text = shipped(id).expect("ships").text;
    let mut file: Value = serde_json::from_str(text).expect("JSON");
    let (parent, name) = place.rsplit_once('/').expect("a place");
    let parent = file.pointer_mut(parent).expect(place);
    match name.parse::<usize>() {
        Ok(index) => parent[index] = value.clone(),
        Err(_) => parent[name] = value.clone(),
    }
    let text = file.to_string();
    let scenario = read(&text);
    scenario
        .and_then(|scenario| check(&text, &scenario, MAX_NODES_PAGE))
        .expect_err(&format!("{place} {value}"))
}

fn told(problem: &Problem) -> String {
    match &problem.refusal.arguments[..] {
        [] => "-".to_owned(),
        arguments => arguments.join(", "),
    }
}

/// Checks lines of a table: place below `at`, value, key of the refusal, and what it names (given, least, most).
fn refused(id: &str, at: &str, table: &str) {
    for line in table.lines().filter(|line| !line.is_empty()) {
        let cells: Vec<&str> = line.split(" | ").map(str::trim).collect();
        let [place, value, key, arguments] = cells[..] else {
            panic!("four cells: {line}");
        };
        let value: Value = serde_json::from_str(value).expect(line);
        let problem = spoiled(id, &format!("{at}{place}"), &value);
        assert_eq!(problem.refusal.key, key, "{line}: {problem:?}");
        assert_eq!(told(&problem), arguments, "{line}");
        assert!(!problem.path.is_empty(), "{line}");
    }
}

const WORLD: &str = r#"
/gas_limit | 99999 | setup.range | 99999, 100000, 1000000000
/latency | "2h" | setup.range | 2h, 0s, 10m
/client_latency | "11m" | setup.range | 11m, 0s, 10m
/direct_latency | "11m" | setup.range | 11m, 0s, 10m
/jitter | 1001 | setup.range | 1001, 0, 1000
/nodes | [] | setup.range | 0, 1, 128
/links/0/latency | "11m" | setup.range | 11m, 0s, 10m
/people/0/balance | "18446744073.709551615" | setup.supply | -
"#;

const MARKET: &str = r#"
/market/base_fee | "1.1" | setup.range | 1.1, 0, 1
/market/pool_limit | 0 | setup.range | 0, 1, 100000
/crowds/0/accounts | 0 | setup.range | 0, 1, 1000
/crowds/0/demand | {"steady": {"per_minute": 6001}} | crowd.demand | 6000, 9
"#;

const WORK: &str = r#"
/consensus | {"pow": {"spacing": 0}} | setup.range | 0, 1, 86400
/consensus | {"pow": {"window": 2}} | setup.range | 2, 3, 100000
/consensus | {"pow": {"maturity": 0}} | setup.range | 0, 1, 100000
/consensus | {"pow": {"halving": 0}} | setup.range | 0, 1, 18446744073709551615
/consensus | {"pow": {"subsidy": "1000001"}} | setup.range | 1000001, 0, 1000000
/consensus | {"pow": {"bits": 0}} | setup.target | 0x00000000, 0x200fffff
/consensus | {"pow": {"bits": 562036735}} | setup.target | 0x217fffff, 0x200fffff
"#;

const STAKE: &str = r#"
/consensus/stake/validators | [] | setup.range | 0, 1, 4096
/consensus/stake/validators/0/count | 0 | setup.range | 0, 1, 4096
/consensus/stake/validators/0/count | 4294967295 | setup.range | 4294967295, 1, 4096
/consensus/stake/validators/0/count | 4096 | setup.range | 4152, 1, 4096
/consensus/stake/validators/0/node | "Nobody" | name.unknown | Nobody
/consensus/stake/boost | 101 | setup.range | 101, 0, 100
/consensus/stake/boost | 0 | stake.too-few-votes | 8, 100
/consensus/stake/preset | "large" | setup.choice | large, mainnet or minimal
/consensus/stake/copies | [{"node": "Nobody", "of": "Faro"}] | name.unknown | Nobody
/consensus/stake/copies | [{"node": "Faro", "of": "Faro"}] | stake.no-keys-to-copy | Faro
/nodes/0/hash_rate | 5 | setup.unheeded | stake
"#;

const DELEGATED: &str = r#"
/consensus/delegated/seats | 0 | setup.range | 0, 1, 125
/consensus/delegated/seats | 126 | setup.range | 126, 1, 125
/consensus/delegated/producers | [] | setup.range | 0, 1, 21
/consensus/delegated/activation | 101 | setup.range | 101, 0, 100
/consensus/delegated/refund_delay | "8785h" | setup.range | 8785h, 0s, 8784h
/consensus/delegated/claim_interval | "8785h" | setup.range | 8785h, 0s, 8784h
/market | {"base_fee": "0.1"} | setup.unheeded | delegated
/nodes/0/hash_rate | 5 | setup.unheeded | delegated
/network | {"headers_first": true} | headers.schedule-changes | -
"#;

const NETWORK: &str = r#"
/network/block_bytes | 33554433 | setup.range | 33554433, 0, 33554432
/network/light | [{"name": "Lea", "nodes": []}] | setup.range | 0, 1, 16
/network/light | [{"name": "Lea", "nodes": ["Eve"]}] | name.not-a-node | Eve
/network/discovery/outbound | 17 | setup.range | 17, 1, 16
/network/discovery/inbound | 118 | setup.range | 118, 0, 117
/network/discovery/seeds | [] | setup.range | 0, 1, 64
/network/discovery/seeds/0 | "Nobody" | name.unknown | Nobody
/network/discovery/flooders/0/endpoints | 4097 | setup.range | 4097, 1, 4096
/network/discovery/flooders/0/groups | 2001 | setup.range | 2001, 1, 2000
/network/discovery/flooders/0/victim | "Nobody" | name.unknown | Nobody
/people/0/node | "Eve" | name.not-a-node | Eve
"#;

#[test]
fn of_every_world() {
    refused("sandbox", "/setup", WORLD);
}

#[test]
fn of_what_nodes_do_on_the_network() {
    refused("eclipse", "/setup", NETWORK);
    let seeds = Value::from(vec!["n1"; 65]);
    let problem = spoiled("eclipse", "/setup/network/discovery/seeds", &seeds);
    assert_eq!(told(&problem), "65, 1, 64");
}

#[test]
fn of_a_market_and_its_crowds() {
    refused("fee-market", "/setup", MARKET);
}

#[test]
fn of_proof_of_work() {
    refused("sandbox", "/setup", WORK);
}

#[test]
fn of_proof_of_stake() {
    refused("proof-of-stake", "/setup", STAKE);
}

#[test]
fn of_delegation() {
    refused("delegated", "/setup", DELEGATED);
}

#[test]
fn what_is_no_such_number_at_all_is_told_with_what_stands_there() {
    for (place, value) in [
        ("/setup/latency", json!("-5s")),
        ("/setup/people/0/balance", json!("-1")),
        ("/setup/people/0/balance", json!("18446744074")),
        ("/setup/nodes/0/hash_rate", json!(-1)),
        ("/until", json!("-1m")),
    ] {
        let problem = spoiled("sandbox", place, &value);
        assert_eq!(problem.refusal.key, "file.content", "{place}");
        assert!(!problem.refusal.arguments[0].is_empty());
    }
}

#[test]
fn of_every_rule() {
    let beyond = [
        "-1",
        "18446744073709551616",
        "1.5",
        "9/0",
        "?",
        "99999999999999999999:1",
    ];
    let mut count = 0;
    for rule in rule::rules() {
        for key in rule.keys {
            for value in beyond {
                let pairs: Vec<(&str, &str)> = rule
                    .keys
                    .iter()
                    .map(|other| {
                        (
                            other.name,
                            if other.name == key.name {
                                value
                            } else {
                                other.example
                            },
                        )
                    })
                    .collect();
                let Err(problem) = rule.compute(&pairs) else {
                    continue;
                };
                let told = format!("{} must be {}", key.name, key.expected());
                assert_eq!(problem.0, told, "{} {}={value}", rule.name, key.name);
                count += 1;
            }
            let wrong = rule.compute(&[(key.name, "?")]);
            assert!(wrong.is_err(), "{} {}", rule.name, key.name);
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn of_a_miners_share() {
    let pairs = [("share", "1"), ("gamma", "0.5")];
    let problem = rule::rule("selfish-mining")
        .expect("a rule")
        .compute(&pairs);
    let told = problem.err().expect("alpha is below a half").0;
    assert!(told.starts_with("share must be at least 0 and"), "{told}");
    let pairs = [("share", "1"), ("confirmations", "6")];
    let problem = rule::rule("double-spend").expect("a rule").compute(&pairs);
    let told = problem.err().expect("a share of all").0;
    assert!(told.starts_with("share must be at least 0 and"), "{told}");
}
