//! The authenticated map against a plain one, and forged proofs.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::base::digest::Keccak256;
use crate::base::encoding::{decode, encode};

type Map = MerkleMap<u16, u32>;

#[derive(Clone, Debug)]
enum Step {
    Insert(u16, u32),
    Remove(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = 0..40_u16;
    let step = prop_oneof![
        (key.clone(), any::<u32>()).prop_map(|(key, value)| Step::Insert(key, value)),
        key.prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 0..120)
}

fn map(entries: &BTreeMap<u16, u32>) -> Map {
    entries.iter().map(|(key, value)| (*key, *value)).collect()
}

#[test]
fn small_roots_are_what_the_rule_says() {
    let mut map = Map::new();
    assert_eq!(map.root(), Digest::ZERO);
    map.insert(1, 10);
    let leaf = |key: u16, value: u32| {
        let hashes = (hash_of::<Sha256>(&key), hash_of::<Sha256>(&value));
        Sha256::hash(&[&[0], &hashes.0.0, &hashes.1.0])
    };
    assert_eq!(map.root(), leaf(1, 10));
    let first_bit = |key: u16| hash_of::<Sha256>(&key).0[0] >> 7;
    let other = (2..).find(|key| first_bit(*key) != first_bit(1)).unwrap();
    map.insert(other, 20);
    let mut pair = [leaf(1, 10), leaf(other, 20)];
    if first_bit(1) == 1 {
        pair.reverse();
    }
    assert_eq!(map.root(), Sha256::hash(&[&[1], &pair[0].0, &pair[1].0]));
}

#[test]
fn other_hash_functions_give_other_roots() {
    let keccak: MerkleMap<u16, u32, Keccak256> = [(1, 2), (3, 4)].into_iter().collect();
    let sha: Map = [(1, 2), (3, 4)].into_iter().collect();
    assert_ne!(keccak.root(), sha.root());
    assert!(
        keccak
            .prove(&1)
            .verify(&keccak.root(), &1_u16, Some(&2_u32))
    );
    assert!(!sha.prove(&1).verify(&keccak.root(), &1_u16, Some(&2_u32)));
}

#[test]
fn a_clone_keeps_what_the_original_loses() {
    let mut map: Map = (0..100).map(|key| (key, 0)).collect();
    let (kept, root) = (map.clone(), map.root());
    for key in 0..100 {
        map.remove(&key);
    }
    assert!(map.is_empty() && map.root() == Digest::ZERO);
    assert_eq!((kept.len(), kept.root()), (100, root));
    assert_eq!(kept.get(&99), Some(&0));
}

#[test]
fn paths_deeper_than_a_key_has_bits_do_not_decode() {
    let deep = |depth| MapProof::<Sha256>::new(vec![Digest::ZERO; depth], PathEnd::Empty);
    assert!(decode::<MapProof>(&encode(&deep(256))).is_ok());
    assert!(decode::<MapProof>(&encode(&deep(257))).is_err());
    assert!(!deep(257).verify(&Digest::ZERO, &1_u16, None::<&u32>));
    let no_fork = PathEnd::Other {
        key_hash: hash_of::<Sha256>(&1_u16),
        value_hash: Digest::ZERO,
    };
    let own_leaf_as_other = MapProof::<Sha256>::new(vec![Digest::ZERO; 256], no_fork);
    assert_eq!(
        own_leaf_as_other.root_after(&Digest::ZERO, &1_u16, None, &2_u32),
        None
    );
}

#[test]
fn a_present_key_cannot_be_proved_absent_by_calling_its_leaf_another() {
    let map: Map = [(1, 10)].into_iter().collect();
    let end = PathEnd::Other {
        key_hash: hash_of::<Sha256>(&1_u16),
        value_hash: hash_of::<Sha256>(&10_u32),
    };
    let forged = MapProof::<Sha256>::new(Vec::new(), end);
    assert!(!forged.verify(&map.root(), &1_u16, None::<&u32>));
    assert!(
        forged.verify(&map.root(), &2_u16, None::<&u32>),
        "the same end is honest for key 2"
    );
}

#[test]
fn a_leaf_elsewhere_cannot_stand_at_the_end_of_a_path() {
    let map: Map = (0..50).map(|key| (key, u32::from(key))).collect();
    for key in 0..50_u16 {
        let honest = map.prove(&key);
        for other in 0..50_u16 {
            let proof = map.prove(&other);
            assert_eq!(
                proof.verify(&map.root(), &key, Some(&u32::from(key))),
                proof == honest
            );
            assert!(!proof.verify(&map.root(), &key, None::<&u32>));
        }
    }
}

proptest! {
    #[test]
    fn behaves_like_a_plain_map(steps in steps()) {
        let (mut map, mut model) = (Map::new(), BTreeMap::new());
        for step in steps {
            match step {
                Step::Insert(key, value) => {
                    prop_assert_eq!(map.insert(key, value), model.insert(key, value));
                }
                Step::Remove(key) => prop_assert_eq!(map.remove(&key), model.remove(&key)),
            }
            prop_assert_eq!(map.len(), model.len() as u64);
        }
        for key in 0..40 {
            prop_assert_eq!(map.get(&key), model.get(&key));
        }
        let entries: BTreeMap<u16, u32> = map.iter().map(|(key, value)| (*key, *value)).collect();
        prop_assert_eq!(&entries, &model);
        let hashes: Vec<_> = map.iter().map(|(key, _)| hash_of::<Sha256>(key)).collect();
        prop_assert!(hashes.is_sorted());
        prop_assert_eq!(map.root(), self::map(&model).root(), "history must not show in the root");
    }

    #[test]
    fn insertion_order_does_not_show(entries: BTreeMap<u16, u32>, seed: u64) {
        let mut shuffled: Vec<_> = entries.iter().map(|(key, value)| (*key, *value)).collect();
        let mut stream = crate::base::random::Stream::named(seed, "shuffle");
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, stream.below(at as u64 + 1) as usize);
        }
        let shuffled: Map = shuffled.into_iter().collect();
        prop_assert_eq!(shuffled.root(), map(&entries).root());
    }

    #[test]
    fn remove_restores_the_earlier_root(entries: BTreeMap<u16, u32>, key: u16, value: u32) {
        let mut map = map(&entries);
        map.remove(&key);
        let before = map.root();
        map.insert(key, value);
        prop_assert_ne!(map.root(), before);
        map.remove(&key);
        prop_assert_eq!(map.root(), before);
    }

    #[test]
    fn a_proof_verifies_the_truth_and_nothing_else(
        entries in prop::collection::btree_map(0..300_u16, any::<u32>(), 0..120),
        key in 0..300_u16,
        lie: u32,
    ) {
        let map = map(&entries);
        let (root, proof, truth) = (map.root(), map.prove(&key), map.get(&key));
        prop_assert!(proof.verify(&root, &key, truth));
        prop_assert_eq!(proof.verify(&root, &key, Some(&lie)), truth == Some(&lie));
        prop_assert_eq!(proof.verify(&root, &key, None::<&u32>), truth.is_none());
        prop_assert!(!proof.verify(&hash_of::<Sha256>(&root), &key, truth));
        prop_assert_eq!(decode::<MapProof>(&encode(&proof)), Ok(proof));
    }

    #[test]
    fn the_root_after_a_change_follows_from_the_proof(
        entries in prop::collection::btree_map(0..300_u16, any::<u32>(), 0..120),
        key in 0..300_u16,
        new: u32,
    ) {
        let mut map = map(&entries);
        let (before, proof, old) = (map.root(), map.prove(&key), map.get(&key).copied());
        map.insert(key, new);
        prop_assert_eq!(proof.root_after(&before, &key, old.as_ref(), &new), Some(map.root()));
        let wrong_old = old.map_or(Some(0), |_| None);
        prop_assert_eq!(proof.root_after(&before, &key, wrong_old.as_ref(), &new), None);
    }

    #[test]
    fn tampered_proofs_are_refused(
        entries in prop::collection::btree_map(0..300_u16, any::<u32>(), 1..120),
        key in 0..300_u16,
        flip: (prop::sample::Index, u8),
    ) {
        let map = map(&entries);
        let (root, truth) = (map.root(), map.get(&key));
        let mut bytes = encode(&map.prove(&key));
        let at = flip.0.index(bytes.len());
        bytes[at] ^= flip.1 | 1;
        if let Ok(forged) = decode::<MapProof>(&bytes) {
            prop_assert!(!forged.verify(&root, &key, truth));
            prop_assert!(!forged.verify(&root, &key, truth.map_or(Some(&7), |_| None)));
        }
    }
}
