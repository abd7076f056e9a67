//! The selfish miner's share of the chain, held against the formula of Eyal and Sirer.

use bilayer::base::Span;
use bilayer::base::fraction::Fraction;
use bilayer::command::Strategy;
use bilayer::consensus::pow::selfish::{UNIT, revenue};
use bilayer::simulation::{LinkSetup, NodeSetup, Setup};

use super::world::{chain_of, setup, thousandths};

const BLOCKS: u64 = 2_500;

/// In thousandths. Where there is one other miner, nobody but the rogue mines on its block in a race, as the other has
/// its own first: gamma is 0.
fn formula(share: u64) -> u64 {
    formula_of(share, (0, 1))
}

fn formula_of(share: u64, gamma: (u64, u64)) -> u64 {
    let alpha = Fraction::new(share, 100).expect("a share");
    let gamma = Fraction::new(gamma.0, gamma.1).expect("a share");
    revenue(alpha, gamma) * 1_000 / UNIT
}

fn earned(share: u64, strategy: Strategy) -> u64 {
    let (chain, rogue) = chain_of(setup(11, share, strategy), BLOCKS);
    thousandths(&chain, &rogue)
}

/// The mean of six worlds: near a half the lead wanders far, and one world says little.
fn mean(world: impl Fn(u64) -> Setup) -> u64 {
    let one = |seed| {
        let (chain, rogue) = chain_of(world(seed), BLOCKS);
        thousandths(&chain, &rogue)
    };
    (21..27).map(one).sum::<u64>() / 6
}

/// As many equal others, who all hear the rogue at once and each other seconds later. In a race all of them but the one
/// whose block it answers have the rogue's block first: gamma is `(others - 1) / others`.
fn heard_first(seed: u64, share: u64, others: u64) -> Setup {
    let mut setup = setup(seed, share, Strategy::SelfishMiner);
    let name = |index: u64| match index {
        0 => "honest".to_owned(),
        _ => format!("honest{index}"),
    };
    let link = |a: &str, b: &str, millis| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: Some(Span::from_millis(millis)),
        bandwidth: 0,
    };
    setup.nodes.truncate(1);
    setup.links.clear();
    setup.people.clear();
    for index in 0..others {
        let rate = (100 - share) / others;
        setup.nodes.push(NodeSetup::new(&name(index), rate));
        setup.links.push(link("rogue", &name(index), 5));
        if index > 0 {
            setup
                .links
                .push(link(&name(index - 1), &name(index), 1_000));
        }
    }
    setup
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

#[test]
fn the_more_it_has_the_more_it_gains_as_the_formula_says() {
    let gains = [40, 45].map(|share| {
        let mean = mean(|seed| setup(seed, share, Strategy::SelfishMiner));
        let said = formula(share);
        assert!(mean.abs_diff(said) <= 25, "{mean} of {said}");
        mean - share * 10
    });
    assert!(gains[0] + 50 < gains[1], "{gains:?}");
}

/// With gamma one half selfish mining pays from a quarter on, with nearly all from almost nothing on.
#[test]
fn whom_the_others_hear_first_gains_as_the_formula_says() {
    for (share, others, pays) in [
        (20, 2, false),
        (30, 2, true),
        (20, 20, true),
        (40, 20, true),
    ] {
        let earned = mean(|seed| heard_first(seed, share, others));
        let said = formula_of(share, (others - 1, others));
        assert!(
            earned.abs_diff(said) <= 20,
            "{share} % of {others} others: {earned} of {said}"
        );
        assert_eq!(earned > share * 10, pays, "{earned} with {share} %");
    }
}

#[test]
fn an_honest_miner_earns_its_share() {
    let earned = earned(40, Strategy::Honest);
    assert!(earned.abs_diff(400) <= 35, "{earned}");
}
