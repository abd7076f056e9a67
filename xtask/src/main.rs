//! Entry of `cargo xtask`: reads the command line and calls the command.

mod bench;
mod browser;
mod command_line;
mod dist;
mod page_tests;
mod profile;
mod project;
mod report;
mod rows;
mod screenshots;
mod serve;
mod site;
mod size;
mod soak;
mod test;
mod tools;

use std::process::ExitCode;

use command_line::Command;
use site::generator_program;

fn main() -> ExitCode {
    let outcome = if generator_program::is_called() {
        generator_program::run()
    } else {
        command_line::parse().and_then(run)
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Help => {
            print!("{}", command_line::HELP);
            Ok(())
        }
        Command::Serve(options) => serve::run(&options),
        Command::Dist => dist::run(),
        Command::Size { json } => size::run(json),
        Command::Profile => profile::run(),
        Command::Bench(options) => bench::run(&options),
        Command::Soak(options) => soak::run(&options),
        Command::Screenshots(options) => screenshots::run(&options),
        Command::Test(options) => test::run(&options),
    }
}
