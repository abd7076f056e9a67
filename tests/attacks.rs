//! The attacks that are offered: what plays each ships, its figures are in its world and nowhere else, and the money is what the run pays.

use std::collections::BTreeSet;
use std::sync::Arc;

use bilayer::base::{ActorId, Amount, Span, Time};
use bilayer::command::{Command, NetworkCommand, StakeCommand, StakeConduct, Strategy};
use bilayer::event::{ChannelFact, Fact};
use bilayer::scenario::lesson::{Lesson, LessonWorld, rehearse, shipped_lesson};
use bilayer::scenario::{ATTACKS, Attack, Figure, Figures, Ships, Stage, shipped, ships};
use bilayer::scene::model::{Node, NodeRole, Outcomes, Scene};
use bilayer::scene::{View, build};
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

/// The picture of a world that has been played for so long.
fn pictured(id: &str, until: Span) -> Scene {
    let mut session = Session::new(world(id), MAX_NODES_PAGE).expect("begins");
    session.run(Time::default() + until);
    build(&session, &View::default())
}

/// Who has more or less by the outcome of this key, by name: above 0 is more.
fn shifts(scene: &Scene, key: &str) -> Vec<(String, i128)> {
    let told = scene.outcomes.told.iter();
    let mut told = told.filter(|one| one.text.key == key);
    let one = told.next().unwrap_or_else(|| {
        let keys: Vec<_> = scene
            .outcomes
            .told
            .iter()
            .map(|one| &one.text.key)
            .collect();
        panic!("no {key}: {keys:?}")
    });
    let name = |who: ActorId| {
        let people = scene.people.iter().map(|one| (one.id, &one.name));
        let nodes = scene.network.nodes.iter().map(|one| (one.id, &one.name));
        let mut all = people.chain(nodes);
        all.find(|(id, _)| *id == who).map(|(_, name)| name.clone())
    };
    let shifts = one.shifts.iter().map(|shift| {
        let units = i128::from(shift.amount.0);
        let signed = if shift.gains { units } else { -units };
        (name(shift.who).expect("somebody of this world"), signed)
    });
    shifts.collect()
}

fn coins(count: i128) -> i128 {
    count * i128::from(Amount::coins(1).0)
}

fn minutes(count: u64) -> Span {
    Span::from_secs(60 * count)
}

#[test]
fn an_old_state_that_is_paid_moves_what_was_paid_since() {
    for (id, until) in [("shortened-dispute", 110), ("priced-out", 80)] {
        let scene = pictured(id, minutes(until));
        let figures = attack(id).figures(&world(id)).expect("it plays it");
        let Figure::Coins(told) = figure(&figures, "regained") else {
            panic!("coins")
        };
        let told = i128::from(told.0);
        let moved = [("Mallory".to_owned(), told), ("Cai".to_owned(), -told)];
        assert_eq!(shifts(&scene, "outcome.old-state-paid"), moved, "{id}");
        let before = pictured(id, minutes(20));
        assert_eq!(*before.outcomes, Outcomes::default(), "{id}: nothing yet");
    }
}

#[test]
fn a_cheat_that_is_overridden_pays_its_penalty_to_the_other() {
    let scene = pictured("first-minute", minutes(40));
    let [gained, lost] = &shifts(&scene, "outcome.cheat-punished")[..] else {
        panic!("two parties")
    };
    assert_eq!(gained.1, -lost.1, "what the one pays the other has");
    assert!(gained.1.abs() > 0);
}

#[test]
fn a_false_state_that_stands_gives_what_was_invented() {
    for (id, until, invented) in [("censored-proof", 4, 50), ("split-window", 48, 500)] {
        let scene = pictured(id, minutes(until));
        let given = [("Mallory".to_owned(), coins(invented))];
        assert_eq!(shifts(&scene, "outcome.false-state"), given, "{id}");
    }
}

#[test]
fn a_deposit_spent_twice_and_a_promise_broken_are_told_with_who_bears_them() {
    let scene = pictured("early-credit", minutes(13));
    let undone = shifts(&scene, "outcome.undone-call");
    assert!(
        undone.iter().all(|(_, units)| *units == coins(60)),
        "{undone:?}"
    );
    let wealth = |name: &str| {
        let person = scene.people.iter().find(|one| one.name == name);
        let who = person.expect("lives here").id;
        let people = scene.outcomes.people.iter();
        let mut found = people.filter(|one| one.who == who);
        found
            .next()
            .map(|one| i128::from(one.now.0) - i128::from(one.before.0))
    };
    let exchange = wealth("Exchange").expect("poorer");
    assert!(exchange <= coins(-58), "{exchange}");
    let scene = pictured("broken-promise", minutes(35));
    let lost = [("Ben".to_owned(), coins(-50))];
    assert_eq!(shifts(&scene, "outcome.promise-broken"), lost);
}

