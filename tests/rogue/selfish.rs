//! The selfish miner's share of the chain, held against the formula of Eyal and Sirer.

use bilayer::base::fraction::Fraction;
use bilayer::command::Strategy;
use bilayer::consensus::pow::selfish::{UNIT, revenue};

use super::world::{chain_of, setup, thousandths};

const BLOCKS: u64 = 2_500;

/// Nobody but the miner itself mines on its block in a race, as the others have their own first: gamma is 0.
fn formula(share: u64) -> u64 {
    let alpha = Fraction::new(share, 100).expect("a share");
    let gamma = Fraction::new(0, 1).expect("a share");
    revenue(alpha, gamma) * 1_000 / UNIT
}

fn earned(share: u64, strategy: Strategy) -> u64 {
    let (chain, rogue) = chain_of(setup(11, share, strategy), BLOCKS);
    thousandths(&chain, &rogue)
}

#[test]
fn above_a_third_it_earns_more_than_its_share_as_the_formula_says() {
    let earned = earned(40, Strategy::SelfishMiner);
    assert!(
        earned.abs_diff(formula(40)) <= 40,
        "{earned} of {}",
        formula(40)
    );
    assert!(earned > 430, "{earned}");
}

#[test]
fn below_it_loses_as_the_formula_says() {
    let earned = earned(25, Strategy::SelfishMiner);
    assert!(
        earned.abs_diff(formula(25)) <= 40,
        "{earned} of {}",
        formula(25)
    );
    assert!(earned < 235, "{earned}");
}

/// The mean of six worlds: near a half the lead wanders far, and one world says little.
#[test]
fn the_more_it_has_the_more_it_gains_as_the_formula_says() {
    let gains = [40, 45].map(|share| {
        let one = |seed| {
            let (chain, rogue) = chain_of(setup(seed, share, Strategy::SelfishMiner), BLOCKS);
            thousandths(&chain, &rogue)
        };
        let mean = (21..27).map(one).sum::<u64>() / 6;
        let said = formula(share);
        assert!(mean.abs_diff(said) <= 25, "{mean} of {said}");
        mean - share * 10
    });
    assert!(gains[0] + 50 < gains[1], "{gains:?}");
}

#[test]
fn an_honest_miner_earns_its_share() {
    let earned = earned(40, Strategy::Honest);
    assert!(earned.abs_diff(400) <= 35, "{earned}");
}
