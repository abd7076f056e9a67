//! Which branch is followed after another fell, and what a late proof of a branch that was left is worth.

use super::*;

#[test]
fn of_equal_branches_the_first_seen_is_followed_when_a_heavier_one_falls() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let second = mined(&mut archive, genesis, 20, &[]);
    let falls = mined(&mut archive, second.id(), 30, &[]);
    let other = mined(&mut archive, genesis, 40, &[]);
    let last = mined(&mut archive, other.id(), 50, &[]);
    for order in [[&first, &second], [&second, &first]] {
        let header = *archive.entry(&genesis).block.header();
        let mut headers = Headers::new(header, archive.rules());
        for entry in order.into_iter().chain([&falls, &other, &last]) {
            let sealed = SealedHeader::of(&entry.block);
            let taken = headers.take(&sealed, archive.rules(), u32::MAX);
            assert_eq!(taken, Ok(true));
        }
        assert_eq!(headers.head(), falls.id());
        headers.reject(&falls.id());
        assert_eq!(headers.head(), last.id());
        headers.reject(&other.id());
        assert_eq!(headers.head(), order[0].id());
    }
}

#[test]
fn a_late_proof_of_a_branch_that_was_left_takes_no_confirmation_away() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let signed = payment();
    let paid = std::slice::from_ref(&signed);
    let left = mined(&mut archive, genesis, 10, paid);
    let first = mined(&mut archive, genesis, 20, paid);
    let second = mined(&mut archive, first.id(), 30, &[]);
    let mut light = light(&archive);
    light.paid.push(Paid {
        signed: signed.clone(),
        block: None,
    });
    for entry in [&left, &first, &second] {
        hear_of(&mut light, &archive, entry);
    }
    for entry in [&first, &left] {
        let proof = proof(entry, Subject::Transaction(signed.id()));
        hear(
            &mut light,
            &archive,
            HONEST,
            Message::Proof(Arc::new(proof)),
        );
        assert_eq!(light.confirmations(&signed.id()), 2);
    }
}
