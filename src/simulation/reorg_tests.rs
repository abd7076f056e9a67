//! What a reorg does to payments that were made on the branch that lost: each is made at most once, and none is forgotten.

use super::*;
use crate::base::{Amount, Span};
use crate::command::{Command, NetworkCommand, WalletCommand};
use crate::event::{Fact, WalletFact};

const PEOPLE: [&str; 4] = ["Ana", "Bob", "Cara", "Dave"];

/// Two miners, of which the weak one serves everybody; Bob has 100, and Ana this much.
fn setup(ana: u64) -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let person = |name: &str| PersonSetup {
        name: name.to_owned(),
        node: "weak".to_owned(),
        balance: match name {
            "Ana" => Amount::coins(ana),
            "Bob" => Amount::coins(100),
            _ => Amount::ZERO,
        },
    };
    Setup {
        seed: 7,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 200,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("weak", 14), node("strong", 54)],
        links: vec![LinkSetup {
            a: "weak".to_owned(),
            b: "strong".to_owned(),
            latency: None,
            bandwidth: 0,
        }],
        people: PEOPLE.map(person).to_vec(),
        ..Setup::default()
    }
}

fn seconds(session: &mut Session, count: u64) {
    let until = session.world().now() + Span::from_secs(count);
    session.run(until);
}

fn cut(session: &mut Session, cut: bool) {
    let (a, b) = ("weak".to_owned(), "strong".to_owned());
    let command = match cut {
        true => NetworkCommand::Cut { a, b },
        false => NetworkCommand::Mend { a, b },
    };
    session
        .give(Command::Network(command))
        .expect("they are linked");
}

fn pay(session: &mut Session, from: &str, to: &str, coins: u64) {
    let transfer = WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(coins),
        gas_price: None,
    };
    session
        .give(Command::Wallet(transfer))
        .expect("it has as much");
}

/// What somebody owns as `node` sees it.
fn balance(session: &Session, who: &str, node: &str) -> Amount {
    let directory = session.world().directory();
    let address = directory.find(who).expect("a person").address;
    let node = directory.find(node).expect("a node").id;
    let node = session.world().node(node).expect("a node");
    let head = session.archive().entry(&node.tree().head());
    head.state.balance(&address)
}

/// Bob pays Ana 50 on the branch that will lose.
fn paid_on_the_losing_side(ana: u64) -> Session {
    let mut session = Session::new(setup(ana), MAX_NODES_PAGE).expect("a valid setup");
    seconds(&mut session, 1);
    cut(&mut session, true);
    pay(&mut session, "Bob", "Ana", 50);
    for _ in 0..200 {
        seconds(&mut session, 10);
        if balance(&session, "Ana", "weak") == Amount::coins(ana + 50) {
            break;
        }
    }
    assert_eq!(balance(&session, "Ana", "weak"), Amount::coins(ana + 50));
    seconds(&mut session, 2);
    session
}

fn refusals(session: &Session) -> usize {
    let refused = |event: &&crate::event::Event| {
        matches!(event.fact, Fact::Wallet(WalletFact::Refused { .. }))
    };
    session.log().all().iter().filter(refused).count()
}

#[test]
fn a_payment_signed_after_one_that_a_reorg_made_impossible_is_made_once() {
    let mut session = paid_on_the_losing_side(20);
    pay(&mut session, "Ana", "Cara", 60);
    pay(&mut session, "Ana", "Dave", 5);
    seconds(&mut session, 300);
    cut(&mut session, false);
    seconds(&mut session, 1_800);
    assert_eq!(balance(&session, "Cara", "strong"), Amount::ZERO);
    assert_eq!(balance(&session, "Dave", "strong"), Amount::coins(5));
    assert!(refusals(&session) > 0, "it is told");
}

#[test]
fn a_number_that_nothing_is_left_to_pay_for_is_used_up_when_there_is() {
    let mut session = paid_on_the_losing_side(0);
    pay(&mut session, "Ana", "Cara", 40);
    pay(&mut session, "Ana", "Dave", 5);
    seconds(&mut session, 300);
    cut(&mut session, false);
    seconds(&mut session, 3_600);
    let paid =
        [("Cara", 0), ("Dave", 5)].map(|(who, coins)| (balance(&session, who, "strong"), coins));
    assert!(
        paid.iter()
            .all(|(paid, coins)| *paid == Amount::coins(*coins)),
        "{paid:?}"
    );
    let refused = refusals(&session);
    assert!(
        (1..40).contains(&refused),
        "{refused}: it asks with new heads only"
    );
}

/// Blocks are found on the strong side only, after the weak one lost its hash rate.
fn weak_stops(session: &mut Session) {
    let order = NetworkCommand::SetHashRate {
        node: "weak".to_owned(),
        hash_rate: 0,
    };
    session.give(Command::Network(order)).expect("it is a node");
}

#[test]
fn what_a_reorg_returns_reaches_who_mines() {
    let mut session = paid_on_the_losing_side(0);
    weak_stops(&mut session);
    seconds(&mut session, 600);
    cut(&mut session, false);
    seconds(&mut session, 600);
    assert_eq!(balance(&session, "Ana", "strong"), Amount::coins(50));
}
