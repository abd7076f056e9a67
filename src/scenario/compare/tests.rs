//! What a comparison measures, against what is known of each family; equal setups give equal facts.

use super::*;
use crate::base::Amount;
use crate::command::{Command, NetworkCommand};
use crate::scenario::shipped;
use crate::simulation::{ConsensusSetup, LightSetup, MAX_NODES_PAGE, MarketSetup};

fn world(id: &str) -> Setup {
    let shipped = shipped(id).expect("it ships");
    shipped.read().expect("it can be read").setup
}

fn minutes(count: u64) -> Span {
    Span::from_secs(60 * count)
}

fn compared(setup: Setup, until: Span) -> Comparison {
    compare(setup, until, MAX_NODES_PAGE)
}

fn column(comparison: &Comparison, family: Family) -> &Measured {
    let column = comparison.columns.iter().find(|one| one.family == family);
    let outcome = &column.expect("each family has a column").outcome;
    outcome.as_ref().expect("it began")
}

#[test]
fn one_setup_under_three_families() {
    let comparison = compared(world("sandbox"), minutes(10));
    let families: Vec<_> = comparison
        .columns
        .iter()
        .map(|one| (one.family, one.own))
        .collect();
    let expected = [
        (Family::Pow, true),
        (Family::Stake, false),
        (Family::Delegated, false),
    ];
    assert_eq!(families, expected);
    let pow = column(&comparison, Family::Pow);
    assert!(pow.blocks > 3 && pow.work > 1_000 && pow.hashes > pow.work);
    assert_eq!((pow.may_propose, pow.stop.all, pow.stop.part), (2, 68, 35));
    let stake = column(&comparison, Family::Stake);
    assert_eq!(stake.interval, Some(Span::from_secs(6)));
    assert_eq!((stake.work, stake.hashes), (0, 0));
    assert_eq!(stake.stake, Amount::coins(32 * 64));
    let after = stake.settled_after.expect("checkpoints became final");
    assert!(
        after > Span::from_secs(60) && after < Span::from_secs(180),
        "{after}"
    );
    let delegated = column(&comparison, Family::Delegated);
    assert_eq!(delegated.may_propose, 2);
    assert!(delegated.blocks > 100, "{}", delegated.blocks);
    assert!(
        delegated.beside > 0,
        "three trips of 0.8 s a hop take longer than a slot: turns begin without the last blocks"
    );
    assert!(delegated.settled_after < stake.settled_after);
    assert_eq!(delegated.fee, None);
}

#[test]
fn the_same_setup_gives_the_same_facts_in_portions_of_any_size() {
    let whole = compared(world("coffees"), minutes(5));
    let mut comparing = Comparing::begin(world("coffees"), minutes(5), MAX_NODES_PAGE);
    let mut last = 0;
    while !comparing.advance(7) {
        assert!(comparing.permille() >= last);
        last = comparing.permille();
    }
    assert_eq!(comparing.finish(), whole);
    let mut other = world("coffees");
    other.seed += 1;
    assert_ne!(compared(other, minutes(5)), whole);
}

#[test]
fn who_has_no_share_of_votes_can_not_make_anything_final() {
    let mut setup = world("proof-of-stake");
    let names = || setup.nodes.iter().map(|node| node.name.clone());
    let groups = vec![names().take(4).collect(), names().skip(4).collect()];
    let cut = Command::Network(NetworkCommand::Partition { groups });
    setup.script.push(Scripted::once(Span::ZERO, cut));
    let due = setup.script.iter().flat_map(Scripted::moments);
    let scripted = due.filter(|at| *at <= Time::ZERO + minutes(8)).count() as u64;
    let comparison = compared(setup, minutes(8));
    assert!(comparison.columns[0].own);
    let stake = column(&comparison, Family::Stake);
    assert_eq!((stake.settled, stake.settled_after), (0, None));
    assert!(stake.blocks > 20);
    assert_eq!(stake.commands, [scripted, 0]);
    let delegated = column(&comparison, Family::Delegated);
    assert!(delegated.settled == 0 && delegated.blocks > 100);
    let pow = column(&comparison, Family::Pow);
    assert_eq!(pow.may_propose, 8);
    assert!(pow.blocks > 0);
}

