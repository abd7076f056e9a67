//! Old links and saved runs open for ever: `tests/links` keeps some of every version of the format.
//!
//! A file there is never changed once it was in a release. To add one for a new format or scenario:
//! `BILAYER_KEEP_LINKS=name cargo test --test scenario_old_links`.

use std::fs;
use std::path::PathBuf;

use bilayer::base::Time;
use bilayer::command::Command;
use bilayer::scenario::{Opening, SHIPPED, SharedRun, read_link, read_run, write_link, write_run};
use bilayer::simulation::{ENGINE_VERSION, MAX_NODES_PAGE, Record, Session};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/links"))
}

fn files(ending: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder())
        .expect("the corpus")
        .map(|file| file.expect("readable").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .map(|path| {
            (
                path.display().to_string(),
                fs::read_to_string(&path).expect("text"),
            )
        })
        .collect();
    files.sort();
    files
}

/// A run with one command of each kind that the world takes.
fn played(record_of: &bilayer::scenario::Scenario) -> Record {
    let mut session = Session::new(record_of.setup.clone(), MAX_NODES_PAGE).expect("begins");
    let commands = [
        r#"{"network":{"add-node":{"name":"Late","hash_rate":5,"peers":["$a","$b"]}}}"#,
        r#"{"network":{"set-hash-rate":{"node":"Late","hash_rate":0}}}"#,
        r#"{"network":{"link":{"a":"Late","b":"$a","latency":"1.2s","bandwidth":50000}}}"#,
        r#"{"network":{"cut":{"a":"Late","b":"$a"}}}"#,
        r#"{"network":{"mend":{"a":"Late","b":"$a"}}}"#,
        r#"{"network":{"unlink":{"a":"Late","b":"$b"}}}"#,
        r#"{"wallet":{"create":{"name":"Zoe","node":"Late"}}}"#,
        r#"{"wallet":{"transfer":{"from":"Ana","to":"Zoe","amount":"1.25"}}}"#,
    ];
    let names: Vec<String> = session
        .setup()
        .nodes
        .iter()
        .map(|node| node.name.clone())
        .collect();
    for (number, text) in commands.iter().enumerate() {
        session.run(Time::from_secs(10 + 20 * number as u64));
        let text = text.replace("$a", &names[0]).replace("$b", &names[1]);
        let command: Command = serde_json::from_str(&text).expect("a command");
        session.give(command).expect("possible");
    }
    session.run(Time::from_secs(240));
    session.record()
}

#[test]
fn every_kept_link_opens_as_what_was_kept_beside_it() {
    let links = files("link");
    assert!(!links.is_empty());
    for (name, text) in links {
        let shared = read_link(text.trim()).unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
        let shared = shared.run.expect("a run");
        let beside = fs::read_to_string(name.replace(".link", ".json")).expect("kept beside");
        let kept = read_run(&beside).expect("reads");
        assert_eq!(shared.record.commands, kept.commands, "{name}");
        let place = |record: &Record| (record.engine, record.step, record.time, record.fingerprint);
        assert_eq!(place(&shared.record), place(&kept), "{name}");
        if !shared.world_changed {
            assert_eq!(shared.record.setup, kept.setup, "{name}");
        }
        replays(&name, shared);
    }
}

#[test]
fn every_kept_run_opens() {
    for (name, text) in files("json") {
        let record = read_run(&text).unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
        replays(
            &name,
            SharedRun {
                record,
                scenario: None,
                world_changed: false,
            },
        );
    }
}

/// Of this engine: the same to the bit. Of an older one: it opens, and claims nothing.
fn replays(name: &str, shared: SharedRun) {
    let same_engine = shared.record.engine == ENGINE_VERSION && !shared.world_changed;
    let begun = Opening::begin(shared.record, shared.world_changed, MAX_NODES_PAGE);
    let mut opening = begun.unwrap_or_else(|problem| panic!("{name}: {problem:?}"));
    while !opening.advance(1_000) {}
    let (_, verdict) = opening.finish();
    assert_eq!(verdict.same, same_engine, "{name}: {verdict:?}");
}

#[test]
fn keep_links_when_asked_to() {
    let Ok(name) = std::env::var("BILAYER_KEEP_LINKS") else {
        return;
    };
    for shipped in SHIPPED {
        let record = played(&shipped.read().expect("reads"));
        let path = folder().join(format!("{name}-{}", shipped.id));
        let (link, _) = write_link(&record, &Default::default());
        fs::write(path.with_extension("link"), link + "\n").expect("written");
        fs::write(path.with_extension("json"), write_run(&record)).expect("written");
    }
}
