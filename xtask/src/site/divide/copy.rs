//! Copies a part of a function into another function.

use std::collections::HashMap;

use walrus::ir::{Block, Br, BrIf, BrTable, IfElse, Instr, InstrSeqId, LocalId, Loop};
use walrus::{FunctionBuilder, LocalFunction, ModuleLocals};

use super::points::Point;

/// Copies, and remembers what became of locals and sequences.
pub struct Copier<'a> {
    body: &'a LocalFunction,
    all: &'a mut ModuleLocals,
    /// The copies of locals.
    pub locals: HashMap<LocalId, LocalId>,
    /// The copies of sequences.
    pub sequences: HashMap<InstrSeqId, InstrSeqId>,
    /// Where a return leads.
    pub back: Option<InstrSeqId>,
    /// Where a return leaves its values.
    kept: &'a [LocalId],
}

impl<'a> Copier<'a> {
    /// A copier out of a function.
    pub fn new(body: &'a LocalFunction, all: &'a mut ModuleLocals, kept: &'a [LocalId]) -> Self {
        Self {
            body,
            all,
            locals: HashMap::new(),
            sequences: HashMap::new(),
            back: None,
            kept,
        }
    }

    /// The copy of a local.
    pub fn local(&mut self, local: LocalId) -> LocalId {
        let ty = self.all.get(local).ty();
        *self.locals.entry(local).or_insert_with(|| self.all.add(ty))
    }

    /// Copies what follows a place into a sequence of another function.
    pub fn part(&mut self, builder: &mut FunctionBuilder, point: Point, into: InstrSeqId) {
        let instructions = &self.body.block(point.sequence).instrs[point.before..];
        for (instruction, _) in instructions {
            self.copy(builder, instruction, into);
        }
        let is_end = !matches!(
            instructions.last(),
            Some((
                Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_),
                _
            ))
        );
        if is_end && point.sequence == self.body.entry_block() {
            self.go_back(builder, into);
        }
    }

    fn go_back(&self, builder: &mut FunctionBuilder, into: InstrSeqId) {
        let mut into = builder.instr_seq(into);
        for local in self.kept.iter().rev() {
            into.local_set(*local);
        }
        if let Some(block) = self.back {
            into.br(block);
        }
    }

    fn sequence(&mut self, builder: &mut FunctionBuilder, id: InstrSeqId) -> InstrSeqId {
        let original = self.body.block(id);
        let copy = builder.dangling_instr_seq(original.ty).id();
        self.sequences.insert(id, copy);
        for (instruction, _) in &original.instrs {
            self.copy(builder, instruction, copy);
        }
        copy
    }

    fn copy(&mut self, builder: &mut FunctionBuilder, instruction: &Instr, into: InstrSeqId) {
        let entry = self.body.entry_block();
        let copied: Instr = match instruction {
            Instr::Return(_) => return self.go_back(builder, into),
            Instr::Br(branch) if branch.block == entry => return self.go_back(builder, into),
            Instr::Block(inner) => Block {
                seq: self.sequence(builder, inner.seq),
            }
            .into(),
            Instr::Loop(inner) => Loop {
                seq: self.sequence(builder, inner.seq),
            }
            .into(),
            Instr::IfElse(inner) => IfElse {
                consequent: self.sequence(builder, inner.consequent),
                alternative: self.sequence(builder, inner.alternative),
            }
            .into(),
            Instr::Br(branch) => Br {
                block: self.sequences[&branch.block],
            }
            .into(),
            Instr::BrIf(branch) => BrIf {
                block: self.sequences[&branch.block],
            }
            .into(),
            Instr::BrTable(table) => BrTable {
                blocks: table.blocks.iter().map(|one| self.sequences[one]).collect(),
                default: self.sequences[&table.default],
            }
            .into(),
            other => self.with_own_locals(other.clone()),
        };
        builder.instr_seq(into).instr(copied);
    }

    fn with_own_locals(&mut self, mut instruction: Instr) -> Instr {
        match &mut instruction {
            Instr::LocalGet(get) => get.local = self.local(get.local),
            Instr::LocalSet(set) => set.local = self.local(set.local),
            Instr::LocalTee(tee) => tee.local = self.local(tee.local),
            _ => {}
        }
        instruction
    }
}
