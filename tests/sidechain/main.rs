//! Second chains and the federated peg: first the two contracts alone, then whole worlds as stories.

mod bench;
mod chains;
mod members;
mod mint;
mod payout;

mod safety;
mod shipped;
mod story;
mod theft;
mod world;

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, String>, reason: &str) {
    assert_eq!(result.expect_err("it is against the rules"), reason);
}
