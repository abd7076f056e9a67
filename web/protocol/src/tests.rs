//! Every message comes back from its bytes, and foreign bytes are none.

use std::sync::Arc;

use bilayer::base::{ActorId, Amount, Time};
use bilayer::command::{Command, WalletCommand};
use bilayer::scene::model::{
    Lane, Mark, MarkWeight, Network, Packet, PacketKind, Place, Scene, System, Text, Timeline,
};
use proptest::prelude::*;

use super::*;

fn packet(id: u64) -> Packet {
    Packet {
        id,
        from: ActorId(1),
        to: ActorId(2),
        departure: Time(5),
        arrival: Time(9),
        kind: PacketKind::Block,
        system: System::Layer1,
        size: 300,
        count: 1,
        about: None,
        lost: false,
    }
}

fn scene(time: u64, packets: u64) -> Scene {
    Scene {
        place: Place {
            time: Time(time),
            ..Place::default()
        },
        packets: Arc::new((0..packets).map(packet).collect()),
        network: Arc::new(Network {
            hash_rate: 70,
            ..Network::default()
        }),
        ..Scene::default()
    }
}

#[test]
fn a_command_comes_back_from_its_bytes() {
    let command = Command::Wallet(WalletCommand::Transfer {
        from: "Ana".to_owned(),
        to: "Ben".to_owned(),
        amount: Amount(1),
        max_fee: None,
        tip: None,
    });
    let letter = Letter {
        number: 7,
        body: Request::Give(command),
    };
    let bytes = letter.pack().expect("a command has an encoding");
    assert_eq!(Letter::unpack(&bytes), Some(letter));
}

#[test]
fn a_patch_holds_only_what_changed_and_restores_the_scene() {
    let (before, after) = (scene(1, 2), scene(2, 3));
    let patch = Patch::between(Some(&before), &after);
    assert!(patch.packets.is_some() && patch.network.is_none());
    let letter = Letter {
        number: 1,
        body: Response::Scene(Box::new(patch)),
    };
    let bytes = letter.pack().expect("a patch has an encoding");
    let Some(Response::Scene(patch)) = Letter::unpack(&bytes).map(|letter| letter.body) else {
        panic!("not a scene");
    };
    let mut shown = before.clone();
    patch.apply(&mut shown);
    assert_eq!(shown, after);
    assert!(
        Arc::ptr_eq(&shown.network, &before.network),
        "kept, not copied"
    );
}

#[test]
fn the_first_patch_holds_everything() {
    let mut shown = Scene::default();
    let after = scene(4, 1);
    Patch::between(None, &after).apply(&mut shown);
    assert_eq!(shown, after);
    assert!(Patch::between(Some(&after), &scene(9, 1)).is_still());
}

fn timeline(times: &[u64]) -> Timeline {
    let mark = |time: &u64| {
        Arc::new(Mark {
            at: Time(*time),
            place: *time,
            text: Text::key("fact.mined"),
            weight: MarkWeight::Plain,
            about: None,
        })
    };
    Timeline {
        lanes: vec![Lane {
            system: System::Layer1,
            marks: times.iter().map(mark).collect(),
        }],
        commands: Vec::new(),
    }
}

#[test]
fn of_a_timeline_only_what_came_is_sent_and_what_stays_is_kept() {
    let scene = |times: &[u64]| Scene {
        timeline: Arc::new(timeline(times)),
        ..Scene::default()
    };
    let size = |patch: &Patch| {
        postcard::to_allocvec(patch)
            .expect("it has an encoding")
            .len()
    };
    let long: Vec<u64> = (0..200).collect();
    for after in [&[0, 1, 2, 9][..], &[0, 7], &[], &[5, 6, 7]] {
        let (before, after) = (scene(&[0, 1, 2]), scene(after));
        let mut shown = before.clone();
        Patch::between(Some(&before), &after).apply(&mut shown);
        assert_eq!(shown, after);
    }
    let (before, after) = (scene(&long[..199]), scene(&long));
    let patch = Patch::between(Some(&before), &after);
    assert!(size(&patch) < 64, "{} bytes", size(&patch));
    let mut shown = before.clone();
    patch.apply(&mut shown);
    let first = |scene: &Scene| scene.timeline.lanes[0].marks[0].clone();
    assert!(Arc::ptr_eq(&first(&shown), &first(&before)), "not copied");
}

proptest! {
    #[test]
    fn foreign_bytes_are_no_message_or_one_that_packs_again(bytes: Vec<u8>) {
        if let Some(letter) = Letter::<Request>::unpack(&bytes) {
            prop_assert!(letter.pack().is_some());
        }
    }
}
