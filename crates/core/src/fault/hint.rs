//! What to do about a fault, in one line.

use super::message::say;
use super::{Both, FaultKind, in_language, nearest, profile, regex, value, yaml};
use crate::Language;

/// The help of a fault.
pub(super) fn help(fault: &FaultKind, l: Language) -> String {
    use FaultKind::*;
    match fault {
        Yaml { message } => yaml::help(message, l).to_owned(),
        BadRegex { message } => regex::help(message, l).to_owned(),
        WrongType { expected, found } => value::help(expected, found, l).to_owned(),
        UnknownKey { nearest, .. }
        | UnknownClause { nearest, .. }
        | UnknownList { nearest, .. }
        | UnknownFact { nearest, .. }
        | UnknownRule { nearest, .. } => match nearest {
            Some(name) => say!(l, "是否想写 {name}？", "did you mean {name}?"),
            None => in_language(l, of_unknown(fault)).to_owned(),
        },
        OneOf { value, allowed } => match meant(value, allowed) {
            Some("off") => say!(l, "关闭规则请写 off", "write off to switch rules off"),
            Some(name) => say!(l, "是否想写 {name}？", "did you mean {name}?"),
            None => say!(l, "改成其中之一", "use one of them"),
        },
        MissingKey { key: "severity" } => {
            say!(l, "补上 severity: error（或 critical、warning、info）", "add severity: error (or critical, warning, info)")
        }
        MissingKey { key: "examples" } => {
            say!(
                l,
                "补上 examples: {{flag: [应命中的句子], pass: [应放行的句子]}}",
                "add examples: {{flag: [a sentence to find], pass: [one to leave alone]}}"
            )
        }
        MissingKey { key } => say!(l, "补上 {key}:", "add {key}:"),
        _ => in_language(l, fixed(fault)).to_owned(),
    }
}

fn of_unknown(fault: &FaultKind) -> Both {
    use FaultKind::*;
    match fault {
        UnknownKey { .. } => ("删去它；可用的字段见 rules/README.md", "delete it; rules/README.md lists the fields"),
        UnknownClause { .. } => ("在任一规则文件的 clauses: 下声明它", "declare it under clauses: of any rule file"),
        UnknownList { .. } => ("在任一规则文件的 words: 下定义它", "define it under words: of any rule file"),
        UnknownFact { .. } => ("可用的事项见 rules/profile.yaml", "rules/profile.yaml lists the facts"),
        _ => ("用 jinyu rules list 查看全部规则", "jinyu rules list shows them"),
    }
}

/// What an author who wrote `value` meant.
fn meant<'a>(value: &str, allowed: &'a str) -> Option<&'a str> {
    const SAME: &[(&str, &str)] = &[
        ("严重", "critical"),
        ("错误", "error"),
        ("警告", "warning"),
        ("warn", "warning"),
        ("提示", "info"),
        ("false", "off"),
        ("关闭", "off"),
    ];
    let value = value.to_lowercase();
    let same = SAME.iter().find(|(written, _)| *written == value).map(|(_, name)| (*name).to_owned());
    let name = same.or_else(|| nearest(&value, allowed.split(' ')))?;
    allowed.split(' ').find(|known| *known == name)
}

