//! Faulty inputs, each with all that is said of it, what is read all the same, and the exit code.

mod command;

use command::{file, jinyu, text};
use encoding_rs::{BIG5, Encoding, GB18030};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

/// One faulty input: what is wrong, the file's name and bytes, and further arguments.
type Case<'a> = (&'a str, &'a str, Vec<u8>, &'a [&'a str]);

/// Converts every file and compares what came of it with the answers that are kept.
fn check(group: &str, cases: Vec<Case<'_>>) {
    let mut answers = String::new();
    for (number, (fault, name, bytes, arguments)) in cases.into_iter().enumerate() {
        let path = file(&format!("faulty-{group}-{number}/{name}"), bytes);
        let path = path.to_str().expect("a UTF-8 path");
        let output = jinyu(&[&["convert", path], arguments].concat(), "");
        let said = text(&output.stderr).replace(path, name);
        let read = text(&output.stdout).lines().count();
        let code = output.status.code().unwrap_or(-1);
        let _ = writeln!(answers, "# {fault}: exit {code}, {read} read\n{said}");
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(group, answers) });
}

fn utf8(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn encode(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Puts `piece` in the place of the byte at `at`.
fn damaged(mut bytes: Vec<u8>, at: usize, piece: &[u8]) -> Vec<u8> {
    bytes.splice(at..=at, piece.iter().copied());
    bytes
}

fn cut(mut bytes: Vec<u8>, left_out: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() - left_out);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).and_then(|()| packer.finish()).expect("memory can be written")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory can be written")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(*name, stored).and_then(|()| Ok(zip.write_all(bytes)?)).expect("memory can be written");
    }
    zip.finish().expect("memory can be written").into_inner()
}

fn xlsx(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).expect("a valid name");
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells) {
                sheet.write(row, column, *cell).expect("a cell");
            }
        }
    }
    book.save_to_buffer().expect("memory can be written")
}

const CHAT: &str = "{\"role\":\"customer\",\"text\":\"在吗\"}\n{\"role\":\"agent\",\"text\":\"您好，在的\"}\n";
const COPIED: &str = "青柠 2026-03-04 09:05:07\n在吗\n暖屋:小满 2026-03-04 09:05:20\n您好，在的\n";

#[test]
fn encodings() {
    check(
        "encodings",
        vec![
            ("empty", "a.jsonl", vec![], &[]),
            ("nothing but a UTF-8 mark", "a.jsonl", utf8("\u{feff}"), &[]),
            ("nothing but a UTF-16 mark", "a.txt", b"\xff\xfe".to_vec(), &[]),
            ("nothing but line ends", "a.csv", utf8("\r\n\r\n"), &[]),
            ("a stray byte in UTF-8", "a.jsonl", damaged(utf8(CHAT), 31, b"\xff"), &[]),
            ("three stray bytes", "a.txt", [&utf8("您好，在的\n您好，有货的\n")[..], b"\xff\xfe\xfd\n"].concat(), &[]),
            ("cut within a character of UTF-8", "a.txt", cut(utf8("您好，有货的\n您好，在的"), 1), &[]),
            ("GB18030 without a mark", "a.jsonl", encode(CHAT, GB18030), &[]),
            ("GB18030 cut within a character", "a.txt", cut(encode("您好，有货的", GB18030), 1), &[]),
            ("Big5 without a mark", "a.txt", encode("您好，這款有現貨，請問還需要什麼嗎\n", BIG5), &[]),
            ("UTF-16 without a mark", "a.jsonl", utf16(CHAT), &[]),
            ("UTF-16 with half a unit at its end", "a.jsonl", [utf16(CHAT), vec![0x0A]].concat(), &[]),
            ("UTF-16 with half a pair", "a.txt", [b"\xff\xfe".to_vec(), utf16("您好"), vec![0x3D, 0xD8, 0x0A, 0x00]].concat(), &[]),
            ("the wrong encoding named", "a.txt", utf8("您好，有货的\n"), &["--encoding", "utf-16le"]),
            ("the right encoding named", "a.txt", encode("您好\n", GB18030), &["--encoding", "gbk"]),
            ("an encoding nobody knows", "a.txt", utf8("您好\n"), &["--encoding", "latin1"]),
            ("a binary file", "a.bin", b"\x7fELF\x02\x01\0\0\0\0\0\0\0\0\xff\0\0\0".to_vec(), &[]),
        ],
    );
}

