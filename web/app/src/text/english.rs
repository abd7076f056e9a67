//! The English file in two halves, so that the start of the page need not load all of it (decision 18).

const FILE: &[u8] = include_bytes!("en.txt");
/// The line between the halves.
const LINE: &[u8] = b"\n## Later\n";
const MIDDLE: usize = find(LINE);

// Copies, since two slices of one literal would be one piece of data.
static START: [u8; MIDDLE] = copy(0);
static LATER: [u8; FILE.len() - MIDDLE] = copy(MIDDLE);

/// The lines that the start of the page says.
pub fn start() -> &'static str {
    str::from_utf8(&START).unwrap_or_default()
}

/// All other lines.
pub fn later() -> &'static str {
    str::from_utf8(&LATER).unwrap_or_default()
}

#[allow(
    long_running_const_eval,
    reason = "a file of some 70 kB is read byte by byte"
)]
const fn find(line: &[u8]) -> usize {
    let mut at = 0;
    while at + line.len() <= FILE.len() {
        let mut same = 0;
        while same < line.len() && FILE[at + same] == line[same] {
            same += 1;
        }
        if same == line.len() {
            return at;
        }
        at += 1;
    }
    panic!("the English file has no line between its halves")
}

const fn copy<const LENGTH: usize>(from: usize) -> [u8; LENGTH] {
    let mut copied = [0; LENGTH];
    let mut at = 0;
    while at < LENGTH {
        copied[at] = FILE[from + at];
        at += 1;
    }
    copied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_are_the_file() {
        assert_eq!(format!("{}{}", start(), later()).as_bytes(), FILE);
        assert!(start().contains("ui.") && later().contains("term."));
    }
}
