//! Who loses which bond when a claim falls: the liar his own, nobody else any.

use bilayer::base::{Amount, Digest};
use bilayer::layer2::rollup::{Call, sheet};

use super::bench::{BOND, Bench, WINDOW, address, give, held};

const NOBODY: bilayer::base::Address = bilayer::base::Address([0; 20]);

/// Batch 0 with the deposits, batch 1 with a transfer, then two empty ones; only batch 0 is claimed.
fn four_batches() -> Bench {
    let mut bench = Bench::funded();
    let transfers: Vec<Vec<u8>> = (0..2)
        .map(|nonce| {
            let mut transfer = bench.transfer("ann", "ben", Amount::coins(1));
            transfer.nonce = nonce;
            bench.sign("ann", transfer)
        })
        .collect();
    bench.publish(&transfers);
    bench.publish(&[]);
    bench.publish(&[]);
    bench.commit_honestly(0);
    bench
}

fn has(bench: &Bench, name: &str) -> u64 {
    bench.state.balance(&address(name)).0
}

fn solvent(bench: &Bench) {
    let taken = bench.reader().counters().deposits;
    let sheet = sheet(&bench.reader(), &bench.above(), taken).unwrap();
    assert!(sheet.is_balanced(), "{sheet:?}");
}

/// Claims with a true last root that are false all the same, and which step shows it.
fn false_inside(bench: &Bench) -> [(Vec<Digest>, u32); 3] {
    let honest = &bench.batches[1].roots;
    let mut middle = honest.clone();
    middle[1] = Digest([7; 32]);
    let mut longer = honest.clone();
    longer.insert(1, Digest([7; 32]));
    let shorter = vec![honest[0], honest[2]];
    [(middle, 0), (longer, 3), (shorter, 1)]
}

#[test]
fn a_claim_with_a_true_last_root_is_deleted_and_who_built_on_it_loses_nothing() {
    for (claimed, expected) in false_inside(&four_batches()) {
        let mut bench = four_batches();
        let start = ["cal", "sam", "vera"].map(|name| has(&bench, name));
        bench.commit_by("cal", 1, claimed.clone());
        bench.commit_honestly(2);
        bench.commit_honestly(3);
        let (step, call) = bench.verify(1, &claimed).unwrap();
        assert_eq!(step, expected);
        bench.done("vera", &call);
        assert_eq!(bench.reader().counters().commitments, 1);
        assert_eq!(bench.reader().fallen(), 2);
        solvent(&bench);
        for batch in 1..4 {
            bench.commit_honestly(batch);
            solvent(&bench);
        }
        assert_eq!(bench.reader().fallen(), 0);
        bench.mine(WINDOW + 1);
        for batch in 0..4 {
            bench.done("ben", &Call::Confirm { batch });
        }
        assert_eq!(has(&bench, "sam"), start[1] + BOND.0, "of batch 0, too");
        assert_eq!(has(&bench, "cal"), start[0] - BOND.0);
        assert_eq!(has(&bench, "vera"), start[2] + BOND.0 / 2);
        assert_eq!(bench.state.balance(&NOBODY).0, BOND.0 / 2);
        assert_eq!(bench.reader().balance(), held(&bench));
    }
}

#[test]
fn a_liar_who_challenges_himself_loses_whatever_was_built_on_the_lie() {
    for above in 0..=2 {
        let mut bench = four_batches();
        let start = has(&bench, "cal");
        let (claimed, _) = false_inside(&bench)[0].clone();
        bench.commit_by("cal", 1, claimed.clone());
        for batch in 2..2 + above {
            let roots = bench.batches[batch].roots.clone();
            bench.commit_by(["cal", "sam"][batch % 2], batch as u64, roots);
        }
        let (_, call) = bench.verify(1, &claimed).unwrap();
        bench.done("cal", &call);
        for batch in 1..4 {
            bench.commit_honestly(batch);
        }
        assert_eq!(has(&bench, "cal"), start - BOND.0 / 2, "{above} above");
        solvent(&bench);
    }
}

#[test]
fn what_was_built_on_a_false_root_falls_and_its_bonds_come_back_once() {
    let mut bench = four_batches();
    let mut state = bench.batches[1].after.clone();
    give(&mut state, "cal", Amount::coins(500));
    let mut claimed = bench.batches[1].roots.clone();
    claimed[2] = state.root();
    bench.commit_by("cal", 1, claimed.clone());
    bench.commit_by("cal", 2, vec![state.root()]);
    bench.commit_by("ben", 3, vec![state.root()]);
    let (_, call) = bench.verify(1, &claimed).unwrap();
    bench.done("vera", &call);
    let counters = bench.reader().counters();
    assert_eq!((counters.commitments, counters.serial), (1, 4));
    assert_eq!(bench.reader().commitment(2), None);
    let fallen = [has(&bench, "cal"), has(&bench, "ben")];
    bench.commit_by("cal", 1, claimed.clone());
    let (_, call) = bench.verify(1, &claimed).unwrap();
    bench.done("vera", &call);
    solvent(&bench);
    for batch in 1..4 {
        bench.commit_honestly(batch);
    }
    assert_eq!(
        has(&bench, "cal"),
        fallen[0],
        "one bond more lost, one back"
    );
    assert_eq!(has(&bench, "ben"), fallen[1] + BOND.0);
    assert_eq!(bench.verify(2, &bench.batches[2].roots), None);
    assert_eq!(bench.reader().balance(), held(&bench));
}
