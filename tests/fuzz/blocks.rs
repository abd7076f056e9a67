//! Blocks of every engine with changed parts, sealed again: each is taken or refused by name.

use std::sync::Arc;

use bilayer::base::{SecretKey, Stream, decode, encode, sha256};
use bilayer::chain::{Archive, Block, Body};

use crate::mutate::spoiled;
use crate::rounds::rounds;
use crate::worlds::{ENGINES, NODES, played};

/// The block with its body spoiled, or only the engine's part, and with the header's field and the seal made to fit.
fn changed(dice: &mut Stream, block: &Block, examples: &Examples) -> Option<Block> {
    let mut header = *block.header();
    let mut body = block.body().clone();
    match dice.below(3) {
        0 => body = decode::<Body>(&spoiled(dice, &examples.bodies)).ok()?,
        1 => {
            if let Some(part) = &mut body.engine {
                part.bytes = spoiled(dice, &examples.parts);
            }
        }
        _ => {
            header.nonce = header.nonce.wrapping_add(dice.below(5) as u32);
            header.time = header.time.wrapping_add(dice.below(3) as u32);
        }
    }
    header.merkle = body.merkle_root()?;
    let unsealed = Block::new(header, body.clone());
    let key =
        |node: &str| SecretKey::derive(&sha256(&1_u64.to_le_bytes()), &format!("node/{node}"));
    let seal = match dice.below(4) {
        0 => spoiled(dice, &[block.seal().to_vec()]),
        1 => block.seal().to_vec(),
        _ => {
            let mut keys = NODES.iter().map(|node| key(node));
            let signed = keys.find(|key| key.public().address() == body.miner);
            signed.map_or_else(Vec::new, |key| encode(&key.sign(&unsealed.id())))
        }
    };
    Some(Block::sealed(header, body, seal))
}

/// What a world's blocks are made of.
struct Examples {
    blocks: Vec<Arc<Block>>,
    parts: Vec<Vec<u8>>,
    bodies: Vec<Vec<u8>>,
}

fn examples(archive: &Archive) -> Examples {
    let mut blocks: Vec<Arc<Block>> = archive.entries().map(|entry| entry.block.clone()).collect();
    blocks.retain(|block| block.body().height > 0);
    let parts = blocks
        .iter()
        .map(|block| block.body().engine_bytes().to_vec());
    Examples {
        parts: parts.filter(|part| !part.is_empty()).collect(),
        bodies: blocks.iter().map(|block| encode(block.body())).collect(),
        blocks,
    }
}

#[test]
fn no_changed_block_panics_any_engine() {
    let archives: Vec<Archive> = (0..ENGINES)
        .map(|engine| played(engine).archive().clone())
        .collect();
    let examples: Vec<_> = archives.iter().map(examples).collect();
    let (mut taken, mut refused) = (0_u64, 0_u64);
    for round in rounds("blocks", 4_000) {
        let mut dice = Stream::named(round, "blocks");
        let engine = dice.below(ENGINES) as usize;
        let examples = &examples[engine];
        let block = &examples.blocks[dice.below(examples.blocks.len() as u64) as usize];
        let Some(block) = changed(&mut dice, block, examples) else {
            continue;
        };
        // A copy, so that what is taken is no parent of what comes: each round stands by itself.
        match archives[engine]
            .clone()
            .without_memory()
            .admit(&Arc::new(block))
        {
            Ok(_) => taken += 1,
            Err(error) => {
                refused += 1;
                assert!(!error.key().is_empty());
            }
        }
    }
    println!("fuzz: blocks: {taken} taken, {refused} refused");
    assert!(refused > taken);
}
