//! What is wrong with one record; the run goes on behind it.

use std::sync::Arc;
use std::{fmt, io};

use jinyu::Language;

use crate::MAX_RECORD_BYTES;
use crate::error::OpenError;
use crate::log::MAX_HELD_MESSAGES;
use crate::unpack::is_damage;

/// One record that could not be read, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The line of the file, from 1, on which the record begins.
    pub line: u64,
    /// The place in that line, in characters from 1, where it is known.
    pub column: Option<u64>,
    /// Tables: the row, as a spreadsheet counts it.
    pub row: Option<u64>,
    /// The sheet of a workbook, or the file within an archive, where there are several.
    pub sheet: Option<String>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The input could not be read on; this is the last that a reader yields.
    Input(String),
    /// A compressed file is damaged; this is the last that a reader yields.
    Damaged,
    /// One file of an archive or one sheet of a workbook cannot be read.
    Part(Arc<OpenError>),
    /// A time that cannot be read; a warning, the message itself was read.
    Time(String),
    /// A withdrawal names no message that was read; a warning.
    Recall,
    /// Words that belong to no message.
    OutsideMessage,
    /// A file that is one value of JSON breaks off; what stands before was read.
    CutOff,
    /// A message does not say who sent it.
    MissingSender,
    /// A line is longer than [`MAX_RECORD_BYTES`].
    LineTooLong,
    /// A line is not JSON.
    Json,
    /// A record is something else than an object of named values.
    NotAnObject,
    /// A record has no `text`.
    MissingText,
    /// The `text` of a record is not a text.
    TextNotString,
    /// A message does not say who said it.
    MissingRole,
    /// The role is a word that is not known.
    UnknownRole(String),
    /// The kind of a quick phrase is a word that is not known.
    UnknownKind(String),
    /// A message of a conversation stands among quick phrases.
    MessageAmongPhrases,
    /// A quotation mark opens a cell and nothing closes it.
    UnclosedQuote,
    /// A row has another number of cells than the header.
    CellCount {
        /// The cells of the header.
        expected: usize,
        /// The cells of the row.
        found: usize,
    },
}

impl Problem {
    pub(crate) fn new(line: u64, kind: ProblemKind) -> Problem {
        Problem { line, column: None, row: None, sheet: None, kind }
    }

    /// The input failed at that line.
    pub(crate) fn of_input(line: u64, error: &io::Error) -> Problem {
        let kind = if is_damage(error) { ProblemKind::Damaged } else { ProblemKind::Input(error.to_string()) };
        Problem::new(line, kind)
    }

    pub(crate) fn at_column(self, column: u64) -> Problem {
        Problem { column: Some(column), ..self }
    }

    pub(crate) fn in_row(self, row: u64) -> Problem {
        Problem { row: Some(row), ..self }
    }

    pub(crate) fn in_sheet(self, sheet: &str) -> Problem {
        Problem { sheet: Some(sheet.to_owned()), ..self }
    }

    /// Whether the reader ends here, because the input itself failed.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        matches!(self.kind, ProblemKind::Input(_) | ProblemKind::Damaged)
    }

    /// Whether every message was read all the same.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        matches!(self.kind, ProblemKind::Time(_) | ProblemKind::Recall)
    }

    /// What is wrong, in one sentence without file and line.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::English => english(&self.kind),
            _ => chinese(&self.kind),
        }
    }

    /// What to do about it, in one sentence.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        let (chinese, english) = help(&self.kind);
        match language {
            Language::English => english.to_owned(),
            _ => chinese.to_owned(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, english(&self.kind))
    }
}

impl std::error::Error for Problem {}

const MAX_MIB: usize = MAX_RECORD_BYTES / 1024 / 1024;

