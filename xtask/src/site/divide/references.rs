//! Which data and which places of the table of functions each function and each piece of data
//! refers to, as the linker tells it.

use std::collections::BTreeMap;
use std::ops::Range;

use anyhow::{Context, Result};
use wasmparser::{
    BinaryReader, DataKind, KnownCustom, Linking, Name, Operator, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo,
};

/// What the linker tells of a file.
#[derive(Default)]
pub struct References {
    /// By a function's name.
    functions: BTreeMap<String, Referred>,
    /// All pieces of data.
    pub pieces: Vec<Piece>,
}

/// What one refers to: by the numbers that stand for it in the code.
#[derive(Default)]
pub struct Referred {
    /// An address, and the pieces of data that are meant.
    pub data: BTreeMap<u32, Vec<usize>>,
    /// Places of the table.
    pub places: Vec<u32>,
}

/// A piece of data.
pub struct Piece {
    /// Its addresses.
    pub range: Range<u32>,
    /// What it refers to.
    pub refers: Referred,
}

/// What is read off a file before the references can be understood.
#[derive(Default)]
struct File<'a> {
    /// Of each segment: where its bytes are in the file, and their address.
    segments: Vec<(Range<usize>, u32)>,
    bodies: Vec<Range<usize>>,
    imported: u32,
    names: BTreeMap<u32, &'a str>,
    /// Where the data and the code begin in the file.
    starts: BTreeMap<u32, usize>,
    symbols: Vec<SymbolInfo<'a>>,
    relocations: Vec<(u32, Vec<RelocationEntry>)>,
}

impl References {
    /// Reads what the linker left in a file.
    pub fn of(wasm: &[u8]) -> Result<Self> {
        let file = File::read(wasm)?;
        let mut references = Self {
            functions: file.functions(),
            ..Self::default()
        };
        let pieces = references.add_pieces(&file);
        let mut in_data = Vec::new();
        for (section, entries) in &file.relocations {
            let start = *file
                .starts
                .get(section)
                .context("references of no section")?;
            for entry in entries {
                let at = start + entry.offset as usize;
                let target = pieces.get(&(entry.index as usize)).copied();
                let Some(reference) = Reference::read(wasm, entry, at, target)? else {
                    continue;
                };
                if let Some(name) = file.function_at(at) {
                    let refers = references.functions.entry(name.to_owned()).or_default();
                    refers.add(&reference);
                } else if let Some(address) = file.address_of(at) {
                    in_data.push((address, reference));
                }
            }
        }
        in_data.sort_by_key(|(address, _)| *address);
        for piece in &mut references.pieces {
            let from = in_data.partition_point(|(address, _)| *address < piece.range.start);
            let inside = in_data[from..].iter();
            for (_, reference) in inside.take_while(|(address, _)| *address < piece.range.end) {
                piece.refers.add(reference);
            }
        }
        Ok(references)
    }

    /// Adds the file's pieces of data; the number of each, by the number of its symbol.
    fn add_pieces(&mut self, file: &File) -> BTreeMap<usize, usize> {
        let mut pieces = BTreeMap::new();
        for (number, symbol) in file.symbols.iter().enumerate() {
            if let SymbolInfo::Data {
                symbol: Some(data), ..
            } = symbol
            {
                let (_, address) = &file.segments[data.index as usize];
                let start = address + data.offset;
                pieces.insert(number, self.pieces.len());
                self.pieces.push(Piece {
                    range: start..start + data.size,
                    refers: Referred::default(),
                });
            }
        }
        pieces
    }

    /// What the function of a name refers to; `None` if the linker doesn't know it.
    pub fn function(&self, name: &str) -> Option<&Referred> {
        self.functions.get(name)
    }
}

impl Referred {
    fn add(&mut self, reference: &Reference) {
        match *reference {
            Reference::Place(place) => self.places.push(place),
            Reference::Data(address, piece) => self.data.entry(address).or_default().push(piece),
        }
    }
}

