//! Random runs with less than a third faulty, and the ways in which more break the rule.

use bilayer::base::Stream;

use crate::model::{Kind, Model};

const RUNS: u64 = 300;

fn variable(name: &str, usual: u64) -> u64 {
    let value = std::env::var(name).ok();
    value.and_then(|value| value.parse().ok()).unwrap_or(usual)
}

/// Less than a third faulty: double producers and absent ones, by chance.
fn kinds(dice: &mut Stream, slots: u64) -> Vec<Kind> {
    let count = [4, 7, 10][dice.below(3) as usize];
    let mut kinds = vec![Kind::Honest; count];
    for _ in 0..(count - 1) / 3 {
        let place = dice.below(count as u64) as usize;
        kinds[place] = if dice.chance(2, 3) {
            Kind::Double
        } else {
            let from = dice.below(slots);
            Kind::Absent(from, from + dice.below(slots / 2))
        };
    }
    kinds
}

fn lasts_without_conflict(model: &mut Model, slots: u64) -> bool {
    (0..slots).all(|_| {
        let before = model.irreversible();
        model.step();
        let after = model.irreversible();
        let kept = before
            .iter()
            .zip(&after)
            .all(|(before, after)| before <= after);
        kept && model.conflict().is_none()
    })
}

#[test]
fn with_less_than_a_third_faulty_no_two_nodes_differ_about_what_is_irreversible() {
    let first = variable("BILAYER_SOAK_SEED", 1);
    let mut reached = 0;
    let runs = variable("BILAYER_RUNS", RUNS) * variable("BILAYER_SOAK", 1);
    for seed in first..first + runs {
        let mut dice = Stream::named(seed, "kinds");
        let slots = 600 + dice.below(400);
        let kinds = kinds(&mut dice, slots);
        let mut model = Model::new(&kinds, seed);
        model.most_delay = 1 + dice.below(3);
        assert!(
            lasts_without_conflict(&mut model, slots),
            "seed {seed}: {kinds:?} at slot {}: {:?}",
            model.slot,
            model.conflict()
        );
        reached += u64::from(model.irreversible().iter().max() > Some(&100));
    }
    println!("safety: delegated: {runs} runs, {reached} reached finality");
    assert!(
        reached * 2 > runs,
        "finality is reached: {reached} of {runs}"
    );
}

#[test]
fn more_than_a_third_that_produce_twice_make_two_blocks_irreversible_in_a_split_network() {
    let kinds = [Kind::Honest, Kind::Honest, Kind::Double, Kind::Double];
    let mut model = Model::new(&kinds, 1);
    model.split(&[0, 1, 0, 0]);
    assert!(!lasts_without_conflict(&mut model, 1_000));
    assert_eq!(model.conflict(), Some((0, 1)));
}

#[test]
fn one_of_four_that_produces_twice_can_not() {
    let kinds = [Kind::Honest, Kind::Honest, Kind::Honest, Kind::Double];
    for seed in 0..10 {
        let mut model = Model::new(&kinds, seed);
        model.split(&[0, 0, 1, 0]);
        assert!(lasts_without_conflict(&mut model, 500));
        model.split(&[0, 0, 0, 0]);
        assert!(lasts_without_conflict(&mut model, 500));
    }
}

#[test]
fn a_split_without_two_thirds_on_either_side_stops_finality_and_healing_brings_it_back() {
    let mut model = Model::new(&[Kind::Honest; 4], 1);
    model.split(&[0, 0, 1, 1]);
    assert!(lasts_without_conflict(&mut model, 600));
    assert_eq!(model.irreversible(), [0; 4]);
    model.split(&[0; 4]);
    assert!(lasts_without_conflict(&mut model, 300));
    assert!(model.irreversible().iter().all(|height| *height > 0));
}

/// The rule has no lock: who has seen a block proposed may still change to a branch without it.
/// Splits alone, with nobody faulty, bring two nodes apart for ever, if they last long enough and
/// come in the worst order.
#[test]
fn splits_that_come_in_the_worst_order_break_the_rule_with_nobody_faulty() {
    let mut model = Model::new(&[Kind::Honest; 7], 1);
    model.split(&[0, 0, 0, 0, 0, 1, 1]);
    while model.irreversible().iter().all(|height| *height == 0) {
        model.step();
        assert!(model.slot < 2_000);
    }
    let seen: Vec<u64> = model.irreversible();
    let alone = seen
        .iter()
        .position(|height| *height > 0)
        .expect("one saw it");
    assert_eq!(seen.iter().filter(|height| **height > 0).count(), 1);
    model.split(&[0, 2, 3, 4, 5, 1, 1]);
    assert!(lasts_without_conflict(&mut model, 3_000));
    let mut joined = [1; 7];
    joined[alone] = 0;
    model.split(&joined);
    assert!(!lasts_without_conflict(&mut model, 2_000));
    let (one, other) = model.conflict().expect("two differ");
    assert!(one == alone || other == alone);
}
