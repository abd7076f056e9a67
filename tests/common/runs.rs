//! Runs of the sandbox by hand, shared by the tests of links and of their opening.

use bilayer::base::{Amount, Time};
use bilayer::command::{Command, WalletCommand};
use bilayer::scenario::{Opening, Verdict, ViewParameters, shipped, write_link};
use bilayer::simulation::{MAX_NODES_PAGE, Record, Session, Setup};

fn setup(id: &str) -> Setup {
    shipped(id).expect("ships").read().expect("reads").setup
}

pub fn transfer(from: &str, to: &str, coins: u64) -> Command {
    Command::Wallet(WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(coins),
        max_fee: None,
        tip: None,
    })
}

/// A run of the sandbox with one command every seven seconds.
pub fn run(commands: u64) -> Session {
    let mut session = Session::new(setup("sandbox"), MAX_NODES_PAGE).expect("begins");
    for number in 0..commands {
        session.run(Time::from_millis(7_001 * number));
        let (from, to) = [("Ana", "Ben"), ("Ben", "Cai"), ("Cai", "Ana")][number as usize % 3];
        session
            .give(transfer(from, to, 1 + number % 2))
            .expect("they can pay");
    }
    session.run(Time::from_secs(7 * commands + 30));
    session
}

pub fn link(record: &Record) -> String {
    write_link(record, &ViewParameters::default()).0
}

pub fn open(record: Record) -> (Session, Verdict) {
    let mut opening = Opening::begin(record, false, MAX_NODES_PAGE).expect("begins");
    while !opening.advance(100) {}
    opening.finish()
}
