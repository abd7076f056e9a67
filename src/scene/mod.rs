//! The picture of a world as plain data: what to draw, never how.

pub mod model;
