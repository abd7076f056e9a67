//! Counts of the nodes that only their words tell, a few times a second: while time runs, all of them change always.

use std::sync::Arc;

use bilayer::scene::model::{Network, Node};

/// Milliseconds between two tellings of what is not drawn.
const EVERY: f64 = 400.0;

/// What is held back.
#[derive(Debug, Default)]
pub(super) struct Calm {
    newest: Option<Arc<Network>>,
    passed: f64,
}

impl Calm {
    /// So many milliseconds pass; what is to be shown now, if something is.
    pub(super) fn frame(&mut self, elapsed: f64, playing: bool) -> Option<Arc<Network>> {
        self.passed += elapsed;
        let due = !playing || self.passed >= EVERY;
        self.newest.take_if(|_| due)
    }

    /// What was held back.
    pub(super) fn take(&mut self) -> Option<Arc<Network>> {
        self.newest.take()
    }

    /// Keeps what is shown in the place of the newest, if it looks the same and was told lately.
    pub(super) fn hold(&mut self, shown: &Arc<Network>, newest: &mut Arc<Network>) {
        if self.passed < EVERY && shown != newest && looks_same(shown, newest) {
            self.newest = Some(std::mem::replace(newest, shown.clone()));
        } else if shown != newest {
            self.passed = 0.0;
        }
    }
}

fn looks_same(a: &Network, b: &Network) -> bool {
    let nodes = a.nodes.len() == b.nodes.len() && a.nodes.iter().zip(&b.nodes).all(same_figure);
    nodes && a.links == b.links && a.seen_as == b.seen_as && a.hop == b.hop
}

/// Whether two nodes are drawn the same, whatever their mempools and heads count.
fn same_figure((a, b): (&Node, &Node)) -> bool {
    let figure = |node: &Node| {
        (
            node.id,
            node.slot,
            node.share,
            node.condition,
            node.disagrees,
        )
    };
    figure(a) == figure(b) && a.name == b.name && a.roles == b.roles && a.region == b.region
}

#[cfg(test)]
mod tests {
    use super::*;
    use bilayer::base::ActorId;
    use bilayer::scene::model::NodeCondition;

    fn network(mempool: u32, disagrees: bool) -> Arc<Network> {
        let node = Node {
            id: ActorId(1),
            slot: 0,
            name: "North".to_owned(),
            roles: Vec::new(),
            hash_rate: 0,
            share: 0,
            head_height: 1,
            head: Default::default(),
            mempool,
            condition: NodeCondition::Up,
            disagrees,
            earned: Default::default(),
            blocks_on_main: 0,
            blocks_orphaned: 0,
            region: None,
        };
        Arc::new(Network {
            nodes: vec![node],
            ..Network::default()
        })
    }

    #[test]
    fn counts_wait_a_moment_and_what_is_drawn_does_not() {
        let mut calm = Calm::default();
        let shown = network(1, false);
        let mut newest = network(2, false);
        calm.hold(&shown, &mut newest);
        assert_eq!(newest.nodes[0].mempool, 1, "held back");
        assert_eq!(calm.frame(EVERY / 2.0, true), None);
        let told = calm.frame(EVERY / 2.0, true).expect("it is time");
        assert_eq!(told.nodes[0].mempool, 2);
        let mut forked = network(3, true);
        calm.hold(&shown, &mut forked);
        assert!(forked.nodes[0].disagrees, "at once");
    }

    #[test]
    fn where_time_stands_still_nothing_is_held_back() {
        let mut calm = Calm::default();
        let mut newest = network(2, false);
        calm.hold(&network(1, false), &mut newest);
        assert!(calm.frame(0.0, false).is_some());
        assert!(calm.frame(0.0, false).is_none(), "told once");
    }
}
