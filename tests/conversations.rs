//! What the fields of conversation rules mean, as examples of small rules.

use jinyu::{Conversation, Linter, Message, Role, RuleSet, Span};

const HEAD: &str = "family: t\nclauses: {T-1: {title: 标题, source: 出处}}\nwords: {ask: [取消, 不要了]}\nrules:\n";
const PROFILE: &str = "first_reply: 45s\ncalendar: {hours: ['09:00-23:00']}\n";

/// The fields of one rule, and conversations that it must find or leave alone.
fn check(fields: &str, flag: &[&str], pass: &[&str]) {
    let list = |dialogues: &[&str]| dialogues.iter().map(|dialogue| format!("        - [{dialogue}]\n")).collect::<String>();
    let rule = format!(
        "  - id: a\n    clauses: [T-1]\n    severity: error\n    message: 说明\n    {}\n    examples:\n      flag:\n{}      pass:\n{}",
        fields.replace('\n', "\n    "),
        list(flag),
        list(pass)
    );
    let text = format!("{HEAD}{rule}");
    if let Err(errors) = RuleSet::builder().rules([("t.yaml", text.as_str())]).profile("profile.yaml", PROFILE).test() {
        panic!("{fields}\n{errors}");
    }
}

#[test]
fn what_was_said_earlier() {
    let shut = "phrases: [订单关了]\nunless_earlier: [{from: customer, says: ['{ask}']}]";
    check(
        shut,
        &["A 订单关了", "C 在吗, A 订单关了", "A 取消, A 订单关了", "A 订单关了, C 取消"],
        &["C 帮我取消, A 订单关了", "C 不要了, A 好, C 嗯, A 订单关了"],
    );
    let turn = "phrases: [看详情]\nearlier: [{says: [多重], within: turn}]";
    check(
        turn,
        &["C 多重, A 看详情", "C 多重, C 亲, A 看详情", "C 多重, A 您好, A 看详情", "C 多重, AUTO 您好, C 在吗, A 看详情"],
        &["C 多重, A 一斤, C 颜色, A 看详情", "A 看详情"],
    );
    let turns = "phrases: [看详情]\nearlier: [{says: [多重], within: 2 turns}]";
    check(turns, &["C 多重, A 一斤, C 颜色, A 看详情"], &["C 多重, A 一斤, C 颜色, A 红, C 尺码, A 看详情"]);
    let messages = "phrases: [看详情]\nearlier: [{says: [多重], within: 2 messages}]";
    check(messages, &["C 多重, A 嗯, A 嗯, C 颜色, A 看详情"], &["C 多重, C 颜色, C 尺码, A 看详情"]);
    let time = "phrases: [看详情]\nearlier: [{says: [多重], within: 1min}]";
    check(time, &["C 10:00:00 多重, A 10:01:00 看详情"], &["C 10:00:00 多重, A 10:01:01 看详情", "C 多重, A 看详情"]);
    let often = "phrases: [等]\nfrom: agent\nearlier: [{says: [退款], at_least: 2}]";
    check(often, &["C 退款, A 嗯, C 退款, A 等等"], &["C 退款, A 等等", "A 退款, C 退款, A 等等"]);
    let groups = "phrases: [看详情]\nearlier: [{says: [[多重], [多长]], not: [谢谢]}]";
    check(groups, &["C 多重多长, A 看详情"], &["C 多重, C 多长, A 看详情", "C 多重多长谢谢, A 看详情"]);
}

#[test]
fn rules_that_ask_for_the_same_see_what_they_asked_for() {
    let rule = |id: &str, earlier: &str| {
        format!(
            "  - {{id: {id}, clauses: [T-1], severity: error, message: 说明, phrases: [等等], earlier: [{{says: [退款]{earlier}}}], \
             examples: {{flag: [[C 退款, C 退款, A 等等]], pass: [等等]}}}}\n"
        )
    };
    let text = [HEAD, &rule("once", ""), &rule("twice", ", at_least: 2"), &rule("now", ", within: 1 messages")].concat();
    let set = RuleSet::builder().rules([("t.yaml", text.as_str())]).build();
    let linter = set.and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
    let mut conversation = Conversation::new(&linter);
    let said =
        [(Role::Customer, "退款"), (Role::Customer, "退款"), (Role::Customer, "退款"), (Role::Customer, "在吗"), (Role::Agent, "等等")];
    let found: Vec<_> = said.iter().flat_map(|(role, text)| conversation.push(&Message::new(*role, text))).collect();
    let related = |id: &str| {
        let of_rule = found.iter().filter(|found| found.finding.rule.id() == id);
        of_rule.flat_map(|found| found.related.iter().map(|place| place.index)).collect::<Vec<_>>()
    };
    assert_eq!((related("t/once"), related("t/twice"), related("t/now")), (vec![3], vec![2, 3], vec![]));
}

