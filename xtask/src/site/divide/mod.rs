//! Divides the page's Wasm file in two: what its start calls, and the rest, which is loaded later.
//!
//! The first file has a stub for each function of the rest that it calls or keeps in its table of
//! function pointers. A stub makes sure that the rest is there and then calls it through the
//! table, where the rest has put its functions.

mod copy;
mod first;
mod list;
mod live;
mod outline;
mod plan;
mod points;
mod references;
mod rest;
mod stack;
#[cfg(test)]
mod tests;
pub mod trace;

use anyhow::Result;
use walrus::Module;

use plan::Plan;
use references::References;

pub use list::List;

/// From where and under which name the page imports the function that loads the rest.
const LOADER: (&str, &str) = ("./later.js", "load");
/// The module that the rest imports from: the first file.
const FIRST: &str = "first";
/// The end of the names of functions that were parts of others.
const OUTLINED: &str = "'s later part";
/// Smaller functions stay: a stub would be as large.
const SMALLEST: u64 = 8;

/// Both files.
pub struct Divided {
    /// What the start calls.
    pub first: Vec<u8>,
    /// What is loaded later.
    pub rest: Vec<u8>,
}

/// Divides a file by the list of what the start does not run. `linked` is the file as the linker
/// wrote it, before the JavaScript glue was made for it.
pub fn divide(linked: &[u8], wasm: &[u8], list: &List) -> Result<Divided> {
    let references = References::of(linked)?;
    let mut whole = Module::from_buffer(wasm)?;
    outline::outline(&mut whole, list);
    let wasm = whole.emit_wasm();
    let mut first = Module::from_buffer(&wasm)?;
    let mut rest = Module::from_buffer(&wasm)?;
    let plan = Plan::of(&first, list, &references)?;
    let names = first::make(&mut first, &plan)?;
    rest::make(&mut rest, &plan, &names)?;
    walrus::passes::gc::run(&mut first);
    walrus::passes::gc::run(&mut rest);
    Ok(Divided {
        first: first.emit_wasm(),
        rest: rest.emit_wasm(),
    })
}
