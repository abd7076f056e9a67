//! The picture of both Layer 2 systems in a world that uses them, and that what is offered there is possible.

use super::model::{
    BatchPhase, ChannelPhase, CrossingKind, MarkWeight, Scene, Selection, System, Value,
};
use super::tests::{act, setup};
use super::{View, build, offers};
use crate::base::{Amount, Span, Time};
use crate::command::{ChannelCommand, Command, RollupCommand, RollupSettings};
use crate::simulation::{MAX_NODES_PAGE, PersonSetup, Session};

fn give(session: &mut Session, command: Command) {
    session.give(command).expect("possible");
}

/// A world with a channel between Ana and Ben and a rollup of Seq and Vera, some blocks on.
pub(super) fn session() -> Session {
    let mut setup = setup(11);
    setup.latency = Span::from_millis(800);
    for link in &mut setup.links {
        link.bandwidth = 0;
    }
    setup.people.extend(["Seq", "Vera"].map(|name| PersonSetup {
        name: name.to_owned(),
        node: "n2".to_owned(),
        balance: Amount::coins(100),
    }));
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    session.run(Time::from_secs(1));
    give(
        &mut session,
        Command::Channel(ChannelCommand::Open {
            a: "Ana".to_owned(),
            b: "Ben".to_owned(),
            deposit_a: Amount::coins(20),
            deposit_b: Amount::coins(10),
        }),
    );
    give(
        &mut session,
        Command::Rollup(RollupCommand::Start {
            sequencer: "Seq".to_owned(),
            verifier: "Vera".to_owned(),
            settings: RollupSettings {
                window: 8,
                bond: Amount::coins(5),
                batch_every: Some(Span::from_secs(60)),
            },
        }),
    );
    run_until(&mut session, |scene| {
        scene.channels[0].phase == ChannelPhase::Open && scene.border.contracts.len() == 2
    });
    session
}

pub(super) fn run_until(session: &mut Session, reached: impl Fn(&Scene) -> bool) {
    for _ in 0..400 {
        if reached(&build(session, &View::default())) {
            return;
        }
        let next = session.place().time + Span::from_secs(10);
        session.run(next);
    }
    panic!("never reached");
}

fn pay(session: &mut Session, coins: u64) {
    give(
        session,
        Command::Channel(ChannelCommand::Pay {
            channel: 1,
            from: "Ana".to_owned(),
            amount: Amount::coins(coins),
        }),
    );
    let next = session.place().time + Span::from_secs(10);
    session.run(next);
}

pub(super) fn deposit(session: &mut Session) {
    give(
        session,
        Command::Rollup(RollupCommand::Deposit {
            rollup: 1,
            from: "Ana".to_owned(),
            amount: Amount::coins(30),
        }),
    );
    run_until(session, |scene| {
        scene.rollups[0]
            .accounts
            .iter()
            .any(|account| account.balance == Amount::coins(30))
    });
}

#[test]
fn a_channel_is_drawn_as_its_contract_and_its_parties_have_it() {
    let mut session = session();
    pay(&mut session, 3);
    pay(&mut session, 2);
    let scene = build(&session, &View::default());
    let channel = &scene.channels[0];
    assert_eq!((channel.payments, channel.total), (2, Amount::coins(30)));
    assert_eq!(
        channel.latest.balances,
        [Amount::coins(15), Amount::coins(15)]
    );
    assert_eq!(channel.latest.signed, [true, true]);
    let contract = scene
        .border
        .contracts
        .iter()
        .find(|found| found.system == System::Channel);
    assert_eq!(contract.expect("on the border").locked, channel.total);
    let deposits = scene.border.crossings.iter().filter(|crossing| {
        crossing.kind == CrossingKind::Deposit && crossing.contract == channel.contract
    });
    assert_eq!(deposits.count(), 2, "both deposits crossed the border");
    assert_eq!(channel.onchain, 2);
    assert!(scene.ledger.conserved, "{:?}", scene.ledger.complaint);
    assert_eq!(scene.ledger.sums[1], channel.total);
}

