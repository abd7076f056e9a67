//! How long a picture takes, and that it stays bounded.

use std::time::{Duration, Instant};

use super::{View, build};
use crate::base::{Amount, Span, Time};
use crate::command::{Command, WalletCommand};
use crate::scene::model::Selection;
use crate::simulation::{LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, Session};

fn crowd() -> Session {
    let mut setup = super::tests::setup(5);
    setup.latency = Span::from_millis(1_000);
    setup.nodes = (0..50)
        .map(|index| NodeSetup {
            name: format!("n{index}"),
            hash_rate: if index % 8 == 0 { 10 } else { 0 },
        })
        .collect();
    setup.links = (0..50)
        .flat_map(|index| {
            [
                (index, (index + 1) % 50),
                (index, (index + 7) % 50),
                (index, (index + 19) % 50),
            ]
        })
        .map(|(a, b)| LinkSetup {
            a: format!("n{a}"),
            b: format!("n{b}"),
            latency: None,
            bandwidth: 0,
        })
        .collect();
    setup.people = (0..12)
        .map(|index| PersonSetup {
            name: format!("p{index}"),
            node: format!("n{}", index * 4),
            balance: Amount::coins(100),
        })
        .collect();
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("valid");
    for minute in 1..40 {
        session.run(Time::from_secs(minute * 60));
        transfers(&mut session, 3);
    }
    transfers(&mut session, 12);
    let next = session.place().time + Span::from_millis(2_500);
    session.run(next);
    session
}

fn transfers(session: &mut Session, count: u32) {
    for from in 0..count {
        let command = WalletCommand::Transfer {
            from: format!("p{from}"),
            to: "p9".to_owned(),
            amount: Amount(1_000),
            gas_price: None,
        };
        let _ = session.give(Command::Wallet(command));
    }
}

/// Not a bar: debug builds and shared machines differ. It catches what grows out of proportion, and prints the figure.
#[test]
fn a_picture_of_50_nodes_and_200_messages_takes_milliseconds() {
    let session = crowd();
    let view = View {
        selection: Some(Selection::Node(crate::base::ActorId(0))),
        ..View::default()
    };
    let scene = build(&session, &view);
    assert!(
        scene.packets.len() > 150,
        "{} messages",
        scene.packets.len()
    );
    let started = Instant::now();
    for _ in 0..10 {
        assert_eq!(build(&session, &view).place, scene.place);
    }
    let each = started.elapsed() / 10;
    println!(
        "{} facts, {} messages: {each:?} a picture",
        session.log().len(),
        scene.packets.len()
    );
    let bytes = postcard::to_allocvec(&scene).expect("encodes").len();
    println!("{bytes} bytes");
    assert!(each < Duration::from_millis(100), "{each:?}");
    assert!(bytes < 400_000, "{bytes} bytes");
}