#[test]
fn what_is_not_heard_is_told_and_so_is_who_censors_and_who_is_away() {
    let told = |scene: &Scene, key: &str| scene.outcomes.told.iter().any(|one| one.text.key == key);
    assert!(told(&pictured("eclipse", minutes(60)), "outcome.unheard"));
    let censoring = pictured("censored-proof", minutes(2));
    assert!(told(&censoring, "outcome.censored"));
    let rogue = |node: &&Node| node.roles.contains(&NodeRole::Rogue);
    assert_eq!(censoring.network.nodes.iter().filter(rogue).count(), 7);
    assert!(!told(
        &pictured("censored-proof", minutes(1)),
        "outcome.censored"
    ));
    assert!(told(&pictured("delegated", minutes(6)), "outcome.absent"));
    assert_eq!(
        *pictured("sandbox", minutes(30)).outcomes,
        Outcomes::default()
    );
}

#[test]
fn who_votes_twice_loses_what_the_chain_took() {
    let mut session = Session::new(world("proof-of-stake"), MAX_NODES_PAGE).expect("begins");
    session.run(Time::from_secs(120));
    let node = "Cadiz".to_owned();
    let conduct = StakeConduct::VoteTwice;
    let behave = Command::Stake(StakeCommand::Behave { node, conduct });
    session.give(behave).expect("possible");
    session.run(Time::from_secs(480));
    let scene = build(&session, &View::default());
    let [(who, lost)] = &shifts(&scene, "outcome.slashed")[..] else {
        panic!("one node")
    };
    assert_eq!(who, "Cadiz");
    assert!(*lost < 0, "{lost}");
    assert!(-lost < coins(8 * 32), "no more than it had");
}

fn lesson(id: &str) -> (Session, Arc<Lesson>) {
    let lesson = shipped_lesson(id).expect("ships").read().expect("reads");
    let LessonWorld::Setup(setup) = &lesson.world else {
        panic!("it brings its world")
    };
    let session = Session::new((**setup).clone(), MAX_NODES_PAGE);
    (session.expect("begins"), Arc::new(lesson))
}

#[test]
fn a_payment_taken_back_is_the_payers_again() {
    let (mut session, lesson) = lesson("fifty-one-percent");
    let answers = lesson.steps.iter().map(|step| {
        let prediction = step.prediction.as_ref();
        let right = prediction.and_then(|one| one.answers.iter().position(|one| one.right));
        right.unwrap_or(0) as u32
    });
    let answers: Vec<u32> = answers.collect();
    rehearse(&lesson, &mut session, |step| answers[step as usize]).expect("plays");
    let scene = build(&session, &View::default());
    let [(loser, lost), (winner, won)] = &shifts(&scene, "outcome.undone")[..] else {
        panic!("who was paid, and who paid")
    };
    assert_eq!((winner.as_str(), *won), ("Mallory", -lost));
    assert!(*lost < 0 && loser != winner);
}

#[test]
fn a_selfish_miner_is_measured_against_its_share() {
    let (mut session, _) = lesson("the-race-of-the-miners");
    let (node, strategy) = ("South".to_owned(), Strategy::SelfishMiner);
    let order = NetworkCommand::SetStrategy { node, strategy };
    session.give(Command::Network(order)).expect("possible");
    session.run(Time::from_secs(4 * 3_600));
    let scene = build(&session, &View::default());
    let told = shifts(&scene, "outcome.rogue-share");
    let miner = scene.network.nodes.iter().find(|one| one.name == "South");
    let miner = miner.expect("mines");
    let all: u64 = scene.network.nodes.iter().map(|one| one.earned.0).sum();
    let fair = u128::from(all) * u128::from(miner.share) / 1_000;
    let more = i128::from(miner.earned.0) - i128::try_from(fair).expect("fits");
    assert_eq!(told, [("South".to_owned(), more)]);
}
