//! Every decoder that reads what others wrote: files, links, blocks, votes, calls, letters.

use std::sync::Arc;

use bilayer::actor::Letter;
use bilayer::base::{Digest, Signature, Stream, decode, encode};
use bilayer::chain::{Body, Header};
use bilayer::consensus::gasper::ballot::Ballot;
use bilayer::consensus::gasper::block::{Attestation, Content};
use bilayer::consensus::gasper::deposit_contract;
use bilayer::consensus::{dpos, gasper};
use bilayer::event::System;
use bilayer::layer2::channel::{self, open_letter};
use bilayer::layer2::rollup::{self, SignedTransfer, unpack};
use bilayer::ledger::SignedTransaction;
use bilayer::rule;
use bilayer::scenario::lesson::{LESSONS, Lesson};
use bilayer::scenario::{
    SHIPPED, Script, check, kind, read, read_link, read_run, read_view, write_link, write_run,
    write_script,
};
use bilayer::simulation::MAX_NODES_PAGE;
use borsh::{BorshDeserialize, BorshSerialize};

use crate::mutate::{noise, spoiled};
use crate::rounds::rounds;
use crate::worlds::{ENGINES, played};

/// A decoder with its name: whether it took the bytes.
type Decoder = (&'static str, fn(&[u8]) -> bool);

/// Only canonical bytes are decoded: they are what comes out again.
fn strict<T: BorshDeserialize + BorshSerialize>(bytes: &[u8]) -> bool {
    let Ok(value) = decode::<T>(bytes) else {
        return false;
    };
    assert_eq!(encode(&value), bytes, "two encodings of one value");
    true
}

fn ballot(bytes: &[u8]) -> bool {
    Ballot::read(bytes.into()).is_some_and(|ballot| {
        let voters = ballot.voters().count();
        ballot.data().is_some() && voters < usize::MAX
    })
}

fn letter(bytes: &[u8]) -> bool {
    let letter = Letter {
        system: System::Channel,
        kind: "channel.open",
        object: Digest::ZERO,
        bytes: Arc::from(bytes),
    };
    open_letter(&letter).is_some()
}

fn words(bytes: &[u8]) -> bool {
    strict::<(u32, rollup::Words)>(bytes)
}

fn transfer(bytes: &[u8]) -> bool {
    SignedTransfer::from_bytes(bytes).is_some_and(|signed| {
        assert_eq!(signed.bytes(), bytes);
        true
    })
}

const BINARY: &[Decoder] = &[
    ("header", strict::<Header>),
    ("body", strict::<Body>),
    ("transaction", strict::<SignedTransaction>),
    ("signature", strict::<Signature>),
    ("validators' part", strict::<Content>),
    ("attestation", strict::<Attestation>),
    ("ballot", ballot),
    ("producers' part", strict::<dpos::Part>),
    ("call of the system contract", strict::<dpos::Call>),
    ("notice", strict::<dpos::Notice>),
    (
        "call of the deposit contract",
        strict::<deposit_contract::Call>,
    ),
    ("deposit", strict::<gasper::block::Deposit>),
    ("call of a channel", strict::<channel::Call>),
    ("opening of a channel", strict::<channel::Opening>),
    ("letter of a channel", letter),
    ("call of a rollup", strict::<rollup::Call>),
    ("creation of a rollup", strict::<rollup::Creation>),
    ("letter of a rollup", words),
    ("batch", |bytes| !unpack(bytes).is_empty()),
    ("transfer above", transfer),
];

/// Valid bytes of all kinds, from the blocks of a world of each engine.
fn examples() -> Vec<Vec<u8>> {
    let mut examples = Vec::new();
    for engine in 0..ENGINES {
        let session = played(engine);
        for entry in session.archive().entries() {
            let (block, body) = (&entry.block, entry.block.body());
            examples.push(encode(block.header()));
            examples.push(encode(body));
            examples.push(body.engine_bytes().to_vec());
            examples.push(block.seal().to_vec());
            let content = decode::<Content>(body.engine_bytes());
            let votes = content.map(|content| content.attestations);
            examples.extend(votes.unwrap_or_default().iter().map(encode));
            for signed in &body.transactions {
                examples.push(encode(signed));
                examples.push(signed.transaction().action.input().to_vec());
            }
        }
    }
    // A letter leaves no trace in a block.
    let refusal = rollup::Words::Refusal(Digest::ZERO, "rollup.balance".to_owned());
    examples.extend((0..20).map(|number: u32| encode(&(number, &refusal))));
    examples.retain(|example| !example.is_empty());
    examples
}

#[test]
fn no_decoder_panics_or_takes_two_forms_of_one_value() {
    let examples = examples();
    for example in &examples {
        BINARY.iter().for_each(|(_, decoder)| {
            decoder(example);
        });
    }
    let mut taken = vec![0_u64; BINARY.len()];
    for round in rounds("decoders of bytes", 30_000) {
        let bytes = spoiled(&mut Stream::named(round, "decoders"), &examples);
        for ((_, decoder), taken) in BINARY.iter().zip(&mut taken) {
            *taken += u64::from(decoder(&bytes));
        }
    }
    let told: Vec<_> = BINARY
        .iter()
        .zip(&taken)
        .map(|((name, _), taken)| (name, taken))
        .collect();
    println!("fuzz: taken: {told:?}");
    let never = told.iter().filter(|(_, taken)| **taken == 0);
    let never: Vec<&str> = never.map(|(name, _)| **name).collect();
    assert_eq!(never, [""; 0], "every decoder still takes some: {told:?}");
}

/// Everything that reads text; a scenario that can be read begins and runs for a moment.
fn texts(text: &str, dice: &mut Stream) -> u64 {
    let _ = kind(text);
    let _ = read_view(text);
    let _ = Lesson::examine(text);
    let mut taken = u64::from(read_link(text).is_ok());
    taken += u64::from(read_run(text).is_ok()) + u64::from(Script::read(text).is_ok());
    if let Ok(scenario) = read(text) {
        taken += 1;
        if dice.chance(1, 4) {
            let _ = check(text, &scenario, MAX_NODES_PAGE);
        }
    }
    taken
}

fn written() -> Vec<Vec<u8>> {
    let session = played(0);
    let record = session.record();
    let mut texts = vec![
        write_run(&record),
        write_script(&session),
        write_link(&record, &Default::default()).0,
    ];
    texts.extend(SHIPPED.iter().map(|shipped| shipped.text.to_owned()));
    texts.extend(LESSONS.iter().map(|lesson| lesson.text.to_owned()));
    texts.into_iter().map(String::into_bytes).collect()
}

#[test]
fn no_reader_of_text_panics() {
    let examples = written();
    let mut taken = 0;
    for round in rounds("readers of text", 200) {
        let mut dice = Stream::named(round, "texts");
        let bytes = spoiled(&mut dice, &examples);
        taken += texts(&String::from_utf8_lossy(&bytes), &mut dice);
    }
    println!("fuzz: texts taken: {taken}");
}

#[test]
fn no_rule_panics() {
    for round in rounds("rules", 20_000) {
        let mut dice = Stream::named(round, "rules");
        let all: Vec<_> = rule::rules().collect();
        let rule = all[dice.below(all.len() as u64) as usize];
        let values: Vec<String> = rule
            .keys
            .iter()
            .map(|key| value(&mut dice, key.example))
            .collect();
        let names = rule.keys.iter().map(|key| key.name);
        let pairs: Vec<(&str, &str)> = names.zip(values.iter().map(String::as_str)).collect();
        if let Err(problem) = rule.compute(&pairs) {
            assert!(!problem.0.is_empty());
        }
    }
}

/// The example, something at an end of what fits, or noise.
fn value(dice: &mut Stream, example: &str) -> String {
    let ends = [
        "0",
        "1",
        "-1",
        "18446744073709551615",
        "4294967295",
        "0.999999",
        "1/3",
        "9/0",
        "",
    ];
    match dice.below(4) {
        0 => ends[dice.below(ends.len() as u64) as usize].to_owned(),
        1 => String::from_utf8_lossy(&noise(dice)).into_owned(),
        2 => String::from_utf8_lossy(&spoiled(dice, &[example.as_bytes().to_vec()])).into_owned(),
        _ => example.to_owned(),
    }
}
