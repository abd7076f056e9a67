//! The picture of a world as plain data: what to draw, never how. A pure function of world, log and [`View`].

mod border;
mod channel;
mod command_text;
mod compare;
mod consensus;
mod deadline;
mod faults;
mod flow;
mod header;
mod inspect;
mod ledger;
mod ledger_layer2;
mod letter;
mod market;
pub mod model;
mod network;
pub mod offers;
mod outcome;
mod packets;
mod past;
mod people;
mod pointed;
mod producers;
mod rollup;
mod script;
mod sequence;
mod sight;
mod systems;
mod tamper;
mod timeline;
mod told;
mod told_layer2;
mod tree;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::{ActorId, Time};
use crate::simulation::{Breach, Session};

pub use compare::{comparison, name as family_name};
use model::{Scene, Selection, Text};
use past::Past;
pub use pointed::pointed;
use sight::Sight;
pub use tamper::tamper;

#[cfg(test)]
mod fault_tests;
#[cfg(test)]
mod inspect_tests;
#[cfg(test)]
mod key_tests;
#[cfg(test)]
mod layer2_tests;
#[cfg(test)]
mod stake_tests;
#[cfg(test)]
mod tests;

/// What a picture depends on besides the run: the view's own state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// What is selected.
    pub selection: Option<Selection>,
    /// The node whose tree, mempool and ledger are shown; the first if none, or if it is no node.
    pub seen_as: Option<ActorId>,
    /// The scenario's title.
    pub title: Text,
    /// The end of the run that the scenario names.
    pub until: Option<Time>,
    /// What the judges found ([`Session::breaches`]), asked as often as the caller can afford.
    pub breaches: Vec<Breach>,
    /// The byte of the selection that is tampered with.
    pub tamper: Option<Tamper>,
    /// The panels to draw.
    pub panels: Panels,
}

/// Which of the panels that are shown one at a time are to be drawn; the others stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panels {
    /// What happened when.
    pub timeline: bool,
    /// Who said what to whom.
    pub sequence: bool,
    /// Who owns what.
    pub ledger: bool,
    /// What room in blocks costs.
    pub market: bool,
    /// Who takes part in the consensus.
    pub consensus: bool,
    /// The run as commands.
    pub script: bool,
}

impl Panels {
    /// What a page shows that was just opened: the timeline.
    pub const AT_FIRST: Self = Self {
        timeline: true,
        sequence: false,
        ledger: false,
        market: false,
        consensus: false,
        script: false,
    };
}

impl Default for Panels {
    /// All.
    fn default() -> Self {
        Self {
            timeline: true,
            sequence: true,
            ledger: true,
            market: true,
            consensus: true,
            script: true,
        }
    }
}

/// One changed byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tamper {
    /// Which byte of the object's encoding.
    pub offset: u32,
    /// What it becomes.
    pub value: u8,
}

/// The picture of the session's present place. No side effect; the same place and view give the same picture.
pub fn build(session: &Session, view: &View) -> Scene {
    let sight = Sight::new(session, view);
    let past = Past::of(&sight);
    let told = told::all(&sight);
    let channels = channel::build(&sight);
    let rollups = rollup::build(&sight);
    let panels = view.panels;
    let producers = producers::build(&sight);
    let network = network::build(&sight, producers.as_ref());
    let tree = tree::build(&sight, &past);
    let deadline = deadline::next(sight.head().height(), &channels, &rollups);
    let outcomes = outcome::build(&sight, &past, (&network, producers.as_ref()), &rollups);
    Scene {
        place: header::place(&sight),
        header: Arc::new(header::build(&sight, deadline)),
        consensus: drawn(panels.consensus, || {
            consensus::build(&sight, &network, &tree, producers.as_ref())
        }),
        network: Arc::new(network),
        packets: Arc::new(packets::build(&sight)),
        people: Arc::new(people::build(&sight)),
        tree: Arc::new(tree),
        border: Arc::new(border::build(&sight, &past, (&channels, &rollups))),
        channels: Arc::new(channels),
        rollups: Arc::new(rollups),
        producers: Arc::new(producers),
        ledger: drawn(panels.ledger, || ledger::build(&sight)),
        market: drawn(panels.market, || market::build(&sight, &past)),
        timeline: drawn(panels.timeline, || timeline::build(&sight, &told)),
        captions: Arc::new(timeline::captions(&sight, &told)),
        offers: Arc::new(offers::offers(session, view.selection.as_ref())),
        script: drawn(panels.script, || script::build(&sight)),
        sequence: drawn(panels.sequence, || sequence::build(&sight)),
        inspection: Arc::new(inspect::build(&sight, &past)),
        outcomes: Arc::new(outcomes),
    }
}

fn drawn<T: Default>(wanted: bool, draw: impl FnOnce() -> T) -> Arc<T> {
    Arc::new(if wanted { draw() } else { T::default() })
}
