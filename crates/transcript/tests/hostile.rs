//! Whatever the bytes: no panic, no silent loss, and nothing changed where nothing is to change.

use std::io::{self, Read};

use jinyu::Language;
use jinyu_transcript::{Format, MAX_RECORD_BYTES, Message, OpenError, Options, Problem, ProblemKind, Reader, replace_texts};
use proptest::prelude::*;

const NAMES: [Option<&str>; 6] = [None, Some("a.jsonl"), Some("a.json"), Some("a.yaml"), Some("a.csv"), Some("a.txt")];

fn formats() -> impl Iterator<Item = Option<Format>> {
    let named = Format::ALL.into_iter().map(Some);
    named.chain([None])
}

fn open<R: Read>(input: R, name: Option<&str>, format: Option<Format>) -> Result<Reader<R>, OpenError> {
    let agents = vec!["小满".to_owned()];
    Reader::open(input, name, &Options { format, agents, ..Options::default() })
}

/// Everything that a reader yields, or why it does not begin.
fn read(input: impl Read, name: Option<&str>, format: Option<Format>) -> Result<Vec<Result<Message, Problem>>, String> {
    let reader = open(input, name, format).map_err(|error| error.to_string())?;
    Ok(reader.collect())
}

/// Gives its bytes in small pieces.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = room.len().min(self.1);
        self.0.read(&mut room[..count])
    }
}

fn check_all(bytes: &[u8], piece_bytes: usize) {
    for (name, format) in NAMES.into_iter().flat_map(|name| formats().map(move |f| (name, f))) {
        let whole = read(bytes, name, format);
        assert_eq!(read(Pieces(bytes, piece_bytes), name, format), whole);
        for problem in whole.iter().flatten().filter_map(|result| result.as_ref().err()) {
            assert!(problem.line > 0 && !problem.help(Language::Chinese).is_empty());
        }
        let lines = whole.iter().flatten().map(|result| match result {
            Ok(message) => message.line,
            Err(problem) => problem.line,
        });
        assert!(lines.is_sorted() || format != Some(Format::Text));
        let Some(format) = format else { continue };
        let options = Options { format: Some(format), ..Options::default() };
        let same = replace_texts(bytes, name, &options, &mut |message| Some(message.text.clone()));
        assert!(same.as_ref().map_or(true, Option::is_none), "{same:?}");
        check_replacement(bytes, format, name);
    }
}

/// A replacement either fails or is read back exactly, with as many messages as before.
fn check_replacement(bytes: &[u8], format: Format, name: Option<&str>) {
    let new = |message: &Message| format!("{}，好", message.text.trim_end());
    let options = Options { format: Some(format), ..Options::default() };
    let result = replace_texts(bytes, name, &options, &mut |message| Some(new(message)));
    if let Ok(Some(changed)) = result {
        let before = read(bytes, name, Some(format)).unwrap_or_default();
        let after = read(&changed[..], name, Some(format)).unwrap_or_default();
        let expected: Vec<_> = before.iter().flatten().map(new).collect();
        let found: Vec<_> = after.into_iter().flatten().map(|message| message.text).collect();
        assert_eq!(found, expected);
    }
}

/// Pieces of every form, so that the parsers get further than with noise.
fn fragments() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just(&b"{\"role\":\"agent\",\"text\":\"\xe4\xba\xb2\"}"[..]),
        Just(&b"{\"data\":{\"result\":{\"list\":[{\"content\":\"a\"}"[..]),
        Just(&b"]}}}"[..]),
        Just(&b"- text: "[..]),
        Just(&b"  code: x"[..]),
        Just(&b"|\n    "[..]),
        Just("时间,角色,内容\n".as_bytes()),
        Just("快捷编码\t快捷短语\n".as_bytes()),
        Just("客服".as_bytes()),
        Just(&b"\"text\":\""[..]),
        Just("青柠 2026-3-4 9:05:07\n".as_bytes()),
        Just("暖屋:小满\n2026-3-4 9:05:07\n".as_bytes()),
        Just("暖屋:小满 撤回了一条消息\n".as_bytes()),
        Just("\n\n9:05\n".as_bytes()),
        Just("2026年3月4日\n\n".as_bytes()),
        Just(&b"{\"user\":\"a\",\"chats\":[{\"sender\":\"a\",\"text\":\"b\"},"[..]),
        Just(&b"{\"msgid\":\"1\",\"action\":\"send\",\"from\":\"a\",\"msgtype\":\"text\",\"text\":{\"content\":\"b\"}}\n"[..]),
        Just(&b"\x1f\x8b\x08\0\0\0\0\0"[..]),
        Just(&b"PK\x03\x04"[..]),
        Just(&b"\xb2\xbb\xba\xc3"[..]),
        Just(&b"\xff\xfe"[..]),
        Just(&b"\xef\xbb\xbf"[..]),
        "[\"'{},:\t\r\n;a&*>\\-]".prop_map(|text| &*text.into_bytes().leak()),
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

