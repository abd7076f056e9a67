//! Functionaries that change by their own signatures, on each chain by itself.

use bilayer::base::SecretKey;
use bilayer::layer2::sidechain::Act;

use super::bench::{ABOVE, Bench, THRESHOLD, coins, creation, functionaries, key, publics, signed};
use super::refused;

/// The third functionary is replaced.
fn replaced() -> Vec<SecretKey> {
    let mut keys = functionaries();
    keys[2] = key("new");
    keys.sort_by_key(SecretKey::public);
    keys
}

fn change(serial: u64) -> Act {
    Act::Change {
        members: publics(&replaced()),
        threshold: THRESHOLD,
        serial,
    }
}

fn payout(burn: u8) -> Act {
    Act::Payout {
        burn: bilayer::base::Digest([burn; 32]),
        to: key("Ana").public().address(),
        amount: coins(1),
    }
}

#[test]
fn a_removed_members_signature_is_refused_by_that_name_and_the_new_ones_count() {
    let mut bench = Bench::minted();
    refused(bench.act(&change(0), 2), "peg.too-few-signatures");
    bench.act(&change(0), 3).expect("three agree");
    let act = payout(1);
    refused(bench.act(&act, 3), "peg.removed-member");
    let message = act.message(&bench.site(1));
    let by = signed(&replaced()[..3], &message);
    bench.act_by(&act, by).expect("three of the new ones");
}

#[test]
fn a_change_below_changes_nothing_above_and_can_not_be_replayed_there() {
    let mut bench = Bench::minted();
    let signatures = bench.sign(1, &change(0), 3);
    bench.act_by(&change(0), signatures.clone()).expect("below");
    let call = bilayer::layer2::sidechain::BridgeCall::Act {
        act: change(0),
        signatures,
    };
    refused(
        bench.above_call(bilayer::base::Amount::ZERO, &call),
        "peg.signature",
    );
    assert_eq!(
        bench.bridge().membership().unwrap().members,
        publics(&functionaries())
    );
    bench
        .act_above(&change(0), 3)
        .expect("signed for the bridge");
    assert_eq!(
        bench.bridge().membership().unwrap().members,
        publics(&replaced())
    );
}

#[test]
fn an_act_counts_once_and_in_its_turn() {
    let mut bench = Bench::minted();
    refused(bench.act(&Act::Refresh { serial: 1 }, 3), "peg.serial");
    bench.act(&Act::Refresh { serial: 0 }, 3).expect("in turn");
    refused(bench.act(&Act::Refresh { serial: 0 }, 3), "peg.serial");
    refused(bench.act_above(&change(1), 3), "peg.serial");
}

#[test]
fn who_comes_back_counts_again() {
    let mut bench = Bench::minted();
    bench.act(&change(0), 3).expect("out");
    let back = Act::Change {
        members: publics(&functionaries()),
        threshold: THRESHOLD,
        serial: 1,
    };
    let message = back.message(&bench.site(1));
    let by = signed(&replaced()[..3], &message);
    bench.act_by(&back, by).expect("and in again");
    bench.act(&payout(2), 3).expect("all are members");
    assert_eq!(bench.balance(ABOVE, "Ana"), coins(40));
}

#[test]
fn a_federation_that_can_not_be_is_refused() {
    let ascending = publics(&functionaries());
    let mut unordered = ascending.clone();
    unordered.swap(0, 1);
    let mut twice = ascending.clone();
    twice[1] = twice[0];
    let sets = [
        (unordered, 3),
        (twice, 3),
        (ascending.clone(), 0),
        (ascending.clone(), 6),
        (Vec::new(), 0),
    ];
    for (members, threshold) in sets {
        let mut bench = Bench::bare();
        refused(
            bench.create(&creation(members.clone(), threshold)),
            "peg.members",
        );
        let mut bench = Bench::minted();
        let change = Act::Change {
            members,
            threshold,
            serial: 0,
        };
        refused(bench.act(&change, 3), "peg.members");
        refused(bench.act_above(&change, 3), "peg.members");
    }
}
