//! Both files are valid, and each has what it should. That they do together what the one did, the
//! tests of the page show, which run on the divided page.

use walrus::ir::{BinaryOp, Value};
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionBuilder, FunctionId, Module, RefType, ValType,
};

use super::points::Points;
use super::{LOADER, List, divide};

/// `run` calls `rare`, and has a part that doubles until it is more than 100. Both stand in the table, where nobody
/// names their places.
fn module() -> Module {
    let mut module = Module::default();
    module.memories.add_local(false, false, 1, None, None);
    let nothing = module.types.add(&[], &[]);
    module.add_import_func(LOADER.0, LOADER.1, nothing);
    let rare = rare(&mut module);
    let run = run(&mut module, rare);
    module.exports.add("run", run);
    let table = module.tables.add_local(false, 2, Some(2), RefType::FUNCREF);
    let offset = ConstExpr::Value(Value::I32(0));
    let kind = ElementKind::Active { table, offset };
    let element = module
        .elements
        .add(kind, ElementItems::Functions(vec![rare, run]));
    module.tables.get_mut(table).elem_segments.insert(element);
    module
}

fn rare(module: &mut Module) -> FunctionId {
    let value = module.locals.add(ValType::I32);
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    builder.name("rare".to_owned());
    let mut body = builder.func_body();
    body.local_get(value);
    for _ in 0..10 {
        body.i32_const(3).binop(BinaryOp::I32Mul);
    }
    builder.finish(vec![value], &mut module.funcs)
}

fn run(module: &mut Module, rare: FunctionId) -> FunctionId {
    let (value, sum) = (
        module.locals.add(ValType::I32),
        module.locals.add(ValType::I32),
    );
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
    builder.name("run".to_owned());
    let mut body = builder.func_body();
    body.i32_const(7).local_set(sum);
    body.block(None, |outer| {
        let outer_id = outer.id();
        outer.block(None, |inner| {
            let inner_id = inner.id();
            inner.local_get(value).br_if(inner_id);
            // From here on it was never run: it changes a local, returns, and leaves both blocks.
            for _ in 0..12 {
                inner
                    .local_get(sum)
                    .i32_const(2)
                    .binop(BinaryOp::I32Mul)
                    .local_set(sum);
            }
            inner
                .local_get(sum)
                .i32_const(100)
                .binop(BinaryOp::I32GtS)
                .br_if(outer_id);
            inner
                .local_get(sum)
                .i32_const(9)
                .binop(BinaryOp::I32Eq)
                .br_if(inner_id);
            inner.i32_const(5).return_();
        });
        outer.local_get(value).call(rare).local_set(sum);
    });
    body.local_get(sum);
    builder.finish(vec![value], &mut module.funcs)
}

fn list(module: &Module) -> List {
    let mut list = List::default();
    list.add("rare");
    for (id, body) in module.funcs.iter_local() {
        let name = module.funcs.get(id).name.as_deref();
        if name == Some("run") {
            // The places are: after the inner block's three branches, and after each block.
            list.add_parts("run", Points::of(body).shape, vec![0]);
        }
    }
    list
}

fn names(wasm: &[u8]) -> Vec<String> {
    let module = Module::from_buffer(wasm).expect("it is valid");
    let local = module.funcs.iter_local().filter_map(|(id, body)| {
        let name = module.funcs.get(id).name.clone()?;
        (body.size() > 8).then_some(name)
    });
    local.collect()
}

#[test]
fn what_the_list_names_is_in_the_rest_and_only_there() {
    let mut module = module();
    let list = list(&module);
    let wasm = module.emit_wasm();
    let divided = divide(&wasm, &wasm, &list).expect("it can be divided");
    assert_eq!(names(&divided.first), ["run"]);
    let mut rest = names(&divided.rest);
    rest.sort();
    assert_eq!(rest, ["rare", "run's later part"]);
    let rest = Module::from_buffer(&divided.rest).expect("it is valid");
    assert!(
        rest.imports
            .iter()
            .all(|import| import.module == super::FIRST)
    );
}

#[test]
fn the_rest_fills_the_table_wherever_the_first_file_does_not() {
    let mut module = module();
    let list = list(&module);
    let wasm = module.emit_wasm();
    let divided = divide(&wasm, &wasm, &list).expect("it can be divided");
    let rest = Module::from_buffer(&divided.rest).expect("it is valid");
    let filled: Vec<usize> = rest
        .elements
        .iter()
        .filter_map(|element| match (&element.kind, &element.items) {
            (ElementKind::Active { .. }, ElementItems::Functions(items)) => Some(items.len()),
            _ => None,
        })
        .collect();
    // `rare`, `run`, and the place of the part that was taken out of it.
    assert_eq!(filled, [3]);
}

#[test]
fn a_function_of_another_shape_stays_whole() {
    let mut module = module();
    let mut list = List::default();
    list.add_parts("run", 1, vec![0]);
    let wasm = module.emit_wasm();
    let divided = divide(&wasm, &wasm, &list).expect("it can be divided");
    assert!(names(&divided.rest).is_empty());
    let mut both = names(&divided.first);
    both.sort();
    assert_eq!(both, ["rare", "run"]);
}
