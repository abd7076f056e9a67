//! The figures that lessons name are those of their own worlds.

use std::collections::BTreeSet;
use std::sync::Arc;

use bilayer::actor::Validating;
use bilayer::base::{Span, Time};
use bilayer::chain::Entry;
use bilayer::command::{Command, StakeCommand, StakeConduct};
use bilayer::consensus::gasper::engine::validators_of;
use bilayer::consensus::gasper::params::{ETHER, Fork, MIN_ACTIVATION_BALANCE, Preset};
use bilayer::consensus::gasper::slashing::{correlation_penalty, initial_penalty};
use bilayer::consensus::gasper::state::State;
use bilayer::event::{ChainFact, Fact};
use bilayer::scenario::lesson::{
    Condition, LessonWorld, Pointer, Reading, Target, rehearse, shipped_lesson,
};
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Session, Setup};

fn begun(id: &str) -> Setup {
    let lesson = shipped_lesson(id).expect("ships").read().expect("reads");
    match lesson.world {
        LessonWorld::Setup(setup) => *setup,
        LessonWorld::Scenario(other) => panic!("{id} brings its world, not {other}"),
    }
}

/// A shipped lesson's world after its own acts, each question answered by its first answer.
fn played(id: &str) -> Session {
    let lesson = shipped_lesson(id).expect("ships").read().expect("reads");
    let mut session = Session::new(begun(id), MAX_NODES_PAGE).expect("begins");
    rehearse(&Arc::new(lesson), &mut session, |_| 0).expect("plays");
    session
}

fn head(session: &Session) -> &Arc<Entry> {
    let (_, node) = session.world().nodes().next().expect("a node");
    session.archive().entry(&node.tree().head())
}

fn staked(entry: &Entry) -> &State {
    validators_of(&*entry.engine).expect("stakes")
}

/// The validators that a node runs.
fn of(session: &Session, name: &str) -> Vec<u32> {
    let id = session.world().directory().find(name).expect("known").id;
    let node = session.world().node(id).expect("a node");
    node.member::<Validating>()
        .expect("validates")
        .indices()
        .collect()
}

fn holds(session: &Session, condition: Condition) -> bool {
    Reading::of(session).holds(&condition)
}

#[test]
fn finality_is_back_when_faros_sixteen_count_for_31_coins_each() {
    let session = played("vote-with-your-stake");
    let state = staked(head(&session));
    let away = of(&session, "Faro");
    assert_eq!((away.len(), state.validators().len()), (16, 47));
    for (index, one) in (0..).zip(state.validators()) {
        let counts = if away.contains(&index) { 31 } else { 32 };
        assert_eq!(one.effective, counts * ETHER, "{index}");
    }
    assert_eq!(state.total(), 1_488 * ETHER);
    let faro = "Faro".to_owned();
    let holds_at_most = |coins: &str| Condition::ValidatorBalance {
        node: faro.clone(),
        at_least: Default::default(),
        at_most: Some(coins.parse().expect("an amount")),
    };
    assert!(holds(&session, holds_at_most("31.75")));
    assert!(!holds(&session, holds_at_most("31")));
    let slashed = Condition::Slashed {
        node: faro,
        at_least: 1,
    };
    assert!(!holds(&session, slashed), "who is away is not slashed");
    let finalized = state.justification().finalized.epoch;
    let at_least = |at_least| Condition::Finalized {
        at_least,
        node: None,
    };
    assert!(holds(&session, at_least(finalized)) && !holds(&session, at_least(finalized + 1)));
    let justified = state.justification().current.epoch;
    let at_least = |at_least| Condition::Justified {
        at_least,
        node: None,
    };
    assert!(holds(&session, at_least(justified)) && !holds(&session, at_least(justified + 1)));
}

