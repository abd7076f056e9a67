//! Layer 1 by hand: blocks, forks, nodes, miners, links, accounts, rewards.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::Check;
use super::hands::{self, ACTS, FORM};
use crate::browser::{Page, Place, View};

/// Four nodes in a ring, two of them mining, standing still at the start.
const SANDBOX: &str = "#scenario=sandbox&autoplay=0";

/// Checks of Layer 1.
pub const CHECKS: &[Check] = &[
    Check {
        name: "blocks_are_mined_travel_and_arrive_everywhere",
        view: View::LAPTOP,
        link: SANDBOX,
        run: blocks_arrive,
    },
    Check {
        name: "a_cut_network_forks_and_one_branch_is_orphaned",
        view: View::LAPTOP,
        link: SANDBOX,
        run: forks,
    },
    Check {
        name: "a_node_is_added_and_catches_up",
        view: View::LAPTOP,
        link: SANDBOX,
        run: adds_a_node,
    },
    Check {
        name: "a_miner_is_added_by_keyboard_and_mines",
        view: View::LAPTOP,
        link: SANDBOX,
        run: adds_a_miner,
    },
    Check {
        name: "a_link_is_made_and_removed",
        view: View::LAPTOP,
        link: SANDBOX,
        run: links,
    },
    Check {
        name: "a_node_is_dragged_and_its_links_follow",
        view: View::LAPTOP,
        link: SANDBOX,
        run: drags_a_node,
    },
    Check {
        name: "hash_rate_and_latency_are_changed",
        view: View::LAPTOP,
        link: SANDBOX,
        run: changes_rates,
    },
    Check {
        name: "who_mined_shows_what_it_earned",
        view: View::LAPTOP,
        link: SANDBOX,
        run: shows_rewards,
    },
];

/// Whether all nodes say that their head has at least this height.
fn everyone_is_at(height: u64) -> String {
    format!(
        "[...document.querySelectorAll('.network .node')]
            .every((one) => Number(/head #(\\d+)/.exec(one.ariaLabel)[1]) >= {height})"
    )
}

/// Heights of the heads of some nodes, by the first letters of their names.
const HEADS: &str = "[...document.querySelectorAll('.network .node')]
    .map((one) => [one.ariaLabel[0], Number(/head #(\\d+)/.exec(one.ariaLabel)[1])])";

/// Whether both halves of the ring have mined, and one is ahead.
fn halves_differ() -> String {
    format!(
        "(({{ N, S }}) => N > 0 && S > 0 && N !== S)(Object.fromEntries({HEADS}))
            && document.querySelectorAll('.node.disagrees').length > 0"
    )
}

/// Whether anything is painted on the canvas of what travels. A copy is read, as the page's own canvas is not made for it.
const SOMETHING_TRAVELS: &str = "(() => {
    const canvas = document.querySelector('canvas.packets');
    const copy = window.copyOfPackets ??= new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true });
    context.clearRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    return data.some((value) => value > 0);
})()";
/// The first block may take long: its nonce is really searched.
const FIRST_BLOCK: Duration = Duration::from_secs(60);

fn blocks_arrive(page: &mut Page) -> Result<()> {
    page.click("button", "slow")?;
    page.click("button", "Play")?;
    page.wait_for(
        "a message is seen on its way",
        FIRST_BLOCK,
        SOMETHING_TRAVELS,
    )?;
    page.press("7")?;
    page.wait("three blocks are at every node", &everyone_is_at(3))?;
    for height in 1..=3 {
        let name = format!("Block {height} by ");
        let found = page.all_in(".tree", "button")?;
        let named = |found: &crate::browser::Found| found.name.contains(&name);
        ensure!(
            found.iter().any(named),
            "the tree has no {name:?}: {found:?}"
        );
    }
    Ok(())
}

/// Cuts the ring into two halves with a miner each, lets both mine, and joins them again.
fn forks(page: &mut Page) -> Result<()> {
    const CUTS: [&str; 2] = ["North – East", "South – West"];
    for ends in CUTS {
        hands::choose_link(page, ends)?;
        hands::do_act(page, "Cut")?;
        page.wait(
            "the link is cut",
            &format!(
                "document.querySelector('.link.selected.cut')?.ariaLabel.startsWith('Link {ends}')"
            ),
        )?;
        hands::let_go(page)?;
    }
    hands::go_on_until(page, "the halves' heads differ", &halves_differ())?;
    see_the_lighter_half(page)?;
    for ends in CUTS {
        hands::choose_link(page, ends)?;
        hands::do_act(page, "Mend")?;
        page.wait(
            "the link is mended",
            "document.querySelector('.link.selected:not(.cut)') !== null",
        )?;
        hands::let_go(page)?;
    }
    hands::go_on_until(
        page,
        "all heads are one, and a block lost",
        &format!(
            "new Set({HEADS}.map((one) => one[1])).size === 1 && document.querySelectorAll('.block.orphaned').length > 0"
        ),
    )
}

/// Looks through South's half if it has the lower head, else through North's: only there blocks
/// are orphaned later.
fn see_the_lighter_half(page: &Page) -> Result<()> {
    let behind = format!("(({{ N, S }}) => S < N)(Object.fromEntries({HEADS}))");
    if page.eval(&behind)? == true {
        hands::choose(page, ".network", "South")?;
        hands::do_act(page, "See as")?;
        hands::await_words(page, ".chain-title", "As South sees it")?;
        hands::let_go(page)?;
    }
    Ok(())
}

fn adds_a_node(page: &mut Page) -> Result<()> {
    hands::go_on_until(page, "two blocks are at every node", &everyone_is_at(2))?;
    hands::open_form(page, "Node")?;
    page.fill(FORM, "name", "Rome")?;
    hands::submit(page)?;
    let rome = "[...document.querySelectorAll('.network .node')].find((one) => one.innerText.trim() === 'Rome')";
    page.wait(
        "the node stands on the stage",
        &format!("{rome} !== undefined"),
    )?;
    hands::await_words(page, ".layer1-foot", "5 nodes")?;
    hands::go_on_slowly_until(
        page,
        "the new node has the others' head",
        &everyone_is_at(2),
    )
}

fn adds_a_miner(page: &mut Page) -> Result<()> {
    hands::tab_to(page, "button \"Miner\"")?;
    page.press("Enter")?;
    hands::tab_to(page, "textbox \"name\"")?;
    page.type_text("Rome")?;
    hands::tab_to(page, "textbox \"hash rate")?;
    page.type_text("120")?;
    page.press("Enter")?;
    hands::await_words(page, ".layer1-foot", "3 miners")?;
    hands::go_on_until(
        page,
        "the new miner has mined",
        "[...document.querySelectorAll('.tree .block')].some((one) => one.title.includes(' by Rome'))",
    )
}

fn links(page: &mut Page) -> Result<()> {
    let before = page.count(".network .link")?;
    hands::open_form(page, "Link")?;
    page.choose(FORM, "from", "East")?;
    page.choose(FORM, "to", "West")?;
    page.fill(FORM, "latency", "0.2")?;
    hands::submit(page)?;
    let count =
        |wanted: u64| format!("document.querySelectorAll('.network .link').length === {wanted}");
    page.wait("a link more", &count(before + 1))?;
    page.find_in(".network", "button", "Link East – West, 0.2 s")?;
    hands::choose_link(page, "East – West")?;
    hands::do_act(page, "Remove")?;
    page.wait("the link is gone", &count(before)).map(drop)
}

fn drags_a_node(page: &mut Page) -> Result<()> {
    let from = page.place(".network .node")?;
    let to = Place {
        x: from.x - 50.0,
        y: from.y + 20.0,
    };
    page.drag(from, to)?;
    let near = format!(
        "(() => {{ const box = document.querySelector('.network .node').getBoundingClientRect();
            return Math.abs(box.left + box.width / 2 - {}) < 4
                && Math.abs(box.top + box.height / 2 - {}) < 4; }})()",
        to.x, to.y
    );
    page.wait("the node is where the pointer left it", &near)
        .map(drop)
}

