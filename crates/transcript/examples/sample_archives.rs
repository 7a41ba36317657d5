//! Writes the workbooks and the archive among the samples: `cargo run -p jinyu-transcript --example
//! sample_archives` in the root of the project. The same bytes every time.

use std::error::Error;
use std::fs::{self, File};
use std::io::Write as _;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FOLDER: &str = "tests/transcripts";
const MESSAGE_COLUMNS: [&str; 6] = ["客户名", "消息序号", "发送时间", "发送内容", "发送账号", "账号类型"];

fn main() -> Result<(), Box<dyn Error>> {
    message_rows()?;
    conversation_cells()?;
    table()?;
    phrases()?;
    archive()
}

/// A workbook whose properties do not depend on the day.
fn workbook() -> Result<Workbook, Box<dyn Error>> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 3, 5)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    Ok(book)
}

fn rows(sheet: &mut Worksheet, rows: &[&[&str]]) -> Result<(), Box<dyn Error>> {
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write(row, column, *cell)?;
        }
    }
    Ok(())
}

/// Qianniu's export with a row a message and a sheet a customer.
fn message_rows() -> Result<(), Box<dyn Error>> {
    let mut book = workbook()?;
    let first = book.add_worksheet().set_name("青柠")?;
    rows(
        first,
        &[
            &MESSAGE_COLUMNS,
            &["青柠", "1", "2026-03-04 09:05:07", "在吗", "青柠", "客户"],
            &["青柠", "2", "2026-03-04 09:05:09", "您好，客服正在赶来", "暖屋家纺", "客服"],
            &["青柠", "3", "2026/3/4 9:06", "您好，在的\n请说", "暖屋家纺:小满", "客服"],
            &["青柠", "4", "刚刚", "[图片]", "青柠", "客户"],
            &["青柠", "5", "09:08:00", "这款有货", "暖屋家纺:小满", "老板"],
        ],
    )?;
    let second = book.add_worksheet().set_name("石板路")?;
    rows(second, &[&MESSAGE_COLUMNS])?;
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let clock = Format::new().set_num_format("hh:mm:ss");
    for (row, (words, account, kind)) in
        (1..).zip([("你好", "石板路", "客户"), ("您好，客服正在赶来", "暖屋家纺", "客服"), ("尺码偏大", "石板路", "客户")])
    {
        second.write(row, 0, "石板路")?.write(row, 1, row)?;
        second.write_with_format(row, 2, &ExcelDateTime::from_ymd(2026, 3, 31)?.and_hms(23, 59, 56 + row as u16 % 3)?, &format)?;
        second.write(row, 3, words)?.write(row, 4, account)?.write(row, 5, kind)?;
    }
    second.write_with_format(3, 2, &ExcelDateTime::from_hms(8, 30, 1)?, &clock)?;
    rows(book.add_worksheet().set_name("导出汇总")?, &[&["客户名", "消息数"], &["青柠", "5"], &["石板路", "3"]])?;
    book.save(format!("{FOLDER}/qianniu-rows.xlsx"))?;
    Ok(())
}

/// Qianniu's export with a row a customer.
fn conversation_cells() -> Result<(), Box<dyn Error>> {
    let mut book = workbook()?;
    rows(
        book.add_worksheet(),
        &[
            &["客户ID", "聊天记录"],
            &["青柠", "2026-03-04 09:05:07\n青柠：在吗\n2026-03-04 09:05:20\n暖屋家纺:小满：您好：在的\n\n请说\n"],
            &["石板路", "没有时间的一行"],
            &["云朵", "09:05\n云朵：有货吗\n09:06\n暖屋家纺：有的"],
        ],
    )?;
    book.save(format!("{FOLDER}/qianniu-cells.xlsx"))?;
    Ok(())
}

/// A table as other tools write it, beside a sheet that is none.
fn table() -> Result<(), Box<dyn Error>> {
    let mut book = workbook()?;
    rows(
        book.add_worksheet(),
        &[
            &["时间", "发送者", "角色", "消息类型", "内容"],
            &["2026-03-04 09:05", "青柠", "买家", "文本", "有现货吗"],
            &["2026-03-04 09:06", "小满", "商家", "文本", "有的，今天能发"],
            &[],
            &["2026-03-04 09:07", "小满", "商家", "图片"],
        ],
    )?;
    rows(book.add_worksheet().set_name("说明")?, &[&["导出工具", "版本"], &["某工具", "1"]])?;
    book.save(format!("{FOLDER}/chat.xlsx"))?;
    Ok(())
}

/// The team's table of quick phrases.
fn phrases() -> Result<(), Box<dyn Error>> {
    let mut book = workbook()?;
    rows(
        book.add_worksheet(),
        &[
            &["登记日期", "分组", "快捷编码", "快捷短语", "是否加入团队"],
            &["2026-01-05", "售前", "hy", "{买家昵称}您好，\n我是小满", "是"],
            &["2026-01-05", "售后", "th", "支持七天无理由退换", "是"],
        ],
    )?;
    book.save(format!("{FOLDER}/phrases-team.xlsx"))?;
    Ok(())
}

/// An archive with a file a customer.
fn archive() -> Result<(), Box<dyn Error>> {
    let mut zip = ZipWriter::new(File::create(format!("{FOLDER}/qianniu.zip"))?);
    let options = SimpleFileOptions::default();
    zip.add_directory("聊天记录", options)?;
    zip.start_file("聊天记录/青柠.json", options)?;
    zip.write_all(&fs::read(format!("{FOLDER}/qianniu.json"))?)?;
    zip.start_file("聊天记录/石板路.json", options)?;
    let chats = r#"{"user":"石板路","exportTime":"","count":2,"chats":[{"date":"2026-03-04","time":"10:00:00","sender":"石板路","text":"你好"},{"date":"2026-03-04","time":"10:00:20","sender":"暖屋家纺:阿澈","text":"您好，请问有什么可以帮您"},
{"date":"2026-03-04","time":"10:01"#;
    zip.write_all(chats.as_bytes())?;
    zip.start_file("读我.json", options)?;
    zip.write_all(b"{\"version\": 1}\n")?;
    zip.finish()?;
    Ok(())
}