fn chinese(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Input(error) => format!("读取中断：{error}"),
        ProblemKind::Damaged => "压缩文件已损坏或不完整，只读到这里".to_owned(),
        ProblemKind::Part(error) => format!("这一部分没有读取：{}", error.message(Language::Chinese)),
        ProblemKind::Time(time) => format!("看不懂时间“{}”，这条消息按时间未知处理", shown(time)),
        ProblemKind::Recall => format!("撤回的消息在文件里没有找到（只往前找 {MAX_HELD_MESSAGES} 条）"),
        ProblemKind::OutsideMessage => "从这一行起的文字不属于任何一条消息".to_owned(),
        ProblemKind::CutOff => "文件的 JSON 在这里中断，后面的消息没有读到".to_owned(),
        ProblemKind::MissingSender => "这条消息没有写明是谁发的".to_owned(),
        ProblemKind::LineTooLong => format!("这一行超过 {MAX_MIB} MiB，已跳过"),
        ProblemKind::Json => "这一行不是完整的 JSON 对象".to_owned(),
        ProblemKind::NotAnObject => "这条记录不是由“键: 值”组成的对象".to_owned(),
        ProblemKind::MissingText => "这条记录没有正文（text）".to_owned(),
        ProblemKind::TextNotString => "正文（text）不是字符串".to_owned(),
        ProblemKind::MissingRole => "这条消息没有写明是谁说的（role）".to_owned(),
        ProblemKind::UnknownRole(word) => format!("不认识的角色“{}”", shown(word)),
        ProblemKind::UnknownKind(word) => format!("不认识的短语类型“{}”", shown(word)),
        ProblemKind::MessageAmongPhrases => "快捷短语里混进了一条聊天消息".to_owned(),
        ProblemKind::UnclosedQuote => "单元格开头的引号没有对应的结束引号".to_owned(),
        ProblemKind::CellCount { expected, found } => {
            format!("这一行有 {found} 个单元格，表头有 {expected} 个")
        }
    }
}

fn english(kind: &ProblemKind) -> String {
    match kind {
        ProblemKind::Input(error) => format!("reading stopped: {error}"),
        ProblemKind::Damaged => "the compressed file is damaged or cut off here".to_owned(),
        ProblemKind::Part(error) => format!("this part was not read: {}", error.message(Language::English)),
        ProblemKind::Time(time) => format!("unreadable time \"{}\"; the message is taken to be of unknown time", shown(time)),
        ProblemKind::Recall => {
            format!("the message that was withdrawn is not among the {MAX_HELD_MESSAGES} before it")
        }
        ProblemKind::OutsideMessage => "the words from this line on belong to no message".to_owned(),
        ProblemKind::CutOff => "the JSON of the file breaks off here; what follows was not read".to_owned(),
        ProblemKind::MissingSender => "this message does not say who sent it".to_owned(),
        ProblemKind::LineTooLong => format!("this line is longer than {MAX_MIB} MiB; skipped"),
        ProblemKind::Json => "this line is not a complete JSON object".to_owned(),
        ProblemKind::NotAnObject => "this record is not an object of named values".to_owned(),
        ProblemKind::MissingText => "this record has no text".to_owned(),
        ProblemKind::TextNotString => "the text is not a string".to_owned(),
        ProblemKind::MissingRole => "this message does not say who said it (role)".to_owned(),
        ProblemKind::UnknownRole(word) => format!("unknown role \"{}\"", shown(word)),
        ProblemKind::UnknownKind(word) => format!("unknown kind of phrase \"{}\"", shown(word)),
        ProblemKind::MessageAmongPhrases => "a message of a conversation stands among the quick phrases".to_owned(),
        ProblemKind::UnclosedQuote => "a quotation mark opens a cell and none closes it".to_owned(),
        ProblemKind::CellCount { expected, found } => {
            format!("this row has {found} cells, the header has {expected}")
        }
    }
}

