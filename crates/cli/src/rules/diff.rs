//! `jinyu rules diff`: which findings a change of rules adds and removes.

use crate::args::{DiffArgs, DiffFormat, RuleArgs};
use crate::batch::{Batch, origin};
use crate::exit::{Exit, Failure};
use crate::feed::Feed;
use crate::input::Input;
use crate::load;
use crate::output::Output;
use crate::screen::Screen;
use jinyu::{Finding, Linter, Severity};
use jinyu_report::{Change, ChangeCount, ChangedReply, Style, change_counts};
use std::collections::BTreeMap;
use std::path::Path;

pub fn run(args: &DiffArgs, screen: &Screen) -> Result<Exit, Failure> {
    let (old, new) = linters(args, screen)?;
    let mut comparison = Comparison::new(old, new, args.min_severity);
    let mut feed = Feed::new(Input::all(&args.logs, args.input.format()), args.input.options_of(new.rules()), true, screen);
    let mut output = Output::stdout();
    let style = screen.style();
    compare(&mut comparison, &mut feed, args.output_format, &style, &mut output)?;
    let counts: Vec<ChangeCount<'_>> = comparison.counts.into_values().collect();
    if args.output_format == DiffFormat::Text {
        let between = if counts.is_empty() { "" } else { "\n" };
        output.write(format!("{between}{}", change_counts(&counts, &style)).as_bytes())?;
    }
    output.finish()?;
    Ok(match counts.is_empty() {
        _ if feed.broken + feed.unreadable > 0 => Exit::Files,
        true => Exit::Clean,
        false => Exit::Findings,
    })
}

/// Compares all inputs and writes what differs, reply by reply.
fn compare(
    comparison: &mut Comparison<'_>,
    feed: &mut Feed<'_>,
    format: DiffFormat,
    style: &Style,
    output: &mut Output,
) -> Result<(), Failure> {
    let (mut batch, mut report) = (Batch::<()>::default(), String::new());
    while feed.fill(&mut batch) {
        for message in batch.messages() {
            let changes = comparison.changes(&message.text);
            let reply = ChangedReply { origin: origin(&batch.file, message), text: &message.text, changes };
            match format {
                _ if changes.is_empty() => continue,
                DiffFormat::Text => reply.push_text(style, &mut report),
                DiffFormat::Jsonl => reply.push_jsonl(style, &mut report),
            }
            output.write(report.as_bytes())?;
            report.clear();
        }
    }
    Ok(())
}

