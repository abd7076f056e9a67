//! The systems, each with one color and one glyph everywhere.

use serde::{Deserialize, Serialize};

/// Which system a figure, a mark or a transaction belongs to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum System {
    /// Layer 1 itself: nodes, blocks, plain transfers.
    #[default]
    Layer1,
    /// Payment channels.
    Channel,
    /// Optimistic rollups.
    Rollup,
}
