//! No two honest nodes finalize what contradicts while less than a third is faulty; with more they
//! can, and a third can be shown to have done it.

use bilayer::base::{Digest, Hasher, Sha256};
use bilayer::consensus::gasper::ballot::Ballot;
use bilayer::consensus::gasper::duty::vote_for;
use bilayer::consensus::gasper::judge::{Split, is_third, split};

use crate::village::{Mail, Plan, Third, Village};

fn judged(village: &Village, honest: std::ops::Range<usize>) -> Option<Split> {
    let finals = village.finalized();
    split(&finals[honest], &|root: &Digest, epoch| {
        village.chain.checkpoint(root, epoch)
    })
}

/// A number below `below`, by the run and what it is for.
fn pick(run: u64, what: u64, below: u64) -> u64 {
    let Digest([a, b, c, d, ..]) = Sha256::hash(&[&run.to_le_bytes(), &what.to_le_bytes()]);
    u64::from(u32::from_le_bytes([a, b, c, d])) % below
}

/// Four honest houses of ten to fifteen validators, and one of up to a third less one that votes
/// for both sides of a partition; late mail, a partition, houses that sleep for a while.
fn faulty(run: u64) -> Village {
    let honest: Vec<u32> = (0..4)
        .map(|house| 10 + pick(run, house, 6) as u32)
        .collect();
    let sum: u32 = honest.iter().sum();
    let most = u64::from((sum - 1) / 2);
    let traitors = pick(run, 10, most + 1) as u32;
    let houses = [honest, vec![traitors.max(1)]].concat();
    let mut village = Village::new(&Plan {
        seed: run,
        ..Plan::minimal(&houses)
    });
    let from = pick(run, 11, 4) * 24;
    let until = from + 24 + pick(run, 12, 4) * 24;
    let cut = 1 + pick(run, 13, 3) as usize;
    let jitter = 1 + pick(run, 14, 3);
    village.delay = Box::new(move |sender: usize, to: usize, now: Third| {
        let late = 1 + pick(run, now * 64 + (sender * 8 + to) as u64 + 100, jitter);
        let sides = (sender.min(4) < cut) != (to.min(4) < cut) && sender != 4 && to != 4;
        if sides && (from..until).contains(&now) {
            until - now + late
        } else {
            late
        }
    });
    village
}

/// The traitors vote for what each honest house follows: for all heads at once.
fn betray(village: &mut Village) {
    if village.now % 3 != 2 {
        return;
    }
    let slot = village.now / 3;
    for house in 0..4 {
        let head = village.head(house);
        let state = village.chain.at(&head, slot);
        let data = vote_for(&state, head, slot);
        let duties = state.duties(state.epoch()).unwrap();
        let mut voters = duties.voters(slot).to_vec();
        voters.retain(|index| village.houses[4].validators.contains(index));
        voters.sort_unstable();
        village.cast(4, data, &voters);
    }
}

/// `BILAYER_RUNS` is the number of runs, `BILAYER_SOAK` multiplies it.
fn runs() -> u64 {
    let variable = |name: &str| std::env::var(name).ok()?.parse::<u64>().ok();
    variable("BILAYER_RUNS").unwrap_or(300) * variable("BILAYER_SOAK").unwrap_or(1)
}

#[test]
fn three_hundred_runs_with_faults_never_finalize_two_things() {
    let runs = runs();
    let mut finalized = 0;
    for run in 0..runs {
        let mut village = faulty(run);
        village.houses[4].awake = false;
        let sleeper = pick(run, 15, 4) as usize;
        let asleep = pick(run, 16, 8) * 24;
        for third in 0..9 * 24 {
            village.houses[sleeper].awake = !(asleep..asleep + 36).contains(&third);
            village.step();
            betray(&mut village);
        }
        assert_eq!(judged(&village, 0..4), None, "run {run}");
        finalized += u64::from(village.finalized()[0].epoch > 0);
    }
    println!("safety: gasper: {runs} runs, {finalized} finalized");
    assert!(
        finalized > runs / 3,
        "only {finalized} of {runs} runs finalized anything"
    );
}

/// The traitors vote for each half's head, and show each half only the vote for its own.
fn tell_each_half_what_it_likes(village: &mut Village) {
    if village.now % 3 != 2 {
        return;
    }
    let (slot, now) = (village.now / 3, village.now);
    for half in [0, 2] {
        let head = village.head(half);
        let state = village.chain.at(&head, slot);
        let data = vote_for(&state, head, slot);
        let mut voters = state.duties(state.epoch()).unwrap().voters(slot).to_vec();
        voters.retain(|index| village.houses[4].validators.contains(index));
        voters.sort_unstable();
        let votes: Vec<_> = voters.iter().map(|index| (*index, None)).collect();
        if votes.is_empty() {
            continue;
        }
        for voter in voters {
            village.record.cast(voter, data);
        }
        for house in [half, half + 1] {
            village.deliver(house, now, Mail::Ballot(Ballot::new(&data, &votes)));
        }
    }
}

#[test]
fn with_more_than_a_third_two_branches_become_final_and_the_culprits_are_known() {
    let mut village = Village::new(&Plan::minimal(&[20, 0, 20, 0, 24]));
    village.houses[4].awake = false;
    // The two halves never hear of each other.
    village.delay = Box::new(|sender, to, _| {
        let far = sender != 4 && to != 4 && (sender < 2) != (to < 2);
        if far { 1_000_000 } else { 1 }
    });
    for _ in 0..10 * 24 {
        village.step();
        tell_each_half_what_it_likes(&mut village);
    }
    let found = judged(&village, 0..4);
    assert!(found.is_some(), "{:?}", village.finalized());
    let state = &village.chain.states[&village.genesis];
    let guilty: u64 = village
        .guilty()
        .iter()
        .map(|index| state.validators()[*index as usize].effective)
        .sum();
    assert!(is_third(guilty, state.total()));
    assert!(village.guilty().iter().all(|index| *index >= 40));
}
