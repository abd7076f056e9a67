//! Random lives of a channel: whatever two people do, no coin is lost, and who is honest and watches gets its due.

#[path = "common/story.rs"]
mod story;

use bilayer::base::Amount;
use bilayer::layer2::channel::Record;
use proptest::prelude::*;
use story::{ANA, BEN, Homes, Story, coins};

/// Something that somebody does.
#[derive(Clone, Debug)]
enum Act {
    Pay(&'static str, u64),
    CloseTogether(&'static str),
    CloseForced(&'static str),
    CloseStale(&'static str, u64),
    Doze(&'static str),
    Wake(&'static str),
    CutDirect(bool),
    CutChain(bool),
    Seconds(u64),
    Blocks(u64),
}

fn who() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(ANA), Just(BEN)]
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (who(), 1_u64..12).prop_map(|(who, amount)| Act::Pay(who, amount)),
        1 => who().prop_map(Act::CloseTogether),
        1 => who().prop_map(Act::CloseForced),
        1 => (who(), 0_u64..6).prop_map(|(who, version)| Act::CloseStale(who, version)),
        2 => who().prop_map(Act::Doze),
        2 => who().prop_map(Act::Wake),
        2 => any::<bool>().prop_map(Act::CutDirect),
        1 => any::<bool>().prop_map(Act::CutChain),
        4 => (0_u64..3).prop_map(Act::Seconds),
        2 => (1_u64..4).prop_map(Act::Blocks),
    ]
}

/// Who did something for which the protocol promises nothing.
#[derive(Default)]
struct Blame {
    cheated: [bool; 2],
    dozed: [bool; 2],
    partitioned: bool,
}

fn index(who: &str) -> usize {
    usize::from(who == BEN)
}

/// Does it, if the channel allows it now; a refusal must change nothing, which the session's own tests hold to.
fn perform(story: &mut Story, act: &Act, blame: &mut Blame) {
    match act {
        Act::Pay(from, amount) => drop(story.pay(from, *amount)),
        Act::CloseTogether(by) => drop(story.close_together(by)),
        Act::CloseForced(by) => drop(story.close_forced(by)),
        Act::CloseStale(by, version) => {
            blame.cheated[index(by)] |= story.close_stale(by, *version).is_ok();
        }
        Act::Doze(who) => {
            blame.dozed[index(who)] = true;
            story.sleep(who, true);
        }
        Act::Wake(who) => story.sleep(who, false),
        Act::CutDirect(cut) => story.cut((ANA, BEN), *cut),
        Act::CutChain(cut) => {
            blame.partitioned |= *cut;
            story.cut(("weak", "strong"), *cut);
        }
        Act::Seconds(seconds) => story.seconds(*seconds),
        Act::Blocks(blocks) => story.blocks(ANA, *blocks),
    }
    story.check();
}

/// Wakes and reconnects everybody, and ends the channel if nobody has.
fn finish(story: &mut Story) -> ([Amount; 2], Amount) {
    story.cut((ANA, BEN), false);
    story.cut(("weak", "strong"), false);
    story.sleep(ANA, false);
    story.sleep(BEN, false);
    story.blocks(ANA, 4);
    if matches!(story.record(ANA), Some(Record::Open { .. })) {
        let _ = story.close_forced(ANA);
    }
    story.until_closed()
}

fn owed(story: &Story) -> [Amount; 2] {
    [ANA, BEN].map(|who| story.guaranteed(who))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, max_shrink_iters: 60, ..ProptestConfig::default() })]

    #[test]
    fn whatever_they_do_no_coin_is_lost_and_the_honest_get_their_due(
        acts in prop::collection::vec(act(), 1..24),
        seed in 0_u64..1_000,
    ) {
        let mut story = Story::new(Homes::AnaWeak, seed);
        story.give(Story::opening(30, 10)).unwrap();
        story.until_phase(bilayer::layer2::channel::Phase::Open);
        let mut blame = Blame::default();
        for act in &acts {
            perform(&mut story, act, &mut blame);
        }
        let (paid, penalty) = finish(&mut story);
        let due = owed(&story);
        prop_assert_eq!(Amount::checked_sum(paid), Some(coins(40)));
        if blame.cheated == [false, false] {
            prop_assert_eq!(penalty, Amount::ZERO, "nobody cheated");
        }
        for me in 0..2 {
            let watched = !blame.cheated[me] && !blame.dozed[me] && !blame.partitioned;
            prop_assert!(!watched || paid[me] >= due[me], "{} of {}", paid[me], due[me]);
        }
    }
}
