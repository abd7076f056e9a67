//! Each rule of a block, and that breaking it is refused by its name.

use bilayer::base::{Digest, sha256};
use bilayer::consensus::gasper::block::{
    AttesterSlashing, Content, Exit, IndexedAttestation, ProposerSlashing, Sealed,
};
use bilayer::consensus::gasper::checked::Checked;
use bilayer::consensus::gasper::invalid::Invalid;
use bilayer::consensus::gasper::transition::{advance, is_sealed, transition};

use crate::registry::Line;

/// What the chain says to the next block, after it was changed.
fn verdict(line: &Line, change: impl FnOnce(&mut Content)) -> Result<(), Invalid> {
    let before = line.at(line.state.slot() + 1);
    let mut content = line.content(&before, Vec::new());
    change(&mut content);
    let mut checked = Checked::default();
    transition(&line.state, &line.head, &content, &[], &mut checked).map(|_| ())
}

fn line() -> Line {
    let mut line = Line::new(true);
    line.run_to_epoch(3);
    line
}

#[test]
fn an_honest_block_is_taken() {
    assert_eq!(verdict(&line(), |_| {}), Ok(()));
}

#[test]
fn the_wrong_slot_proposer_or_reveal() {
    let line = line();
    let refused = |change: fn(&mut Content)| verdict(&line, change).unwrap_err();
    assert_eq!(refused(|one| one.slot -= 1), Invalid::Slot);
    assert_eq!(refused(|one| one.slot = u64::MAX), Invalid::Gap);
    assert_eq!(
        refused(|one| one.proposer = (one.proposer + 1) % 64),
        Invalid::Proposer
    );
    assert_eq!(refused(|one| one.proposer = u32::MAX), Invalid::Proposer);
    assert_eq!(refused(|one| one.reveal = Digest::ZERO), Invalid::Reveal);
}

#[test]
fn a_vote_with_a_fault() {
    let line = line();
    let refused = |change: fn(&mut Content)| verdict(&line, change).unwrap_err();
    assert_eq!(
        refused(|one| one.attestations[0].data.target.epoch += 1),
        Invalid::VoteEpoch
    );
    assert_eq!(
        refused(|one| one.attestations[0].data.slot += 8),
        Invalid::VoteEpoch
    );
    assert_eq!(
        refused(|one| one.attestations[0].data.slot += 1),
        Invalid::VoteEarly
    );
    assert_eq!(
        refused(|one| one.attestations[0].data.source.epoch = 0),
        Invalid::VoteSource
    );
    assert_eq!(
        refused(|one| one.attestations[0].bits = Default::default()),
        Invalid::VoteBits
    );
    assert_eq!(
        refused(|one| one.attestations[0].data.head = Digest::ZERO),
        Invalid::VoteSignature
    );
    assert_eq!(
        refused(|one| one.attestations[0].signatures.clear()),
        Invalid::VoteSignature
    );
    assert_eq!(
        refused(|one| one.attestations[0].signatures.reverse()),
        Invalid::VoteSignature
    );
    assert_eq!(
        refused(|one| one.attestations = vec![one.attestations[0].clone(); 9]),
        Invalid::TooMany
    );
}

#[test]
fn evidence_that_shows_nothing() {
    let line = line();
    let before = line.at(line.state.slot() + 1);
    let vote = line.content(&before, Vec::new()).attestations[0].clone();
    let all = before
        .duties(before.epoch())
        .unwrap()
        .voters(vote.data.slot);
    let pairs = vote
        .bits
        .ones()
        .map(|place| all[place])
        .zip(vote.signatures.clone());
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_by_key(|pair| pair.0);
    let one = IndexedAttestation {
        data: vote.data,
        voters: pairs.iter().map(|pair| pair.0).collect(),
        signatures: pairs.iter().map(|pair| pair.1).collect(),
    };
    let mut other = one.clone();
    other.data.head = sha256(b"other");
    let accused = |one: &IndexedAttestation, other: &IndexedAttestation| {
        let (one, other) = (one.clone(), other.clone());
        let slashing = AttesterSlashing { one, other };
        verdict(&line, |content| content.attester_slashings.push(slashing)).unwrap_err()
    };
    assert_eq!(accused(&one, &one), Invalid::Harmless);
    assert_eq!(accused(&one, &other), Invalid::VoteSignature);
    let mut unsorted = one.clone();
    unsorted.voters.reverse();
    assert_eq!(accused(&unsorted, &other), Invalid::Voters);
}

