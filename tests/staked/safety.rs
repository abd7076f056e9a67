//! Runs with faults drawn by number: no judge finds anything while less than a third is faulty.

use bilayer::base::{Digest, Hasher, Sha256};
use bilayer::command::StakeConduct;

use crate::world::{NAMES, seeded, unsigned};

/// A number below `below`, by the run and what it is for.
fn pick(run: u64, what: u64, below: u64) -> u64 {
    let Digest([a, b, c, d, ..]) = Sha256::hash(&[&run.to_le_bytes(), &what.to_le_bytes()]);
    u64::from(u32::from_le_bytes([a, b, c, d])) % below
}

fn variable(name: &str, usual: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}

#[test]
fn worlds_with_faults_never_finalize_two_things() {
    // Whole worlds are slow: a tenth of what nodes without a world do.
    let runs = (variable("BILAYER_RUNS", 240) / 10).max(1) * variable("BILAYER_SOAK", 1);
    let mut finals = 0;
    for run in 0..runs {
        let mut world = seeded(run, &[8, 12, 12, 12, 12], unsigned());
        let faults = [
            StakeConduct::ProposeTwice,
            StakeConduct::VoteTwice,
            StakeConduct::VoteAround,
            StakeConduct::Absent,
        ];
        world.behave(NAMES[0], faults[pick(run, 0, 4) as usize]);
        let cut = 1 + pick(run, 1, 4) as usize;
        world.run(30 + pick(run, 2, 60));
        world.cut(&[NAMES[cut]]);
        world.run(30 + pick(run, 3, 120));
        world.mend(&[NAMES[cut]]);
        world.run_epochs(4);
        finals += u64::from(world.final_epochs()[1] > 0);
    }
    println!("safety: staked: {runs} worlds, {finals} finalized");
    assert!(
        finals * 2 >= runs,
        "only {finals} of {runs} runs finalized anything"
    );
}
