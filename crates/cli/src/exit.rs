//! How a run ends.

use crate::screen::Screen;
use jinyu::RuleErrors;
use std::process::ExitCode;

/// Exit codes; the worse wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean = 0,
    /// Findings.
    Findings = 1,
    /// Wrong usage, or faulty rules.
    Usage = 2,
    /// Something could not be read or written.
    Files = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// Why a run ends early.
#[derive(Debug)]
pub enum Failure {
    /// What was asked cannot be done; the text says what to do.
    Usage(String),
    /// Rules, preset or profile are faulty; with the texts of their files, by name.
    Rules { errors: RuleErrors, texts: Vec<(String, String)> },
    /// Something could not be written.
    Output(String),
    /// Whoever read the output wants no more.
    ClosedPipe,
}

impl Failure {
    /// Tells the user, and gives the exit code.
    pub fn report(&self, screen: &Screen) -> Exit {
        match self {
            Failure::Usage(text) => {
                screen.error(text);
                Exit::Usage
            }
            Failure::Rules { errors, texts } => {
                let source = |name: &str| texts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
                let style = screen.error_style();
                screen.line(&format!("{}{}", jinyu_report::faults(&errors.0, source, &style), count(errors, screen)));
                Exit::Usage
            }
            Failure::Output(text) => {
                screen.error(text);
                Exit::Files
            }
            Failure::ClosedPipe => Exit::Clean,
        }
    }
}

/// How many faults there are.
pub fn count(errors: &RuleErrors, screen: &Screen) -> String {
    let faults = errors.0.len();
    let mut files: Vec<&str> = errors.0.iter().map(|fault| fault.file.as_str()).filter(|file| !file.is_empty()).collect();
    files.sort_unstable();
    files.dedup();
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    match (screen.say("zh", "en"), files.len()) {
        ("zh", 0) => format!("共 {faults} 处错误"),
        ("zh", files) => format!("{files} 个文件共 {faults} 处错误"),
        (_, 0) => format!("{faults} fault{}", plural(faults)),
        (_, files) => format!("{faults} fault{} in {files} file{}", plural(faults), plural(files)),
    }
}
