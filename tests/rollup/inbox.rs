//! The inbox takes batches in order, with all deposits, and only on the branch that they were made for.

use bilayer::base::{Amount, Digest};
use bilayer::layer2::rollup::{Call, pack};

use super::bench::{BOND, Bench};

#[test]
fn only_the_sequencer_in_order_and_on_the_right_parent() {
    let mut bench = Bench::funded();
    let good = bench.batch_call(pack(&[]));
    assert_eq!(
        bench.refused("ann", &Call::SubmitBatch(good.clone())),
        "rollup.not-sequencer"
    );
    let mut call = good.clone();
    call.index = 2;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.batch-order"
    );
    let mut call = good.clone();
    call.parent = Digest::ZERO;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.inbox-hash"
    );
    let mut call = good.clone();
    call.data = vec![1; 24_577];
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.batch-size"
    );
    let mut call = good.clone();
    call.origin.hash = Digest::ZERO;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.origin"
    );
    let mut call = good.clone();
    call.origin.height = bench.height;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.origin"
    );
    let value = Amount(1);
    let call = Call::SubmitBatch(good.clone());
    assert_eq!(bench.refused_with("sam", &call, value), "rollup.value");
    bench.done("sam", &Call::SubmitBatch(good));
}

#[test]
fn no_deposit_up_to_the_origin_can_be_left_out_and_none_invented() {
    let mut bench = Bench::funded();
    bench.deposit("cal", Amount::coins(1));
    bench.mine(1);
    let good = bench.batch_call(pack(&[]));
    let mut call = good.clone();
    call.deposits -= 1;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.deposit-skipped"
    );
    let mut call = good.clone();
    call.deposits += 1;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.deposits"
    );
    let mut call = good.clone();
    call.deposits = 1;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.deposits"
    );
    bench.deposit("cal", Amount::coins(1));
    let mut call = good.clone();
    call.deposits += 1;
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.deposit-early"
    );
    bench.done("sam", &Call::SubmitBatch(good));
    let zero = Call::Deposit {
        to: Default::default(),
    };
    assert_eq!(bench.refused("ann", &zero), "rollup.zero");
}

#[test]
fn an_origin_before_the_parents_is_refused() {
    let mut bench = Bench::funded();
    let mut call = bench.batch_call(pack(&[]));
    call.origin.height = 1;
    call.origin.hash = bench.state.block_hash(1, bench.height).unwrap();
    assert_eq!(
        bench.refused("sam", &Call::SubmitBatch(call)),
        "rollup.origin-order"
    );
}

#[test]
fn a_batch_of_another_branch_reverts_by_name() {
    let mut bench = Bench::new();
    bench.deposit("ann", Amount::coins(3));
    let mut other = bench.fork();
    bench.mine(1);
    other.mine(1);
    let call = bench.batch_call(pack(&[]));
    assert_eq!(
        other.refused("sam", &Call::SubmitBatch(call.clone())),
        "rollup.origin"
    );
    bench.done("sam", &Call::SubmitBatch(call));
}

#[test]
fn a_reincluded_commitment_of_another_branch_reverts_by_name_and_keeps_its_bond() {
    let mut bench = Bench::new();
    bench.deposit("ann", Amount::coins(3));
    let mut other = bench.fork();
    bench.mine(1);
    other.mine(1);
    bench.publish(&[]);
    let claim = bench.claim(0, bench.batches[0].roots.clone());
    let sam = other.state.balance(&super::bench::address("sam"));
    let none = other.refused_with("sam", &Call::Commit(claim.clone()), BOND);
    assert_eq!(none, "rollup.no-batch");
    other.publish(&[]);
    let inbox = other.refused_with("sam", &Call::Commit(claim.clone()), BOND);
    assert_eq!(inbox, "rollup.inbox-hash");
    let mut renamed = claim.clone();
    renamed.inbox = other.reader().batch(0).unwrap().inbox;
    let origin = other.refused_with("sam", &Call::Commit(renamed), BOND);
    assert_eq!(origin, "rollup.origin");
    assert_eq!(other.state.balance(&super::bench::address("sam")), sam);
    bench.commit_honestly(0);
}

#[test]
fn the_same_bytes_on_two_branches_have_two_inbox_hashes() {
    let mut bench = Bench::new();
    let mut other = bench.fork();
    for branch in [&mut bench, &mut other] {
        branch.deposit("ann", Amount::coins(3));
        branch.mine(1);
        branch.publish(&[]);
    }
    assert_eq!(bench.batches[0].data, other.batches[0].data);
    let inbox = |bench: &Bench| bench.reader().batch(0).unwrap().inbox;
    assert_ne!(inbox(&bench), inbox(&other));
}

#[test]
fn commitments_need_bond_order_and_the_batchs_deposits() {
    let mut bench = Bench::funded();
    bench.publish(&[]);
    let claim = bench.claim(0, bench.batches[0].roots.clone());
    let call = Call::Commit(claim.clone());
    assert_eq!(
        bench.refused_with("sam", &call, Amount(BOND.0 - 1)),
        "rollup.bond"
    );
    assert_eq!(
        bench.refused_with("sam", &call, Amount(BOND.0 + 1)),
        "rollup.bond"
    );
    let ahead = Call::Commit(bench.claim(1, bench.batches[1].roots.clone()));
    assert_eq!(bench.refused_with("sam", &ahead, BOND), "rollup.no-parent");
    let mut fewer = claim.clone();
    fewer.deposits -= 1;
    assert_eq!(
        bench.refused_with("sam", &Call::Commit(fewer), BOND),
        "rollup.deposits"
    );
    bench.commit_honestly(0);
    assert_eq!(bench.refused_with("ann", &call, BOND), "rollup.committed");
}

#[test]
fn a_transfer_published_again_moves_value_once() {
    let mut bench = Bench::funded();
    let bytes = bench.sign("ann", bench.transfer("ann", "ben", Amount::coins(1)));
    bench.publish(&[bytes.clone(), bytes.clone()]);
    bench.publish(&[bytes]);
    let (second, third) = (&bench.batches[1], &bench.batches[2]);
    assert_ne!(second.roots[0], second.roots[1]);
    assert_eq!(second.roots[1], second.roots[2]);
    assert_eq!(third.roots[0], third.roots[1]);
}
