//! Bilayer.