/// Pieces of records, right ones more often than not.
fn records() -> impl Strategy<Value = String> {
    let key =
        prop_oneof![4 => Just("text"), 2 => Just("role"), 1 => Just("session"), 1 => Just("time"), 1 => Just("kind"), 1 => Just("id")];
    let value = prop_oneof![
        4 => Just("\"agent\""),
        4 => Just("\"亲，在的\""),
        1 => Just("\"\""),
        1 => Just("\"2026-03-04 9:05\""),
        1 => Just("\"\\u4e0d\\n\\\"\""),
        1 => Just("\"a\tb\""),
        1 => Just("\"quick\""),
        1 => Just("null"),
        1 => Just("[1, \"a\"]"),
        1 => Just("\"open"),
    ];
    let colon = prop_oneof![8 => Just(":"), 2 => Just(": "), 1 => Just(" :"), 1 => Just("")];
    let comma = prop_oneof![8 => Just(","), 2 => Just(", "), 1 => Just(",,"), 1 => Just("")];
    let field = (key, colon, value, comma).prop_map(|(key, colon, value, comma)| format!("\"{key}\"{colon}{value}{comma}"));
    let end = prop_oneof![8 => Just("}"), 1 => Just("}x"), 1 => Just("")];
    (prop::collection::vec(field, 1..5), end).prop_map(|(fields, end)| {
        let fields = fields.concat();
        format!("{{{}{end}", fields.trim_end_matches(", ").trim_end_matches(','))
    })
}

proptest! {
    #[test]
    fn arbitrary_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200), piece_bytes in 1usize..40) {
        check_all(&bytes, piece_bytes);
    }

    #[test]
    fn fragments_of_every_form(bytes in fragments(), piece_bytes in 1usize..40) {
        check_all(&bytes, piece_bytes);
    }

    #[test]
    fn records_without_escapes_are_read_as_a_parser_reads_them(line in records()) {
        // A blank before the object leaves all of it to the parser.
        let parsed = read(format!(" {line}").as_bytes(), None, Some(Format::Jsonl));
        let parsed = parsed.map(|results| results.into_iter().map(|result| result.map_err(one_column_less)).collect());
        prop_assert_eq!(read(line.as_bytes(), None, Some(Format::Jsonl)), parsed);
    }
}

fn one_column_less(mut problem: Problem) -> Problem {
    problem.column = problem.column.map(|column| column - 1);
    problem
}

#[test]
fn an_empty_file_has_no_messages() {
    for bytes in [&b""[..], b"\xef\xbb\xbf", b"\xff\xfe", b"\n\r\n", b"  \n"] {
        check_all(bytes, 1);
        for format in formats() {
            let found = read(bytes, None, format);
            assert_eq!(found, Ok(Vec::new()), "{bytes:?} {format:?}");
        }
    }
}

#[test]
fn an_overlong_record_costs_itself_only() {
    let long = "长".repeat(MAX_RECORD_BYTES / 3 + 1);
    let log = format!("{{\"role\":\"agent\",\"text\":\"{long}\"}}\n{{\"role\":\"agent\",\"text\":\"好\"}}\n");
    check_overlong(log.as_bytes(), Format::Jsonl);
    check_overlong(format!("{long}\n好\n").as_bytes(), Format::Text);
    let table = format!("角色,内容\n客服,{long}\n客服,好\n");
    check_overlong(table.as_bytes(), Format::Csv);
    let quoted = format!("角色,内容\n客服,\"{long}\n客服,好\n");
    check_overlong(quoted.as_bytes(), Format::Csv);
    let yaml = format!("- text: {long}\n");
    let error = open(yaml.as_bytes(), Some("a.yaml"), None).err();
    assert!(matches!(error, Some(OpenError::TooLarge { .. })));
}

fn check_overlong(bytes: &[u8], format: Format) {
    let found = read(bytes, None, Some(format)).unwrap_or_default();
    assert_eq!(found.len(), 2, "{format}");
    let kind = found[0].as_ref().err().map(|problem| &problem.kind);
    assert_eq!(kind, Some(&ProblemKind::LineTooLong));
    assert!(found[1].as_ref().is_ok_and(|message| message.text == "好"));
}

#[test]
fn an_open_quotation_in_a_long_table_stays_linear() {
    // Every line leaves a quotation open, whether one was open before it or not.
    let line = "x\"y,\"z\n";
    let table = "角色,内容\n".to_owned() + &line.repeat(600_000);
    let found = read(table.as_bytes(), None, Some(Format::Csv)).unwrap_or_default();
    assert_eq!(found.len(), 600_000);
}

