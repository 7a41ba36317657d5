//! What is wrong, in one line.

use super::{FaultKind, in_language, profile, regex, value, yaml};
use crate::Language;

/// Chinese and English of one message.
macro_rules! say {
    ($language:expr, $zh:literal, $en:literal $(, $($argument:tt)*)?) => {
        match $language {
            crate::Language::Chinese => format!($zh $(, $($argument)*)?),
            crate::Language::English => format!($en $(, $($argument)*)?),
        }
    };
}
pub(super) use say;

/// The message of a fault.
pub(super) fn message(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        FileTooLarge { .. } | Yaml { .. } | FullWidthColon | Alias | DuplicateKey { .. } | EmptyFile => of_file(fault, l),
        WrongType { .. } | UnknownKey { .. } | MissingKey { .. } | OneOf { .. } | BadName { .. } | NoLanguage { .. } => of_field(fault, l),
        UnknownClause { .. }
        | DuplicateClause { .. }
        | UnknownList { .. }
        | DuplicateList { .. }
        | CyclicList { .. }
        | DeepList { .. }
        | NotATable { .. }
        | UnknownFact { .. }
        | FactType { .. }
        | FactUse { .. }
        | UnknownRule { .. } => of_name(fault, l),
        EmptyPhrase
        | RegexAsWord
        | RegexInList { .. }
        | InvisiblePhrase
        | FullWidthComma { .. }
        | LongPhrase { .. }
        | TooManyPhrases { .. }
        | TooMuchText { .. }
        | TooManyCharacters { .. }
        | DuplicatePhrase { .. }
        | ShadowedPhrase { .. }
        | UnfitDisguise { .. } => of_phrase(fault, l),
        LongRegex { .. } | BadRegex { .. } | EmptyMatch { .. } | WordBoundary => of_regex(fault, l),
        BadZone { .. }
        | BadTime { .. }
        | BadDuration { .. }
        | BadDeadline { .. }
        | BadRange
        | BadCount { .. }
        | BothLimits
        | EmptySays
        | ExcusedTwice
        | EmptyAt
        | BadLine { .. }
        | NoMessages
        | NoConversation => of_conversation(fault, l),
        NoExamples { .. } | NotFlagged { .. } | Flagged { .. } | OtherRewrite { .. } | OtherSeverity { .. } => of_example(fault, l),
        DuplicateAccount { .. }
        | UnknownAgent { .. }
        | BadClockTime { .. }
        | BadAmount
        | BadEntryCount
        | NoCause
        | BandsOverlap { .. }
        | BandsGap { .. }
        | BandsFall { .. } => profile::message(fault, l),
        _ => of_rule(fault, l),
    }
}

/// Two kinds of values as a sentence names them.
fn names(one: &'static str, other: &'static str, l: Language) -> (String, String) {
    match l {
        Language::Chinese => (value::after_chinese(one), value::after_chinese(other)),
        Language::English => (value::name(one, l).to_owned(), value::name(other, l).to_owned()),
    }
}

fn of_file(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        FileTooLarge { bytes } => {
            say!(l, "文件有 {bytes} 字节，超过上限 4 MiB", "the file has {bytes} bytes, more than the limit of 4 MiB")
        }
        Yaml { message } => yaml::message(message, l),
        FullWidthColon => say!(l, "这里的冒号“：”是全角的", "the colon here is full-width (：)"),
        Alias => say!(
            l,
            "规则文件不支持 YAML 的锚点（&）、别名（*）、标签（!）与合并键（<<）",
            "YAML anchors (&), aliases (*), tags (!) and merge keys (<<) are not supported"
        ),
        DuplicateKey { key, first_line } => {
            say!(l, "键 {key} 重复，第 {first_line} 行已经写过", "key {key} stands twice, first on line {first_line}")
        }
        _ => say!(l, "文件里没有规则、词表或条款", "the file holds no rules, words or clauses"),
    }
}

fn of_field(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        WrongType { expected, found } => {
            let (expected, found) = names(expected, found, l);
            say!(l, "这里应为{expected}，实际是{found}", "expected {expected}, found {found}")
        }
        UnknownKey { key, .. } => say!(l, "未知的键 {key}", "unknown key {key}"),
        MissingKey { key } => say!(l, "缺少 {key}", "{key} is missing"),
        OneOf { value, allowed } => match l {
            Language::Chinese => format!("{value} 无效，可选值：{}", allowed.replace(' ', "、")),
            Language::English => format!("{value} is not one of: {}", allowed.replace(' ', ", ")),
        },
        BadName { name } => say!(l, "名称 {name} 无效", "invalid name {name}"),
        NoLanguage { key } => say!(l, "{key} 为空", "{key} is empty"),
        _ => String::new(),
    }
}

