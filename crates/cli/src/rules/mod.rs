//! `jinyu rules`: to look at rules, check them and try them.

mod check;
mod diff;
mod explain;
mod list;
mod measure;
mod schema;
mod test;

use crate::args::RulesCommand;
use crate::exit::{Exit, Failure};
use crate::screen::Screen;

pub fn run(command: &RulesCommand, screen: &Screen) -> Result<Exit, Failure> {
    match command {
        RulesCommand::List(args) => list::run(args, screen),
        RulesCommand::Explain(args) => explain::run(args, screen),
        RulesCommand::Check(args) => check::run(args, screen),
        RulesCommand::Test(args) => test::run(args, screen),
        RulesCommand::Measure(args) => measure::run(args, screen),
        RulesCommand::Diff(args) => diff::run(args, screen),
        RulesCommand::Schema => schema::run(),
    }
}
