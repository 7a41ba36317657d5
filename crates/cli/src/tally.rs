//! What was found, in numbers.

use jinyu::{Finding, Rule, Severity};
use std::collections::BTreeMap;

/// Counts of one thread or of a whole run.
#[derive(Debug, Default)]
pub struct Tally<'r> {
    /// Replies that were checked.
    pub replies: u64,
    /// Replies with a reported finding.
    pub faulty: u64,
    /// Reported findings, by severity.
    pub by_severity: BTreeMap<Severity, u64>,
    /// Replies with more findings than are kept.
    pub truncated: u64,
    /// Findings below `--min-severity`.
    pub hidden: u64,
    /// Limits in time that could not be judged, for want of exact times.
    pub undecided: u64,
    /// The worst finding, reported or not.
    pub worst: Option<Severity>,
    /// Reported findings by rule id.
    pub by_rule: BTreeMap<&'r str, RuleCount<'r>>,
    /// How often findings were counted: tells those of one message from those of another.
    pub counted: u64,
}

/// How often a rule was broken.
#[derive(Clone, Copy, Debug)]
pub struct RuleCount<'r> {
    pub rule: &'r Rule,
    pub findings: u64,
    pub replies: u64,
    /// When findings were last counted.
    last: u64,
}

impl<'r> Tally<'r> {
    /// Counts one reply; whether it has findings to report.
    pub fn add<'f>(&mut self, findings: impl IntoIterator<Item = &'f Finding<'r>>, min_severity: Severity) -> bool
    where
        'r: 'f,
    {
        self.replies += 1;
        self.counted += 1;
        let mut is_reported = false;
        for finding in findings {
            self.worst = self.worst.max(Some(finding.severity));
            if finding.severity < min_severity {
                self.hidden += 1;
                continue;
            }
            is_reported = true;
            *self.by_severity.entry(finding.severity).or_default() += 1;
            let new = RuleCount { rule: finding.rule, findings: 0, replies: 0, last: 0 };
            let count = self.by_rule.entry(finding.rule.id()).or_insert(new);
            count.findings += 1;
            count.replies += u64::from(count.last != self.counted);
            count.last = self.counted;
        }
        self.faulty += u64::from(is_reported);
        is_reported
    }

    /// Counts further findings of a reply or of another message, which was or was not reported before; whether it has findings to report.
    pub fn add_more(&mut self, findings: &[Finding<'r>], min_severity: Severity, was_faulty: bool) -> bool {
        let (replies, faulty) = (self.replies, self.faulty);
        let is_reported = self.add(findings, min_severity);
        self.replies = replies;
        self.faulty = faulty + u64::from(is_reported && !was_faulty);
        is_reported
    }

    /// Adds the counts of another thread.
    pub fn merge(&mut self, other: Tally<'r>) {
        self.replies += other.replies;
        self.faulty += other.faulty;
        self.hidden += other.hidden;
        self.truncated += other.truncated;
        self.undecided += other.undecided;
        self.worst = self.worst.max(other.worst);
        for (severity, findings) in other.by_severity {
            *self.by_severity.entry(severity).or_default() += findings;
        }
        for (id, other) in other.by_rule {
            self.by_rule
                .entry(id)
                .and_modify(|count| {
                    count.findings += other.findings;
                    count.replies += other.replies;
                })
                .or_insert(other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jinyu::{Linter, RuleSet};

    const RULES: &str = "family: test\nclauses: {TST-01: {title: 勿用, source: 示例}}\nrules:\n- {id: bad, clauses: [TST-01], severity: error, message: 勿用, phrases: [坏], examples: {flag: [坏], pass: [好]}}\n";

    #[test]
    fn threads_count_as_one() {
        let linter = RuleSet::from_yaml([("test.yaml", RULES)]).and_then(Linter::new).expect("the rules are well formed");
        let (mut one, mut other) = (Tally::default(), Tally::default());
        assert!(one.add(&linter.lint("坏，真坏"), Severity::Warning));
        assert!(!one.add(&linter.lint("好"), Severity::Warning));
        assert!(!other.add(&linter.lint("坏"), Severity::Critical));
        assert!(other.add(&linter.lint("坏"), Severity::Error));
        one.merge(other);
        let count = one.by_rule["test/bad"];
        assert_eq!((one.replies, one.faulty, one.hidden, one.worst), (4, 2, 1, Some(Severity::Error)));
        assert_eq!((count.findings, count.replies), (3, 2));
    }

    #[test]
    fn findings_of_conversations_are_counted_by_message() {
        let linter = RuleSet::from_yaml([("test.yaml", RULES)]).and_then(Linter::new).expect("the rules are well formed");
        let mut tally = Tally::default();
        assert!(tally.add_more(&linter.lint("坏，真坏"), Severity::Warning, false));
        assert!(tally.add_more(&linter.lint("坏"), Severity::Warning, true));
        let count = tally.by_rule["test/bad"];
        assert_eq!((tally.replies, tally.faulty, count.findings, count.replies), (0, 1, 3, 2));
    }
}
