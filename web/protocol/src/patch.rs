//! A scene as what changed since the last one that was sent.

use std::sync::Arc;

use bilayer::scene::model::{
    BlockTree, Border, Caption, Channel, Consensus, Header, Inspection, LedgerTable, Market,
    Network, Offer, Outcomes, Packet, Person, Place, Producers, Rollup, Scene, Script, Sequence,
    Timeline,
};
use serde::{Deserialize, Serialize};

use crate::grown::Grown;

fn grown(before: Option<&Timeline>, after: &Timeline) -> Option<Grown> {
    let same = before.is_some_and(|before| before == after);
    (!same).then(|| Grown::between(before, after))
}

macro_rules! patch {
    ($($(#[$about:meta])* $part:ident: $kind:ty,)*) => {
        /// The place, and every part that differs from the scene before.
        #[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
        pub struct Patch {
            /// Where in the run the scene is.
            pub place: Place,
            $($(#[$about])* pub $part: Option<Arc<$kind>>,)*
            /// What happened when, since then.
            pub timeline: Option<Grown>,
        }

        impl Patch {
            /// What turns `before` into `after`; everything, if there is no `before`.
            pub fn between(before: Option<&Scene>, after: &Scene) -> Self {
                Self {
                    place: after.place,
                    $($part: before
                        .is_none_or(|before| before.$part != after.$part)
                        .then(|| after.$part.clone()),)*
                    timeline: grown(before.map(|before| &*before.timeline), &after.timeline),
                }
            }

            /// Puts the parts into a scene; those that did not change stay the very same.
            pub fn apply(self, scene: &mut Scene) {
                scene.place = self.place;
                $(if let Some(part) = self.$part {
                    scene.$part = part;
                })*
                if let Some(grown) = self.timeline {
                    scene.timeline = Arc::new(grown.apply(&scene.timeline));
                }
            }

            /// Whether nothing but the place changed.
            pub fn is_still(&self) -> bool {
                self.timeline.is_none() $(&& self.$part.is_none())*
            }
        }
    };
}

patch! {
    /// The page's header.
    header: Header,
    /// Layer 1 as machines and wires.
    network: Network,
    /// Messages on their way.
    packets: Vec<Packet>,
    /// Who owns keys.
    people: Vec<Person>,
    /// The block tree.
    tree: BlockTree,
    /// The contracts and what crosses.
    border: Border,
    /// The payment channels.
    channels: Vec<Channel>,
    /// The rollups.
    rollups: Vec<Rollup>,
    /// Who is voted for, and who produces.
    producers: Option<Producers>,
    /// Who owns what.
    ledger: LedgerTable,
    /// What room in blocks costs.
    market: Market,
    /// Who said what to whom.
    sequence: Sequence,
    /// The latest things worth telling.
    captions: Vec<Caption>,
    /// The selection.
    inspection: Option<Inspection>,
    /// What can be asked.
    offers: Vec<Offer>,
    /// Who takes part in the consensus.
    consensus: Consensus,
    /// The run as commands.
    script: Script,
    /// What breaking the rules achieved so far.
    outcomes: Outcomes,
}
