//! The command line of jinyu: arguments, files, threads and exit codes.

mod args;
mod batch;
mod complaints;
mod completions;
mod convert;
mod exit;
mod feed;
mod fix;
mod input;
mod inspect;
mod lint;
mod load;
mod output;
mod progress;
mod reviews;
mod rules;
mod screen;
mod summary;
mod talk;
mod tally;
mod threads;
mod usage;

use args::{Cli, Command};
use clap::{CommandFactory, FromArgMatches};
use exit::{Exit, Failure};
use mimalloc::MiMalloc;
use screen::Screen;
use std::process::ExitCode;

/// Rules are many small texts: loading them takes a fifth less time with this allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let matches = match Cli::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage::report(&error).into(),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error).into(),
    };
    let screen = Screen::new(cli.lang, cli.color);
    match run(cli.command, &screen) {
        Ok(exit) => exit.into(),
        Err(failure) => failure.report(&screen).into(),
    }
}

fn run(command: Command, screen: &Screen) -> Result<Exit, Failure> {
    match command {
        Command::Lint(args) => lint::run(&args, screen),
        Command::Convert(args) => convert::run(&args, screen),
        Command::Inspect(args) => inspect::run(&args, screen),
        Command::Rules(args) => rules::run(&args.command, screen),
        Command::Completions(args) => completions::run(args.shell),
    }
}
