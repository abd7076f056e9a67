//! Native rows of the bench for Proof of Stake: 1,000 validators through 100 epochs of mainnet's
//! preset, without signatures and with each made and verified once. Prints one JSON object a line.

use std::time::Instant;

use bilayer::consensus::gasper::params::Preset;

#[allow(dead_code)]
#[path = "../tests/gasper/village/mod.rs"]
mod village;

use village::{Plan, Village};

const VALIDATORS: u32 = 1_000;
const EPOCHS: u64 = 100;

fn main() {
    let epochs = std::env::args()
        .nth(1)
        .and_then(|epochs| epochs.parse().ok());
    for (signed, name, bar) in [
        (false, "gasper 1000 validators unsigned", 2.0),
        (true, "gasper 1000 validators signed", 8.0),
    ] {
        row(name, run(signed, epochs.unwrap_or(EPOCHS)), bar);
    }
}

/// Seconds, without the making of keys.
fn run(signed: bool, epochs: u64) -> f64 {
    let mut village = Village::new(&Plan {
        preset: Preset::MAINNET,
        signed,
        ..Plan::minimal(&[VALIDATORS])
    });
    let start = Instant::now();
    village.run_to_epoch(epochs);
    let seconds = start.elapsed().as_secs_f64();
    let finalized = village.finalized()[0].epoch;
    assert!(finalized + 3 >= epochs, "final is only {finalized}");
    seconds
}

fn row(name: &str, seconds: f64, bar: f64) {
    let holds = seconds <= bar;
    println!(
        r#"{{"name":"{name}","value":{seconds:.3},"unit":"s","reference":null,"ratio":null,"bar":"<= {bar} s","holds":{holds}}}"#
    );
}
