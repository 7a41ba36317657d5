//! Why a file cannot be read at all.

use std::{fmt, io};

use jinyu::Language;

use crate::problem::shown;
use crate::unpack::is_damage;

/// Nothing of the file can be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum OpenError {
    /// The input failed.
    Input(io::Error),
    /// A workbook, an archive or another file that is not text; the field names it.
    NotText(&'static str),
    /// The header of a table names no column with the text; the field lists what it names.
    NoTextColumn(Vec<String>),
    /// The header of a table has no column of the name that the user gave.
    NoSuchColumn {
        /// That name.
        name: String,
        /// The names of the header.
        header: Vec<String>,
    },
    /// A compressed file is damaged from its start.
    Damaged,
    /// The file is no workbook, or one that cannot be opened; the field is what the parser says.
    Workbook(String),
    /// The file is no archive, or a damaged or locked one; the field is what the parser says.
    Archive(String),
    /// An archive holds no file that could be a log.
    EmptyArchive,
    /// The file is not the JSON of Qianniu's messages.
    Chats {
        /// The line, from 1.
        line: u64,
        /// The byte in the line, from 1.
        column: u64,
    },
    /// A table of messages says nowhere who is the shop.
    NoRole,
    /// A file that is read whole is too large, or the header of a table is.
    TooLarge {
        /// What can be read, in bytes.
        limit_bytes: usize,
    },
    /// The file is not YAML of quick phrases.
    Yaml {
        /// The line, from 1; 0 where it is not known.
        line: u64,
        /// The character in the line, from 1; 0 where it is not known.
        column: u64,
        /// What the parser says, in English.
        detail: String,
    },
    /// The file is not the JSON of quick phrases.
    Json {
        /// The line, from 1.
        line: u64,
        /// The byte in the line, from 1.
        column: u64,
    },
}

impl OpenError {
    /// What is wrong and what to do, without the file's name.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        match language {
            Language::English => self.english(),
            _ => self.chinese(),
        }
    }

    fn chinese(&self) -> String {
        match self {
            OpenError::Input(error) => format!("无法读取：{error}"),
            OpenError::NotText(what) => {
                format!("这是{}，无法当作聊天记录或话术读取；表格请另存为 .xlsx 或 CSV（UTF-8），并且不要指定其他 --input-format", chinese_name(what))
            }
            OpenError::NoTextColumn(names) => format!(
                "第一行表头里没有认得的正文列（内容、发送内容、消息内容、快捷短语、text），读到的是：{}；请在第一行补上列名，每行就是一条回复的文件用 --input-format text",
                list(names)
            ),
            OpenError::NoSuchColumn { name, header } => {
                format!("--columns 里的“{}”不在表头里；表头是：{}；也可以写第几列，如 text=3", shown(name), list(header))
            }
            OpenError::Damaged => "压缩文件已损坏，一开头就无法解压；请重新下载或重新导出，也可以先用解压工具检查".to_owned(),
            OpenError::Workbook(detail) => format!("不是可用的 Excel 工作簿（{detail}）；请用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx 或 CSV"),
            OpenError::Archive(detail) => format!("不是可用的 Excel 工作簿或 ZIP 压缩包（{detail}）；请重新下载或重新导出，也可以先用 Excel 或解压工具打开看看"),
            OpenError::EmptyArchive => "压缩包里没有可读的文件；千牛的导出应当每位客户一个 .json 文件".to_owned(),
            OpenError::Chats { line, column } => {
                format!("第 {line} 行第 {column} 个字节处不是可用的千牛聊天 JSON（user、chats）；请检查文件是否完整")
            }
            OpenError::NoRole => "表里没有角色列（账号类型、角色、role），无法分辨哪些是客服说的；请用 --agent 写明我方账号（要有发送者列），或补上角色列；整张表都是话术时用 --input-format phrases".to_owned(),
            OpenError::TooLarge { limit_bytes } => format!("需要整体读入的内容超过 {} MiB，请拆成几个文件", limit_bytes >> 20),
            OpenError::Yaml { line, column, detail } => {
                format!("第 {line} 行第 {column} 个字符处不是可用的 YAML 短语表（{detail}）；每条写成“- text: 内容”")
            }
            OpenError::Json { line, column } => {
                format!("第 {line} 行第 {column} 个字节处不是可用的快捷短语 JSON（data.result.list）；请检查文件是否完整")
            }
        }
    }

    fn english(&self) -> String {
        match self {
            OpenError::Input(error) => format!("cannot be read: {error}"),
            OpenError::NotText(what) => {
                format!("this is {what}, which cannot be read here; save a table as .xlsx or CSV (UTF-8), and name no other --input-format")
            }
            OpenError::NoTextColumn(names) => format!(
                "the header names no column of texts (text, content, 内容, 发送内容, 快捷短语), only: {}; name the columns in the first line, or use --input-format text where every line is a reply",
                list(names)
            ),
            OpenError::NoSuchColumn { name, header } => format!(
                "\"{}\" of --columns is not in the header, which has: {}; a column's number will do too, such as text=3",
                shown(name),
                list(header)
            ),
            OpenError::Damaged => "the compressed file is damaged from its start; download or export it again, or test it with the tool that made it".to_owned(),
            OpenError::Workbook(detail) => format!("not a workbook that can be read ({detail}); open it in Excel, remove any password, and save it as .xlsx or CSV"),
            OpenError::Archive(detail) => format!("not a workbook or ZIP archive that can be read ({detail}); download or export it again, or see whether other programs open it"),
            OpenError::EmptyArchive => "the archive holds no file that can be read; Qianniu's export has a .json file a customer".to_owned(),
            OpenError::Chats { line, column } => {
                format!("not the JSON of Qianniu's messages (user, chats) at line {line}, byte {column}; is the file complete?")
            }
            OpenError::NoRole => "the table has no column of roles (role, 角色, 账号类型), so nobody can tell who is the shop; name our accounts with --agent (needs a column of senders) or add the column; for a table of phrases use --input-format phrases".to_owned(),
            OpenError::TooLarge { limit_bytes } => format!("what has to be read whole is larger than {} MiB; split the file", limit_bytes >> 20),
            OpenError::Yaml { line, column, detail } => {
                format!("not a YAML list of phrases at line {line}, column {column}: {detail}; write each as \"- text: …\"")
            }
            OpenError::Json { line, column } => {
                format!("not the JSON of quick phrases (data.result.list) at line {line}, byte {column}; is the file complete?")
            }
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for OpenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            OpenError::Input(error) => Some(error),
            _ => None,
        }
    }
}

/// Two errors are the same when the same is said of them.
impl PartialEq for OpenError {
    fn eq(&self, other: &OpenError) -> bool {
        self.english() == other.english()
    }
}

impl Eq for OpenError {}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> OpenError {
        if is_damage(&error) { OpenError::Damaged } else { OpenError::Input(error) }
    }
}

fn chinese_name(what: &str) -> &str {
    match what {
        "an Excel workbook or a ZIP archive" => " Excel 工作簿或 ZIP 压缩包",
        "an old or locked Excel workbook" => "旧版或加了密码的 Excel 工作簿",
        "a document of another program" => "其他程序的文档",
        _ => "二进制文件",
    }
}

fn list(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(8).map(|name| shown(name)).collect();
    let more = if names.len() > 8 { "…" } else { "" };
    shown.join("、") + more
}
