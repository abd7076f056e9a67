//! Random commands of every kind to a world of each engine: taken, or refused by name without a change; the judges that
//! hold whatever people do are content.

use std::collections::{BTreeMap, BTreeSet};

use bilayer::base::{Amount, Span, Stream};
use bilayer::command::{Command, WalletCommand};
use bilayer::scenario::{Opening, read_link, write_link};
use bilayer::simulation::{MAX_NODES_PAGE, Place, Session};

use crate::asking::{about_the_last_transfer, answer, command};
use crate::rounds::rounds;
use crate::worlds::{ENGINES, PEOPLE, opened, session};

/// Commands of a course.
const COMMANDS: u32 = 30;
/// Each course with such a number is played again from its link.
const REPLAYED: u64 = 9;
/// After so many courses others begin from other worlds.
const RENEWED: u64 = 150;

/// What kind of command it is, by its names in a file: `network/cut`.
fn kind(command: &Command) -> String {
    let value = serde_json::to_value(command).expect("serializes");
    let family = value.as_object().and_then(|value| value.iter().next());
    let (family, inner) = family.expect("a family");
    let name = inner.as_object().and_then(|inner| inner.keys().next());
    format!("{family}/{}", name.expect("a name"))
}

/// All kinds of commands that there are, by the schema of files.
fn alphabet() -> BTreeSet<String> {
    let schema = schemars::schema_for!(Command).to_value();
    let mut kinds = BTreeSet::new();
    let variants = |of: &serde_json::Value| of["oneOf"].as_array().expect("variants").clone();
    for family in variants(&schema) {
        for (family, inner) in family["properties"].as_object().expect("a family") {
            let name = inner["$ref"]
                .as_str()
                .and_then(|path| path.rsplit('/').next());
            for command in variants(&schema["$defs"][name.expect("a definition")]) {
                let names = command["properties"].as_object().expect("a command").keys();
                kinds.extend(names.map(|name| format!("{family}/{name}")));
            }
        }
    }
    kinds
}

/// What became of the commands of all courses.
#[derive(Default)]
struct Tally {
    /// By kind: how many were taken, and how many refused.
    kinds: BTreeMap<String, (u64, u64)>,
    /// By engine: courses, and those in which blocks were made after the last command.
    courses: [(u64, u64); ENGINES as usize],
}

fn highest(session: &Session) -> u64 {
    let heads = session.world().heads();
    let heights = heads.map(|head| session.archive().entry(&head).height());
    heights.max().unwrap_or(0)
}

/// What commands can bring about: more than a third that is faulty makes two blocks final, and enough keys in the hands of
/// thieves empty a vault.
const MAY_HAPPEN: [&str; 2] = ["judge.finality-agrees", "judge.peg-backed"];

fn judged(round: u64, session: &Session, log: &[String]) {
    let mut breaches = session.breaches();
    breaches.retain(|breach| !MAY_HAPPEN.contains(&breach.judge));
    assert_eq!(breaches, [], "round {round}:\n{}", log.join("\n"));
}

/// A payment that is always possible where a course begins.
fn first() -> Command {
    Command::Wallet(WalletCommand::Transfer {
        from: PEOPLE[0].to_owned(),
        to: PEOPLE[1].to_owned(),
        amount: Amount(1),
        max_fee: None,
        tip: None,
    })
}

/// Gives [`COMMANDS`] commands in two minutes or so, and lets the world go on for three.
fn course(round: u64, session: &mut Session, tally: &mut Tally) {
    let mut dice = Stream::named(round, "commands");
    let engine = round % ENGINES;
    session.give(first()).expect("always possible");
    let mut log = Vec::new();
    let mut next = Some(about_the_last_transfer(&mut dice));
    for _ in 0..COMMANDS {
        let command = next.take().unwrap_or_else(|| command(&mut dice, engine));
        let followed = answer(&mut dice, &command).filter(|_| dice.chance(1, 2));
        let of_kind = tally.kinds.entry(kind(&command)).or_default();
        log.push(format!("{} {command:?}", session.world().now()));
        let before = dice.chance(1, 8).then(|| session.fingerprint());
        match session.give(command) {
            Ok(()) => {
                of_kind.0 += 1;
                next = followed;
            }
            Err(refusal) => {
                of_kind.1 += 1;
                assert!(!refusal.key.is_empty());
                assert!(before.is_none_or(|before| session.fingerprint() == before));
            }
        }
        judged(round, session, &log);
        session.run(session.world().now() + Span::from_millis(dice.below(8_000)));
    }
    let height = highest(session);
    session.run(session.world().now() + Span::from_secs(180));
    judged(round, session, &log);
    let courses = &mut tally.courses[engine as usize];
    courses.0 += 1;
    courses.1 += u64::from(highest(session) > height);
}

/// The course played again from its link arrives at the same world.
fn replays(round: u64, session: &Session) {
    let (link, _) = write_link(&session.record(), &Default::default());
    let run = read_link(&link).expect("its own link").run;
    let record = run.expect("a run").record;
    let mut opening = Opening::begin(record, false, MAX_NODES_PAGE).expect("begins");
    while !opening.advance(5_000) {}
    let (_, verdict) = opening.finish();
    assert!(verdict.same, "round {round}: {verdict:?}");
}

/// Worlds with a channel and a rollup, one of each engine, which courses begin from, and where they are there.
struct Grounds(Vec<(Session, Place)>);

impl Grounds {
    fn new(seed: u64) -> Self {
        let world = |engine| {
            let session = opened(engine, seed);
            let place = session.place();
            (session, place)
        };
        Self((0..ENGINES).map(world).collect())
    }

    /// As it was before any course.
    fn of(&mut self, engine: u64) -> &mut Session {
        let (session, place) = &mut self.0[engine as usize];
        session.seek_place(*place);
        session
    }
}

/// Nine kinds of commands in ten, of all that there are, are taken by some world and refused by some, most worlds live on,
/// and each ninth course replays.
#[test]
fn no_command_panics_any_engine() {
    let mut tally = Tally::default();
    let mut grounds = Grounds::new(1);
    for round in rounds("courses of commands", 49) {
        if round.is_multiple_of(RENEWED) {
            grounds = Grounds::new(round);
        }
        let mut fresh;
        let session = match (round / ENGINES).is_multiple_of(2) {
            true => grounds.of(round % ENGINES),
            false => {
                fresh = session(round % ENGINES, round);
                &mut fresh
            }
        };
        course(round, session, &mut tally);
        if round.is_multiple_of(REPLAYED) {
            replays(round, session);
        }
    }
    let Tally { kinds, courses } = tally;
    println!("fuzz: commands, taken and refused: {kinds:?}");
    println!("fuzz: courses by engine, and those that went on: {courses:?}");
    let all = alphabet();
    assert!(kinds.keys().all(|kind| all.contains(kind)));
    let never = |which: fn(&(u64, u64)) -> u64| -> Vec<&String> {
        let nothing = |kind: &&String| kinds.get(*kind).is_none_or(|tally| which(tally) == 0);
        all.iter().filter(nothing).collect()
    };
    let (taken, refused) = (never(|tally| tally.0), never(|tally| tally.1));
    assert!(taken.len() * 10 <= all.len(), "never taken: {taken:?}");
    assert!(
        refused.len() * 10 <= all.len(),
        "never refused: {refused:?}"
    );
    assert!(courses.iter().all(|(all, on)| on * 2 > *all), "{courses:?}");
}
