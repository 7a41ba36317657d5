//! `jinyu rules measure`: how well rules find what people marked in replies.

mod labelled;
mod problem;
mod scores;

use crate::args::{ListFormat, MeasureArgs};
use crate::complaints::{At, Complaints};
use crate::exit::{Exit, Failure};
use crate::feed::{encoding_notes, note, open, open_message};
use crate::input::Input;
use crate::load;
use crate::output::print;
use crate::progress::Progress;
use crate::screen::Screen;
use jinyu::{Language, Linter};
use jinyu_report::escape;
use jinyu_transcript::{Format, Message, Options, Reader};
use labelled::Labels;
use scores::Scores;
use std::io::Read;
use std::sync::Arc;

pub fn run(args: &MeasureArgs, screen: &Screen) -> Result<Exit, Failure> {
    let linter = load::linter(&args.rules, screen)?;
    // Every line is one reply with its labels, which is what plain text is to the reader.
    let mut inputs = Input::all(std::slice::from_ref(&args.path), Some(Format::Text));
    let input = inputs.remove(0);
    let name = Arc::clone(&input.name);
    let reader = match open(input, &Options::default(), &Progress::none(), screen) {
        Ok(reader) => reader,
        Err(error) => {
            screen.error(&format!("{}: {}", escape(&name), open_message(&error, screen.language)));
            return Ok(Exit::Files);
        }
    };
    let mut measuring = Measuring::new(linter, args, &name, screen);
    measuring.read(reader);
    let measurement = measuring.scores.finish(&name);
    print(&match args.output_format {
        ListFormat::Text => measurement.to_text(&screen.style()),
        ListFormat::Json => measurement.to_json(&screen.style()),
    })?;
    measuring.labels.tell_idle(screen);
    tell_faults(measuring.faults, screen);
    Ok(if measuring.faults > 0 { Exit::Files } else { Exit::Clean })
}

/// Reads labelled replies and compares them with what the rules find.
struct Measuring<'r> {
    linter: &'r Linter,
    labels: Labels<'r>,
    scores: Scores,
    complaints: Complaints,
    screen: &'r Screen,
    /// Lines and labels that could not be used.
    faults: u64,
}

impl<'r> Measuring<'r> {
    fn new(linter: &'r Linter, args: &MeasureArgs, name: &Arc<str>, screen: &'r Screen) -> Measuring<'r> {
        let scores = Scores::new(args.min_severity, args.show);
        Measuring { linter, labels: Labels::new(linter.rules()), scores, complaints: Complaints::new(name), screen, faults: 0 }
    }

    fn read<R: Read>(&mut self, mut reader: Reader<R>) {
        let mut message = Message::default();
        let language = self.screen.language;
        while let Some(read) = reader.read(&mut message) {
            match read {
                Ok(()) => self.add(&message),
                Err(problem) => {
                    self.tell(problem.line, problem.column, &problem.message(language), &problem.help(language));
                }
            }
        }
        let name = self.complaints.file().to_owned();
        note(&name, &encoding_notes(&reader, self.screen), self.screen);
    }

    fn add(&mut self, message: &Message) {
        let mut problems = Vec::new();
        let reply = self.labels.read(message.line, &message.text, &mut problems);
        for problem in problems {
            let (said, help) = (problem.message(self.screen.language), problem.help(self.screen.language));
            self.tell(message.line, problem.column(), &said, &help);
        }
        if let Some(reply) = reply {
            self.scores.add(&reply, &self.linter.lint(&reply.text));
        }
    }

    fn tell(&mut self, line: u64, column: Option<u64>, message: &str, help: &str) {
        self.faults += 1;
        self.complaints.tell(&At { sheet: None, line, column }, message, help, self.screen);
    }
}

fn tell_faults(faults: u64, screen: &Screen) {
    if faults > 0 {
        screen.line(&match screen.language {
            Language::English => format!("{faults} faults in the file; what they concern was not counted"),
            _ => format!("文件中有 {faults} 处错误，有关的标注或回复没有计入"),
        });
    }
}
