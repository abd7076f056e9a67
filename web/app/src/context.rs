//! What every figure and panel needs: names, the selection, and a way to wish.

use crate::intent::Intent;
use crate::names::Names;
use bilayer::scene::model::{Selection, System};
use std::rc::Rc;
use yew::prelude::*;

/// Handed down by the page.
#[derive(Clone, PartialEq)]
pub struct Page {
    /// Where wishes go.
    pub intents: Callback<Intent>,
    /// What everyone is called.
    pub names: Rc<Names>,
    /// What is selected.
    pub selection: Option<Selection>,
    /// Where definitions are shown.
    pub tips: Callback<Option<Tip>>,
}

/// A definition shown beside its term.
#[derive(Debug, Clone, PartialEq)]
pub struct Tip {
    /// The glossary's term.
    pub id: AttrValue,
    /// Left edge of the term in the window, in pixels.
    pub x: f64,
    /// Lower edge of the term in the window, in pixels.
    pub y: f64,
}

impl Page {
    /// Whether this object is selected.
    pub fn is_selected(&self, object: &Selection) -> bool {
        self.selection.as_ref() == Some(object)
    }

    /// A click that selects an object, or lets it go if it is selected.
    pub fn select(&self, object: Selection) -> Callback<MouseEvent> {
        let intents = self.intents.clone();
        let selected = self.is_selected(&object);
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            intents.emit(Intent::Select((!selected).then(|| object.clone())));
        })
    }

    /// A click that wishes.
    pub fn wish(&self, intent: Intent) -> Callback<MouseEvent> {
        let intents = self.intents.clone();
        Callback::from(move |_| intents.emit(intent.clone()))
    }
}

/// The page that the component stands on.
#[hook]
pub fn use_page() -> Page {
    use_context::<Page>().expect("every component stands on a page")
}

/// The style class that gives a figure its system's color.
pub const fn system_class(system: System) -> &'static str {
    match system {
        System::Layer1 => "sys-layer1",
        System::Channel => "sys-channel",
        System::Rollup => "sys-rollup",
    }
}

/// The key of a system's name.
pub const fn system_key(system: System) -> &'static str {
    match system {
        System::Layer1 => "system.layer1",
        System::Channel => "system.channel",
        System::Rollup => "system.rollup",
    }
}
