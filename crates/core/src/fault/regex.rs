//! What the regex libraries say, for an author who does not know them.

use super::{Both, in_language};
use crate::Language;

/// A part of a message of the library; what it means; what to do.
const SLIPS: &[(&str, Both, Both)] = &[
    ("unclosed group", ("圆括号没有配对", "a parenthesis is not closed"), PAIR),
    ("unopened group", ("圆括号没有配对", "a parenthesis is not opened"), PAIR),
    (
        "unclosed character class",
        ("方括号没有配对", "a bracket is not closed"),
        ("补上 ]；要匹配 [ 本身写 \\[", "add ]; write \\[ for the character itself"),
    ),
    ("nested parentheses", ("括号嵌套过深", "nested too deep"), ("拆成两条规则", "make it two rules")),
    (
        "missing expression",
        ("* + ? 前面没有内容", "nothing stands before * + ?"),
        ("写上要重复的内容；要匹配符号本身写 \\*", "write what is repeated; write \\* for the character itself"),
    ),
    ("repetition", ("重复次数的写法有误", "the count of a repetition is malformed"), COUNT),
    ("counted", ("重复次数的写法有误", "the count of a repetition is malformed"), COUNT),
    ("decimal literal", ("重复次数的写法有误", "the count of a repetition is malformed"), COUNT),
    (
        "look-around",
        ("不支持前后查找 (?=…)、(?!…)、(?<=…)、(?<!…)", "look-around is not supported"),
        ("改用 near 或 unless 条件", "use near or unless"),
    ),
    ("backreference", ("不支持反向引用 \\1", "back-references are not supported"), ("把可能的文字逐一写出", "write the alternatives out")),
    (
        "escape",
        ("无法识别的转义 \\…", "an unknown escape"),
        ("删去反斜线；要匹配反斜线本身写 \\\\", "delete the backslash; write \\\\ for the character itself"),
    ),
    (
        "duplicate capture group name",
        ("两个捕获用了同一个名称", "two captures have the same name"),
        ("给其中一个换名，或去掉 ?<…>", "rename one, or drop its ?<…>"),
    ),
    (
        "capture group",
        ("捕获的名称无效", "the name of a capture is not valid"),
        ("写成 (?<day>…)，名称用英文字母开头", "write (?<day>…), beginning with a letter"),
    ),
    (
        "class range",
        ("方括号里的范围写反了", "a range in brackets is the wrong way round"),
        ("小的写在前面，如 [0-9]；要匹配 - 本身写在最后", "write the smaller one first, as in [0-9]; put a - itself last"),
    ),
    (
        "range boundary",
        ("方括号里的范围有误", "a range in brackets is malformed"),
        ("范围两端各写一个字符，如 [0-9]", "write one character at each end, as in [0-9]"),
    ),
    (
        "Unicode property",
        ("\\p{…} 里的名称无法识别", "the name in \\p{…} is not known"),
        ("汉字写 \\p{Han}", "write \\p{Han} for Chinese characters"),
    ),
    ("Unicode character class", ("\\p{…} 的写法有误", "\\p{…} is malformed"), ("汉字写 \\p{Han}", "write \\p{Han} for Chinese characters")),
    (
        "flag",
        ("(?…) 里的标志有误", "a flag in (?…) is not valid"),
        ("不需要捕获写 (?:…)，捕获写 (?<名称>…)", "write (?:…), or (?<name>…) to capture"),
    ),
    (
        "boundar",
        ("不支持行与词的边界", "line and word boundaries are not supported"),
        ("删去 \\A、\\z、\\B 一类的边界；开头结尾写 ^ 与 $", "delete \\A, \\z, \\B; write ^ and $ for the ends"),
    ),
    (
        "can be empty",
        ("被重复的内容可以为空", "what is repeated can be empty"),
        ("让被重复的内容至少含一个字符，如 (哦|呢)*", "make what is repeated at least one character, as in (哦|呢)*"),
    ),
    ("UTF-8", ("正则匹配的不是文字", "the regex does not match text"), ("去掉 (?-u) 与字节写法", "drop (?-u) and bytes")),
    ("no text", ("正则匹配的不是文字", "the regex does not match text"), ("去掉 (?-u) 与字节写法", "drop (?-u) and bytes")),
    ("exceeds", ("编译后过大", "too large once compiled"), SIZE),
    ("more than", ("编译后过大", "too large once compiled"), SIZE),
];

const PAIR: Both = ("补上另一半；要匹配括号本身写 \\( \\)", "add the other half; write \\( \\) for the characters themselves");
const COUNT: Both = ("写成 {2} 或 {1,3}；词表写成 {名称}", "write {2} or {1,3}; {name} stands for a word list");
const SIZE: Both = ("减少重复次数，如把 {100} 改小", "lower the counts, such as {100}");
const OTHER: Both = ("正则的写法见 rules/README.md", "rules/README.md tells how regexes are written");

fn slip(message: &str) -> Option<&'static (&'static str, Both, Both)> {
    SLIPS.iter().find(|(part, _, _)| message.contains(part))
}

/// The message in the reader's language.
pub(super) fn message(message: &str, language: Language) -> String {
    let text = slip(message).map_or(message, |(_, both, _)| in_language(language, *both));
    format!("{}{text}", in_language(language, ("正则错误：", "invalid regex: ")))
}

/// What to do about it.
pub(super) fn help(message: &str, language: Language) -> &'static str {
    in_language(language, slip(message).map_or(OTHER, |(_, _, help)| *help))
}
