//! `jinyu rules test`: whether the examples of rules hold.

use super::check::texts;
use crate::args::DirArgs;
use crate::exit::{Exit, Failure};
use crate::output::print;
use crate::screen::Screen;
use jinyu::Language;

pub fn run(args: &DirArgs, screen: &Screen) -> Result<Exit, Failure> {
    let texts = texts(args, screen)?;
    let tried = texts.builder().test().map_err(|errors| texts.failure(errors))?;
    print(&match screen.language {
        Language::English => format!("{tried} examples hold\n"),
        _ => format!("{tried} 条例句全部通过\n"),
    })?;
    Ok(Exit::Clean)
}