fn help(kind: &ProblemKind) -> (&'static str, &'static str) {
    match kind {
        ProblemKind::Input(_) => (
            "检查文件或磁盘后重新运行；中断之前的内容已经检查过",
            "check the file or the disk and run again; what came before has been read",
        ),
        ProblemKind::Damaged => (
            "重新下载或重新导出这个文件，也可以先用解压工具检查；损坏之前的内容已经读出",
            "download or export the file again, or test it with the tool that made it; what came before has been read",
        ),
        ProblemKind::Part(_) => (
            "把这一部分单独存成文件再检查；若不是聊天记录，可以不管",
            "save that part as a file of its own; if it holds no messages, ignore this",
        ),
        ProblemKind::Time(_) => (
            "写成 2026-03-04 09:05:07、2026-03-04T09:05:07+08:00 或 09:05:07 这样的时间",
            "write times like 2026-03-04 09:05:07, 2026-03-04T09:05:07+08:00 or 09:05:07",
        ),
        ProblemKind::Recall => (
            "撤回之前的消息若在另一个文件里，请把两个文件按时间顺序接在一起",
            "if the message is in another file, join the two in the order of time",
        ),
        ProblemKind::OutsideMessage => (
            "检查这里是否缺了时间或发送者：千牛里复制的文字，每条消息前是一行“发送者 日期 时间”；网页上复制的，每条先是时间、最后是发送者；写在单元格里的，每条先是一行时间",
            "look for a missing time or sender: copied from the client, \"sender date time\" stands before each message; from the page, the time first and the sender last; in a cell, a line with the time first",
        ),
        ProblemKind::CutOff => ("重新导出这个文件，检查是否没有保存完整", "export the file again; it was probably not saved whole"),
        ProblemKind::MissingSender => ("补上发送者（sender）；系统消息请写 系统", "add the sender; that of system messages is 系统"),
        ProblemKind::LineTooLong => {
            ("检查导出工具是否漏了换行，一条消息应占一行", "check whether the export lost its line ends: one message is one line")
        }
        ProblemKind::Json => (
            "一行写一个完整的对象，如 {\"role\":\"agent\",\"text\":\"您好\"}；检查是否缺了引号、逗号或被截断",
            "write one complete object a line, such as {\"role\":\"agent\",\"text\":\"您好\"}; look for a missing quotation mark or comma, or a line cut off",
        ),
        ProblemKind::NotAnObject => {
            ("写成带 text 的对象，如 {\"text\":\"您好\"}", "write an object with a text, such as {\"text\":\"您好\"}")
        }
        ProblemKind::MissingText => (
            "补上 text（表格里是内容一列）；没有文字的消息写空字符串",
            "add text (in a table, the cell of the text); a message without words has an empty string",
        ),
        ProblemKind::TextNotString => ("把 text 的值改成用引号括起来的文字", "make the value of text a quoted string"),
        ProblemKind::MissingRole => {
            ("补上 role：agent（客服）、customer（客户）、auto（自动回复）或 system（系统）", "add role: agent, customer, auto or system")
        }
        ProblemKind::UnknownRole(_) => (
            "可用的写法：客服 商家 卖家 店铺 agent seller staff；客户 买家 顾客 customer buyer user；机器人 自动回复 auto bot；系统 system",
            "known words: agent seller staff 客服 商家 卖家 店铺; customer buyer user 客户 买家 顾客; auto bot 机器人 自动回复; system 系统",
        ),
        ProblemKind::UnknownKind(_) => ("改成 quick（快捷短语）、auto（自动回复）或 welcome（欢迎语）", "use quick, auto or welcome"),
        ProblemKind::MessageAmongPhrases => (
            "聊天记录请用 --input-format jsonl 检查；若确是快捷短语，删去 role",
            "read conversations with --input-format jsonl; if it is a quick phrase, remove role",
        ),
        ProblemKind::UnclosedQuote => {
            ("补上结束的引号；正文里的引号要写两遍（\"\"）", "close the quotation; a quotation mark within a cell is written twice (\"\")")
        }
        ProblemKind::CellCount { .. } => (
            "含有分隔符或换行的正文要用引号括起来，检查这一行的引号和分隔符",
            "a text with separators or line ends stands in quotation marks: check those of this row",
        ),
    }
}

/// At most 20 characters of a word from the file, with control characters made visible.
pub(crate) fn shown(word: &str) -> String {
    let mut shown: String = word.chars().take(20).flat_map(visible).collect();
    if word.chars().nth(20).is_some() {
        shown.push('…');
    }
    shown
}

/// The character, or its escape where a terminal or a reader could take it for something else.
fn visible(character: char) -> impl Iterator<Item = char> {
    let hidden = character.is_control()
        || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}');
    let escape = hidden.then(|| character.escape_unicode());
    let plain = (!hidden).then_some(character);
    plain.into_iter().chain(escape.into_iter().flatten())
}

#[cfg(test)]
mod tests {
    use jinyu::Language;

    use super::{Problem, ProblemKind, shown};

    #[test]
    fn words_of_the_file_are_shown_harmlessly() {
        assert_eq!(shown("客\u{1b}[2J服\n"), "客\\u{1b}[2J服\\u{a}");
        assert_eq!(shown(&"长".repeat(30)), "长".repeat(20) + "…");
    }

    #[test]
    fn every_language_says_what_and_what_to_do() {
        let problem = Problem::new(3, ProblemKind::UnknownRole("老板".to_owned()));
        assert_eq!(problem.message(Language::Chinese), "不认识的角色“老板”");
        assert_eq!(problem.to_string(), "line 3: unknown role \"老板\"");
        assert!(problem.help(Language::Chinese).contains("客服"));
        assert!(problem.help(Language::English).contains("agent"));
    }
}