#[test]
fn packed() {
    let long = CHAT.repeat(2000);
    check(
        "packed",
        vec![
            ("gzip", "a.jsonl.gz", gzip(CHAT.as_bytes()), &[]),
            ("gzip under another name", "a.jsonl", gzip(CHAT.as_bytes()), &[]),
            ("Zstandard", "a.jsonl.zst", zstd(CHAT.as_bytes()), &[]),
            ("gzip cut off", "a.jsonl.gz", cut(gzip(long.as_bytes()), 12), &[]),
            ("gzip cut off within its head", "a.jsonl.gz", gzip(CHAT.as_bytes()).into_iter().take(7).collect(), &[]),
            ("gzip with a wrong checksum", "a.jsonl.gz", damaged(gzip(CHAT.as_bytes()), gzip(CHAT.as_bytes()).len() - 7, b"\x55"), &[]),
            ("gzip with something behind it", "a.jsonl.gz", [gzip(CHAT.as_bytes()), utf8("behind")].concat(), &[]),
            ("Zstandard cut off", "a.jsonl.zst", cut(zstd(long.as_bytes()), 5), &[]),
            ("Zstandard full of noise", "a.zst", [&zstd(CHAT.as_bytes())[..5], &[0xEE; 50]].concat(), &[]),
            ("a name that promises gzip", "a.jsonl.gz", utf8(CHAT), &[]),
            ("gzip of nothing", "a.jsonl.gz", gzip(b""), &[]),
        ],
    );
}

#[test]
fn jsonl() {
    let line = |line: &str| utf8(&format!("{CHAT}{line}\n{CHAT}"));
    check(
        "jsonl",
        vec![
            ("a line cut off", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您"), &[]),
            ("the last line cut off", "a.jsonl", cut(utf8(CHAT), 4), &[]),
            ("a line that is a list", "a.jsonl", line("[1]"), &[]),
            ("a line that is words", "a.jsonl", line("您好"), &[]),
            ("no role", "a.jsonl", line("{\"text\":\"您好\"}"), &[]),
            ("an unknown role", "a.jsonl", line("{\"role\":\"老板\",\"text\":\"您好\"}"), &[]),
            ("no text", "a.jsonl", line("{\"role\":\"agent\"}"), &[]),
            ("a text that is a list", "a.jsonl", line("{\"role\":\"agent\",\"text\":[]}"), &[]),
            ("a key given twice", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您\",\"text\":\"好\"}"), &[]),
            ("two objects on a line", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您\"}{}"), &[]),
            ("half a pair in an escape", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"\\ud83d\"}"), &[]),
            ("a time nobody can read", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您好\",\"time\":\"昨天 9:05\"}"), &[]),
            ("a day that does not exist", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您好\",\"time\":\"2026-02-30 09:05:07\"}"), &[]),
            ("a time that is a list", "a.jsonl", line("{\"role\":\"agent\",\"text\":\"您好\",\"time\":[]}"), &[]),
            ("an unknown event", "a.jsonl", line("{\"role\":\"system\",\"text\":\"\",\"event\":\"exploded\"}"), &[]),
            ("nothing but broken lines", "a.jsonl", utf8("{\n{\n"), &[]),
        ],
    );
}

#[test]
fn tables() {
    check(
        "tables",
        vec![
            ("no column of texts", "a.csv", utf8("时间,角色\n9:05,客服\n"), &[]),
            ("no roles and no accounts", "a.csv", utf8("时间,发送者,内容\n9:05,小满,您好\n"), &[]),
            ("accounts, but no senders", "a.csv", utf8("时间,内容\n9:05,您好\n"), &["--agent", "小满"]),
            ("accounts of the shop", "a.csv", utf8("时间,发送者,内容\n9:05,小满,您好\n9:06,青柠,好\n"), &["--agent", "小满"]),
            ("columns named", "a.csv", utf8("when,who,words\n9:05,小满,您好\n"), &["--columns", "text=words,sender=2", "--agent", "小满"]),
            ("a named column that is not there", "a.csv", utf8("when,words\n9:05,您好\n"), &["--columns", "text=内容"]),
            ("a column number that is not there", "a.csv", utf8("when,words\n9:05,您好\n"), &["--columns", "text=3"]),
            ("columns that are no pairs", "a.csv", utf8("words\n您好\n"), &["--columns", "words"]),
            ("a quotation never closed", "a.csv", utf8("角色,内容\n客服,\"您好\n客服,在的\n"), &[]),
            ("a cell too many", "a.csv", utf8("角色,内容\n客服,您好,在\n客服,在的\n"), &[]),
            ("a cell too few", "a.csv", utf8("角色,内容\n客服\n客服,在的\n"), &[]),
            ("an unknown role", "a.csv", utf8("角色,内容\n老板,您好\n客服,在的\n"), &[]),
            ("no role", "a.csv", utf8("角色,内容\n,您好\n客服,在的\n"), &[]),
            ("an unreadable time", "a.csv", utf8("时间,角色,内容\n刚才,客服,您好\n9:05,客服,在的\n"), &[]),
            ("a header alone", "a.csv", utf8("角色,内容\n"), &[]),
            ("an empty phrase", "a.csv", utf8("快捷编码,快捷短语\nhy,\nth,可以退换\n"), &[]),
        ],
    );
}

