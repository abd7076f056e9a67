//! The panels around the stage, one a file.

pub mod dialog;
pub mod embed_bar;
pub mod glossary;
pub mod header;
pub mod help;
pub mod ledger;
pub mod legend;
pub mod lesson;
pub mod library;
pub mod list;
pub mod market;
pub mod notice;
pub mod offer;
pub mod parameter;
pub mod prose;
pub mod rail;
pub mod script;
mod script_text;
pub mod sequence;
pub mod share;
pub mod sheet;
pub mod systems;
pub mod tabs;
pub mod term;
pub mod timeline;
pub mod transport;
