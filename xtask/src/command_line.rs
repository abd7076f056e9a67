//! The command line of `cargo xtask` as data, and its help text.

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub const HELP: &str = "\
Usage: cargo xtask COMMAND [OPTIONS]

Commands:
  serve [--port N] [--release] [--open]
        Builds the page, serves it on loopback, builds again when a source
        changes and reloads the open page. --port 0 takes any free port
        (default 8080, or a free one if that is taken). --release builds as
        `dist` does. --open opens the system's browser.
  dist
        Builds the static site into dist/ with relative addresses.
  test [--no-browser] [--with-trunk] [--page] [--dev] [FILTER]
        Runs everything that must hold: format, lints, all tests of the
        workspace, and the page in Chromium. Installs Chromium, its driver,
        Node and npm by the system's package manager where they are missing,
        and says so first. --with-trunk also builds with Trunk. --page runs
        only the tests in Chromium, --dev builds them in seconds instead of
        minutes, FILTER chooses those whose name contains it.
";

/// A command with its options.
pub enum Command {
    /// Print [`HELP`].
    Help,
    /// Build, serve, watch.
    Serve(ServeOptions),
    /// Build the static site.
    Dist,
    /// Run all tests.
    Test(TestOptions),
}

/// Options of `serve`.
pub struct ServeOptions {
    /// The loopback port asked for; `None` means 8080 or a free one.
    pub port: Option<u16>,
    /// Whether to build with the release profiles.
    pub release: bool,
    /// Whether to open the system's browser.
    pub open: bool,
}

/// Options of `test`.
pub struct TestOptions {
    /// Whether to run the tests of the page in Chromium.
    pub browser: bool,
    /// Whether to build with Trunk as well.
    pub trunk: bool,
    /// Whether to run nothing but the tests of the page.
    pub only_page: bool,
    /// Whether to test the development build of the page.
    pub development: bool,
    /// What the names of the page's tests have to contain.
    pub filter: String,
}

/// Reads the process's arguments.
pub fn parse() -> Result<Command> {
    let mut parser = lexopt::Parser::from_env();
    let command = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => Ok(Command::Help),
        "serve" => serve_options(&mut parser),
        "test" => test_options(&mut parser),
        "dist" => no_options(&mut parser, Command::Dist),
        _ => bail!("no command {command:?}; `cargo xtask --help` lists them"),
    }
}

fn serve_options(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = ServeOptions {
        port: None,
        release: false,
        open: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => {
                options.port = Some(parser.value()?.parse().context("--port wants a number")?);
            }
            Long("release") => options.release = true,
            Long("open") => options.open = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Serve(options))
}

fn test_options(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = TestOptions {
        browser: true,
        trunk: false,
        only_page: false,
        development: false,
        filter: String::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("no-browser") => options.browser = false,
            Long("with-trunk") => options.trunk = true,
            Long("page") => options.only_page = true,
            Long("dev") => options.development = true,
            Value(filter) => options.filter = filter.string()?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Test(options))
}

fn no_options(parser: &mut lexopt::Parser, command: Command) -> Result<Command> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}
