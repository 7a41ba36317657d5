//! Reads all inputs, one after another, and says what cannot be read.

use crate::batch::Batch;
use crate::complaints::{At, Complaints};
use crate::input::{Input, reason};
use crate::progress::Progress;
use crate::screen::Screen;
use jinyu::Language;
use jinyu_report::escape;
use jinyu_transcript::{Format, Message, OpenError, Options, Problem, Reader, is_outgoing};
use std::io::Read;
use std::sync::Arc;

/// The inputs of a run.
pub struct Feed<'s> {
    inputs: std::vec::IntoIter<Input>,
    current: Option<Current>,
    options: Options,
    /// Which messages are given; those that are checked, unless another is set.
    pub wants: fn(&Message) -> bool,
    /// Whether conversations are read whole, with what the customers say.
    pub is_whole: bool,
    /// Whether the user is told how files are read.
    is_explained: bool,
    progress: Progress,
    screen: &'s Screen,
    /// Records that could not be read.
    pub broken: u64,
    /// Files that could not be read at all, or not to the end.
    pub unreadable: u64,
}

/// The input that is being read.
struct Current {
    name: Arc<str>,
    reader: Reader<Box<dyn Read + Send>>,
    is_guessed: bool,
    messages: u64,
    complaints: Complaints,
}

impl<'s> Feed<'s> {
    pub fn new(inputs: Vec<Input>, options: Options, is_explained: bool, screen: &'s Screen) -> Feed<'s> {
        let (inputs, progress) = (inputs.into_iter(), Progress::none());
        Feed { inputs, current: None, options, wants: is_reply, is_whole: false, is_explained, progress, screen, broken: 0, unreadable: 0 }
    }

    /// The same with a bar.
    pub fn with_progress(self, progress: Progress) -> Feed<'s> {
        Feed { progress, ..self }
    }

    /// Fills `batch` with replies of one file; `false` at the end of all.
    pub fn fill<R>(&mut self, batch: &mut Batch<R>) -> bool {
        loop {
            let Some(mut current) = self.current.take().or_else(|| self.open_next()) else {
                return false;
            };
            batch.clear(&current.name);
            if self.read(&mut current, batch) {
                self.current = Some(current);
            } else {
                self.explain(&current);
            }
            if !batch.is_empty() {
                return true;
            }
        }
    }

    /// Reads until the batch is full; `false` at the end of the file.
    fn read<R>(&mut self, current: &mut Current, batch: &mut Batch<R>) -> bool {
        batch.is_talk = self.is_whole && !matches!(current.reader.format(), Format::Text | Format::Phrases);
        while !batch.is_full() {
            let slot = batch.slot();
            match current.reader.read(slot) {
                None => return false,
                Some(Err(problem)) => self.tell(&problem, current),
                Some(Ok(())) => {
                    current.messages += 1;
                    if batch.is_talk || (self.wants)(batch.slot()) {
                        batch.keep();
                    }
                }
            }
        }
        true
    }

    fn open_next(&mut self) -> Option<Current> {
        loop {
            let input = self.inputs.next()?;
            let name = Arc::clone(&input.name);
            let is_guessed = input.format.is_none();
            match open(input, &self.options, &self.progress, self.screen) {
                Ok(reader) => {
                    let complaints = Complaints::new(&name);
                    return Some(Current { name, reader, is_guessed, messages: 0, complaints });
                }
                Err(error) => {
                    self.unreadable += 1;
                    let message = open_message(&error, self.screen.language);
                    self.progress.pause(|| self.screen.error(&format!("{}: {message}", escape(&name))));
                }
            }
        }
    }

    fn tell(&mut self, problem: &Problem, current: &mut Current) {
        match problem {
            _ if problem.is_warning() => {}
            _ if problem.is_fatal() => self.unreadable += 1,
            _ => self.broken += 1,
        }
        let language = self.screen.language;
        let (message, help) = (problem.message(language), problem.help(language));
        let at = At { sheet: problem.sheet.as_deref(), line: problem.line, column: problem.column };
        self.progress.pause(|| current.complaints.tell(&at, &message, &help, self.screen));
    }

    /// Says how a file was read, where that was not plain.
    fn explain(&self, current: &Current) {
        if !self.is_explained {
            return;
        }
        let mut notes = Vec::new();
        let is_english = self.screen.language == Language::English;
        if current.messages == 0 {
            notes.push(self.screen.say("没有消息", "no messages").to_owned());
        } else if current.is_guessed {
            let format = current.reader.format();
            let meaning = meaning(format, self.screen);
            notes.push(if is_english { format!("read as {format} ({meaning})") } else { format!("按 {format}（{meaning}）读取") });
        }
        notes.extend(encoding_notes(&current.reader, self.screen));
        self.progress.pause(|| note(&current.name, &notes, self.screen));
    }
}

/// Whether a message is checked: the shop sends it, it has words, and it was not withdrawn.
pub fn is_reply(message: &Message) -> bool {
    !message.withdrawn && is_reply_or_withdrawn(message)
}

/// The same for withdrawn ones too.
pub fn is_reply_or_withdrawn(message: &Message) -> bool {
    is_outgoing(message) && !message.text.is_empty()
}

/// Tells how an input was read.
pub fn note(name: &str, notes: &[String], screen: &Screen) {
    if !notes.is_empty() {
        let colon = screen.say("：", ": ");
        screen.line(&format!("{}{colon}{}", escape(name), notes.join(screen.say("；", "; "))));
    }
}

/// What there is to say about the encoding of an input that was read.
pub fn encoding_notes<R: Read>(reader: &Reader<R>, screen: &Screen) -> Vec<String> {
    let is_english = screen.language == Language::English;
    let mut notes = Vec::new();
    if reader.encoding_guessed() {
        let encoding = reader.encoding();
        notes.push(if is_english { format!("encoding guessed: {encoding}") } else { format!("编码推测为 {encoding}") });
    }
    let replaced = reader.replaced_characters();
    if replaced > 0 {
        let replaced_en = format!("{replaced} characters could not be decoded and are shown as U+FFFD");
        notes.push(if is_english { replaced_en } else { format!("{replaced} 个字符无法解码，已用 \u{fffd} 代替") });
    }
    notes
}

/// Makes an input ready to be read.
pub fn open(input: Input, options: &Options, progress: &Progress, screen: &Screen) -> Result<Reader<Box<dyn Read + Send>>, OpenError> {
    let options = Options { format: input.format, ..options.clone() };
    let name = input.file_name().map(str::to_owned);
    let bytes = progress.watch(input.open(screen)?);
    Reader::open(bytes, name.as_deref(), &options)
}

/// Why an input cannot be read.
pub fn open_message(error: &OpenError, language: Language) -> String {
    match error {
        OpenError::Input(error) if language == Language::Chinese => format!("无法读取：{}", reason(error)),
        error => error.message(language),
    }
}

fn meaning(format: Format, screen: &Screen) -> &'static str {
    match (format, screen.language) {
        (Format::Text, Language::English) => "one reply a line",
        (Format::Text, _) => "每行一条回复",
        (Format::Phrases, Language::English) => "quick phrases",
        (Format::Phrases, _) => "快捷短语",
        (_, Language::English) => "conversations",
        _ => "聊天记录",
    }
}
