//! What a derivation forgets, and what it must not.

use super::*;

fn chain(count: u64) -> Vec<Arc<RollupBlock>> {
    (0..count).map(|index| Arc::new(block(index))).collect()
}

/// An empty batch in the Layer 1 block of its own height.
fn block(index: u64) -> RollupBlock {
    let origin = Origin {
        height: index,
        hash: Digest::ZERO,
    };
    RollupBlock {
        header: BatchHeader {
            index,
            origin,
            deposits: 0,
            deposit_chain: Digest::ZERO,
        },
        parent: Digest::ZERO,
        inbox: Digest::ZERO,
        data: Vec::new(),
        steps: Vec::new(),
        effects: Vec::new(),
        roots: vec![Digest::ZERO],
        roots_root: Digest::ZERO,
        before: RollupState::default(),
        after: RollupState::default(),
        place: Place {
            block: origin,
            transaction: Digest::ZERO,
            sender: Address([0; 20]),
            gas: 0,
            bytes: 0,
        },
    }
}

#[test]
fn what_is_not_confirmed_is_kept_however_much_it_is() {
    let blocks = chain(2_000);
    assert_eq!(forgettable(&blocks, 0, 100_000), 0);
    assert_eq!(forgettable(&blocks, 3, 100_000), 3);
}

#[test]
fn what_was_confirmed_is_forgotten_once_it_is_deep_but_for_the_last_batches() {
    let blocks = chain(100);
    assert_eq!(forgettable(&blocks, 100, 100_000), 100 - KEEP);
    assert_eq!(forgettable(&blocks, 100, 10 + DEEP), 10);
}
