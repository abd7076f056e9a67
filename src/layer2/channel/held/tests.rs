//! What a party signs, and what it must not, whatever the other sends.

use super::*;
use crate::base::{Address, SecretKey, sha256};

fn key(index: u8) -> SecretKey {
    SecretKey::derive(&sha256(b"held"), ["Ana", "Ben"][usize::from(index)])
}

fn pair() -> [Held; 2] {
    let terms = Terms {
        keys: [key(0).public(), key(1).public()],
        deposits: [Amount(30), Amount(10)],
        funding_period: 5,
        dispute_period: 6,
        penalty: Amount(4),
    };
    let state = ChannelState::opening(1, Address([7; 20]), &terms);
    let signatures = [0, 1].map(|index| key(index).sign(&state.digest()));
    let opening = Signed { state, signatures };
    [0, 1].map(|me| Held::new(terms.clone(), me, opening.clone()))
}

fn sign(index: u8) -> impl Fn(&Digest) -> Signature {
    move |digest| key(index).sign(digest)
}

fn offer(held: &mut Held, amount: u64) -> Offer {
    held.queue.push_back(Amount(amount));
    held.propose(&sign(held.me)).expect("no proposal is open")
}

fn take(held: &mut Held, offer: &Offer) -> Result<Taken, &'static str> {
    held.take(&offer.state, &offer.signature, &sign(held.me))
}

/// The other's proposal with one thing changed and signed anew.
fn changed(offer: &Offer, change: impl Fn(&mut ChannelState)) -> Offer {
    let mut state = offer.state.clone();
    change(&mut state);
    let signature = key(0).sign(&state.digest());
    Offer {
        state,
        signature,
        amount: None,
    }
}

#[test]
fn a_payment_takes_three_messages() {
    let [mut ana, mut ben] = pair();
    let offered = offer(&mut ana, 3);
    let Ok(Taken::Accepted(signature, Some(Amount(3)))) = take(&mut ben, &offered) else {
        panic!("a good proposal");
    };
    assert_eq!(ana.complete(1, &signature), Ok(Some(Amount(3))));
    assert_eq!(ana.latest, ben.latest);
    let revocation = ana.revoke(&sign(0)).expect("the proposer owes it");
    assert_eq!(ben.note_revocation(&revocation), Ok(true));
    assert_eq!(ben.revoke(&sign(1)), None, "his signature says as much");
}

#[test]
fn what_does_not_give_more_is_not_signed() {
    let [mut ana, ben] = pair();
    let good = offer(&mut ana, 3);
    type Lie = fn(&mut ChannelState);
    let cases: [(Lie, &str); 7] = [
        (
            |state| state.balances = [Amount(31), Amount(9)],
            "channel.balances",
        ),
        (
            |state| state.balances = [Amount(30), Amount(10)],
            "channel.balances",
        ),
        (
            |state| state.balances = [Amount(27), Amount(14)],
            "channel.balances",
        ),
        (|state| state.is_final = true, "channel.balances"),
        (
            |state| state.contract = Address([8; 20]),
            "channel.other-channel",
        ),
        (|state| state.proposer = 1, "channel.proposer"),
        (|state| state.version = 65, "channel.not-newer"),
    ];
    for (change, reason) in cases {
        let mut ben = ben.clone();
        assert_eq!(take(&mut ben, &changed(&good, change)), Err(reason));
        assert_eq!(ben.latest.state.version, 0);
    }
}

#[test]
fn a_signature_of_somebody_else_does_not_count() {
    let [mut ana, mut ben] = pair();
    let mut offered = offer(&mut ana, 3);
    let wrong = key(1).sign(&offered.state.digest());
    assert_eq!(
        ana.complete(1, &key(0).sign(&offered.state.digest())),
        Err("channel.signature")
    );
    offered.signature = wrong;
    assert_eq!(take(&mut ben, &offered), Err("channel.signature"));
}

#[test]
fn two_states_of_one_version_are_never_both_signed() {
    let [mut ana, mut ben] = pair();
    let first = offer(&mut ana, 3);
    take(&mut ben, &first).expect("a good proposal");
    let second = changed(&first, |state| state.balances = [Amount(20), Amount(20)]);
    assert_eq!(take(&mut ben, &second), Err("channel.not-newer"));
    let own = offer(&mut ben, 1);
    let rival = changed(&first, |state| {
        state.version = own.state.version;
        state.balances = [Amount(20), Amount(20)];
    });
    assert_eq!(
        take(&mut ben, &rival),
        Ok(Taken::Wait),
        "his own signature is out on that version"
    );
}

