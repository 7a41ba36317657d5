//! Kinds of values: what authors call them, and how to write what is expected.

use super::{Both, in_language};
use crate::Language;

/// What the values and fields of rule files are called.
const NAMES: &[(&str, Both)] = &[
    ("null", ("空值", "nothing")),
    ("true/false", ("true 或 false", "true or false")),
    ("number", ("数字", "a number")),
    ("text", ("文本", "a text")),
    ("list", ("列表", "a list")),
    ("map", ("映射（键: 值）", "a map (key: value)")),
    ("list of texts", ("文本列表", "a list of texts")),
    ("list of numbers", ("数字列表", "a list of numbers")),
    ("list of rules", ("规则列表", "a list of rules")),
    ("list of conditions", ("条件列表", "a list of conditions")),
    ("list of examples", ("例句列表", "a list of examples")),
    ("list or table", ("词的列表，或表（词: 替换）", "a list of words, or a table (word: text)")),
    ("text, list or table", ("文本、文本列表或表（短语: 改写）", "a text, a list of texts or a table (phrase: text)")),
    ("text or table", ("文本或表（短语: 改写）", "a text or a table (phrase: text)")),
    ("number or fact", ("数字或 \"{shop.名称}\"", "a number or \"{shop.fact}\"")),
    ("list of numbers or fact", ("数字列表或 \"{shop.名称}\"", "a list of numbers or \"{shop.fact}\"")),
    ("list of lists", ("列表里还有空值、列表或映射", "a list that holds more than texts and numbers")),
    ("fact", ("true/false、数字、文本或列表", "true/false, a number, a text or a list")),
    ("rule file", ("一个规则文件（family:、rules: 等键）", "a rule file (keys such as family:, rules:)")),
    ("preset", ("一份预设（name:、severity: 等键）", "a preset (keys such as name:, severity:)")),
    ("profile", ("一份店铺档案（事项: 值）", "a shop profile (fact: value)")),
    ("rule", ("一条规则（id: 等字段）", "a rule (fields such as id:)")),
    ("clause", ("条款的 title 与 source", "a clause's title and source")),
    ("clauses", ("条款（条款号: 内容）", "clauses by name")),
    ("word lists", ("词表（名称: 词）", "word lists by name")),
    ("condition", ("一个条件", "a condition")),
    ("example", ("一句文本，或 {text: …}", "a text, or {text: …}")),
    ("examples", ("flag 与 pass 两组例句", "flag and pass")),
    ("length", ("length 的上下限", "under or over")),
    ("number check", ("number 的单位与上下限", "a unit and bounds")),
    ("units", ("单位及其倍数", "units with their factors")),
    ("facts", ("店铺事项及其值", "facts with their values")),
    ("duration", ("时长（如 45s）", "a duration (such as 45s)")),
    ("list of earlier messages", ("条件列表", "a list of conditions")),
    ("earlier message", ("一个条件", "a condition")),
    ("answer", ("对答复的要求", "what is asked of the answer")),
    ("count", ("次数", "how often")),
    ("time", ("时间条件", "a condition of time")),
    ("calendar", ("营业时间等", "hours and days")),
    ("levels", ("规则及其级别", "rules with their levels")),
    ("agents", ("客服名单（名字: 账号等）", "agents by name")),
    ("agent", ("一位客服的账号、分组与主管", "an agent's accounts, group and supervisor")),
    ("shifts", ("班次（名称: 起止时刻）", "shifts by name")),
    ("shift", ("班次的起止时刻", "when a shift begins and ends")),
    ("ledgers", ("points 与 yuan 两本台账", "the ledgers points and yuan")),
    ("ledger", ("一本台账（entries: 等键）", "a ledger (keys such as entries:)")),
    ("entries", ("台账条目（名称: 内容）", "entries by name")),
    ("entry", ("一个台账条目", "an entry of a ledger")),
    ("list of bands", ("档位列表", "a list of bands")),
    ("band", ("一个档位", "a band")),
    ("streak", ("连续几个月低于多少分", "how many months below which score")),
    ("repeat", ("从第几次起加倍", "from which time on it costs more")),
];

/// The name of a kind of value in the reader's language.
pub(super) fn name(kind: &'static str, language: Language) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == kind).map_or(kind, |(_, both)| in_language(language, *both))
}

/// The name with a space before it where it follows a Chinese character and does not begin with one.
pub(super) fn after_chinese(kind: &'static str) -> String {
    let name = name(kind, Language::Chinese);
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if is_plain { format!(" {name}") } else { name.to_owned() }
}

/// How to write what is expected, where something else was found.
pub(super) fn help(expected: &str, found: &str, language: Language) -> &'static str {
    let both = of_map(expected).unwrap_or_else(|| match expected {
        "text" => of_text(found),
        "list of texts" | "list of examples" => of_list(found),
        "list of rules" => ("每条规则前加连字符，如 - id: arrival-date", "begin each rule with a hyphen: - id: arrival-date"),
        "list of conditions" => ("放进方括号，如 [{before: [请勿]}]", "put it in brackets: [{before: [请勿]}]"),
        "list of earlier messages" => {
            ("放进方括号，如 [{from: customer, says: [取消]}]", "put it in brackets: [{from: customer, says: [取消]}]")
        }
        "list of numbers or fact" => ("加方括号，如 [5, 10]", "put it in brackets: [5, 10]"),
        "number or fact" => (
            "只写数字，单位写在 unit 里；店铺事项写成 \"{shop.max_shipping_hours}\"",
            "write the number alone, its unit under unit; a fact as \"{shop.max_shipping_hours}\"",
        ),
        "number" => ("只写数字，如 15，不带单位", "write the number alone, such as 15"),
        "true/false" => ("写 true 或 false（yes、是 不算）", "write true or false (yes does not count)"),
        "list or table" => ("写成 [今天, 明天]，或表 {到: 送达}", "write [今天, 明天], or a table {到: 送达}"),
        "text or table" if found == "list" => (
            "只有一个改写就去掉方括号；不同短语分别改写就写成 {短语: 改写}；几种说法由人挑选就写在 suggest 里",
            "drop the brackets for one rewrite; write {phrase: text} for several; where a person chooses among wordings, use suggest",
        ),
        _ => of_text(found),
    });
    in_language(language, both)
}

