//! Keys that were sold after their exit write another history. Who was there laughs; who joins
//! late can't tell, unless somebody gave it a checkpoint.

use bilayer::base::Digest;
use bilayer::consensus::gasper::params::PROPOSER_BOOST_PERCENT;
use bilayer::consensus::gasper::store::{Store, Unfit};

use crate::village::{Chain, Plan, Village};

/// The chain that everybody saw, and one that all old keys wrote afterwards from genesis on.
fn two_histories() -> (Village, Village) {
    let plan = Plan::minimal(&[16; 4]);
    let mut honest = Village::new(&plan);
    honest.run_to_epoch(6);
    let mut forged = Village::new(&plan);
    for house in &mut forged.houses {
        house.awake = false;
    }
    while forged.now < 9 {
        forged.step();
    }
    for house in &mut forged.houses {
        house.awake = true;
    }
    forged.run_to_epoch(9);
    (honest, forged)
}

/// The chain that ends in `head`, oldest first, without genesis.
fn blocks(chain: &Chain, head: Digest) -> Vec<Digest> {
    let mut at = head;
    let mut blocks = Vec::new();
    while let Some((parent, _)) = chain.contents.get(&at) {
        blocks.push(at);
        at = *parent;
    }
    blocks.reverse();
    blocks
}

fn feed(store: &mut Store, chain: &Chain, head: Digest) -> Vec<Result<(), Unfit>> {
    let take = |root: Digest| {
        let (parent, content) = &chain.contents[&root];
        let state = &chain.states[&root];
        store.on_block(root, (parent, content.proposer), state, false, chain)
    };
    blocks(chain, head).into_iter().map(take).collect()
}

#[test]
fn who_joins_late_without_a_checkpoint_believes_who_comes_first() {
    let (honest, forged) = two_histories();
    let genesis = &honest.chain.states[&honest.genesis];
    let mut joiner = Store::new(honest.genesis, genesis, PROPOSER_BOOST_PERCENT);
    joiner.on_slot(72, &honest.chain);
    feed(&mut joiner, &forged.chain, forged.head(0));
    let finalized = joiner.finalized();
    let forged_at = forged.chain.checkpoint(&forged.head(0), finalized.epoch);
    assert!(finalized.epoch >= 6 && forged_at == Some(finalized.root));
    let refused = feed(&mut joiner, &honest.chain, honest.head(0));
    assert!(refused.iter().all(Result::is_err));
    assert_ne!(joiner.head(), honest.head(0));
}

#[test]
fn a_checkpoint_stops_the_forged_history() {
    let (honest, forged) = two_histories();
    let trusted = honest.finalized()[0];
    let state = &honest.chain.states[&trusted.root];
    let mut joiner = Store::new(trusted.root, state, PROPOSER_BOOST_PERCENT);
    joiner.on_slot(72, &honest.chain);
    let refused = feed(&mut joiner, &forged.chain, forged.head(0));
    assert!(refused.iter().all(Result::is_err));
    let taken = feed(&mut joiner, &honest.chain, honest.head(0));
    assert!(taken.iter().any(Result::is_ok));
    assert_eq!(joiner.head(), honest.head(0));
}

#[test]
fn who_was_there_takes_nothing_of_it() {
    let (honest, forged) = two_histories();
    let mut old = honest.houses[0].store.clone();
    old.on_slot(72, &honest.chain);
    let refused = feed(&mut old, &forged.chain, forged.head(0));
    assert!(refused.iter().all(Result::is_err));
    assert_eq!(old.head(), honest.head(0));
}
