//! Either party is killed after every message of a payment, and both still get what they can enforce.

#[path = "common/story.rs"]
mod story;

use bilayer::base::Amount;
use story::{ANA, BEN, Story, coins};

/// Messages of a payment: propose, accept, revoke; and one point after the last has arrived.
const POINTS: usize = 4;

/// Who brings the channel to Layer 1 after the crash.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// The other, while the killed one stays away.
    SurvivorAlone,
    /// The other, while the killed one is back but can't be reached.
    Survivor,
    /// The killed one, back and unable to reach the other.
    Victim,
}

/// A story in which a payment of 3 from `payer` has just come to this point.
fn at(point: usize, payer: &str) -> Story {
    let mut story = Story::open(30, 10);
    story.pay_through(BEN, 1);
    story.pay_through(ANA, 2);
    let before = story.letters();
    story.pay(payer, 3).unwrap();
    story.until("the letter", |story| {
        story.letters() >= before + point.min(3)
    });
    if point == POINTS {
        story.seconds(2);
    }
    story
}

fn kill(point: usize, (payer, victim): (&str, &str), ending: Ending) {
    let case = format!("{payer} pays, {victim} dies after message {point}, {ending:?} closes");
    let survivor = if victim == ANA { BEN } else { ANA };
    let mut story = at(point, payer);
    story.sleep(victim, true);
    story.seconds(3);
    let closer = match ending {
        Ending::SurvivorAlone => survivor,
        Ending::Survivor | Ending::Victim => {
            story.cut((ANA, BEN), true);
            story.sleep(victim, false);
            match ending {
                Ending::Victim => victim,
                Ending::Survivor | Ending::SurvivorAlone => survivor,
            }
        }
    };
    let guaranteed = [story.guaranteed(ANA), story.guaranteed(BEN)];
    story.close_forced(closer).unwrap();
    let (paid, penalty) = story.until_closed();
    assert_eq!(penalty, Amount::ZERO, "{case}: nobody cheated");
    assert_eq!(Amount::checked_sum(paid), Some(coins(40)), "{case}");
    for (index, who) in [ANA, BEN].into_iter().enumerate() {
        let watched = who != victim || !matches!(ending, Ending::SurvivorAlone);
        assert!(
            !watched || paid[index] >= guaranteed[index],
            "{case}: {who} got {}",
            paid[index]
        );
    }
}

fn kill_everywhere(payer: &str, ending: Ending) {
    for point in 1..=POINTS {
        for victim in [ANA, BEN] {
            kill(point, (payer, victim), ending);
        }
    }
}

#[test]
fn the_survivor_of_anas_payment_closes_alone() {
    kill_everywhere(ANA, Ending::SurvivorAlone);
}

#[test]
fn the_survivor_of_anas_payment_closes_while_the_other_watches() {
    kill_everywhere(ANA, Ending::Survivor);
}

#[test]
fn the_killed_one_closes_after_anas_payment() {
    kill_everywhere(ANA, Ending::Victim);
}

#[test]
fn the_survivor_of_bens_payment_closes_while_the_other_watches() {
    kill_everywhere(BEN, Ending::Survivor);
}

#[test]
fn the_killed_one_closes_after_bens_payment() {
    kill_everywhere(BEN, Ending::Victim);
}

#[test]
fn after_every_crash_the_payment_is_completed_by_itself() {
    for point in 1..=POINTS {
        for victim in [ANA, BEN] {
            let mut story = at(point, ANA);
            story.sleep(victim, true);
            story.seconds(30);
            story.sleep(victim, false);
            story.seconds(5);
            assert_eq!(
                story.latest(ANA),
                (3, [coins(26), coins(14)]),
                "{victim} after {point}"
            );
            assert_eq!(
                story.latest(ANA),
                story.latest(BEN),
                "{victim} after {point}"
            );
            assert_eq!(
                story.view(BEN).revoked_below,
                Some(3),
                "{victim} after {point}"
            );
        }
    }
}

/// A payment of 3 and an end cross, and one of them sleeps for a while after this many letters of both.
fn crossed(point: usize, (payer, ender, victim): (&str, &str, &str)) {
    let case = format!("{payer} pays while {ender} ends, {victim} dies after letter {point}");
    let mut story = Story::open(30, 10);
    story.pay_through(BEN, 1);
    let before = story.letters();
    story.close_together(ender).unwrap();
    story.pay(payer, 3).unwrap();
    story.until("the letter", |story| story.letters() >= before + point);
    story.sleep(victim, true);
    story.seconds(3);
    story.sleep(victim, false);
    let (paid, penalty) = story.until_closed();
    assert_eq!(penalty, Amount::ZERO, "{case}");
    assert_eq!(paid, [coins(31), coins(9)], "{case}: the end goes first");
}

#[test]
fn a_payment_that_crosses_the_end_moves_nothing_whoever_is_killed_when() {
    for point in 0..=3 {
        for (payer, ender) in [(ANA, BEN), (BEN, ANA)] {
            for victim in [ANA, BEN] {
                crossed(point, (payer, ender, victim));
            }
        }
    }
}

#[test]
fn a_payee_who_never_wakes_may_lose_the_last_payment_and_the_payer_never_more() {
    let mut story = at(2, ANA);
    story.sleep(BEN, true);
    story.cut((ANA, BEN), true);
    story.close_forced(ANA).unwrap();
    let (paid, _) = story.until_closed();
    assert_eq!(paid, [coins(29), coins(11)]);
}