#[test]
fn what_the_platform_tells() {
    let closed = "event: closed\nearlier: [{from: customer, unanswered: true, not: ['/^(谢谢|好的)+$/']}]";
    check(
        closed,
        &["C 怎么付款, S closed", "C 在吗, A 在, C 怎么付款, S closed", "C 怎么付款, AUTO 您好, S closed"],
        &["C 怎么付款, A 您直接拍, S closed", "C 在吗, A 在, C 谢谢, S closed", "C 怎么付款, S timeout"],
    );
    let moved = "event: transferred\nearlier: [{says: [别转]}]";
    check(moved, &["C 别转了, S transferred"], &["C 你好, S transferred", "C 别转了, A 好的"]);
}

#[test]
fn what_must_be_answered() {
    let says = "from: customer\nphrases: [发票]\nanswer: {within: turn, says: [[可以], [运费]]}";
    check(
        says,
        &["C 发票, A 可以", "C 发票, A 可以, C 好", "C 发票, A 运费, A 嗯"],
        &["C 发票, A 可以, A 运费我们出", "C 发票", "C 发票, AUTO 可以", "C 在吗, A 嗯"],
    );
    let reply = "from: customer\nphrases: [发票]\nanswer: {within: reply, says: [可以]}";
    check(reply, &["C 发票, A 您好, A 可以"], &["C 发票, AUTO 您好, A 可以", "C 发票, C 在吗, A 可以"]);
    let not = "from: agent\nphrases: [稍等]\nanswer: {within: session, not: [不急]}";
    check(not, &["A 稍等", "A 稍等, C 好", "A 稍等, A 您不急"], &["A 稍等, A 有的", "A 稍等, A 请稍等, A 有的"]);
    let customer = "from: agent\nphrases: [可以吗]\nanswer: {from: customer, within: session}";
    check(customer, &["A 可以吗, A 在吗"], &["A 可以吗, C 可以"]);
}

#[test]
fn how_long_an_answer_may_take() {
    let first = "from: customer\nanswer: {within: '{shop.first_reply}', first: true}";
    check(
        first,
        &[
            "C 10:00:00 在, A 10:00:46 在",
            "C 10:00:00 在, C 10:00:20 在, A 10:00:50 在",
            "C 10:00:00 在, T 10:00:46",
            "C 8:59:00 在, A 9:00:46 在",
            "C 10:00 在, A 10:02 在",
        ],
        &[
            "C 10:00:00 在, A 10:00:45 在",
            "C 10:00:00 在, A 10:00:10 在, C 10:01:00 在, A 10:05:00 在",
            "C 10:00:00 在, T 10:00:45",
            "C 8:59:00 在, A 9:00:45 在",
            "C 23:30:00 在, A +1d 9:00:30 在",
            "C 10:00 在, A 10:01 在",
            "C 在, A 10:05:00 在",
            "C 10:00:00 在",
        ],
    );
    let later = "from: customer\nanswer: {under: 2min}";
    check(
        later,
        &["C 10:00:00 在, A 10:02:00 在", "C 10:00:00 在, A 10:00:10 在, C 10:01:00 在, A 10:05:00 在"],
        &["C 10:00:00 在, A 10:01:59 在"],
    );
    let working = "from: customer\nanswer: {under: 30min, counts: working}";
    check(working, &["C 22:58:00 在, A +1d 9:28:00 在"], &["C 22:58:00 在, A +1d 9:05:00 在"]);
    let clock = "from: customer\nanswer: {within: 1h, counts: clock}";
    check(clock, &["C 23:30:00 在, A +1d 9:00:00 在"], &["C 23:30:00 在, A +1d 0:30:00 在"]);
}

#[test]
fn what_excuses_a_reply() {
    let excused = "phrases: [到不了]\nexcused: [{from: agent, says: [抱歉], within: turn}, {from: customer, says: [没事]}]";
    check(
        excused,
        &["A 到不了", "C 能到吗, A 到不了", "C 能到吗, A 到不了, C 哦, A 抱歉", "A 抱歉, C 能到吗, A 到不了", "AUTO 到不了"],
        &["C 能到吗, A 到不了, A 抱歉", "C 能到吗, A 抱歉, A 到不了", "C 到不了没事, A 到不了", "C 到不了"],
    );
    // What excuses may stand in a message that needs an excuse itself.
    let both = "phrases: [到不了]\nexcused: [{from: agent, says: [抱歉], within: session}, {from: customer, says: [没事], within: turn}]";
    check(both, &["C 没事, A 到不了, C 嗯, A 到不了"], &["C 没事, A 到不了抱歉, C 嗯, A 到不了"]);
    let rules = format!(
        "{HEAD}  - {{id: a, clauses: [T-1], severity: error, message: 说明, phrases: [到不了], excused: [{{from: agent, says: [抱歉]}}], examples: {{flag: [到不了], pass: [[A 抱歉, A 到不了], 好]}}}}\n"
    );
    let linter = RuleSet::from_yaml([("t.yaml", rules.as_str())]).and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(linter.lint("到不了").len(), 1, "a single reply has no excuse");
}

