//! Finality stalls, what is in batches grows, what is final stands: who pays out for the first is out of money.

use bilayer::actor::Validating;
use bilayer::base::{Amount, Time};
use bilayer::chain::Entry;
use bilayer::command::{Command, WalletCommand};
use bilayer::layer2::rollup::{Derivation, Slot};
use bilayer::simulation::{Session, Setup};

use crate::hands::{above, address, below, go_on, played, seat, world};

/// What the exchange pays for the coins above.
const PAID: Amount = Amount::coins(58);

/// The block that the exchange's node holds for final, or the one that it follows.
fn block(session: &Session, is_final: bool) -> &Entry {
    let world = session.world();
    let id = world.directory().find("Bergen").expect("known").id;
    let node = world.node(id).expect("a node");
    let member = node.member::<Validating>().expect("validates");
    let finalized = member.store().finalized().root;
    let head = node.tree().head();
    session
        .archive()
        .entry(if is_final { &finalized } else { &head })
}

/// Coins of the exchange above by the batches in Layer 1's blocks up to one: `safe` as of the head, `finalized` as of
/// the final block.
fn credited(session: &Session, is_final: bool) -> Amount {
    let sequencer = address(session, "Sam");
    let mut derivation = Derivation::new(1, sequencer, session.archive().rules().chain);
    derivation.follow(session.archive(), &block(session, is_final).id());
    let exchange = Slot::Account(address(session, "Exchange"));
    let state = derivation.state();
    state.get(&exchange).copied().unwrap_or_default().balance
}

#[test]
fn finality_stalls_safe_grows_and_finalized_stands() {
    let mut session = played(world("early-credit"), 5, 50);
    let (safe, finalized) = (credited(&session, false), credited(&session, true));
    let stood = block(&session, true).height();
    go_on(&mut session, 6, 59);
    assert!(
        credited(&session, false) > safe,
        "Mallory's coins are in a batch"
    );
    assert_eq!(credited(&session, true), finalized);
    assert_eq!(
        block(&session, true).height(),
        stood,
        "nothing became final"
    );
    assert!(block(&session, false).height() > stood + 8, "blocks go on");
}

#[test]
fn the_exchange_that_credited_what_was_safe_is_out_of_money() {
    let mut session = played(world("early-credit"), 6, 59);
    assert!(above(&session, "Exchange") > Amount::coins(60));
    let before = below(&session, "Exchange");
    go_on(&mut session, 13, 0);
    assert!(
        block(&session, true).height() > 70,
        "blocks become final again"
    );
    assert!(
        credited(&session, true) <= Amount::coins(10),
        "only its own deposit"
    );
    assert!(below(&session, "Exchange") <= before.checked_sub(PAID).expect("had it"));
    let mallory = below(&session, "Mallory");
    assert!(
        mallory > Amount::coins(150),
        "{mallory}: 100 that were spent to herself, and 58"
    );
}

/// The same world, in which the exchange pays nobody by the script.
fn patient() -> Setup {
    let mut setup = world("early-credit");
    setup.script.retain(|scripted| {
        !matches!(&scripted.command, Command::Wallet(WalletCommand::Transfer { from, .. }) if from == "Exchange")
    });
    setup
}

/// An exchange that looks every second, and pays as soon as what is final holds Mallory's coins for it.
fn plays_exchange(session: &mut Session, until: u64) -> Option<u64> {
    let own = Amount::coins(60);
    for second in 370..until {
        session.run(Time::from_secs(second));
        if credited(session, true) > own {
            let pay = WalletCommand::Transfer {
                from: "Exchange".to_owned(),
                to: "Mallory".to_owned(),
                amount: PAID,
                max_fee: None,
                tip: None,
            };
            session.give(Command::Wallet(pay)).expect("possible");
            return Some(second);
        }
    }
    None
}

#[test]
fn the_exchange_that_waits_for_final_pays_nothing_for_what_was_never_final() {
    let mut session = played(patient(), 6, 0);
    let before = below(&session, "Exchange");
    assert_eq!(plays_exchange(&mut session, 13 * 60), None);
    assert_eq!(below(&session, "Exchange"), before);
    assert_eq!(session.breaches(), []);
}

#[test]
fn where_nothing_is_cut_the_exchange_that_waits_pays_two_epochs_later() {
    let mut setup = patient();
    setup.script.retain(|scripted| {
        let second = matches!(&scripted.command, Command::Wallet(_));
        !second && !matches!(&scripted.command, Command::Network(_))
    });
    let mut session = played(setup, 6, 0);
    let paid = plays_exchange(&mut session, 13 * 60).expect("it became final");
    assert!((430..=560).contains(&paid), "{paid}");
    go_on(&mut session, 12, 0);
    assert!(
        above(&session, "Exchange") > Amount::coins(60),
        "and holds the coins above"
    );
    assert!(seat(&session, "Exchange").derivation().tip().is_some());
}
