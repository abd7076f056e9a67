//! The first file: stubs instead of what comes later, and everything exported that the rest uses.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId,
    FunctionKind, GlobalId, LocalFunction, Module, TableId, ValType,
};

use super::LOADER;
use super::plan::Plan;

/// Under which names the first file exports what the rest imports.
pub struct Names {
    /// Functions, by their index.
    pub functions: BTreeMap<usize, String>,
    /// Globals, by their index; memories and tables have other kinds of ids.
    pub globals: BTreeMap<usize, String>,
    /// Tables, by their index.
    pub tables: BTreeMap<usize, String>,
    /// The memory.
    pub memory: String,
    /// The global that tells whether the rest is there.
    pub loaded: String,
}

/// Makes a file the first one.
pub fn make(module: &mut Module, plan: &Plan) -> Result<Names> {
    let table = module.tables.main_function_table()?.context("no table")?;
    let names = export(module, plan);
    let zero = ConstExpr::Value(Value::I32(0));
    let loaded = module.globals.add_local(ValType::I32, true, false, zero);
    module.exports.add(&names.loaded, loaded);
    let ensure = ensure(module, loaded)?;
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    for (index, place) in &plan.stubs {
        let stub = stub(module, ids[*index], ensure, table, *place);
        module.funcs.get_mut(ids[*index]).kind = FunctionKind::Local(stub);
    }
    clear_table(module, plan);
    clear_data(module, plan);
    let table = module.tables.get_mut(table);
    table.initial = plan.table_end.into();
    table.maximum = table.maximum.map(|most| most.max(table.initial));
    Ok(names)
}

/// What the first file doesn't refer to stands in the table only when the rest is there.
fn clear_table(module: &mut Module, plan: &Plan) {
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().unreachable();
    let nothing = builder.finish(Vec::new(), &mut module.funcs);
    for element in module.elements.iter_mut() {
        let (ElementKind::Active { offset, .. }, ElementItems::Functions(items)) =
            (&element.kind, &mut element.items)
        else {
            continue;
        };
        if let ConstExpr::Value(Value::I32(offset)) = offset {
            for (place, item) in (offset.cast_unsigned()..).zip(items) {
                if !plan.places.contains(&place) {
                    *item = nothing;
                }
            }
        }
    }
}

/// What only the rest refers to is empty until the rest is there.
fn clear_data(module: &mut Module, plan: &Plan) {
    let all: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in all {
        let data = module.data.get_mut(id);
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = &data.kind
        else {
            continue;
        };
        let (start, end) = (start.cast_unsigned() as usize, data.value.len());
        for range in &plan.data {
            let place = |address: u32| (address as usize).saturating_sub(start).min(end);
            data.value[place(range.start)..place(range.end)].fill(0);
        }
    }
}

/// A function that loads the rest if it isn't there.
fn ensure(module: &mut Module, loaded: GlobalId) -> Result<FunctionId> {
    let load = module.imports.get_func(LOADER.0, LOADER.1)?;
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().global_get(loaded).if_else(
        None,
        |_| {},
        |absent| {
            absent.call(load);
        },
    );
    Ok(builder.finish(Vec::new(), &mut module.funcs))
}

fn stub(
    module: &mut Module,
    function: FunctionId,
    ensure: FunctionId,
    table: TableId,
    place: u32,
) -> LocalFunction {
    let ty = module.funcs.get(function).ty();
    let (parameters, results) = {
        let ty = module.types.get(ty);
        (ty.params().to_vec(), ty.results().to_vec())
    };
    let locals: Vec<_> = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let mut body = builder.func_body();
    body.call(ensure);
    for local in &locals {
        body.local_get(*local);
    }
    body.i32_const(place.cast_signed()).call_indirect(ty, table);
    builder.local_func(locals)
}

/// Exports what the rest uses, under the names that it has, or short new ones.
fn export(module: &mut Module, plan: &Plan) -> Names {
    let mut fresh = (0_usize..).map(|number| format!("{number:x}"));
    let mut named = |module: &mut Module, item: ExportItem| {
        let known = module
            .exports
            .iter()
            .find(|export| same(&export.item, &item));
        if let Some(export) = known {
            return export.name.clone();
        }
        let name = fresh.next().unwrap_or_default();
        module.exports.add(&name, item);
        name
    };
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    let globals: Vec<GlobalId> = module.globals.iter().map(|global| global.id()).collect();
    let tables: Vec<TableId> = module.tables.iter().map(|table| table.id()).collect();
    let memory = module.memories.iter().next().map(|memory| memory.id());
    let shared = plan.shared.iter();
    Names {
        functions: shared
            .map(|index| (*index, named(module, ids[*index].into())))
            .collect(),
        globals: globals
            .into_iter()
            .map(|id| (id.index(), named(module, id.into())))
            .collect(),
        tables: tables
            .into_iter()
            .map(|id| (id.index(), named(module, id.into())))
            .collect(),
        memory: memory.map_or_else(String::new, |id| named(module, id.into())),
        loaded: "_".to_owned(),
    }
}

fn same(a: &ExportItem, b: &ExportItem) -> bool {
    match (a, b) {
        (ExportItem::Function(a), ExportItem::Function(b)) => a == b,
        (ExportItem::Global(a), ExportItem::Global(b)) => a == b,
        (ExportItem::Table(a), ExportItem::Table(b)) => a == b,
        (ExportItem::Memory(a), ExportItem::Memory(b)) => a == b,
        _ => false,
    }
}
