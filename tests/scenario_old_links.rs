//! Old links and saved runs open for ever: `tests/links` keeps some of every form that they had.
//!
//! `BILAYER_KEEP_LINKS=NAME cargo test --test scenario_old_links keep` keeps a new generation beside those that are
//! there: a name that was used, or anything that would change a kept file, is refused, and nothing is written.
//! `docs/testing.md` tells when.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use bilayer::base::{Span, sha256};
use bilayer::command::{Command, Refusal};
use bilayer::scenario::{Opening, Scenario, SharedRun, read_link, read_run, write_link, write_run};
use bilayer::simulation::{ENGINE_VERSION, MAX_NODES_PAGE, Record, Session, Setup};

/// The list of kept files with their SHA-256, which the names of new ones are added to.
const LIST: &str = "kept.txt";
/// Worlds of which a generation keeps a run: those that differ in what a setup can say.
const WORLDS: &[&str] = &[
    "first-minute",
    "sandbox",
    "coffees",
    "lying-sequencer",
    "delegated",
    "fee-market",
    "proof-of-stake",
    "eclipse",
];

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

/// What is asked of every world that is kept: `$a` and `$b` are its first nodes, `$p` and `$q` its first people.
const COMMANDS: &[&str] = &[
    r#"{"network":{"add-node":{"name":"Late","hash_rate":5,"peers":["$a","$b"]}}}"#,
    r#"{"network":{"set-hash-rate":{"node":"Late","hash_rate":0}}}"#,
    r#"{"network":{"link":{"a":"Late","b":"$a","latency":"1.2s","bandwidth":50000}}}"#,
    r#"{"network":{"cut":{"a":"Late","b":"$a"}}}"#,
    r#"{"network":{"mend":{"a":"Late","b":"$a"}}}"#,
    r#"{"network":{"unlink":{"a":"Late","b":"$b"}}}"#,
    r#"{"wallet":{"create":{"name":"Newcomer","node":"$b"}}}"#,
    r#"{"wallet":{"transfer":{"from":"$p","to":"Newcomer","amount":"1.25"}}}"#,
    r#"{"network":{"partition":{"groups":[["$a"],["$b"]]}}}"#,
    r#"{"network":{"heal":{}}}"#,
    r#"{"network":{"crash":{"node":"$b"}}}"#,
    r#"{"network":{"restart":{"node":"$b"}}}"#,
    r#"{"network":{"set-strategy":{"node":"$a","strategy":"empty-blocks"}}}"#,
    r#"{"channel":{"open":{"a":"$p","b":"$q","deposit_a":"2","deposit_b":"1"}}}"#,
    r#"{"rollup":{"start":{"sequencer":"$p","verifier":"$q","settings":{"window":6,"bond":"1","batch-every":"60s"}}}}"#,
    r#"{"delegated":{"vote":{"person":"$p","producers":["$a"]}}}"#,
    r#"{"stake":{"behave":{"node":"$b","conduct":"absent"}}}"#,
];

/// A run with each of the [`COMMANDS`] that the world takes; what became of them is told to `taken` and `refused`.
fn played(setup: &Setup, taken: &mut BTreeSet<usize>) -> (Record, Vec<(usize, Refusal)>) {
    let mut session = Session::new(setup.clone(), MAX_NODES_PAGE).expect("begins");
    let nodes = setup.nodes.iter().map(|node| &node.name);
    let people = setup.people.iter().map(|person| &person.name);
    let names = ["$a", "$b"].into_iter().zip(nodes);
    let names: Vec<_> = names.chain(["$p", "$q"].into_iter().zip(people)).collect();
    let mut refused = Vec::new();
    for (number, text) in COMMANDS.iter().enumerate() {
        session.run(session.world().now() + Span::from_secs(10));
        let fill = |text: String, (gap, name): &(&str, &String)| text.replace(gap, name);
        let text = names.iter().fold((*text).to_owned(), fill);
        let command: Command = serde_json::from_str(&text).expect(&text);
        match session.give(command) {
            Ok(()) => drop(taken.insert(number)),
            Err(refusal) => refused.push((number, refusal)),
        }
    }
    session.run(session.world().now() + Span::from_secs(30));
    (session.record(), refused)
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

/// A setup that no world that ships has, so that its link carries the whole of it.
fn whole() -> Setup {
    let mut setup = shipped("sandbox").setup;
    setup.latency = Span::from_millis(777);
    setup
}

fn shipped(id: &str) -> Scenario {
    let shipped = bilayer::scenario::shipped(id);
    shipped.expect(id).read().expect(id)
}

/// What a generation consists of: names of files without the generation's, and what is in them.
fn generation() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut refused = Vec::new();
    let setups = WORLDS.iter().map(|id| (*id, shipped(id).setup));
    for (id, setup) in setups.chain([("whole", whole())]) {
        let (record, not) = played(&setup, &mut taken);
        let (link, _) = write_link(&record, &Default::default());
        files.insert(format!("{id}.link"), link + "\n");
        files.insert(format!("{id}.json"), write_run(&record));
        refused.extend(not.into_iter().map(|(number, why)| (number, id, why)));
    }
    refused.retain(|(number, ..)| !taken.contains(number));
    assert_eq!(refused, [], "commands that no world takes");
    files
}

