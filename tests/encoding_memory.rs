//! Hostile lengths must not make the decoder reserve memory that no input backs.

use std::collections::BTreeMap;

use allocation_counter::measure;
use bilayer::base::{Digest, MapProof, decode};
use borsh::BorshDeserialize;

const MEBIBYTE: usize = 1 << 20;

/// The most memory in use while `bytes` were refused, beyond what was before.
fn peak_of_refusing<T: BorshDeserialize>(bytes: &[u8]) -> usize {
    measure(|| assert!(decode::<T>(bytes).is_err())).bytes_max as usize
}

/// Believes the length it reads, as the decoder must not.
struct Credulous;

impl BorshDeserialize for Credulous {
    fn deserialize_reader<R: std::io::Read>(reader: &mut R) -> std::io::Result<Self> {
        let claimed = u32::deserialize_reader(reader)?;
        let reserved: Vec<u8> = Vec::with_capacity(claimed as usize / 64);
        Err(std::io::Error::other(format!(
            "reserved {}",
            reserved.capacity()
        )))
    }
}

/// A list that claims to be as long as can be, with every item doing the same.
fn all_claims(len: usize) -> Vec<u8> {
    vec![0xff; len]
}

#[test]
fn memory_stays_within_a_mebibyte_and_a_multiple_of_the_input() {
    for len in [4, 8, 100, 10_000] {
        let bytes = all_claims(len);
        let peaks = [
            peak_of_refusing::<Vec<u8>>(&bytes),
            peak_of_refusing::<Vec<u64>>(&bytes),
            peak_of_refusing::<Vec<Digest>>(&bytes),
            peak_of_refusing::<Vec<Vec<Vec<u8>>>>(&bytes),
            peak_of_refusing::<BTreeMap<u64, Vec<u8>>>(&bytes),
            peak_of_refusing::<String>(&bytes),
            peak_of_refusing::<MapProof>(&bytes),
        ];
        for peak in peaks {
            assert!(peak <= MEBIBYTE + 16 * len + 8192, "{peak} bytes for {len}");
        }
    }
    many_short_lists_cost_a_small_multiple();
    assert!(
        peak_of_refusing::<Credulous>(&all_claims(4)) > 60 * MEBIBYTE,
        "what this test catches"
    );
}

fn many_short_lists_cost_a_small_multiple() {
    let count = 100_000_u32;
    let mut bytes = count.to_le_bytes().to_vec();
    bytes.resize(4 + 4 * count as usize, 0);
    bytes.push(0);
    let peak = peak_of_refusing::<Vec<Vec<u8>>>(&bytes);
    assert!(peak <= 20 * bytes.len(), "{peak}");
}
