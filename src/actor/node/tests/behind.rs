//! A node whose clock is behind can take none of the blocks that come; it asks for the way to them no more often than it helps.

use super::*;

/// How many times the node asks for what comes after its head when it hears these.
fn asks(node: &mut Node, archive: &mut Archive, second: u64, blocks: &[Arc<Block>]) -> usize {
    let said = blocks
        .iter()
        .flat_map(|block| hear(node, archive, second, &Message::Block(block.clone())));
    let asks = |effect: &Effect| {
        matches!(
            effect,
            Effect::Send {
                message: Message::Locator(_),
                ..
            }
        )
    };
    said.filter(asks).count()
}

#[test]
fn blocks_that_cannot_be_taken_yet_are_asked_for_once_in_a_while() {
    let mut archive = archive();
    let mut head = archive.genesis();
    let mut chain = Vec::new();
    for second in 7_201..7_300 {
        let next = block(&mut archive, head, second, &[]);
        head = next.id();
        chain.push(next);
    }
    let mut node = Node::new(address("node"), 0, archive.genesis());
    assert_eq!(
        asks(&mut node, &mut archive, 0, &chain),
        1,
        "the answer would be the same"
    );
    assert_eq!(asks(&mut node, &mut archive, 0, &chain), 0);
    assert_eq!(
        node.tree().head(),
        archive.genesis(),
        "all are from the future"
    );
    assert_eq!(
        asks(&mut node, &mut archive, 20, &chain[50..]),
        1,
        "by now it may have been lost"
    );
}

#[test]
fn who_got_on_asks_for_the_rest_at_once() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = block(&mut archive, genesis, 10, &[]);
    let second = block(&mut archive, first.id(), 20, &[]);
    let third = block(&mut archive, second.id(), 30, &[]);
    let fourth = block(&mut archive, third.id(), 40, &[]);
    let mut node = Node::new(address("node"), 0, genesis);
    assert_eq!(asks(&mut node, &mut archive, 50, &[second]), 1);
    assert_eq!(asks(&mut node, &mut archive, 50, &[first]), 0);
    assert_eq!(
        asks(&mut node, &mut archive, 50, &[fourth]),
        1,
        "from another head on"
    );
}