fn fixed(fault: &FaultKind) -> Both {
    use FaultKind::*;
    match fault {
        FileTooLarge { .. } => ("按主题拆成几个文件", "split it by topic"),
        FullWidthColon => ("改成半角冒号，后面空一格", "use an ASCII colon and a space after it"),
        Alias => (
            "重复的词放进 words 词表；普通文本以 & * ! 开头时要加引号",
            "put repeated words into a list under words; quote a text that begins with & * !",
        ),
        DuplicateKey { .. } => ("合并成一个键，或删去其中一个", "merge the two, or delete one"),
        EmptyFile => ("至少写 rules:、words: 或 clauses: 之一", "write at least one of rules:, words:, clauses:"),
        BadName { .. } => (
            "用小写字母、数字与连字符，以字母开头，如 arrival-date",
            "use lower-case letters, digits and hyphens, beginning with a letter, such as arrival-date",
        ),
        NoLanguage { key: "title" } => ("写上条款的标题", "write the clause's title"),
        NoLanguage { key: "source" } => ("写上条款的出处，如 客服手册 二(10)", "write where the clause stands"),
        NoLanguage { key: "message" | "message_en" } => ("写一句话说明原因", "say why in one sentence"),
        NoLanguage { .. } => ("写上文字", "write something"),
        DuplicateRule { .. } => ("换一个 id", "choose another id"),
        TooManyRules { .. } => ("把同类短语合并进一条规则", "merge phrases of one kind into one rule"),
        NoClause => (
            "补上 clauses: [条款号]；没有条款时先在 clauses: 下声明一条",
            "add clauses: [name]; where there is no clause yet, declare one under clauses:",
        ),
        DuplicateClause { .. } | DuplicateList { .. } => ("各文件共用一份，删去其中一个", "all files share one; delete the other"),
        CyclicList { .. } => ("去掉这里的引用", "remove the reference here"),
        DeepList { .. } => ("把里层的词直接写出来", "write the words of the inner lists out"),
        NotATable { .. } => ("把它写成表（词: 替换），或去掉竖线", "write it as a table (word: text), or drop the bar"),
        FactType { .. } => ("改成这种类型；写法见 rules/profile.yaml", "use a value of that kind; rules/profile.yaml shows how"),
        FactUse { .. } => ("换一个店铺事项，或直接写出内容", "use another fact, or write the value out"),
        EmptyPhrase => ("删去它，或写上文字", "delete it, or write something"),
        RegexAsWord => (
            "把正则写进 pattern，或写在 before、inside、says 等条件里",
            "write the regex as a pattern, or in a condition such as before, inside or says",
        ),
        RegexInList { .. } => (
            "把词和正则分成两个词表；含正则的词表只能单独写在 before、inside、says 等条件里，或写进 pattern",
            "keep words and regexes in two lists; one with regexes stands by itself in a condition such as before, inside or says, or in a pattern",
        ),
        InvisiblePhrase => ("删去它，或写上至少一个看得见的字", "delete it, or write at least one visible character"),
        FullWidthComma { .. } => (
            "若是几条短语，用半角逗号分开；若确实要匹配标点，改用 pattern",
            "separate phrases by an ASCII comma; to match the punctuation itself use a pattern",
        ),
        LongPhrase { .. } => ("只留下有辨识度的一段", "keep the part that matters"),
        TooManyPhrases { .. } => ("改用 pattern，phrases 里只留下必需的词", "use a pattern, and keep under phrases only what it needs"),
        TooMuchText { .. } => ("缩短词表，或少把词表连在一起写", "shorten the word lists, or put fewer of them side by side"),
        TooManyCharacters { .. } => ("删去用不到的短语与词", "delete phrases and words that are not needed"),
        DuplicatePhrase { .. } => {
            ("删去其中一个（全角、大小写、繁体无需重复写）", "delete one (full width, case and traditional script need not be repeated)")
        }
        ShadowedPhrase { .. } => ("从 phrases 或 except 中删去它", "remove it from phrases or from except"),
        LongRegex { .. } => ("把可选的词放进 words 词表，再写 {词表}", "put the alternatives into a list under words and write {list}"),
        EmptyMatch { .. } => ("让正则至少要求一个字符", "make the regex ask for at least one character"),
        WordBoundary => ("删去它；英文与数字短语会自动判断词边界", "delete it; Latin phrases keep to word boundaries by themselves"),
        _ => of_rule(fault),
    }
}

