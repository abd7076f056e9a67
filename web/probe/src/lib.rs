//! What tests and benchmarks ask of the core in Wasm; no part of the page.

use std::hint::black_box;
use std::sync::Arc;

use bilayer::base::Digest;
use bilayer::chain::Header;
use bilayer::scenario;
use bilayer::simulation::search_attempts;
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

fn header() -> Header {
    Header {
        version: 1,
        previous: Digest([7; 32]),
        merkle: Digest([9; 32]),
        time: 1,
        bits: 0x1d00_ffff,
        nonce: 0,
    }
}

/// Searches `count` nonces as a miner does.
#[wasm_bindgen]
pub fn search_nonces(count: u32) {
    black_box(search_attempts(&header(), count));
}

/// Hashes `count` headers twice by `sha2` and nothing else: what a search can't be faster than.
#[wasm_bindgen]
pub fn hash_headers(count: u32) {
    let mut bytes = header().to_bytes();
    for nonce in 0..count {
        bytes[76..].copy_from_slice(&nonce.to_le_bytes());
        black_box(Sha256::digest(Sha256::digest(bytes)));
    }
}

#[path = "../../../examples/worlds/simblock.rs"]
mod simblock;

/// Plays SimBlock's work among so many nodes, from the making of the world to its hundredth block.
#[wasm_bindgen]
pub fn play_simblock(nodes: u32) {
    let setup = Arc::new(simblock::network(nodes.into()));
    black_box(simblock::played(&setup, true));
}

/// Where every shipped scenario arrives here, as JSON of the form of `tests/goldens.json`.
///
/// # Errors
/// If a scenario can't be read or can't begin.
#[wasm_bindgen]
pub fn fingerprints() -> Result<String, JsError> {
    let goldens =
        scenario::fingerprints().map_err(|problem| JsError::new(&format!("{problem:?}")))?;
    Ok(serde_json::to_string(&goldens)?)
}
