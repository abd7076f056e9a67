//! The inspector tells of every object, its proofs hold, and a changed byte is noticed by the real validators.

use super::layer2_tests;
use super::model::{Arrow, Inspection, Lifeline, Section, Selection, Sequence};
use super::tests::session;
use super::{View, build, offers, tamper};
use crate::base::Time;
use crate::scene::Tamper;
use crate::simulation::Session;
use proptest::prelude::*;

fn inspect(session: &Session, subject: &Selection) -> Inspection {
    let view = View {
        selection: Some(subject.clone()),
        ..View::default()
    };
    build(session, &view)
        .inspection
        .as_ref()
        .clone()
        .expect("a selection has a page")
}

fn sequence(session: &Session, subject: &Selection) -> Sequence {
    let view = View {
        selection: Some(subject.clone()),
        ..View::default()
    };
    build(session, &view).sequence.as_ref().clone()
}

fn check(page: &Inspection) {
    let subject = &page.subject;
    assert!(
        !page.title.key.is_empty() && !page.sections.is_empty(),
        "{subject:?}"
    );
    serde_json::from_str::<serde_json::Value>(&page.json).expect("JSON");
    for section in &page.sections {
        match section {
            Section::Merkle(path) => {
                assert_eq!(path.computed, path.root, "{subject:?} {}", path.name.key)
            }
            Section::Hash(hash) => assert!(hash.holds, "{subject:?}"),
            Section::Signature(signature) => assert!(signature.verifies, "{subject:?}"),
            Section::Bytes(bytes) => {
                let mut at = 0;
                for part in &bytes.parts {
                    assert_eq!(
                        part.start, at,
                        "{subject:?}: no gap before {}",
                        part.name.key
                    );
                    at += part.length;
                }
                assert!(
                    bytes.parts.is_empty() || at as usize == bytes.bytes.len(),
                    "{subject:?}"
                );
            }
            _ => {}
        }
    }
}

/// Walks from object to object as a reader can.
fn walk(session: &Session, from: Vec<Selection>) -> std::collections::BTreeSet<Selection> {
    let mut seen = std::collections::BTreeSet::new();
    let mut waiting = from;
    while let Some(subject) = waiting.pop().filter(|_| seen.len() < 400) {
        if !seen.insert(subject.clone()) {
            continue;
        }
        let page = inspect(session, &subject);
        if subject == page.subject && page.title.key == "inspect.gone" {
            continue;
        }
        check(&page);
        waiting.extend(page.related.clone());
        for section in page.sections {
            if let Section::List(_, list) = section {
                waiting.extend(list);
            }
        }
    }
    seen
}

#[test]
fn every_object_that_can_be_reached_has_a_true_page() {
    let mut session = layer2_tests::session();
    layer2_tests::deposit(&mut session);
    let scene = build(&session, &View::default());
    let mut from: Vec<Selection> = scene
        .packets
        .iter()
        .map(|packet| Selection::Packet(packet.id))
        .collect();
    from.extend(
        scene
            .network
            .nodes
            .iter()
            .map(|node| Selection::Node(node.id)),
    );
    from.extend(
        scene
            .people
            .iter()
            .map(|person| Selection::Agent(person.id)),
    );
    from.extend([
        Selection::Channel(1),
        Selection::Rollup(1),
        Selection::Deposit(1, 0),
        Selection::Event(40),
    ]);
    let seen = walk(&session, from);
    let reached = |wanted: fn(&Selection) -> bool| seen.iter().any(wanted);
    assert!(seen.len() > 30, "{}", seen.len());
    assert!(reached(|found| matches!(found, Selection::Block(_))));
    assert!(reached(|found| matches!(found, Selection::Transaction(_))));
    assert!(reached(|found| matches!(found, Selection::Contract(_))));
    assert!(reached(|found| matches!(found, Selection::Link(..))));
    assert!(reached(|found| matches!(
        found,
        Selection::ChannelState(..)
    )));
    assert!(reached(|found| matches!(found, Selection::Batch(..))));
}

#[test]
fn what_is_not_there_is_told_as_such() {
    let session = session();
    let page = inspect(&session, &Selection::Rollup(9));
    assert_eq!(page.title.key, "inspect.gone");
}

