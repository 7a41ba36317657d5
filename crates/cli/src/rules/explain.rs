//! `jinyu rules explain`: one rule, family or clause in full.

use crate::args::ExplainArgs;
use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::print;
use crate::screen::Screen;
use jinyu::{Judged, Layer, Rule, RuleSet};
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
        let _ = writeln!(out, "  {}{}", screen.say("判断  ", "judged    "), judged(rule.judged(), screen));
    }
    examples(&mut out, screen.say("命中", "flagged"), rule.flag_examples());
    examples(&mut out, screen.say("放行", "passed"), rule.pass_examples());
    out
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
