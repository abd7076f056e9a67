//! Makes functions of their own of the parts of functions that the start never ran.

use std::collections::BTreeSet;

use walrus::ir::{
    Block, Br, BrTable, Call, Instr, InstrSeqId, InstrSeqType, LocalGet, LocalId, LocalSet, Return,
};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalFunction, Module, ValType};

use super::copy::Copier;
use super::live::Live;
use super::points::{Point, Points};
use super::stack;
use super::{List, OUTLINED};

/// What calling a part costs beside its values, in instructions.
const CALL: usize = 8;

/// A part of a function, and what flows in and out.
struct Part {
    point: Point,
    /// Locals whose values it needs.
    needs: Vec<LocalId>,
    /// Locals that it changes and that are read afterwards.
    gives: Vec<LocalId>,
    /// The sequences around it to which it branches.
    leads_to: Vec<InstrSeqId>,
    /// Whether its end is reached.
    ends: bool,
    /// Whether it returns from the function.
    returns: bool,
}

/// Takes all parts out that the list names.
pub fn outline(module: &mut Module, list: &List) {
    let ids: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for id in ids {
        let name = module.funcs.get(id).name.clone().unwrap_or_default();
        if list.has(&name) {
            continue;
        }
        for part in parts(module, id, &name, list) {
            take_out(module, id, &name, &part);
        }
    }
}

fn parts(module: &Module, id: FunctionId, name: &str, list: &List) -> Vec<Part> {
    let FunctionKind::Local(body) = &module.funcs.get(id).kind else {
        return Vec::new();
    };
    let chosen = list.parts(name, || Points::of(body));
    if chosen.is_empty() {
        return Vec::new();
    }
    let mut search = Search {
        module,
        body,
        live: Live::of(body, &chosen),
        chosen: chosen.into_iter().collect(),
        found: Vec::new(),
    };
    search.sequence(body.entry_block());
    search.found
}

/// Looks for the outermost parts.
struct Search<'a> {
    module: &'a Module,
    body: &'a LocalFunction,
    live: Live<'a>,
    chosen: BTreeSet<Point>,
    found: Vec<Part>,
}

impl Search<'_> {
    fn sequence(&mut self, sequence: InstrSeqId) {
        for (before, (instruction, _)) in self.body.block(sequence).instrs.iter().enumerate() {
            let point = Point { sequence, before };
            if self.chosen.contains(&point)
                && let Some(part) = part(self.module, self.body, point, &self.live)
            {
                return self.found.push(part);
            }
            match instruction {
                Instr::Block(inner) => self.sequence(inner.seq),
                Instr::Loop(inner) => self.sequence(inner.seq),
                Instr::IfElse(inner) => {
                    self.sequence(inner.consequent);
                    self.sequence(inner.alternative);
                }
                _ => {}
            }
        }
    }
}

/// `None` where a part is too small, or ends in a way that isn't needed here.
fn part(module: &Module, body: &LocalFunction, point: Point, live: &Live) -> Option<Part> {
    let flow = Flow::of(body, point)?;
    let height = stack::through(module, body, point)?;
    let is_entry = point.sequence == body.entry_block();
    let typed = !matches!(body.block(point.sequence).ty, InstrSeqType::Simple(None));
    // Where the end is reached, the sequence's value is on the stack; only the function's own is understood.
    if flow.ends && !is_entry && (typed || height != Some(0)) {
        return None;
    }
    let results = module.types.results(body.ty());
    if flow.ends && is_entry && height != Some(results.len()) {
        return None;
    }
    let untyped = |target: &InstrSeqId| {
        matches!(body.block(*target).ty, InstrSeqType::Simple(None)) || live.is_loop(*target)
    };
    if !flow.leads_to.iter().all(untyped) {
        return None;
    }
    let mut read_later: BTreeSet<LocalId> = BTreeSet::new();
    for target in &flow.leads_to {
        read_later.extend(live.target(*target));
    }
    if flow.ends && !is_entry {
        read_later.extend(live.end(point.sequence));
    }
    let gives: Vec<LocalId> = flow.writes.intersection(&read_later).copied().collect();
    let mentioned = |local: &&LocalId| flow.reads.contains(local) || gives.contains(local);
    let needs: Vec<LocalId> = live.at(point).iter().filter(mentioned).copied().collect();
    let part = Part {
        point,
        needs,
        gives,
        leads_to: flow.leads_to.into_iter().collect(),
        ends: flow.ends && !is_entry,
        returns: flow.returns || flow.ends && is_entry,
    };
    let cost = part.needs.len() * 2 + part.gives.len() * 2 + part.exits() * 2 + CALL;
    (flow.size > cost).then_some(part)
}

