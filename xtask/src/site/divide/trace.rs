//! A build that remembers which of its functions were called.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value as Json, json};
use walrus::ir::{Const, Instr, MemArg, Store, StoreKind, Value};
use walrus::{FunctionKind, Module};

use super::List;
use crate::browser::Page;

const PAGE: u64 = 65_536;

/// What the page and its worker do when they are asked for the marks: they answer with a text
/// that has a digit for each function.
const ANSWER: &str = "
import { initSync as marked } from './bilayer-app.js';
new BroadcastChannel('ROLE-asked').onmessage = ({ data: [at, count] }) => {
  const marks = new Uint8Array(marked().memory.buffer, at, count);
  new BroadcastChannel('answered').postMessage(marks.join(''));
};
";

/// Asks one of the two for its marks.
const ASK: &str = "new Promise((done) => {
  new BroadcastChannel('answered').onmessage = ({ data }) => done(data);
  new BroadcastChannel('ROLE-asked').postMessage(PLACE);
})";

/// Page and worker, as their channels are named.
const ROLES: [&str; 2] = ["page", "worker"];

/// Makes the page in a folder a remembering one.
pub fn put_into(folder: &Path, name: &str) -> Result<()> {
    let file = folder.join(format!("{name}_bg.wasm"));
    let traced = trace(&fs::read(&file)?)?;
    fs::write(file, traced.wasm)?;
    let told = json!({ "at": traced.at, "names": traced.names });
    Ok(fs::write(folder.join("trace.json"), told.to_string())?)
}

/// Lets both scripts of the page in a folder answer.
pub fn let_answer(folder: &Path) -> Result<()> {
    for (role, script) in ROLES.iter().zip(["start.js", "worker.js"]) {
        let script = folder.join(script);
        let answer = ANSWER.replace("ROLE", role);
        fs::write(&script, fs::read_to_string(&script)? + &answer)?;
    }
    Ok(())
}

/// What a traced page in a folder has called so far, in page and worker.
pub struct Calls {
    at: u64,
    names: Vec<String>,
    called: Vec<bool>,
}

impl Calls {
    /// Nothing yet.
    pub fn of(folder: &Path) -> Result<Self> {
        let told: Json = serde_json::from_slice(&fs::read(folder.join("trace.json"))?)?;
        let names: Vec<String> = serde_json::from_value(told["names"].clone())?;
        Ok(Self {
            at: told["at"].as_u64().context("no place")?,
            called: vec![false; names.len()],
            names,
        })
    }

    /// Adds what an open page and its worker have called.
    pub fn add(&mut self, page: &Page) -> Result<()> {
        for role in ROLES {
            let place = format!("[{}, {}]", self.at, self.names.len());
            let marks = page.eval(&ASK.replace("ROLE", role).replace("PLACE", &place))?;
            let marks = marks.as_str().context("no marks")?;
            for (called, mark) in self.called.iter_mut().zip(marks.bytes()) {
                *called |= mark == b'1';
            }
        }
        Ok(())
    }

    /// The functions whose names no called one bears.
    pub fn never(&self) -> List {
        let called = List::of(self.names(true));
        List::of(self.names(false).filter(|name| !called.has(name)))
    }

    pub fn dump(&self, file: &Path) -> Result<()> {
        let lines = self.names.iter().zip(&self.called);
        let lines = lines.map(|(n, c)| format!("{} {n} {:#}\n", u8::from(*c), rustc_demangle::demangle(n)));
        Ok(fs::write(file, lines.collect::<String>())?)
    }

    fn names(&self, called: bool) -> impl Iterator<Item = &str> {
        let all = self.names.iter().zip(&self.called);
        all.filter(move |(_, was)| **was == called).map(|(name, _)| &**name)
    }
}

/// A file whose functions leave a mark in memory when they are called.
struct Traced {
    wasm: Vec<u8>,
    /// Where the marks begin: one byte for each function.
    at: u64,
    /// The functions, in the order of their marks.
    names: Vec<String>,
}

/// Makes every function leave a mark. The marks are behind the memory that the program knows.
fn trace(wasm: &[u8]) -> Result<Traced> {
    let mut module = Module::from_buffer(wasm)?;
    let memory = module.memories.iter().next().context("no memory")?.id();
    let at = module.memories.get(memory).initial * PAGE;
    let mut names = Vec::new();
    for function in module.funcs.iter_mut() {
        let FunctionKind::Local(body) = &mut function.kind else {
            continue;
        };
        let arg = MemArg {
            align: 1,
            offset: at + names.len() as u64,
        };
        let kind = StoreKind::I32_8 { atomic: false };
        let number = |value| Instr::Const(Const { value: Value::I32(value) });
        let mark = [number(0), number(1), Instr::Store(Store { memory, kind, arg })];
        let entry = body.entry_block();
        let marked = mark.map(|instruction| (instruction, Default::default()));
        body.block_mut(entry).instrs.splice(0..0, marked);
        names.push(function.name.clone().unwrap_or_default());
    }
    module.memories.get_mut(memory).initial += (names.len() as u64).div_ceil(PAGE);
    Ok(Traced { wasm: module.emit_wasm(), at, names })
}
