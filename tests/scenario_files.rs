//! Scenario files: what ships can be played, and what is wrong in a file is told with its place.

use bilayer::base::{Span, Time};
use bilayer::scenario::{
    self, MAX_FILE, Problem, SHIPPED, Scenario, check, check_played, read, shipped,
};
use bilayer::simulation::{MAX_NODES_PAGE, MAX_NODES_TERMINAL, NodeSetup};

fn sandbox() -> String {
    shipped("sandbox").expect("it ships").text.to_owned()
}

/// What is wrong with the sandbox's file once `part` is replaced.
fn spoiled(part: &str, by: &str) -> Problem {
    let text = sandbox();
    assert!(text.contains(part), "{part}");
    let text = text.replacen(part, by, 1);
    read(&text)
        .and_then(|scenario| check(&text, &scenario, MAX_NODES_PAGE))
        .expect_err(by)
}

/// The text that stands at a problem's place.
fn pointed_at(text: &str, problem: &Problem) -> String {
    let line = text.lines().nth(problem.line as usize - 1).expect("a line");
    line[problem.column as usize - 1..].to_owned()
}

#[test]
fn every_shipped_scenario_is_played_to_its_end_with_no_command_refused() {
    for each in SHIPPED {
        let scenario = each
            .read()
            .unwrap_or_else(|problem| panic!("{}: {problem:?}", each.id));
        assert_eq!(scenario.id, each.id);
        assert!(scenario.start_at <= scenario.until, "{}", each.id);
        let refused = check_played(each.text, &scenario, MAX_NODES_PAGE).expect("it begins");
        assert_eq!(refused, [], "{}", each.id);
    }
}

#[test]
fn every_file_of_the_folder_ships() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");
    for file in std::fs::read_dir(folder).expect("there") {
        let name = file.expect("readable").file_name();
        let name = name.to_string_lossy();
        if let Some(id) = name.strip_suffix(".json").filter(|id| *id != "schema") {
            assert!(shipped(id).is_some(), "{name} is not in the table");
        }
    }
}

#[test]
fn the_committed_schema_is_the_one_of_the_types() {
    assert!(
        include_str!("../scenarios/schema.json") == scenario::schema(),
        "run `cargo run -p bilayer-cli -- schema > scenarios/schema.json`"
    );
}

#[test]
fn a_scenario_comes_back_from_its_own_json() {
    let scenario = shipped("first-minute")
        .expect("it ships")
        .read()
        .expect("it reads");
    let text = serde_json::to_string(&scenario).expect("writes");
    assert_eq!(read(&text).expect("reads"), scenario);
}

#[test]
fn an_unknown_field_is_told_with_line_column_and_path() {
    let problem = spoiled("\"hash_rate\": 40", "\"hash_rat\": 40");
    assert_eq!(problem.refusal.key, "file.content");
    assert!(problem.refusal.arguments[0].contains("unknown field `hash_rat`"));
    assert_eq!(problem.path, "setup.nodes[0].hash_rat");
    assert_eq!(problem.line, 11);
    assert!(problem.column > 1);
}

#[test]
fn a_wrong_type_is_told_with_its_place() {
    let problem = spoiled("\"hash_rate\": 28", "\"hash_rate\": \"fast\"");
    assert_eq!(problem.refusal.key, "file.content");
    assert_eq!(problem.path, "setup.nodes[2].hash_rate");
    let problem = spoiled("\"latency\": \"900ms\"", "\"latency\": \"900\"");
    assert_eq!(problem.path, "setup.links[1].latency");
    assert!(
        problem.refusal.arguments[0].contains("unknown unit"),
        "{problem:?}"
    );
    let problem = spoiled("\"balance\": \"100\"", "\"balance\": \"-1\"");
    assert_eq!(problem.path, "setup.people[0].balance");
    let problem = spoiled("\"hash_rate\": 40", "\"hash_rate\": -1");
    assert_eq!(problem.path, "setup.nodes[0].hash_rate");
}

