//! Golden fingerprints: every shipped scenario arrives where it was written down, here natively; `cargo xtask test` runs the same in Wasm.

use bilayer::scenario::{SHIPPED, Ships, fingerprints, goldens, ships};

#[test]
fn every_shipped_scenario_arrives_where_it_was_written_down() {
    let written = goldens();
    let ids: Vec<&str> = written.iter().map(|golden| golden.id.as_str()).collect();
    let shipped: Vec<&str> = SHIPPED.iter().map(|shipped| shipped.id).collect();
    assert_eq!(ids, shipped);
    for (found, written) in fingerprints().expect("all begin").iter().zip(&written) {
        assert_eq!(
            found, written,
            "if the replay was meant to change: raise ENGINE_VERSION and run \
             `cargo run -p bilayer-cli -- goldens --write`"
        );
    }
}

#[test]
fn the_page_reads_of_what_ships_what_its_files_say() {
    assert!(
        ships() == Ships::read().expect("all are read"),
        "run `cargo run -p bilayer-cli -- goldens --write`"
    );
    for (world, shipped) in ships().worlds.iter().zip(SHIPPED) {
        let read = shipped.read().expect("all are read");
        assert_eq!(world.setup(), read.setup, "{}", shipped.id);
    }
}
