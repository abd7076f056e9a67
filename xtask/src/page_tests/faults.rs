//! What goes wrong by hand: partitions, rules for messages, crashes and wrong clocks, told where they act.

use anyhow::Result;

use super::Check;
use super::access::axe;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, View};

const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of faults.
pub const CHECKS: &[Check] = &[
    Check {
        name: "a_network_is_split_and_made_whole_by_hand",
        view: View::LAPTOP,
        link: SANDBOX,
        run: splits,
    },
    Check {
        name: "messages_of_a_link_are_delayed_and_the_rule_is_told",
        view: View::LAPTOP,
        link: SANDBOX,
        run: delays,
    },
    Check {
        name: "a_node_crashes_restarts_and_gets_a_wrong_clock",
        view: View::LAPTOP,
        link: SANDBOX,
        run: crashes,
    },
    Check {
        name: "a_validator_is_seen_and_cheats_by_hand",
        view: View::LAPTOP,
        link: "#scenario=proof-of-stake&autoplay=0",
        run: cheats,
    },
];

fn splits(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Split the network")?;
    hands::await_words(page, FORM, "on one side")?;
    axe(page)?;
    hands::submit(page)?;
    page.wait(
        "two links are drawn as cut",
        "document.querySelectorAll('.link.cut').length === 2",
    )?;
    page.wait(
        "the other side is drawn apart",
        "document.querySelectorAll('.node.apart').length === 2",
    )?;
    page.click("button", "Make the network whole")?;
    page.wait(
        "no link is cut",
        "document.querySelectorAll('.link.cut').length === 0",
    )
    .map(drop)
}

fn delays(page: &mut Page) -> Result<()> {
    hands::choose_link(page, "North – East")?;
    hands::open_act(page, "Delay messages")?;
    page.fill(ACTS, "by", "7")?;
    page.choose(ACTS, "which", "blocks")?;
    axe(page)?;
    hands::submit(page)?;
    hands::await_words(
        page,
        ".inspector",
        "Later by 7 s: blocks from North, East to North, East",
    )?;
    hands::let_go(page)?;
    hands::open_tab(page, "Script")?;
    hands::await_words(page, "#tab-panel", "Later by 7 s: blocks")?;
    page.click("button", "End all rules for messages")?;
    hands::choose_link(page, "North – East")?;
    hands::await_words(page, ".inspector", "gossip between nodes")?;
    page.wait(
        "the rule is gone",
        "document.querySelector('.inspector')?.innerText.includes('Later by') === false",
    )
    .map(drop)
}

fn crashes(page: &mut Page) -> Result<()> {
    hands::choose(page, ".network", "North")?;
    hands::do_act(page, "Crash")?;
    page.wait(
        "the node is switched off",
        "document.querySelector('.node.down')?.ariaLabel.startsWith('North')",
    )?;
    hands::do_act(page, "Restart")?;
    page.wait(
        "it runs again",
        "document.querySelector('.node.down') === null",
    )?;
    hands::open_act(page, "Set the clock wrong")?;
    page.fill(ACTS, "by", "45")?;
    hands::submit(page)?;
    hands::await_words(page, ".inspector", "ahead by 45 s")
}

fn cheats(page: &mut Page) -> Result<()> {
    page.wait(
        "stake is told as the node's role",
        "document.querySelector('.node.miner')?.ariaLabel.includes('validator')",
    )?;
    hands::choose(page, ".network", "Aarhus")?;
    hands::do_act(page, "Cheat: vote twice")?;
    page.wait(
        "the node is marked",
        "document.querySelector('.node.rogue')?.ariaLabel.includes('breaks the rules')",
    )
    .map(drop)
}
