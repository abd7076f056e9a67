//! A stranger's claim whose last root is true and whose number of steps is not: nobody builds on it.

use super::*;
use crate::base::{Amount, Digest, Span, encode};
use crate::command::{Command, RollupCommand, RollupSettings};
use crate::layer2::rollup::{Call, CommitCall, Derivation, Origin, Reader, RollupRole};
use crate::ledger::Action;

const BOND: Amount = Amount::coins(10);

fn setup() -> Setup {
    let person = |name: &str| PersonSetup {
        name: name.to_owned(),
        node: "n1".to_owned(),
        balance: Amount::coins(1000),
    };
    Setup {
        seed: 5,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![NodeSetup::new("n1", 40)],
        links: Vec::new(),
        people: ["Sam", "Vera", "Ana", "Mallory"].map(person).to_vec(),
        ..Setup::default()
    }
}

fn give(session: &mut Session, command: RollupCommand) {
    session
        .give(Command::Rollup(command))
        .expect("a possible command");
}

fn derivation(session: &Session) -> Option<&Derivation> {
    let sam = session.world().directory().find("Sam").ok()?.id;
    let seat = session.world().agent(sam)?.role::<RollupRole>()?.seat(1)?;
    Some(seat.derivation())
}

fn reader(session: &Session) -> Option<Reader<'_>> {
    let head = session.world().heads().next()?;
    derivation(session)?.reader(session.archive().entry(&head))
}

fn until(session: &mut Session, what: &str, holds: impl Fn(&Session) -> bool) {
    let end = session.world().now() + Span::from_secs(14_400);
    while !holds(session) {
        let now = session.world().now();
        assert!(now < end, "waited in vain for {what}");
        session.run(now + Span::from_millis(100));
    }
}

fn commitments(session: &Session) -> u64 {
    reader(session).map_or(0, |reader| reader.counters().commitments)
}

fn batches(session: &Session) -> u64 {
    reader(session).map_or(0, |reader| reader.counters().batches)
}

fn deposit(session: &mut Session) {
    give(
        session,
        RollupCommand::Deposit {
            rollup: 1,
            from: "Ana".into(),
            amount: Amount::coins(7),
        },
    );
}

/// The rollup runs, its first batch is claimed, and the verifier sleeps.
fn asleep() -> Session {
    let mut session = Session::new(setup(), MAX_NODES_PAGE).expect("a valid setup");
    let settings = RollupSettings {
        window: 40,
        bond: BOND,
        batch_every: Some(Span::from_secs(30)),
    };
    give(
        &mut session,
        RollupCommand::Start {
            sequencer: "Sam".into(),
            verifier: "Vera".into(),
            settings,
        },
    );
    until(&mut session, "the contract", |session| {
        reader(session).is_some()
    });
    deposit(&mut session);
    until(&mut session, "a claim", |session| commitments(session) == 1);
    sleep(&mut session, true);
    session
}

fn sleep(session: &mut Session, asleep: bool) {
    give(session, RollupCommand::SleepVerifier { rollup: 1, asleep });
}

/// The claim for batch 1 with one root too many, the last one true.
fn too_long(session: &Session, roots: (Digest, Digest)) -> Action {
    let head = session.world().heads().next().expect("a node");
    let record = reader(session)
        .and_then(|reader| reader.batch(1))
        .expect("the batch");
    let call = Call::Commit(CommitCall {
        batch: 1,
        inbox: record.inbox,
        origin: Origin {
            height: session.archive().entry(&head).height(),
            hash: head,
        },
        deposits: record.deposits,
        roots: vec![roots.0, Digest([7; 32]), roots.1],
    });
    Action::Call {
        contract: derivation(session)
            .and_then(Derivation::contract)
            .expect("the contract"),
        value: BOND,
        input: encode(&call),
    }
}

#[test]
fn the_sequencer_builds_only_on_what_is_true_in_every_root() {
    let mut session = asleep();
    deposit(&mut session);
    until(&mut session, "the batch", |session| batches(session) == 2);
    // Sam is told of it later than his node, and claims then; the stranger's price is higher.
    until(&mut session, "the batch at Sam's", |session| {
        derivation(session).is_some_and(|derivation| derivation.block(1).is_some())
    });
    let roots = derivation(&session)
        .and_then(|derivation| derivation.block(1))
        .map(|block| (block.before.root(), block.after.root()));
    let action = too_long(&session, roots.expect("the roots"));
    session.simulation.smuggle("Mallory", action);
    until(&mut session, "the stranger's claim", |session| {
        commitments(session) == 2
    });
    let commitment = reader(&session).and_then(|reader| reader.commitment(1));
    assert_eq!(commitment.map(|commitment| commitment.steps), Some(2));
    deposit(&mut session);
    until(&mut session, "a batch on top", |session| {
        batches(session) == 3
    });
    let now = session.world().now();
    session.run(now + Span::from_secs(300));
    assert_eq!(commitments(&session), 2, "no honest bond stands on it");
    sleep(&mut session, false);
    until(&mut session, "honest claims", |session| {
        commitments(session) == 3
    });
    let steps = reader(&session).and_then(|reader| reader.commitment(1));
    assert_eq!(steps.map(|commitment| commitment.steps), Some(1));
    assert_eq!(session.breaches(), []);
}