#[test]
fn what_was_taken_for_final_and_left_is_counted() {
    let mut setup = world("sandbox");
    let half = |names: [&str; 2]| names.map(str::to_owned).to_vec();
    let groups = vec![half(["South", "East"]), half(["North", "West"])];
    let cut = Command::Network(NetworkCommand::Partition { groups });
    let heal = Command::Network(NetworkCommand::Heal {});
    setup.nodes.swap(0, 2);
    setup.script.push(Scripted::once(Span::ZERO, cut));
    setup.script.push(Scripted::once(minutes(29), heal));
    let comparison = compared(setup, minutes(30));
    let pow = column(&comparison, Family::Pow);
    assert_eq!(pow.seen_by, "South");
    assert!(pow.reorgs > 0 && pow.deepest > 6, "{pow:?}");
    assert_eq!(pow.unsettled, pow.deepest - 6);
    assert!(pow.beside >= pow.deepest);
    for family in [Family::Stake, Family::Delegated] {
        assert_eq!(column(&comparison, family).unsettled, 0);
    }
}

#[test]
fn what_has_no_counterpart_is_told() {
    let mut setup = world("sandbox");
    setup.nodes[0].rogue = crate::command::Strategy::SelfishMiner;
    setup.nodes[2].name = "n9".to_owned();
    for link in &mut setup.links {
        for end in [&mut link.a, &mut link.b] {
            if end == "South" {
                "n9".clone_into(end);
            }
        }
    }
    for person in &mut setup.people {
        if person.node == "South" {
            "n9".clone_into(&mut person.node);
        }
    }
    setup.market = MarketSetup {
        pool_limit: 9,
        ..MarketSetup::default()
    };
    setup.network.headers_first = true;
    setup.network.light = vec![LightSetup {
        name: "Lux".to_owned(),
        nodes: vec!["East".to_owned()],
        balance: Amount::coins(3),
    }];
    let changes = |family| translated(&setup, family).changes;
    assert_eq!(changes(Family::Pow), []);
    let node = "n9".to_owned();
    let expected = [
        Change::NoRogues { nodes: 1 },
        Change::NoAccount { node },
        Change::ToProducers { total: 1 },
        Change::NoMarket,
        Change::NoHeadersFirst,
    ];
    assert_eq!(changes(Family::Delegated), expected);
    let expected = [
        Change::NoRogues { nodes: 1 },
        Change::NoHeadersFirst,
        Change::NoLightClients { people: 1 },
        Change::ToValidators { total: 64 },
    ];
    assert_eq!(changes(Family::Stake), expected);
    let comparison = compared(setup, minutes(1));
    for column in &comparison.columns {
        assert!(column.outcome.is_ok(), "{column:?}");
    }
}

#[test]
fn a_world_that_can_not_be_is_told_with_its_reason() {
    let mut setup = world("eclipse");
    for node in &mut setup.nodes {
        node.hash_rate = u64::from(node.name.ends_with('9'));
    }
    let comparison = compared(setup, Span::from_secs(1));
    let delegated = &comparison.columns[2];
    assert_eq!(delegated.family, Family::Delegated);
    let refusal = delegated.outcome.as_ref().expect_err("nobody can produce");
    assert_eq!(refusal.key, "setup.range");
}

#[test]
fn there_and_back_the_shares_stay() {
    let setup = world("first-minute");
    let by_stake = translated(&setup, Family::Stake).setup;
    let back = translated(&by_stake, Family::Pow).setup;
    assert!(matches!(back.consensus, ConsensusSetup::Pow(_)));
    let sum = |setup: &Setup| setup.nodes.iter().map(|node| node.hash_rate).sum::<u64>();
    for (one, other) in setup.nodes.iter().zip(&back.nodes) {
        let share = |rate: u64, of: &Setup| rate * 1_000 / sum(of);
        let apart = share(one.hash_rate, &setup).abs_diff(share(other.hash_rate, &back));
        assert!(apart < 16, "{}: {apart}", one.name);
    }
    assert!(back.nodes.iter().all(|node| node.hash_rate < 500));
}

#[test]
fn the_readers_commands_are_part_of_what_is_compared() {
    let mut session = Session::new(world("sandbox"), MAX_NODES_PAGE).expect("it begins");
    session.run(Time::from_secs(30));
    let add = Command::Network(NetworkCommand::AddNode {
        name: "Rome".to_owned(),
        hash_rate: 0,
        peers: vec!["North".to_owned()],
    });
    session.give(add.clone()).expect("it is possible");
    let scripted = session.setup().script.len();
    let setup = setup_so_far(&session);
    assert_eq!(
        setup.script[scripted..],
        [Scripted::once(Span::from_secs(30), add)]
    );
    session.seek(Time::from_secs(10));
    assert_eq!(setup_so_far(&session).script.len(), scripted);
    assert_eq!(span_of(&session), LEAST_COMPARED);
}
