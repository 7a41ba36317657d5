//! `jinyu completions`: scripts for shells.

use crate::args::Cli;
use crate::exit::{Exit, Failure};
use crate::output::print;
use clap::CommandFactory;
use clap_complete::{Shell, generate};

pub fn run(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    generate(shell, &mut Cli::command(), "jinyu", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Clean)
}