/// One reference.
enum Reference {
    /// A place of the table.
    Place(u32),
    /// An address, and the piece that is meant.
    Data(u32, usize),
}

impl Reference {
    fn read(
        wasm: &[u8],
        entry: &RelocationEntry,
        at: usize,
        target: Option<usize>,
    ) -> Result<Option<Self>> {
        let mut reader = BinaryReader::new(&wasm[at..], at);
        let data = |address| target.map(|piece| Self::Data(address, piece));
        Ok(match entry.ty {
            RelocationType::TableIndexI32 => Some(Self::Place(reader.read_u32()?)),
            RelocationType::TableIndexSleb => {
                Some(Self::Place(reader.read_var_i32()?.cast_unsigned()))
            }
            RelocationType::MemoryAddrI32 => data(reader.read_u32()?),
            RelocationType::MemoryAddrLeb => data(reader.read_var_u32()?),
            RelocationType::MemoryAddrSleb => data(reader.read_var_i32()?.cast_unsigned()),
            _ => None,
        })
    }
}

impl<'a> File<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut file = Self::default();
        let mut section = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            file.take(&payload, section)?;
            let is_section = payload.as_section().is_some();
            section += u32::from(is_section);
        }
        Ok(file)
    }

    /// All functions that the linker knows; one of which it tells nothing refers to nothing.
    fn functions(&self) -> BTreeMap<String, Referred> {
        let names = self.names.values();
        names
            .map(|name| ((*name).to_owned(), Referred::default()))
            .collect()
    }

    /// The name of the function that stands at a place of the file.
    fn function_at(&self, at: usize) -> Option<&'a str> {
        let body = self.bodies.partition_point(|body| body.end <= at);
        let inside = self.bodies.get(body)?.contains(&at);
        let index = self.imported + u32::try_from(body).ok()?;
        self.names.get(&index).copied().filter(|_| inside)
    }

    /// The address of the data that stands at a place of the file.
    fn address_of(&self, at: usize) -> Option<u32> {
        let inside = |(bytes, _): &&(Range<usize>, u32)| bytes.contains(&at);
        let (bytes, address) = self.segments.iter().find(inside)?;
        Some(address + u32::try_from(at - bytes.start).ok()?)
    }

    fn take(&mut self, payload: &Payload<'a>, section: u32) -> Result<()> {
        match payload {
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    let is_function = matches!(import?.ty, wasmparser::TypeRef::Func(_));
                    self.imported += u32::from(is_function);
                }
            }
            Payload::CodeSectionStart { range, .. } => {
                self.starts.insert(section, range.start);
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body.range()),
            Payload::DataSection(data) => {
                self.starts.insert(section, data.range().start);
                for segment in data.clone() {
                    self.segments.push(placed(&segment?)?);
                }
            }
            Payload::CustomSection(custom) => self.take_custom(&custom.as_known())?,
            _ => {}
        }
        Ok(())
    }

    fn take_custom(&mut self, custom: &KnownCustom<'a>) -> Result<()> {
        match custom {
            KnownCustom::Linking(linking) => {
                for part in linking.subsections() {
                    if let Linking::SymbolTable(symbols) = part? {
                        self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                    }
                }
            }
            KnownCustom::Reloc(relocations) => {
                let entries = relocations
                    .entries()
                    .into_iter()
                    .collect::<Result<_, _>>()?;
                self.relocations
                    .push((relocations.section_index(), entries));
            }
            KnownCustom::Name(names) => {
                for part in names.clone() {
                    if let Name::Function(functions) = part? {
                        for naming in functions {
                            let naming = naming?;
                            self.names.insert(naming.index, naming.name);
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Where a segment's bytes are in the file, and their address.
fn placed(segment: &wasmparser::Data) -> Result<(Range<usize>, u32)> {
    let DataKind::Active { offset_expr, .. } = &segment.kind else {
        anyhow::bail!("a segment without a place");
    };
    let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
        anyhow::bail!("a segment without a fixed place");
    };
    let end = segment.range.end;
    Ok((end - segment.data.len()..end, value.cast_unsigned()))
}
