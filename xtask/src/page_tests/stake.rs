//! Validators by hand: a deposit, and a wish to leave.

use anyhow::Result;

use super::Check;
use super::hands;
use crate::browser::{Page, Theme, View};

/// Checks of Proof of Stake.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_validator_is_deposited_for_and_its_place_in_the_queue_is_told",
        view: View::LAPTOP,
        link: "#scenario=proof-of-stake&autoplay=0&start=1m",
        run: deposits,
    },
    Check {
        name: "two_dozen_nodes_on_a_phone_lie_beside_each_other",
        view: View::PHONE.themed(Theme::Dark),
        link: "#scenario=delegated&autoplay=0&start=4m",
        run: lies_apart,
    },
];

fn deposits(page: &mut Page) -> Result<()> {
    hands::choose(page, ".network", "Aarhus")?;
    hands::await_words(page, ".inspector", "may leave from epoch 64 on")?;
    hands::await_words(page, ".inspector", "validators on duty")?;
    hands::let_go(page)?;
    hands::choose(page, ".people", "Ana")?;
    hands::open_act(page, "Deposit for a validator")?;
    hands::submit(page)?;
    let waits = hands::says(".inspector", "to be final and for room in the queue");
    hands::go_on_slowly_until(page, "the deposit waits", &waits)?;
    let pending = hands::says(".inspector", "pending, with 32.00");
    hands::go_on_until(page, "the validator is registered", &pending)?;
    let active = hands::says(".inspector", "active since epoch");
    hands::go_on_until(page, "the validator is on duty", &active)
}

/// No node lies on another, and the one whose view is shown has its name.
fn lies_apart(page: &mut Page) -> Result<()> {
    page.wait(
        "no two figures overlap",
        "(() => {
            const all = [...document.querySelectorAll('.network .node')]
                .map((one) => one.getBoundingClientRect());
            const apart = (a, b) => a.right <= b.left || b.right <= a.left
                || a.bottom <= b.top || b.bottom <= a.top;
            return all.length === 24
                && all.every((a, at) => all.slice(at + 1).every((b) => apart(a, b)));
        })()",
    )?;
    let named = "[...document.querySelectorAll('.network .node .name')]
        .filter((one) => getComputedStyle(one).visibility === 'visible').length";
    page.wait("one has its name", &format!("{named} === 1"))?;
    hands::choose(page, ".network", "Warsaw")?;
    page.wait("the chosen one has its name", &format!("{named} >= 2"))
        .map(drop)
}
