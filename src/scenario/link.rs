//! A link: the fragment of an address, with a run or the name of a world, and view parameters.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::command::Refusal;
use crate::simulation::Record;

use super::pack::{SharedRun, pack, unpack};
use super::{ViewParameters, shipped};

/// Longest link that is offered; a longer run goes into a file.
pub const MAX_LINK: usize = 16_000;
/// Longest link that is offered without a notice.
pub const NOTICE_LINK: usize = 2_000;
/// Longest fragment that is looked at.
const MAX_FRAGMENT: usize = 65_536;

/// What a link opens.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// `run`: a run with its commands.
    pub run: Option<SharedRun>,
    /// `scenario`: a world that ships, by id.
    pub scenario: Option<String>,
    /// `lesson`: a lesson, by id; the page knows which there are.
    pub lesson: Option<String>,
    /// How the page is to look.
    pub view: ViewParameters,
}

/// How long a link became, and so how it may be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Short enough for every use.
    Short,
    /// Works, but some programs cut such links: offered with a notice.
    Long,
    /// Too long: the run goes into a file.
    File,
}

impl Size {
    /// The size class of a link of so many characters.
    pub fn of(characters: usize) -> Self {
        if characters <= NOTICE_LINK {
            Self::Short
        } else if characters <= MAX_LINK {
            Self::Long
        } else {
            Self::File
        }
    }
}

/// A run as the fragment of an address, without the `#`. Nothing is ever cut.
pub fn write_link(record: &Record, view: &ViewParameters) -> (String, Size) {
    let mut parts = view.write();
    let run = BASE64_URL_SAFE_NO_PAD.encode(pack(record));
    parts.push(format!("run={run}"));
    let text = parts.join("&");
    let size = Size::of(text.len());
    (text, size)
}

/// Reads the fragment of an address, with or without the `#`. Names that it doesn't know are left alone.
///
/// # Errors
/// By key: too long, damaged, of another version, of a world that isn't there, a value that can't be.
pub fn read_link(fragment: &str) -> Result<Link, Refusal> {
    if fragment.len() > MAX_FRAGMENT {
        let refusal = Refusal::new("link.too-long");
        return Err(refusal.with(fragment.len()).with(MAX_FRAGMENT));
    }
    let mut link = Link::default();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    for part in fragment.split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match name {
            "run" => link.run = Some(run(value)?),
            "scenario" => link.scenario = Some(scenario(value)?),
            "lesson" => link.lesson = Some(value.chars().take(40).collect()),
            _ => link.view.take(name, value)?,
        }
    }
    Ok(link)
}

/// Reads only how the page is to look, and leaves all else alone.
///
/// # Errors
/// If a parameter can't have its value, or the fragment is too long.
pub fn read_view(fragment: &str) -> Result<ViewParameters, Refusal> {
    if fragment.len() > MAX_FRAGMENT {
        let refusal = Refusal::new("link.too-long");
        return Err(refusal.with(fragment.len()).with(MAX_FRAGMENT));
    }
    let mut view = ViewParameters::default();
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    for part in fragment.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        view.take(name, value)?;
    }
    Ok(view)
}

fn run(value: &str) -> Result<SharedRun, Refusal> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(value);
    unpack(&bytes.map_err(|_| Refusal::new("link.damaged"))?)
}

fn scenario(id: &str) -> Result<String, Refusal> {
    let short: String = id.chars().take(40).collect();
    match shipped(id) {
        Some(shipped) => Ok(shipped.id.to_owned()),
        None => Err(Refusal::new("link.scenario").with(short)),
    }
}
