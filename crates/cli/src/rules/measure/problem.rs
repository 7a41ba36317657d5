//! What can be wrong with a labelled reply.

use jinyu::Language;

/// A line, or a label on it, that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The line is not JSON; the column counts characters from 1.
    Json { column: u64 },
    /// It is JSON, but no object.
    NotAnObject,
    /// There is no `text`, or it is something else than a text.
    Text,
    /// There are no `labels`, or they are something else than a list.
    Labels,
    /// The label of that number, from 1, is not a pair of texts.
    Pair { number: usize },
    /// A label names nothing that there is.
    Name(String),
    /// The text does not hold the part that is marked.
    Part { name: String, part: String },
}

impl Problem {
    pub fn column(&self) -> Option<u64> {
        if let Problem::Json { column } = self { Some(*column) } else { None }
    }

    /// What is wrong, in one sentence.
    pub fn message(&self, language: Language) -> String {
        let is_english = language == Language::English;
        let say = |chinese: &str, english: &str| if is_english { english.to_owned() } else { chinese.to_owned() };
        match self {
            Problem::Json { .. } => say("这一行不是完整的 JSON 对象", "this line is not a complete JSON object"),
            Problem::NotAnObject => say("这一行不是由“键: 值”组成的对象", "this line is not an object of named values"),
            Problem::Text => say("没有正文（text），或者它不是文字", "there is no text, or it is not a string"),
            Problem::Labels => say("没有标注（labels），或者它不是列表", "there are no labels, or they are not a list"),
            Problem::Pair { number } if is_english => format!("label {number} is not a pair of a name and a part of the text"),
            Problem::Pair { number } => format!("第 {number} 项标注不是 [名称, 正文中的一段]"),
            Problem::Name(name) if is_english => format!("there is no family, clause or rule {}", short(name)),
            Problem::Name(name) => format!("没有规则族、条款或规则 {}", short(name)),
            Problem::Part { name, part } if is_english => format!("the text does not hold 「{}」, which is labelled {name}", short(part)),
            Problem::Part { name, part } => format!("正文里没有标注为 {name} 的「{}」", short(part)),
        }
    }

    /// What to do about it, in one sentence.
    pub fn help(&self, language: Language) -> String {
        let (chinese, english) = match self {
            Problem::Json { .. } | Problem::NotAnObject => (
                "一行写一个完整的对象，如 {\"text\": \"好的哦\", \"labels\": [[\"filler\", \"哦\"]]}",
                "write one complete object a line, such as {\"text\": \"好的哦\", \"labels\": [[\"filler\", \"哦\"]]}",
            ),
            Problem::Text => ("把回复的原文写在 text 里", "write the reply as it stands into text"),
            Problem::Labels => ("没有毛病的回复写 \"labels\": []", "a reply without faults has \"labels\": []"),
            Problem::Pair { .. } => ("写成如 [\"promise\", \"明天到\"] 的两段文字", "write two strings, such as [\"promise\", \"明天到\"]"),
            Problem::Name(_) => (
                "用 jinyu rules list 查看规则族、条款与规则；自己的规则用 --rules 加上；没有毛病的一段标为 exempt",
                "jinyu rules list shows families, clauses and rules; add your own with --rules; mark a part without fault as exempt",
            ),
            Problem::Part { .. } => ("从正文原样复制这一段，或改正正文", "copy the part from the text as it stands, or mend the text"),
        };
        if language == Language::English { english.to_owned() } else { chinese.to_owned() }
    }
}

/// At most 20 characters of what the file says, made harmless.
fn short(text: &str) -> String {
    let cut = text.char_indices().nth(20).map_or(text.len(), |(at, _)| at);
    let more = if cut < text.len() { "…" } else { "" };
    format!("{}{more}", jinyu_report::escape(&text[..cut]))
}
