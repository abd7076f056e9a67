//! Entry of the `bilayer` command: reads the command line, calls the command, turns failures into an exit status.

mod arguments;
mod check;
mod compare;
mod events;
mod failure;
mod golden;
mod list;
mod replay;
mod rule;
mod run;
mod source;
mod summary;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Arguments, Command};
use failure::Failure;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match dispatch(arguments.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.status()
        }
    }
}

fn dispatch(command: Command) -> Result<(), Failure> {
    match command {
        Command::Run(options) => run::run(&options),
        Command::Compare(options) => compare::run(&options),
        Command::Replay(options) => replay::replay(&options),
        Command::Check { scenario, json } => check::check(&scenario, json),
        Command::List { json } => list::list(json),
        Command::Rule(options) => rule::run(&options),
        Command::Schema => put(&bilayer::scenario::schema()),
        Command::Goldens { write } => golden::goldens(write),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            let mut command = Arguments::command();
            clap_complete::generate(shell, &mut command, "bilayer", &mut out);
            put(&String::from_utf8_lossy(&out))
        }
    }
}

/// Writes to standard output; that nobody reads on is no failure.
fn put(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Failure::input(format!("can't write: {error}"))),
        Ok(()) => Ok(()),
    }
}
