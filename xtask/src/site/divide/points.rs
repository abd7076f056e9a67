//! The places in a function from which on the rest of a sequence may never have run.
//!
//! Control enters a sequence only at its beginning. So when what follows a branch or a nested
//! block has never run, nothing up to the end of the sequence has.

use walrus::LocalFunction;
use walrus::ir::{Instr, InstrSeqId};

use crate::project::fnv1a;

/// A place: a sequence and the number of instructions before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The sequence.
    pub sequence: InstrSeqId,
    /// The number of its instructions before.
    pub before: usize,
}

/// All places of a function, in an order that only its shape decides.
#[derive(Default)]
pub struct Points {
    /// The places.
    pub all: Vec<Point>,
    /// A hash of the kinds of its instructions, without the values that change from build to
    /// build.
    pub shape: u64,
}

impl Points {
    /// The places of a function.
    pub fn of(body: &LocalFunction) -> Self {
        let mut points = Self {
            all: Vec::new(),
            shape: 0xcbf2_9ce4_8422_2325,
        };
        points.walk(body, body.entry_block());
        points
    }

    fn walk(&mut self, body: &LocalFunction, sequence: InstrSeqId) {
        let instructions = &body.block(sequence).instrs;
        for (index, (instruction, _)) in instructions.iter().enumerate() {
            self.add_to_shape(instruction);
            let divides = match instruction {
                Instr::BrIf(_) => true,
                Instr::Block(inner) => {
                    self.walk(body, inner.seq);
                    true
                }
                Instr::Loop(inner) => {
                    self.walk(body, inner.seq);
                    true
                }
                Instr::IfElse(inner) => {
                    for arm in [inner.consequent, inner.alternative] {
                        self.add(body, arm, 0);
                        self.walk(body, arm);
                    }
                    true
                }
                _ => false,
            };
            if divides {
                self.add(body, sequence, index + 1);
            }
        }
        self.shape = fnv1a(self.shape, 0);
    }

    fn add(&mut self, body: &LocalFunction, sequence: InstrSeqId, before: usize) {
        if before < body.block(sequence).instrs.len() {
            self.all.push(Point { sequence, before });
        }
    }

    fn add_to_shape(&mut self, instruction: &Instr) {
        let shown = match instruction {
            Instr::Binop(one) => format!("{:?}", one.op),
            Instr::Unop(one) => format!("{:?}", one.op),
            Instr::Load(one) => format!("{:?}", one.kind),
            Instr::Store(one) => format!("{:?}", one.kind),
            other => {
                let shown = format!("{other:?}");
                shown.split('(').next().unwrap_or_default().to_owned()
            }
        };
        self.shape = shown.bytes().fold(self.shape, fnv1a);
    }
}