fn of_name(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        UnknownClause { clause, .. } => say!(l, "条款 {clause} 没有声明", "clause {clause} is not declared"),
        DuplicateClause { clause, file, line } => {
            say!(l, "条款 {clause} 已在 {file}:{line} 声明", "clause {clause} is already declared in {file}:{line}")
        }
        UnknownList { name, .. } => say!(l, "没有名为 {name} 的词表", "there is no word list {name}"),
        DuplicateList { name, file, line } => {
            say!(l, "词表 {name} 已在 {file}:{line} 定义", "word list {name} is already defined in {file}:{line}")
        }
        CyclicList { name } => say!(l, "词表 {name} 从这里又引用到自己", "word list {name} refers back to itself here"),
        DeepList { limit } => say!(l, "词表一层套一层，超过 {limit} 层", "word lists within word lists, more than {limit} deep"),
        NotATable { name } => say!(l, "{name} 是词表，没有替换文本", "{name} is a plain list and says nothing to write instead"),
        UnknownFact { name, .. } => say!(l, "店铺档案里没有 {name}", "the shop profile has no fact {name}"),
        FactType { name, expected, found } => {
            let (expected, found) = names(expected, found, l);
            say!(l, "店铺事项 {name} 应为{expected}，实际是{found}", "fact {name} of the shop should be {expected}, found {found}")
        }
        FactUse { name, found, needed } => {
            let (found, needed) = names(found, needed, l);
            say!(l, "店铺事项 {name} 是{found}，这里需要{needed}", "fact {name} of the shop is {found}, but {needed} is needed here")
        }
        UnknownRule { name, option: Some(option), .. } => {
            say!(l, "--{option} 指定的 {name} 不是规则、规则族或条款", "--{option} names {name}, which is no rule, family or clause")
        }
        UnknownRule { name, .. } => say!(l, "没有名为 {name} 的规则、规则族或条款", "there is no rule, family or clause {name}"),
        _ => String::new(),
    }
}

fn of_phrase(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        EmptyPhrase => say!(l, "这里的文字为空", "the text here is empty"),
        RegexAsWord => say!(l, "这里只能写词，/…/ 会被当作普通文字", "only words stand here; /…/ would be taken literally"),
        RegexInList { list } => {
            say!(l, "词表 {list} 里有正则，这里只能用词", "the list {list} holds regexes; only words stand here")
        }
        InvisiblePhrase => say!(l, "这里只有看不见的字符或标点", "nothing but invisible characters or punctuation"),
        FullWidthComma { phrase } => {
            say!(l, "短语“{phrase}”里有中文标点，会整个当作一条短语", "phrase \"{phrase}\" holds Chinese punctuation and is taken as one")
        }
        LongPhrase { chars, limit } => {
            say!(l, "这里的文字有 {chars} 个字符，超过上限 {limit}", "the text has {chars} characters, more than the limit of {limit}")
        }
        TooManyPhrases { limit } => say!(l, "展开词表后超过 {limit} 条", "more than {limit} texts after expanding word lists"),
        TooMuchText { limit } => {
            say!(l, "展开词表后的文字合计超过 {limit} 个字符", "more than {limit} characters in all after expanding word lists")
        }
        TooManyCharacters { limit } => {
            say!(l, "全部规则用到的不同字符超过 {limit} 个", "all rules together use more than {limit} different characters")
        }
        DuplicatePhrase { phrase } => {
            say!(l, "短语 {phrase} 折叠后与同一规则的另一短语相同", "phrase {phrase} equals another phrase of this rule after folding")
        }
        ShadowedPhrase { phrase } => {
            say!(l, "短语 {phrase} 同时是本规则的例外，永远不会命中", "phrase {phrase} is also an exception of this rule and can never hit")
        }
        UnfitDisguise { phrase, least, most } => say!(
            l,
            "短语 {phrase} 不能加 disguise，只有 {least}–{most} 个字的短语可以",
            "phrase {phrase} cannot be disguised; only phrases of {least}–{most} characters can"
        ),
        _ => String::new(),
    }
}

fn of_regex(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        LongRegex { bytes, limit } => {
            say!(l, "正则有 {bytes} 字节，超过上限 {limit}", "the regex has {bytes} bytes, more than the limit of {limit}")
        }
        BadRegex { message } => regex::message(message, l),
        EmptyMatch { pattern } if pattern.is_empty() => say!(l, "两条斜线之间没有正则", "there is no regex between the slashes"),
        EmptyMatch { pattern } => say!(l, "正则 {pattern} 可以匹配空文本", "regex {pattern} can match nothing"),
        _ => say!(
            l,
            r"词边界 \b、\<、\> 在中文之间不会成立，这条正则不会按预期匹配",
            r"\b, \< and \> never hold between Chinese characters, so this regex does not match as intended"
        ),
    }
}

