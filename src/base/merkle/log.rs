//! The Merkle tree of RFC 6962 section 2.1: leaves and nodes hash apart, and a
//! tree of any size splits at the largest power of two below it.

use crate::base::digest::{Digest, Hasher, Sha256};

/// The hash of a leaf: H(0x00, data).
#[must_use]
pub fn leaf_hash<H: Hasher>(leaf: &[u8]) -> Digest {
    H::hash(&[&[0], leaf])
}

/// The root over `leaves` with SHA-256; the hash of nothing for no leaves.
#[must_use]
pub fn root(leaves: &[impl AsRef<[u8]>]) -> Digest {
    root_of_hashes::<Sha256>(&hashes::<Sha256>(leaves))
}

/// The audit path of a leaf, nearest sibling first; none beyond the last leaf.
#[must_use]
pub fn path(leaves: &[impl AsRef<[u8]>], index: u64) -> Option<Vec<Digest>> {
    path_of_hashes::<Sha256>(&hashes::<Sha256>(leaves), index)
}

/// Whether `leaf` is number `index` of the `size` leaves under `root`.
#[must_use]
pub fn verify(leaf: &[u8], index: u64, size: u64, path: &[Digest], root: &Digest) -> bool {
    root_from_path::<Sha256>(leaf_hash::<Sha256>(leaf), index, size, path) == Some(*root)
}

/// [`root`] over leaf hashes, with the hash function of choice.
#[must_use]
pub fn root_of_hashes<H: Hasher>(hashes: &[Digest]) -> Digest {
    match hashes {
        [] => H::hash(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = hashes.split_at(split(hashes.len()));
            node::<H>(&root_of_hashes::<H>(left), &root_of_hashes::<H>(right))
        }
    }
}

/// [`path`] over leaf hashes, with the hash function of choice.
#[must_use]
pub fn path_of_hashes<H: Hasher>(hashes: &[Digest], index: u64) -> Option<Vec<Digest>> {
    let mut index = usize::try_from(index)
        .ok()
        .filter(|index| *index < hashes.len())?;
    let mut rest = hashes;
    let mut path = Vec::new();
    while rest.len() > 1 {
        let (left, right) = rest.split_at(split(rest.len()));
        if index < left.len() {
            path.push(root_of_hashes::<H>(right));
            rest = left;
        } else {
            path.push(root_of_hashes::<H>(left));
            index -= left.len();
            rest = right;
        }
    }
    path.reverse();
    Some(path)
}

/// The root that a leaf hash and its audit path give (RFC 9162 section
/// 2.1.3.2); none if the path has not the length of this index and size.
#[must_use]
pub fn root_from_path<H: Hasher>(
    leaf: Digest,
    index: u64,
    size: u64,
    path: &[Digest],
) -> Option<Digest> {
    let mut place = index;
    let mut last = size.checked_sub(1).filter(|last| index <= *last)?;
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return None;
        }
        if place & 1 == 1 || place == last {
            hash = node::<H>(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node::<H>(&hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    (last == 0).then_some(hash)
}

fn hashes<H: Hasher>(leaves: &[impl AsRef<[u8]>]) -> Vec<Digest> {
    leaves
        .iter()
        .map(|leaf| leaf_hash::<H>(leaf.as_ref()))
        .collect()
}

fn node<H: Hasher>(left: &Digest, right: &Digest) -> Digest {
    H::hash(&[&[1], &left.0, &right.0])
}

/// The largest power of two below `len`, which must be at least 2.
fn split(len: usize) -> usize {
    len.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use hex_literal::hex;

    use super::*;
    use crate::base::digest::Keccak256;

    fn reference_leaves() -> Vec<Vec<u8>> {
        [
            &hex!("")[..],
            &hex!("00"),
            &hex!("10"),
            &hex!("2021"),
            &hex!("3031"),
            &hex!("40414243"),
            &hex!("5051525354555657"),
            &hex!("606162636465666768696a6b6c6d6e6f"),
        ]
        .map(<[u8]>::to_vec)
        .to_vec()
    }

    #[test]
    fn reference_roots() {
        let expected = [
            (
                0,
                hex!("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ),
            (
                1,
                hex!("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
            ),
            (
                2,
                hex!("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
            ),
            (
                3,
                hex!("aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
            ),
            (
                8,
                hex!("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"),
            ),
        ];
        for (size, digest) in expected {
            assert_eq!(
                root(&reference_leaves()[..size]),
                Digest(digest),
                "{size} leaves"
            );
        }
    }

    #[test]
    fn reference_path_of_leaf_5() {
        let expected = [
            hex!("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
            hex!("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
            hex!("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ];
        assert_eq!(path(&reference_leaves(), 5).unwrap(), expected.map(Digest));
    }

    #[test]
    fn every_path_verifies_and_only_in_its_place() {
        let leaves: Vec<[u8; 1]> = (0..17).map(|byte| [byte]).collect();
        for size in 1..=leaves.len() {
            let root = root(&leaves[..size]);
            for index in 0..size as u64 {
                let path = path(&leaves[..size], index).unwrap();
                for claimed in 0..size as u64 + 2 {
                    let verified =
                        verify(&leaves[index as usize], claimed, size as u64, &path, &root);
                    assert_eq!(
                        verified,
                        claimed == index,
                        "{claimed} for {index} of {size}"
                    );
                }
            }
        }
    }

    #[test]
    fn every_tampered_path_is_refused() {
        let leaves = reference_leaves();
        for size in 1..=8_u64 {
            let root = root(&leaves[..size as usize]);
            for index in 0..size {
                let path = path(&leaves[..size as usize], index).unwrap();
                let refused =
                    |path: &[Digest]| !verify(&leaves[index as usize], index, size, path, &root);
                for at in 0..path.len() {
                    for bit in 0..256 {
                        let mut tampered = path.clone();
                        tampered[at].0[bit / 8] ^= 1 << (bit % 8);
                        assert!(refused(&tampered));
                    }
                    assert!(refused(&path[..at]) && refused(&path[at + 1..]));
                }
                assert!(refused(&[path.as_slice(), &[Digest::ZERO]].concat()));
            }
        }
    }

    #[test]
    fn a_node_cannot_pass_for_a_leaf() {
        let leaves = reference_leaves();
        let [a, b] = [&leaves[0], &leaves[1]].map(|leaf| leaf_hash::<Sha256>(leaf));
        let forged = [a.0, b.0].concat();
        assert!(!verify(&forged, 0, 1, &[], &root(&leaves[..2])));
    }

    #[test]
    fn sizes_and_places_out_of_range_are_refused() {
        assert_eq!(path(&reference_leaves(), 8), None);
        assert!(!verify(b"", 0, 0, &[], &root(&[] as &[&[u8]])));
        assert!(!verify(
            b"",
            u64::MAX,
            u64::MAX,
            &[Digest::ZERO; 64],
            &Digest::ZERO
        ));
    }

    #[test]
    fn other_hash_functions_give_other_trees_with_the_same_rules() {
        let hashes: Vec<Digest> = reference_leaves()
            .iter()
            .map(|leaf| leaf_hash::<Keccak256>(leaf))
            .collect();
        let root = root_of_hashes::<Keccak256>(&hashes);
        let path = path_of_hashes::<Keccak256>(&hashes, 6).unwrap();
        assert_eq!(
            root_from_path::<Keccak256>(hashes[6], 6, 8, &path),
            Some(root)
        );
        assert_ne!(root, root_of_hashes::<Sha256>(&hashes));
    }
}
