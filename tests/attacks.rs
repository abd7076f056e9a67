//! The attacks that are offered: what plays each ships, its figures are in its world and nowhere else, and the money is what the run pays.

use std::collections::BTreeSet;

use bilayer::base::{Amount, Time};
use bilayer::event::{ChannelFact, Fact};
use bilayer::scenario::lesson::shipped_lesson;
use bilayer::scenario::{ATTACKS, Attack, Figure, Figures, Ships, Stage, shipped, ships};
use bilayer::simulation::{MAX_NODES_PAGE, Session, Setup};

fn attack(id: &str) -> &'static Attack {
    ATTACKS.iter().find(|one| one.id == id).expect("offered")
}

fn world(id: &str) -> Setup {
    let scenario = shipped(id).expect("ships").read().expect("reads");
    scenario.setup
}

fn figure(figures: &Figures, name: &str) -> Figure {
    let found = figures.iter().find(|(one, _)| *one == name);
    found.unwrap_or_else(|| panic!("no {name}: {figures:?}")).1
}

#[test]
fn what_plays_an_attack_ships_and_has_its_figures() {
    let mut seen = BTreeSet::new();
    for attack in ATTACKS {
        assert!(seen.insert(attack.id), "{} stands twice", attack.id);
        match attack.stage {
            Stage::World(id) | Stage::ByHand(id) => {
                let figures = attack.figures(&world(id));
                assert!(figures.is_some(), "{} is not played by {id}", attack.id);
                assert_eq!(figures, Some(attack.shipped_figures(&ships())));
            }
            Stage::Lesson(id) => assert!(shipped_lesson(id).is_some(), "{id}"),
        }
    }
}

#[test]
fn a_world_that_does_not_play_an_attack_has_no_figures_for_it() {
    let nothing_happens = Setup::default();
    for attack in ATTACKS {
        if !matches!(attack.stage, Stage::Lesson(_)) {
            assert_eq!(attack.figures(&nothing_happens), None, "{}", attack.id);
            assert_eq!(
                attack.shipped_figures(&Ships::default()),
                [],
                "{}",
                attack.id
            );
        }
    }
    assert_eq!(attack("split-window").figures(&world("early-credit")), None);
    assert_eq!(attack("early-credit").figures(&world("split-window")), None);
    assert_eq!(attack("censored-proof").figures(&world("delegated")), None);
}

#[test]
fn figures_are_those_of_the_setup() {
    let figures = attack("ground-moves").figures(&world("ground-moves"));
    let figures = figures.expect("it plays it");
    assert_eq!(figure(&figures, "share"), Figure::PerMille(600), "45 of 75");
    assert_eq!(figure(&figures, "confirmations"), Figure::Count(5));
    assert_eq!(
        figure(&figures, "deposit"),
        Figure::Coins(Amount::coins(25))
    );
    let mut weaker = world("ground-moves");
    weaker.nodes[3].hash_rate = 10;
    let figures = attack("ground-moves").figures(&weaker).expect("still");
    assert_eq!(figure(&figures, "share"), Figure::PerMille(250), "10 of 40");
    let figures = attack("early-credit").figures(&world("early-credit"));
    let figures = figures.expect("it plays it");
    assert_eq!(figure(&figures, "validators"), Figure::Count(24));
    assert_eq!(figure(&figures, "all"), Figure::Count(64));
    assert_eq!(figure(&figures, "paid"), Figure::Coins(Amount::coins(58)));
}

/// What Mallory's old state brought her in a run, against what she had in the newest one.
fn regained(id: &str, newest: Amount) -> Option<Amount> {
    let mut session = Session::new(world(id), MAX_NODES_PAGE).expect("begins");
    session.run(Time::from_secs(110 * 60));
    let mut ends = session
        .log()
        .all()
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Channel(ChannelFact::Closed { paid, .. }) => Some(paid[0]),
            _ => None,
        });
    ends.next()?.checked_sub(newest)
}

#[test]
fn what_an_old_state_regains_is_what_the_run_pays() {
    for id in ["shortened-dispute", "priced-out"] {
        let figures = attack(id).figures(&world(id)).expect("it plays it");
        let told = figure(&figures, "regained");
        let paid = regained(id, Amount::coins(10)).expect("closed");
        assert_eq!(told, Figure::Coins(paid), "{id}");
    }
}
