//! The sample files, one of each form, and the exact messages and problems in them.

use std::fs;
use std::path::PathBuf;

use jinyu_transcript::{Format, Message, Options, Problem, Reader, replace_texts};

fn sample(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts");
    fs::read(folder.join(name)).expect("the sample is part of the repository")
}

fn show(result: Result<Message, Problem>) -> String {
    match result {
        Ok(message) => {
            let or = |value: &Option<String>| value.clone().unwrap_or("-".to_owned());
            let row = message.row.map_or(String::new(), |row| format!("/{row}"));
            format!(
                "{}{row} {}#{} {} {}: {:?}",
                message.line,
                or(&message.session),
                message.index,
                message.role.name(),
                or(&message.sender.or(message.code)),
                message.text
            )
        }
        Err(problem) => {
            let column = problem.column.map_or(String::new(), |at| format!(" column {at}"));
            let row = problem.row.map_or(String::new(), |row| format!(" row {row}"));
            format!("{problem}{column}{row}")
        }
    }
}

/// Reads a sample without being told its form, and with the form named.
fn check(name: &str, agents: &[&str], format: Format, encoding: &str, expected: &[&str]) {
    for named in [None, Some(format)] {
        let bytes = sample(name);
        let options = Options { format: named, agents: agents.iter().map(|&name| name.to_owned()).collect(), ..Options::default() };
        let mut reader = Reader::open(&bytes[..], Some(name), &options).expect(name);
        let found: Vec<_> = reader.by_ref().map(show).collect();
        assert_eq!(found, expected, "{name}");
        let guessed = reader.encoding_guessed();
        let said = format!("{}{}", reader.encoding(), if guessed { "?" } else { "" });
        assert_eq!((reader.format(), said.as_str()), (format, encoding));
        assert_eq!(reader.replaced_characters(), 0);
    }
}

#[test]
fn text() {
    check(
        "replies.txt",
        &[],
        Format::Text,
        "UTF-8",
        &[
            "1 -#1 agent -: \"亲，在的，您请说\"",
            "3 -#2 agent -: \"这款羽绒服今天下单，仓库明天开始安排发货呢\"",
            "5 -#3 agent -: \"洗的时候用冷水，不要拧干哦\"",
        ],
    );
}

#[test]
fn jsonl() {
    check(
        "chat.jsonl",
        &[],
        Format::Jsonl,
        "UTF-8",
        &[
            "1 丁香小院#1 customer 丁香小院: \"被套缩水吗\"",
            "2 丁香小院#2 agent 暖屋家纺:小满: \"亲，首次下水会有轻微缩水，\\n建议冷水手洗\"",
            "3 石板路#1 auto 暖屋家纺: \"您好，客服正在赶来\"",
            "4 丁香小院#3 system -: \"客服 小满 结束了会话\"",
            "5 石板路#2 agent 暖屋家纺:阿澈: \"让您久等了\"",
        ],
    );
}

#[test]
fn tables_of_messages() {
    check(
        "chat.csv",
        &[],
        Format::Csv,
        "UTF-8",
        &[
            "2/2 丁香小院#1 customer 丁香小院: \"被套缩水吗\"",
            "3/3 丁香小院#2 agent 暖屋家纺:小满: \"亲，首次下水会有\\\"轻微\\\"缩水，\\n建议冷水手洗\"",
            "6/5 石板路#1 auto 暖屋家纺: \"您好，客服正在赶来\"",
            "7/6 石板路#2 agent 暖屋家纺:阿澈: \"让您久等了\"",
        ],
    );
    check(
        "chat-wechat.csv",
        &["暖屋家纺"],
        Format::Csv,
        "UTF-8",
        &["2/2 -#1 customer 青柠: \"有现货吗\"", "3/3 -#2 agent 暖屋家纺:小满: \"有的，\\r\\n今天能发\"", "5/4 -#3 customer 青柠: \"\""],
    );
    check(
        "chat-utf16.tsv",
        &[],
        Format::Csv,
        "UTF-16LE",
        &["2/2 A1#1 customer 青柠: \"能开发票吗\"", "3/3 A1#2 agent 小满: \"可以的，电子发票，签收后发您邮箱\""],
    );
}

#[test]
fn phrases() {
    check(
        "phrases-team.csv",
        &[],
        Format::Phrases,
        "GB18030?",
        &["2/2 -#1 agent hy: \"{买家昵称}您好，\\n我是小满，很高兴为您服务\"", "4/3 -#2 agent th: \"支持七天无理由退换，商品完好即可\""],
    );
    check(
        "phrases.jsonl",
        &[],
        Format::Phrases,
        "UTF-8",
        &["1 -#1 auto hy: \"您好，我是小满\"", "2 -#2 agent th: \"签收后七天内，商品完好可以退换\""],
    );
    check(
        "phrases.yaml",
        &[],
        Format::Phrases,
        "UTF-8",
        &[
            "5 -#1 auto hy: \"您好，我是小满\"",
            "11 -#2 agent th: \"签收后七天内，商品完好可以退换，\\n运费由我们承担\\n\"",
            "14 -#3 agent 07: \"地址是 ___，对吗\"",
        ],
    );
    check("phrases-api.json", &[], Format::Phrases, "UTF-8", &["4 -#1 agent hy: \"您好\"", "5 -#2 agent th: \"签收后七天内可以退换\""]);
}

