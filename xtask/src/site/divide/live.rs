//! Which locals are still read after a place in a function.

use std::collections::{BTreeSet, HashMap};

use walrus::LocalFunction;
use walrus::ir::{Instr, InstrSeqId, LocalId};

use super::points::Point;

/// A set of locals.
pub type Locals = BTreeSet<LocalId>;

/// What is live in one function.
pub struct Live<'a> {
    body: &'a LocalFunction,
    /// What is live where a branch to a sequence leads.
    targets: HashMap<InstrSeqId, Locals>,
    /// What is live where a sequence ends.
    ends: HashMap<InstrSeqId, Locals>,
    loops: BTreeSet<InstrSeqId>,
    /// What is live at the places that were asked for.
    at: HashMap<Point, Locals>,
}

impl<'a> Live<'a> {
    /// Looks through a function, and remembers what is live at some places.
    pub fn of(body: &'a LocalFunction, points: &[Point]) -> Self {
        let mut live = Self {
            body,
            targets: HashMap::new(),
            ends: HashMap::new(),
            loops: BTreeSet::new(),
            at: points.iter().map(|point| (*point, Locals::new())).collect(),
        };
        live.sequence(body.entry_block(), Locals::new(), Locals::new());
        live
    }

    /// What is live at a place.
    pub fn at(&self, point: Point) -> &Locals {
        &self.at[&point]
    }

    /// What is live where a branch to a sequence leads.
    pub fn target(&self, sequence: InstrSeqId) -> &Locals {
        &self.targets[&sequence]
    }

    /// What is live where a sequence ends.
    pub fn end(&self, sequence: InstrSeqId) -> &Locals {
        &self.ends[&sequence]
    }

    /// Whether a branch to a sequence leads to its beginning.
    pub fn is_loop(&self, sequence: InstrSeqId) -> bool {
        self.loops.contains(&sequence)
    }

    /// What is live before a sequence, if `after` is live at its end and `target` where a branch
    /// to it leads.
    fn sequence(&mut self, id: InstrSeqId, after: Locals, target: Locals) -> Locals {
        self.targets.insert(id, target);
        self.ends.insert(id, after.clone());
        let instructions = &self.body.block(id).instrs;
        let mut live = after;
        for (index, (instruction, _)) in instructions.iter().enumerate().rev() {
            let end = Point {
                sequence: id,
                before: index + 1,
            };
            if let Some(known) = self.at.get_mut(&end) {
                known.clone_from(&live);
            }
            live = self.before(instruction, live);
        }
        let start = Point {
            sequence: id,
            before: 0,
        };
        if let Some(known) = self.at.get_mut(&start) {
            known.clone_from(&live);
        }
        live
    }

    fn before(&mut self, instruction: &Instr, mut live: Locals) -> Locals {
        match instruction {
            Instr::LocalGet(get) => {
                live.insert(get.local);
            }
            Instr::LocalSet(set) => {
                live.remove(&set.local);
            }
            Instr::LocalTee(tee) => {
                live.remove(&tee.local);
            }
            Instr::Br(branch) => live = self.targets[&branch.block].clone(),
            Instr::BrIf(branch) => live.extend(&self.targets[&branch.block]),
            Instr::BrTable(table) => {
                let targets = table.blocks.iter().chain([&table.default]);
                live = targets
                    .flat_map(|target| &self.targets[target])
                    .copied()
                    .collect();
            }
            Instr::Return(_) | Instr::Unreachable(_) => live.clear(),
            Instr::Block(block) => live = self.sequence(block.seq, live.clone(), live),
            Instr::IfElse(both) => {
                let mut before = self.sequence(both.consequent, live.clone(), live.clone());
                before.extend(self.sequence(both.alternative, live.clone(), live));
                live = before;
            }
            Instr::Loop(again) => live = self.round(again.seq, &live),
            _ => {}
        }
        live
    }

    /// A branch to a loop leads to its beginning: looks until nothing is added.
    fn round(&mut self, id: InstrSeqId, after: &Locals) -> Locals {
        self.loops.insert(id);
        let mut start = Locals::new();
        loop {
            let before = self.sequence(id, after.clone(), start.clone());
            if before.is_subset(&start) {
                return before;
            }
            start.extend(before);
        }
    }
}