fn of_rule(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        DuplicateRule { id, file, line } => {
            say!(l, "规则 {id} 已在 {file}:{line} 定义", "rule {id} is already defined in {file}:{line}")
        }
        TooManyRules { limit } => say!(l, "规则超过 {limit} 条", "more than {limit} rules"),
        NoClause => say!(l, "规则没有写明对应的条款", "the rule names no clause that it serves"),
        NoTrigger => say!(l, "规则没有 phrases，也没有 length，永远不会命中", "the rule has neither phrases nor length and can never hit"),
        LengthWithWords => say!(
            l,
            "length 判断整条回复，不能与 phrases、pattern、unless 等查找字词的字段同时使用",
            "length judges the whole reply and cannot stand beside fields that look for words (phrases, pattern, unless, …)"
        ),
        PatternWithoutPhrases => {
            say!(l, "有 pattern 但没有 phrases，pattern 永远不会被尝试", "a pattern without phrases is never tried")
        }
        EmptyCondition => {
            say!(l, "条件没有 before、after、around 或 inside", "the condition has none of before, after, around, inside")
        }
        BadWithin => say!(
            l,
            "within 应为 clause、sentence、reply 或 1–1000 的整数字数",
            "within is clause, sentence, reply or a whole number of characters from 1 to 1000"
        ),
        BadLength => say!(l, "length 应写 under 或 over，为大于 0 的整数", "length needs under or over, a whole number greater than 0"),
        NoBound => say!(l, "number 没有 min、max 或 allow", "number has none of min, max, allow"),
        NoUnit => say!(l, "number 没有 unit", "number has no unit"),
        BadBounds { lower: "under", .. } => {
            say!(l, "under 大于 over，任何回复都会命中", "under is greater than over, so every reply would be found")
        }
        BadBounds { lower: "from", .. } => {
            say!(l, "from 不小于 to，没有分数会落入这一档", "from is not below to, so no score falls into the band")
        }
        BadBounds { lower, upper } => {
            say!(l, "{lower} 大于 {upper}，任何数字都会命中", "{lower} is greater than {upper}, so every number would be found")
        }
        UnknownCapture { name, known } => {
            let known = if known.is_empty() { in_language(l, ("（无）", "none")) } else { known };
            say!(l, "改写里的 {{{name}}} 没有对应的捕获；可用：{known}", "{{{name}}} in the rewrite is not captured; known: {known}")
        }
        UnusedDisguise => say!(
            l,
            "有 disguise，但 pattern 里没有 {{phrases}}，变形永远不会命中",
            "there is a disguise, but the pattern does not hold {{phrases}}, so no disguised form can hit"
        ),
        DisguiseWithTable => say!(
            l,
            "有 disguise 的规则，rewrite 与 suggest 不能逐条短语写",
            "with a disguise, rewrite and suggest cannot be a table by phrase"
        ),
        OpenBrace => say!(l, "花括号没有配对", "unbalanced brace"),
        BothRewrites => {
            say!(l, "rewrite 与 suggest 都是整条规则的改写，只能写一个", "rewrite and suggest are both a text for the whole rule; keep one")
        }
        RewriteBreaksRule { text, rule, matched } => {
            say!(l, "改写“{text}”本身违反规则 {rule}（“{matched}”）", "rewrite \"{text}\" itself breaks rule {rule} (\"{matched}\")")
        }
        _ => String::new(),
    }
}

fn of_conversation(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        BadZone { name } => say!(l, "没有时区 {name}", "there is no time zone {name}"),
        BadTime { text } => say!(l, "读不懂时间“{text}”", "\"{text}\" is no time that can be read here"),
        BadDuration { text } => say!(l, "“{text}”不是时长", "\"{text}\" is no duration"),
        BadDeadline { text } => say!(l, "读不懂期限“{text}”", "\"{text}\" is no deadline"),
        BadRange => say!(
            l,
            "within 应为 turn、reply、session、N turns、N messages 或时长",
            "within is turn, reply, session, N turns, N messages or a duration"
        ),
        BadCount { limit } => say!(l, "次数应为 1–{limit} 的整数", "a whole number from 1 to {limit} is needed"),
        BothLimits => say!(l, "within、under、by 只能写一个", "within, under and by exclude each other"),
        EmptyAt => say!(l, "at 没有 working、workday 或 between", "at has none of working, workday, between"),
        ExcusedTwice => say!(
            l,
            "excused 是给单条回复的规则用的，不能与 from、earlier、answer 等字段同时使用",
            "excused belongs to rules of single replies and cannot stand beside from, earlier, answer and the like"
        ),
        EmptySays => say!(l, "says 里有空的一组", "a group of says is empty"),
        BadLine { line } => say!(l, "对话里的这一行读不懂：{line}", "this line of a conversation cannot be read: {line}"),
        NoMessages => say!(l, "对话里没有消息", "the conversation has no messages"),
        _ => say!(l, "这条规则只看单条回复，例句不能是对话", "the rule judges single replies, so an example cannot be a conversation"),
    }
}

fn of_example(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        NoExamples { kind } => say!(l, "examples 缺少 {kind} 例句", "examples has no {kind} sentence"),
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
        _ => String::new(),
    }
}
