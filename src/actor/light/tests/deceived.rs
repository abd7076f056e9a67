//! An invalid state under enough work: what a light client believes, and what brings it back.

use super::*;
use crate::base::merkle::bitcoin;
use crate::chain::Body;

/// A block that gives Lea money from nowhere, with all the work that is asked for.
fn counterfeit(archive: &Archive, on: &Arc<Entry>) -> (Block, Proof) {
    let lea = key("lea").public().address();
    let honest = made(archive, on, 30, &[]);
    let mut state = on.state.clone();
    state.credit(lea, Amount::coins(1_000_000)).expect("fits");
    let body = Body {
        state_root: state.root(),
        ..honest.body().clone()
    };
    let header = worked(Header {
        merkle: body.merkle_root().expect("one leaf"),
        ..*honest.header()
    });
    let proof = Proof {
        block: header.id(),
        claim: Claim::Account {
            address: lea,
            account: state.get(&lea).cloned().map(Box::new),
            head: body.head_bytes(),
            branch: state.prove(&lea),
        },
        path: bitcoin::path(&body.leaves(), 0).expect("a leaf"),
    };
    (Block::new(header, body), proof)
}

#[test]
fn an_invalid_state_under_enough_work_deceives_it_and_no_full_node() {
    let mut archive = archive();
    let genesis = archive.entry(&archive.genesis()).clone();
    let (block, proof) = counterfeit(&archive, &genesis);
    let mut light = light(&archive);
    hear(&mut light, &archive, OTHER, headers(&[*block.header()]));
    hear(&mut light, &archive, OTHER, Message::Proof(Arc::new(proof)));
    assert_eq!(balance(&light), Some(Amount::coins(1_000_100)));
    assert_eq!(light.distrusted().count(), 0, "it can't know");
    let verdict = archive.admit(&Arc::new(block));
    assert_eq!(verdict.err(), Some(BlockError::StateRoot));
}

#[test]
fn it_leaves_the_counterfeit_when_the_honest_branch_is_heavier() {
    let mut archive = archive();
    let genesis = archive.entry(&archive.genesis()).clone();
    let (block, proof) = counterfeit(&archive, &genesis);
    let mut light = light(&archive);
    hear(&mut light, &archive, OTHER, headers(&[*block.header()]));
    hear(&mut light, &archive, OTHER, Message::Proof(Arc::new(proof)));
    let first = mined(&mut archive, genesis.id(), 40, &[]);
    let second = mined(&mut archive, first.id(), 50, &[]);
    let both = [*first.block.header(), *second.block.header()];
    hear(&mut light, &archive, HONEST, headers(&both));
    let truth = self::proof(&second, Subject::Account(light.address()));
    hear(
        &mut light,
        &archive,
        HONEST,
        Message::Proof(Arc::new(truth)),
    );
    assert_eq!(balance(&light), Some(Amount::coins(100)));
}
