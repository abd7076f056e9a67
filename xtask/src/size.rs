//! `cargo xtask size`: what a first visit loads before the world is alive, and what comes later,
//! compressed.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use flate2::{Compression, write::GzEncoder};

use crate::project::Project;
use crate::rows::{self, Bar, Row};
use crate::site::{self, Mode};
use crate::tools;

/// Page, worker, styles and glue together, in bytes of gzip.
const MOST: f64 = 450_000.0;

/// Builds the site as `dist` does and prints the sizes.
pub fn run(json: bool) -> Result<()> {
    let project = Project::find()?;
    tools::ensure_wasm_target()?;
    let site = project.scratch("measured-site");
    site::build(&project, Mode::Release, &site)?;
    rows::print(&measure(&site)?, json);
    Ok(())
}

/// Where the tests refuse a site. Paths of a machine are among the bytes, so that this leaves some
/// room above the bar: it is there to notice that `web/later.txt` has grown stale.
const STALE: f64 = 470_000.0;

/// Refuses a site whose first load is far above the bar.
pub fn check(site: &Path) -> Result<()> {
    let rows = measure(site)?;
    let first = rows.iter().find(|row| row.name == FIRST_LOAD);
    let value = first.context("no row of the first load")?.value;
    ensure!(
        value <= STALE,
        "the first load has {value} bytes of gzip, above {STALE}; `cargo xtask profile` makes the list of what may come later anew, `cargo xtask size` shows the parts"
    );
    Ok(())
}

const FIRST_LOAD: &str = "first load";
/// What a first visit loads, in the order of the rows.
const PARTS: [&str; 4] = ["page and worker", "styles", "glue", "document and icon"];
/// What is loaded when the world is alive. A page test starts the page without it.
const LATER: &str = "loaded later";

/// Which of the parts a file belongs to.
fn part(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("wasm" | "css") if file.contains("_later.") => LATER,
        Some("wasm") => "page and worker",
        Some("css") => "styles",
        Some("js") => "glue",
        _ => "document and icon",
    }
}

/// A row for each part of what the page loads, and their sum.
pub fn measure(site: &Path) -> Result<Vec<Row>> {
    let mut sizes = [0; PARTS.len()];
    let mut later = 0;
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        if path.is_file() {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let size = compressed(&fs::read(&path)?)?;
            match PARTS.iter().position(|known| *known == part(&name)) {
                Some(place) => sizes[place] += size,
                None => later += size,
            }
        }
    }
    let row = |name, size, bar| Row::new(name, as_figure(size), "bytes gzip", bar);
    let parts = PARTS.iter().zip(sizes);
    let mut rows: Vec<Row> = parts
        .map(|(name, size)| row(name, size, Bar::None))
        .collect();
    rows.push(row(FIRST_LOAD, sizes.iter().sum(), Bar::AtMost(MOST)));
    rows.push(row(LATER, later, Bar::None));
    Ok(rows)
}

fn as_figure(size: usize) -> f64 {
    u32::try_from(size).map_or(f64::INFINITY, f64::from)
}

fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}
