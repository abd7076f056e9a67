//! Bitcoin's Merkle tree: pairs under double SHA-256, an odd level repeats its
//! last hash. Refuses the lists of CVE-2012-2459, which share a root with a
//! shorter one.

use crate::base::digest::{Digest, Hasher, Sha256d};

/// Longer paths prove more than 2^32 leaves and are refused.
const MAX_DEPTH: usize = 32;

/// The root over ids in their internal byte order.
///
/// None for no ids, and none if two equal siblings meet: then the list may be
/// a mutation of another with the same root, so its block hash must not be
/// held to be invalid for good (Bitcoin Core `src/consensus/merkle.cpp`).
#[must_use]
pub fn root(ids: &[Digest]) -> Option<Digest> {
    match root_and_mutation(ids) {
        Some((root, false)) => Some(root),
        _ => None,
    }
}

/// The root, and whether two equal siblings meet under it; none for no ids.
#[must_use]
pub fn root_and_mutation(ids: &[Digest]) -> Option<(Digest, bool)> {
    let mut level = ids.to_vec();
    let mut mutated = false;
    while level.len() > 1 {
        mutated |= has_equal_siblings(&level);
        level = parents(&level);
    }
    level.first().map(|root| (*root, mutated))
}

/// The siblings of number `index`, nearest first; none where [`root`] is none
/// or beyond the last id.
#[must_use]
pub fn path(ids: &[Digest], index: u64) -> Option<Vec<Digest>> {
    root(ids)?;
    let mut place = usize::try_from(index)
        .ok()
        .filter(|place| *place < ids.len())?;
    let mut level = ids.to_vec();
    let mut path = Vec::new();
    while level.len() > 1 {
        path.push(*level.get(place ^ 1).unwrap_or(&level[place]));
        level = parents(&level);
        place >>= 1;
    }
    Some(path)
}

/// Whether `id` is number `index` under `root`.
///
/// Like Bitcoin's own proofs it cannot tell an id from an inner node of 64
/// bytes (CVE-2017-12842): no transaction may encode to exactly 64 bytes.
#[must_use]
pub fn verify(id: &Digest, index: u64, path: &[Digest], root: &Digest) -> bool {
    if path.len() > MAX_DEPTH || index >> path.len() != 0 {
        return false;
    }
    let mut hash = *id;
    for (level, sibling) in path.iter().enumerate() {
        let is_right = index >> level & 1 == 1;
        if is_right && hash == *sibling {
            return false;
        }
        hash = if is_right {
            node(sibling, &hash)
        } else {
            node(&hash, sibling)
        };
    }
    hash == *root
}

fn parents(level: &[Digest]) -> Vec<Digest> {
    level
        .chunks(2)
        .map(|pair| node(&pair[0], &pair[pair.len() - 1]))
        .collect()
}

fn has_equal_siblings(level: &[Digest]) -> bool {
    level.chunks_exact(2).any(|pair| pair[0] == pair[1])
}

fn node(left: &Digest, right: &Digest) -> Digest {
    Sha256d::hash(&[&left.0, &right.0])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::digest::sha256d;

    /// Reads an id as Bitcoin displays it.
    fn shown(text: &str) -> Digest {
        let mut digest = Digest::from_hex(text).unwrap();
        digest.0.reverse();
        digest
    }

    fn block_100000() -> [Digest; 4] {
        [
            "8c14f0db3df150123e6f3dbbf30f8b955a8249b62ac1d1ff16284aefa3d06d87",
            "fff2525b8931402dd09222c50775608f75787bd2b87e56995a7bdd30f79702c4",
            "6359f0868171b1d194cbee1af2f16ea598ae8fad666d9b012c8ed2b79a236ec4",
            "e9a66845e05d5abc0ad04ec80f774a7e585c6e8db975962d069a522137b80c1d",
        ]
        .map(shown)
    }

    fn leaves(numbers: &[u8]) -> Vec<Digest> {
        numbers.iter().map(|number| sha256d(&[*number])).collect()
    }

    fn root_without_check(ids: &[Digest]) -> Digest {
        let mut level = ids.to_vec();
        while level.len() > 1 {
            level = parents(&level);
        }
        level[0]
    }

    #[test]
    fn real_block_100000() {
        let ids = block_100000();
        let pairs = parents(&ids);
        assert_eq!(
            pairs[0].reversed_hex(),
            "ccdafb73d8dcd0173d5d5c3c9a0770d0b3953db889dab99ef05b1907518cb815"
        );
        assert_eq!(
            pairs[1].reversed_hex(),
            "8e30899078ca1813be036a073bbf80b86cdddde1c96e9e9c99e9e3782df4ae49"
        );
        assert_eq!(
            root(&ids).unwrap().reversed_hex(),
            "f3e94742aca4b5ef85488dc37c06c3282295ffec960994b2c0d5ac2a25a95766"
        );
    }

    #[test]
    fn lists_of_cve_2012_2459_share_a_root_and_the_mutated_one_is_refused() {
        let honest = leaves(&[1, 2, 3, 4, 5, 6]);
        let mutated = leaves(&[1, 2, 3, 4, 5, 6, 5, 6]);
        let shared = "8d94f7b326997cb98b039b11714367ed6821de97df68a8657f6d1a15df6d31df";
        assert_eq!(root(&honest).unwrap().reversed_hex(), shared);
        assert_eq!(root_without_check(&mutated), root(&honest).unwrap());
        assert_eq!(root(&mutated), None);
        assert_eq!(path(&mutated, 0), None);
    }

    #[test]
    fn a_repeated_last_id_is_refused() {
        let honest = &block_100000()[..3];
        let mutated = [honest, &honest[2..]].concat();
        let expected = "fa435470825de273081dcc706b25514c936fa6dc80ab965ce6970d68ddd0b553";
        assert_eq!(root(honest).unwrap().reversed_hex(), expected);
        assert_eq!(root_without_check(&mutated).reversed_hex(), expected);
        assert_eq!(root(&mutated), None);
    }

    #[test]
    fn one_id_is_its_own_root_and_none_has_none() {
        assert_eq!(root(&leaves(&[7])), Some(leaves(&[7])[0]));
        assert_eq!(root(&[]), None);
    }

    #[test]
    fn every_path_verifies_and_only_in_its_place() {
        for size in 1..=9_u8 {
            let ids = leaves(&(0..size).collect::<Vec<_>>());
            let root = root(&ids).unwrap();
            for index in 0..u64::from(size) {
                let path = path(&ids, index).unwrap();
                for claimed in 0..20 {
                    let verified = verify(&ids[index as usize], claimed, &path, &root);
                    assert_eq!(
                        verified,
                        claimed == index,
                        "{claimed} for {index} of {size}"
                    );
                }
            }
            assert_eq!(path(&ids, size.into()), None);
        }
    }

    #[test]
    fn tampered_paths_are_refused() {
        let ids = block_100000();
        let root = root(&ids).unwrap();
        let path = path(&ids, 2).unwrap();
        for at in 0..path.len() {
            for bit in 0..256 {
                let mut tampered = path.clone();
                tampered[at].0[bit / 8] ^= 1 << (bit % 8);
                assert!(!verify(&ids[2], 2, &tampered, &root));
            }
        }
        assert!(!verify(&ids[2], 2, &path[..1], &root));
        assert!(!verify(&root, 0, &[Digest::ZERO; 40], &root));
        assert!(verify(&root, 0, &[], &root));
    }
}