#[test]
fn a_slashing_takes_a_4096th_at_once_and_gives_as_much_to_who_shows_it() {
    let penalty = initial_penalty(MIN_ACTIVATION_BALANCE, &Preset::MINIMAL, Fork::Electra);
    assert_eq!(penalty, 7_812_500);
    let session = played("slashed");
    let archive = session.archive();
    let branch = std::iter::successors(Some(head(&session)), |one| archive.get(&one.parent()));
    let cadiz = of(&session, "Cadiz");
    let mut seen = 0;
    for entry in branch.take_while(|entry| entry.height() > 0) {
        let (before, after) = (staked(archive.entry(&entry.parent())), staked(entry));
        let fresh = |index: &&u32| {
            let slashed = |state: &State| state.validators()[**index as usize].slashed;
            slashed(after) && !slashed(before)
        };
        if before.epoch() != after.epoch() {
            continue;
        }
        for index in cadiz.iter().filter(fresh) {
            seen += 1;
            assert_eq!(before.balance(*index) - after.balance(*index), penalty);
        }
    }
    assert!(seen > 0, "a slashing in the midst of an epoch");
}

#[test]
fn what_company_costs_is_by_the_formula() {
    let of = |slashed: u64| {
        let (one, all) = (MIN_ACTIVATION_BALANCE, 64 * MIN_ACTIVATION_BALANCE);
        correlation_penalty(one, slashed * one, all, &Preset::MAINNET, Fork::Electra)
    };
    assert_eq!(of(3), 45 * ETHER / 10);
    assert_eq!(of(22), MIN_ACTIVATION_BALANCE);
    assert!(of(21) < MIN_ACTIVATION_BALANCE);
}

/// In the world to which the lesson on slashings sends its reader, who cheats holds no less than who does not.
#[test]
fn with_nothing_at_stake_who_cheats_loses_nothing() {
    for (id, slashed) in [("nothing-at-stake", false), ("slashed", true)] {
        let setup = match shipped(id) {
            Some(world) => world.read().expect("reads").setup,
            None => begun(id),
        };
        let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
        for (node, conduct) in [
            ("Cadiz", StakeConduct::VoteTwice),
            ("Espoo", StakeConduct::ProposeTwice),
        ] {
            let node = node.to_owned();
            let behave = Command::Stake(StakeCommand::Behave { node, conduct });
            session.give(behave).expect("possible");
        }
        session.run(Time::from_secs(600));
        let state = staked(head(&session));
        let least = |name| {
            of(&session, name)
                .into_iter()
                .map(|one| state.balance(one))
                .min()
        };
        for cheat in ["Cadiz", "Espoo"] {
            let node = cheat.to_owned();
            let caught = Condition::Slashed { node, at_least: 1 };
            assert_eq!(holds(&session, caught), slashed, "{id} {cheat}");
            let less = least(cheat) < Some(MIN_ACTIVATION_BALANCE);
            assert_eq!(less, slashed, "{id} {cheat}");
        }
    }
}

/// The ring of "on duty" is around who makes the block of the slot, under both consensuses that deal turns.
#[test]
fn whose_turn_it_is_is_who_makes_the_slots_block() {
    for (id, slot) in [
        ("vote-with-your-stake", 6_000),
        ("twenty-one-producers", 500),
    ] {
        let mut session = Session::new(begun(id), MAX_NODES_PAGE).expect("begins");
        let mut seen = BTreeSet::new();
        for number in 1..200 {
            session.run(Time::ZERO + Span::from_millis(number * slot + slot / 2));
            let since = Time::ZERO + Span::from_millis(number * slot);
            let events = session.log().all().iter();
            let mut made = events.filter(|event| event.time >= since);
            let made = made.find_map(|event| match event.fact {
                Fact::Chain(ChainFact::Produced { node, .. }) => Some(node),
                _ => None,
            });
            let pointed = Pointer::OnDuty {}.find(&Reading::of(&session));
            if let Some(made) = made {
                assert_eq!(pointed, Some(Target::Actor(made)), "{id} slot {number}");
                seen.insert(made);
            }
        }
        assert!(seen.len() > 4, "{id}: {seen:?}");
    }
    let session = Session::new(begun("what-a-node-checks"), MAX_NODES_PAGE).expect("begins");
    let pointed = Pointer::OnDuty {}.find(&Reading::of(&session));
    assert_eq!(pointed, None, "miners have no turns");
}
