//! What the vault pays, and each thing that it refuses, by name.

use bilayer::base::{Amount, Digest};
use bilayer::layer2::sidechain::{Act, BridgeCall, Burn, burn_key};

use super::bench::{ABOVE, Bench, EMERGENCY_AFTER, PAUSE, coins, key, signed};
use super::refused;

fn payout(burn: &Burn) -> Act {
    Act::Payout {
        burn: burn.burn,
        to: burn.to,
        amount: burn.amount,
    }
}

/// Ana has burnt 15 of her 40.
fn burnt() -> (Bench, Act) {
    let mut bench = Bench::minted();
    bench.burn(coins(15)).expect("she has them");
    let burn = bench.bridge().burn(0).expect("recorded");
    (bench, payout(&burn))
}

#[test]
fn a_burn_is_paid_once() {
    let (mut bench, act) = burnt();
    assert_eq!(bench.sheet().burnt, coins(15));
    assert!(bench.sheet().is_backed());
    bench.act(&act, 3).expect("three signed");
    assert_eq!(bench.balance(1, "Ana"), coins(75));
    assert_eq!(bench.balance(ABOVE, "Ana"), coins(25));
    refused(bench.act(&act, 3), "peg.paid");
    refused(bench.act(&act, 5), "peg.paid");
    let sheet = bench.sheet();
    assert_eq!((sheet.locked, sheet.burnt), (coins(25), Amount::ZERO));
    assert!(sheet.is_backed());
}

#[test]
fn one_signature_less_than_the_threshold_pays_nothing() {
    let (mut bench, act) = burnt();
    refused(bench.act(&act, 2), "peg.too-few-signatures");
    refused(bench.act(&act, 0), "peg.too-few-signatures");
    assert_eq!(bench.vault().balance(), coins(40));
}

#[test]
fn signatures_that_repeat_or_are_out_of_order_are_refused() {
    let (mut bench, act) = burnt();
    let mut repeated = bench.sign(1, &act, 3);
    repeated[1] = repeated[0];
    refused(bench.act_by(&act, repeated), "peg.signature-repeats");
    let mut unordered = bench.sign(1, &act, 3);
    unordered.reverse();
    refused(bench.act_by(&act, unordered), "peg.signature-order");
}

#[test]
fn the_signed_content_can_not_be_changed() {
    let (mut bench, act) = burnt();
    let signatures = bench.sign(1, &act, 3);
    let Act::Payout { burn, amount, .. } = act else {
        panic!("a payout");
    };
    let to = key("Eve").public().address();
    let other = Act::Payout { burn, to, amount };
    refused(bench.act_by(&other, signatures), "peg.signature");
}

#[test]
fn a_payout_signed_for_another_chain_or_contract_is_refused() {
    let (mut bench, act) = burnt();
    let above = bench.sign(ABOVE, &act, 3);
    refused(bench.act_by(&act, above), "peg.signature");
    let mut elsewhere = bench.site(1);
    elsewhere.chain = 7;
    let replayed = signed(&bench.members[..3], &act.message(&elsewhere));
    refused(bench.act_by(&act, replayed), "peg.signature");
}

#[test]
fn a_message_for_one_contract_is_refused_by_the_other() {
    let (mut bench, act) = burnt();
    refused(bench.act_above(&act, 3), "peg.wrong-contract");
    let deep = Act::Deep {
        chain: 1,
        block: Digest([1; 32]),
    };
    refused(bench.act(&deep, 3), "peg.wrong-contract");
}

#[test]
fn amounts_of_zero_of_too_much_and_that_do_not_fit_are_refused() {
    let mut bench = Bench::minted();
    let pay = |amount| Act::Payout {
        burn: Digest([4; 32]),
        to: key("Ana").public().address(),
        amount,
    };
    refused(bench.act(&pay(Amount::ZERO), 3), "peg.zero");
    refused(bench.act(&pay(coins(41)), 3), "peg.underfunded");
    refused(bench.act(&pay(Amount(u64::MAX)), 3), "peg.underfunded");
    bench.act(&pay(coins(1)), 3).expect("three can steal");
    let again = Act::Payout {
        burn: Digest([5; 32]),
        to: key("Ana").public().address(),
        amount: Amount(u64::MAX),
    };
    refused(bench.act(&again, 3), "peg.overflow");
    assert!(!bench.sheet().is_backed(), "the judge sees what was stolen");
    assert_eq!(bench.sheet().deficit(), coins(1));
}

#[test]
fn two_burns_of_one_amount_have_two_keys_and_one_key_leaves_the_amount_out() {
    let mut bench = Bench::minted();
    for _ in 0..2 {
        bench.burn(coins(5)).expect("she has them");
    }
    let burns: Vec<_> = bench.bridge().burns().collect();
    assert_ne!(burns[0].burn, burns[1].burn);
    let ana = key("Ana").public().address();
    for (count, burn) in (0..).zip(&burns) {
        assert_eq!(burn.burn, burn_key(&bench.site(ABOVE), &ana, count));
    }
}

#[test]
fn an_alarm_of_as_many_as_can_freeze_stops_payouts_for_a_while() {
    let (mut bench, act) = burnt();
    let pause = Act::Pause { serial: 0 };
    refused(bench.act(&pause, 2), "peg.too-few-signatures");
    bench.act(&pause, 3).expect("5 - 3 + 1 of them");
    refused(bench.act(&act, 3), "peg.paused");
    refused(bench.act(&pause, 3), "peg.serial");
    bench.height += PAUSE;
    refused(bench.act(&act, 3), "peg.paused");
    bench.height += 1;
    bench.act(&act, 3).expect("the pause is over");
}

#[test]
fn the_emergency_keys_open_only_when_the_functionaries_have_not_moved_for_long() {
    let mut bench = Bench::minted();
    let to = key("Ben").public().address();
    let open = |serial| Act::Emergency { to, serial };
    bench.height += EMERGENCY_AFTER;
    refused(bench.emergency(&open(0), 2), "peg.emergency-early");
    bench
        .act(&Act::Refresh { serial: 0 }, 3)
        .expect("they are there");
    bench.height += EMERGENCY_AFTER;
    refused(bench.emergency(&open(1), 2), "peg.emergency-early");
    bench.height += 1;
    refused(bench.emergency(&open(1), 1), "peg.too-few-signatures");
    refused(bench.act(&open(1), 3), "peg.not-a-member");
    bench.emergency(&open(1), 2).expect("two of three");
    assert_eq!(bench.balance(1, "Ben"), coins(40));
    assert_eq!(bench.sheet().deficit(), coins(40));
    refused(bench.deposit(coins(1)), "peg.opened");
}

#[test]
fn a_call_that_nobody_can_read_is_refused_and_so_is_value_with_an_act() {
    let (mut bench, act) = burnt();
    let signatures = bench.sign(1, &act, 3);
    let call = bilayer::layer2::sidechain::VaultCall::Act { act, signatures };
    refused(bench.below_call(coins(1), &call), "peg.value");
    let act = Act::Refresh { serial: 0 };
    let signatures = bench.sign(ABOVE, &act, 3);
    let call = BridgeCall::Act { act, signatures };
    refused(bench.above_call(Amount::ZERO, &call), "peg.wrong-contract");
}
