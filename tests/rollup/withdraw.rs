//! What was burnt above is paid below once, after the window, and nothing else is.

use bilayer::base::{Address, Amount};
use bilayer::layer2::rollup::{Call, Leaf, ProveCall, Slot, Withdrawal, roots_of};

use super::bench::{Bench, WINDOW, address, key};

fn proof(bench: &Bench, withdrawal: Withdrawal, batch: u64) -> Call {
    let key = withdrawal.key(&bench.domain());
    Call::Prove(ProveCall {
        withdrawal,
        batch,
        proof: bench.batches[batch as usize].after.prove(&Slot::Burnt(key)),
    })
}

#[test]
fn a_burn_is_proven_waits_out_the_window_and_is_paid() {
    let (mut bench, withdrawal) = Bench::with_burn(Amount::coins(30));
    let ann = bench.state.balance(&address("ann"));
    let finalize = Call::Finalize { withdrawal };
    assert_eq!(bench.refused("ann", &finalize), "rollup.not-proven");
    bench.done("ann", &proof(&bench, withdrawal, 1));
    assert_eq!(bench.refused("ann", &finalize), "rollup.window-open");
    bench.mine(WINDOW);
    assert_eq!(bench.refused("ann", &finalize), "rollup.window-open");
    bench.mine(1);
    bench.done("ann", &finalize);
    let paid = bench.state.balance(&address("ann")).0 - ann.0;
    assert_eq!(Amount(paid), Amount::coins(30));
}

#[test]
fn the_same_burn_by_another_proof_root_or_index_is_paid_once() {
    let (mut bench, withdrawal) = Bench::with_burn(Amount::coins(30));
    bench.deposit("cal", Amount::coins(200));
    bench.mine(1);
    bench.publish(&[]);
    bench.commit_honestly(2);
    bench.done("ann", &proof(&bench, withdrawal, 1));
    bench.mine(WINDOW + 1);
    let finalize = Call::Finalize { withdrawal };
    bench.done("ann", &finalize);
    assert_eq!(bench.refused("ann", &finalize), "rollup.paid");
    let again = proof(&bench, withdrawal, 2);
    assert_eq!(bench.refused("ann", &again), "rollup.paid");
    let earlier = proof(&bench, withdrawal, 1);
    assert_eq!(bench.refused("cal", &earlier), "rollup.paid");
}

#[test]
fn two_burns_of_one_amount_are_two_withdrawals() {
    let (mut bench, first) = Bench::with_burn(Amount::coins(30));
    let transfer = bench.withdraw("ann", Amount::coins(30));
    bench.publish(&[bench.sign("ann", transfer)]);
    bench.commit_honestly(2);
    let second = Withdrawal::of(&transfer).unwrap();
    assert_ne!(first.key(&bench.domain()), second.key(&bench.domain()));
    for withdrawal in [first, second] {
        bench.done("ann", &proof(&bench, withdrawal, 2));
    }
    bench.mine(WINDOW + 1);
    for withdrawal in [first, second] {
        bench.done("ann", &Call::Finalize { withdrawal });
    }
}

#[test]
fn a_false_withdrawal_finds_no_proof() {
    let (mut bench, honest) = Bench::with_burn(Amount::coins(30));
    let mut falsified = [honest; 4];
    falsified[0].amount = Amount::coins(31);
    falsified[1].recipient = address("cal");
    falsified[2].nonce += 1;
    falsified[3].sender = address("ben");
    let Call::Prove(good) = proof(&bench, honest, 1) else {
        unreachable!()
    };
    for withdrawal in falsified {
        let own = proof(&bench, withdrawal, 1);
        assert_eq!(bench.refused("cal", &own), "rollup.proof");
        let borrowed = Call::Prove(ProveCall {
            withdrawal,
            ..good.clone()
        });
        assert_eq!(bench.refused("cal", &borrowed), "rollup.proof");
    }
    let before_the_burn = proof(&bench, honest, 0);
    assert_eq!(bench.refused("ann", &before_the_burn), "rollup.proof");
    let unclaimed = Call::Prove(ProveCall { batch: 2, ..good });
    assert_eq!(bench.refused("ann", &unclaimed), "rollup.no-commitment");
}

