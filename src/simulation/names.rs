//! What may be a name.

use crate::actor::Directory;
use crate::command::{MAX_NAME, Refusal};

/// Checks a new name.
pub(super) fn check(directory: &Directory, name: &str) -> Result<(), Refusal> {
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME {
        return Err(Refusal::new("name.length").with(length).with(MAX_NAME));
    }
    let allowed = |c: char| c.is_alphanumeric() || " -_.#'".contains(c);
    if let Some(bad) = name.chars().find(|c| !allowed(*c)) {
        return Err(Refusal::new("name.character").with(bad));
    }
    if name.trim() != name {
        return Err(Refusal::new("name.space"));
    }
    match directory.find(name) {
        Ok(_) => Err(Refusal::new("name.taken").with(name)),
        Err(_) => Ok(()),
    }
}