fn some_transaction(session: &Session) -> Selection {
    let scene = build(session, &View::default());
    let world = session.world();
    let pooled = world
        .nodes()
        .flat_map(|(_, node)| node.pool().iter())
        .map(|signed| signed.id())
        .next();
    let main = scene
        .tree
        .blocks
        .iter()
        .filter_map(|block| session.archive().get(&block.id));
    let mined = main
        .flat_map(|entry| entry.block.body().transactions.iter())
        .map(|signed| signed.id())
        .next();
    Selection::Transaction(mined.or(pooled).expect("a transaction"))
}

fn length(session: &Session, subject: &Selection) -> u32 {
    let page = inspect(session, subject);
    let bytes = page.sections.iter().find_map(|section| match section {
        Section::Bytes(bytes) if bytes.tamperable => Some(bytes.total as u32),
        _ => None,
    });
    bytes.expect("bytes to tamper with")
}

fn byte(session: &Session, subject: &Selection, offset: u32) -> u8 {
    tamper(session, subject, offset, 0)
        .expect("in range")
        .before
}

fn is_noticed(session: &Session, subject: &Selection, offset: u32, value: u8) -> bool {
    let found = tamper(session, subject, offset, value).expect("in range");
    found.checks.iter().any(|check| check.noticed)
}

#[test]
fn every_changed_byte_of_a_transaction_is_noticed_and_an_unchanged_one_is_not() {
    let mut session = session();
    session.run(Time::from_secs(600));
    let before = session.fingerprint();
    let subject = some_transaction(&session);
    for offset in 0..length(&session, &subject) {
        let byte = byte(&session, &subject, offset);
        assert!(
            !is_noticed(&session, &subject, offset, byte),
            "byte {offset} as it was"
        );
        for changed in [byte ^ 1, byte ^ 0x80, !byte] {
            assert!(
                is_noticed(&session, &subject, offset, changed),
                "byte {offset} as {changed}"
            );
        }
    }
    assert_eq!(tamper(&session, &subject, 100_000, 0), None);
    assert_eq!(session.fingerprint(), before, "the session is untouched");
}

