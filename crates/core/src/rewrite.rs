//! What to write instead: filling in rewrites, applying them, and the check that no rewrite breaks a rule.

use crate::automaton::Seen;
use crate::compile::Offer;
use crate::context::{Buffers, Context, Mark};
use crate::fault::{Fault, FaultKind};
use crate::finding::{Applicability, Review, Rewrite};
use crate::fold::{fold, is_invisible};
use crate::rule::{Layer, Scope};
use crate::{Finding, Linter, Reply, Severity, Span};

/// How often a reply is mended before it is given up: mending one part may bring another to light.
const MAX_ROUNDS: usize = 6;
/// Most findings of a reply that gets rewrites. Each costs a check of the whole reply; a text with more is no reply that could be mended.
const MAX_REWRITES: usize = 64;

/// For a context whose text has not been scanned.
const EVERYTHING: Seen = Seen { folded: true, opening: true, sentence_end: true };

impl Linter {
    /// The findings of a reply with their rewrites, and the reply as it could be sent. Several checks of the reply for each finding.
    pub fn review<'t>(&self, reply: impl Into<Reply<'t>>) -> Review<'_> {
        let text = reply.into().text;
        let findings = self.lint(text);
        let rewrites: Vec<_> = (0..findings.len()).map(|at| self.rewrite(text, &findings, at)).collect();
        let suggestion = self.mend(text, &findings, &rewrites, is_fault);
        Review { findings: findings.into_iter().zip(rewrites).collect(), suggestion }
    }

    /// The reply as it could be sent, or `None` where it can be sent as it is, or where no good text exists.
    /// What is suggested has no finding at warning or above.
    pub fn suggest<'t>(&self, reply: impl Into<Reply<'t>>) -> Option<String> {
        self.review(reply).suggestion
    }

    /// The reply with the safe rewrites of all findings at warning or above applied (or all of their rewrites, where `also_suggested`), or `None`
    /// where there are none. Applying it twice changes nothing more.
    pub fn fix<'t>(&self, reply: impl Into<Reply<'t>>, also_suggested: bool) -> Option<String> {
        let mut text = reply.into().text.to_owned();
        let mut changed = false;
        for _ in 0..MAX_ROUNDS {
            let findings = self.lint(&text);
            let allowed = |rewrite: &Rewrite| also_suggested || rewrite.applicability == Applicability::Safe;
            let rewrite = |at: usize| self.rewrite(&text, &findings, at).filter(|rewrite| is_fault(&findings[at]) && allowed(rewrite));
            let rewrites: Vec<_> = (0..findings.len()).map(rewrite).collect();
            let Some(next) = apply(&text, &findings, &rewrites).filter(|next| *next != text && says_something(next)) else { break };
            text = next;
            changed = true;
        }
        changed.then_some(text)
    }

    fn mend(
        &self,
        text: &str,
        findings: &[Finding<'_>],
        rewrites: &[Option<Rewrite>],
        matters: impl Fn(&Finding<'_>) -> bool,
    ) -> Option<String> {
        if !findings.iter().any(&matters) {
            return None;
        }
        let only_faults = |findings: &[Finding<'_>], rewrites: &[Option<Rewrite>]| -> Vec<Option<Rewrite>> {
            findings.iter().zip(rewrites).map(|(finding, rewrite)| rewrite.clone().filter(|_| matters(finding))).collect()
        };
        let mut text = apply(text, findings, &only_faults(findings, rewrites))?;
        for _ in 0..MAX_ROUNDS {
            let findings = self.lint(&text);
            if !findings.iter().any(&matters) {
                return says_something(&text).then_some(text);
            }
            let rewrites: Vec<_> = (0..findings.len()).map(|at| self.rewrite(&text, &findings, at)).collect();
            text = apply(&text, &findings, &only_faults(&findings, &rewrites)).filter(|next| *next != text)?;
        }
        None
    }

    /// The rewrite of one finding, if it has a good one: not where a topic holds the words, not where it breaks a rule,
    /// by itself or in the reply.
    fn rewrite(&self, text: &str, findings: &[Finding<'_>], at: usize) -> Option<Rewrite> {
        let finding = findings.get(at).filter(|_| findings.len() <= MAX_REWRITES)?;
        let offer = finding.rule.matcher.rewrites.of(finding.phrase)?;
        let gives_way = finding.rule.layer() == Layer::Wording;
        if gives_way && (holds_topic(findings, finding) || self.is_placeholder(text, finding.span)) {
            return None;
        }
        let rewrite = Rewrite { text: self.fill(text, finding, offer)?, applicability: offer.applicability };
        let after = self.lint(&replace(text, finding.span, &rewrite.text));
        (!breaks_more(findings, &after) && self.is_clean(&rewrite.text)).then_some(rewrite)
    }

    fn fill(&self, text: &str, finding: &Finding<'_>, offer: &Offer) -> Option<String> {
        if let Some(fixed) = offer.template.fixed() {
            return Some(fixed);
        }
        let (folded, origins) = fold_with_origins(text);
        let mut buffers = Buffers::default();
        let sentence = Context::new(&folded, EVERYTHING, &self.index, &mut buffers).around(finding.hit, Scope::Sentence);
        let pattern = finding.rule.matcher.pattern.as_ref()?.regex()?;
        let captures = pattern.captures_at(sentence.of(&folded), finding.hit.start.checked_sub(sentence.start)?)?;
        let original = |capture: regex::Match<'_>| {
            let from = origins[sentence.start + capture.start()];
            let to = origins[sentence.start + capture.end()];
            text[from..to].to_owned()
        };
        Some(offer.template.fill(Some(&captures), original))
    }

    fn is_placeholder(&self, text: &str, span: Span) -> bool {
        Context::new(text, EVERYTHING, &self.index, &mut Buffers::default()).mark(span) == Some(Mark::Placeholder)
    }

    /// Fixed rewrites that break a rule by themselves, judged by the levels that the authors wrote.
    pub(crate) fn faulty_rewrites(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for rule in self.rules().rules().iter().filter(|rule| rule.is_active()) {
            for offer in rule.matcher.rewrites.all() {
                let Some(text) = offer.template.fixed() else {
                    continue;
                };
                let findings = self.lint(text.as_str());
                let broken =
                    findings.iter().find(|finding| finding.severity >= Severity::Warning && finding.rule.written >= Severity::Warning);
                if let Some(broken) = broken {
                    let (by, matched) = (broken.rule.id().to_owned(), broken.span.of(&text).to_owned());
                    faults.push(rule.fault(offer.place, FaultKind::RewriteBreaksRule { text, rule: by, matched }));
                }
            }
        }
        faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        faults
    }
}

/// Whether anything is left of a reply.
fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

fn is_fault(finding: &Finding<'_>) -> bool {
    finding.severity >= Severity::Warning
}

/// Whether a topic at warning or above holds words of a wording finding.
fn holds_topic(findings: &[Finding<'_>], wording: &Finding<'_>) -> bool {
    let is_topic = |finding: &&Finding<'_>| finding.rule.layer() == Layer::Topic && is_fault(finding);
    findings.iter().filter(is_topic).any(|topic| topic.span.overlaps(wording.span))
}

/// Whether some rule has more faults than before.
fn breaks_more(before: &[Finding<'_>], after: &[Finding<'_>]) -> bool {
    let count = |findings: &[Finding<'_>], id: &str| findings.iter().filter(|finding| is_fault(finding) && finding.rule.id() == id).count();
    after.iter().filter(|finding| is_fault(finding)).any(|finding| count(after, finding.rule.id()) > count(before, finding.rule.id()))
}

/// Applies rewrites that do not overlap: topics first, then the worse, then the longer. `None` where there is none.
fn apply(text: &str, findings: &[Finding<'_>], rewrites: &[Option<Rewrite>]) -> Option<String> {
    let mut edits: Vec<(&Finding<'_>, &Rewrite)> = findings.iter().zip(rewrites).filter_map(|(f, r)| Some((f, r.as_ref()?))).collect();
    edits.sort_by_key(|(finding, _)| {
        let is_wording = finding.rule.layer() == Layer::Wording;
        (is_wording, std::cmp::Reverse(finding.severity), std::cmp::Reverse(finding.span.end - finding.span.start), finding.span.start)
    });
    let mut chosen: Vec<(Span, &str)> = Vec::new();
    for (finding, rewrite) in edits {
        if !chosen.iter().any(|(span, _)| span.overlaps(finding.span)) {
            chosen.push((finding.span, &rewrite.text));
        }
    }
    chosen.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let changed = chosen.iter().fold(text.to_owned(), |text, (span, instead)| replace(&text, *span, instead));
    let changed = if text.trim() == text { changed.trim().to_owned() } else { changed };
    (!chosen.is_empty()).then_some(changed)
}

/// Puts `instead` in the place of `span` and mends the punctuation around it.
fn replace(text: &str, span: Span, instead: &str) -> String {
    let (before, after) = (&text[..span.start], &text[span.end..]);
    if instead.is_empty() {
        let before_end = before.trim_end();
        // What was removed leaves no punctuation at the beginning of a reply or a line, and none doubled.
        if before_end.is_empty() || before_end.ends_with(is_pause) || before.ends_with('\n') {
            return format!("{before}{}", after.trim_start_matches(|c: char| is_pause(c) || c == ' '));
        }
        return format!("{before}{after}");
    }
    let after = match (instead.chars().next_back(), after.chars().next()) {
        (Some(last), Some(next)) if is_pause(last) && is_pause(next) => &after[next.len_utf8()..],
        _ => after,
    };
    format!("{before}{instead}{after}")
}

/// Punctuation within and at the end of sentences.
fn is_pause(c: char) -> bool {
    matches!(c, ',' | '，' | '。' | '.' | '、' | '；' | ';' | '！' | '!' | '~' | '～' | '…')
}

/// The folded text and, for each of its bytes and its end, where that byte's character begins in the original.
fn fold_with_origins(text: &str) -> (String, Vec<usize>) {
    let mut folded = String::with_capacity(text.len());
    let mut origins = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices().filter(|(_, c)| !is_invisible(*c)) {
        let plain = fold(c);
        folded.push(plain);
        origins.resize(folded.len(), at);
    }
    origins.push(text.len());
    (folded, origins)
}