/// Fails behind its bytes.
struct Fails<'a>(&'a [u8]);

impl Read for Fails<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        match self.0.is_empty() {
            true => Err(io::Error::other("disk gone")),
            false => self.0.read(room),
        }
    }
}

#[test]
fn a_failing_input_is_the_last_problem() {
    let log = "好\n".repeat(200_000);
    let found = read(Fails(log.as_bytes()), None, Some(Format::Text)).unwrap_or_default();
    let (last, before) = found.split_last().expect("something is read");
    assert!(before.iter().all(Result::is_ok) && before.len() > 20_000);
    assert!(last.as_ref().is_err_and(Problem::is_fatal));
    assert!(matches!(open(Fails(b"a"), None, None), Err(OpenError::Input(_))));
}

#[test]
fn what_is_not_text_or_not_known_is_said() {
    let message = |bytes: &[u8], name, format| {
        let agents = Vec::new();
        let error = Reader::open(bytes, name, &Options { format, agents, ..Options::default() }).err();
        error.map_or(String::new(), |error| error.message(Language::Chinese))
    };
    let check = |bytes: &[u8], name, format, part: &str| {
        let found = message(bytes, name, format);
        assert!(found.contains(part), "{found}");
    };
    check(b"PK\x03\x04rest", Some("a.xlsx"), None, "Excel 工作簿");
    check(b"PK\x03\x04rest", Some("a.xlsx"), Some(Format::Text), "--input-format");
    check(b"\xd0\xcf\x11\xe0rest", Some("a.xls"), None, "旧版");
    check("时间,角色,内容\n".as_bytes(), Some("a.xlsx"), Some(Format::Xlsx), "另存为 .xlsx");
    check(b"a\0b\0\0\0", None, None, "二进制文件");
    check("时间,谁\n".as_bytes(), Some("a.csv"), None, "时间、谁");
    check("时间,发送者,内容\n".as_bytes(), Some("a.csv"), None, "--agent");
    check(b"- text: [", Some("a.yml"), None, "第 1 行第 9 个字符");
    check(b"{\"data\":\n{}}", Some("a.json"), Some(Format::Phrases), "快捷短语 JSON");
}

#[test]
fn what_does_not_fit_is_not_written() {
    let check = |bytes: &[u8], format, name, new: &str, part: &str| {
        let options = Options { format: Some(format), ..Options::default() };
        let result = replace_texts(bytes, Some(name), &options, &mut |_| Some(new.to_owned()));
        let found = result.map_err(|error| error.message(Language::Chinese));
        assert!(found.as_ref().is_err_and(|found| found.contains(part)), "{found:?}");
    };
    check("好\n在\n".as_bytes(), Format::Text, "a", "好\n的", "第 1 行");
    check("好\n在\n".as_bytes(), Format::Text, "a", " ", "第 1 行");
    check(b"\xe4\xba\xb2\xe4\xba\xb2\xff\n", Format::Text, "a", "好", "UTF-8");
    check(b"\xba\xc3\xff\n", Format::Text, "a", "好的", "GB18030");
    check(b"\xba\xc3\n", Format::Text, "a", "好\u{e5e5}", "GB18030");
    check(b"- &a x\n- text: *a\n", Format::Phrases, "a.yaml", "\u{fffe}", "第 2 行");
}

#[test]
fn scalars_of_yaml_keep_their_style_if_they_can() {
    let check = |file: &str, new: &str, expected: &str| {
        let mut replace = |_: &Message| Some(new.to_owned());
        let found = replace_texts(file.as_bytes(), Some("a.yaml"), &Options::default(), &mut replace);
        let found = found.ok().flatten().unwrap_or_default();
        assert_eq!(String::from_utf8_lossy(&found), expected);
    };
    check("- text: a # b\n", "c", "- text: \"c\" # b\n");
    check("- {text: 'a', code: 1}\r\n", "c\n", "- {text: \"c\\n\", code: 1}\r\n");
    check("- text: |\r\n    a\r\n\r\n    b\r\n", "a\n\n\nc\n", "- text: |\r\n    a\r\n\r\n\r\n    c\r\n");
    check("- text: |\n    a\n  code: x\n", "c", "- text: \"c\"\n  code: x\n");
    check("- text: >-\n    a\n    b\n  code: x\n", "c", "- text: \"c\"\n  code: x\n");
    check("- text: |2-\n    a\n", "  c", "- text: |2-\n      c\n");
    check("- text:\n    a\n", "c", "- text:\n    \"c\"\n");
    check("- text: a\n  code: &x y\n", "亲: #", "- text: \"亲: #\"\n  code: &x y\n");
}
