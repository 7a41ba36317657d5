//! `--fix` and `--diff`: rewrites phrases in their files, or shows what would change.

use crate::args::LintArgs;
use crate::exit::Failure;
use crate::feed::open_message;
use crate::input::{Input, STDIN, Source};
use crate::output::{Output, cannot_write, replace};
use crate::screen::Screen;
use jinyu::Linter;
use jinyu_report::{Style, diff, escape};
use jinyu_transcript::{Format, OpenError, Options, Reader, ReplaceError, is_outgoing, replace_texts};
use std::io::Read as _;
use std::path::PathBuf;

/// What is left to check.
pub struct Fixed {
    /// The inputs as they are, or would be, after fixing.
    pub inputs: Vec<Input>,
    pub unreadable: u64,
}

/// One input before and after.
struct Change {
    name: std::sync::Arc<str>,
    path: Option<PathBuf>,
    format: Format,
    old: Vec<u8>,
    /// Where something changes.
    new: Option<Vec<u8>>,
}

/// Fixes all inputs, or with `--diff` none. Nothing is written where one of them cannot be fixed at all.
pub fn run(
    args: &LintArgs,
    inputs: Vec<Input>,
    linter: &Linter,
    output: &mut Output,
    style: &Style,
    screen: &Screen,
) -> Result<Fixed, Failure> {
    let mut fixed = Fixed { inputs: Vec::new(), unreadable: 0 };
    let mut changes = Vec::new();
    let mut replies = 0;
    for input in inputs {
        let name = input.name.clone();
        match change(args, input, linter, &mut replies, screen) {
            Ok(change) => changes.push(change),
            Err(ReplaceError::Open(error)) => {
                fixed.unreadable += 1;
                screen.error(&format!("{}: {}", escape(&name), open_message(&error, screen.language)));
            }
            Err(error) => return Err(Failure::Usage(format!("{}: {}", escape(&name), error.message(screen.language)))),
        }
    }
    let files = changes.iter().filter(|change| change.new.is_some()).count();
    for change in changes {
        if args.diff {
            show(&change, output, style)?
        } else {
            write(&change, output, screen)?
        }
        let source = Source::Memory(change.new.unwrap_or(change.old));
        fixed.inputs.push(Input { name: change.name, source, format: Some(change.format) });
    }
    if !args.quiet {
        screen.line(&said(args.diff, replies, files, screen));
    }
    Ok(fixed)
}

fn change(args: &LintArgs, input: Input, linter: &Linter, replies: &mut u64, screen: &Screen) -> Result<Change, ReplaceError> {
    let (name, named) = (input.name.clone(), input.format);
    let path = match &input.source {
        Source::File(path) => Some(path.clone()),
        _ => None,
    };
    let file_name = input.file_name().map(str::to_owned);
    let mut old = Vec::new();
    input.open(screen).and_then(|mut bytes| bytes.read_to_end(&mut old)).map_err(OpenError::from)?;
    let options = Options { format: named, ..args.input.options_of(linter.rules()) };
    let format = Reader::open(old.as_slice(), file_name.as_deref(), &options)?.format();
    let new = replace_texts(&old, file_name.as_deref(), &options, &mut |message| {
        let fixed = linter.fix(&message.text, args.unsafe_fixes).filter(|_| is_outgoing(message) && !message.withdrawn);
        *replies += u64::from(fixed.is_some());
        fixed
    })?;
    Ok(Change { name, path, format, old, new })
}

fn write(change: &Change, output: &mut Output, screen: &Screen) -> Result<(), Failure> {
    match (&change.path, &change.new) {
        (None, new) => output.write(new.as_ref().unwrap_or(&change.old)),
        (Some(path), Some(new)) => replace(path, new).map_err(|error| Failure::Output(cannot_write(&change.name, &error, screen.language))),
        (Some(_), None) => Ok(()),
    }
}

fn show(change: &Change, output: &mut Output, style: &Style) -> Result<(), Failure> {
    let Some(new) = &change.new else {
        return Ok(());
    };
    let name = if &*change.name == STDIN { "-" } else { &change.name };
    output.write(diff(name, &decoded(&change.old), &decoded(new), style).as_bytes())
}

/// The text of a file in any encoding that the readers know.
fn decoded(bytes: &[u8]) -> String {
    let mut reader = match Reader::open(bytes, None, &Options { format: Some(Format::Text), ..Options::default() }) {
        Ok(reader) => reader,
        Err(_) => return String::from_utf8_lossy(bytes).into_owned(),
    };
    while reader.next().is_some() {}
    let encoding = encoding_rs::Encoding::for_label(reader.encoding().as_bytes()).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

fn said(is_diff: bool, replies: u64, files: usize, screen: &Screen) -> String {
    match (screen.say("zh", "en"), is_diff, replies) {
        ("zh", _, 0) => "没有可以自动改写的回复".to_owned(),
        ("zh", true, _) => format!("{files} 个文件里有 {replies} 条回复可以改写（未改动文件）"),
        ("zh", false, _) => format!("已改写 {replies} 条回复（{files} 个文件）"),
        (_, _, 0) => "nothing to rewrite".to_owned(),
        (_, true, _) => format!("{replies} replies in {files} files can be rewritten (nothing was changed)"),
        (_, false, _) => format!("{replies} replies rewritten in {files} files"),
    }
}