/// A claim for batch 2 under which cal has burnt what was never there.
fn forged(bench: &mut Bench) -> (Withdrawal, Call) {
    bench.publish(&[]);
    let theft = Withdrawal {
        nonce: 0,
        sender: address("cal"),
        recipient: address("cal"),
        amount: Amount::coins(70),
    };
    let slot = Slot::Burnt(theft.key(&bench.domain()));
    let mut state = bench.above();
    let honest = state.root();
    let balance = theft.amount;
    state.insert(slot, Leaf { balance, nonce: 0 });
    bench.commit(2, vec![honest, state.root()]);
    let proof = state.prove(&slot);
    let call = Call::Prove(ProveCall {
        withdrawal: theft,
        batch: 2,
        proof,
    });
    (theft, call)
}

#[test]
fn a_withdrawal_shown_under_a_false_root_is_unproven_when_the_root_falls() {
    let (mut bench, _) = Bench::with_burn(Amount::coins(30));
    let (theft, prove) = forged(&mut bench);
    bench.done("cal", &prove);
    let key = theft.key(&bench.domain());
    assert!(bench.reader().proven(&key).is_some());
    let claimed = [
        bench.batches[2].roots[0],
        bench.reader().commitment(2).unwrap().root,
    ];
    let (_, challenge) = bench.verify(2, &claimed).unwrap();
    bench.done("vera", &challenge);
    assert_eq!(bench.reader().proven(&key), None);
    bench.commit_honestly(2);
    bench.mine(WINDOW + 1);
    let finalize = Call::Finalize { withdrawal: theft };
    assert_eq!(bench.refused("cal", &finalize), "rollup.not-proven");
    assert_eq!(bench.refused("cal", &prove), "rollup.proof");
}

#[test]
fn if_nobody_watches_the_lie_outlives_its_window_and_the_thief_is_paid_with_others_coins() {
    let (mut bench, honest) = Bench::with_burn(Amount::coins(30));
    let (theft, prove) = forged(&mut bench);
    bench.done("cal", &prove);
    bench.done("ann", &proof(&bench, honest, 1));
    bench.mine(WINDOW + 1);
    bench.done("cal", &Call::Finalize { withdrawal: theft });
    for batch in 0..3 {
        bench.done("sam", &Call::Confirm { batch });
    }
    bench.done("ann", &Call::Finalize { withdrawal: honest });
    // 150 were deposited and 100 are gone, but ann and ben still have 120 less a fee above.
    assert_eq!(bench.reader().balance(), Amount::coins(50));
    let above = bench
        .above()
        .iter()
        .filter(|(slot, _)| matches!(slot, Slot::Account(_)))
        .map(|(_, leaf)| leaf.balance.0)
        .sum::<u64>();
    assert_eq!(Amount(above), Amount::coins(120));
}

#[test]
fn a_signature_for_another_rollup_or_chain_moves_nothing() {
    let bench = Bench::funded();
    let transfer = bench.transfer("ann", "ben", Amount::coins(1));
    for change in 0..2 {
        let mut elsewhere = bench.domain();
        if change == 0 {
            elsewhere.chain += 1;
        } else {
            elsewhere.bridge = Address([3; 20]);
        }
        let bytes = transfer.sign(&elsewhere, &key("ann")).bytes();
        let step = bilayer::layer2::rollup::Step::Transfer(bytes);
        let roots = roots_of(&mut bench.above(), &[step], &bench.domain());
        assert_eq!(roots[0], roots[1]);
        let withdrawal = Withdrawal::of(&bench.withdraw("ann", Amount(1))).unwrap();
        assert_ne!(withdrawal.key(&elsewhere), withdrawal.key(&bench.domain()));
    }
}
