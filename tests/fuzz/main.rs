//! Random bytes to every decoder, random blocks, votes and calls, and random commands to every engine: whatever comes,
//! nothing panics, and what is decoded is encoded back to the same bytes.
//!
//! Each test does a fixed number of rounds. `BILAYER_FUZZ_SECONDS` lets each go on for so long instead (`cargo xtask
//! soak`), `BILAYER_SOAK_SEED` begins at another number.

#[path = "../common/asked.rs"]
mod asked;
mod asking;
mod blocks;
mod calls;
mod commands;
mod decoders;
mod mutate;
mod rounds;
mod second_chain;
mod worlds;