#[test]
fn qianniu() {
    let copied = |more: &str| utf8(&format!("{COPIED}{more}"));
    check(
        "qianniu",
        vec![
            ("words before the first header", "a.txt", utf8(&format!("的尾巴\n又一行\n{COPIED}")), &["--input-format", "qianniu"]),
            ("no header at all", "a.txt", utf8("您好\n在的\n好的\n"), &["--input-format", "qianniu"]),
            ("words behind a recall", "a.txt", copied("暖屋:小满 撤回了一条消息\n多出来的\n"), &[]),
            ("a recall by someone unknown", "a.txt", copied("阿澈 撤回了一条消息\n"), &[]),
            ("more recalls than messages", "a.txt", copied("青柠 撤回了一条消息\n青柠 撤回了一条消息\n"), &[]),
            ("a header without words", "a.txt", copied("青柠 2026-03-04 09:06:00\n"), &[]),
            ("a header with a day that does not exist", "a.txt", copied("青柠 2026-02-30 09:06:00\n在\n"), &[]),
            ("a time without a sender", "a.txt", utf8("2026-03-04 09:05:07\n在吗\n"), &["--input-format", "qianniu"]),
            ("nothing but noise", "a.txt", utf8("已读\n商品推荐\n¥12\n"), &["--input-format", "qianniu"]),
            ("no sender on the page", "a.txt", utf8("10:00:00\n\n10:01:00\n在吗\n青柠\n"), &["--input-format", "qianniu-web"]),
            (
                "words before the first time of the page",
                "a.txt",
                utf8("开头\n\n10:01:00\n在吗\n青柠\n"),
                &["--input-format", "qianniu-web"],
            ),
            ("a page without times", "a.txt", utf8("您好\n在的\n"), &["--input-format", "qianniu-web"]),
        ],
    );
}

#[test]
fn json() {
    let file = |chats: &str| utf8(&format!("{{\"user\":\"青柠\",\"chats\":[\n{{\"sender\":\"青柠\",\"text\":\"在吗\"}},\n{chats}"));
    let wecom = |line: &str| {
        let first = "{\"msgid\":\"1\",\"action\":\"send\",\"from\":\"lin\",\"msgtime\":1772413875123,\"msgtype\":\"text\",\"text\":{\"content\":\"您好\"}}";
        utf8(&format!("{first}\n{line}\n"))
    };
    check(
        "json",
        vec![
            ("JSON cut off within a message", "a.json", file("{\"sender\":\"青柠\",\"te"), &[]),
            ("JSON cut off between messages", "a.json", file("{\"sender\":\"青柠\",\"text\":\"好\"},"), &[]),
            ("a message that is a number", "a.json", file("5]}"), &[]),
            ("a message without a sender", "a.json", file("{\"text\":\"好\"}]}"), &[]),
            ("a text that is a number", "a.json", file("{\"sender\":\"青柠\",\"text\":5}]}"), &[]),
            ("a time nobody can read", "a.json", file("{\"sender\":\"青柠\",\"text\":\"好\",\"date\":\"今天\",\"time\":\"9:05\"}]}"), &[]),
            ("messages that are no list", "a.json", utf8("{\"user\":\"青柠\",\"chats\":5}"), &[]),
            ("no messages", "a.json", utf8("{\"user\":\"青柠\"}"), &["--input-format", "qianniu-json"]),
            ("no JSON", "a.json", utf8("您好"), &["--input-format", "qianniu-json"]),
            ("WeCom: a line cut off", "a.jsonl", wecom("{\"msgid\":\"2\",\"action\":\"send\""), &[]),
            ("WeCom: a line that is a number", "a.jsonl", wecom("5"), &[]),
            ("WeCom: no sender", "a.jsonl", wecom("{\"msgid\":\"2\",\"msgtype\":\"text\",\"text\":{\"content\":\"好\"}}"), &[]),
            ("WeCom: a text without words", "a.jsonl", wecom("{\"msgid\":\"2\",\"from\":\"lin\",\"msgtype\":\"text\"}"), &[]),
            ("WeCom: no type", "a.jsonl", wecom("{\"msgid\":\"2\",\"from\":\"lin\"}"), &[]),
            ("WeCom: a type nobody knows", "a.jsonl", wecom("{\"msgid\":\"2\",\"from\":\"lin\",\"msgtype\":\"hologram\"}"), &[]),
            (
                "WeCom: a time nobody can read",
                "a.jsonl",
                wecom("{\"msgid\":\"2\",\"from\":\"lin\",\"msgtime\":\"早上\",\"msgtype\":\"image\"}"),
                &[],
            ),
            (
                "WeCom: a revoke of what is not there",
                "a.jsonl",
                wecom("{\"msgid\":\"2\",\"action\":\"recall\",\"from\":\"lin\",\"msgtype\":\"revoke\",\"revoke\":{\"pre_msgid\":\"0\"}}"),
                &[],
            ),
        ],
    );
}