#[test]
fn evidence_against_a_proposer_that_shows_nothing() {
    let line = line();
    let rules = *line.state.rules();
    let seal = |slot, root: Digest, signer: u32| Sealed {
        slot,
        proposer: 3,
        root,
        signature: Some(line.key(signer).sign(&rules.domain.seal(slot, 3, &root))),
    };
    let (a, b) = (sha256(b"a"), sha256(b"b"));
    let accused = |one, other| {
        let slashing = ProposerSlashing { one, other };
        verdict(&line, |content| content.proposer_slashings.push(slashing))
    };
    assert_eq!(
        accused(seal(5, a, 3), seal(5, a, 3)),
        Err(Invalid::Harmless)
    );
    assert_eq!(
        accused(seal(5, a, 3), seal(6, b, 3)),
        Err(Invalid::Harmless)
    );
    assert_eq!(accused(seal(5, a, 3), seal(5, b, 4)), Err(Invalid::Seal));
    assert_eq!(accused(seal(5, a, 3), seal(5, b, 3)), Ok(()));
    let twice = |content: &mut Content| {
        let slashing = ProposerSlashing {
            one: seal(5, a, 3),
            other: seal(5, b, 3),
        };
        content.proposer_slashings = vec![slashing; 2];
    };
    assert_eq!(verdict(&line, twice), Err(Invalid::NobodySlashed));
}

#[test]
fn a_seal_of_somebody_else() {
    let line = line();
    let rules = *line.state.rules();
    let root = sha256(b"block");
    let sealed = |signer: u32, slot| Sealed {
        slot: 9,
        proposer: 3,
        root,
        signature: Some(line.key(signer).sign(&rules.domain.seal(slot, 3, &root))),
    };
    let holds = |sealed| is_sealed(&line.state, &sealed, &mut Checked::default());
    assert!(holds(sealed(3, 9)) && !holds(sealed(4, 9)) && !holds(sealed(3, 8)));
    assert!(!holds(Sealed {
        signature: None,
        ..sealed(3, 9)
    }));
    assert!(!holds(Sealed {
        proposer: 99,
        ..sealed(3, 9)
    }));
}

#[test]
fn who_may_not_leave() {
    let line = line();
    let rules = *line.state.rules();
    let wish = |validator: u32, epoch, signer: u32| Exit {
        epoch,
        validator,
        signature: Some(line.key(signer).sign(&rules.domain.exit(epoch, validator))),
    };
    let refused = |wish| verdict(&line, |content| content.exits.push(wish)).unwrap_err();
    assert_eq!(refused(wish(7, 0, 7)), Invalid::TooYoung);
    assert_eq!(refused(wish(99, 0, 7)), Invalid::Inactive);
    let mut old = Line::new(true);
    old.run_to_epoch(64);
    let refused =
        |wishes: Vec<Exit>| verdict(&old, |content| content.exits = wishes).map_err(Invalid::key);
    assert_eq!(refused(vec![wish(7, 65, 7)]), Err("gasper.too-young"));
    assert_eq!(refused(vec![wish(7, 64, 8)]), Err("gasper.exit-signature"));
    assert_eq!(
        refused(vec![wish(7, 64, 7), wish(7, 64, 7)]),
        Err("gasper.leaving")
    );
    assert_eq!(refused(vec![wish(7, 64, 7)]), Ok(()));
}

#[test]
fn time_does_not_go_back() {
    let mut state = line().state;
    assert_eq!(advance(&mut state, &Digest::ZERO, 0), Err(Invalid::Slot));
    assert_eq!(
        advance(&mut state, &Digest::ZERO, 1 << 40),
        Err(Invalid::Gap)
    );
}
