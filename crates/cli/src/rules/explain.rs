//! `jinyu rules explain`: one rule, family or clause in full.

use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::print;
use crate::screen::Screen;
use jinyu::{Judged, Layer, Looks, Rule, RuleSet, Streaming};
use jinyu_report::escape;
use std::fmt::Write as _;

pub fn run(args: &ExplainArgs, screen: &Screen) -> Result<Exit, Failure> {
    let linter = load::linter(&args.rules, screen)?;
    let set = linter.rules();
    let rules: Vec<&Rule> = set.rules().iter().filter(|rule| rule.is_named(&args.name)).collect();
    if rules.is_empty() && set.clause(&args.name).is_none() {
        let name = escape(&args.name);
        return Err(Failure::Usage(match screen.say("zh", "en") {
            "zh" => format!("没有规则、规则族或条款 {name}；用 jinyu rules list 查看全部规则"),
            _ => format!("there is no rule, family or clause {name}; jinyu rules list shows all rules"),
        }));
    }
    let mut out = String::new();
    if let Some(clause) = set.clause(&args.name) {
        let _ = writeln!(out, "{}  {}（{}）\n", args.name, clause.title, clause.source);
        if rules.is_empty() {
            out.push_str(screen.say("没有规则对应这个条款\n", "no rule serves this clause\n"));
        }
    }
    let texts: Vec<String> = rules.iter().map(|rule| explain(rule, set, screen)).collect();
    out.push_str(&texts.join("\n"));
    print(&out)?;
    Ok(Exit::Clean)
}

fn explain(rule: &Rule, set: &RuleSet, screen: &Screen) -> String {
    let mut out = format!("{}\n  {}\n", rule.id(), rule.message(screen.language));
    let off = if rule.is_active() { "" } else { screen.say("（未启用）", " (off)") };
    let layer = match rule.layer() {
        Layer::Topic => screen.say("说了什么（topic）", "what is said (topic)"),
        Layer::Wording => screen.say("怎么说的（wording）", "how it is said (wording)"),
    };
    let (file, line) = rule.place();
    let mut row = |label: &str, value: &str| {
        let _ = writeln!(out, "  {label}{value}");
    };
    row(screen.say("级别  ", "severity  "), &format!("{}{off}", rule.severity()));
    for id in rule.clauses() {
        let clause = set.clause(id).map_or_else(String::new, |clause| format!("  {}（{}）", clause.title, clause.source));
        row(screen.say("条款  ", "clause    "), &format!("{id}{clause}"));
    }
    row(screen.say("类别  ", "layer     "), layer);
    row(screen.say("位置  ", "place     "), &format!("{file}:{line}"));
    let (phrases, exceptions) = (rule.phrases().count(), rule.exceptions().count());
    row(
        screen.say("短语  ", "phrases   "),
        &match screen.say("zh", "en") {
            "zh" => format!("{phrases} 个，例外 {exceptions} 个"),
            _ => format!("{phrases}, with {exceptions} exceptions"),
        },
    );
    if rule.is_of_conversations() {
        row(screen.say("判断  ", "judged    "), judged(rule.judged(), screen));
    } else {
        row(screen.say("流式  ", "stream    "), &streaming(rule.streaming(), screen));
    }
    examples(&mut out, screen.say("命中", "flagged"), rule.flag_examples());
    examples(&mut out, screen.say("放行", "passed"), rule.pass_examples());
    out
}

/// When the rule can be judged while the reply is still being written.
fn streaming(streaming: Streaming, screen: &Screen) -> String {
    let is_chinese = screen.say("zh", "en") == "zh";
    match streaming {
        Streaming::Chars(chars) if is_chinese => format!("留住 {chars} 个字即可判断"),
        Streaming::Chars(chars) => format!("judged after {chars} characters"),
        Streaming::Sentence(looks) if is_chinese => format!("到句末才能判断：{}", reason(looks, screen)),
        Streaming::Sentence(looks) => format!("judged at the end of the sentence: {}", reason(looks, screen)),
        Streaming::Reply(looks) if is_chinese => format!("整条回复写完才能判断：{}", reason(looks, screen)),
        Streaming::Reply(looks) => format!("judged at the end of the reply: {}", reason(looks, screen)),
    }
}

fn reason(looks: Looks, screen: &Screen) -> &'static str {
    match looks {
        Looks::Pattern => screen.say("pattern 匹配的长度不限", "its pattern matches texts of any length"),
        Looks::Condition => screen.say("条件要看后文", "a condition looks at what follows"),
        Looks::Number => screen.say("number 要看后面的数字", "number looks at what follows"),
        Looks::Span => screen.say("span 覆盖整个小句、句子或回复", "its span is the clause, sentence or reply"),
        Looks::Whole => screen.say("whole 只看整条回复", "whole is about the whole reply"),
        Looks::Require => screen.say("require 要看全文有没有某些词", "require asks for words anywhere in the reply"),
        Looks::Length => screen.say("length 要看全文长度", "length is that of the whole reply"),
        Looks::SentenceEnds => screen.say("短语里有句末标点", "its phrases hold the end of a sentence"),
    }
}

/// When a rule of conversations can be judged, and why not before.
fn judged(when: Judged, screen: &Screen) -> &'static str {
    let (chinese, english) = match when {
        Judged::AtOnce => ("看整个会话；消息一到就能判断", "in a conversation, at once with the message"),
        Judged::WithAnswer => ("看整个会话；答复一到就能判断", "in a conversation, with the answer"),
        Judged::AfterTurn => (
            "看整个会话；客户再次开口或会话结束时判断，在此之前还可以补说",
            "in a conversation, when the customer speaks again or the session ends: until then it can still be said",
        ),
        Judged::WhenDue => ("看整个会话；到时限时判断", "in a conversation, when the limit has passed"),
        Judged::AtEnd => (
            "看整个会话；会话结束才能判断，不能实时判断，因为在此之前都还可以补上",
            "in a conversation, only when it has ended and never live: until then what is missing may still come",
        ),
        _ => ("看整个会话", "in a conversation"),
    };
    screen.say(chinese, english)
}

fn examples<'e>(out: &mut String, label: &str, texts: impl Iterator<Item = &'e str>) {
    let _ = writeln!(out, "  {label}");
    for text in texts {
        let _ = writeln!(out, "    - {}", escape(text));
    }
}
