//! A posted state, and the newer one that overrides it in time.

use bilayer::command::DisputePeriod;
use bilayer::layer2::channel::{Call, ChannelState, Terms};

use crate::bench::{ANA, BEN, Bench, DISPUTE_PERIOD, EVE, coins};
use crate::refused;

#[test]
fn a_posted_state_is_paid_after_the_deadline_and_no_block_earlier() {
    let mut bench = Bench::open();
    let posted = bench.signed(bench.version(7, 12));
    bench.say(ANA, Call::Dispute(posted.clone())).unwrap();
    refused(bench.say(BEN, Call::Dispute(posted)), "channel.not-open");
    bench.height += DISPUTE_PERIOD;
    refused(bench.say(ANA, Call::Payout), "channel.early");
    bench.height += 1;
    bench.say(EVE, Call::Payout).expect("anyone may ask");
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(82), coins(118))
    );
    refused(bench.say(EVE, Call::Payout), "channel.not-disputed");
}

#[test]
fn a_newer_state_counts_up_to_the_deadline_included() {
    let mut late = Bench::open();
    late.say(ANA, Call::Dispute(late.signed(late.version(0, 30))))
        .unwrap();
    let challenge = Call::Challenge(late.signed(late.version(8, 5)), None);
    late.height += DISPUTE_PERIOD + 1;
    refused(late.say(BEN, challenge.clone()), "channel.late");
    late.height -= 1;
    late.say(BEN, challenge).unwrap();
}

/// A channel whose disputes last two units of 512 s (BIP 68).
fn by_time() -> Bench {
    let mut bench = Bench::new();
    let terms = Terms {
        dispute_period: Terms::relative(DisputePeriod::Seconds(1_024)),
        ..bench.terms()
    };
    bench.create(&terms).expect("Ana creates");
    let deposit = bench.call(BEN, coins(10), Call::Deposit);
    deposit.expect("Ben deposits");
    bench
}

#[test]
fn a_period_of_time_ends_by_the_headers_time_whatever_the_height() {
    let mut bench = by_time();
    let posted = Call::Dispute(bench.signed(bench.version(7, 12)));
    bench.say(ANA, posted).unwrap();
    bench.height += 1_000;
    bench.time += 1_024;
    refused(bench.say(ANA, Call::Payout), "channel.early");
    bench.time += 1;
    bench.say(EVE, Call::Payout).expect("a second later");
}

#[test]
fn a_newer_state_counts_up_to_the_time_included() {
    let mut late = by_time();
    let posted = Call::Dispute(late.signed(late.version(0, 30)));
    late.say(ANA, posted).unwrap();
    let challenge = Call::Challenge(late.signed(late.version(8, 5)), None);
    late.time += 1_025;
    refused(late.say(BEN, challenge.clone()), "channel.late");
    late.time -= 1;
    late.say(BEN, challenge).unwrap();
}

#[test]
fn only_a_newer_state_overrides_and_only_of_the_other_party() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(6, 14))))
        .unwrap();
    for version in [0, 5, 6] {
        let challenge = Call::Challenge(bench.signed(bench.version(version, 30)), None);
        refused(bench.say(BEN, challenge), "channel.not-newer");
    }
    let own = Call::Challenge(bench.signed(bench.version(7, 12)), None);
    refused(bench.say(ANA, own), "channel.own-state");
}

#[test]
fn a_challenge_by_a_state_that_is_old_too_is_overridden_in_turn() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(0, 30))))
        .unwrap();
    bench.height += DISPUTE_PERIOD;
    bench
        .say(
            BEN,
            Call::Challenge(bench.signed(bench.version(5, 2)), None),
        )
        .unwrap();
    bench.height += DISPUTE_PERIOD;
    let newest = bench.signed(bench.version(7, 12));
    bench
        .say(ANA, Call::Challenge(newest, None))
        .expect("the period starts anew");
    bench.height += DISPUTE_PERIOD + 1;
    bench.say(ANA, Call::Payout).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(86), coins(114))
    );
}

#[test]
fn a_final_state_ends_a_dispute() {
    let mut bench = Bench::open();
    bench
        .say(ANA, Call::Dispute(bench.signed(bench.version(6, 14))))
        .unwrap();
    let last = ChannelState {
        is_final: true,
        ..bench.version(7, 12)
    };
    bench.say(BEN, Call::Close(bench.signed(last))).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(82), coins(118))
    );
}