#[test]
fn archives() {
    let header: &[&str] = &["发送时间", "发送内容", "发送账号", "账号类型"];
    let good: &[&str] = &["2026-03-04 09:05:07", "您好", "暖屋:小满", "客服"];
    let chats = utf8("{\"user\":\"青柠\",\"chats\":[{\"sender\":\"青柠\",\"text\":\"在吗\"}]}");
    check(
        "archives",
        vec![
            ("an empty workbook", "a.xlsx", xlsx(&[("甲", &[])]), &[]),
            ("a sheet that is no table of messages", "a.xlsx", xlsx(&[("甲", &[header, good]), ("乙", &[&["版本"], &["1"]])]), &[]),
            ("no sheet of messages", "a.xlsx", xlsx(&[("甲", &[&["版本"], &["1"]])]), &[]),
            ("an unknown role in a row", "a.xlsx", xlsx(&[("甲", &[header, &["", "您好", "小满", "老板"], good])]), &[]),
            ("an unreadable time in a row", "a.xlsx", xlsx(&[("甲", &[header, &["刚才", "您好", "小满", "客服"], good])]), &[]),
            ("no roles and no accounts", "a.xlsx", xlsx(&[("甲", &[&["发送账号", "发送内容"], &["小满", "您好"]])]), &[]),
            ("a conversation without times", "a.xlsx", xlsx(&[("甲", &[&["客户ID", "聊天记录"], &["青柠", "在吗"]])]), &[]),
            ("a workbook cut off", "a.xlsx", cut(xlsx(&[("甲", &[header, good])]), 100), &[]),
            ("a workbook by name alone", "a.xlsx", utf8("您好\n"), &["--input-format", "xlsx"]),
            ("an old or locked workbook", "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on".to_vec(), &[]),
            ("a workbook named as text", "a.xlsx", xlsx(&[("甲", &[header, good])]), &["--input-format", "text"]),
            ("a document of another program", "a.docx", zip(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]), &[]),
            ("an archive of nothing", "a.zip", zip(&[]), &[]),
            ("an archive of what systems put beside", "a.zip", zip(&[(".DS_Store", b"x"), ("__MACOSX/a.json", b"x")]), &[]),
            ("an archive with a broken file", "a.zip", zip(&[("甲.json", &chats), ("乙.json", b"{\"user\":5,\"chats\":")]), &[]),
            ("an archive with a picture", "a.zip", zip(&[("甲.json", &chats), ("a.png", b"\x89PNG\0\0\0\0\0\0\0\0")]), &[]),
            ("an archive in an archive", "a.zip", zip(&[("甲.zip", &zip(&[("甲.json", &chats)]))]), &[]),
            ("an archive cut off", "a.zip", cut(zip(&[("甲.json", &chats)]), 30), &[]),
            ("an archive named as a workbook", "a.zip", zip(&[("甲.json", &chats)]), &["--input-format", "xlsx"]),
        ],
    );
}

#[test]
fn no_half_output_looks_whole() {
    let log = file("half/log.jsonl", CHAT);
    let packed = file("half/log.jsonl.gz", cut(gzip(CHAT.repeat(9000).as_bytes()), 9));
    let (log, packed) = (log.to_str().expect("a UTF-8 path"), packed.to_str().expect("a UTF-8 path"));
    let output = log.replace("log.jsonl", "output.jsonl");
    for (arguments, code, said) in [
        (&["convert", log, "-o", log][..], 2, "-o 的文件同时是要读取的文件"),
        (&["convert", packed, "-o", &output], 3, "没有写出 -o 的文件"),
        (&["convert", log, "no-such-file", "-o", &output], 3, "文件或文件夹不存在"),
        (&["convert", log, "-o", "/no/such/folder/a"], 3, "无法写入"),
        (&["lint", "--output", log, log], 2, "-o 的文件同时是要读取的文件"),
    ] {
        let result = jinyu(arguments, "");
        assert_eq!(result.status.code(), Some(code), "{arguments:?}");
        assert!(text(&result.stderr).contains(said), "{}", text(&result.stderr));
        assert!(!std::path::Path::new(&output).exists(), "{arguments:?}");
    }
    assert_eq!(std::fs::read_to_string(log).expect("the input is as it was"), CHAT);
    assert_eq!(jinyu(&["convert", log, "-o", &output], "").status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&output).map(|text| text.lines().count()).ok(), Some(2));
    std::fs::remove_file(&output).expect("it is there");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let output = jinyu(&["convert", "-", "-o", "/dev/full"], CHAT);
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("磁盘已满"), "{}", text(&output.stderr));
}
