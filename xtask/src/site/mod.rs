//! Builds the page: Wasm binaries, their JavaScript glue, styles and `index.html`, all into one
//! folder of files with relative addresses.
//!
//! `index.html` at the root is the one list of what belongs to the page. Its links are those that
//! Trunk reads, so that both builds have the same source.

mod bindgen;
pub mod compile;
pub mod divide;
pub mod generator_program;
mod linking;
mod optimize;
pub mod probe;
mod slim;
mod template;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::project::Project;
use crate::tools::optimizer::Optimizer;
use divide::trace;
use template::{Asset, Binary};

/// How a page is built.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Fast to build, with overflow checks and debug assertions.
    Development,
    /// Small and fast to run.
    Release,
    /// As a release, but undivided, and remembering which functions were called.
    Traced,
}

/// Builds the page into `folder`, which is replaced only if all went well.
pub fn build(project: &Project, mode: Mode, folder: &Path) -> Result<()> {
    let start = Instant::now();
    let fresh = project.scratch("site.new");
    remove_folder(&fresh)?;
    fs::create_dir_all(&fresh)?;

    let source = fs::read_to_string(project.root.join("index.html")).context("index.html")?;
    let page = template::parse(&source)?;
    bind(project, mode, page.binary()?, &fresh)?;
    write_styles(project, mode, &page.assets, &fresh)?;
    for asset in &page.assets {
        copy(project, asset, &fresh)?;
    }
    fs::write(fresh.join("index.html"), page.render())?;
    match mode {
        Mode::Development => {}
        Mode::Release => slim_texts(&fresh)?,
        Mode::Traced => trace::let_answer(&fresh)?,
    }

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
    // With the page, which was compiled before and asks for more features of what both share.
    let wasm = compile::compile(project, "page", &["bilayer-api", "bilayer-app"])?;
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

/// Compiles the binary, and leaves it in a folder with its glue and starter.
fn bind(project: &Project, mode: Mode, binary: &Binary, folder: &Path) -> Result<()> {
    let profile = match mode {
        Mode::Development => &binary.development_profile,
        Mode::Release | Mode::Traced => &binary.release_profile,
    };
    let name = &*binary.name;
    let wasm = compile::compile(project, profile, &[name])?;
    bindgen::bind(&wasm[0], name, folder, bindgen::Host::Browser)?;
    match mode {
        Mode::Development => {}
        Mode::Release => divide_and_shrink(project, binary, &wasm[0], folder)?,
        Mode::Traced => trace::put_into(folder, name)?,
    }
    let mut starter = format!("import init from './{name}.js';\n");
    if mode == Mode::Release {
        starter.push_str("import { loadWhenAlive } from './later.js';\nloadWhenAlive();\n");
    }
    starter.push_str("await init();\n");
    // A file of its own, so that a strict content security policy needs no exception for it.
    Ok(fs::write(folder.join("start.js"), starter)?)
}

/// Makes two files of the binary, both as small as can be.
fn divide_and_shrink(
    project: &Project,
    binary: &Binary,
    linked: &Path,
    folder: &Path,
) -> Result<()> {
    let first = folder.join(format!("{}_bg.wasm", binary.name));
    let rest = folder.join(format!("{}_later.wasm", binary.name));
    let glue = folder.join(format!("{}.js", binary.name));
    let (wasm, slim) = slim::names(&fs::read(&first)?, &fs::read_to_string(&glue)?)?;
    fs::write(glue, slim)?;
    let list = divide::List::read(project)?;
    let divided = divide::divide(&fs::read(linked)?, &wasm, &list)?;
    fs::write(&first, divided.first)?;
    fs::write(&rest, divided.rest)?;
    let Some(optimizer) = find_optimizer(project)? else {
        return Ok(());
    };
    let shrink = |file| {
        let (optimizer, level) = (&optimizer, &binary.optimize);
        move || optimize::optimize(optimizer, file, level)
    };
    side_by_side([&first, &rest].into_iter().map(|file| shrink(file)))
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

/// Makes scripts and styles as small as can be.
fn slim_texts(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let file = entry?.path();
        let slim = match file.extension().and_then(|end| end.to_str()) {
            Some("js") => slim::text,
            Some("css") => slim::style,
            _ => continue,
        };
        fs::write(&file, slim(&fs::read_to_string(&file)?))?;
    }
    Ok(())
}

/// The sheet that the page links, and in a divided build the one that `later.js` links when the
/// world is alive.
fn write_styles(project: &Project, mode: Mode, assets: &[Asset], folder: &Path) -> Result<()> {
    let (mut first, mut later) = (Vec::new(), Vec::new());
    for asset in assets {
        match asset {
            Asset::Style(path) => first.push(path),
            Asset::LaterStyle(path) => later.push(path),
            _ => {}
        }
    }
    match mode {
        Mode::Release => fs::write(folder.join("styles_later.css"), joined(project, &later)?)?,
        Mode::Development | Mode::Traced => first.append(&mut later),
    }
    Ok(fs::write(
        folder.join("styles.css"),
        joined(project, &first)?,
    )?)
}

fn joined(project: &Project, paths: &[&String]) -> Result<String> {
    let mut joined = String::new();
    for path in paths {
        let sheet = fs::read_to_string(project.root.join(path)).with_context(|| (*path).clone())?;
        joined.push_str(sheet.trim_end());
        joined.push('\n');
    }
    Ok(joined)
}

fn copy(project: &Project, asset: &Asset, folder: &Path) -> Result<()> {
    let (path, copied) = match asset {
        Asset::Binary(_) | Asset::Style(_) | Asset::LaterStyle(_) => return Ok(()),
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
