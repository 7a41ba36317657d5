//! Compares what was marked with what was found.

use super::labelled::{Group, Label, LabelledReply, Weight};
use jinyu::{Finding, Rule, Severity, Span};
use jinyu_report::{LabelledLine, Measurement, Score};
use std::collections::BTreeMap;

/// The counts of all replies so far.
pub struct Scores {
    min_severity: Severity,
    /// Most replies that are kept behind each number.
    show: usize,
    replies: u64,
    scores: BTreeMap<(Group, String), Score>,
}

/// What the labels of a reply make of a finding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// A label asks for it.
    Right,
    /// A label allows it.
    Open,
    /// No label names its rule, or it lies in a part without fault.
    Wrong,
}

/// What there is of one name in one reply.
#[derive(Default)]
struct Case<'a> {
    labels: Vec<&'a Label>,
    is_doubtful: bool,
    is_found: bool,
    is_open: bool,
    wrong: Vec<&'a Finding<'a>>,
}

impl Scores {
    pub fn new(min_severity: Severity, show: usize) -> Scores {
        Scores { min_severity, show, replies: 0, scores: BTreeMap::new() }
    }

    /// Counts one reply.
    pub fn add(&mut self, reply: &LabelledReply, findings: &[Finding<'_>]) {
        self.replies += 1;
        let mut cases: BTreeMap<(Group, &str), Case<'_>> = BTreeMap::new();
        for label in &reply.labels {
            cases.entry((label.group, &label.name)).or_default().add_label(label);
        }
        for finding in findings.iter().filter(|finding| finding.severity >= self.min_severity) {
            let verdict = verdict(finding, reply);
            for name in names(finding.rule) {
                cases.entry(name).or_default().add_finding(finding, verdict);
            }
        }
        for ((group, name), case) in cases {
            let score = self.scores.entry((group, name.to_owned())).or_default();
            count(&case, score, reply, self.show);
        }
    }

    /// The rows: families and clauses with a label or a false alarm, and rules with a finding.
    pub fn finish<'f>(&mut self, file: &'f str) -> Measurement<'f> {
        let (mut families, mut clauses, mut rules) = (Vec::new(), Vec::new(), Vec::new());
        for ((group, name), score) in std::mem::take(&mut self.scores) {
            let is_used = score.labelled + score.false_alarms + score.doubtful > 0 || group == Group::Rule && score.found > 0;
            let rows = match group {
                Group::Family => &mut families,
                Group::Clause => &mut clauses,
                Group::Rule => &mut rules,
            };
            if is_used {
                rows.push(Score { name, ..score });
            }
        }
        Measurement { file, replies: self.replies, min_severity: self.min_severity, families, clauses, rules }
    }
}

impl<'a> Case<'a> {
    fn add_label(&mut self, label: &'a Label) {
        match label.weight {
            Weight::Fault => self.labels.push(label),
            Weight::Doubtful => self.is_doubtful = true,
            Weight::Unplaced => {}
        }
    }

    fn add_finding(&mut self, finding: &'a Finding<'a>, verdict: Verdict) {
        match verdict {
            Verdict::Right => self.is_found = true,
            Verdict::Open => self.is_open = true,
            Verdict::Wrong => self.wrong.push(finding),
        }
    }
}

/// All names of a rule.
fn names(rule: &Rule) -> impl Iterator<Item = (Group, &str)> {
    let clauses = rule.clauses().iter().map(|clause| (Group::Clause, clause.as_str()));
    [(Group::Family, rule.family()), (Group::Rule, rule.id())].into_iter().chain(clauses)
}

fn verdict(finding: &Finding<'_>, reply: &LabelledReply) -> Verdict {
    let covers = |part: &String| {
        let mut places = reply.text.match_indices(part.as_str());
        places.any(|(at, _)| Span::new(at, at + part.len()).covers(finding.span))
    };
    let weights = || reply.labels.iter().filter(|label| finding.rule.is_named(&label.name)).map(|label| label.weight);
    match () {
        () if reply.exempt.iter().any(covers) => Verdict::Wrong,
        () if weights().any(|weight| weight == Weight::Fault) => Verdict::Right,
        () if weights().next().is_some() => Verdict::Open,
        () => Verdict::Wrong,
    }
}

fn count(case: &Case<'_>, score: &mut Score, reply: &LabelledReply, show: usize) {
    let Case { labels, is_doubtful, is_found, is_open, wrong } = case;
    score.found += u64::from(*is_found);
    if !labels.is_empty() {
        score.labelled += 1;
        if !is_found {
            score.missed += 1;
            let parts = labels.iter().map(|label| (None, label.span));
            keep(&mut score.missed_lines, reply, parts.collect(), show);
        }
    } else if *is_doubtful {
        score.doubtful += 1;
        score.doubtful_found += u64::from(*is_found || *is_open);
    }
    if !wrong.is_empty() {
        score.false_alarms += 1;
        let parts = wrong.iter().map(|finding| (Some(finding.rule.id().to_owned()), finding.span));
        keep(&mut score.false_lines, reply, parts.collect(), show);
    }
}

fn keep(lines: &mut Vec<LabelledLine>, reply: &LabelledReply, parts: Vec<(Option<String>, Span)>, show: usize) {
    if lines.len() < show {
        let LabelledReply { line, id, text, .. } = reply;
        lines.push(LabelledLine { line: *line, id: id.clone(), text: text.clone(), parts });
    }
}
