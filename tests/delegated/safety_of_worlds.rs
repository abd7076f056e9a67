//! Whole worlds with faults drawn by number: while less than a third is faulty or cut off, no two nodes differ about what is
//! irreversible, which the judge of every run sees to.

use bilayer::base::{Span, Stream};
use bilayer::command::{Command, Conduct, NetworkCommand};
use bilayer::simulation::{MAX_NODES_PAGE, Session};

use crate::hands::{behave, irreversible, run, setup};

const NAMES: [&str; 7] = [
    "Accra", "Berlin", "Cairo", "Delhi", "Essen", "Fargo", "Genoa",
];

fn variable(name: &str, usual: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Cuts or mends all links of one node.
fn cut(session: &mut Session, names: &[&str], alone: &str, up: bool) {
    for other in names.iter().filter(|name| **name != alone) {
        let (a, b) = (alone.to_owned(), (*other).to_owned());
        let command = match up {
            true => NetworkCommand::Mend { a, b },
            false => NetworkCommand::Cut { a, b },
        };
        // A link between two that are cut off is cut already.
        let _ = session.give(Command::Network(command));
    }
}

/// Four or seven producers, of which one or two produce twice, are absent, or are cut off for a while; whether any block
/// became irreversible at the first of the honest ones.
fn finalizes(seed: u64) -> bool {
    let mut dice = Stream::named(seed, "worlds");
    let names = &NAMES[..[4, 7][dice.below(2) as usize]];
    let mut setup = setup(names, &[]);
    setup.seed = seed;
    setup.latency = Span::from_millis(20 + dice.below(400));
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    let faulty = &names[names.len() - (names.len() - 1) / 3..];
    for node in faulty {
        match dice.below(3) {
            0 => behave(&mut session, node, Conduct::ProduceTwice),
            1 => behave(&mut session, node, Conduct::Absent),
            _ => {
                run(&mut session, 5 + dice.below(20));
                cut(&mut session, names, node, false);
            }
        }
    }
    run(&mut session, 40 + dice.below(40));
    for node in faulty {
        cut(&mut session, names, node, true);
    }
    run(&mut session, 60);
    irreversible(&session, names[0]) > 0
}

#[test]
fn worlds_with_less_than_a_third_faulty_never_hold_two_things_for_irreversible() {
    let runs = (variable("BILAYER_RUNS", 240) / 10).max(1) * variable("BILAYER_SOAK", 1);
    let reached = (1..=runs).filter(|seed| finalizes(*seed)).count() as u64;
    println!("safety: delegated: {runs} worlds, {reached} reached finality");
    assert!(reached * 2 >= runs, "{reached} of {runs}");
}
