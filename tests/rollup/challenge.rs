//! False claims fall, whatever step they lie at; honest ones stand, whoever challenges them.

use bilayer::base::{Amount, Digest, encode};
use bilayer::layer2::rollup::{
    BatchBytes, Call, NoOp, Slot, StepCall, Target, claimed_root, execute_step, pack, roots_of,
    witnesses,
};
use bilayer::ledger::Outcome;

use super::bench::{BOND, Bench, FEE, WINDOW, address, give, held, key};

/// A batch in which anything happens: a deposit, transfers to new and old accounts, burns, all kinds of no-ops,
/// and every way in which sender, receiver and fee account can coincide.
fn colorful() -> Bench {
    let mut bench = Bench::funded();
    bench.deposit("cal", Amount::coins(5));
    bench.mine(1);
    let mut nonce = 0;
    let mut ann = |target, amount| {
        let mut transfer = bench.transfer("ann", "ben", amount);
        transfer.target = target;
        transfer.nonce = nonce;
        nonce += 1;
        bench.sign("ann", transfer)
    };
    let pay = |name| Target::Pay(address(name));
    let mut items = vec![
        ann(pay("ben"), Amount::coins(1)),
        ann(pay("new"), Amount::coins(2)),
        ann(pay("ann"), Amount::coins(3)),
        ann(pay("sam"), Amount::coins(20)),
        ann(Target::Withdraw(address("ann")), Amount::coins(4)),
    ];
    let mut self_paid = bench.transfer("sam", "sam", Amount::coins(1));
    items.push(bench.sign("sam", self_paid));
    self_paid.nonce = 1;
    self_paid.target = pay("ben");
    items.push(bench.sign("sam", self_paid));
    let transfer = bench.transfer("ben", "ann", Amount::coins(500));
    items.push(bench.sign("ben", transfer));
    let mut gap = bench.transfer("ben", "ann", Amount::coins(1));
    gap.nonce = 9;
    items.push(bench.sign("ben", gap));
    let stolen = bench.transfer("ben", "cal", Amount::coins(1));
    items.push(stolen.sign(&bench.domain(), &key("cal")).bytes());
    items.push(b"no transfer at all".to_vec());
    let unknown = bench.transfer("nobody", "ann", Amount::coins(1));
    items.push(bench.sign("nobody", unknown));
    bench.publish(&items);
    bench
}

/// Roots in which the state gets `extra` coins for `thief` after the step, and goes on honestly from there.
fn lie_at(bench: &Bench, batch: usize, step: usize) -> Vec<Digest> {
    let published = &bench.batches[batch];
    let mut state = published.before.clone();
    let mut roots = roots_of(&mut state, &published.steps[..=step], &bench.domain());
    roots.pop();
    give(&mut state, "cal", Amount::coins(1000));
    roots.extend(roots_of(
        &mut state,
        &published.steps[step + 1..],
        &bench.domain(),
    ));
    roots
}

#[test]
fn a_false_root_at_any_step_is_found_and_deleted() {
    let mut bench = colorful();
    bench.commit_honestly(0);
    let steps = bench.batches[1].steps.len();
    assert_eq!(steps, 13);
    for step in 0..steps {
        let mut bench = bench.clone();
        let claimed = lie_at(&bench, 1, step);
        bench.commit(1, claimed.clone());
        let vera = bench.state.balance(&address("vera"));
        let (found, call) = bench.verify(1, &claimed).unwrap();
        assert_eq!(found as usize, step);
        bench.done("vera", &call);
        assert_eq!(bench.reader().counters().commitments, 1);
        assert_eq!(bench.reader().balance(), held(&bench), "step {step}");
        let gained = bench.state.balance(&address("vera")).0 - vera.0;
        assert_eq!(gained, BOND.0 / 2);
        assert_eq!(
            bench.state.balance(&bilayer::base::Address([0; 20])).0,
            BOND.0 / 2
        );
    }
}

#[test]
fn an_honest_claim_stands_against_a_challenge_of_every_step() {
    let mut bench = colorful();
    bench.commit_honestly(0);
    bench.commit_honestly(1);
    let domain = bench.domain();
    let published = bench.batches[1].clone();
    let mut state = published.before.clone();
    for (index, step) in published.steps.iter().enumerate() {
        let call = StepCall {
            batch: 1,
            step: index as u32,
            bytes: Some(bytes_of(&bench, 1)),
            before: claimed_root(&published.roots, index),
            after: claimed_root(&published.roots, index + 1),
            witnesses: witnesses(&state, step, &domain),
        };
        let refused = bench.refused("vera", &Call::ChallengeStep(Box::new(call)));
        assert_eq!(refused, "rollup.honest", "step {index}");
        let _ = execute_step(&mut state, step, &domain);
    }
    let count = Call::ChallengeCount(bytes_of(&bench, 1));
    assert_eq!(bench.refused("vera", &count), "rollup.honest");
    assert_eq!(bench.verify(1, &published.roots), None);
    assert_eq!(bench.reader().counters().commitments, 2);
}