fn changes_rates(page: &mut Page) -> Result<()> {
    hands::choose(page, ".network", "North")?;
    hands::await_words(page, ".inspector", "40 H/s")?;
    hands::open_act(page, "Hash rate")?;
    page.fill(ACTS, "hash rate", "75")?;
    hands::submit(page)?;
    hands::await_words(page, ".inspector", "75 H/s")?;
    hands::let_go(page)?;
    hands::choose_link(page, "North – East")?;
    hands::open_act(page, "Latency")?;
    page.fill(ACTS, "latency", "2.5")?;
    hands::submit(page)?;
    let named = "document.querySelector('.link.selected').ariaLabel.includes(', 2.5 s,')";
    page.wait("the link names its latency", named).map(drop)
}

fn shows_rewards(page: &mut Page) -> Result<()> {
    hands::go_on_until(page, "a block is at every node", &everyone_is_at(1))?;
    let miner = "/ by (\\w+)/.exec([...document.querySelectorAll('.tree .block')].find((one) => one.title.startsWith('Block 1 ')).title)[1]";
    let miner = page.eval(miner)?.as_str().unwrap_or_default().to_owned();
    hands::choose(page, ".network", &miner)?;
    hands::await_words(page, ".inspector", "earned")?;
    let fifty_each = "(() => { const told = document.querySelector('.inspector .fields').innerText; const blocks = /blocks on main chain\\n(\\d+)/.exec(told); return blocks && blocks[1] > 0 && told.includes((50 * blocks[1]).toFixed(2)); })()";
    page.wait("50 coins are earned for each block", fifty_each)?;
    hands::open_tab(page, "Ledger")?;
    hands::await_words(page, ".ledger", "rewards not yet mature")?;
    hands::open_tab(page, "Timeline")?;
    hands::let_go(page)?;
    hands::go_on_until(page, "the reward has matured", &everyone_is_at(12))?;
    hands::open_tab(page, "Ledger")?;
    let row = format!(
        "[...document.querySelectorAll('.ledger tbody tr')].some((row) => row.innerText.startsWith('{miner}') && /\\t\\d*[05]0\\.0/.test(row.innerText))"
    );
    page.wait("the miner's row says what it can spend", &row)
        .map(drop)
}