fn of_rule(fault: &FaultKind) -> Both {
    use FaultKind::*;
    match fault {
        UnfitDisguise { .. } => ("把它移到另一条没有 disguise 的规则", "move it to another rule without a disguise"),
        UnusedDisguise => (
            "在 pattern 里短语所在的位置写 {phrases}，或删去 pattern",
            "write {phrases} where the phrase stands in the pattern, or delete the pattern",
        ),
        DisguiseWithTable => ("整条规则只写一个改写", "write one text for the whole rule"),
        NoTrigger => ("补上 phrases: [短语]", "add phrases: [a phrase]"),
        LengthWithWords => ("去掉这些字段，字词另写一条规则", "leave them out, or write a second rule for the words"),
        PatternWithoutPhrases => ("把 pattern 里必然出现的字词写进 phrases", "list under phrases the words that every match must hold"),
        EmptyCondition => ("写上其中之一，如 {before: [请勿]}", "write one of them, such as {before: [请勿]}"),
        BadWithin => ("例如 within: sentence 或 within: 8", "for example within: sentence or within: 8"),
        BadLength => ("例如 length: {under: 4}", "for example length: {under: 4}"),
        NoBound => ("例如 max: 15，或 max: \"{shop.max_shipping_hours}\"", "for example max: 15, or max: \"{shop.max_shipping_hours}\""),
        NoUnit => ("例如 unit: {元: 1, 块: 1}", "for example unit: {元: 1, 块: 1}"),
        BadBounds { .. } => ("交换两者", "swap them"),
        UnknownCapture { .. } => ("在 pattern 里写 (?<名称>…)，名称用英文", "capture it in the pattern: (?<name>…)"),
        OpenBrace => ("补上另一半", "add the other half"),
        BothRewrites => (
            "含义一定不变的写 rewrite，需要人看一眼的写 suggest",
            "rewrite where the meaning cannot change, suggest where a person should look",
        ),
        RewriteBreaksRule { .. } => ("换一种说法，使它能通过全部规则", "find a wording that passes all rules"),
        BadZone { .. } => ("写 IANA 名称，如 Asia/Shanghai", "write an IANA name, such as Asia/Shanghai"),
        BadTime { .. } => (
            "时段如 09:00-23:00，日期如 2026-10-01 或 2026-10-01..2026-10-08",
            "hours as 09:00-23:00, dates as 2026-10-01 or 2026-10-01..2026-10-08",
        ),
        BadDuration { .. } => (
            "写成 45s、2min、2h 或 1d，店铺事项写成 \"{shop.first_reply}\"",
            "write 45s, 2min, 2h or 1d, or a fact: \"{shop.first_reply}\"",
        ),
        BadDeadline { .. } => {
            ("写成 same day 24:00、next day 12:00 或 next workday 12:00", "write same day 24:00, next day 12:00 or next workday 12:00")
        }
        BadRange => ("例如 within: turn、within: 3 turns 或 within: 45s", "for example within: turn, within: 3 turns or within: 45s"),
        BadCount { .. } => ("例如 at_least: 3", "for example at_least: 3"),
        BothLimits => {
            ("正好到时限仍算及时的写 within，算超时的写 under", "within where the limit itself is in time, under where it is too late")
        }
        EmptyAt => ("写上其中之一，如 {working: true}", "write one of them, such as {working: true}"),
        ExcusedTwice => ("改用 unless_earlier", "use unless_earlier"),
        EmptySays => ("写上至少一个词，或删去这一组", "write at least one word, or delete the group"),
        BadLine { .. } => (
            "写成 C 10:00:00 文字；C 客户，A 客服，AUTO 自动回复，S 系统，T 只有时间",
            "write C 10:00:00 words; C customer, A agent, AUTO automatic, S system, T time alone",
        ),
        NoMessages => ("写上消息，如 [C 在吗, A 在的]", "write messages, such as [C 在吗, A 在的]"),
        NoConversation => (
            "改成一句文本，或给规则加上 from、earlier、answer 等字段",
            "write one text, or give the rule from, earlier, answer or the like",
        ),
        NoExamples { .. } => ("flag 与 pass 各写至少一句", "write at least one sentence each under flag and pass"),
        NotFlagged { .. } => ("检查 phrases、pattern 与条件，或改掉例句", "look at phrases, pattern and conditions, or change the example"),
        Flagged { .. } => ("加一条 except 或 unless，或改掉例句", "add an exception or a condition, or change the example"),
        OtherRewrite { .. } => (
            "改写若违反其他规则就不会给出；用 jinyu lint 看整句",
            "a rewrite that would break another rule is not offered; jinyu lint shows the whole reply",
        ),
        OtherSeverity { .. } => ("检查 info_if 与 severity", "look at info_if and severity"),
        _ => profile::help(fault).unwrap_or_default(),
    }
}
