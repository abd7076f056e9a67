//! Bytes that are random, or were valid until something happened to them.

use bilayer::base::Stream;

/// Random bytes, mostly few.
pub fn noise(dice: &mut Stream) -> Vec<u8> {
    let most = [8, 64, 600, 5_000][dice.below(4) as usize];
    let length = dice.below(most);
    (0..length).map(|_| dice.below(256) as u8).collect()
}

fn place(dice: &mut Stream, bytes: &[u8]) -> usize {
    dice.below(bytes.len() as u64 + 1) as usize
}

/// A valid example, changed in one to four places; or noise.
pub fn spoiled(dice: &mut Stream, examples: &[Vec<u8>]) -> Vec<u8> {
    if examples.is_empty() || dice.chance(1, 8) {
        return noise(dice);
    }
    let mut bytes = examples[dice.below(examples.len() as u64) as usize].clone();
    for _ in 0..=dice.below(4) {
        let other = &examples[dice.below(examples.len() as u64) as usize];
        spoil(dice, &mut bytes, other);
    }
    bytes
}

fn spoil(dice: &mut Stream, bytes: &mut Vec<u8>, other: &[u8]) {
    let at = place(dice, bytes);
    match dice.below(7) {
        0 => bytes.truncate(at),
        1 => bytes.insert(at, dice.below(256) as u8),
        2 => {
            let end = place(dice, bytes).max(at);
            bytes.drain(at..end.min(at + 64));
        }
        3 => {
            let from = place(dice, other);
            bytes.truncate(at);
            bytes.extend(&other[from..]);
        }
        // A length or an amount at its end.
        4 => {
            let all = [0, 0x7f, 0xff][dice.below(3) as usize];
            let width = [1, 4, 8][dice.below(3) as usize];
            bytes
                .iter_mut()
                .skip(at)
                .take(width)
                .for_each(|byte| *byte = all);
        }
        5 => {
            let repeated: Vec<u8> = bytes.iter().skip(at).take(40).copied().collect();
            bytes.splice(at..at, repeated);
        }
        _ => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
    }
}
