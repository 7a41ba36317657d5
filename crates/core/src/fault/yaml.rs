//! What the YAML library says, for an author who does not know it.

use super::{Both, in_language};
use crate::Language;

/// A part of a message of the library; what it means; what to do.
const SLIPS: &[(&str, Both, Both)] = &[
    ("found a tab", ("缩进里有制表符", "a tab in the indentation"), ("改用空格缩进", "indent by spaces")),
    ("Depth", ("嵌套超过 32 层", "nested more than 32 deep"), ("检查方括号与花括号是否配对", "check that brackets and braces are paired")),
    (
        "recursion limit",
        ("嵌套超过 32 层", "nested more than 32 deep"),
        ("检查方括号与花括号是否配对", "check that brackets and braces are paired"),
    ),
    (
        "budget breached",
        ("内容过多，超过 200000 个节点", "too much content, more than 200,000 nodes"),
        ("按主题拆成几个文件", "split it by topic"),
    ),
    (
        "multiple YAML documents",
        ("一个文件只能有一个 YAML 文档，这里多了一行 ---", "a file holds one YAML document; a line --- stands here"),
        ("删去 ---，或拆成两个文件", "delete ---, or make it two files"),
    ),
    (
        "mapping values are not allowed",
        ("这里不该有“: ”", "\": \" is not allowed here"),
        (
            "文本里有“: ”时整段加引号；也检查上一行的冒号与这一行的缩进",
            "quote a text that holds \": \"; check the colon of the line before and the indentation of this one",
        ),
    ),
    (
        "simple key expected",
        ("这一行的键后面没有冒号", "no colon after the key of this line"),
        ("写成“键: 值”，冒号用半角，后面空一格", "write key: value, with an ASCII colon and a space after it"),
    ),
    (
        "comments must be separated",
        ("# 之后被当作注释", "what follows # is taken as a comment"),
        ("以 # 开头的文本要加引号；注释的 # 前面空一格", "quote a text that begins with #; put a space before the # of a comment"),
    ),
    (
        "invalid indentation in multiline quoted scalar",
        ("引号没有配对", "a quotation mark is not closed"),
        ("检查这一行和上面几行的引号", "check the quotation marks of this line and the lines above"),
    ),
    (
        "quoted scalar",
        ("引号里的内容有误", "something is wrong within the quotation marks"),
        ("检查引号是否配对；含 \\ 的文本用单引号", "check that quotation marks are paired; use single quotes for a text with \\"),
    ),
    (
        "unclosed quote",
        ("引号没有配对", "a quotation mark is not closed"),
        ("检查这一行和上面几行的引号", "check the quotation marks of this line and the lines above"),
    ),
    (
        "illegal placement of ':'",
        ("方括号没有配对", "a bracket is not closed"),
        ("检查这一行和上一行的 [ ]", "check the [ ] of this line and the one before"),
    ),
    (
        "flow sequence",
        ("方括号没有配对，或缺少逗号", "a bracket is not closed, or a comma is missing"),
        ("检查 [ ] 与半角逗号", "check the [ ] and the ASCII commas"),
    ),
    (
        "flow mapping",
        ("花括号没有配对，或缺少逗号", "a brace is not closed, or a comma is missing"),
        ("检查 { } 与半角逗号；以 { 开头的文本要加引号", "check the { } and the ASCII commas; quote a text that begins with {"),
    ),
    ("bracket", ("括号没有配对", "a bracket is not paired"), ("检查 [ ] 与 { }", "check the [ ] and { }")),
    (
        "unknown anchor",
        ("* 开头的文本被当作别名", "a text that begins with * is taken as an alias"),
        ("以 * 或 & 开头的文本要加引号", "quote a text that begins with * or &"),
    ),
    (
        "anchor or alias",
        ("* 或 & 开头的文本被当作别名或锚点", "a text that begins with * or & is taken as an alias or anchor"),
        ("以 * 或 & 开头的文本要加引号", "quote a text that begins with * or &"),
    ),
    (
        "did not find expected '-'",
        ("缩进与上文不齐", "the indentation differs from the lines above"),
        ("与同级的行对齐，只用空格缩进", "align it with its neighbours, by spaces"),
    ),
    (
        "did not find expected key",
        ("这里不该有内容，或缩进与上文不齐", "nothing is expected here, or the indentation differs from the lines above"),
        (
            "以 {、[ 或引号开头的文本，要整段加引号；并与同级的行对齐",
            "quote the whole of a text that begins with {, [ or a quotation mark; align the line with its neighbours",
        ),
    ),
    (
        "block sequence entries are not allowed",
        ("这里不该有连字符 -", "a hyphen is not allowed here"),
        ("列表从键的下一行开始写；以 - 开头的文本要加引号", "begin the list on the line below its key; quote a text that begins with -"),
    ),
    (
        "while scanning a tag",
        ("! 开头的文本被当作标签", "a text that begins with ! is taken as a tag"),
        ("以 ! 开头的文本要加引号", "quote a text that begins with !"),
    ),
    (
        "directive",
        ("% 开头的文本被当作指令", "a text that begins with % is taken as a directive"),
        ("以 % 开头的文本要加引号", "quote a text that begins with %"),
    ),
    (
        "block scalar",
        ("| 或 > 后面的内容有误", "something is wrong after | or >"),
        ("以 | 或 > 开头的文本要加引号", "quote a text that begins with | or >"),
    ),
    (
        "unexpected character",
        ("这个字符不能作为文本的开头", "this character cannot begin a text"),
        ("以 @、` 等符号开头的文本要加引号", "quote a text that begins with a sign such as @ or `"),
    ),
    (
        "cannot start",
        ("这个字符不能作为文本的开头", "this character cannot begin a text"),
        ("以 @、` 等符号开头的文本要加引号", "quote a text that begins with a sign such as @ or `"),
    ),
    ("control character", ("文件里有控制字符", "a control character in the file"), ("删去它", "delete it")),
    (
        "mapping key",
        ("键只能是文本", "a key must be a text"),
        ("以 { 或 [ 开头的键要加引号，如 \"{day}\": 送达", "quote a key that begins with { or [, such as \"{day}\": 送达"),
    ),
    (
        "float",
        ("这个数字无效", "this number is not valid"),
        ("写一个普通的数字；若是文本则加引号", "write a plain number, or quote it if it is a text"),
    ),
    (
        "unexpected e",
        ("文件在这里突然结束", "the file ends too early"),
        ("检查括号与引号是否配对", "check that brackets and quotation marks are paired"),
    ),
];

const OTHER: Both = (
    "检查缩进（用空格）、冒号后的空格、括号与引号的配对",
    "check indentation (spaces), the space after a colon, brackets and quotation marks",
);

fn slip(message: &str) -> Option<&'static (&'static str, Both, Both)> {
    SLIPS.iter().find(|(part, _, _)| message.contains(part))
}

/// The message in the reader's language.
pub(super) fn message(message: &str, language: Language) -> String {
    match slip(message) {
        Some((_, both, _)) => format!("{}{}", in_language(language, ("YAML 语法错误：", "invalid YAML: ")), in_language(language, *both)),
        None => format!("{}{message}", in_language(language, ("YAML 语法错误：", "invalid YAML: "))),
    }
}

/// What to do about it.
pub(super) fn help(message: &str, language: Language) -> &'static str {
    in_language(language, slip(message).map_or(OTHER, |(_, _, help)| *help))
}
