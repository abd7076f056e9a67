//! What the linker tells of its file in sections of their own, which are wrong once the file is
//! changed.

use anyhow::{Result, ensure};
use wasmparser::BinaryReader;

/// Length of a file's beginning: its kind and version.
const HEADER: usize = 8;
/// The kind of section that has a name.
const NAMED: u8 = 0;

/// A file without them.
pub fn without(wasm: &[u8]) -> Result<Vec<u8>> {
    ensure!(wasm.len() >= HEADER, "no Wasm file");
    let mut kept = wasm[..HEADER].to_vec();
    let mut reader = BinaryReader::new(&wasm[HEADER..], HEADER);
    while !reader.eof() {
        let start = reader.original_position();
        let kind = reader.read_u8()?;
        let length = reader.read_var_u32()? as usize;
        let mut content = BinaryReader::new(reader.read_bytes(length)?, 0);
        let of_the_linker = |name: &str| name == "linking" || name.starts_with("reloc.");
        if kind != NAMED || !of_the_linker(content.read_string()?) {
            kept.extend(&wasm[start..reader.original_position()]);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn only_the_linkers_sections_are_left_out() {
        let header = *b"\0asm\x01\0\0\0";
        let types = b"\x01\x01\x00".as_slice();
        let linking = b"\x00\x0a\x07linking\x02\x00".as_slice();
        let other = b"\x00\x06\x04name\x00".as_slice();
        let whole = [header.as_slice(), types, linking, other].concat();
        let kept = [header.as_slice(), types, other].concat();
        assert_eq!(without(&whole).unwrap(), kept);
    }
}
