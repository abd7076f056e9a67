//! Worlds and lessons as files, and the player of lessons.

pub mod lesson;