#[test]
fn a_cheat_is_seen_caught_and_paid_for() {
    let mut session = session();
    pay(&mut session, 5);
    let offer = offers::offers(&session, None)
        .into_iter()
        .find(|offer| offer.key == "act.close-stale");
    let offer = offer.expect("an old state is there");
    act(&mut session, "act.close-stale", offer.about.as_ref());
    run_until(&mut session, |scene| {
        matches!(scene.channels[0].phase, ChannelPhase::Closed { .. })
    });
    let scene = build(&session, &View::default());
    let ChannelPhase::Closed {
        penalty,
        settled_by,
        ..
    } = &scene.channels[0].phase
    else {
        panic!("closed");
    };
    assert!(penalty.is_some(), "the cheat lost something");
    assert!(matches!(settled_by, Some(Selection::Transaction(_))));
    let kinds: Vec<_> = scene
        .border
        .crossings
        .iter()
        .map(|crossing| crossing.kind)
        .collect();
    assert!(kinds.contains(&CrossingKind::ForcedClose) && kinds.contains(&CrossingKind::Challenge));
    let lane = scene
        .timeline
        .lanes
        .iter()
        .find(|lane| lane.system == System::Channel)
        .expect("a lane");
    assert!(
        lane.marks
            .iter()
            .any(|mark| mark.weight == MarkWeight::Alarm)
    );
}

#[test]
fn a_lying_sequencer_is_seen_disputed_and_its_claim_deleted() {
    let mut session = session();
    deposit(&mut session);
    give(
        &mut session,
        Command::Rollup(RollupCommand::Corrupt {
            rollup: 1,
            to: "Seq".to_owned(),
            amount: Amount::coins(40),
        }),
    );
    give(
        &mut session,
        Command::Rollup(RollupCommand::Transfer {
            rollup: 1,
            from: "Ana".to_owned(),
            to: "Ben".to_owned(),
            amount: Amount::coins(1),
        }),
    );
    run_until(&mut session, |scene| scene.rollups[0].dispute.is_some());
    let scene = build(&session, &View::default());
    let dispute = scene.rollups[0].dispute.as_ref().expect("found");
    assert_ne!(dispute.claimed, dispute.recomputed);
    run_until(&mut session, |scene| {
        scene
            .border
            .crossings
            .iter()
            .any(|crossing| crossing.kind == CrossingKind::Challenge && crossing.included.is_some())
    });
    let scene = build(&session, &View::default());
    let batches = &scene.rollups[0].batches;
    assert!(
        batches
            .iter()
            .any(|batch| batch.claimed.is_some() && batch.claimed != batch.recomputed)
            || batches
                .iter()
                .any(|batch| batch.phase == BatchPhase::ClaimDeleted)
    );
    assert!(scene.ledger.conserved, "{:?}", scene.ledger.complaint);
}

#[test]
fn the_rollups_column_adds_up_to_what_the_bridge_locks() {
    let mut session = session();
    deposit(&mut session);
    let scene = build(&session, &View::default());
    let column = scene
        .ledger
        .columns
        .iter()
        .position(|column| column.system == System::Rollup);
    let bridge = scene
        .border
        .contracts
        .iter()
        .find(|found| found.system == System::Rollup);
    assert_eq!(
        scene.ledger.sums[column.expect("a column")],
        bridge.expect("a bridge").locked
    );
}

#[test]
fn what_is_offered_above_layer_1_is_possible() {
    let mut session = session();
    deposit(&mut session);
    pay(&mut session, 3);
    for offer in offers::all(&session) {
        let choices = offers::defaults(&offer);
        let given = offers::command(&session, &offer.key, offer.about.as_ref(), &choices)
            .and_then(|command| session.check(&command));
        let needs_peers = offer
            .parameters
            .iter()
            .any(|parameter| parameter.name == "peers");
        assert!(
            given.is_err() == offer.refused.is_some() || needs_peers,
            "{offer:?}: {given:?}"
        );
    }
    let names = choices_of(&session, "act.channel-pay", &Selection::Channel(1));
    assert!(names.contains(&"from".to_owned()) && names.contains(&"amount".to_owned()));
}

fn choices_of(session: &Session, key: &str, about: &Selection) -> Vec<String> {
    let offers = offers::offers(session, Some(about));
    let offer = offers
        .iter()
        .find(|offer| offer.key == key)
        .expect("offered");
    let choices = offers::defaults(offer);
    assert!(
        choices
            .iter()
            .all(|choice| !matches!(choice.value, Value::Flag(_)))
    );
    choices
        .iter()
        .map(|choice| choice.name.to_string())
        .collect()
}
