//! How a page is looked at: size, theme, motion.

use serde_json::{Value, json};

/// A color scheme that the reader's system asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// `prefers-color-scheme: light`.
    Light,
    /// `prefers-color-scheme: dark`.
    Dark,
}

/// Size in CSS pixels, theme and motion of an emulated screen.
#[derive(Clone, Copy, Debug)]
pub struct View {
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// The color scheme asked for.
    pub theme: Theme,
    /// Whether `prefers-reduced-motion: reduce` holds.
    pub reduced_motion: bool,
}

impl View {
    /// A phone held upright.
    pub const PHONE: Self = Self::sized(390, 844);
    /// The narrowest screen that the page supports.
    pub const NARROW: Self = Self::sized(360, 640);
    /// A laptop.
    pub const LAPTOP: Self = Self::sized(1440, 900);
    /// A large screen that shows one CSS pixel for each of its own.
    pub const LARGE: Self = Self::sized(3840, 2160);

    const fn sized(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            theme: Theme::Light,
            reduced_motion: false,
        }
    }

    /// The same in another theme.
    pub const fn themed(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    /// The same for a reader who asks for less motion.
    pub const fn calm(self) -> Self {
        Self {
            reduced_motion: true,
            ..self
        }
    }

    pub(super) fn metrics(self) -> Value {
        json!({
            "width": self.width, "height": self.height, "deviceScaleFactor": 1, "mobile": false,
        })
    }

    pub(super) fn media(self) -> Value {
        let theme = match self.theme {
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        let motion = if self.reduced_motion {
            "reduce"
        } else {
            "no-preference"
        };
        json!({ "features": [
            { "name": "prefers-color-scheme", "value": theme },
            { "name": "prefers-reduced-motion", "value": motion },
        ] })
    }
}
