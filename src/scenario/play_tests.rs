//! A run without history asks all judges, those of the rollups too.

use super::*;
use crate::base::{Address, Amount, Span};
use crate::command::{Command, RollupCommand, RollupSettings};
use crate::ledger::Action;
use crate::simulation::{
    ConsensusSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Scripted,
};

fn setup() -> Setup {
    let person = |name: &str| PersonSetup {
        name: name.to_owned(),
        node: "n1".to_owned(),
        balance: Amount::coins(1000),
    };
    let start = RollupCommand::Start {
        sequencer: "Sam".into(),
        verifier: "Vera".into(),
        settings: RollupSettings {
            window: 6,
            bond: Amount::coins(10),
            batch_every: None,
        },
    };
    Setup {
        seed: 1,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![NodeSetup::new("n1", 40)],
        links: Vec::new(),
        people: ["Sam", "Vera", "Mallory"].map(person).to_vec(),
        script: vec![Scripted::once(Span::from_secs(600), Command::Rollup(start))],
        ..Setup::default()
    }
}

fn judged(tampered: bool) -> Vec<&'static str> {
    let mut play = Play::begin(setup(), MAX_NODES_PAGE).expect("a valid setup");
    if tampered {
        // Value that nobody is owed: sent to the contract's address before the contract is there.
        let sam = play.world().directory().find("Sam").expect("Sam").address;
        let to = Address::of_contract(&sam, 0);
        let amount = Amount::coins(1);
        play.0.smuggle("Mallory", Action::Transfer { to, amount });
    }
    play.run(Time(3_600_000_000), |_, _| {});
    play.breaches().iter().map(|breach| breach.judge).collect()
}

#[test]
fn a_bridge_whose_books_do_not_balance_is_told_by_a_run_without_history() {
    assert_eq!(judged(false), Vec::<&str>::new());
    assert_eq!(judged(true), ["judge.rollup-solvent"]);
}
