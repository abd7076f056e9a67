//! How many values a part of a function leaves on the stack.

use walrus::ir::{Instr, InstrSeqId, InstrSeqType};
use walrus::{LocalFunction, Module};

use super::points::Point;

/// How many values are there at the end of the sequence that were not there at a place.
///
/// `None` where it takes values that were there before, or contains what isn't understood;
/// `Some(None)` where its end isn't reached.
pub fn through(module: &Module, body: &LocalFunction, point: Point) -> Option<Option<usize>> {
    let mut height = 0_usize;
    for (instruction, _) in &body.block(point.sequence).instrs[point.before..] {
        let (takes, leaves) = effect(module, body, instruction)?;
        height = height.checked_sub(takes)?;
        let Some(leaves) = leaves else {
            return Some(None);
        };
        height += leaves;
    }
    Some(Some(height))
}

/// How many values an instruction takes and leaves; it leaves `None` if nothing follows it.
fn effect(
    module: &Module,
    body: &LocalFunction,
    instruction: &Instr,
) -> Option<(usize, Option<usize>)> {
    let of_sequence = |id: InstrSeqId| match body.block(id).ty {
        InstrSeqType::Simple(result) => Some((0, Some(usize::from(result.is_some())))),
        InstrSeqType::MultiValue(_) => None,
    };
    let of_type = |ty| {
        let (parameters, results) = module.types.params_results(ty);
        (parameters.len(), Some(results.len()))
    };
    Some(match instruction {
        Instr::Block(inner) => of_sequence(inner.seq)?,
        Instr::Loop(inner) => of_sequence(inner.seq)?,
        Instr::IfElse(inner) => (1, of_sequence(inner.consequent)?.1),
        Instr::Call(call) => of_type(module.funcs.get(call.func).ty()),
        Instr::CallIndirect(call) => {
            let (takes, leaves) = of_type(call.ty);
            (takes + 1, leaves)
        }
        Instr::LocalGet(_)
        | Instr::GlobalGet(_)
        | Instr::Const(_)
        | Instr::MemorySize(_)
        | Instr::TableSize(_)
        | Instr::RefNull(_)
        | Instr::RefFunc(_) => (0, Some(1)),
        Instr::LocalSet(_) | Instr::GlobalSet(_) | Instr::Drop(_) | Instr::BrIf(_) => (1, Some(0)),
        Instr::LocalTee(_)
        | Instr::Unop(_)
        | Instr::Load(_)
        | Instr::MemoryGrow(_)
        | Instr::TableGet(_)
        | Instr::RefIsNull(_) => (1, Some(1)),
        Instr::Binop(_) | Instr::TableGrow(_) => (2, Some(1)),
        Instr::Store(_) | Instr::TableSet(_) => (2, Some(0)),
        Instr::Select(_) => (3, Some(1)),
        Instr::MemoryCopy(_) | Instr::MemoryFill(_) | Instr::TableFill(_) => (3, Some(0)),
        Instr::Br(_) | Instr::Return(_) | Instr::Unreachable(_) => (0, None),
        Instr::BrTable(_) => (1, None),
        _ => return None,
    })
}
