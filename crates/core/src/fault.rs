//! What can be wrong with rule files, presets and profiles: where, what, and what to do about it.

use crate::{Language, Severity};
use std::fmt;

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// First byte of the faulty text in the file.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

impl Place {
    /// The first character of a file.
    pub const START: Place = Place { line: 1, column: 1, start: 0, end: 0 };

    /// The character at `line` and `column` (both from 1) of `text`; the end of the line where it is shorter.
    pub(crate) fn at(text: &str, line: u64, column: u64) -> Place {
        let line = (line as usize).max(1);
        let column = (column as usize).max(1);
        let line_start: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
        let row = text[line_start..].split('\n').next().unwrap_or_default();
        let start = line_start + row.char_indices().nth(column - 1).map_or(row.len(), |(at, _)| at);
        let width = text[start..].chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8);
        Place { line, column, start, end: start + width }
    }
}

/// One fault of one file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Fault {
    /// The file's name as it was given.
    pub file: String,
    /// Where it stands.
    pub place: Place,
    /// The rule it belongs to, where it belongs to one.
    pub rule: Option<String>,
    /// What is wrong.
    pub kind: FaultKind,
}

impl Fault {
    pub(crate) fn new(file: &str, place: Place, kind: FaultKind) -> Fault {
        Fault { file: file.to_owned(), place, rule: None, kind }
    }

    pub(crate) fn of_rule(mut self, rule: &str) -> Fault {
        self.rule = Some(rule.to_owned());
        self
    }
}

/// Every fault of every file, in the order of files and lines.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleErrors(pub Vec<Fault>);

impl fmt::Display for RuleErrors {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, fault) in self.0.iter().enumerate() {
            if number > 0 {
                formatter.write_str("\n")?;
            }
            let Place { line, column, .. } = fault.place;
            let message = fault.kind.message(Language::English);
            write!(formatter, "{}:{line}:{column}: {message}", fault.file)?;
        }
        Ok(())
    }
}

