//! The picture agrees with the run, and taking it changes nothing.

use super::model::{BlockStanding, Choice, LedgerRowKind, Offer, Scene, Selection, Value};
use super::{View, build, offers};
use crate::base::{Amount, Span, Time};
use crate::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, Session, Setup,
};

pub(super) fn setup(seed: u64) -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let link = |a: &str, b: &str| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: None,
        bandwidth: 2_000,
    };
    let person = |name: &str, node: &str| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: Amount::coins(100),
    };
    Setup {
        seed,
        consensus: ConsensusSetup::default(),
        latency: Span::from_millis(4_000),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1", 40), node("n2", 30), node("n3", 0)],
        links: vec![link("n1", "n2"), link("n2", "n3")],
        people: vec![person("Ana", "n1"), person("Ben", "n3")],
        ..Setup::default()
    }
}

pub(super) fn session() -> Session {
    let mut session = Session::new(setup(7), MAX_NODES_PAGE).expect("a valid setup");
    session.run(Time::from_secs(60));
    act(&mut session, "act.transfer", None);
    session.run(Time::from_secs(62));
    session
}

fn find(session: &Session, key: &str, about: Option<&Selection>) -> Offer {
    let offers = offers::offers(session, about);
    let found = offers
        .into_iter()
        .find(|offer| offer.key == key && (offer.about.is_none() || offer.about.as_ref() == about));
    found.unwrap_or_else(|| panic!("{key} is offered"))
}

/// Takes an offer with its defaults.
pub(super) fn act(session: &mut Session, key: &str, about: Option<&Selection>) {
    let offer = find(session, key, about);
    let choices = offers::defaults(&offer);
    let command = offers::command(session, key, offer.about.as_ref(), &choices).expect("complete");
    session.give(command).expect("an offer is possible");
}

fn pictures(session: &mut Session, until: u64, view: &View) -> Vec<Scene> {
    let mut pictures = Vec::new();
    for second in (session.place().time.as_secs()..until).step_by(3) {
        session.run(Time::from_secs(second));
        pictures.push(build(session, view));
    }
    pictures
}

#[test]
fn the_same_place_gives_the_same_picture() {
    let mut session = session();
    session.run(Time::from_secs(400));
    let first = build(&session, &View::default());
    session.run(Time::from_secs(900));
    session.seek(Time::from_secs(400));
    let mut again = build(&session, &View::default());
    assert_ne!(again.place.horizon, first.place.horizon, "more was played");
    again.place = first.place;
    again.timeline = first.timeline.clone();
    assert_eq!(again, first);
}

#[test]
fn taking_a_picture_changes_nothing() {
    let session = session();
    let before = (session.fingerprint(), session.log().len());
    let view = View {
        selection: Some(Selection::Block(session.archive().genesis())),
        ..View::default()
    };
    let _ = build(&session, &view);
    assert_eq!((session.fingerprint(), session.log().len()), before);
}

#[test]
fn a_picture_travels_through_postcard() {
    let session = session();
    let picture = build(&session, &View::default());
    let bytes = postcard::to_allocvec(&picture).expect("encodes");
    assert_eq!(
        postcard::from_bytes::<Scene>(&bytes).expect("decodes"),
        picture
    );
}

#[test]
fn every_message_shown_has_left_and_not_arrived() {
    let mut session = session();
    let pictures = pictures(&mut session, 400, &View::default());
    let packets = pictures.iter().flat_map(|picture| {
        picture
            .packets
            .iter()
            .map(|packet| (picture.place.time, packet))
    });
    let mut count = 0;
    for (now, packet) in packets {
        assert!(
            packet.departure <= now && now < packet.arrival,
            "{packet:?} at {now}"
        );
        count += 1;
    }
    assert!(count > 20, "{count} messages were seen");
}