#[test]
fn when_both_propose_the_openers_goes_first_and_none_is_lost() {
    let [mut ana, mut ben] = pair();
    let (hers, his) = (offer(&mut ana, 3), offer(&mut ben, 1));
    assert_eq!(take(&mut ben, &hers), Ok(Taken::Wait));
    let Ok(Taken::Collided(again)) = take(&mut ana, &his) else {
        panic!("hers goes first");
    };
    assert_eq!(again.state.version, 2);
    assert_eq!(
        take(&mut ana, &his),
        Ok(Taken::Collided(again.clone())),
        "a repeated one moves nothing"
    );
    let Ok(Taken::Accepted(signature, _)) = take(&mut ben, &again) else {
        panic!("above all that he signed");
    };
    assert_eq!(ana.complete(2, &signature), Ok(Some(Amount(3))));
    let next = ben.propose(&sign(1)).expect("his waits");
    assert!(matches!(
        take(&mut ana, &next),
        Ok(Taken::Accepted(_, Some(Amount(1))))
    ));
    assert_eq!(ana.latest.state.balances, [Amount(28), Amount(12)]);
}

#[test]
fn a_lost_answer_is_given_again() {
    let [mut ana, mut ben] = pair();
    let offered = offer(&mut ana, 3);
    let Ok(Taken::Accepted(first, _)) = take(&mut ben, &offered) else {
        panic!("a good proposal");
    };
    assert_eq!(take(&mut ben, &offered), Ok(Taken::Again(first)));
    assert_eq!(ben.payments, 1);
}

#[test]
fn nothing_is_signed_after_the_end() {
    let [mut ana, mut ben] = pair();
    let end = ana.propose_end(&sign(0)).expect("no proposal is open");
    assert!(matches!(take(&mut ben, &end), Ok(Taken::Accepted(_, None))));
    ben.queue.push_back(Amount(1));
    assert_eq!(ben.propose(&sign(1)), None);
    let more = changed(&end, |state| {
        state.version += 1;
        state.is_final = false;
        state.balances = [Amount(29), Amount(11)];
    });
    assert_eq!(take(&mut ben, &more), Err("channel.closing"));
}

#[test]
fn who_offers_the_end_takes_no_payment_that_the_end_could_undo() {
    for payer in [0, 1] {
        let mut pair = pair();
        let [payer, ender] = match payer {
            0 => pair.each_mut(),
            _ => {
                let [ana, ben] = pair.each_mut();
                [ben, ana]
            }
        };
        let end = ender.propose_end(&sign(ender.me)).expect("none is open");
        // The payer skips a version, so that its payment is newer than the end.
        payer.highest = end.state.version;
        let payment = offer(payer, 3);
        assert!(payment.state.version > end.state.version);
        let Ok(Taken::Collided(again)) = take(ender, &payment) else {
            panic!("an end of this party is out: it signs no payment");
        };
        assert!(again.state.is_final && again.state.version > payment.state.version);
        assert_eq!(
            again.state.balances, end.state.balances,
            "all its ends agree"
        );
        assert_eq!(
            take(ender, &payment),
            Ok(Taken::Collided(again.clone())),
            "a repeated one moves nothing"
        );
        assert_eq!(take(payer, &end), Ok(Taken::Wait), "it comes again");
        let Ok(Taken::Accepted(signature, None)) = take(payer, &again) else {
            panic!("the end goes before the payment");
        };
        assert_eq!(ender.complete(again.state.version, &signature), Ok(None));
        assert_eq!(payer.latest, ender.latest);
        assert!(payer.queue.is_empty(), "the payment lapses");
    }
}

#[test]
fn when_both_offer_the_end_they_agree_on_one() {
    let [mut ana, mut ben] = pair();
    let hers = ana.propose_end(&sign(0)).expect("none is open");
    let his = ben.propose_end(&sign(1)).expect("none is open");
    assert_eq!(take(&mut ben, &hers), Ok(Taken::Wait));
    let Ok(Taken::Collided(again)) = take(&mut ana, &his) else {
        panic!("hers goes first");
    };
    let Ok(Taken::Accepted(signature, None)) = take(&mut ben, &again) else {
        panic!("above all that he signed");
    };
    assert_eq!(ana.complete(again.state.version, &signature), Ok(None));
    assert_eq!(ana.latest, ben.latest);
}

#[test]
fn old_states_are_kept_in_bounds() {
    let [mut ana, mut ben] = pair();
    for _ in 0..40 {
        let (payer, payee) = match ana.latest.state.version % 2 {
            0 => (&mut ana, &mut ben),
            _ => (&mut ben, &mut ana),
        };
        let offered = offer(payer, 1);
        let Ok(Taken::Accepted(signature, _)) = take(payee, &offered) else {
            panic!("a good proposal");
        };
        payer
            .complete(offered.state.version, &signature)
            .expect("the answer");
    }
    assert_eq!(ana.old.len(), MAX_OLD);
    assert!(ana.find(0).is_none() && ana.find(39).is_some());
}

#[test]
fn what_waits_is_not_spent_twice() {
    let [mut ana, _] = pair();
    offer(&mut ana, 20);
    ana.queue.push_back(Amount(4));
    assert_eq!(ana.available(), Amount(6));
}