impl Part {
    fn exits(&self) -> usize {
        self.leads_to.len() + usize::from(self.ends) + usize::from(self.returns)
    }
}

/// What a part does, before it is known what is live.
#[derive(Default)]
struct Flow {
    size: usize,
    reads: BTreeSet<LocalId>,
    writes: BTreeSet<LocalId>,
    leads_to: BTreeSet<InstrSeqId>,
    inside: BTreeSet<InstrSeqId>,
    returns: bool,
    ends: bool,
}

impl Flow {
    fn of(body: &LocalFunction, point: Point) -> Option<Self> {
        let mut flow = Self {
            ends: true,
            ..Self::default()
        };
        let instructions = &body.block(point.sequence).instrs[point.before..];
        for (instruction, _) in instructions {
            flow.add(body, instruction)?;
        }
        let last = instructions.last().map(|(instruction, _)| instruction);
        flow.ends = !matches!(
            last,
            Some(Instr::Br(_) | Instr::BrTable(_) | Instr::Return(_) | Instr::Unreachable(_))
        );
        if flow.leads_to.remove(&body.entry_block()) {
            flow.returns = true;
        }
        Some(flow)
    }

    fn sequence(&mut self, body: &LocalFunction, id: InstrSeqId) -> Option<()> {
        self.inside.insert(id);
        for (instruction, _) in &body.block(id).instrs {
            self.add(body, instruction)?;
        }
        Some(())
    }

    fn branch(&mut self, target: InstrSeqId) {
        if !self.inside.contains(&target) {
            self.leads_to.insert(target);
        }
    }

    fn add(&mut self, body: &LocalFunction, instruction: &Instr) -> Option<()> {
        self.size += 1;
        match instruction {
            Instr::LocalGet(get) => drop(self.reads.insert(get.local)),
            Instr::LocalSet(set) => drop(self.writes.insert(set.local)),
            Instr::LocalTee(tee) => drop(self.writes.insert(tee.local)),
            Instr::Br(branch) => self.branch(branch.block),
            Instr::BrIf(branch) => self.branch(branch.block),
            Instr::BrTable(table) => {
                table.blocks.iter().for_each(|target| self.branch(*target));
                self.branch(table.default);
            }
            Instr::Return(_) => self.returns = true,
            Instr::Block(inner) => self.sequence(body, inner.seq)?,
            Instr::Loop(inner) => self.sequence(body, inner.seq)?,
            Instr::IfElse(inner) => {
                self.sequence(body, inner.consequent)?;
                self.sequence(body, inner.alternative)?;
            }
            Instr::TryTable(_) | Instr::Try(_) | Instr::ReturnCall(_) => return None,
            _ => {}
        }
        Some(())
    }
}

fn types(module: &Module, locals: &[LocalId]) -> Vec<ValType> {
    let types = locals.iter().map(|local| module.locals.get(*local).ty());
    types.collect()
}

/// Makes a function of a part, and calls it in its place.
fn take_out(module: &mut Module, id: FunctionId, name: &str, part: &Part) {
    let returned = match part.returns {
        true => module.types.results(module.funcs.get(id).ty()).to_vec(),
        false => Vec::new(),
    };
    let several = part.exits() > 1;
    let parameters = types(module, &part.needs);
    // First which way it left, then what it changed, then what it returns.
    let mut results = vec![ValType::I32; usize::from(several)];
    results.extend(types(module, &part.gives));
    results.extend(&returned);
    let called = outlined(module, id, part, [&parameters, &results, &returned]);
    module.funcs.get_mut(called).name = Some(format!("{name}{OUTLINED}"));
    let kept: Vec<LocalId> = returned.iter().map(|ty| module.locals.add(*ty)).collect();
    let FunctionKind::Local(body) = &mut module.funcs.get_mut(id).kind else {
        return;
    };
    let mut call: Vec<Instr> = part.needs.iter().map(|local| get(*local)).collect();
    call.push(Instr::Call(Call { func: called }));
    let received = part.gives.iter().chain(&kept).rev();
    call.extend(received.map(|local| set(*local)));
    if several {
        call = dispatch(body, part, &kept, call);
    } else if part.returns {
        call.extend(kept.iter().map(|local| get(*local)));
        call.push(Instr::Return(Return {}));
    } else if let Some(block) = part.leads_to.first() {
        call.push(Instr::Br(Br { block: *block }));
    } else if !part.ends {
        call.push(Instr::Unreachable(walrus::ir::Unreachable {}));
    }
    let sequence = body.block_mut(part.point.sequence);
    sequence.instrs.truncate(part.point.before);
    let placed = call
        .into_iter()
        .map(|instruction| (instruction, Default::default()));
    sequence.instrs.extend(placed);
}

