//! What happened when, in a lane for each system, and the latest of it in captions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::{Caption, Lane, Mark, System, Timeline};
use super::sight::Sight;
use super::told::{Told, text};

/// Most marks in a lane; beyond, the heaviest of each slice of time stays.
const MAX_MARKS: u64 = 240;
/// Most captions.
const MAX_CAPTIONS: usize = 6;
/// Most among them that time does not slow down for, so that payments don't bury a fork.
const MAX_PLAIN: u32 = 3;
/// Simulated time after which a caption is old, in microseconds.
const CAPTION_AGE: u64 = 120_000_000;

pub(super) fn build(sight: &Sight, told: &[Told]) -> Timeline {
    let directory = sight.world.directory();
    let mut systems = vec![System::Layer1];
    if !directory.channels.is_empty() {
        systems.push(System::Channel);
    }
    if !directory.rollups.is_empty() {
        systems.push(System::Rollup);
    }
    let lane = |system| Lane {
        system,
        marks: marks(sight, told, system),
    };
    let commands = sight.session.commands().iter();
    Timeline {
        lanes: systems.into_iter().map(lane).collect(),
        commands: commands.map(|given| given.time).collect(),
    }
}

fn marks(sight: &Sight, told: &[Told], system: System) -> Vec<Arc<Mark>> {
    let mine = told
        .iter()
        .filter(|one| System::from(one.event.fact.system()) == system);
    let end = sight
        .session
        .horizon()
        .time
        .max(sight.now())
        .0
        .saturating_add(1);
    let mut slices: BTreeMap<u64, &Told> = BTreeMap::new();
    let crowded = mine.clone().count() as u64 > MAX_MARKS;
    for (index, one) in (0..).zip(mine) {
        let slice = if crowded {
            slice(one.event.time.0, end)
        } else {
            index
        };
        let kept = slices.entry(slice).or_insert(one);
        if one.weight > kept.weight {
            *kept = one;
        }
    }
    slices
        .into_values()
        .map(|told| Arc::new(mark(told)))
        .collect()
}

/// Slices are a power of two long, so that marks stay the same until the run is twice as long.
fn slice(time: u64, end: u64) -> u64 {
    time / (end / MAX_MARKS + 1).next_power_of_two()
}

fn mark(told: &Told) -> Mark {
    Mark {
        at: told.event.time,
        place: told.event.step,
        text: text(told.event),
        weight: told.weight,
        about: told.about.clone(),
    }
}

/// The latest things worth telling before the present place, newest last.
pub(super) fn captions(sight: &Sight, told: &[Told]) -> Vec<Caption> {
    let since = sight.now().0.saturating_sub(CAPTION_AGE);
    let recent = told.iter().rev().filter(|one| one.past);
    let mut plain = 0;
    let recent = recent
        .take_while(|one| one.event.time.0 >= since)
        .filter(|one| {
            plain += u32::from(!one.slow);
            one.slow || plain <= MAX_PLAIN
        })
        .take(MAX_CAPTIONS);
    let mut captions: Vec<Caption> = recent.map(caption).collect();
    captions.reverse();
    captions
}

fn caption(told: &Told) -> Caption {
    Caption {
        at: told.event.time,
        place: told.event.step,
        system: told.event.fact.system().into(),
        text: text(told.event),
        about: told.about.clone(),
        worth_slowing: told.slow,
    }
}
