//! What the picture tells of validators that come and go, and of votes on their way.

use super::model::{Field, Inspection, PacketKind, Scene, Section, Selection, Text, Value};
use super::tests::act;
use super::{View, build, offers};
use crate::base::{ActorId, Amount, Span, Time};
use crate::scenario::shipped;
use crate::simulation::{MAX_NODES_PAGE, Session};

/// Seconds of an epoch of the minimal preset.
const EPOCH: u64 = 48;

fn session() -> Session {
    let scenario = shipped("proof-of-stake").expect("ships").read();
    let setup = scenario.expect("reads").setup;
    Session::new(setup, MAX_NODES_PAGE).expect("begins")
}

fn named(session: &Session, name: &str) -> ActorId {
    let found = session.world().directory().find(name);
    found.expect("lives here").id
}

fn pictured(session: &Session, selection: &Selection) -> Scene {
    let view = View {
        selection: Some(selection.clone()),
        ..View::default()
    };
    build(session, &view)
}

fn fields(inspection: &Inspection) -> impl Iterator<Item = &Field> {
    let sections = inspection.sections.iter();
    sections.flat_map(|section| match section {
        Section::Fields(fields) => &fields[..],
        _ => &[],
    })
}

/// The keys of what the inspector says of an object's validators and deposits.
fn standings(session: &Session, selection: &Selection) -> Vec<String> {
    let scene = pictured(session, selection);
    let inspection = scene.inspection.as_ref().as_ref().expect("inspected");
    let told = fields(inspection).filter_map(|field| match &field.value {
        Value::Text(Text { key, .. }) if key.starts_with("validator.") => Some(key.to_string()),
        _ => None,
    });
    told.collect()
}

#[test]
fn a_deposit_is_followed_from_the_queue_to_its_first_duty() {
    let mut session = session();
    let (ana, home) = (named(&session, "Ana"), named(&session, "Aarhus"));
    let (ana, home) = (Selection::Agent(ana), Selection::Node(home));
    session.run(Time::from_secs(EPOCH));
    assert_eq!(standings(&session, &ana), Vec::<String>::new());
    act(&mut session, "act.deposit-stake", Some(&ana));
    let mut seen = Vec::new();
    for epoch in 1..24 {
        session.run(Time::from_secs(EPOCH * epoch + 20));
        seen.extend(standings(&session, &ana));
    }
    seen.dedup();
    let expected = [
        "validator.deposit-waits",
        "validator.is-pending",
        "validator.is-activated",
        "validator.is-active",
    ];
    assert_eq!(seen, expected);
    let scene = pictured(&session, &home);
    let inspection = scene.inspection.as_ref().as_ref().expect("inspected");
    let mut on_duty = fields(inspection).filter(|one| one.name.key == "field.validators-on-duty");
    let on_duty = on_duty.next().map(|one| one.value.clone());
    assert_eq!(on_duty, Some(Value::Count(9)), "eight, and Ana's");
}

#[test]
fn who_may_not_leave_yet_is_told_since_when_it_may() {
    let mut session = session();
    session.run(Time::from_secs(EPOCH));
    let node = Selection::Node(named(&session, "Cadiz"));
    let exit = |session: &Session| {
        let offers = offers::offers(session, Some(&node));
        let mut exits = offers
            .into_iter()
            .filter(|one| one.key == "act.exit-validator");
        exits.next().expect("offered beside who runs validators")
    };
    let refused = exit(&session).refused.expect("too young");
    assert_eq!(refused.key, "refusal.stake.too-young");
    session.run(Time::from_secs(EPOCH * 64 + 20));
    assert_eq!(exit(&session).refused, None);
    act(&mut session, "act.exit-validator", Some(&node));
    session.run(Time::from_secs(EPOCH * 65 + 20));
    assert_eq!(standings(&session, &node), ["validator.is-exiting"]);
    session.run(Time::from_secs(EPOCH * 71));
    assert_eq!(standings(&session, &node), ["validator.is-off-duty"]);
    let nobody = Selection::Node(named(&super::tests::session(), "n1"));
    let elsewhere = offers::offers(&super::tests::session(), Some(&nobody));
    assert!(elsewhere.iter().all(|one| one.key != "act.exit-validator"));
}

#[test]
fn votes_are_seen_on_their_way_and_go_together() {
    let mut session = session();
    session.run(Time::from_secs(2 * EPOCH));
    let (mut votes, mut figures) = (0, 0);
    for step in 1..120 {
        session.run(Time::from_secs(2 * EPOCH) + Span::from_millis(100 * step));
        let scene = build(&session, &View::default());
        let drawn = scene
            .packets
            .iter()
            .filter(|one| one.kind == PacketKind::Vote);
        let (mut count, mut of_each) = (0, Vec::new());
        for figure in drawn {
            count += figure.count as usize;
            of_each.push((figure.from, figure.to, figure.departure.0 / 100_000));
        }
        let now = session.world().now();
        let on_the_way = session.world().transits().filter(|(transit, arrival, _)| {
            transit.departure <= now
                && now < *arrival
                && transit.message.kind() == crate::event::MessageKind::Vote
        });
        assert_eq!(count, on_the_way.count(), "none is left out");
        let all = of_each.len();
        of_each.sort_unstable();
        of_each.dedup();
        assert_eq!(of_each.len(), all, "one figure a way and moment");
        votes += count;
        figures += all;
    }
    assert!(
        votes > figures && figures > 0,
        "{votes} votes, {figures} figures"
    );
}

#[test]
fn a_deposit_takes_what_the_person_has() {
    let session = session();
    let ana = Selection::Agent(named(&session, "Ana"));
    let offers = offers::offers(&session, Some(&ana));
    let mut deposits = offers.iter().filter(|one| one.key == "act.deposit-stake");
    let choices = offers::defaults(deposits.next().expect("offered"));
    assert_eq!(choices[0].value, Value::Amount(Amount::coins(32)));
}
