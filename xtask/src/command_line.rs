//! The command line of `cargo xtask` as data, and its help text.

use std::path::PathBuf;

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
  test [--no-browser] [--with-trunk] [--wasm | --page] [--dev | --site DIR]
       [FILTER]
        Runs everything that must hold: format, lints, all tests of the
        workspace, and the page in Chromium. Installs Chromium, its driver,
        Node and npm by the system's package manager where they are missing,
        and says so first. --with-trunk also builds with Trunk. --wasm runs
        only the golden fingerprints in Wasm, --page only the tests in
        Chromium. --dev tests the development build of the page, which is
        there sooner, --site the page that is in a folder; FILTER chooses tests
        of the page by their names.
  size [--json]
        Builds the site as `dist` does and prints what a first visit loads
        before the world is alive, and what comes later.
  profile
        Starts the page in Chromium and notes in web/later.txt which functions
        that does not call: `dist` puts them into a file that is loaded later.
  bench [--json] [--no-browser] [--page] [--site DIR] [--profile FILE]
        Measures speed natively and in Chromium, and holds it to its bars.
        Wants a quiet machine. --page measures only the page, --site the page
        that is in a folder. --profile also writes a profile of the page's
        thread in the crowded world, which Chromium's own tools open.
  soak [FACTOR] [--runs N] [--minutes N] [--dev]
        The random tests for long, one part after the other; the numbers of
        runs, rounds and seconds are printed as it goes.
        1. --runs N (default 10000) random runs with faults of each consensus:
           of votes, in which no two honest nodes may finalize differently,
           and of work on networks of every kind, whose nodes must come back
           to one chain.
        2. For --minutes N (default 10), each on a thread of its own: random
           bytes to every decoder and reader, changed blocks to every engine,
           changed calls to every contract, random commands to a world of each
           engine, random values to every rule.
        3. Only with a FACTOR: all of the core's tests, with so many times the
           usual number of random runs.
        Optimized, which takes minutes to build; --dev runs what a developer
        builds. BILAYER_SOAK_SEED=N begins at other random numbers.
  screenshots [--dev | --site DIR] [FILTER]
        Takes pictures of named states of the page in three sizes and both
        themes, into the target folder. --site takes them of the page that is
        in a folder. FILTER chooses states by name.
";

/// A command with its options.
pub enum Command {
    /// Print [`HELP`].
    Help,
    /// Build, serve, watch.
    Serve(ServeOptions),
    /// Build the static site.
    Dist,
    /// Measure what a first visit loads.
    Size {
        /// Whether to print JSON.
        json: bool,
    },
    /// Note what the start of the page does not call.
    Profile,
    /// Measure speed.
    Bench(BenchOptions),
    /// Run the random tests for long.
    Soak(SoakOptions),
    /// Take pictures.
    Screenshots(ScreenshotOptions),
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

/// Options of `soak`.
pub struct SoakOptions {
    /// How many times the usual number of runs all tests do; they are not run, if left out.
    pub factor: Option<u32>,
    /// Random runs with faults of each consensus.
    pub runs: u32,
    /// How long random bytes and commands come.
    pub minutes: u32,
    /// Whether to run what a developer builds, and not what is optimized in full.
    pub development: bool,
}

/// Options of `screenshots`.
#[derive(Default)]
pub struct ScreenshotOptions {
    /// What the names of the states have to contain.
    pub filter: String,
    /// Whether to picture the development build.
    pub development: bool,
    /// A built page to picture instead of building one.
    pub site: Option<PathBuf>,
}

/// Options of `test`.
pub struct TestOptions {
    /// Whether to run the tests of the page in Chromium.
    pub browser: bool,
    /// Whether to build with Trunk as well.
    pub trunk: bool,
    /// The only part to run, if one was chosen.
    pub only: Option<Part>,
    /// Whether to test the development build of the page.
    pub development: bool,
    /// A built page to test instead of building one.
    pub site: Option<PathBuf>,
    /// What the names of the page's tests have to contain.
    pub filter: String,
}

/// A part of the tests that can be run alone.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Golden fingerprints in Wasm.
    Wasm,
    /// The page in Chromium.
    Page,
}

/// Options of `bench`.
pub struct BenchOptions {
    /// Whether to print JSON.
    pub json: bool,
    /// Whether to measure the page in Chromium.
    pub browser: bool,
    /// Whether to measure only the page.
    pub only_page: bool,
    /// A built page to measure instead of building one.
    pub site: Option<PathBuf>,
    /// Where to write what the page's thread does in the crowded world.
    pub profile: Option<PathBuf>,
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
        "soak" => soak_options(&mut parser),
        "screenshots" => screenshot_options(&mut parser),
        "size" => {
            let options = bench_options(&mut parser, &["json"])?;
            Ok(options.map_or(Command::Help, |options| Command::Size {
                json: options.json,
            }))
        }
        "bench" => {
            let options = bench_options(
                &mut parser,
                &["json", "no-browser", "page", "site", "profile"],
            )?;
            Ok(options.map_or(Command::Help, Command::Bench))
        }
        "dist" => no_options(&mut parser, Command::Dist),
        "profile" => no_options(&mut parser, Command::Profile),
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
        only: None,
        development: false,
        site: None,
        filter: String::new(),
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("no-browser") => options.browser = false,
            Long("with-trunk") => options.trunk = true,
            Long("wasm") => options.only = Some(Part::Wasm),
            Long("page") => options.only = Some(Part::Page),
            Long("dev") => options.development = true,
            Long("site") => options.site = Some(parser.value()?.into()),
            Value(filter) => options.filter = filter.string()?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Test(options))
}

fn soak_options(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = SoakOptions {
        factor: None,
        runs: 10_000,
        minutes: 10,
        development: false,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Value(number) => {
                options.factor = Some(number.parse().context("soak wants a number")?);
            }
            Long("runs") => options.runs = parser.value()?.parse().context("--runs")?,
            Long("minutes") => options.minutes = parser.value()?.parse().context("--minutes")?,
            Long("dev") => options.development = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Soak(options))
}

fn screenshot_options(parser: &mut lexopt::Parser) -> Result<Command> {
    let mut options = ScreenshotOptions::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("dev") => options.development = true,
            Long("site") => options.site = Some(parser.value()?.into()),
            Value(name) => options.filter = name.string()?,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Command::Screenshots(options))
}

/// `None` where help was asked for.
fn bench_options(parser: &mut lexopt::Parser, known: &[&str]) -> Result<Option<BenchOptions>> {
    let mut options = BenchOptions {
        json: false,
        browser: true,
        only_page: false,
        site: None,
        profile: None,
    };
    while let Some(argument) = parser.next()? {
        match argument {
            Long("json") => options.json = true,
            Long("no-browser") if known.contains(&"no-browser") => options.browser = false,
            Long("page") if known.contains(&"page") => options.only_page = true,
            Long("site") if known.contains(&"site") => options.site = Some(parser.value()?.into()),
            Long("profile") if known.contains(&"profile") => {
                options.profile = Some(parser.value()?.into());
            }
            Short('h') | Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(options))
}

fn no_options(parser: &mut lexopt::Parser, command: Command) -> Result<Command> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}
