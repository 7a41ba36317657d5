//! Who speaks, to whom, and whether by hand, in logs that say it only by their whole.

use jinyu_transcript::{Options, Reader};

/// The roles and sessions of a log copied from the client, as `role session`.
fn check(log: &[(&str, &str, &str)], options: &Options, expected: &[&str]) {
    let text: String = log.iter().map(|(sender, time, words)| format!("{sender} 2026-03-04 {time}\n{words}\n")).collect();
    let reader = Reader::open(text.as_bytes(), Some("log.txt"), options).expect("it is a log");
    let found = reader.flatten().map(|message| {
        let withdrawn = if message.withdrawn { " withdrawn" } else { "" };
        format!("{} {}{withdrawn}", message.role.name(), message.session.unwrap_or_default())
    });
    assert_eq!(found.collect::<Vec<_>>(), expected);
}

fn agents(names: &[&str]) -> Options {
    Options { agents: names.iter().map(|&name| name.to_owned()).collect(), ..Options::default() }
}

#[test]
fn a_shop_shows_itself_by_a_sub_account_anywhere() {
    let log = [("暖屋", "09:00:00", "欢迎"), ("青柠", "09:00:10", "在吗"), ("暖屋：小满", "09:00:20", "在的")];
    check(&log, &Options::default(), &["agent 青柠", "customer 青柠", "agent 青柠"]);
    check(&log[..2], &Options::default(), &["customer 暖屋", "customer 青柠"]);
    check(&log[..2], &agents(&["暖屋"]), &["agent 青柠", "customer 青柠"]);
}

#[test]
fn a_session_is_a_customer() {
    let log = [
        ("青柠", "09:00:00", "在吗"),
        ("石板路", "09:00:01", "你好"),
        ("暖屋:小满 --> 青柠", "09:00:10", "在的"),
        ("暖屋:小满", "09:00:11", "请说"),
        ("暖屋:小满 --> 暖屋:阿澈", "09:00:12", "转给您"),
        ("石板路 --> 暖屋:小满", "09:00:13", "好"),
    ];
    let expected = ["customer 青柠", "customer 石板路", "agent 青柠", "agent 青柠", "agent 青柠", "customer 石板路"];
    check(&log, &Options::default(), &expected);
}

#[test]
fn quick_and_repeated_is_automatic() {
    let answers = |first, second, words| {
        [("青柠", "09:00:00", "在吗"), ("暖屋:小满", first, "稍候"), ("石板路", "09:10:00", "你好"), ("暖屋:阿澈", second, words)]
    };
    let roles = |a, b| [String::from("customer 青柠"), format!("{a} 青柠"), String::from("customer 石板路"), format!("{b} 石板路")];
    let expect = |log: &[(&str, &str, &str)], options: &Options, a, b| {
        let roles = roles(a, b);
        check(log, options, &roles.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let plain = Options::default();
    expect(&answers("09:00:03", "09:10:00", "稍候"), &plain, "auto", "auto");
    expect(&answers("09:00:03", "09:10:04", "稍候"), &plain, "auto", "agent");
    expect(&answers("09:00:03", "09:10:03", "在的"), &plain, "agent", "agent");
    // A time to the minute proves no three seconds.
    expect(&answers("09:00", "09:10:03", "稍候"), &plain, "agent", "auto");
    let known = Options { auto_replies: vec!["在的 ".to_owned()], ..Options::default() };
    expect(&answers("09:00:30", "09:10:50", "在的"), &known, "agent", "auto");
}

#[test]
fn a_recall_withdraws_the_senders_last_words() {
    let log = [
        ("青柠", "09:00:00", "在吗"),
        ("暖屋:小满", "09:00:10", "一"),
        ("暖屋:小满", "09:00:11", "二"),
        ("青柠", "09:00:12", "好\n暖屋:小满 撤回了一条消息\n暖屋:小满 撤回了一条消息"),
    ];
    let expected = ["customer 青柠", "agent 青柠 withdrawn", "agent 青柠 withdrawn", "customer 青柠"];
    check(&log, &Options::default(), &expected);
}

#[test]
fn a_table_knows_the_shops_automatic_replies() {
    let table = "角色,内容\n客服,您好，稍候\n客服,在的\n客户,在的\n";
    let options = Options { auto_replies: vec!["您好，稍候".to_owned()], ..Options::default() };
    let reader = Reader::open(table.as_bytes(), Some("log.csv"), &options).expect("it is a table");
    let roles: Vec<_> = reader.flatten().map(|message| message.role.name()).collect();
    assert_eq!(roles, ["auto", "agent", "customer"]);
}
