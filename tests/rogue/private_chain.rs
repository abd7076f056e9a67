//! A payment that a private chain undoes, and one that it does not.

use bilayer::base::{Amount, Span};
use bilayer::command::{Command, Strategy, WalletCommand};
use bilayer::event::{ChainFact, Fact};
use bilayer::simulation::Session;

use super::world::{coins, pay, session, set_strategy, strategy};

const ATTACK: Strategy = Strategy::PrivateChain {
    confirmations: 3,
    give_up: 12,
};

/// Mallory pays Ben while her node mines in secret; ends when the attack does. Whether Ben ever saw his money.
fn attacked(seed: u64, share: u64, strategy_of_attack: Strategy) -> (Session, bool) {
    let mut session = session(seed, share);
    set_strategy(&mut session, strategy_of_attack);
    session.give(pay(true)).expect("she has as much");
    let mut believed = false;
    for _ in 0..2_000 {
        let until = session.world().now() + Span::from_secs(30);
        session.run(until);
        believed |= coins(&session, "Ben") == 50;
        if strategy(&session) == Strategy::Honest {
            break;
        }
    }
    assert_eq!(strategy(&session), Strategy::Honest, "the attack ends");
    let until = session.world().now() + Span::from_secs(30);
    session.run(until);
    (session, believed)
}

#[test]
fn more_than_half_of_the_hash_rate_takes_a_believed_payment_back() {
    for seed in 1..=4 {
        let (session, believed) = attacked(seed, 65, ATTACK);
        assert!(believed, "Ben saw his 50 coins");
        assert_eq!(coins(&session, "Ben"), 0, "and has them no more");
        assert!(coins(&session, "Mallory") >= 99, "all but fees");
    }
}

#[test]
fn a_tenth_of_it_gives_up_and_has_paid() {
    for seed in 1..=6 {
        let give_up = Strategy::PrivateChain {
            confirmations: 6,
            give_up: 4,
        };
        let (session, believed) = attacked(seed, 10, give_up);
        assert!(believed);
        assert_eq!(coins(&session, "Ben"), 50, "seed {seed}");
        assert!(coins(&session, "Mallory") < 51);
    }
}

/// In how many of 30 worlds three tenths of the hash rate take a payment back that is believed after so many blocks.
fn taken_back(confirmations: u32) -> usize {
    let attack = Strategy::PrivateChain {
        confirmations,
        give_up: 12,
    };
    let worlds = (1..=30).map(|seed| attacked(seed, 30, attack).0);
    worlds.filter(|session| coins(session, "Ben") == 0).count()
}

/// A private chain must be heavier than the public one, not as heavy: with q = 0.3 and one confirmation that happens in
/// q²/p + 2q² = 31 % of cases, with six in 7 %.
#[test]
fn who_waits_for_more_confirmations_loses_less_often() {
    let (one, six) = (taken_back(1), taken_back(6));
    assert!((4..=16).contains(&one), "{one} of 30");
    assert!(six <= 6 && six < one, "{six} and {one} of 30");
}

#[test]
fn depth_does_not_stop_a_majority() {
    let attack = Strategy::PrivateChain {
        confirmations: 12,
        give_up: 30,
    };
    for seed in 1..=3 {
        let (session, believed) = attacked(seed, 70, attack);
        assert!(believed && coins(&session, "Ben") == 0, "seed {seed}");
        let removed = deepest(&session);
        assert!(removed >= 12, "{removed} blocks undone");
    }
}

/// The most blocks that a node left at once.
fn deepest(session: &Session) -> u32 {
    let facts = session.log().all().iter().map(|event| &event.fact);
    let removed = facts.filter_map(|fact| match fact {
        Fact::Chain(ChainFact::HeadMoved { removed, .. }) => Some(*removed),
        _ => None,
    });
    removed.max().unwrap_or(0)
}

#[test]
fn without_a_private_chain_nobody_pays_twice() {
    let mut session = session(1, 65);
    let refused = session.give(pay(true)).expect_err("an honest node");
    assert_eq!(refused.key, "wallet.no-private-chain");
    set_strategy(&mut session, ATTACK);
    let too_much = Command::Wallet(WalletCommand::DoubleSpend {
        from: "Mallory".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount::coins(1_000),
    });
    let refused = session.give(too_much).expect_err("more than she has");
    assert_eq!(refused.key, "wallet.balance");
}
