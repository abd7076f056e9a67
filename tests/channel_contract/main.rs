//! Every rule of the channel's contract, and that its violation is refused by name.

#[path = "../common/bench.rs"]
mod bench;
mod disputes;
mod funding;
mod penalties;
mod states;

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, String>, reason: &str) {
    assert_eq!(result.expect_err("it is against the rules"), reason);
}