/// Goes on where the part wanted to; its number for that is on the stack after the call.
fn dispatch(
    body: &mut LocalFunction,
    part: &Part,
    kept: &[LocalId],
    call: Vec<Instr>,
) -> Vec<Instr> {
    let builder = body.builder_mut();
    let end = builder.dangling_instr_seq(None).id();
    let back = builder.dangling_instr_seq(None).id();
    let mut targets = part.leads_to.clone();
    if part.returns {
        targets.push(back);
    }
    let default = match part.ends {
        true => end,
        false => targets.pop().unwrap_or(end),
    };
    let blocks = targets.into_boxed_slice();
    let mut inner = builder.instr_seq(back);
    for instruction in call {
        inner.instr(instruction);
    }
    inner.instr(BrTable { blocks, default });
    let mut outer = builder.instr_seq(end);
    outer.instr(Block { seq: back });
    if part.returns {
        for local in kept {
            outer.local_get(*local);
        }
        outer.return_();
    }
    let mut placed = vec![Instr::Block(Block { seq: end })];
    if !part.ends {
        placed.push(Instr::Unreachable(walrus::ir::Unreachable {}));
    }
    placed
}

/// The part as a function; the types are those of its parameters, its results, and what it returns for the function.
fn outlined(
    module: &mut Module,
    id: FunctionId,
    part: &Part,
    [parameters, results, returned]: [&[ValType]; 3],
) -> FunctionId {
    let mut builder = FunctionBuilder::new(&mut module.types, parameters, results);
    let arguments: Vec<LocalId> = parameters.iter().map(|ty| module.locals.add(*ty)).collect();
    let kept: Vec<LocalId> = returned.iter().map(|ty| module.locals.add(*ty)).collect();
    let way = (part.exits() > 1).then(|| module.locals.add(ValType::I32));
    let FunctionKind::Local(body) = &module.funcs.get(id).kind else {
        unreachable!("only local functions have parts");
    };
    let mut copier = Copier::new(body, &mut module.locals, &kept);
    for (local, argument) in part.needs.iter().zip(&arguments) {
        copier.locals.insert(*local, *argument);
    }
    let end = builder.dangling_instr_seq(None).id();
    let ways = landings(&mut builder, &mut copier, part);
    copier.part(&mut builder, part.point, *ways.first().unwrap_or(&end));
    let gives: Vec<LocalId> = part
        .gives
        .iter()
        .map(|local| copier.local(*local))
        .collect();
    if part.ends
        && let Some(first) = ways.first()
    {
        leave(&mut builder, *first, way, ways.len(), end);
    }
    for (number, landing) in ways.iter().enumerate() {
        let outer = *ways.get(number + 1).unwrap_or(&end);
        builder.instr_seq(outer).instr(Block { seq: *landing });
        leave(&mut builder, outer, way, number, end);
    }
    let mut whole = builder.func_body();
    whole.instr(Block { seq: end });
    if part.exits() == 0 {
        whole.unreachable();
    }
    for local in way.iter().chain(&gives).chain(&kept) {
        whole.local_get(*local);
    }
    builder.finish(arguments, &mut module.funcs)
}

/// One sequence for each way to leave, after which it is noted which way it was.
fn landings(builder: &mut FunctionBuilder, copier: &mut Copier, part: &Part) -> Vec<InstrSeqId> {
    let mut ways: Vec<InstrSeqId> = Vec::new();
    for target in &part.leads_to {
        let landing = builder.dangling_instr_seq(None).id();
        copier.sequences.insert(*target, landing);
        ways.push(landing);
    }
    if part.returns {
        let landing = builder.dangling_instr_seq(None).id();
        copier.back = Some(landing);
        ways.push(landing);
    }
    ways
}

/// Notes which way it is, and goes to the end.
fn leave(
    builder: &mut FunctionBuilder,
    from: InstrSeqId,
    way: Option<LocalId>,
    number: usize,
    end: InstrSeqId,
) {
    let mut from_there = builder.instr_seq(from);
    if let Some(way) = way {
        from_there.i32_const(i32::try_from(number).unwrap_or(i32::MAX));
        from_there.local_set(way);
    }
    if from != end {
        from_there.br(end);
    }
}

fn get(local: LocalId) -> Instr {
    Instr::LocalGet(LocalGet { local })
}

fn set(local: LocalId) -> Instr {
    Instr::LocalSet(LocalSet { local })
}