/// Keeps a generation in a folder, all of it or nothing.
fn keep(name: &str, folder: &Path, files: &BTreeMap<String, String>) -> Result<(), String> {
    let list = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
    let start = format!("{name}-");
    if list.lines().any(|line| line.starts_with(&start)) {
        return Err(format!(
            "{name} is kept already, and what is kept is never changed: take a new name"
        ));
    }
    let mut lines = list;
    for (file, text) in files {
        let path = folder.join(format!("{start}{file}"));
        if path.exists() {
            return Err(format!("{} is there already", path.display()));
        }
        lines += &format!("{start}{file} {}\n", sha256(text.as_bytes()));
    }
    for (file, text) in files {
        let path = folder.join(format!("{start}{file}"));
        fs::write(&path, text).map_err(|error| error.to_string())?;
    }
    fs::write(folder.join(LIST), lines).map_err(|error| error.to_string())
}

#[test]
fn keep_links_when_asked_to() {
    if let Ok(name) = std::env::var("BILAYER_KEEP_LINKS") {
        keep(&name, &folder(), &generation()).unwrap_or_else(|reason| panic!("{reason}"));
    }
}

/// What is wrong in a folder: files that are not as they were kept, that are gone, or that no list names.
fn faults(folder: &Path) -> Vec<String> {
    let list = fs::read_to_string(folder.join(LIST)).expect("the list");
    let listed: BTreeMap<&str, &str> = list
        .lines()
        .filter_map(|line| line.split_once(' '))
        .collect();
    let found = fs::read_dir(folder).expect("the corpus").map(|file| {
        let name = file.expect("readable").file_name();
        name.into_string().expect("a plain name")
    });
    let mut found: BTreeSet<String> = found.filter(|name| name != LIST).collect();
    let mut faults: Vec<String> = Vec::new();
    for (name, digest) in listed {
        let text = fs::read(folder.join(name)).unwrap_or_default();
        if !found.remove(name) || sha256(&text).to_string() != digest {
            faults.push(name.to_owned());
        }
    }
    faults.extend(found);
    faults
}

#[test]
fn every_kept_file_is_as_it_was_kept() {
    assert_eq!(faults(&folder()), [""; 0]);
}

#[test]
fn a_kept_file_is_never_written_again_and_a_changed_one_is_seen() {
    let folder = std::env::temp_dir().join(format!("bilayer-links-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let files = |text: &str| BTreeMap::from([("world.link".to_owned(), text.to_owned())]);
    keep("v1", &folder, &files("one")).expect("is new");
    keep("v2", &folder, &files("two")).expect("is new");
    assert!(keep("v1", &folder, &files("three")).is_err());
    fs::write(folder.join("v3-world.link"), "by hand").expect("written");
    assert!(keep("v3", &folder, &files("three")).is_err());
    let text = |name: &str| fs::read_to_string(folder.join(name)).expect(name);
    assert_eq!(
        (text("v1-world.link"), text("v2-world.link")),
        ("one".to_owned(), "two".to_owned())
    );
    assert_eq!(faults(&folder), ["v3-world.link"], "in no list");
    fs::write(folder.join("v1-world.link"), "three").expect("written");
    fs::remove_file(folder.join("v2-world.link")).expect("removed");
    assert_eq!(
        faults(&folder),
        ["v1-world.link", "v2-world.link", "v3-world.link"]
    );
    fs::remove_dir_all(&folder).expect("removed");
}
