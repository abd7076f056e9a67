//! Hands for the stories: worlds, commands, and what a node sees.

use bilayer::actor::Delegate;
use bilayer::base::{ActorId, Amount, Span};
use bilayer::chain::Entry;
use bilayer::command::{Command, Conduct, DelegatedCommand, WalletCommand};
use bilayer::consensus::dpos::delegation::{Delegation, Tally};
use bilayer::consensus::dpos::delegation_of;
use bilayer::consensus::dpos::name::AccountName;
use bilayer::scenario::shipped;
use bilayer::simulation::{
    ConsensusSetup, DelegatedSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, Session,
    Setup,
};

pub const FOUR: [&str; 4] = ["Accra", "Berlin", "Cairo", "Delhi"];

/// A world of producers that are all linked, a standby, and three people.
pub fn world(producers: &[&str], standby: &[&str]) -> Session {
    Session::new(setup(producers, standby), MAX_NODES_PAGE).expect("begins")
}

/// How that world begins.
pub fn setup(producers: &[&str], standby: &[&str]) -> Setup {
    let setup = shipped("delegated")
        .expect("ships")
        .read()
        .expect("reads")
        .setup;
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let all: Vec<&str> = producers.iter().chain(standby).copied().collect();
    let nodes = all.iter().map(|name| NodeSetup::new(name, 0));
    let pairs = (0..all.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
    let links = pairs.map(|(a, b)| LinkSetup {
        a: all[a].to_owned(),
        b: all[b].to_owned(),
        latency: None,
        bandwidth: 0,
    });
    let people = [("Vera", 600), ("Walt", 300), ("Xena", 100)];
    let people = people
        .iter()
        .enumerate()
        .map(|(place, (name, coins))| PersonSetup {
            name: (*name).to_owned(),
            node: all[place % all.len()].to_owned(),
            balance: Amount::coins(*coins),
        });
    Setup {
        consensus: ConsensusSetup::Delegated(DelegatedSetup {
            producers: owned(producers),
            standby: owned(standby),
            seats: producers.len() as u32,
            refund_delay: Span::from_secs(60),
            claim_interval: Span::from_secs(60),
            least_vote_pay: Amount::ZERO,
            ..DelegatedSetup::default()
        }),
        nodes: nodes.collect(),
        links: links.collect(),
        people: people.collect(),
        script: Vec::new(),
        ..setup
    }
}

pub fn run(session: &mut Session, seconds: u64) {
    session.run(session.world().now() + Span::from_secs(seconds));
    assert_eq!(session.breaches(), []);
}

pub fn give(session: &mut Session, command: DelegatedCommand) {
    session.give(Command::Delegated(command)).expect("possible");
}

pub fn vote(session: &mut Session, person: &str, coins: u64, producers: &[&str]) {
    let person = person.to_owned();
    let amount = Amount::coins(coins);
    let producers = producers.iter().map(|name| (*name).to_owned()).collect();
    if coins > 0 {
        give(
            session,
            DelegatedCommand::Stake {
                person: person.clone(),
                amount,
            },
        );
        run(session, 3);
    }
    give(session, DelegatedCommand::Vote { person, producers });
}

pub fn behave(session: &mut Session, node: &str, conduct: Conduct) {
    let node = node.to_owned();
    give(session, DelegatedCommand::Behave { node, conduct });
}

pub fn id(session: &Session, name: &str) -> ActorId {
    session.world().directory().find(name).expect("known").id
}

pub fn head<'a>(session: &'a Session, node: &str) -> &'a Entry {
    let node = session.world().node(id(session, node)).expect("a node");
    session.archive().entry(&node.tree().head())
}

pub fn state<'a>(session: &'a Session, node: &str) -> &'a Delegation {
    delegation_of(&*head(session, node).engine).expect("delegated")
}

pub fn irreversible(session: &Session, node: &str) -> u64 {
    let member = session.world().node(id(session, node)).expect("a node");
    let block = member
        .member::<Delegate>()
        .expect("a member")
        .irreversible();
    session.archive().entry(&block).height()
}

pub fn tally(session: &Session, of: &str) -> Tally {
    let name = AccountName::of_node(of).expect("a name");
    let mut tallies = state(session, "Accra").tallies().iter();
    *tallies
        .find(|one| one.producer == name)
        .expect("it had slots")
}

pub fn transfer(session: &mut Session, from: &str, to: &str) {
    let command = WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(1),
        max_fee: None,
        tip: None,
    };
    session.give(Command::Wallet(command)).expect("possible");
}

/// The scenario that ships, after some time.
pub fn shipped_world(seconds: u64) -> Session {
    let setup = shipped("delegated")
        .expect("ships")
        .read()
        .expect("reads")
        .setup;
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    run(&mut session, seconds);
    session
}

/// Height of the last block with a transaction of somebody on the first node's branch.
pub fn included(session: &Session, sender: &str) -> Option<u64> {
    let address = session
        .world()
        .directory()
        .find(sender)
        .expect("known")
        .address;
    let mut entry = session.archive().entry(&head(session, "Accra").id());
    while entry.height() > 0 {
        let transactions = &entry.block.body().transactions;
        if transactions.iter().any(|signed| signed.sender() == address) {
            return Some(entry.height());
        }
        entry = session.archive().entry(&entry.parent());
    }
    None
}
