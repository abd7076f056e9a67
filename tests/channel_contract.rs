//! Every rule of the channel's contract, and that its violation is refused by name.

#[path = "common/bench.rs"]
mod bench;

use bench::{ANA, BEN, Bench, DISPUTE_PERIOD, EVE, FUNDING_PERIOD, coins};
use bilayer::base::{Amount, encode};
use bilayer::command::DisputePeriod;
use bilayer::layer2::channel::{Call, ChannelState, Opening, Record, Terms};

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, String>, reason: &str) {
    assert_eq!(result.expect_err("it is against the rules"), reason);
}

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

#[test]
fn a_final_state_pays_out_at_once() {
    let mut bench = Bench::open();
    let last = ChannelState {
        is_final: true,
        ..bench.version(7, 12)
    };
    let close = Call::Close(bench.signed(last));
    bench.say(BEN, close.clone()).unwrap();
    assert_eq!(
        (bench.balance(ANA), bench.balance(BEN)),
        (coins(82), coins(118))
    );
    let paid = [coins(12), coins(28)];
    assert_eq!(
        bench.record(),
        Record::Closed {
            paid,
            penalty: Amount::ZERO
        }
    );
    assert_eq!(bench.on_chain().unwrap().locked, Amount::ZERO);
    refused(bench.say(BEN, close), "channel.not-open");
}

#[test]
fn a_state_that_is_not_final_does_not_close_at_once() {
    let mut bench = Bench::open();
    let close = Call::Close(bench.signed(bench.version(7, 12)));
    refused(bench.say(BEN, close), "channel.not-final");
}

#[test]
fn a_state_counts_only_with_both_signatures() {
    let mut bench = Bench::open();
    for signers in [[ANA, ANA], [BEN, ANA], [ANA, EVE], [EVE, BEN]] {
        let signed = bench.signed_by(bench.version(7, 12), signers);
        refused(bench.say(ANA, Call::Dispute(signed)), "channel.signature");
    }
    let mut changed = bench.signed(bench.version(7, 12));
    changed.state.balances = [coins(13), coins(27)];
    refused(bench.say(ANA, Call::Dispute(changed)), "channel.signature");
}

#[test]
fn a_state_of_another_channel_or_chain_does_not_count() {
    let mut bench = Bench::open();
    let mut other = bench.version(7, 12);
    other.contract.0[0] ^= 1;
    let dispute = Call::Dispute(bench.signed(other));
    refused(bench.say(ANA, dispute), "channel.other-channel");
    let foreign = ChannelState {
        chain: 2,
        ..bench.version(7, 12)
    };
    let dispute = Call::Dispute(bench.signed(foreign));
    refused(bench.say(ANA, dispute), "channel.other-channel");
}

#[test]
fn balances_must_sum_to_the_deposits() {
    let mut bench = Bench::open();
    let sums = [
        [coins(12), coins(29)],
        [coins(12), coins(27)],
        [Amount(u64::MAX), coins(41)],
    ];
    for balances in sums {
        let state = ChannelState {
            balances,
            ..bench.version(7, 12)
        };
        let dispute = Call::Dispute(bench.signed(state));
        refused(bench.say(ANA, dispute), "channel.balances");
    }
    let proposer = ChannelState {
        proposer: 2,
        ..bench.version(7, 12)
    };
    let dispute = Call::Dispute(bench.signed(proposer));
    refused(bench.say(ANA, dispute), "channel.proposer");
}

#[test]
fn a_stranger_posts_no_state() {
    let mut bench = Bench::open();
    let dispute = Call::Dispute(bench.signed(bench.version(7, 12)));
    refused(bench.say(EVE, dispute.clone()), "channel.not-a-party");
    bench.say(ANA, dispute).unwrap();
    let challenge = Call::Challenge(bench.signed(bench.version(8, 11)), None);
    refused(bench.say(EVE, challenge), "channel.not-a-party");
}

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

#[test]
fn calls_take_no_value_and_no_garbage() {
    let mut bench = Bench::open();
    let dispute = Call::Dispute(bench.signed(bench.version(7, 12)));
    refused(
        bench.call(ANA, coins(1), dispute.clone()),
        "channel.deposit",
    );
    let mut longer = encode(&dispute);
    longer.push(0);
    refused(bench.call_with(ANA, Amount::ZERO, longer), "channel.input");
    refused(
        bench.call_with(ANA, Amount::ZERO, Vec::new()),
        "channel.input",
    );
    assert_eq!(bench.on_chain().unwrap().locked, coins(40));
}

#[test]
fn gas_of_the_happy_and_the_sad_way_is_of_the_size_of_real_adjudicators() {
    let mut bench = Bench::new();
    let created = bench.create(&bench.terms()).unwrap().gas_used;
    bench.call(BEN, coins(10), Call::Deposit).unwrap();
    let last = ChannelState {
        is_final: true,
        ..bench.version(7, 12)
    };
    let closed = bench
        .say(ANA, Call::Close(bench.signed(last)))
        .unwrap()
        .gas_used;
    assert!((150_000..300_000).contains(&created), "{created}");
    assert!((50_000..112_000).contains(&closed), "{closed}");
}