#[test]
fn what_the_rest_of_a_turn_must_say() {
    let own = "from: agent\nphrases: [没权限]\nanswer: {within: turn, own: true, says: [主管]}";
    check(own, &["C 退, A 没权限", "C 退, A 没权限, A 嗯, C 哦, A 主管"], &["C 退, A 没权限，转主管", "C 退, A 没权限, A 已转主管"]);
    let must = "from: customer\nphrases: [投诉]\nanswer: {within: session, must: true, says: [主管]}";
    check(must, &["C 投诉", "C 投诉, A 嗯"], &["C 投诉, A 主管"]);
}

#[test]
fn how_long_a_talk_goes_on() {
    let long = "from: customer\nearlier: [{from: customer, older_than: 30min}]\ncount: {at_least: 1, once: true}";
    check(
        long,
        &["C 10:00:00 在, C 10:30:01 在", "C 10:00:00 在, C 10:20:00 在, A 10:25:00 在, C 10:40:00 在"],
        &["C 10:00:00 在, C 10:30:00 在", "C 10:00:00 在, C 12:00:01 在, C 12:10:00 在"],
    );
    let once = format!(
        "{HEAD}  - {{id: a, clauses: [T-1], severity: error, message: 说明, from: customer, count: {{at_least: 2, once: true}}, examples: {{flag: [[C 一, C 二]], pass: [好]}}}}\n"
    );
    let linter = RuleSet::from_yaml([("t.yaml", once.as_str())]).and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
    let mut conversation = Conversation::new(&linter);
    let found: Vec<usize> = (0..6).map(|_| conversation.push(&Message::new(Role::Customer, "在")).len()).collect();
    assert_eq!(found, [0, 1, 0, 0, 0, 0]);
}

#[test]
fn what_is_said_in_several_messages() {
    let joined = "joined: true\nphrases: [加微信, 微信号]";
    check(
        joined,
        &["A 加, A 微信", "A 加, A 微, A 信", "A 10:00:00 加, A 10:01:00 微信", "C 在, A 可以加, S 买家已付款, A 微信聊"],
        &[
            "A 加, C 好, A 微信",
            "A 10:00:00 加, A 10:01:01 微信",
            "A:小满 加, A:小周 微信",
            "A 加, C 在, A 微信",
            "A 加微, C 信",
            "AUTO 加, A 微信",
        ],
    );
    // A message that is found by itself is not found again with the one before it.
    let rules = format!(
        "{HEAD}  - {{id: a, clauses: [T-1], severity: error, message: 说明, joined: true, phrases: [加微信], examples: {{flag: [加微信], pass: [好]}}}}\n"
    );
    let linter = RuleSet::from_yaml([("t.yaml", rules.as_str())]).and_then(Linter::new).unwrap_or_else(|errors| panic!("{errors}"));
    let mut conversation = Conversation::new(&linter);
    for (text, expected) in
        [("我加微信", None), ("您加", None), ("微", None), ("信吧", Some((vec![2, 3], Span::new(0, 3)))), ("加微信", None)]
    {
        let found = conversation.push(&Message::new(Role::Agent, text));
        let found = found.first().map(|found| (found.related.iter().map(|place| place.index).collect(), found.finding.span));
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn how_often_and_when() {
    let third = "from: agent\nphrases: [清楚]\ncount: {at_least: 3}";
    check(third, &["A 清楚, C 嗯, A 清楚, A 清楚"], &["A 清楚, A 清楚, A:小满 清楚", "A 清楚清楚清楚"]);
    let row = "from: agent\nunless: [{inside: ['？']}]\ncount: {at_least: 3, within: turn}";
    check(row, &["C 在, A 一, A 二, A 三"], &["A 一, A 二, C 嗯, A 三, A 四", "A 一, A 二？, A 三"]);
    let same = "from: agent\ncount: {at_least: 2, within: 1d, same_text: true}";
    check(
        same,
        &["A 10:00:00 全场八折, A 15:00:00 全场，八折！"],
        &["A 10:00:00 全场八折, A 15:00:00 全场九折", "A 10:00:00 全场八折, A +1d 10:00:01 全场八折"],
    );
    let night = "from: agent\nat: {between: ['22:00-08:00']}\nunless_earlier: [{from: customer, within: 12h}]";
    check(night, &["A 23:40:00 促销", "A 7:59:00 促销", "A 22:00:00 促销"], &["C 23:35:00 在, A 23:36:00 在", "A 8:00:00 促销", "A 促销"]);
    let hours = "from: customer\nat: {working: false}";
    check(hours, &["C 8:59:59 在", "C 23:00:00 在"], &["C 9:00:00 在", "C 22:59:59 在"]);
    let office = "from: customer\nat: {workday: false}";
    check(office, &["C 2024-01-06 10:00:00 在"], &["C 2024-01-05 10:00:00 在"]);
}