impl std::error::Error for RuleErrors {}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)] // Every variant is explained by its message.
pub enum FaultKind {
    FileTooLarge { bytes: usize },
    Yaml { message: String },
    Alias,
    DuplicateKey { key: String, first_line: usize },
    EmptyFile,
    WrongType { expected: &'static str, found: &'static str },
    UnknownKey { key: String, nearest: Option<String> },
    MissingKey { key: &'static str },
    OneOf { value: String, allowed: String },
    BadName { name: String },
    DuplicateRule { id: String, file: String, line: usize },
    TooManyRules { limit: usize },
    UnknownClause { clause: String, nearest: Option<String> },
    DuplicateClause { clause: String, file: String, line: usize },
    UnknownList { name: String, nearest: Option<String> },
    DuplicateList { name: String, file: String, line: usize },
    CyclicList { name: String },
    NotATable { name: String },
    NoTrigger,
    LengthWithPhrases,
    PatternWithoutPhrases,
    EmptyPhrase,
    InvisiblePhrase,
    LongPhrase { chars: usize, limit: usize },
    TooManyPhrases { limit: usize },
    DuplicatePhrase { phrase: String },
    ShadowedPhrase { phrase: String },
    LongRegex { bytes: usize, limit: usize },
    BadRegex { message: String },
    EmptyMatch { pattern: String },
    WordBoundary,
    EmptyCondition,
    BadWithin,
    BadLength,
    NoBound,
    NoUnit,
    BadBounds,
    UnknownFact { name: String, nearest: Option<String> },
    FactType { name: String, expected: &'static str },
    UnknownCapture { name: String, known: String },
    OpenBrace,
    BothRewrites,
    RewriteBreaksRule { text: String, rule: String, matched: String },
    NoExamples { kind: &'static str },
    NoLanguage { key: &'static str },
    UnknownRule { name: String, nearest: Option<String> },
    NotFlagged { text: String },
    Flagged { matched: String },
    OtherRewrite { expected: String, found: Option<String> },
    OtherSeverity { expected: Severity, found: Severity },
}

/// "did you mean" for a name that is not known.
fn hint(language: Language, nearest: Option<&String>, otherwise: (&str, &str)) -> String {
    match (nearest, language) {
        (Some(name), Language::Chinese) => format!("是否想写 {name}？"),
        (Some(name), Language::English) => format!("did you mean {name}?"),
        (None, Language::Chinese) => otherwise.0.to_owned(),
        (None, Language::English) => otherwise.1.to_owned(),
    }
}

/// The name of a kind of YAML value in the reader's language.
fn kind_name(language: Language, kind: &str) -> &str {
    match (language, kind) {
        (Language::English, _) => kind,
        (_, "null") => "空值",
        (_, "true/false") => "true/false",
        (_, "number") => "数字",
        (_, "text") => "文本",
        (_, "list") => "列表",
        (_, "map") => "映射（键: 值）",
        (_, "list of texts") => "文本列表",
        (_, "list or table") => "列表或表（词: 替换）",
        (_, "text or table") => "文本或表（短语: 改写）",
        (_, "number or {shop.fact}") => "数字或 \"{shop.名称}\"",
        (_, "list of numbers") => "数字列表",
        (_, other) => other,
    }
}

macro_rules! say {
    ($language:expr, $zh:literal, $en:literal $(, $($argument:tt)*)?) => {
        match $language {
            Language::Chinese => format!($zh $(, $($argument)*)?),
            Language::English => format!($en $(, $($argument)*)?),
        }
    };
}

impl FaultKind {
    /// What is wrong, in one line.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        use FaultKind::*;
        let l = language;
        match self {
            FileTooLarge { bytes } => {
                say!(l, "文件有 {bytes} 字节，超过上限 4 MiB", "the file has {bytes} bytes, more than the limit of 4 MiB")
            }
            Yaml { message } => say!(l, "YAML 语法错误：{message}", "invalid YAML: {message}"),
            Alias => {
                say!(l, "规则文件里不支持 YAML 锚点、别名与合并键", "YAML anchors, aliases and merge keys are not supported in rule files")
            }
            DuplicateKey { key, first_line } => {
                say!(l, "键 {key} 重复，第 {first_line} 行已经写过", "key {key} stands twice, first on line {first_line}")
            }
            EmptyFile => say!(l, "文件里没有规则、词表或条款", "the file holds no rules, words or clauses"),
            WrongType { expected, found } => {
                say!(l, "这里应为{}，实际是{}", "expected {}, found {}", kind_name(l, expected), kind_name(l, found))
            }
            UnknownKey { key, .. } => say!(l, "未知的键 {key}", "unknown key {key}"),
            MissingKey { key } => say!(l, "缺少 {key}", "{key} is missing"),
            OneOf { value, allowed } => say!(l, "{value} 无效，可选值：{allowed}", "{value} is not one of: {allowed}"),
            BadName { name } => say!(l, "名称 {name} 无效", "invalid name {name}"),
            DuplicateRule { id, file, line } => {
                say!(l, "规则 {id} 已在 {file}:{line} 定义", "rule {id} is already defined in {file}:{line}")
            }
            TooManyRules { limit } => say!(l, "规则超过 {limit} 条", "more than {limit} rules"),
            UnknownClause { clause, .. } => say!(l, "条款 {clause} 没有声明", "clause {clause} is not declared"),
            DuplicateClause { clause, file, line } => {
                say!(l, "条款 {clause} 已在 {file}:{line} 声明", "clause {clause} is already declared in {file}:{line}")
            }
            UnknownList { name, .. } => {
                say!(l, "没有名为 {name} 的词表", "there is no word list {name}")
            }
            DuplicateList { name, file, line } => {
                say!(l, "词表 {name} 已在 {file}:{line} 定义", "word list {name} is already defined in {file}:{line}")
            }
            CyclicList { name } => say!(l, "词表 {name} 引用了自己", "word list {name} refers to itself"),
            NotATable { name } => say!(l, "{name} 是词表，没有替换文本", "{name} is a plain list and says nothing to write instead"),
            NoTrigger => {
                say!(l, "规则没有 phrases，也没有 length，永远不会命中", "the rule has neither phrases nor length and can never hit")
            }
            LengthWithPhrases => say!(
                l,
                "length 判断整条回复，与 phrases 或 pattern 不能同时使用",
                "length judges the whole reply and cannot stand beside phrases or pattern"
            ),
            PatternWithoutPhrases => {
                say!(l, "有 pattern 但没有 phrases，pattern 永远不会被尝试", "a pattern without phrases is never tried")
            }
            EmptyPhrase => say!(l, "短语为空", "the phrase is empty"),
            InvisiblePhrase => say!(l, "短语只有看不见的字符或标点", "the phrase holds nothing but invisible characters or punctuation"),
            LongPhrase { chars, limit } => {
                say!(l, "短语有 {chars} 个字符，超过上限 {limit}", "the phrase has {chars} characters, more than the limit of {limit}")
            }
            TooManyPhrases { limit } => say!(l, "展开词表后超过 {limit} 条短语", "more than {limit} phrases after expanding word lists"),
            DuplicatePhrase { phrase } => {
                say!(l, "短语 {phrase} 折叠后与同一规则的另一短语相同", "phrase {phrase} equals another phrase of this rule after folding")
            }
            ShadowedPhrase { phrase } => say!(
                l,
                "短语 {phrase} 同时是本规则的例外，永远不会命中",
                "phrase {phrase} is also an exception of this rule and can never hit"
            ),
            LongRegex { bytes, limit } => {
                say!(l, "正则有 {bytes} 字节，超过上限 {limit}", "the regex has {bytes} bytes, more than the limit of {limit}")
            }
            BadRegex { message } => say!(l, "正则错误：{message}", "invalid regex: {message}"),
            EmptyMatch { pattern } => say!(l, "正则 {pattern} 可以匹配空文本", "regex {pattern} can match nothing"),
            WordBoundary => say!(
                l,
                r"\b 在中文旁边不会成立，这条正则不会按预期匹配",
                r"\b never holds between Chinese characters, so this regex does not match as intended"
            ),
            EmptyCondition => {
                say!(l, "条件没有 before、after、around 或 inside", "the condition has none of before, after, around, inside")
            }
            BadWithin => say!(
                l,
                "within 应为 clause、sentence、reply 或 1–1000 的字数",
                "within is clause, sentence, reply or a number of characters from 1 to 1000"
            ),
            BadLength => say!(l, "length 应写 under 或 over，且大于 0", "length needs under or over, greater than 0"),
            NoBound => say!(l, "number 没有 min、max 或 allow", "number has none of min, max, allow"),
            NoUnit => say!(l, "number 没有 unit", "number has no unit"),
            BadBounds => say!(l, "min 大于 max", "min is greater than max"),
            UnknownFact { name, .. } => say!(l, "店铺档案里没有 {name}", "the shop profile has no fact {name}"),
            FactType { name, expected } => {
                say!(l, "店铺档案的 {} 应为{}", "fact {} of the shop profile should be a {}", name, kind_name(l, expected))
            }
            UnknownCapture { name, known } => {
                say!(l, "改写里的 {{{name}}} 没有对应的捕获；可用：{known}", "{{{name}}} in the rewrite is not captured; known: {known}")
            }
            OpenBrace => say!(l, "花括号没有配对", "unbalanced brace"),
            BothRewrites => say!(
                l,
                "rewrite 与 suggest 都是整条规则的改写，只能写一个",
                "rewrite and suggest are both a text for the whole rule; keep one"
            ),
            RewriteBreaksRule { text, rule, matched } => {
                say!(l, "改写“{text}”自己违反规则 {rule}（“{matched}”）", "rewrite \"{text}\" itself breaks rule {rule} (\"{matched}\")")
            }
            NoExamples { kind } => say!(l, "examples 缺少 {kind} 例句", "examples has no {kind} sentence"),
            NoLanguage { key } => say!(l, "{key} 为空", "{key} is empty"),
            NotFlagged { text } => say!(l, "例句没有命中：{text}", "the example is not flagged: {text}"),
            Flagged { matched } => say!(l, "例句应当放行，却命中了“{matched}”", "the example must pass, but \"{matched}\" is flagged"),
            OtherRewrite { expected, found: Some(found) } => {
                say!(l, "改写应为“{expected}”，实际是“{found}”", "the rewrite should be \"{expected}\", but is \"{found}\"")
            }
            OtherRewrite { expected, found: None } => {
                say!(l, "改写应为“{expected}”，实际没有给出改写", "the rewrite should be \"{expected}\", but none is offered")
            }
            OtherSeverity { expected, found } => {
                say!(l, "级别应为 {expected}，实际是 {found}", "the severity should be {expected}, but is {found}")
            }
            UnknownRule { name, .. } => say!(l, "没有名为 {name} 的规则、规则族或条款", "there is no rule, family or clause {name}"),
        }
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn help(&self, language: Language) -> String {
        use FaultKind::*;
        let l = language;
        match self {
            FileTooLarge { .. } => say!(l, "按主题拆成几个文件", "split it by topic"),
            Yaml { .. } => {
                say!(l, "检查缩进（用空格）、冒号后的空格与引号配对", "check indentation (spaces), the space after a colon, and quotes")
            }
            Alias => say!(l, "把内容写全，重复的词放进 words 词表", "write it out, and put repeated words into a list under words"),
            DuplicateKey { .. } => say!(l, "合并成一个键，或删去其中一个", "merge the two, or delete one"),
            EmptyFile => say!(l, "至少写 rules:、words: 或 clauses: 之一", "write at least one of rules:, words:, clauses:"),
            WrongType { .. } => say!(l, "字段的写法见 rules/README.md", "rules/README.md shows how to write each field"),
            UnknownKey { nearest, .. } => {
                hint(l, nearest.as_ref(), ("删去它；可用的字段见 rules/README.md", "delete it; rules/README.md lists the fields"))
            }
            MissingKey { key } => say!(l, "补上 {key}:", "add {key}:"),
            OneOf { .. } => say!(l, "改成其中之一", "use one of them"),
            BadName { .. } => say!(
                l,
                "用小写字母、数字与连字符，以字母开头，如 arrival-date",
                "use lower-case letters, digits and hyphens, beginning with a letter, such as arrival-date"
            ),
            DuplicateRule { .. } => say!(l, "换一个 id", "choose another id"),
            TooManyRules { .. } => say!(l, "把同类短语合并进一条规则", "merge phrases of one kind into one rule"),
            UnknownClause { nearest, .. } => {
                hint(l, nearest.as_ref(), ("在任一文件的 clauses: 下声明它", "declare it under clauses: of any file"))
            }
            DuplicateClause { .. } | DuplicateList { .. } => {
                say!(l, "各文件共用一份，删去其中一个", "all files share one; delete the other")
            }
            UnknownList { nearest, .. } => {
                hint(l, nearest.as_ref(), ("在任一文件的 words: 下定义它", "define it under words: of any file"))
            }
            CyclicList { .. } => say!(l, "去掉环上的一个引用", "remove one of the references of the circle"),
            NotATable { .. } => say!(l, "把它写成表（词: 替换），或去掉竖线", "write it as a table (word: text), or drop the bar"),
            NoTrigger => say!(l, "补上 phrases: [...]", "add phrases: [...]"),
            LengthWithPhrases => say!(l, "拆成两条规则", "make it two rules"),
            PatternWithoutPhrases => {
                say!(l, "把 pattern 里必然出现的字词写进 phrases", "list under phrases the words that every match must hold")
            }
            EmptyPhrase => say!(l, "删去它，或写上文字", "delete it, or write something"),
            InvisiblePhrase => say!(l, "短语里至少要有一个看得见的字", "a phrase needs at least one visible letter, digit or character"),
            LongPhrase { .. } => say!(l, "只留下有辨识度的一段", "keep the part that matters"),
            TooManyPhrases { .. } => {
                say!(l, "改用 pattern，phrases 里只留下必需的词", "use a pattern, and keep under phrases only what it needs")
            }
            DuplicatePhrase { .. } => say!(
                l,
                "删去其中一个（全角、大小写、繁体无需重复写）",
                "delete one (full width, case and traditional script need not be repeated)"
            ),
            ShadowedPhrase { .. } => say!(l, "从 phrases 或 except 中删去它", "remove it from phrases or from except"),
            LongRegex { .. } => {
                say!(l, "把可选的词放进 words 词表，再写 {{词表}}", "put the alternatives into a list under words and write {{list}}")
            }
            BadRegex { .. } => say!(
                l,
                "正则语法见 rules/README.md；{{词表}} 会换成其中的词",
                "{{list}} stands for the words of a list; look-around and back-references are not supported"
            ),
            EmptyMatch { .. } => say!(l, "让正则至少要求一个字符", "make the regex ask for at least one character"),
            WordBoundary => {
                say!(l, r"删去 \b；英文与数字短语会自动判断词边界", r"delete \b; Latin phrases keep to word boundaries by themselves")
            }
            EmptyCondition => say!(l, "写上其中之一，如 {{before: [请勿]}}", "write one of them, such as {{before: [请勿]}}"),
            BadWithin => say!(l, "例如 within: sentence 或 within: 8", "for example within: sentence or within: 8"),
            BadLength => say!(l, "例如 length: {{under: 4}}", "for example length: {{under: 4}}"),
            NoBound => say!(
                l,
                "例如 max: 15，或 max: \"{{shop.max_shipping_hours}}\"",
                "for example max: 15, or max: \"{{shop.max_shipping_hours}}\""
            ),
            NoUnit => say!(l, "例如 unit: {{元: 1, 块: 1}}", "for example unit: {{元: 1, 块: 1}}"),
            BadBounds => say!(l, "交换两者", "swap them"),
            UnknownFact { nearest, .. } => {
                hint(l, nearest.as_ref(), ("可用的事项见 rules/profile.yaml", "rules/profile.yaml lists the facts"))
            }
            FactType { .. } => say!(l, "写法见 rules/profile.yaml", "see rules/profile.yaml"),
            UnknownCapture { .. } => say!(l, "在 pattern 里写 (?<名称>…)", "capture it in the pattern: (?<name>…)"),
            OpenBrace => say!(l, "补上另一半", "add the other half"),
            BothRewrites => say!(
                l,
                "含义一定不变的写 rewrite，需要人看一眼的写 suggest",
                "rewrite where the meaning cannot change, suggest where a person should look"
            ),
            RewriteBreaksRule { .. } => say!(l, "换一种说法，使它能通过全部规则", "find a wording that passes all rules"),
            NoExamples { .. } => say!(l, "flag 与 pass 各写至少一句", "write at least one sentence each under flag and pass"),
            NoLanguage { .. } => say!(l, "写一句话说明原因", "say why in one sentence"),
            NotFlagged { .. } => {
                say!(l, "检查 phrases、pattern 与条件，或改掉例句", "look at phrases, pattern and conditions, or change the example")
            }
            Flagged { .. } => say!(l, "加一条 except 或 unless，或改掉例句", "add an exception or a condition, or change the example"),
            OtherRewrite { .. } => say!(
                l,
                "改写若违反其他规则就不会给出；用 jinyu lint 看整句",
                "a rewrite that would break another rule is not offered; jinyu lint shows the whole reply"
            ),
            OtherSeverity { .. } => say!(l, "检查 info_if 与 severity", "look at info_if and severity"),
            UnknownRule { nearest, .. } => hint(l, nearest.as_ref(), ("用 jinyu rules list 查看", "jinyu rules list shows them")),
        }
    }
}

/// The known name that is most like `name`, if one is like it at all.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    known
        .into_iter()
        .map(|candidate| (strsim::osa_distance(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min()
        .map(|(_, candidate)| candidate.to_owned())
}
