//! A second chain on the same engine: its own blocks, nodes and number, under each family of consensus, and nothing of it on Layer 1.

use bilayer::base::Amount;
use bilayer::command::{ChainConsensus, NetworkCommand, SidechainCommand};
use bilayer::simulation::{MAX_NODES_PAGE, Session};

use super::world::{ABOVE, World, founding, work};

fn heights(world: &World) -> (u64, u64) {
    (world.height("f1"), world.height_above("f1"))
}

fn stake() -> ChainConsensus {
    ChainConsensus::Stake {
        preset: "minimal".to_owned(),
        each: 8,
    }
}

#[test]
fn a_chain_of_each_family_grows_beside_layer_1_and_judges_hold() {
    for consensus in [
        work(false),
        work(true),
        ChainConsensus::Producers {},
        stake(),
    ] {
        let mut world = World::new(3, 3);
        let founding = founding(3, 2, consensus.clone());
        world.give(SidechainCommand::Found(Box::new(founding)));
        world.run(600);
        let (below, above) = heights(&world);
        assert!(below > 3 && above > 8, "{below} {above} {consensus:?}");
        assert_eq!(world.0.breaches(), [], "{consensus:?}");
        let heads: Vec<_> = world.0.world().heads().collect();
        assert_eq!(heads.len(), 3, "only Layer 1's");
        let apart = world.0.world().heads_on(ABOVE);
        assert!(
            apart
                .into_iter()
                .all(|head| world.0.archive().get(&head).is_none())
        );
    }
}

#[test]
fn going_back_and_founding_another_chain_leads_into_that_one() {
    let mut world = World::founded(4, 3, 2);
    let first = world.0.world().directory().chain(ABOVE).unwrap().clone();
    let at = world.0.world().now();
    let print = world.0.fingerprint();
    world.run(100);
    world.0.seek(at);
    assert_eq!(world.0.fingerprint(), print);
    world.0.seek(bilayer::base::Time::ZERO);
    let mut other = founding(3, 3, work(true));
    other.plan.name = "Haven".to_owned();
    world.0.seek_step(0);
    world.give(SidechainCommand::Found(Box::new(other)));
    world.run(300);
    let second = world.0.world().directory().chain(ABOVE).unwrap();
    assert_ne!(first.key, second.key);
    assert!(world.height_above("f1") > 2);
    assert_eq!(world.0.breaches(), []);
}

#[test]
fn a_record_with_a_second_chain_plays_to_the_same_fingerprint() {
    let mut world = World::funded(5, 3, 2);
    world.withdraw("Ana", 10).expect("she has them");
    world.run(300);
    let record = world.0.record();
    let mut again = Session::open(&record, MAX_NODES_PAGE).expect("opens");
    again.run(record.time);
    assert_eq!(again.fingerprint(), record.fingerprint);
}

#[test]
fn a_founding_late_in_a_run_begins_then() {
    let mut world = World::new(6, 3);
    world.run(3_000);
    world.give(SidechainCommand::Found(Box::new(founding(
        3,
        2,
        work(true),
    ))));
    world.run(600);
    let blocks = world.height_above("f1");
    assert!((5..60).contains(&blocks), "{blocks}: 30 seconds apart");
    let late = world.try_give(SidechainCommand::Found(Box::new({
        let mut late = founding(3, 2, stake());
        late.plan.name = "Haven".to_owned();
        late
    })));
    assert_eq!(
        late.expect_err("too late").key,
        "chain.stake-begins-at-once"
    );
}

#[test]
fn chains_do_not_mix() {
    let mut world = World::founded(7, 3, 2);
    let link = NetworkCommand::Link {
        a: "n1".into(),
        b: "harbor1".into(),
        latency: bilayer::base::Span::from_millis(100),
        bandwidth: 0,
    };
    assert_eq!(
        world.network(link).expect_err("two chains").key,
        "link.other-chain"
    );
    let both = NetworkCommand::AddNode {
        name: "bridge".into(),
        hash_rate: 0,
        peers: vec!["n1".into(), "harbor1".into()],
    };
    assert_eq!(
        world.network(both).expect_err("two chains").key,
        "link.other-chain"
    );
    let own = NetworkCommand::AddNode {
        name: "harbor4".into(),
        hash_rate: 0,
        peers: vec!["harbor1".into()],
    };
    world.network(own).expect("a node of the second chain");
    world.run(120);
    let id = world.id("harbor4");
    let node = world.0.world().node(id).expect("a node");
    assert!(world.archive_above().get(&node.tree().head()).is_some());
    assert_eq!(world.0.world().nodes().count(), 3);
    assert_eq!(world.0.world().nodes_on(ABOVE).count(), 4);
}

#[test]
fn what_can_not_be_is_refused_by_name_and_changes_nothing() {
    let mut world = World::founded(8, 3, 2);
    let print = world.0.fingerprint();
    let refused = |world: &mut World, command: SidechainCommand, key: &str| {
        assert_eq!(world.try_give(command).expect_err("impossible").key, key);
    };
    let again = || founding(3, 2, work(true));
    refused(
        &mut world,
        SidechainCommand::Found(Box::new(again())),
        "name.taken",
    );
    type Spoil = fn(&mut bilayer::command::Founding);
    let cases: [(&str, Spoil); 7] = [
        ("name.taken", |one| one.plan.nodes[0].name = "n1".into()),
        ("setup.range", |one| one.plan.nodes.clear()),
        ("setup.range", |one| one.plan.gas_limit = 5),
        ("setup.range", |one| one.federation.confirmations = 0),
        ("sidechain.members", |one| one.federation.threshold = 4),
        ("sidechain.members", |one| one.federation.emergency.clear()),
        ("name.unknown", |one| {
            one.federation.members[0] = "Nobody".into()
        }),
    ];
    for (key, spoil) in cases {
        let mut one = again();
        one.plan.name = "Haven".into();
        for (number, node) in one.plan.nodes.iter_mut().enumerate() {
            node.name = format!("haven{number}");
        }
        spoil(&mut one);
        refused(&mut world, SidechainCommand::Found(Box::new(one)), key);
    }
    let chain = ABOVE + 1;
    let from = || "Ana".to_owned();
    let amount = Amount::coins(1);
    let unknown = SidechainCommand::Deposit {
        chain,
        from: from(),
        amount,
    };
    refused(&mut world, unknown, "chain.unknown");
    let wrong = SidechainCommand::OpenAccount {
        chain: ABOVE,
        person: from(),
        node: "n1".into(),
    };
    refused(&mut world, wrong, "chain.not-its-node");
    assert_eq!(world.0.fingerprint(), print);
}
