//! Which states count, and that a final one pays out at once; what calls cost.

use bilayer::base::{Amount, encode};
use bilayer::layer2::channel::{Call, ChannelState, Record};

use crate::bench::{ANA, BEN, Bench, EVE, coins};
use crate::refused;

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
