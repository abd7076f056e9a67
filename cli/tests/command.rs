//! The `bilayer` command as a user sees it: what it prints, where, and how it ends.

use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn bilayer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bilayer"))
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .expect("it starts")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("it ended by itself")
}

/// A file of its own for a test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("written");
    path
}

fn sandbox() -> String {
    bilayer::scenario::shipped("sandbox")
        .expect("ships")
        .text
        .to_owned()
}

fn last_line(text: &str) -> Value {
    let line = text.lines().last().expect("a line");
    serde_json::from_str(line).expect("one object")
}

#[test]
fn run_ends_with_a_table() {
    let output = bilayer(&["run", "sandbox", "--until", "5m"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let table = out(&output);
    for part in [
        "time",
        "00:05:00.000",
        "height",
        "fingerprint",
        "Ana",
        "100",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
    assert_eq!(err(&output), "", "no progress bar where nobody looks");
}

#[test]
fn json_is_one_object_with_exactly_these_fields() {
    let output = bilayer(&["run", "sandbox", "--until", "5m", "--json"]);
    assert_eq!(status(&output), 0);
    let object = last_line(&out(&output));
    let fields: Vec<&String> = object.as_object().expect("an object").keys().collect();
    assert_eq!(
        fields,
        ["balances", "events", "fingerprint", "height", "time_us"]
    );
    assert_eq!(object["time_us"], 300_000_000);
    assert_eq!(object["fingerprint"].as_str().expect("hex").len(), 64);
    assert!(object["events"].as_u64().expect("a number") > 10);
    assert_eq!(object["balances"]["Ana"], "100");
}

/// A world that shows how a judge cries out.
const BREACHED: &str = "eleven-of-fifteen";

#[test]
fn a_world_whose_peg_is_robbed_ends_with_the_judges_words() {
    let output = bilayer(&["run", BREACHED, "--json"]);
    assert_eq!(status(&output), 1);
    assert!(
        err(&output).contains("The vault of chain 2 holds 0, but owes 60"),
        "{}",
        err(&output)
    );
}

#[test]
fn the_terminal_arrives_where_the_goldens_say() {
    let goldens = bilayer::scenario::goldens().into_iter();
    for golden in goldens.filter(|golden| golden.id != BREACHED) {
        let output = bilayer(&["run", &golden.id, "--json"]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        let object = last_line(&out(&output));
        assert_eq!(
            object["fingerprint"],
            golden.fingerprint.to_string(),
            "{}",
            golden.id
        );
        assert_eq!(object["events"], golden.steps);
    }
}

#[test]
fn equal_seeds_give_equal_runs_and_others_do_not() {
    let run = |seed: &str| {
        let output = bilayer(&["run", "sandbox", "--until", "10m", "--seed", seed, "--json"]);
        last_line(&out(&output))["fingerprint"].clone()
    };
    assert_eq!(run("5"), run("5"));
    assert_ne!(run("5"), run("6"));
}

#[test]
fn events_are_json_lines_that_change_no_result() {
    let path = file("events.jsonl", "");
    let path = path.to_str().expect("text");
    let arguments = [
        "run", "sandbox", "--until", "5m", "--json", "--events", path,
    ];
    let heard = bilayer(&arguments);
    let silent = bilayer(&arguments[..5]);
    assert_eq!(out(&heard), out(&silent));
    let text = std::fs::read_to_string(path).expect("written");
    let mut lines = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    assert_eq!(lines.next().expect("who is who")["actors"][0], "North");
    let numbers: Vec<u64> = lines
        .map(|line| line["number"].as_u64().expect("numbered"))
        .collect();
    assert!(numbers.len() > 50);
    assert!(numbers.iter().copied().eq(0..numbers.len() as u64));
    assert!(text.contains("\"Mined\""));
}

#[test]
fn events_that_can_not_be_written_are_told() {
    let output = bilayer(&["run", "sandbox", "--events", "/no/such/folder/x"]);
    assert_eq!(status(&output), 2);
    assert!(err(&output).contains("/no/such/folder/x"));
}

#[test]
fn bad_input_ends_with_2_and_its_place_on_standard_error() {
    let path = file(
        "bad.json",
        &sandbox().replacen("\"hash_rate\"", "\"hash_rat\"", 1),
    );
    let path = path.to_str().expect("text");
    for command in ["run", "check"] {
        let output = bilayer(&[command, path]);
        assert_eq!(status(&output), 2);
        assert_eq!(out(&output), "");
        let told = err(&output);
        assert!(told.starts_with(&format!("error: {path}:11:")), "{told}");
        assert!(told.contains("setup.nodes[0].hash_rat"), "{told}");
        assert!(told.contains("unknown field"), "{told}");
    }
}

/// A world of as many nodes as a file of this size can name, filled up with spaces.
fn largest_world(bytes: usize) -> (String, usize) {
    let head = r#"{"version":1,"id":"large","title":{"en":"L"},"about":{"en":"L"},"setup":{"seed":1,"links":[],"nodes":[{"name":"0"}"#;
    let mut text = head.to_owned();
    let mut nodes = 1;
    while text.len() + 24 < bytes {
        text.push_str(&format!(r#",{{"name":"{nodes:x}"}}"#));
        nodes += 1;
    }
    text.push_str("]}}");
    text.push_str(&" ".repeat(bytes - text.len()));
    (text, nodes)
}

#[test]
fn a_file_of_the_largest_size_is_played_and_one_byte_more_is_refused() {
    let most = bilayer::scenario::MAX_FILE;
    let (text, nodes) = largest_world(most);
    assert!(nodes > 50_000, "{nodes}");
    let path = file("large.json", &text);
    let output = bilayer(&["run", path.to_str().expect("text"), "--until", "1s"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    assert!(out(&output).contains(&nodes.to_string()));
    let path = file("too-large.json", &format!("{text} "));
    let output = bilayer(&["run", path.to_str().expect("text")]);
    assert_eq!(status(&output), 2);
    assert!(
        err(&output).contains(&(most + 1).to_string()),
        "{}",
        err(&output)
    );
}

#[test]
fn what_is_wrong_with_the_world_is_told_with_its_place() {
    let path = file("far.json", &sandbox().replacen("\"600ms\"", "\"600h\"", 1));
    let output = bilayer(&["run", path.to_str().expect("text")]);
    assert_eq!(status(&output), 2);
    let told = err(&output);
    assert!(
        told.contains(":17:")
            && told.contains("setup.links[0].latency")
            && told.contains("out of range"),
        "{told}"
    );
}

#[test]
fn what_is_not_there_ends_with_2() {
    for arguments in [
        &["run", "no-such-scenario"][..],
        &["run", "no-such-file.json"],
        &["run", "sandbox", "--until", "soon"],
        &["run", "sandbox", "--until", "2000h"],
        &["run", "sandbox", "--seed", "-1"],
        &["run"],
        &["fly"],
        &["replay", "#run=AQID"],
    ] {
        let output = bilayer(arguments);
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(!err(&output).is_empty(), "{arguments:?}");
    }
}

#[test]
fn check_says_good_or_which_command_is_refused_when() {
    assert_eq!(status(&bilayer(&["check", "sandbox"])), 0);
    let script = r#""seed": 1, "script": [{"at":"10s","command":{"wallet":{"transfer":{"from":"Ana","to":"Ben","amount":"1000"}}}}],"#;
    let path = file("poor.json", &sandbox().replacen("\"seed\": 1,", script, 1));
    let output = bilayer(&["check", path.to_str().expect("text")]);
    assert_eq!(status(&output), 2);
    let told = err(&output);
    assert!(
        told.contains("setup.script[0]") && told.contains("00:00:10.000"),
        "{told}"
    );
}

/// The lesson that `docs/lessons.md` shows.
fn lesson() -> String {
    let page = include_str!("../../docs/lessons.md");
    let example = page.split("```json\n").nth(1).expect("an example");
    example.split("```").next().expect("its end").to_owned()
}

#[test]
fn check_plays_a_lesson_through() {
    let path = file("lesson.json", &lesson());
    for name in [path.to_str().expect("text"), "catch-a-lying-sequencer"] {
        let output = bilayer(&["check", name]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        assert!(
            out(&output).contains("good: a lesson of"),
            "{}",
            out(&output)
        );
    }
}

/// Faults of a lesson: what is replaced, by what, where that is told, and how.
const FAULTS: [[&str; 4]; 7] = [
    [
        "\"highlight\"",
        "\"highlights\"",
        ":13:",
        "steps[0].highlights: unknown field",
    ],
    [
        "\"minutes\": 1",
        "\"minutes\": 500",
        ":7:",
        "minutes: 500 is out of range",
    ],
    [
        "\"node\": \"B\"",
        "\"node\": \"C\"",
        ":14:",
        "nobody is called C",
    ],
    [
        "\"b\": \"B\"",
        "\"b\": \"A\"",
        ":8:",
        "world.setup.links[0].b: a node can't be linked to itself",
    ],
    [
        "\"at_least\": 1",
        "\"at_least\": 0",
        ":14:",
        "steps[0].goal: the goal holds already",
    ],
    [
        "\"at_least\": 1, \"node\": \"B\" } } },\n      \"time\"",
        "\"at_least\": 90 } } }, \"acts\": { \"within\": \"10s\", \"list\": [] },\n      \"time\"",
        ":10:",
        "steps[0]: the goal is not reached by the step's own acts within 10 simulated seconds",
    ],
    ["  \"steps\"", "  steps", ":9:", "no JSON"],
];

#[test]
fn what_is_wrong_in_a_lesson_is_told_with_its_place() {
    for [part, by, place, told] in FAULTS {
        let text = lesson();
        assert!(text.contains(part), "{part}");
        let path = file("bad-lesson.json", &text.replacen(part, by, 1));
        let path = path.to_str().expect("text");
        let output = bilayer(&["check", path]);
        let error = err(&output);
        assert_eq!(status(&output), 2, "{by}: {error}");
        assert!(
            error.starts_with(&format!("error: {path}{place}")),
            "{by}: {error}"
        );
        assert!(error.contains(told), "{by}: {error}");
        let object = last_line(&out(&bilayer(&["check", path, "--json"])));
        assert!(object["line"].as_u64() > Some(0) && object["time_us"].is_null());
    }
}

#[test]
fn list_schema_and_completions_print_what_they_say() {
    let list = out(&bilayer(&["list"]));
    for shipped in bilayer::scenario::SHIPPED {
        assert!(list.contains(shipped.id), "{}", shipped.id);
    }
    assert_eq!(out(&bilayer(&["schema"])), bilayer::scenario::schema());
    for shell in ["bash", "zsh", "fish"] {
        assert!(
            out(&bilayer(&["completions", shell])).contains("bilayer"),
            "{shell}"
        );
    }
    assert!(out(&bilayer(&["run", "--help"])).contains("Examples:"));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bilayer"))
        .arg("schema")
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("ends").success());
}

/// A run of the sandbox by hand, as page and terminal share it.
fn record() -> bilayer::simulation::Record {
    let setup = bilayer::scenario::read(&sandbox()).expect("reads").setup;
    let mut session = bilayer::simulation::Session::new(setup, 128).expect("begins");
    session.run(bilayer::base::Time::from_secs(50));
    let transfer = r#"{"wallet":{"transfer":{"from":"Ana","to":"Ben","amount":"2"}}}"#;
    session
        .give(serde_json::from_str(transfer).expect("a command"))
        .expect("she can pay");
    session.run(bilayer::base::Time::from_secs(300));
    session.record()
}

#[test]
fn a_link_and_a_saved_run_replay_to_the_same_fingerprint() {
    let record = record();
    let (fragment, _) = bilayer::scenario::write_link(&record, &Default::default());
    let link = format!("https://example.org/bilayer/#{fragment}");
    let saved = file("saved.json", &bilayer::scenario::write_run(&record));
    for run in [link.as_str(), &fragment, saved.to_str().expect("text")] {
        let output = bilayer(&["replay", run]);
        assert_eq!(status(&output), 0, "{}", err(&output));
        assert!(out(&output).contains(&record.fingerprint.to_string()));
        assert!(out(&output).contains("the same run"));
    }
}

#[test]
fn a_run_that_is_not_the_same_ends_with_1() {
    let mut record = record();
    record.fingerprint.0[0] ^= 1;
    let saved = file("other.json", &bilayer::scenario::write_run(&record));
    let output = bilayer(&["replay", saved.to_str().expect("text")]);
    assert_eq!(status(&output), 1);
    assert!(err(&output).contains("another fingerprint"));
}

#[test]
fn compare_tells_the_same_of_each_family() {
    let output = bilayer(&["compare", "sandbox", "--until", "2m"]);
    assert_eq!(status(&output), 0, "{}", err(&output));
    let table = out(&output);
    for part in ["pow", "stake", "delegated", "2048", "made to final"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    let output = bilayer(&["compare", "sandbox", "--until", "2m", "--json"]);
    let told = last_line(&out(&output));
    let columns = told["columns"].as_array().expect("a list");
    assert_eq!(columns.len(), 3);
    assert!(
        columns
            .iter()
            .all(|one| one["outcome"]["measured"]["blocks"].is_u64())
    );
}
