//! Deposits open a channel, or go back.

use bilayer::base::{Amount, encode};
use bilayer::layer2::channel::{Call, ChannelState, Opening, Record, Terms};

use crate::bench::{self, ANA, BEN, Bench, EVE, FUNDING_PERIOD, coins};
use crate::refused;

#[test]
fn both_deposits_open_the_channel() {
    let mut bench = Bench::new();
    bench.create(&bench.terms()).unwrap();
    let deadline = bench.height + FUNDING_PERIOD;
    assert_eq!(bench.record(), Record::Funding { deadline });
    bench.call(BEN, coins(10), Call::Deposit).unwrap();
    assert_eq!(
        bench.record(),
        Record::Open {
            since: bench.height
        }
    );
    assert_eq!(bench.on_chain().unwrap().locked, coins(40));
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(70), coins(90))
    );
}

#[test]
fn without_a_second_deposit_the_creation_opens_the_channel() {
    let mut bench = Bench::new();
    let terms = Terms {
        deposits: [coins(30), Amount::ZERO],
        ..bench.terms()
    };
    bench.create(&terms).unwrap();
    assert_eq!(
        bench.record(),
        Record::Open {
            since: bench.height
        }
    );
}

#[test]
fn a_channel_needs_the_others_signature_before_anything_is_locked() {
    let mut bench = Bench::new();
    let terms = bench.terms();
    let state = ChannelState::opening(bench::CHAIN, bench.contract, &terms);
    let signatures = bench.signed_by(state, [ANA, EVE]).signatures;
    let opening = encode(&Opening { terms, signatures });
    refused(
        bench.create_with(ANA, coins(30), &opening),
        "channel.signature",
    );
    assert_eq!(bench.balance(ANA), coins(100));
}

#[test]
fn a_creation_under_another_number_than_agreed_locks_nothing() {
    let mut bench = Bench::new();
    let opening = encode(&bench.opening(&bench.terms()));
    refused(
        bench.create_with(ANA, coins(30), b"garbage"),
        "channel.input",
    );
    refused(
        bench.create_with(ANA, coins(30), &opening),
        "channel.signature",
    );
    assert_eq!(bench.balance(ANA), coins(100));
}

#[test]
fn only_the_first_party_creates_with_exactly_its_deposit() {
    let mut bench = Bench::new();
    let opening = encode(&bench.opening(&bench.terms()));
    refused(
        bench.create_with(BEN, coins(30), &opening),
        "channel.not-a-party",
    );
    refused(
        bench.create_with(ANA, coins(29), &opening),
        "channel.deposit",
    );
}

#[test]
fn terms_out_of_range_are_refused() {
    let bench = Bench::new();
    let terms = bench.terms();
    let broken = |change: fn(&mut Terms), reason: &str| {
        let mut bench = Bench::new();
        let mut changed = terms.clone();
        change(&mut changed);
        let opening = encode(&bench.opening(&changed));
        let value = changed.deposits[0].min(coins(50));
        refused(bench.create_with(ANA, value, &opening), reason);
    };
    broken(|terms| terms.keys[1] = terms.keys[0], "channel.parties");
    broken(
        |terms| terms.deposits = [Amount::ZERO; 2],
        "channel.deposit",
    );
    broken(
        |terms| terms.deposits = [Amount(u64::MAX); 2],
        "channel.deposit",
    );
    broken(|terms| terms.funding_period = 0, "channel.period");
    broken(|terms| terms.dispute_period = 0, "channel.period");
    broken(|terms| terms.dispute_period = 100_001, "channel.period");
    broken(|terms| terms.penalty = coins(41), "channel.penalty");
}

#[test]
fn the_second_deposit_counts_up_to_the_deadline_included_and_only_once() {
    let mut bench = Bench::new();
    bench.create(&bench.terms()).unwrap();
    refused(
        bench.call(EVE, coins(10), Call::Deposit),
        "channel.not-a-party",
    );
    refused(
        bench.call(ANA, coins(10), Call::Deposit),
        "channel.not-a-party",
    );
    refused(bench.call(BEN, coins(9), Call::Deposit), "channel.deposit");
    bench.height += FUNDING_PERIOD + 1;
    refused(bench.call(BEN, coins(10), Call::Deposit), "channel.late");
    bench.height -= 1;
    bench.call(BEN, coins(10), Call::Deposit).unwrap();
    refused(
        bench.call(BEN, coins(10), Call::Deposit),
        "channel.not-funding",
    );
    assert_eq!(bench.balance(BEN), coins(90));
}

#[test]
fn the_first_party_gets_its_deposit_back_when_the_second_never_comes() {
    let mut bench = Bench::new();
    bench.create(&bench.terms()).unwrap();
    bench.height += FUNDING_PERIOD;
    refused(bench.say(ANA, Call::Reclaim), "channel.early");
    bench.height += 1;
    bench
        .say(EVE, Call::Reclaim)
        .expect("anyone may ask, Ana is paid");
    assert_eq!(bench.balance(ANA), coins(100));
    refused(bench.say(ANA, Call::Reclaim), "channel.not-funding");
}

#[test]
fn an_open_channel_is_not_reclaimed() {
    let mut bench = Bench::open();
    bench.height += FUNDING_PERIOD + 1;
    refused(bench.say(ANA, Call::Reclaim), "channel.not-funding");
}

#[test]
fn a_half_funded_channel_is_neither_closed_nor_disputed() {
    let mut bench = Bench::new();
    bench.create(&bench.terms()).unwrap();
    let mut last = bench.version(1, 20);
    let dispute = Call::Dispute(bench.signed(last.clone()));
    refused(bench.say(ANA, dispute), "channel.not-open");
    last.is_final = true;
    let close = Call::Close(bench.signed(last));
    refused(bench.say(ANA, close), "channel.not-open");
}