fn bytes_of(bench: &Bench, batch: usize) -> BatchBytes {
    BatchBytes {
        batch: batch as u64,
        origin_hash: bench.batches[batch].origin.hash,
        data: bench.batches[batch].data.clone(),
    }
}

#[test]
fn a_challenge_can_not_bring_its_own_roots_steps_bytes_or_leaves() {
    let mut bench = colorful();
    bench.commit_honestly(0);
    let claimed = lie_at(&bench, 1, 3);
    bench.commit(1, claimed.clone());
    let (_, call) = bench.verify(1, &claimed).unwrap();
    let Call::ChallengeStep(honest) = call else {
        panic!("a step is what differs");
    };
    let mut reasons = Vec::new();
    let mut attempt = |change: &dyn Fn(&mut StepCall)| {
        let mut call = honest.clone();
        change(&mut call);
        reasons.push(bench.refused("vera", &Call::ChallengeStep(call)));
    };
    attempt(&|call| call.before.root = Digest::ZERO);
    attempt(&|call| call.after.root = Digest::ZERO);
    attempt(&|call| call.step += 1);
    attempt(&|call| call.after.path.truncate(1));
    attempt(&|call| call.after.path = vec![Digest::ZERO; 200]);
    attempt(&|call| call.bytes = None);
    attempt(&|call| call.bytes.as_mut().unwrap().data.push(0));
    attempt(&|call| call.bytes.as_mut().unwrap().origin_hash = Digest::ZERO);
    attempt(&|call| call.witnesses.truncate(1));
    attempt(&|call| call.witnesses[0].leaf = None);
    attempt(&|call| call.witnesses[0].leaf.as_mut().unwrap().balance = Amount::coins(9));
    attempt(&|call| call.witnesses.swap(0, 1));
    attempt(&|call| call.step = u32::MAX);
    attempt(&|call| call.batch = 0);
    attempt(&|call| call.batch = u64::MAX);
    let expected = [
        "path",
        "path",
        "path",
        "path",
        "path",
        "batch-bytes",
        "batch-bytes",
        "batch-bytes",
        "witness",
        "witness",
        "witness",
        "witness",
        "path",
        "path",
        "no-commitment",
    ];
    assert_eq!(reasons, expected.map(|reason| format!("rollup.{reason}")));
    bench.done("vera", &Call::ChallengeStep(honest));
}

#[test]
fn a_false_number_of_steps_is_found_and_deleted() {
    for change in [-1_i32, 1] {
        let mut bench = colorful();
        bench.commit_honestly(0);
        let mut claimed = bench.batches[1].roots.clone();
        if change < 0 {
            claimed.pop();
        } else {
            claimed.push(*claimed.last().unwrap());
        }
        bench.commit(1, claimed.clone());
        let (_, call) = bench.verify(1, &claimed).unwrap();
        assert!(matches!(call, Call::ChallengeCount(_)));
        bench.done("vera", &call);
        assert_eq!(bench.reader().counters().commitments, 1);
    }
}

#[test]
fn a_first_root_that_is_not_the_parents_is_refused_at_once() {
    let mut bench = colorful();
    bench.commit_honestly(0);
    let mut roots = bench.batches[1].roots.clone();
    roots[0] = Digest::ZERO;
    let call = Call::Commit(bench.claim(1, roots));
    assert_eq!(bench.refused_with("sam", &call, BOND), "rollup.first-root");
    let empty = Call::Commit(bench.claim(1, Vec::new()));
    assert_eq!(bench.refused_with("sam", &empty, BOND), "rollup.steps");
    let long = Call::Commit(bench.claim(1, vec![Digest::ZERO; 194]));
    assert_eq!(bench.refused_with("sam", &long, BOND), "rollup.steps");
}

#[test]
fn the_last_block_of_the_window_counts_and_the_next_does_not() {
    let mut bench = colorful();
    bench.commit_honestly(0);
    let claimed = lie_at(&bench, 1, 2);
    bench.commit(1, claimed.clone());
    let (_, call) = bench.verify(1, &claimed).unwrap();
    bench.mine(WINDOW);
    let mut late = bench.clone();
    assert_eq!(
        bench.refused("sam", &Call::Confirm { batch: 0 }),
        "rollup.window-open"
    );
    bench.done("vera", &call);
    late.mine(1);
    assert_eq!(late.refused("vera", &call), "rollup.window-over");
    late.done("sam", &Call::Confirm { batch: 0 });
    late.done("sam", &Call::Confirm { batch: 1 });
    assert_eq!(
        late.refused("sam", &Call::Confirm { batch: 1 }),
        "rollup.confirm-order"
    );
}

