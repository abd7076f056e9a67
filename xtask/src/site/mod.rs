//! Builds the page: Wasm binaries, their JavaScript glue, styles and `index.html`, all into one
//! folder of files with relative addresses.
//!
//! `index.html` at the root is the one list of what belongs to the page. Its links are those that
//! Trunk reads, so that both builds have the same source.

mod bindgen;
mod compile;
pub mod generator_program;
mod optimize;
pub mod probe;
mod template;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::tools::optimizer::Optimizer;
use template::{Asset, Binary, Role};

/// How a page is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Fast to build, with overflow checks and debug assertions.
    Development,
    /// Small and fast to run.
    Release,
}

/// Builds the page into `folder`, which is replaced only if all went well.
pub fn build(project: &Project, mode: Mode, folder: &Path) -> Result<()> {
    let start = Instant::now();
    let fresh = project.scratch("site.new");
    remove_folder(&fresh)?;
    fs::create_dir_all(&fresh)?;

    let source = fs::read_to_string(project.root.join("index.html")).context("index.html")?;
    let page = template::parse(&source)?;
    let optimizer = match mode {
        Mode::Development => None,
        Mode::Release => find_optimizer(project)?,
    };
    let binaries: Vec<&Binary> = page.binaries().collect();
    let compiled = compile_all(project, mode, &binaries)?;
    side_by_side(compiled.iter().map(|(binary, wasm)| {
        let (fresh, optimizer) = (&fresh, optimizer.as_ref());
        move || finish(binary, wasm, fresh, optimizer)
    }))?;
    fs::write(
        fresh.join("styles.css"),
        join_styles(project, &page.assets)?,
    )?;
    for asset in &page.assets {
        copy(project, asset, &fresh)?;
    }
    fs::write(fresh.join("index.html"), page.render())?;

    remove_folder(folder)?;
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(&fresh, folder).or_else(|_| copy_folder(&fresh, folder))?;
    println!("Built the page in {:.1} s.", start.elapsed().as_secs_f32());
    Ok(())
}

/// Builds the JavaScript API into `api/` of a folder; no page of ours loads it.
pub fn build_api(project: &Project, folder: &Path) -> Result<()> {
    let folder = folder.join("api");
    fs::create_dir_all(&folder)?;
    let wasm = compile::compile(project, "page", &["bilayer-api"])?;
    bindgen::bind(&wasm[0], "bilayer", &folder, bindgen::Host::Others)?;
    if let Some(optimizer) = find_optimizer(project)? {
        optimize::optimize(&optimizer, &folder.join("bilayer_bg.wasm"), "z")?;
    }
    Ok(())
}

fn find_optimizer(project: &Project) -> Result<Option<Optimizer>> {
    let optimizer = Optimizer::find(project)?;
    if optimizer.is_none() {
        println!(
            "Neither wasm-opt (Binaryen) nor npm: the page is whole, but larger than need be."
        );
    }
    Ok(optimizer)
}

/// Each binary with its compiled file; those of one profile are compiled together.
fn compile_all<'a>(
    project: &Project,
    mode: Mode,
    binaries: &[&'a Binary],
) -> Result<Vec<(&'a Binary, PathBuf)>> {
    let profile = |binary: &&'a Binary| match mode {
        Mode::Development => &binary.development_profile,
        Mode::Release => &binary.release_profile,
    };
    let mut compiled = Vec::new();
    for alike in binaries.chunk_by(|a, b| profile(a) == profile(b)) {
        let names: Vec<&str> = alike.iter().map(|binary| &*binary.name).collect();
        let files = compile::compile(project, profile(&alike[0]), &names)?;
        compiled.extend(alike.iter().copied().zip(files));
    }
    Ok(compiled)
}

/// Does all works at the same time.
fn side_by_side<W>(works: impl Iterator<Item = W>) -> Result<()>
where
    W: FnOnce() -> Result<()> + Send,
{
    std::thread::scope(|scope| {
        let running: Vec<_> = works.map(|work| scope.spawn(work)).collect();
        running.into_iter().try_for_each(|work| {
            let outcome = work.join();
            outcome.unwrap_or_else(|_| bail!("a part of the build panicked"))
        })
    })
}

/// Glue, starter, and where there is an optimizer, a smaller file.
fn finish(
    binary: &Binary,
    wasm: &Path,
    folder: &Path,
    optimizer: Option<&Optimizer>,
) -> Result<()> {
    bindgen::bind(wasm, &binary.name, folder, bindgen::Host::Browser)?;
    if let Some(optimizer) = optimizer {
        let wasm = folder.join(format!("{}_bg.wasm", binary.name));
        optimize::optimize(optimizer, &wasm, &binary.optimize)?;
    }
    match binary.role {
        Role::Main => fs::write(folder.join("start.js"), starter(&binary.name))?,
        Role::Worker => {
            let loader = folder.join(format!("{}_loader.js", binary.name));
            fs::write(loader, starter(&binary.name))?;
        }
    }
    Ok(())
}

/// A module that starts a binary; a file of its own, so that a strict content security policy
/// needs no exception for it.
fn starter(name: &str) -> String {
    format!("import init from './{name}.js';\nawait init();\n")
}

fn join_styles(project: &Project, assets: &[Asset]) -> Result<String> {
    let mut joined = String::new();
    for asset in assets {
        if let Asset::Style(path) = asset {
            let sheet =
                fs::read_to_string(project.root.join(path)).with_context(|| path.clone())?;
            joined.push_str(sheet.trim_end());
            joined.push('\n');
        }
    }
    Ok(joined)
}

fn copy(project: &Project, asset: &Asset, folder: &Path) -> Result<()> {
    let (path, copied) = match asset {
        Asset::Binary(_) | Asset::Style(_) => return Ok(()),
        Asset::File(path) | Asset::Icon(path) => {
            let target = folder.join(template::file_name(path));
            (path, fs::copy(project.root.join(path), target).map(drop))
        }
        Asset::Folder(path) => {
            let target = folder.join(template::file_name(path));
            (path, copy_folder(&project.root.join(path), &target))
        }
    };
    copied.with_context(|| format!("cannot copy {path}, which index.html names"))
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn remove_folder(folder: &Path) -> std::io::Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
    } else {
        Ok(())
    }
}
