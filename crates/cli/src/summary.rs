//! The last line of a run, on standard error.

use crate::screen::Screen;
use crate::tally::Tally;
use jinyu::{Language, Severity};

/// What a run did beside checking.
#[derive(Clone, Copy, Debug)]
pub struct Totals {
    /// Records and files that could not be read.
    pub broken: u64,
    pub unreadable: u64,
    pub min_severity: Severity,
    /// Whether replies were checked as they are after fixing.
    pub is_fixed: bool,
}

/// What was checked and found.
pub fn summary(tally: &Tally<'_>, totals: Totals, screen: &Screen) -> String {
    let counts: Vec<String> = tally.by_severity.iter().rev().map(|(severity, findings)| format!("{severity} {findings}")).collect();
    match screen.language {
        Language::English => english(tally, totals, &counts.join(", ")),
        _ => chinese(tally, totals, &counts.join("、")),
    }
}

fn chinese(tally: &Tally<'_>, totals: Totals, counts: &str) -> String {
    let Tally { replies, faulty, hidden, truncated, undecided, .. } = tally;
    let Totals { broken, unreadable, min_severity, is_fixed } = totals;
    let fixed = if is_fixed { "改写后" } else { "" };
    let mut line = match (replies, faulty) {
        (0, _) => "没有可检查的回复".to_owned(),
        (_, 0) => format!("{fixed}共检查 {replies} 条回复，没有问题"),
        _ => format!("{fixed}共检查 {replies} 条回复，{faulty} 条有问题：{counts}"),
    };
    if *hidden > 0 {
        let what = if min_severity <= Severity::Warning { "条提示".to_owned() } else { format!("条低于 {min_severity} 的问题") };
        line += &format!("；另有 {hidden} {what}（--min-severity info 查看）");
    }
    if *truncated > 0 {
        line += &format!("；{truncated} 条回复问题太多，只列出开头的一部分");
    }
    if *undecided > 0 {
        line += &format!("；{undecided} 处等待因时间不够精确，无法判断是否超时");
    }
    if broken > 0 {
        line += &format!("；{broken} 条记录无法读取");
    }
    if unreadable > 0 {
        line += &format!("；{unreadable} 个文件无法读取");
    }
    line
}

fn english(tally: &Tally<'_>, totals: Totals, counts: &str) -> String {
    let Tally { replies, faulty, hidden, truncated, undecided, .. } = tally;
    let Totals { broken, unreadable, min_severity, is_fixed } = totals;
    let fixed = if is_fixed { "after fixing: " } else { "" };
    let mut line = match (replies, faulty) {
        (0, _) => "no replies to check".to_owned(),
        (_, 0) => format!("{fixed}{replies} replies checked, no findings"),
        _ => format!("{fixed}{replies} replies checked, {faulty} with findings: {counts}"),
    };
    if *hidden > 0 {
        line += &format!("; {hidden} below {min_severity} (--min-severity info shows them)");
    }
    if *truncated > 0 {
        line += &format!("; {truncated} replies with too many findings: only their first ones are shown");
    }
    if *undecided > 0 {
        line += &format!("; {undecided} waits could not be judged, for want of exact times");
    }
    if broken > 0 {
        line += &format!("; {broken} records could not be read");
    }
    if unreadable > 0 {
        line += &format!("; {unreadable} files could not be read");
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Color;

    #[test]
    fn says_what_was_checked_and_found() {
        let screen = Screen::new(Language::Chinese, Color::Never);
        let totals = Totals { broken: 0, unreadable: 0, min_severity: Severity::Warning, is_fixed: false };
        let mut tally = Tally { replies: 3, ..Tally::default() };
        assert_eq!(summary(&tally, totals, &screen), "共检查 3 条回复，没有问题");
        tally.faulty = 2;
        tally.hidden = 4;
        tally.truncated = 1;
        tally.by_severity.extend([(Severity::Warning, 5), (Severity::Critical, 1)]);
        let totals = Totals { broken: 7, ..totals };
        let expected = "共检查 3 条回复，2 条有问题：critical 1、warning 5；另有 4 条提示（--min-severity info 查看）；1 条回复问题太多，只列出开头的一部分；7 条记录无法读取";
        assert_eq!(summary(&tally, totals, &screen), expected);
    }
}