#[test]
fn bonds_come_back_in_order_and_once() {
    let mut bench = colorful();
    let before = bench.state.balance(&address("sam"));
    bench.commit_honestly(0);
    bench.mine(1);
    bench.commit_honestly(1);
    bench.mine(WINDOW);
    assert_eq!(
        bench.refused("sam", &Call::Confirm { batch: 1 }),
        "rollup.confirm-order"
    );
    bench.done("vera", &Call::Confirm { batch: 0 });
    assert_eq!(
        bench.refused("sam", &Call::Confirm { batch: 0 }),
        "rollup.confirm-order"
    );
    assert_eq!(
        bench.refused("sam", &Call::Confirm { batch: 1 }),
        "rollup.window-open"
    );
    bench.mine(1);
    bench.done("sam", &Call::Confirm { batch: 1 });
    assert_eq!(bench.state.balance(&address("sam")), before);
    assert_eq!(bench.reader().balance(), held(&bench));
}

#[test]
fn every_kind_of_no_op_leaves_the_root_as_it_was() {
    let bench = colorful();
    let published = &bench.batches[1];
    let mut state = published.before.clone();
    let mut seen = Vec::new();
    for (index, step) in published.steps.iter().enumerate() {
        if let Err(reason) = execute_step(&mut state, step, &bench.domain()) {
            assert_eq!(published.roots[index], published.roots[index + 1]);
            seen.push(reason);
        }
    }
    let expected = [
        NoOp::Balance,
        NoOp::Nonce,
        NoOp::Signature,
        NoOp::Undecodable,
        NoOp::Balance,
    ];
    assert_eq!(seen, expected);
}

#[test]
fn an_overflow_is_a_no_op_on_both_sides() {
    let mut bench = Bench::funded();
    let transfer = bench.transfer("ann", "ben", Amount::coins(1));
    let step = bilayer::layer2::rollup::Step::Transfer(bench.sign("ann", transfer));
    let mut state = bench.above();
    give(&mut state, "ben", Amount(u64::MAX - 50_000_000_000));
    let root = state.root();
    assert_eq!(
        execute_step(&mut state, &step, &bench.domain()),
        Err(NoOp::Overflow)
    );
    assert_eq!(state.root(), root);
    bench.mine(1);
}

#[test]
fn coinciding_accounts_get_what_they_should() {
    let bench = colorful();
    let fees = Amount(7 * FEE.0);
    let balance = |name: &str| {
        let slot = Slot::Account(address(name));
        bench
            .above()
            .get(&slot)
            .map_or(Amount::ZERO, |leaf| leaf.balance)
    };
    let ann = Amount::coins(100 - 1 - 2 - 20 - 4).0 - 5 * FEE.0;
    assert_eq!(balance("ann"), Amount(ann));
    assert_eq!(balance("ben"), Amount::coins(50 + 1 + 1));
    assert_eq!(balance("new"), Amount::coins(2));
    assert_eq!(balance("cal"), Amount::coins(5));
    let sam = Amount::coins(20 - 1).0 + fees.0 - 2 * FEE.0;
    assert_eq!(balance("sam"), Amount(sam));
}

#[test]
fn a_batch_that_does_not_inflate_has_no_steps_and_both_sides_agree() {
    for data in [
        b"garbage".to_vec(),
        pack(&[vec![7; 60_000]]),
        pack(&vec![vec![]; 129]),
    ] {
        let mut bench = Bench::funded();
        bench.publish_data(data);
        assert_eq!(bench.batches[1].steps.len(), 0);
        bench.commit_honestly(0);
        bench.commit_honestly(1);
        let count = Call::ChallengeCount(bytes_of(&bench, 1));
        assert_eq!(bench.refused("vera", &count), "rollup.honest");
    }
}

#[test]
fn a_challenge_without_a_commitment_or_out_of_range_reverts() {
    let mut bench = colorful();
    let count = Call::ChallengeCount(bytes_of(&bench, 1));
    assert_eq!(bench.refused("vera", &count), "rollup.no-commitment");
    let unknown = Call::Confirm { batch: 0 };
    assert_eq!(bench.refused("vera", &unknown), "rollup.no-commitment");
    let input = encode(&Call::Confirm { batch: 0 });
    let action = bilayer::ledger::Action::Call {
        contract: bench.contract,
        value: Amount::ZERO,
        input: [input, vec![0]].concat(),
    };
    let receipt = bench.execute("vera", action);
    assert_eq!(receipt.outcome, Outcome::Reverted("rollup.call".into()));
}
