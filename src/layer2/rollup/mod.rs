//! The optimistic rollup.
