//! Worlds as files and links: what ships, how a file is read, how a run travels; lessons and their player.

pub mod compare;
pub mod lesson;

mod attack;
mod check;
mod file;
mod golden;
mod kind;
mod link;
mod locate;
mod opening;
mod pack;
mod play;
mod problem;
mod run_file;
mod script;
mod shipped;
mod ships;
mod view;
mod whereabouts;

pub use attack::{ATTACK_TEXTS, ATTACKS, Against, Attack, Figure, Figures, Stage};
pub use check::{check, check_played};
pub use file::{FILE_VERSION, MAX_FILE, Scenario, read, schema};
pub use golden::{Golden, fingerprint, fingerprints, goldens};
pub use kind::{FileKind, kind};
pub use link::{Link, MAX_LINK, NOTICE_LINK, Size, read_link, read_view, write_link};
pub use opening::{Opening, Verdict};
pub use pack::{LINK_VERSION, SharedRun};
pub use play::{Play, Tap};
pub use problem::Problem;
pub use run_file::{read_run, write_run};
pub use script::{Script, write_script};
pub use shipped::{SHIPPED, Shipped, shipped};
pub use ships::{LessonHead, ShippedWorld, Ships, ships};
pub use view::{SPEEDS, ViewParameters, within_speeds};