fn of_text(found: &str) -> Both {
    match found {
        "null" => ("写上文字，或删去这一项", "write something, or delete the entry"),
        "list" => ("只写一段文本，去掉方括号或连字符", "write one text, without brackets or hyphens"),
        "map" => (
            "以 { 开头的文本要加引号，如 \"{day}\"；文本里有“: ”时也要加引号",
            "quote a text that begins with {, such as \"{day}\", or that holds \": \"",
        ),
        _ => ("加上引号，如 \"12315\"", "put it in quotes, such as \"12315\""),
    }
}

fn of_list(found: &str) -> Both {
    match found {
        "null" => ("写上内容，如 [明天到]，或删去这一行", "write something, such as [明天到], or delete the line"),
        "map" => ("写成列表；以 { 开头的文本要加引号，如 [\"{day}\"]", "write a list; quote a text that begins with {: [\"{day}\"]"),
        _ => ("加方括号，如 [明天到]", "put it in brackets: [明天到]"),
    }
}

fn of_map(expected: &str) -> Option<Both> {
    Some(match expected {
        "rule file" => ("第一行写 family:，规则写在 rules: 下面", "begin with family:, and put the rules under rules:"),
        "preset" => ("写上 name: 与 severity:", "write name: and severity:"),
        "profile" => ("每行一项，如 own_brand: true", "one fact a line, such as own_brand: true"),
        "rule" => ("写成 - id: arrival-date，其余字段与 id 对齐", "write - id: arrival-date, and the other fields below id"),
        "clause" => ("写成 {title: 标题, source: 出处}", "write {title: …, source: …}"),
        "clauses" => ("写成 PRM-02: {title: 标题, source: 出处}", "write PRM-02: {title: …, source: …}"),
        "word lists" => ("写成 day: [今天, 明天]", "write day: [今天, 明天]"),
        "condition" => ("写成 {before: [请勿]}，冒号用半角且后面空一格", "write {before: [请勿]}, with a space after the colon"),
        "example" => ("写一句文本；数字要加引号，如 \"12315\"", "write a text; quote a number, such as \"12315\""),
        "examples" => ("写成 {flag: [应命中的句子], pass: [应放行的句子]}", "write {flag: [to find], pass: [to leave alone]}"),
        "earlier message" => ("写成 {from: customer, says: [取消]}", "write {from: customer, says: [取消]}"),
        "answer" => ("写成 answer: {within: turn, says: [抱歉]}", "write answer: {within: turn, says: [抱歉]}"),
        "count" => ("写成 count: {at_least: 3}", "write count: {at_least: 3}"),
        "time" => ("写成 at: {between: [\"22:00-08:00\"]}", "write at: {between: [\"22:00-08:00\"]}"),
        "calendar" => (
            "写成 calendar: {zone: Asia/Shanghai, hours: [\"09:00-23:00\"]}",
            "write calendar: {zone: Asia/Shanghai, hours: [\"09:00-23:00\"]}",
        ),
        "length" => ("写成 length: {under: 4}", "write length: {under: 4}"),
        "number check" => ("写成 number: {unit: {元: 1}, max: 15}", "write number: {unit: {元: 1}, max: 15}"),
        "units" => ("写成 unit: {元: 1, 块: 1}", "write unit: {元: 1, 块: 1}"),
        "facts" => ("写成 {own_brand: true}", "write {own_brand: true}"),
        "agents" => ("写成 小满: {accounts: [\"店铺名:小满\"]}，每位一行", "write 小满: {accounts: [\"shop:name\"]}, one a line"),
        "agent" => ("写成 {accounts: [\"店铺名:小满\"], group: 售前}", "write {accounts: [\"shop:name\"], group: …}"),
        "shifts" => ("写成 白班: {from: \"08:30\", to: \"17:30\"}，每班一行", "write day: {from: \"08:30\", to: \"17:30\"}, one a line"),
        "shift" => ("写成 {from: \"08:30\", to: \"17:30\"}", "write {from: \"08:30\", to: \"17:30\"}"),
        "ledgers" => ("写上 points: 或 yuan:", "write points: or yuan:"),
        "ledger" => ("条目写在 entries: 下面", "put the entries under entries:"),
        "entries" => {
            ("写成 away: {title: 脱岗, on: [TIM-06], amount: 1}，每条一行", "write away: {title: …, on: [TIM-06], amount: 1}, one a line")
        }
        "entry" => {
            ("写成 {title: 脱岗, on: [TIM-06], amount: 1}；停用写 off", "write {title: …, on: [TIM-06], amount: 1}; off switches it off")
        }
        "list of bands" => ("写成 [{from: 80, percent: 100}]", "write [{from: 80, percent: 100}]"),
        "band" => ("写成 {from: 70, to: 80, percent: 80}", "write {from: 70, to: 80, percent: 80}"),
        "streak" => ("写成 {months: 3, below: 60}", "write {months: 3, below: 60}"),
        "repeat" => ("写成 {at: 3, inclusive: true, times: 2}", "write {at: 3, inclusive: true, times: 2}"),
        "levels" => ("写成 promise: error，每行一项", "write promise: error, one a line"),
        _ => return None,
    })
}
