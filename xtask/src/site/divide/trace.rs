//! A build that remembers which of its functions were called.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use walrus::ir::{Const, Instr, InstrLocId, MemArg, Store, StoreKind, Value};
use walrus::{FunctionKind, MemoryId, Module};

use super::List;
use super::points::{Point, Points};
use crate::browser::Page;

const PAGE: u64 = 65_536;
/// The file that tells where the marks are.
const TOLD: &str = "trace.json";

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

/// Where a traced file leaves its marks.
#[derive(Serialize, Deserialize)]
struct Traced {
    at: u64,
    marks: u64,
    functions: Vec<Function>,
}

#[derive(Serialize, Deserialize)]
struct Function {
    name: String,
    shape: u64,
    /// The mark of its call; those of its places follow.
    first_mark: u64,
}

/// Makes the page in a folder a remembering one.
pub fn put_into(folder: &Path, name: &str) -> Result<()> {
    let file = folder.join(format!("{name}_bg.wasm"));
    let (wasm, traced) = trace(&fs::read(&file)?)?;
    fs::write(file, wasm)?;
    Ok(fs::write(folder.join(TOLD), serde_json::to_vec(&traced)?)?)
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

/// What a traced page in a folder has run so far, in page and worker.
pub struct Calls {
    traced: Traced,
    marks: Vec<bool>,
}

impl Calls {
    /// Nothing yet.
    pub fn of(folder: &Path) -> Result<Self> {
        let traced: Traced = serde_json::from_slice(&fs::read(folder.join(TOLD))?)?;
        let marks = vec![false; usize::try_from(traced.marks)?];
        Ok(Self { traced, marks })
    }

    /// Adds what an open page and its worker have run.
    pub fn add(&mut self, page: &Page) -> Result<()> {
        for role in ROLES {
            let place = format!("[{}, {}]", self.traced.at, self.traced.marks);
            let marks = page.eval(&ASK.replace("ROLE", role).replace("PLACE", &place))?;
            let marks = marks.as_str().context("no marks")?;
            for (seen, mark) in self.marks.iter_mut().zip(marks.bytes()) {
                *seen |= mark == b'1';
            }
        }
        Ok(())
    }

    /// What was never run. Of functions that share a readable name, all were called if one was.
    pub fn never(&self) -> List {
        let mut list = List::default();
        let is_called = |marks: &[bool]| marks.first() == Some(&true);
        for (function, _) in self.functions().filter(|(_, marks)| !is_called(marks)) {
            list.add(&function.name);
        }
        for (function, marks) in self.functions().filter(|(_, marks)| is_called(marks)) {
            list.take_out(&function.name);
            let never = marks[1..].iter().enumerate().filter(|(_, seen)| !**seen);
            let never: Vec<usize> = never.map(|(place, _)| place).collect();
            list.add_parts(&function.name, function.shape, never);
        }
        list
    }

    /// Each function with the marks of its call and of its places.
    fn functions(&self) -> impl Iterator<Item = (&Function, &[bool])> {
        let starts = self
            .traced
            .functions
            .iter()
            .map(|one| one.first_mark as usize);
        let ends = starts.clone().skip(1).chain([self.marks.len()]);
        let marks = starts.zip(ends).map(|(start, end)| &self.marks[start..end]);
        self.traced.functions.iter().zip(marks)
    }
}

/// Makes every function leave a mark in memory when it is called, and one at each place from which
/// on it may not be run. The marks are one byte each, behind the memory that the program knows.
fn trace(wasm: &[u8]) -> Result<(Vec<u8>, Traced)> {
    let mut module = Module::from_buffer(wasm)?;
    let memory = module.memories.iter().next().context("no memory")?.id();
    let at = module.memories.get(memory).initial * PAGE;
    let mut traced = Traced {
        at,
        marks: 0,
        functions: Vec::new(),
    };
    for function in module.funcs.iter_mut() {
        let FunctionKind::Local(body) = &mut function.kind else {
            continue;
        };
        let mut points = Points::of(body);
        traced.functions.push(Function {
            name: function.name.clone().unwrap_or_default(),
            shape: points.shape,
            first_mark: traced.marks,
        });
        let entry = Point {
            sequence: body.entry_block(),
            before: 0,
        };
        points.all.insert(0, entry);
        let mut numbered: Vec<_> = points.all.into_iter().zip(at + traced.marks..).collect();
        traced.marks += numbered.len() as u64;
        // From the end of each sequence, so that the places before stay where they are.
        numbered.sort_by_key(|(point, _)| std::cmp::Reverse(*point));
        for (point, mark) in numbered {
            let here = body.block_mut(point.sequence);
            here.instrs
                .splice(point.before..point.before, leave(memory, mark));
        }
    }
    module.memories.get_mut(memory).initial += traced.marks.div_ceil(PAGE);
    Ok((module.emit_wasm(), traced))
}

fn leave(memory: MemoryId, mark: u64) -> [(Instr, InstrLocId); 3] {
    let arg = MemArg {
        align: 1,
        offset: mark,
    };
    let kind = StoreKind::I32_8 { atomic: false };
    let number = |value| {
        Instr::Const(Const {
            value: Value::I32(value),
        })
    };
    let instructions = [
        number(0),
        number(1),
        Instr::Store(Store { memory, kind, arg }),
    ];
    instructions.map(|instruction| (instruction, InstrLocId::default()))
}
