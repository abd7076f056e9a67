//! The rest: its own functions, put into the table of the first file, from which it imports
//! everything else.

use anyhow::{Context, Result};
use walrus::ir::Value;
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, FunctionId, FunctionKind,
    GlobalId, GlobalKind, ImportedFunction, Module, TableId, ValType,
};

use super::FIRST;
use super::first::Names;
use super::plan::Plan;

/// Makes a file the rest.
pub fn make(module: &mut Module, plan: &Plan, names: &Names) -> Result<()> {
    let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
    for export in exports {
        module.exports.delete(export);
    }
    import_functions(module, names);
    import_memory(module, plan, names)?;
    import_globals(module, names);
    let table = module.tables.main_function_table()?.context("no table")?;
    import_tables(module, names);
    module.tables.get_mut(table).initial = plan.table_end.into();
    module.tables.get_mut(table).maximum = None;
    fill(module, plan, table)?;
    let loaded = import_global(module, names);
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
    builder.func_body().i32_const(1).global_set(loaded);
    module.start = Some(builder.finish(Vec::new(), &mut module.funcs));
    Ok(())
}

fn import_functions(module: &mut Module, names: &Names) {
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    for (index, name) in &names.functions {
        let id = ids[*index];
        let ty = module.funcs.get(id).ty();
        if let FunctionKind::Import(imported) = &module.funcs.get(id).kind {
            let import = module.imports.get_mut(imported.import);
            (import.module, import.name) = (FIRST.to_owned(), name.clone());
        } else {
            let import = module.imports.add(FIRST, name, id);
            module.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }
}

fn import_memory(module: &mut Module, plan: &Plan, names: &Names) -> Result<()> {
    let moved = moved(module, plan);
    let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for id in data {
        module.data.delete(id);
    }
    let memory = module.memories.iter_mut().next().context("no memory")?;
    memory.data_segments.clear();
    let id = memory.id();
    let import = module.imports.add(FIRST, &names.memory, id);
    module.memories.get_mut(id).import = Some(import);
    for (address, bytes) in moved {
        let offset = ConstExpr::Value(Value::I32(address.cast_signed()));
        let kind = DataKind::Active { memory: id, offset };
        let data = module.data.add(kind, bytes);
        module.memories.get_mut(id).data_segments.insert(data);
    }
    Ok(())
}

/// The data that comes with the rest.
fn moved(module: &Module, plan: &Plan) -> Vec<(u32, Vec<u8>)> {
    let mut moved = Vec::new();
    for data in module.data.iter() {
        let DataKind::Active {
            offset: ConstExpr::Value(Value::I32(start)),
            ..
        } = &data.kind
        else {
            continue;
        };
        let start = start.cast_unsigned();
        for range in plan.data.iter().filter(|range| range.start >= start) {
            let place = |address: u32| (address - start) as usize;
            if let Some(bytes) = data.value.get(place(range.start)..place(range.end)) {
                moved.push((range.start, bytes.to_vec()));
            }
        }
    }
    moved
}

fn import_globals(module: &mut Module, names: &Names) {
    let ids: Vec<GlobalId> = module.globals.iter().map(|global| global.id()).collect();
    for id in ids {
        let import = module.imports.add(FIRST, &names.globals[&id.index()], id);
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
}

/// The global that tells that the rest is there.
fn import_global(module: &mut Module, names: &Names) -> GlobalId {
    let (global, _) = module.add_import_global(FIRST, &names.loaded, ValType::I32, true, false);
    global
}

fn import_tables(module: &mut Module, names: &Names) {
    let ids: Vec<TableId> = module.tables.iter().map(|table| table.id()).collect();
    for id in ids {
        let import = module.imports.add(FIRST, &names.tables[&id.index()], id);
        let table = module.tables.get_mut(id);
        table.import = Some(import);
        table.elem_segments.clear();
    }
}

/// Puts the functions of the rest into their places of the table.
fn fill(module: &mut Module, plan: &Plan, table: TableId) -> Result<()> {
    let old: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
    let ids: Vec<FunctionId> = module.funcs.iter().map(|function| function.id()).collect();
    let mut places: Vec<(u32, FunctionId)> = Vec::new();
    for element in module.elements.iter() {
        let (ElementKind::Active { offset, .. }, ElementItems::Functions(items)) =
            (&element.kind, &element.items)
        else {
            continue;
        };
        if let ConstExpr::Value(Value::I32(offset)) = offset {
            let all = (offset.cast_unsigned()..).zip(items.iter().copied());
            // Also functions of the first file, where only the rest means their place.
            let here = |(place, id): &(u32, FunctionId)| {
                plan.later[id.index()] || !plan.places.contains(place)
            };
            places.extend(all.filter(here));
        }
    }
    for id in old {
        module.elements.delete(id);
    }
    places.extend(
        plan.stubs
            .iter()
            .map(|(index, place)| (*place, ids[*index])),
    );
    places.sort_by_key(|(place, _)| *place);
    places.dedup();
    for run in places.chunk_by(|a, b| a.0 + 1 == b.0) {
        let offset = ConstExpr::Value(Value::I32(run[0].0.cast_signed()));
        let items = run.iter().map(|(_, id)| *id).collect();
        let element = module.elements.add(
            ElementKind::Active { table, offset },
            ElementItems::Functions(items),
        );
        module.tables.get_mut(table).elem_segments.insert(element);
    }
    Ok(())
}
