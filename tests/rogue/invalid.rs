//! What breaks a rule is refused for that rule: by the mempool, and again in a block that has real work.

use bilayer::base::{ActorId, Amount, Span};
use bilayer::command::{Command, Flaw, NetworkCommand, Strategy, WalletCommand};
use bilayer::event::{ChainFact, Fact, NetworkFact, WalletFact};
use bilayer::simulation::{
    ConsensusSetup, LightSetup, MAX_NODES_PAGE, NetworkSetup, PowSetup, Session, Setup,
};

use super::world;

const FLAWS: [(Flaw, &str); 4] = [
    (Flaw::Signature, "transaction.bad-signature"),
    (Flaw::Nonce, "transaction.nonce-used"),
    (Flaw::Balance, "transaction.balance"),
    (Flaw::Gas, "transaction.gas-too-low"),
];

/// Real puzzles; Mallory at the rogue's node, Ben at the honest one, and Lea, who has headers alone, from both.
fn setup(strategy: Strategy) -> Setup {
    let mut setup = world::setup(5, 40, strategy);
    setup.consensus = ConsensusSetup::Pow(PowSetup::default());
    setup.people[1].balance = Amount::coins(30);
    setup.network = NetworkSetup {
        light: vec![LightSetup {
            name: "Lea".to_owned(),
            nodes: vec!["rogue".to_owned(), "honest".to_owned()],
            balance: Amount::ZERO,
        }],
        ..NetworkSetup::default()
    };
    setup
}

fn begun(strategy: Strategy) -> Session {
    Session::new(setup(strategy), MAX_NODES_PAGE).expect("valid")
}

fn run(session: &mut Session, minutes: u64) {
    session.run(session.world().now() + Span::from_secs(60 * minutes));
}

fn cheat(session: &mut Session, flaw: Flaw) {
    let cheat = WalletCommand::Cheat {
        from: "Mallory".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(3),
        flaw,
    };
    session.give(Command::Wallet(cheat)).expect("possible");
}

fn pay(session: &mut Session) {
    let pay = WalletCommand::Transfer {
        from: "Mallory".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(1),
        max_fee: None,
        tip: None,
    };
    session.give(Command::Wallet(pay)).expect("possible");
}

fn set(session: &mut Session, strategy: Strategy) {
    let node = "rogue".to_owned();
    let command = NetworkCommand::SetStrategy { node, strategy };
    session.give(Command::Network(command)).expect("possible");
}

fn id(session: &Session, name: &str) -> ActorId {
    session.world().directory().find(name).expect("known").id
}

/// Who refused something, and why.
type Refusals = Vec<(ActorId, String)>;

/// Who refused transactions, and who refused blocks.
fn refused(session: &Session) -> (Refusals, Refusals) {
    let facts = session.log().all().iter().map(|event| &event.fact);
    let transactions = facts.clone().filter_map(|fact| match fact {
        Fact::Wallet(WalletFact::Refused { node, reason, .. }) => Some((*node, reason.clone())),
        _ => None,
    });
    let blocks = facts.clone().filter_map(|fact| match fact {
        Fact::Chain(ChainFact::Refused { node, reason, .. }) => Some((*node, reason.clone())),
        _ => None,
    });
    (transactions.collect(), blocks.collect())
}

#[test]
fn each_flaw_is_refused_by_name_at_the_mempool_and_goes_no_further() {
    for (flaw, reason) in FLAWS {
        let mut session = begun(Strategy::Honest);
        pay(&mut session);
        run(&mut session, 20);
        cheat(&mut session, flaw);
        run(&mut session, 20);
        let own = (id(&session, "rogue"), reason.to_owned());
        assert_eq!(refused(&session), (vec![own], Vec::new()));
        assert_eq!(session.breaches(), []);
    }
}

#[test]
fn each_flaw_is_refused_by_name_in_a_block_with_work() {
    for (flaw, reason) in FLAWS {
        let mut session = begun(Strategy::Honest);
        pay(&mut session);
        run(&mut session, 20);
        set(&mut session, Strategy::Unchecked);
        cheat(&mut session, flaw);
        run(&mut session, 60);
        let honest = (id(&session, "honest"), reason.to_owned());
        let (transactions, blocks) = refused(&session);
        assert_eq!(
            transactions,
            [],
            "the rogue takes it, and nobody else hears of it"
        );
        assert_eq!(blocks, [honest], "once; then nobody listens to it any more");
        let banned = session.log().all().iter().any(|event| {
            matches!(&event.fact, Fact::Network(NetworkFact::Banned { peer, .. }) if *peer == id(&session, "rogue"))
        });
        assert!(banned);
        assert_eq!(session.breaches(), []);
    }
}

#[test]
fn who_checks_nothing_and_is_given_nothing_false_mines_valid_blocks() {
    let mut session = begun(Strategy::Unchecked);
    pay(&mut session);
    run(&mut session, 60);
    assert_eq!(refused(&session), (Vec::new(), Vec::new()));
    let head = session
        .world()
        .node(id(&session, "honest"))
        .expect("a node")
        .tree()
        .head();
    let miner = session
        .world()
        .node(id(&session, "rogue"))
        .expect("a node")
        .address();
    let archive = session.archive();
    let mut branch = std::iter::successors(archive.get(&head), |one| archive.get(&one.parent()));
    assert!(branch.any(|entry| entry.block.body().miner == miner));
}

#[test]
fn a_false_state_with_work_is_refused_by_who_executes_and_misleads_who_has_headers_alone() {
    let mut session = begun(Strategy::FalseState);
    let lea = id(&session, "Lea");
    let mut misled = 0;
    for _ in 0..1_200 {
        session.run(session.world().now() + Span::from_secs(3));
        let head = session.world().light(lea).expect("light").headers().head();
        misled += u32::from(session.archive().get(&head).is_none());
    }
    let (_, blocks) = refused(&session);
    let honest = (id(&session, "honest"), "block.state-root".to_owned());
    assert_eq!(blocks, [honest]);
    assert!(misled > 0, "its header has work");
    let honest = session
        .world()
        .node(id(&session, "honest"))
        .expect("a node");
    let light = session.world().light(lea).expect("light");
    let followed = session.archive().entry(&honest.tree().head()).height();
    assert!(followed > 20);
    assert!(
        light.headers().get(&honest.tree().head()).is_some(),
        "she comes back"
    );
}

#[test]
fn a_block_without_work_is_refused_for_that_before_its_state_is_looked_at() {
    let mut session = begun(Strategy::Honest);
    run(&mut session, 5);
    let node = "rogue".to_owned();
    let forge = NetworkCommand::Forge { node };
    session.give(Command::Network(forge)).expect("possible");
    run(&mut session, 1);
    let honest = (id(&session, "honest"), "block.work".to_owned());
    assert_eq!(refused(&session).1, [honest]);
}

#[test]
fn a_number_that_was_never_used_can_not_be_used_again() {
    let mut session = begun(Strategy::Honest);
    let cheat = WalletCommand::Cheat {
        from: "Mallory".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(1),
        flaw: Flaw::Nonce,
    };
    let refusal = session.give(Command::Wallet(cheat)).expect_err("no number");
    assert_eq!(refusal.key, "wallet.nothing-spent");
}
