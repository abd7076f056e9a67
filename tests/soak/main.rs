//! Random runs: of the sandbox over all commands, and of networks of every kind through faults and back.
//!
//! `BILAYER_SOAK` multiplies the number of runs of the first, `BILAYER_RUNS` is that of the second, `BILAYER_SOAK_SEED`
//! begins at another one.

#[path = "../common/asked.rs"]
mod asked;
#[path = "../common/drawn.rs"]
mod drawn;
mod runs;
mod safety;

use bilayer::scenario::{Opening, read_link, write_link};
use bilayer::simulation::{MAX_NODES_PAGE, Session};

fn variable(name: &str, usual: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}

fn replays(seed: u64, session: &Session) {
    let (link, _) = write_link(&session.record(), &Default::default());
    let record = read_link(&link)
        .expect("its own link")
        .run
        .expect("a run")
        .record;
    let mut opening = Opening::begin(record, false, MAX_NODES_PAGE).expect("begins");
    while !opening.advance(5_000) {}
    let (_, verdict) = opening.finish();
    assert!(verdict.same, "seed {seed}: {verdict:?}");
}