#[test]
fn the_tree_is_the_nodes_own() {
    let mut session = session();
    session.run(Time::from_secs(1_500));
    for (id, node) in session.world().nodes() {
        let view = View {
            seen_as: Some(id),
            ..View::default()
        };
        let tree = build(&session, &view).tree;
        let height = session.archive().entry(&node.tree().head()).height();
        assert_eq!((tree.head, tree.head_height), (node.tree().head(), height));
        let lowest =
            |id: &&crate::base::Digest| session.archive().entry(id).height() >= tree.from_height;
        assert_eq!(
            tree.blocks.len(),
            node.tree().known().filter(lowest).count()
        );
        for block in &tree.blocks {
            let main = session.archive().is_on_branch(&block.id, &tree.head);
            assert_eq!(block.standing == BlockStanding::Main, main);
            assert_eq!(block.lane == 0, main, "the main chain has lane 0 to itself");
            let deep = if main { height - block.height + 1 } else { 0 };
            assert_eq!(block.confirmations, deep);
            assert_eq!(block.reversal_ppm.is_some(), main);
        }
        let mut places: Vec<_> = tree
            .blocks
            .iter()
            .map(|block| (block.height, block.lane))
            .collect();
        places.sort();
        places.dedup();
        assert_eq!(
            places.len(),
            tree.blocks.len(),
            "no two blocks lie on each other"
        );
        assert_eq!(tree.mempool.count as usize, node.pool().len());
    }
}

#[test]
fn forks_stay_visible_and_are_told() {
    let mut session = session();
    let pictures = pictures(&mut session, 3_600, &View::default());
    let forked = |picture: &Scene| picture.tree.blocks.iter().any(|block| block.lane > 0);
    assert!(pictures.iter().any(forked), "4 s links fork within an hour");
    let slowed = pictures.iter().flat_map(|picture| picture.captions.iter());
    let fork = slowed
        .filter(|caption| caption.text.key == "fact.fork")
        .collect::<Vec<_>>();
    assert!(!fork.is_empty() && fork.iter().all(|caption| caption.worth_slowing));
}

#[test]
fn the_ledger_adds_up_at_every_place() {
    let mut session = session();
    for picture in pictures(&mut session, 1_500, &View::default()) {
        let table = &picture.ledger;
        assert!(table.conserved, "{:?}", table.complaint);
        assert_eq!(table.sums[0], picture.header.conservation.total);
        let ana = session.world().directory().find("Ana").expect("there").id;
        assert!(
            table
                .rows
                .iter()
                .any(|row| row.kind == LedgerRowKind::Who(ana))
        );
    }
}

#[test]
fn what_was_given_is_in_the_script_and_on_the_timeline() {
    let mut session = session();
    session.run(Time::from_secs(100));
    let picture = build(&session, &View::default());
    assert_eq!(picture.script.done, 1);
    assert_eq!(picture.script.lines[0].text.key, "command.transfer");
    assert_eq!(picture.timeline.commands, [Time::from_secs(60)]);
    session.seek(Time::from_secs(30));
    let earlier = build(&session, &View::default());
    assert_eq!((earlier.script.done, earlier.script.lines.len()), (0, 1));
}

/// Some parameters have no default: a node that joins without peers is possible, too.
fn with_peers(session: &Session, mut choices: Vec<Choice>) -> Vec<Choice> {
    let first = session
        .world()
        .nodes()
        .next()
        .map(|(id, _)| id)
        .expect("a node");
    choices.push(Choice {
        name: "peers".into(),
        value: Value::Actor(first),
    });
    choices
}

#[test]
fn an_enabled_offer_is_possible_with_its_defaults_and_a_refused_one_is_not() {
    for second in [0, 61, 400, 1_200] {
        let mut session = session();
        session.seek(Time::from_secs(second));
        let here = session.place().step;
        let all = offers::all(&session);
        assert!(all.len() > 15, "{}", all.len());
        for offer in all {
            let choices = with_peers(&session, offers::defaults(&offer));
            let given = offers::command(&session, &offer.key, offer.about.as_ref(), &choices)
                .and_then(|command| session.give(command));
            assert_eq!(
                given.is_err(),
                offer.refused.is_some(),
                "{offer:?}: {given:?}"
            );
            if given.is_ok() {
                session.undo();
            }
            assert_eq!(session.place().step, here);
        }
    }
}
