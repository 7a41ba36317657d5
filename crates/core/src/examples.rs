//! The sentences with which rules prove themselves.

use crate::dialogue;
use crate::fault::{FaultKind, RuleErrors};
use crate::rule::{ExampleEntry, FactEntry};
use crate::ruleset::{Builder, Rule};
use crate::{Linter, Severity};

impl Builder {
    /// Tries the examples of every rule with all rules on. Gives the number of sentences tried.
    ///
    /// # Errors
    /// Every fault of the files, or every example that does not hold, at its place.
    pub fn test(&self) -> Result<usize, RuleErrors> {
        let mut shops = Shops { builder: self, linters: vec![(Vec::new(), Linter::new(self.build()?)?)] };
        let mut faults = Vec::new();
        let mut tried = 0;
        for at in 0..shops.linters[0].1.rules().rules().len() {
            let rule = &shops.linters[0].1.rules().rules()[at];
            let wanted = rule.shop.clone();
            let (flag, pass) = rule.examples();
            let all = flag.iter().map(|example| (example, true)).chain(pass.iter().map(|example| (example, false)));
            for (example, must_flag) in all.map(|(example, must_flag)| (example.clone(), must_flag)).collect::<Vec<_>>() {
                tried += 1;
                let facts: Vec<FactEntry> = wanted.iter().chain(&example.shop).cloned().collect();
                let linter = shops.linter(facts)?;
                let rule = &linter.rules().rules()[at];
                let fault = if must_flag { flag_fault(linter, rule, &example) } else { pass_fault(linter, rule, &example) };
                faults.extend(fault.map(|kind| rule.fault(example.text.place, kind)));
            }
        }
        faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        if faults.is_empty() { Ok(tried) } else { Err(RuleErrors(faults)) }
    }
}

/// One linter for each set of facts that rules and examples ask for.
struct Shops<'b> {
    builder: &'b Builder,
    linters: Vec<(Vec<FactEntry>, Linter)>,
}

impl Shops<'_> {
    fn linter(&mut self, facts: Vec<FactEntry>) -> Result<&Linter, RuleErrors> {
        let same = |known: &[FactEntry]| known.len() == facts.len() && known.iter().zip(&facts).all(|(a, b)| a.is_same(b));
        let at = match self.linters.iter().position(|(known, _)| same(known)) {
            Some(at) => at,
            None => {
                self.linters.push((facts.clone(), Linter::new(self.builder.build_for(&facts)?)?));
                self.linters.len() - 1
            }
        };
        Ok(&self.linters[at].1)
    }
}

fn flag_fault(linter: &Linter, rule: &Rule, example: &ExampleEntry) -> Option<FaultKind> {
    if rule.is_of_conversations() || !example.dialogue.is_empty() {
        return missed_in_conversation(linter, rule, example);
    }
    let review = linter.review(&example.text.value);
    let Some((finding, rewrite)) = review.findings.iter().find(|(finding, _)| finding.rule.id() == rule.id()) else {
        return Some(FaultKind::NotFlagged { text: example.text.value.clone() });
    };
    if let Some(expected) = example.severity.filter(|expected| *expected != finding.severity) {
        return Some(FaultKind::OtherSeverity { expected, found: finding.severity });
    }
    let expected = example.rewrite.as_ref()?;
    let found = rewrite.as_ref().map(|rewrite| rewrite.text.clone());
    (found.as_deref() != Some(&expected.value)).then(|| FaultKind::OtherRewrite { expected: expected.value.clone(), found })
}

fn missed_in_conversation(linter: &Linter, rule: &Rule, example: &ExampleEntry) -> Option<FaultKind> {
    let found = found_in_conversation(linter, rule, example);
    let Some((severity, _)) = found.first() else {
        return Some(FaultKind::NotFlagged { text: example.text.value.clone() });
    };
    let expected = example.severity.filter(|expected| expected != severity)?;
    Some(FaultKind::OtherSeverity { expected, found: *severity })
}

/// What a rule finds in an example: how bad, and the words.
fn found_in_conversation(linter: &Linter, rule: &Rule, example: &ExampleEntry) -> Vec<(Severity, String)> {
    let single;
    let lines = if example.dialogue.is_empty() {
        single = dialogue::single(&example.text.value);
        &single
    } else {
        &example.dialogue
    };
    let findings = dialogue::findings_in(linter, lines).into_iter().filter(|(found, _)| found.finding.rule.id() == rule.id());
    findings.map(|(found, text)| (found.finding.severity, found.finding.span.of(&text).to_owned())).collect()
}

fn pass_fault(linter: &Linter, rule: &Rule, example: &ExampleEntry) -> Option<FaultKind> {
    if rule.is_of_conversations() || !example.dialogue.is_empty() {
        let found = found_in_conversation(linter, rule, example).into_iter().find(|(severity, _)| *severity >= Severity::Warning)?;
        return Some(FaultKind::Flagged { matched: found.1 });
    }
    let text = &example.text.value;
    let findings = linter.lint(text);
    let found = findings.iter().find(|finding| finding.rule.id() == rule.id() && finding.severity >= Severity::Warning)?;
    Some(FaultKind::Flagged { matched: found.span.of(text).to_owned() })
}
