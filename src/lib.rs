//! Bilayer.
pub mod scene;
