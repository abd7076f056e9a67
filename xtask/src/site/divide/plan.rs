//! Decides what goes into which of the two files.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use walrus::ir::{self, Call, Const, MemArg, RefFunc, Value, Visitor, dfs_in_order};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionId, FunctionKind,
    LocalFunction, Module, TableId,
};

use super::references::{References, Referred};
use super::{List, OUTLINED, SMALLEST};

/// What goes where. Functions are named by their index in the undivided file.
pub struct Plan {
    /// For each function: whether its body is in the rest.
    pub later: Vec<bool>,
    /// The place in the table of each function of the rest that the first file reaches.
    pub stubs: BTreeMap<usize, u32>,
    /// The places of the table that the first file refers to.
    pub places: BTreeSet<u32>,
    /// What the rest uses of the first file's functions and imports.
    pub shared: Vec<usize>,
    /// The addresses of the data that only the rest refers to.
    pub data: Vec<Range<u32>>,
    /// The number of places of the table.
    pub table_end: u32,
}

impl Plan {
    /// Follows what the first file refers to.
    pub fn of(module: &Module, list: &List, references: &References) -> Result<Self> {
        let table = module.tables.main_function_table()?.context("no table")?;
        let listed = listed(module, list);
        let mut reach = Reach {
            module,
            references,
            listed: &listed,
            table: table_of(module, table)?,
            functions: vec![false; listed.len()],
            pieces: vec![false; references.pieces.len()],
            places: BTreeSet::new(),
            waiting: roots(module),
        };
        reach.follow();
        let local = |id: FunctionId| matches!(module.funcs.get(id).kind, FunctionKind::Local(_));
        let ids = module.funcs.iter().map(|function| function.id());
        let later: Vec<bool> = ids
            .zip(listed.iter().zip(&reach.functions))
            .map(|(id, (listed, reached))| *listed || !reached && local(id))
            .collect();
        let mut table_end = u32::try_from(module.tables.get(table).initial)?;
        let mut known: BTreeMap<usize, u32> = BTreeMap::new();
        for (place, function) in reach.table.iter().rev() {
            known.insert(function.index(), *place);
        }
        let mut stubs = BTreeMap::new();
        for index in (0..later.len()).filter(|index| listed[*index] && reach.functions[*index]) {
            let place = known.get(&index).copied().unwrap_or_else(|| {
                table_end += 1;
                table_end - 1
            });
            stubs.insert(index, place);
        }
        let data = unreached(module, references, &reach.pieces)?;
        let places = reach.places;
        let filled = reach.table.iter().filter(|(at, _)| !places.contains(at));
        let filled = filled.map(|(_, function)| function.index());
        let shared = used_by_the_rest(module, &later, filled);
        Ok(Self {
            later,
            stubs,
            places,
            shared,
            data,
            table_end,
        })
    }
}

fn listed(module: &Module, list: &List) -> Vec<bool> {
    let functions = module.funcs.iter();
    let listed = functions.map(|function| match &function.kind {
        FunctionKind::Local(body) => {
            let has = |name: &str| name.ends_with(OUTLINED) || list.has(name);
            body.size() >= SMALLEST
                && Some(function.id()) != module.start
                && function.name.as_deref().is_some_and(has)
        }
        _ => false,
    });
    listed.collect()
}

/// What stands in the table.
fn table_of(module: &Module, table: TableId) -> Result<BTreeMap<u32, FunctionId>> {
    let mut places = BTreeMap::new();
    for element in module.elements.iter() {
        let (ElementKind::Active { table: of, offset }, ElementItems::Functions(items)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        let ConstExpr::Value(Value::I32(offset)) = offset else {
            bail!("a part of the table without a fixed place");
        };
        if *of == table {
            places.extend((offset.cast_unsigned()..).zip(items.iter().copied()));
        }
    }
    Ok(places)
}

/// What the outside refers to.
fn roots(module: &Module) -> Vec<FunctionId> {
    let exported = module
        .exports
        .iter()
        .filter_map(|export| match export.item {
            ExportItem::Function(function) => Some(function),
            _ => None,
        });
    exported.chain(module.start).collect()
}

/// Follows references from function to function, data and table.
struct Reach<'a> {
    module: &'a Module,
    references: &'a References,
    listed: &'a [bool],
    table: BTreeMap<u32, FunctionId>,
    functions: Vec<bool>,
    pieces: Vec<bool>,
    places: BTreeSet<u32>,
    waiting: Vec<FunctionId>,
}

