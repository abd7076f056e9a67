//! The command line as data.

use std::path::PathBuf;

use bilayer::base::Span;
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

const EXAMPLES: &str = "\
Examples:
  bilayer list                                  the worlds that ship
  bilayer run first-minute                      play one to its end
  bilayer run sandbox --until 1h30m --seed 7    further, and from other dice
  bilayer run my-world.json --events log.jsonl  a world of your own, with every fact
  bilayer run coffees --json | tail -1 | jq .   figures for a script
  bilayer compare sandbox --until 10m           under work, stake and producers, side by side
  bilayer replay 'https://…/#run=AQ…'           a shared run: is it the same here?
  bilayer check my-world.json                   what is wrong in it, and where
  bilayer check my-lesson.json                  the same, and every goal reached by its own acts
  bilayer rule double-spend share=0.1 confirmations=6   one formula, without a world
  bilayer completions bash > ~/.local/share/bash-completion/completions/bilayer

Exit status: 0 all is well, 1 the run broke an invariant (or a replay is not the same),
2 bad input, 130 interrupted.";

/// Two layers of a blockchain, simulated to the bit, in the terminal.
#[derive(Parser)]
#[command(name = "bilayer", version, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

/// What can be asked.
#[derive(Subcommand)]
pub enum Command {
    /// Plays a scenario and tells where it arrives.
    #[command(after_help = EXAMPLES)]
    Run(RunOptions),
    /// Plays the same setup under each family of consensus and tells what was measured, side by side.
    Compare(CompareOptions),
    /// Replays a shared link or a saved run and says whether it is the same here.
    Replay(ReplayOptions),
    /// Checks a scenario: that it can be read, that its world begins, that no command of its script is refused.
    /// Checks a lesson: that too, and that its own acts reach every goal, none of which holds before its step.
    Check {
        /// A scenario or lesson that ships, by id, or the path of a file.
        scenario: String,
        /// Tell what is wrong as one JSON object a line, on standard output.
        #[arg(long)]
        json: bool,
    },
    /// Lists the scenarios that ship.
    List {
        /// As one JSON object a line.
        #[arg(long)]
        json: bool,
    },
    /// Computes one formula of a protocol, as the simulation does, from `key=value` pairs.
    Rule(RuleOptions),
    /// Prints the JSON Schema of scenario files.
    Schema,
    /// Compares the golden fingerprints of the shipped scenarios, or writes them down (for developers).
    #[command(hide = true)]
    Goldens {
        /// Write them to `tests/goldens.json`.
        #[arg(long)]
        write: bool,
    },
    /// Prints a completion script.
    Completions {
        /// For which shell.
        shell: Shell,
    },
}

/// Options of `run`.
#[derive(Args)]
pub struct RunOptions {
    /// A scenario that ships, by id, or the path of a file.
    pub scenario: String,
    /// How far to play, such as 90s, 10m or 1h30m; as far as the scenario says, if left out.
    #[arg(long, value_name = "SPAN")]
    pub until: Option<Span>,
    /// Other dice than the scenario's.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Writes every fact to a file, one JSON object a line; `-` for standard output.
    #[arg(long, value_name = "FILE")]
    pub events: Option<PathBuf>,
    /// Ends with one JSON object as the last line instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Options of `compare`.
#[derive(Args)]
pub struct CompareOptions {
    /// A scenario that ships, by id, or the path of a file.
    pub scenario: String,
    /// How far to play each, such as 10m; as far as the scenario says, if left out.
    #[arg(long, value_name = "SPAN")]
    pub until: Option<Span>,
    /// Other dice than the scenario's.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// One JSON object on one line instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Options of `replay`.
#[derive(Args)]
pub struct ReplayOptions {
    /// A link, its part after `#`, or the path of a saved run.
    pub run: String,
    /// Ends with one JSON object as the last line instead of a table.
    #[arg(long)]
    pub json: bool,
}

/// Options of `rule`.
#[derive(Args)]
pub struct RuleOptions {
    /// Which one; `--list` tells them all.
    #[arg(required_unless_present = "list", value_parser = PossibleValuesParser::new(crate::rule::names()))]
    pub name: Option<String>,
    /// What it needs, such as share=0.1; the list tells keys, units and ranges.
    #[arg(value_name = "KEY=VALUE", conflicts_with = "list")]
    pub pairs: Vec<String>,
    /// Lists all rules with their keys, units and sources.
    #[arg(long, conflicts_with = "name")]
    pub list: bool,
    /// As one JSON object on one line (for `--list`, one a rule).
    #[arg(long)]
    pub json: bool,
}
