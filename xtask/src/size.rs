//! `cargo xtask size`: what a first visit loads, compressed.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Result;
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

/// A row for each file that the page loads, and their sum.
pub fn measure(site: &Path) -> Result<Vec<Row>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(site)? {
        let path = entry?.path();
        if path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    let mut rows = Vec::new();
    let mut sum = 0;
    for file in &files {
        let bytes = fs::read(file)?;
        let size = compressed(&bytes)?;
        sum += size;
        let name = file
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        rows.push(Row::new(&name, as_figure(size), "bytes gzip", Bar::None));
    }
    rows.push(Row::new(
        "first load",
        as_figure(sum),
        "bytes gzip",
        Bar::AtMost(MOST),
    ));
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
