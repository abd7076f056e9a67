//! Everybody can use the page: axe's accessibility rules, and the keyboard.

use anyhow::{Result, ensure};

use super::Check;
use crate::browser::{Page, Theme, View};

/// Checks of accessibility.
pub const CHECKS: &[Check] = &[
    Check {
        name: "axe_finds_nothing_on_a_laptop",
        view: View::LAPTOP,
        link: "",
        run: axe,
    },
    Check {
        name: "axe_finds_nothing_in_the_dark",
        view: View::LAPTOP.themed(Theme::Dark),
        link: "",
        run: axe,
    },
    Check {
        name: "axe_finds_nothing_on_a_phone",
        view: View::PHONE,
        link: "",
        run: axe,
    },
    Check {
        name: "axe_finds_nothing_on_a_phone_in_the_dark",
        view: View::PHONE.themed(Theme::Dark),
        link: "",
        run: axe,
    },
    Check {
        name: "tab_reaches_every_control",
        view: View::LAPTOP,
        link: "",
        run: tab_goes_round,
    },
];

/// No rule of axe is broken.
pub fn axe(page: &mut Page) -> Result<()> {
    let violations = page.accessibility_violations()?;
    ensure!(
        violations.is_empty(),
        "axe:\n    {}",
        violations.join("\n    ")
    );
    Ok(())
}

/// The focus moves on with each press, is never lost, and never trapped.
fn tab_goes_round(page: &mut Page) -> Result<()> {
    const LONGEST_ROUND: usize = 400;
    page.press("Tab")?;
    let first = page.focus()?;
    ensure!(!first.is_empty(), "the first Tab reaches nothing");
    let mut seen = vec![first];
    for _ in 0..LONGEST_ROUND {
        page.press("Tab")?;
        let focus = page.focus()?;
        if focus.is_empty() {
            return Ok(());
        }
        ensure!(
            seen.last() != Some(&focus) || seen.len() > 1,
            "the focus stays at {focus}"
        );
        seen.push(focus);
    }
    ensure!(
        false,
        "{LONGEST_ROUND} presses of Tab don't lead through the page: {seen:?}"
    );
    Ok(())
}
