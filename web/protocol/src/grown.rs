//! A timeline as what came since the last one: most marks stay as they are.

use std::sync::Arc;

use bilayer::scene::model::{Lane, Mark, System, Time, Timeline};
use serde::{Deserialize, Serialize};

/// What turns one timeline into the next.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Grown {
    lanes: Vec<GrownLane>,
    commands: Vec<Time>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct GrownLane {
    system: System,
    /// How many marks of the same lane stay, from the first.
    kept: u32,
    more: Vec<Arc<Mark>>,
}

fn of(timeline: Option<&Timeline>, system: System) -> &[Arc<Mark>] {
    let lanes = timeline.into_iter().flat_map(|timeline| &timeline.lanes);
    let mut mine = lanes.filter(|lane| lane.system == system);
    mine.next().map_or(&[], |lane| &lane.marks)
}

impl Grown {
    /// What turns `before` into `after`.
    pub fn between(before: Option<&Timeline>, after: &Timeline) -> Self {
        let lane = |lane: &Lane| {
            let known = of(before, lane.system).iter();
            let same = known.zip(&lane.marks).take_while(|(a, b)| a == b);
            let kept = same.count();
            GrownLane {
                system: lane.system,
                kept: kept as u32,
                more: lane.marks[kept..].to_vec(),
            }
        };
        Self {
            lanes: after.lanes.iter().map(lane).collect(),
            commands: after.commands.clone(),
        }
    }

    /// The next timeline; marks that stay are the very same.
    pub fn apply(self, before: &Timeline) -> Timeline {
        let lane = |lane: GrownLane| {
            let known = of(Some(before), lane.system).iter();
            let kept = known.take(lane.kept as usize).cloned();
            Lane {
                system: lane.system,
                marks: kept.chain(lane.more).collect(),
            }
        };
        Timeline {
            lanes: self.lanes.into_iter().map(lane).collect(),
            commands: self.commands,
        }
    }
}