impl Reach<'_> {
    fn follow(&mut self) {
        while let Some(id) = self.waiting.pop() {
            let index = id.index();
            if std::mem::replace(&mut self.functions[index], true) || self.listed[index] {
                continue;
            }
            let function = self.module.funcs.get(id);
            if let FunctionKind::Local(body) = &function.kind {
                let named = Named::by(body);
                self.waiting.extend(&named.functions);
                let name = function.name.as_deref().unwrap_or_default();
                match self.references.function(name) {
                    Some(known) => self.numbers(&named.numbers, known),
                    None => self.unknown(&named.numbers),
                }
            }
        }
    }

    /// Of the numbers in a function's code, those that are references.
    fn numbers(&mut self, numbers: &BTreeSet<u32>, known: &Referred) {
        for place in known.places.iter().filter(|place| numbers.contains(place)) {
            self.place(*place);
        }
        let used = known
            .data
            .iter()
            .filter(|(address, _)| numbers.contains(address));
        used.for_each(|(_, pieces)| pieces.iter().for_each(|piece| self.piece(*piece)));
    }

    /// Of a function that the glue brought, any number may be a reference.
    fn unknown(&mut self, numbers: &BTreeSet<u32>) {
        for number in numbers {
            if self.table.contains_key(number) {
                self.place(*number);
            }
            for piece in 0..self.pieces.len() {
                if self.references.pieces[piece].range.contains(number) {
                    self.piece(piece);
                }
            }
        }
    }

    fn place(&mut self, place: u32) {
        if self.places.insert(place) {
            self.waiting.extend(self.table.get(&place));
        }
    }

    fn piece(&mut self, piece: usize) {
        let mut waiting = vec![piece];
        while let Some(piece) = waiting.pop() {
            if !std::mem::replace(&mut self.pieces[piece], true) {
                let refers = &self.references.pieces[piece].refers;
                waiting.extend(refers.data.values().flatten());
                refers.places.iter().for_each(|place| self.place(*place));
            }
        }
    }
}

/// The functions and numbers in a body.
#[derive(Default)]
struct Named {
    functions: Vec<FunctionId>,
    numbers: BTreeSet<u32>,
}

impl Named {
    fn by(body: &LocalFunction) -> Self {
        let mut named = Self::default();
        dfs_in_order(&mut named, body, body.entry_block());
        named
    }

    fn offset(&mut self, arg: MemArg) {
        self.numbers.extend(u32::try_from(arg.offset).ok());
    }
}

impl<'a> Visitor<'a> for Named {
    fn visit_call(&mut self, call: &Call) {
        self.functions.push(call.func);
    }

    fn visit_ref_func(&mut self, taken: &RefFunc) {
        self.functions.push(taken.func);
    }

    fn visit_const(&mut self, constant: &Const) {
        if let Value::I32(number) = constant.value {
            self.numbers.insert(number.cast_unsigned());
        }
    }

    fn visit_load(&mut self, load: &ir::Load) {
        self.offset(load.arg);
    }

    fn visit_store(&mut self, store: &ir::Store) {
        self.offset(store.arg);
    }
}

/// What the rest calls, and what it puts into the table.
fn used_by_the_rest(
    module: &Module,
    later: &[bool],
    filled: impl Iterator<Item = usize>,
) -> Vec<usize> {
    let mut used: BTreeSet<usize> = filled.collect();
    for (id, body) in module.funcs.iter_local() {
        if later[id.index()] {
            used.extend(Named::by(body).functions.iter().map(|id| id.index()));
        }
    }
    used.into_iter().filter(|index| !later[*index]).collect()
}

/// The data in no piece that is reached: it belongs to pieces that aren't.
fn unreached(
    module: &Module,
    references: &References,
    reached: &[bool],
) -> Result<Vec<Range<u32>>> {
    let mut moved = BTreeMap::new();
    for data in module.data.iter() {
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = &data.kind
        else {
            bail!("a segment without a fixed place");
        };
        let start = start.cast_unsigned();
        // 0: in no piece, 1: only in pieces that aren't reached, 2: in one that is.
        let mut bytes = vec![0_u8; data.value.len()];
        for (piece, reached) in references.pieces.iter().zip(reached) {
            let place = |address: u32| (address.saturating_sub(start) as usize).min(bytes.len());
            let (from, to) = (place(piece.range.start), place(piece.range.end));
            for byte in &mut bytes[from..to] {
                *byte = (*byte).max(1 + u8::from(*reached));
            }
        }
        let mut address = start;
        for run in bytes.chunk_by(|a, b| a == b) {
            let end = address + u32::try_from(run.len())?;
            if run[0] == 1 {
                moved.insert(address, address..end);
            }
            address = end;
        }
    }
    Ok(moved.into_values().collect())
}
