//! How the page is to look when a link is opened: no part of the run.

use std::ops::RangeInclusive;

use crate::base::Span;
use crate::command::Refusal;

/// Speeds at which time runs, as powers of two: an eighth to 1,024 times.
pub const SPEEDS: RangeInclusive<i8> = -3..=10;
/// Most rooms named in a link.
const MAX_ROOMS: usize = 8;
/// Longest name of a theme or room.
const MAX_WORD: usize = 24;

/// View parameters of a link, as `key=value` beside the run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewParameters {
    /// `theme`: a theme by name; the page knows which there are.
    pub theme: Option<String>,
    /// `speed`: one of [`SPEEDS`], written `1/8` to `1024`.
    pub speed: Option<i8>,
    /// `view=embed`: the stage and one control bar, within another page.
    pub embed: bool,
    /// `rooms`: which to show; all, if empty.
    pub rooms: Vec<String>,
    /// `start`: the moment to begin at, such as `1m30s`.
    pub start: Option<Span>,
    /// `autoplay=1` or `0`: whether time runs from the beginning.
    pub autoplay: Option<bool>,
}

impl ViewParameters {
    /// Takes one parameter; a name that is none of these is left alone.
    ///
    /// # Errors
    /// If the value is not one that the parameter can have.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let bad = || Refusal::new("link.parameter").with(name).with(shown(value));
        match name {
            "theme" => self.theme = Some(word(value).ok_or_else(bad)?),
            "speed" => self.speed = Some(speed(value).ok_or_else(bad)?),
            "view" => self.embed = (value == "embed").then_some(true).ok_or_else(bad)?,
            "rooms" => self.rooms = rooms(value).ok_or_else(bad)?,
            "start" => self.start = Some(value.parse().map_err(|_| bad())?),
            "autoplay" => self.autoplay = Some(flag(value).ok_or_else(bad)?),
            _ => {}
        }
        Ok(())
    }

    /// All parameters that are set, as `key=value`.
    pub(super) fn write(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if self.embed {
            parts.push("view=embed".to_owned());
        }
        if let Some(theme) = &self.theme {
            parts.push(format!("theme={theme}"));
        }
        if let Some(speed) = self.speed {
            parts.push(format!("speed={}", speed_text(speed)));
        }
        if !self.rooms.is_empty() {
            parts.push(format!("rooms={}", self.rooms.join(",")));
        }
        if let Some(start) = self.start {
            parts.push(format!("start={start}"));
        }
        if let Some(autoplay) = self.autoplay {
            parts.push(format!("autoplay={}", u8::from(autoplay)));
        }
        parts
    }
}

/// What of a hostile value is told.
fn shown(value: &str) -> String {
    value.chars().take(MAX_WORD).collect()
}

/// The nearest of [`SPEEDS`].
pub fn within_speeds(speed: i8) -> i8 {
    speed.clamp(*SPEEDS.start(), *SPEEDS.end())
}

fn word(value: &str) -> Option<String> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let fits = (1..=MAX_WORD).contains(&value.len()) && value.chars().all(allowed);
    fits.then(|| value.to_owned())
}

fn rooms(value: &str) -> Option<Vec<String>> {
    let rooms: Option<Vec<String>> = value.split(',').take(MAX_ROOMS + 1).map(word).collect();
    rooms.filter(|rooms| rooms.len() <= MAX_ROOMS)
}

fn flag(value: &str) -> Option<bool> {
    match value {
        "1" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

fn speed(value: &str) -> Option<i8> {
    SPEEDS.clone().find(|speed| speed_text(*speed) == value)
}

fn speed_text(speed: i8) -> String {
    let speed = within_speeds(speed);
    if speed < 0 {
        format!("1/{}", 1 << -speed)
    } else {
        format!("{}", 1 << speed)
    }
}
