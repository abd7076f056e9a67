//! A run as few bytes: shipped worlds by name, commands by what changed since the one before, deflated and checked.

use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use serde::{Deserialize, Serialize};

use crate::base::{Digest, Time, sha256};
use crate::command::{Command, Refusal};
use crate::simulation::{Given, Record, Setup};

use super::shipped::world_name;
use super::ships;

/// Version of the format of links. An older version stays readable forever; `tests/links` keeps one of each.
pub const LINK_VERSION: u8 = 1;
/// Most bytes that come out of inflating.
const MAX_PACKED: usize = 1 << 20;
const CHECK: usize = 4;

/// A run that came by a link.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedRun {
    /// The run.
    pub record: Record,
    /// The shipped scenario that it was made from, if it was one.
    pub scenario: Option<String>,
    /// Whether that scenario is another one since: the same fingerprint can't be expected.
    pub world_changed: bool,
}

#[derive(Serialize, Deserialize)]
struct Packed {
    engine: u32,
    begin: Begin,
    commands: Vec<PackedCommand>,
    step: u64,
    time: u64,
    fingerprint: [u8; 32],
}

#[derive(Serialize, Deserialize)]
enum Begin {
    Shipped { id: String, world: u64, seed: u64 },
    Whole(Box<Setup>),
}

#[derive(Serialize, Deserialize)]
struct PackedCommand {
    steps: u64,
    micros: u64,
    command: Command,
}

/// Packs a run.
pub(super) fn pack(record: &Record) -> Vec<u8> {
    let packed = Packed {
        engine: record.engine,
        begin: begin(&record.setup),
        commands: deltas(&record.commands),
        step: record.step,
        time: record.time.0,
        fingerprint: record.fingerprint.0,
    };
    let plain = postcard::to_allocvec(&packed).unwrap_or_default();
    let body = compress_to_vec(&plain, 9);
    let mut bytes = vec![LINK_VERSION];
    bytes.extend_from_slice(&sha256(&body).0[..CHECK]);
    bytes.extend(body);
    bytes
}

fn begin(setup: &Setup) -> Begin {
    let same = |setup: &Setup, mut other: Setup| {
        other.seed = setup.seed;
        *setup == other
    };
    for world in ships().worlds {
        let begins = world.setup();
        if same(setup, begins.clone()) {
            return Begin::Shipped {
                id: world.id,
                world: world_name(&begins),
                seed: setup.seed,
            };
        }
    }
    Begin::Whole(Box::new(setup.clone()))
}

fn deltas(commands: &[Given]) -> Vec<PackedCommand> {
    let (mut step, mut time) = (0, 0);
    let pack = |given: &Given| {
        let packed = PackedCommand {
            steps: given.step.saturating_sub(step),
            micros: given.time.0.saturating_sub(time),
            command: given.command.clone(),
        };
        (step, time) = (given.step, given.time.0);
        packed
    };
    commands.iter().map(pack).collect()
}

/// Unpacks what [`pack`] made. Memory stays within a multiple of a mebibyte, whatever is given.
///
/// # Errors
/// By key: of another version, damaged, too much, or of a scenario that isn't there.
pub(super) fn unpack(bytes: &[u8]) -> Result<SharedRun, Refusal> {
    let damaged = || Refusal::new("link.damaged");
    let (version, rest) = bytes.split_first().ok_or_else(damaged)?;
    if *version != LINK_VERSION {
        let refusal = Refusal::new("link.version");
        return Err(refusal.with(version).with(LINK_VERSION));
    }
    let (check, body) = rest.split_at_checked(CHECK).ok_or_else(damaged)?;
    if sha256(body).0[..CHECK] != *check {
        return Err(damaged());
    }
    let plain = decompress_to_vec_with_limit(body, MAX_PACKED).map_err(|error| {
        if error.status == TINFLStatus::HasMoreOutput {
            Refusal::new("link.too-much").with(MAX_PACKED)
        } else {
            damaged()
        }
    })?;
    let (packed, rest) = postcard::take_from_bytes::<Packed>(&plain).map_err(|_| damaged())?;
    if !rest.is_empty() {
        return Err(damaged());
    }
    restore(packed)
}

fn restore(packed: Packed) -> Result<SharedRun, Refusal> {
    let commands = absolute(packed.commands).ok_or_else(|| Refusal::new("link.damaged"))?;
    let (setup, scenario, world_changed) = match packed.begin {
        Begin::Whole(setup) => (*setup, None, false),
        Begin::Shipped { id, world, seed } => {
            let unknown = || Refusal::new("link.scenario").with(&id);
            let scenario = ships().world(&id).ok_or_else(unknown)?;
            let begins = scenario.setup();
            let changed = world_name(&begins) != world;
            (Setup { seed, ..begins }, Some(id), changed)
        }
    };
    let record = Record {
        engine: packed.engine,
        setup,
        commands,
        step: packed.step,
        time: Time(packed.time),
        fingerprint: Digest(packed.fingerprint),
    };
    Ok(SharedRun {
        record,
        scenario,
        world_changed,
    })
}

fn absolute(packed: Vec<PackedCommand>) -> Option<Vec<Given>> {
    let (mut step, mut time) = (0_u64, 0_u64);
    let unpack = |packed: PackedCommand| {
        step = step.checked_add(packed.steps)?;
        time = time.checked_add(packed.micros)?;
        Some(Given {
            step,
            time: Time(time),
            command: packed.command,
        })
    };
    packed.into_iter().map(unpack).collect()
}