/// Both sets of rules; the faults of both are told.
fn linters(args: &DiffArgs, screen: &Screen) -> Result<(&'static Linter, &'static Linter), Failure> {
    let build = |path: &Path| {
        let (preset, profile) = (args.preset.clone(), args.profile.clone());
        let alone = RuleArgs { rule_paths: vec![path.to_path_buf()], no_default_rules: true, preset, profile, ..RuleArgs::default() };
        load::linter(&alone, screen)
    };
    match (build(&args.old), build(&args.new)) {
        (Ok(old), Ok(new)) => Ok((old, new)),
        (Err(old), Err(new)) => {
            old.report(screen);
            Err(new)
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// Compares replies one by one and counts the differences.
struct Comparison<'r> {
    old: &'r Linter,
    new: &'r Linter,
    min_severity: Severity,
    counts: BTreeMap<&'r str, ChangeCount<'r>>,
    /// Of the last reply; their memory is used again.
    old_findings: Vec<Finding<'r>>,
    new_findings: Vec<Finding<'r>>,
    changes: Vec<Change<'r>>,
}

impl<'r> Comparison<'r> {
    fn new(old: &'r Linter, new: &'r Linter, min_severity: Severity) -> Comparison<'r> {
        let (old_findings, new_findings, changes) = (Vec::new(), Vec::new(), Vec::new());
        Comparison { old, new, min_severity, counts: BTreeMap::new(), old_findings, new_findings, changes }
    }

    /// The differences in one reply, sorted as findings are.
    fn changes(&mut self, text: &str) -> &[Change<'r>] {
        self.old.lint_into(text, &mut self.old_findings);
        self.new.lint_into(text, &mut self.new_findings);
        for findings in [&mut self.old_findings, &mut self.new_findings] {
            findings.retain(|finding| finding.severity >= self.min_severity);
        }
        self.changes.clear();
        pair(&self.old_findings, &self.new_findings, &mut self.changes);
        for change in &self.changes {
            count(change, &mut self.counts);
        }
        &self.changes
    }
}

/// Walks through both lists, which are sorted alike.
fn pair<'r>(old: &[Finding<'r>], new: &[Finding<'r>], changes: &mut Vec<Change<'r>>) {
    let key = |finding: &Finding<'r>| (finding.span.start, finding.span.end, finding.rule.id());
    let (mut old, mut new) = (old.iter().copied().peekable(), new.iter().copied().peekable());
    loop {
        let (left, right) = (old.peek().map(key), new.peek().map(key));
        let is_old = right.is_none() || left.is_some() && left <= right;
        let is_new = left.is_none() || right.is_some() && right <= left;
        match (old.next_if(|_| is_old), new.next_if(|_| is_new)) {
            (None, None) => return,
            (Some(old), None) => changes.push(Change::Removed(old)),
            (None, Some(new)) => changes.push(Change::Added(new)),
            (Some(old), Some(new)) if old.severity != new.severity => changes.push(Change::Severity { old, new }),
            (Some(_), Some(_)) => {}
        }
    }
}

fn count<'r>(change: &Change<'r>, counts: &mut BTreeMap<&'r str, ChangeCount<'r>>) {
    let rule = change.finding().rule.id();
    let count = counts.entry(rule).or_insert(ChangeCount { rule, added: 0, removed: 0, changed: 0 });
    *match change {
        Change::Added(_) => &mut count.added,
        Change::Removed(_) => &mut count.removed,
        Change::Severity { .. } => &mut count.changed,
    } += 1;
}

#[cfg(test)]
mod tests {
    use super::*;
    use jinyu::RuleSet;

    fn linter(rules: &[(&str, &str, &str)]) -> Linter {
        let rule = |(id, severity, phrase): &(&str, &str, &str)| {
            format!(
                "- {{id: {id}, clauses: [TST-01], severity: {severity}, message: 勿用, phrases: [{phrase}], examples: {{flag: [{phrase}], pass: [好]}}}}\n"
            )
        };
        let rules: String = rules.iter().map(rule).collect();
        let text = format!("family: test\nclauses: {{TST-01: {{title: 勿用, source: 示例}}}}\nrules:\n{rules}");
        RuleSet::from_yaml([("test.yaml", text.as_str())]).and_then(Linter::new).expect("the rules are well formed")
    }

    fn check(old: &Linter, new: &Linter, level: Severity, expected: &[&str]) {
        let mut comparison = Comparison::new(old, new, level);
        let said = comparison.changes("甲乙丙丁").iter().map(|change| match change {
            Change::Added(finding) => format!("+{}", finding.rule.id()),
            Change::Removed(finding) => format!("-{}", finding.rule.id()),
            Change::Severity { old, new } => format!("~{} {} {}", old.rule.id(), old.severity, new.severity),
        });
        assert_eq!(said.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn pairs_findings_by_rule_and_place() {
        let old = linter(&[("a", "error", "甲"), ("b", "error", "乙"), ("c", "warning", "丁")]);
        let new = linter(&[("b", "error", "乙"), ("c", "info", "丁"), ("a", "error", "甲乙丙"), ("d", "error", "丁")]);
        let expected = ["-test/a", "+test/a", "-test/b", "~test/c warning info", "+test/d"];
        check(&old, &new, Severity::Info, &expected);
        check(&old, &old, Severity::Info, &[]);
        check(&new, &linter(&[("e", "error", "戊")]), Severity::Critical, &[]);
    }
}
