//! The inspector: every kind of object with its fields and bytes, and what notices a changed byte.

use anyhow::{Result, ensure};

use super::Check;
use super::hands;
use crate::browser::{Page, View};

/// A world with blocks, channels and a rollup, standing still.
const WORLD: &str = "#scenario=first-minute&start=13m&autoplay=0";

/// Checks of the inspector.
pub const CHECKS: &[Check] = &[
    Check {
        name: "every_kind_of_object_shows_its_fields",
        view: View::LAPTOP,
        link: WORLD,
        run: shows_every_kind,
    },
    Check {
        name: "a_changed_byte_of_a_block_is_noticed",
        view: View::LAPTOP,
        link: WORLD,
        run: tampers_with_a_block,
    },
    Check {
        name: "a_changed_byte_of_a_transaction_is_noticed",
        view: View::LAPTOP,
        link: WORLD,
        run: tampers_with_a_transaction,
    },
    Check {
        name: "a_changed_byte_of_a_batch_is_noticed",
        view: View::LAPTOP,
        link: WORLD,
        run: tampers_with_a_batch,
    },
    Check {
        name: "a_link_is_cut_and_mended",
        view: View::LAPTOP,
        link: WORLD,
        run: cuts,
    },
];

/// Chooses something in the list of words, where everything stands once.
fn choose_in_words(page: &Page, start: &str, title: &str) -> Result<()> {
    let find = format!(
        "[...document.querySelectorAll('.twin button')]
            .find((one) => one.innerText.startsWith('{start}'))"
    );
    page.wait(
        &format!("{start} stands in words"),
        &format!("{find} !== undefined"),
    )?;
    page.eval(&format!("{find}.focus()"))?;
    page.press("Enter")?;
    hands::await_words(page, ".inspector h3", title)
}

fn shows_every_kind(page: &mut Page) -> Result<()> {
    const KINDS: [(&str, &str, &str, bool); 7] = [
        ("Oslo ", "Oslo", "hash rate", false),
        ("Link Oslo – Turin", "Oslo – Turin", "latency", false),
        ("Block 13 by", "Block #13", "merkle root", true),
        ("Ana, channel party", "Ana", "balance", true),
        ("Channel 1 ", "Channel 1", "version", false),
        (
            "Rollup contract locks",
            "Rollup contract",
            "storage root",
            false,
        ),
        ("batch · Sam · in a block", "Call: batch", "signed by", true),
    ];
    hands::open_tab(page, "In words")?;
    for (start, title, field, bytes) in KINDS {
        choose_in_words(page, start, title)?;
        hands::await_words(page, ".inspector", "Copy JSON")?;
        let text = page.text(".inspector")?.to_lowercase();
        ensure!(text.contains(field), "{title} has no {field}: {text}");
        let shown = page.count(".inspector .dump .byte")?;
        ensure!(!bytes || shown > 8, "{title} shows {shown} bytes");
    }
    choose_in_words(page, "Block 13 by", "Block #13")?;
    hands::await_words(page, ".inspector", "the path leads to the root")
}

/// Begins to tamper, changes a byte, sees what notices it, and puts it back.
fn tamper(page: &Page, offset: u32) -> Result<String> {
    page.click_in(".inspector", "button", "Tamper")?;
    page.wait(
        "bytes can be chosen",
        "document.querySelector('.dump.tampering') !== null",
    )?;
    page.click_in(".dump.tampering", "button", &format!("Byte {offset},"))?;
    hands::await_words(page, ".tampering .verdict-line", "The change is caught.")?;
    let text = page.text("section.tampering")?;
    ensure!(
        text.contains("notices"),
        "no check says that it notices: {text}"
    );
    page.click_in(".inspector", "button", "Put it back")?;
    page.wait(
        "the check is gone",
        "document.querySelector('section.tampering') === null",
    )?;
    Ok(text)
}

fn tampers_with_a_block(page: &mut Page) -> Result<()> {
    hands::open_tab(page, "In words")?;
    choose_in_words(page, "Block 12 by", "Block #12")?;
    let text = tamper(page, 77)?;
    ensure!(text.contains("nonce"), "byte 77 lies in the nonce: {text}");
    Ok(())
}

fn tampers_with_a_transaction(page: &mut Page) -> Result<()> {
    hands::open_tab(page, "In words")?;
    choose_in_words(page, "Block 12 by", "Block #12")?;
    page.wait(
        "its transactions are listed",
        "document.querySelectorAll('.inspector .objects button').length > 1",
    )?;
    let first = "[...document.querySelectorAll('.inspector .objects button')]
        .find((one) => one.innerText.startsWith('Transaction '))";
    page.eval(&format!("{first}.focus()"))?;
    page.press("Enter")?;
    page.wait(
        "its signature is shown",
        &hands::says(".inspector", "verifies"),
    )?;
    let bytes = page.count(".inspector .dump .byte")?;
    let text = tamper(page, bytes as u32 - 8)?;
    ensure!(
        text.contains("signature"),
        "its last bytes are the signature: {text}"
    );
    Ok(())
}

fn tampers_with_a_batch(page: &mut Page) -> Result<()> {
    hands::choose(page, ".batches", "Batch #1")?;
    let longer = page.eval("document.documentElement.scrollHeight - innerHeight")?;
    ensure!(
        longer == 0,
        "a long inspector makes the page {longer} pixels longer"
    );
    tamper(page, 20).map(drop)
}

fn cuts(page: &mut Page) -> Result<()> {
    hands::open_form(page, "Cut a link")?;
    page.choose(hands::FORM, "link", "Oslo – Turin")?;
    hands::submit(page)?;
    page.wait(
        "a link is drawn as cut",
        "document.querySelectorAll('.link.cut').length === 1",
    )?;
    hands::choose_link(page, "Oslo – Turin")?;
    hands::do_act(page, "Mend")?;
    page.wait(
        "it is up again",
        "document.querySelectorAll('.link.cut').length === 0",
    )
    .map(drop)
}
