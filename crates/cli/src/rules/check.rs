//! `jinyu rules check`: whether rule files, presets and profile are written as they should be.

use crate::args::DirArgs;
use crate::exit::{Exit, Failure};
use crate::load::Texts;
use crate::output::print;
use crate::screen::Screen;
use jinyu::{Language, Linter};

pub fn run(args: &DirArgs, screen: &Screen) -> Result<Exit, Failure> {
    let texts = texts(args, screen)?;
    let builder = texts.builder();
    let linter = builder.build().and_then(Linter::new).map_err(|errors| texts.failure(errors))?;
    for (name, text) in &texts.presets {
        builder.clone().preset(name, text).build().map_err(|errors| texts.failure(errors))?;
    }
    let (files, rules) = (texts.rules.len(), linter.rules().rules().len());
    print(&match screen.language {
        Language::English => format!("{rules} rules in {files} files, no faults\n"),
        _ => format!("{files} 个文件、{rules} 条规则，没有错误\n"),
    })?;
    Ok(Exit::Clean)
}

/// The rules that `args` names.
pub fn texts(args: &DirArgs, screen: &Screen) -> Result<Texts, Failure> {
    let profile = args.profile.as_deref();
    if args.paths.is_empty() { Texts::embedded().with_profile(profile, screen) } else { Ok(Texts::own(&args.paths, profile, screen)?.0) }
}