#[test]
fn broken_json_is_told_with_its_place() {
    let problem = spoiled("\"seed\": 1,", "\"seed\": 1");
    assert_eq!(problem.refusal.key, "file.json");
    assert_eq!(problem.line, 10);
    let problem = spoiled("\n}\n", "\n}\n}");
    assert_eq!(problem.refusal.key, "file.json");
}

#[test]
fn a_number_out_of_range_is_told_with_its_place() {
    for (part, by, path) in [
        (
            "\"seed\": 1",
            "\"seed\": 1, \"gas_limit\": 5",
            "setup.gas_limit",
        ),
        (
            "\"latency\": \"700ms\"",
            "\"latency\": \"700h\"",
            "setup.links[2].latency",
        ),
        (
            "\"seed\": 1",
            "\"seed\": 1, \"consensus\": {\"pow\": {\"spacing\": 0}}",
            "setup.consensus.pow.spacing",
        ),
        ("\"until\": \"20m\"", "\"until\": \"2000h\"", "until"),
    ] {
        let problem = spoiled(part, by);
        assert_eq!(problem.path, path);
        let text = sandbox().replacen(part, by, 1);
        let stands = pointed_at(&text, &problem);
        assert!(
            ["5", "\"700h\"", "0", "\"2000h\""]
                .iter()
                .any(|value| stands.starts_with(value)),
            "{stands}"
        );
    }
}

#[test]
fn names_that_nobody_has_are_told_with_their_place() {
    let problem = spoiled("\"b\": \"West\"", "\"b\": \"Wets\"");
    assert_eq!(problem.refusal.key, "name.unknown");
    assert_eq!(problem.path, "setup.links[2].b");
    let text = sandbox().replacen("\"b\": \"West\"", "\"b\": \"Wets\"", 1);
    assert!(pointed_at(&text, &problem).starts_with("\"Wets\""));
    let problem = spoiled("\"name\": \"East\"", "\"name\": \"North\"");
    assert_eq!(problem.refusal.key, "name.taken");
    assert_eq!(problem.path, "setup.nodes[1]");
}

#[test]
fn another_version_is_told_before_anything_else() {
    let problem = spoiled("\"version\": 1", "\"version\": 7, \"novelty\": true");
    assert_eq!(problem.refusal.key, "file.version");
    assert_eq!(problem.refusal.arguments, ["7", "1"]);
    assert_eq!((problem.line, problem.path.as_str()), (3, "version"));
}

#[test]
fn a_file_over_a_mebibyte_is_refused_unread() {
    let problem = read(&" ".repeat(MAX_FILE + 1)).expect_err("too large");
    assert_eq!(problem.refusal.key, "file.too-large");
}

#[test]
fn nested_lists_without_end_are_refused() {
    let problem = read(&"[".repeat(100_000)).expect_err("no object");
    assert!(problem.refusal.key.starts_with("file."));
    let text = format!("{{\"version\":1,\"setup\":{}", "{\"a\":".repeat(10_000));
    assert!(read(&text).is_err());
}

fn with_nodes(count: usize) -> Scenario {
    let mut scenario = read(&sandbox()).expect("it reads");
    let node = scenario.setup.nodes[1].clone();
    while scenario.setup.nodes.len() < count {
        let mut more = node.clone();
        more.name = format!("n{}", scenario.setup.nodes.len());
        scenario.setup.nodes.push(more);
    }
    scenario
}

#[test]
fn page_and_terminal_each_have_their_most_nodes() {
    assert!(check("", &with_nodes(MAX_NODES_PAGE), MAX_NODES_PAGE).is_ok());
    let over = with_nodes(MAX_NODES_PAGE + 1);
    let problem = check("", &over, MAX_NODES_PAGE).expect_err("too many for the page");
    assert_eq!(problem.refusal.key, "node.too-many");
    assert_eq!(problem.path, "setup.nodes");
    assert!(check("", &over, MAX_NODES_TERMINAL).is_ok());
    let over = with_nodes(MAX_NODES_TERMINAL + 1);
    assert!(check("", &over, MAX_NODES_TERMINAL).is_err());
}

