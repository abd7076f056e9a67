//! `cargo xtask serve`: build, serve, watch, build again, reload.

mod files;
pub mod server;
mod watch;

use anyhow::Result;

use crate::command_line::ServeOptions;
use crate::project::Project;
use crate::site::{self, Mode};
use crate::tools;
use server::Server;
use watch::Watch;

const USUAL_PORT: u16 = 8080;

/// Serves until the process is ended.
pub fn run(options: &ServeOptions) -> Result<()> {
    let project = Project::find()?;
    tools::ensure_wasm_target()?;
    let mode = if options.release {
        Mode::Release
    } else {
        Mode::Development
    };
    let folder = project.scratch("serve");
    let mut watch = Watch::new(&project.root);
    site::build(&project, mode, &folder)?;

    let server = match options.port {
        Some(port) => Server::start(&folder, port, server::Reload::On)?,
        None => Server::start(&folder, USUAL_PORT, server::Reload::On)
            .or_else(|_| Server::start(&folder, 0, server::Reload::On))?,
    };
    println!("Bilayer is at {} (Ctrl+C ends it).", server.address());
    if options.open {
        tools::open_browser(&server.address());
    }
    loop {
        watch.wait_for_change();
        match site::build(&project, mode, &folder) {
            Ok(()) => server.reload_pages(),
            Err(error) => eprintln!("error: {error:#}\nThe page stays as it was."),
        }
    }
}
