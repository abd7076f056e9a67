//! Who posts a state that was revoked pays for it, and nobody else does.

use bilayer::layer2::channel::{Call, Record};

use crate::bench::{ANA, BEN, Bench, DISPUTE_PERIOD, EVE, coins};
use crate::refused;

#[test]
fn a_cheat_is_overridden_and_pays_the_penalty() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(0, 30))))
        .unwrap();
    let newest = bench.signed(bench.version(7, 12));
    let revoked = bench.revocation(ANA, 7);
    bench
        .say(BEN, Call::Challenge(newest, Some(revoked)))
        .unwrap();
    bench.height += DISPUTE_PERIOD + 1;
    bench.say(BEN, Call::Payout).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(78), coins(122))
    );
    let paid = [coins(8), coins(32)];
    assert_eq!(
        bench.record(),
        Record::Closed {
            paid,
            penalty: coins(4)
        }
    );
}

#[test]
fn who_countersigned_the_newer_state_knew_it_and_pays() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(0, 30))))
        .unwrap();
    let by_ben = bench.signed(bench.version(8, 12));
    bench.say(BEN, Call::Challenge(by_ben, None)).unwrap();
    bench.height += DISPUTE_PERIOD + 1;
    bench.say(BEN, Call::Payout).unwrap();
    assert_eq!(bench.balance(ANA), coins(78));
}

#[test]
fn who_may_never_have_received_the_answer_pays_no_penalty() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(6, 14))))
        .unwrap();
    let by_ana = bench.signed(bench.version(7, 12));
    let older = bench.revocation(ANA, 6);
    bench
        .say(BEN, Call::Challenge(by_ana, Some(older)))
        .unwrap();
    bench.height += DISPUTE_PERIOD + 1;
    bench.say(BEN, Call::Payout).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(82), coins(118))
    );
}

#[test]
fn a_revocation_counts_only_if_the_poster_signed_it_for_this_channel() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(0, 30))))
        .unwrap();
    let newest = bench.signed(bench.version(7, 12));
    let forged = [bench.revocation(BEN, 7), bench.revocation(EVE, 7)];
    for revocation in forged {
        let challenge = Call::Challenge(newest.clone(), Some(revocation));
        refused(bench.say(BEN, challenge), "channel.signature");
    }
    let mut moved = bench.revocation(ANA, 6);
    moved.version = 7;
    refused(
        bench.say(BEN, Call::Challenge(newest, Some(moved))),
        "channel.signature",
    );
}

#[test]
fn a_penalty_is_at_most_what_the_cheat_owns() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(0, 30))))
        .unwrap();
    let newest = bench.signed(bench.version(7, 1));
    let revoked = bench.revocation(ANA, 7);
    bench
        .say(BEN, Call::Challenge(newest, Some(revoked)))
        .unwrap();
    bench.height += DISPUTE_PERIOD + 1;
    bench.say(BEN, Call::Payout).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(70), coins(130))
    );
}