/// The sandbox with a script of one entry.
fn scripted(repetition: &str) -> String {
    let command =
        r#"{"wallet":{"transfer":{"from":"Ana","to":"Ben","amount":"1","gas_price":null}}}"#;
    let script =
        format!(r#""seed": 1, "script": [{{"at":"10s",{repetition}"command":{command}}}],"#);
    sandbox().replacen("\"seed\": 1,", &script, 1)
}

#[test]
fn a_command_of_the_script_may_repeat() {
    let text = scripted("\"every\":\"15s\",\"times\":20,");
    let scenario = read(&text).expect("it reads");
    let moments: Vec<Time> = scenario.setup.script[0].moments().collect();
    assert_eq!(moments.len(), 20);
    assert_eq!(moments[19], Time::from_secs(10 + 19 * 15));
    assert_eq!(
        check_played(&text, &scenario, MAX_NODES_PAGE).expect("begins"),
        []
    );
}

#[test]
fn a_script_repeats_within_bounds() {
    for (repetition, key, path) in [
        ("\"times\":2,", "script.every", "setup.script[0]"),
        (
            "\"every\":\"0s\",\"times\":2,",
            "script.every",
            "setup.script[0]",
        ),
        ("\"times\":0,", "setup.range", "setup.script[0].times"),
        (
            "\"every\":\"1s\",\"times\":4000000000,",
            "script.too-many",
            "setup.script[0]",
        ),
    ] {
        let text = scripted(repetition);
        let scenario = read(&text).expect("it reads");
        let problem = check(&text, &scenario, MAX_NODES_PAGE).expect_err(repetition);
        assert_eq!(
            (problem.refusal.key.as_str(), problem.path.as_str()),
            (key, path)
        );
        assert!(problem.line > 0);
    }
}

#[test]
fn a_scripted_command_that_is_refused_is_told_with_time_and_place() {
    let text = scripted("").replace("\"amount\":\"1\"", "\"amount\":\"1000\"");
    let scenario = read(&text).expect("it reads");
    let refused = check_played(&text, &scenario, MAX_NODES_PAGE).expect("begins");
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].0, Time::ZERO + Span::from_secs(10));
    assert_eq!(refused[0].1.refusal.key, "wallet.balance");
    assert!(pointed_at(&text, &refused[0].1).starts_with("{\"at\":\"10s\""));
}

/// The sandbox with so many nodes and nothing else.
fn of_nodes(count: usize) -> Scenario {
    let mut scenario = shipped("sandbox").expect("ships").read().expect("reads");
    let node = |index: usize| NodeSetup::new(&format!("n{index}"), 0);
    scenario.setup.nodes = (0..count).map(node).collect();
    scenario.setup.links.clear();
    scenario.setup.people.clear();
    scenario.setup.script.clear();
    scenario
}

#[test]
fn page_and_terminal_hold_as_many_nodes_as_they_say_and_no_more() {
    for most in [MAX_NODES_PAGE, MAX_NODES_TERMINAL] {
        assert_eq!(check("", &of_nodes(most), most), Ok(()));
        let problem = check("", &of_nodes(most + 1), most).expect_err("one more");
        assert_eq!(problem.path, "setup.nodes");
        assert_eq!(problem.refusal.key, "node.too-many");
        assert_eq!(problem.refusal.arguments, [most.to_string()]);
    }
    assert_eq!((MAX_NODES_PAGE, MAX_NODES_TERMINAL), (128, 200_000));
}

#[test]
fn one_node_more_than_the_page_holds_is_told_with_its_place_in_the_file() {
    let text = serde_json::to_string_pretty(&of_nodes(MAX_NODES_PAGE + 1)).expect("writes");
    let problem = check(&text, &read(&text).expect("reads"), MAX_NODES_PAGE).expect_err("too many");
    assert!(pointed_at(&text, &problem).starts_with('['), "{problem:?}");
}