#[test]
fn groups_and_days_of_phrases() {
    for name in ["phrases.jsonl", "phrases.yaml"] {
        let bytes = sample(name);
        let reader = Reader::open(&bytes[..], Some(name), &Options::default()).expect(name);
        let phrase = reader.flatten().nth(1).expect("a second phrase");
        assert_eq!(phrase.group.as_deref(), Some("售后"));
        assert_eq!(phrase.valid_from.as_deref(), Some("2026-01-01"));
        assert_eq!(phrase.valid_until.as_deref(), Some("2026-12-31"));
    }
}

#[test]
fn broken_records_cost_themselves_only() {
    check(
        "broken.jsonl",
        &[],
        Format::Jsonl,
        "UTF-8",
        &[
            "1 -#1 agent -: \"第一条没有问题\"",
            "line 2: this line is not a complete JSON object column 31",
            "line 3: unknown role \"老板\"",
            "line 4: this message does not say who said it (role)",
            "line 5: this record has no text",
            "line 6: the text is not a string",
            "line 7: this record is not an object of named values",
            "9 -#2 agent -: \"最后一条也没有问题\"",
        ],
    );
    check(
        "broken.csv",
        &[],
        Format::Csv,
        "UTF-8",
        &[
            "2/2 A#1 agent -: \"第一条没有问题\"",
            "line 3: a quotation mark opens a cell and none closes it row 3",
            "4/4 A#2 customer -: \"谢谢\"",
            "line 5: this row has 4 cells, the header has 3 row 5",
            "line 6: unknown role \"老板\" row 6",
            "line 7: this row has 2 cells, the header has 3 row 7",
            "8/8 B#1 agent -: \"最后一条\\n也没有问题\"",
        ],
    );
}

/// Replaces one word in a sample of phrases and expects exactly that difference in the file.
fn check_replaced(name: &str, format: Format, from: &str, to: &str, in_file: (&[u8], &[u8])) {
    let input = sample(name);
    let mut new = |message: &Message| Some(message.text.replace(from, to));
    let output = replace_texts(&input, Some(name), &Options { format: Some(format), ..Options::default() }, &mut new);
    let output = output.expect(name).expect("something changes");
    let at = input.windows(in_file.0.len()).position(|part| part == in_file.0);
    let at = at.expect("the sample has the words");
    let expected = [&input[..at], in_file.1, &input[at + in_file.0.len()..]].concat();
    assert_eq!(String::from_utf8_lossy(&output), String::from_utf8_lossy(&expected));
    assert!(output == expected, "{name}");
}

#[test]
fn replaced_texts_leave_every_other_byte() {
    let plain = |name, format, from: &str, to: &str| {
        check_replaced(name, format, from, to, (from.as_bytes(), to.as_bytes()));
    };
    plain("replies.txt", Format::Text, "不要拧干", "请勿拧干");
    plain("phrases.jsonl", Format::Phrases, "商品完好", "商品“完好”");
    plain("phrases.yaml", Format::Phrases, "运费由我们承担", "运费按规则承担");
    plain("phrases-api.json", Format::Phrases, "签收后", "您签收后");
    let quoted = ("\"地址是 ___，对吗\"".as_bytes(), "\"地址是\\n\\\"___\\\"，对吗\"".as_bytes());
    check_replaced("phrases.yaml", Format::Phrases, " ___", "\n\"___\"", quoted);
    let bare = ("text: 您好，我是小满".as_bytes(), "text: \"您好：我是小满\"".as_bytes());
    check_replaced("phrases.yaml", Format::Phrases, "您好，", "您好：", bare);
    let escaped = (&br"\u60a8\u597d"[..], &br"\u60a8\u597d\uff01"[..]);
    check_replaced("phrases-api.json", Format::Phrases, "您好", "您好！", escaped);
    // 很高兴 and 乐意 in GB18030.
    let gb18030 = (&b"\xba\xdc\xb8\xdf\xd0\xcb"[..], &b"\xc0\xd6\xd2\xe2"[..]);
    check_replaced("phrases-team.csv", Format::Phrases, "很高兴", "乐意", gb18030);
}

#[test]
fn conversations_are_not_rewritten() {
    for (name, format) in [("chat.jsonl", Format::Jsonl), ("chat.csv", Format::Csv)] {
        let result = replace_texts(&sample(name), Some(name), &Options { format: Some(format), ..Options::default() }, &mut |_| None);
        let refusal = result.expect_err(name).message(jinyu::Language::Chinese);
        assert!(refusal.contains("聊天记录"), "{refusal}");
    }
}
