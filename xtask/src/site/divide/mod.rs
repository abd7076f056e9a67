//! Divides the page's Wasm file in two: what its start calls, and the rest, which is loaded later.
//!
//! The first file has a stub for each function of the rest that it calls or keeps in its table of
//! function pointers. A stub makes sure that the rest is there and then calls it through the
//! table, where the rest has put its functions.

mod first;
mod list;
mod rest;
#[cfg(test)]
mod tests;
pub mod trace;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use walrus::ir::{Call, RefFunc, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind, LocalFunction,
    Module, TableId, ir,
};

pub use list::List;

/// From where and under which name the page imports the function that loads the rest.
const LOADER: (&str, &str) = ("./later.js", "load");
/// The module that the rest imports from: the first file.
const FIRST: &str = "first";
/// Smaller functions stay: a stub would be as large.
const SMALLEST: u64 = 8;

/// Both files.
pub struct Divided {
    /// What the start calls.
    pub first: Vec<u8>,
    /// What is loaded later.
    pub rest: Vec<u8>,
}

/// Which function goes where. Functions are named by their index in the undivided file.
struct Plan {
    /// For each function: whether its body is in the rest.
    later: Vec<bool>,
    /// The place in the table of each function of the rest that the first file reaches.
    stubs: BTreeMap<usize, u32>,
    /// What the rest uses of the first file's functions and imports.
    shared: Vec<usize>,
    /// The places of the table after those in use.
    table_end: u32,
}

/// Divides a file by the list of functions that the start does not call.
pub fn divide(wasm: &[u8], list: &List) -> Result<Divided> {
    let mut first = Module::from_buffer(wasm)?;
    let mut rest = Module::from_buffer(wasm)?;
    let plan = plan(&first, list)?;
    let names = first::make(&mut first, &plan)?;
    rest::make(&mut rest, &plan, &names)?;
    walrus::passes::gc::run(&mut first);
    walrus::passes::gc::run(&mut rest);
    Ok(Divided {
        first: first.emit_wasm(),
        rest: rest.emit_wasm(),
    })
}

fn plan(module: &Module, list: &List) -> Result<Plan> {
    let table = module
        .tables
        .main_function_table()?
        .context("no table of functions")?;
    let places = places(module, table)?;
    let listed: Vec<bool> = module
        .funcs
        .iter()
        .map(|function| match &function.kind {
            FunctionKind::Local(body) => {
                body.size() >= SMALLEST
                    && Some(function.id()) != module.start
                    && function.name.as_deref().is_some_and(|name| list.has(name))
            }
            _ => false,
        })
        .collect();
    let reached = reach(module, roots(module), &listed);
    let later: Vec<bool> = module
        .funcs
        .iter()
        .map(|function| {
            let index = function.id().index();
            listed[index] || !reached[index] && matches!(function.kind, FunctionKind::Local(_))
        })
        .collect();
    let mut table_end = u32::try_from(module.tables.get(table).initial)?;
    let mut stubs = BTreeMap::new();
    for index in (0..later.len()).filter(|index| listed[*index] && reached[*index]) {
        let place = places.get(&index).copied().unwrap_or_else(|| {
            table_end += 1;
            table_end - 1
        });
        stubs.insert(index, place);
    }
    let shared = used_by_the_rest(module, &later, &stubs);
    Ok(Plan {
        later,
        stubs,
        shared,
        table_end,
    })
}

/// The first place of each function that stands in the table.
fn places(module: &Module, table: TableId) -> Result<BTreeMap<usize, u32>> {
    let mut places = BTreeMap::new();
    for element in module.elements.iter() {
        let (ElementKind::Active { table: of, offset }, ElementItems::Functions(items)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        let ConstExpr::Value(ir::Value::I32(offset)) = offset else {
            anyhow::bail!("a part of the table without a fixed place");
        };
        if *of == table {
            for (place, function) in (u32::try_from(*offset)?..).zip(items) {
                places.entry(function.index()).or_insert(place);
            }
        }
    }
    Ok(places)
}

/// What the outside and the table refer to.
fn roots(module: &Module) -> Vec<FunctionId> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(function) => Some(function),
        _ => None,
    });
    let mut roots: Vec<FunctionId> = exported.chain(module.start).collect();
    for element in module.elements.iter() {
        if let ElementItems::Functions(items) = &element.items {
            roots.extend(items);
        }
    }
    roots
}

/// Which functions are reached from some, if those that `stop` names call nothing.
fn reach(module: &Module, roots: Vec<FunctionId>, stop: &[bool]) -> Vec<bool> {
    let mut reached = vec![false; stop.len()];
    let mut waiting = roots;
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut reached[id.index()], true) || stop[id.index()] {
            continue;
        }
        if let FunctionKind::Local(body) = &module.funcs.get(id).kind {
            waiting.extend(named_by(body));
        }
    }
    reached
}

fn used_by_the_rest(module: &Module, later: &[bool], stubs: &BTreeMap<usize, u32>) -> Vec<usize> {
    let roots = module.funcs.iter().map(|function| function.id());
    let roots = roots.filter(|id| stubs.contains_key(&id.index())).collect();
    let stays: Vec<bool> = later.iter().map(|later| !later).collect();
    let reached = reach(module, roots, &stays);
    (0..later.len())
        .filter(|index| reached[*index] && stays[*index])
        .collect()
}

/// The functions that a body names.
fn named_by(body: &LocalFunction) -> Vec<FunctionId> {
    #[derive(Default)]
    struct Named(Vec<FunctionId>);
    impl<'a> Visitor<'a> for Named {
        fn visit_call(&mut self, call: &Call) {
            self.0.push(call.func);
        }
        fn visit_ref_func(&mut self, taken: &RefFunc) {
            self.0.push(taken.func);
        }
    }
    let mut named = Named::default();
    dfs_in_order(&mut named, body, body.entry_block());
    named.0
}