#[test]
fn every_changed_byte_of_a_block_is_noticed_and_an_unchanged_one_is_not() {
    let mut session = session();
    session.run(Time::from_secs(600));
    let scene = build(&session, &View::default());
    let block = scene
        .tree
        .blocks
        .iter()
        .rev()
        .find(|block| block.transactions > 0);
    let subject = Selection::Block(block.unwrap_or(&scene.tree.blocks[1]).id);
    for offset in 0..length(&session, &subject) {
        let byte = byte(&session, &subject, offset);
        assert!(
            !is_noticed(&session, &subject, offset, byte),
            "byte {offset} as it was"
        );
        assert!(
            is_noticed(&session, &subject, offset, byte ^ 0x10),
            "byte {offset}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_change_of_a_transaction_is_noticed(offset in 0_u32..140, value: u8) {
        let session = session();
        let subject = some_transaction(&session);
        if let Some(found) = tamper(&session, &subject, offset, value) {
            let changed = found.before != found.after;
            prop_assert_eq!(found.checks.iter().any(|check| check.noticed), changed);
        }
    }
}

#[test]
fn the_inspector_shows_the_tampering_that_the_view_names() {
    let session = session();
    let subject = some_transaction(&session);
    let view = View {
        selection: Some(subject),
        tamper: Some(Tamper {
            offset: 5,
            value: 0xff,
        }),
        ..View::default()
    };
    let page = build(&session, &view)
        .inspection
        .as_ref()
        .clone()
        .expect("a page");
    assert!(matches!(page.sections.last(), Some(Section::Tampering(found)) if found.offset == 5));
}

fn is_after_its_cause(arrows: &[Arrow]) -> bool {
    let causes = arrows
        .iter()
        .filter_map(|arrow| Some((arrow, arrows.get(arrow.cause? as usize)?)));
    causes
        .clone()
        .all(|(arrow, cause)| cause.departure <= arrow.departure)
}

#[test]
fn a_transactions_flow_goes_from_the_wallet_to_the_chosen_nodes_block() {
    let mut session = session();
    session.run(Time::from_secs(900));
    let flow = sequence(&session, &some_transaction(&session));
    assert!(
        matches!(flow.lifelines[0], Lifeline::Agent(_)),
        "it begins at a wallet"
    );
    assert_eq!(flow.arrows[0].text.key, "say.submit");
    assert!(
        flow.arrows
            .iter()
            .any(|arrow| arrow.text.key == "fact.included")
    );
    assert!(
        flow.arrows.iter().any(|arrow| arrow.cause.is_some()) && is_after_its_cause(&flow.arrows)
    );
}

#[test]
fn a_channels_flow_holds_letters_and_what_went_to_its_contract() {
    let session = layer2_tests::session();
    let flow = sequence(&session, &Selection::Channel(1));
    let says = |key: &str| flow.arrows.iter().any(|arrow| arrow.text.key == key);
    assert!(says("say.channel.open") && says("say.channel.accept") && says("fact.included"));
    assert!(
        flow.lifelines
            .iter()
            .any(|line| matches!(line, Lifeline::Contract(..)))
    );
    assert!(is_after_its_cause(&flow.arrows));
}

#[test]
fn a_batch_that_is_tampered_with_is_noticed_by_hash_and_verifier() {
    let mut session = layer2_tests::session();
    layer2_tests::deposit(&mut session);
    let offer = offers::offers(&session, Some(&Selection::Rollup(1)));
    let transfer = offer
        .iter()
        .find(|offer| offer.key == "act.rollup-transfer")
        .expect("offered");
    let choices = offers::defaults(transfer);
    let command = offers::command(
        &session,
        "act.rollup-transfer",
        transfer.about.as_ref(),
        &choices,
    );
    session.give(command.expect("complete")).expect("possible");
    let batch = |scene: &super::model::Scene| {
        let batches = scene.rollups[0].batches.iter();
        batches
            .filter(|batch| batch.transfers > 0 && batch.height.is_some())
            .map(|batch| batch.number)
            .next()
    };
    layer2_tests::run_until(&mut session, |scene| batch(scene).is_some());
    let number = batch(&build(&session, &View::default())).expect("a batch");
    let subject = Selection::Batch(1, number);
    check(&inspect(&session, &subject));
    for offset in 0..length(&session, &subject) {
        let byte = byte(&session, &subject, offset);
        assert!(!is_noticed(&session, &subject, offset, byte));
        assert!(is_noticed(&session, &subject, offset, byte ^ 4));
    }
    assert!(sequence(&session, &subject).arrows.len() > 2);
}

/// The block that lost and the one that won at the same fork tell the same weights.
#[test]
fn a_fork_tells_why_the_followed_branch_won() {
    let mut session = session();
    let lost = (1..1_200).find_map(|step| {
        session.run(Time::from_secs(60 + 3 * step));
        let tree = build(&session, &View::default()).tree.clone();
        tree.blocks.iter().find(|block| block.lane > 0).cloned()
    });
    let lost = lost.expect("4 s links fork within an hour");
    let choice = |id| {
        let page = inspect(&session, &Selection::Block(id));
        page.sections.into_iter().find_map(|section| match section {
            Section::Choice(choice) => Some(choice),
            _ => None,
        })
    };
    let told = choice(lost.id).expect("a block beside the chain lost at a fork");
    let [step] = &told.steps[..] else {
        panic!("one fork: {told:?}")
    };
    assert_eq!(step.fork, Selection::Block(lost.parent));
    let followed: Vec<_> = step.branches.iter().filter(|one| one.chosen).collect();
    let [winner] = followed[..] else {
        panic!("one branch is followed: {step:?}")
    };
    assert!(step.branches.iter().all(|one| one.share <= winner.share));
    assert_eq!(winner.share, 1_000);
    let Selection::Block(first) = winner.first else {
        panic!("a block")
    };
    assert_eq!(choice(first).as_ref(), Some(&told));
    let even = step.branches[0].weight == step.branches[1].weight;
    assert_eq!(step.reason.key == "choice.by.first-seen", even);
}
