//! What a vote earns by when it is included, and who is paid for including it.

use bilayer::consensus::gasper::operations::flags_of;
use bilayer::consensus::gasper::reward::Flag;

use crate::registry::Line;

#[test]
fn a_vote_earns_by_its_delay() {
    let mut line = Line::new(false);
    line.run_to_epoch(3);
    let slot = line.state.slot();
    let data = bilayer::consensus::gasper::duty::vote_for(&line.state, line.head, slot);
    let flags = |delay| flags_of(&line.at(slot + delay), &data).unwrap();
    let [source, target, head] = Flag::ALL.map(Flag::bit);
    assert_eq!(flags(1), source | target | head);
    // The square root of eight slots is two.
    assert_eq!(flags(2), source | target);
    assert_eq!(flags(3), target);
    assert_eq!(flags(8), target);
    assert_eq!(flags(15), target);
}

#[test]
fn a_vote_for_another_source_can_not_be_included_and_another_target_or_head_earns_less() {
    let mut line = Line::new(false);
    line.run_to_epoch(4);
    let slot = line.state.slot();
    let data = bilayer::consensus::gasper::duty::vote_for(&line.state, line.head, slot);
    let next = line.at(slot + 1);
    let mut other = data;
    other.source.epoch -= 1;
    assert_eq!(flags_of(&next, &other), None);
    let mut other = data;
    other.target.root = data.source.root;
    assert_eq!(flags_of(&next, &other), Some(Flag::Source.bit()));
    let mut other = data;
    other.head = data.source.root;
    assert_eq!(
        flags_of(&next, &other),
        Some(Flag::Source.bit() | Flag::Target.bit())
    );
}

#[test]
fn the_proposer_is_paid_for_new_flags_only() {
    let mut line = Line::new(false);
    line.run_to_epoch(3);
    let before = line.at(line.state.slot() + 1);
    let content = line.content(&before, Vec::new());
    assert_eq!(content.attestations.len(), 1);
    let earned = before.flow().earned;
    line.block(Vec::new(), &[]);
    let once = line.state.flow().earned - earned;
    // Eight voters, each a base reward times 54, over 448.
    let base = 32 * (64_000_000_000 / before.total().isqrt());
    assert_eq!(once, 8 * base * 54 / 448);
}
