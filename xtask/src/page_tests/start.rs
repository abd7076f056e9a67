//! The page starts: in every size and theme, and in the frames where other pages put it.

use anyhow::{Context, Result, ensure};

use super::Check;
use crate::browser::{Page, Theme, View};

/// Checks of the start.
pub const CHECKS: &[Check] = &[
    Check {
        name: "starts_on_a_laptop",
        view: View::LAPTOP,
        link: "",
        run: is_drawn,
    },
    Check {
        name: "starts_in_the_dark_theme",
        view: View::LAPTOP.themed(Theme::Dark),
        link: "",
        run: is_dark,
    },
    Check {
        name: "starts_on_a_phone",
        view: View::PHONE,
        link: "",
        run: fits,
    },
    Check {
        name: "starts_on_the_narrowest_screen",
        view: View::NARROW,
        link: "",
        run: fits,
    },
    Check {
        name: "starts_on_a_large_screen",
        view: View::LARGE,
        link: "",
        run: fits,
    },
    Check {
        name: "starts_with_less_motion",
        view: View::LAPTOP.calm(),
        link: "",
        run: is_drawn,
    },
    Check {
        name: "draws_early",
        view: View::LAPTOP,
        link: "",
        run: draws_early,
    },
    Check {
        name: "starts_again_after_a_reload",
        view: View::LAPTOP,
        link: "",
        run: reloads,
    },
];

fn is_drawn(page: &mut Page) -> Result<()> {
    let text = page.text("main")?;
    ensure!(!text.trim().is_empty(), "the page is empty");
    Ok(())
}

fn is_dark(page: &mut Page) -> Result<()> {
    is_drawn(page)?;
    let lightness = "(() => {
        const color = getComputedStyle(document.body).backgroundColor;
        const canvas = document.createElement('canvas').getContext('2d');
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
        return alpha === 0 ? 255 : (red + green + blue) / 3;
    })()";
    let lightness = page.eval(lightness)?.as_f64().context("no color")?;
    ensure!(
        lightness < 80.0,
        "the background's mean channel is {lightness} of 255"
    );
    Ok(())
}

/// The page as a whole doesn't scroll sideways.
fn fits(page: &mut Page) -> Result<()> {
    is_drawn(page)?;
    let sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    let sideways = page.eval(sideways)?.as_f64().context("no width")?;
    ensure!(sideways <= 0.0, "the page is {sideways} pixels too wide");
    Ok(())
}

fn draws_early(page: &mut Page) -> Result<()> {
    let paint = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null";
    let paint = page.wait("the browser tells its first paint", paint)?;
    let paint = paint.as_f64().context("no time")?;
    ensure!(paint < 3_000.0, "first paint after {paint} ms");
    Ok(())
}

fn reloads(page: &mut Page) -> Result<()> {
    page.reload()?;
    super::await_life(page)?;
    is_drawn(page)
}
