//! What to write instead: filling in rewrites, applying them, and the check that no rewrite breaks a rule.

use crate::automaton::Seen;
use crate::compile::Offer;
use crate::context::{Context, Mark};
use crate::fault::{Fault, FaultKind};
use crate::finding::{Applicability, Review, Rewrite};
use crate::fold::fold_text;
use crate::linter::with_buffers;
use crate::rule::{Layer, Scope};
use crate::{Finding, Linter, Reply, Severity, Span};

/// How often a reply is mended before it is given up: mending one part may bring another to light.
const MAX_ROUNDS: usize = 6;
/// Most findings of a reply that gets rewrites. Each costs a check of the whole reply; a text with more is no reply that could be mended.
const MAX_REWRITES: usize = 64;

/// Most wordings of a reply that are suggested.
const MAX_SUGGESTIONS: usize = 5;

/// For a context whose text has not been scanned.
const EVERYTHING: Seen = Seen { folded: true, opening: true, sentence_end: true };

impl Linter {
    /// The findings of a reply with their rewrites, and the reply as it could be sent. Several checks of the reply for each finding.
    pub fn review<'t>(&self, reply: impl Into<Reply<'t>>) -> Review<'_> {
        let text = reply.into().text;
        let mut findings = Vec::new();
        let is_truncated = self.lint_into(text, &mut findings);
        self.review_found(text, &findings, is_truncated, |_| true)
    }

    /// The same for a reply that has been checked: `findings` and `is_truncated` are what [`lint_into`](Linter::lint_into) gave. The review holds those
    /// findings that are wanted, and rewrites of others are looked for only where the suggestions need them.
    pub fn review_found<'r, 't>(
        &'r self,
        reply: impl Into<Reply<'t>>,
        findings: &[Finding<'r>],
        is_truncated: bool,
        is_wanted: impl Fn(&Finding<'r>) -> bool,
    ) -> Review<'r> {
        let text = reply.into().text;
        let mut offers = self.offers(text, findings, |finding| is_fault(finding) || is_wanted(finding));
        let suggestions = self.suggestions(text, &offers);
        offers.retain(|(finding, _)| is_wanted(finding));
        Review { findings: offers, suggestions, is_truncated }
    }

    /// The reply as it could be sent, or `None` where it can be sent as it is, or where no good text exists.
    /// What is suggested has no finding at warning or above.
    pub fn suggest<'t>(&self, reply: impl Into<Reply<'t>>) -> Option<String> {
        let text = reply.into().text;
        self.suggestion(text, &self.offers(text, &self.lint(text), is_fault))
    }

    /// The reply with the safe rewrites of all findings at warning or above applied (or all of their rewrites, where `also_suggested`), or `None`
    /// where there are none. Applying it twice changes nothing more.
    pub fn fix<'t>(&self, reply: impl Into<Reply<'t>>, also_suggested: bool) -> Option<String> {
        let text = reply.into().text;
        let is_allowed = |rewrite: &Rewrite| also_suggested || rewrite.applicability == Applicability::Safe;
        self.mend(text, &self.offers(text, &self.lint(text), is_fault), is_allowed).map(|(mended, _)| mended)
    }

    fn suggestion(&self, text: &str, offers: &[(Finding<'_>, Option<Rewrite>)]) -> Option<String> {
        self.mend(text, offers, |_| true).filter(|(_, is_clean)| *is_clean).map(|(mended, _)| mended)
    }

    /// The text as it could be sent: with every first choice, then with one of the others at a time.
    fn suggestions(&self, text: &str, offers: &[(Finding<'_>, Option<Rewrite>)]) -> Vec<String> {
        let mut suggestions: Vec<String> = self.suggestion(text, offers).into_iter().collect();
        let findings: Vec<Finding<'_>> = offers.iter().map(|(finding, _)| *finding).collect();
        for (at, finding) in findings.iter().enumerate().filter(|(at, finding)| is_fault(finding) && offers[*at].1.is_some()) {
            let Some(offer) = finding.rule.matcher.rewrites.of(finding.phrase).filter(|offer| offer.templates.len() > 1) else { continue };
            for other in self.rewrites(text, &findings, at, offer).skip(1) {
                if suggestions.len() == MAX_SUGGESTIONS {
                    return suggestions;
                }
                let mut offers = offers.to_vec();
                offers[at].1 = Some(other);
                suggestions.extend(self.suggestion(text, &offers).filter(|mended| !suggestions.contains(mended)));
            }
        }
        suggestions
    }

    /// The findings of a text, those that are wanted with their rewrites.
    fn offers<'r>(
        &'r self,
        text: &str,
        findings: &[Finding<'r>],
        is_wanted: impl Fn(&Finding<'r>) -> bool,
    ) -> Vec<(Finding<'r>, Option<Rewrite>)> {
        let rewrite = |at: usize| if is_wanted(&findings[at]) { self.rewrite(text, findings, at) } else { None };
        (0..findings.len()).map(|at| (findings[at], rewrite(at))).collect()
    }

    /// The text with the allowed rewrites of its faults applied, round after round until nothing changes, and whether it is clean then; `offers` are
    /// those of the text as it is. `None` where nothing changes at all.
    fn mend(&self, text: &str, offers: &[(Finding<'_>, Option<Rewrite>)], allowed: impl Fn(&Rewrite) -> bool) -> Option<(String, bool)> {
        let mut mended = apply(text, offers, &allowed)?;
        let mut findings = Vec::new();
        for _ in 1..MAX_ROUNDS {
            let is_truncated = self.lint_into(mended.as_str(), &mut findings);
            if !findings.iter().any(is_fault) {
                return Some((mended, !is_truncated));
            }
            let Some(next) = apply(&mended, &self.offers(&mended, &findings, is_fault), &allowed) else {
                return Some((mended, false));
            };
            mended = next;
        }
        let is_clean = self.is_clean(mended.as_str());
        Some((mended, is_clean))
    }

    /// The rewrite of one finding, if it has a good one: not where a topic holds the words, not where it breaks a rule,
    /// by itself or in the reply.
    fn rewrite(&self, text: &str, findings: &[Finding<'_>], at: usize) -> Option<Rewrite> {
        let finding = findings.get(at).filter(|_| findings.len() <= MAX_REWRITES)?;
        let offer = finding.rule.matcher.rewrites.of(finding.phrase)?;
        self.rewrites(text, findings, at, offer).next()
    }

    /// What to write in place of a finding of a conversation that stands in a reply of the shop: `None` where the rule has no rewrite, or where it
    /// would break a rule. `findings` are those of the reply alone, as [`lint`](Linter::lint) gives them.
    #[must_use]
    pub fn rewrite_of(&self, finding: &Finding<'_>, text: &str, findings: &[Finding<'_>]) -> Option<Rewrite> {
        // What stands in several messages is not mended in one of them.
        let linter = match (finding.rule.is_of_conversations(), finding.rule.is_excusable()) {
            (true, _) => self.conversations()?,
            (false, true) => self,
            (false, false) => return None,
        };
        let offer = finding.rule.matcher.rewrites.of(finding.phrase)?;
        let good = linter.texts(text, finding, offer).into_iter().find(|instead| self.is_good(instead, text, findings, finding.span));
        good.map(|text| Rewrite { text, applicability: offer.applicability })
    }

    /// Whether a text in the place of a part of a reply with these findings breaks no rule, by itself or in the reply.
    fn is_good(&self, instead: &str, text: &str, findings: &[Finding<'_>], span: Span) -> bool {
        self.is_clean(instead) && !breaks_more(findings, &self.lint(&replace(text, span, instead)))
    }

    /// The good ones of what a rule offers for a finding, best first.
    fn rewrites<'s>(
        &'s self,
        text: &'s str,
        findings: &'s [Finding<'_>],
        at: usize,
        offer: &'s Offer,
    ) -> impl Iterator<Item = Rewrite> + 's {
        let finding = &findings[at];
        let gives_way = finding.rule.layer() == Layer::Wording;
        let is_held = gives_way && (holds_topic(findings, finding) || self.is_placeholder(text, finding.span));
        let texts = if is_held { Vec::new() } else { self.texts(text, finding, offer) };
        let good = texts.into_iter().filter(move |instead| self.is_good(instead, text, findings, finding.span));
        good.map(|text| Rewrite { text, applicability: offer.applicability })
    }

    /// What an offer says of a finding: best first, but what would apologise a second time last.
    fn texts(&self, text: &str, finding: &Finding<'_>, offer: &Offer) -> Vec<String> {
        let mut texts: Vec<Option<String>> = offer.templates.iter().map(|(template, _)| template.fixed()).collect();
        if texts.iter().any(Option::is_none) {
            self.fill(text, finding, offer, &mut texts);
        }
        let mut texts: Vec<String> = texts.into_iter().flatten().collect();
        if texts.len() > 1 {
            let apologises = |text: &str| self.rules().apologies.iter().any(|word| text.contains(word));
            let has_apology = [&text[..finding.span.start], &text[finding.span.end..]].into_iter().any(|part| apologises(&fold_text(part)));
            texts.sort_by_key(|instead| has_apology && apologises(instead));
        }
        texts
    }

    /// Fills in those texts of an offer that use what the pattern captured, if it captures anything.
    fn fill(&self, text: &str, finding: &Finding<'_>, offer: &Offer, texts: &mut [Option<String>]) {
        with_buffers(|buffers| {
            buffers.fold(text);
            let folded = buffers.take_folded();
            let sentence = Context::new(&folded, EVERYTHING, &self.index, buffers).around(finding.hit, Scope::Sentence);
            let regex = finding.rule.matcher.pattern.as_ref().and_then(|pattern| pattern.regex());
            let from = finding.hit.start.checked_sub(sentence.start);
            if let Some(captures) = regex.zip(from).and_then(|(regex, from)| regex.captures_at(sentence.of(&folded), from)) {
                let original = |capture: regex::Match<'_>| {
                    let span = Span::new(sentence.start + capture.start(), sentence.start + capture.end());
                    buffers.to_original(span, text).of(text).to_owned()
                };
                for (text, (template, _)) in texts.iter_mut().zip(&offer.templates) {
                    text.get_or_insert_with(|| template.fill(&captures, original));
                }
            }
            buffers.put_folded(folded);
        });
    }

    fn is_placeholder(&self, text: &str, span: Span) -> bool {
        with_buffers(|buffers| Context::new(text, EVERYTHING, &self.index, buffers).mark(span)) == Some(Mark::Placeholder)
    }

    /// Fixed rewrites that break a rule by themselves, judged by the levels that the authors wrote.
    pub(crate) fn faulty_rewrites(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for rule in self.rules().rules().iter().filter(|rule| rule.is_active()) {
            for (template, place) in rule.matcher.rewrites.all().flat_map(|offer| &offer.templates) {
                let Some(text) = template.fixed() else {
                    continue;
                };
                let findings = self.lint(text.as_str());
                let broken = findings.iter().find(|finding| is_fault(finding) && finding.rule.written >= Severity::Warning);
                if let Some(broken) = broken {
                    let (by, matched) = (broken.rule.id().to_owned(), broken.span.of(&text).to_owned());
                    faults.push(rule.fault(*place, FaultKind::RewriteBreaksRule { text, rule: by, matched }));
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

/// Applies the allowed rewrites of faults where they do not overlap: topics first, then the worse, then the longer. `None` where that changes
/// nothing or leaves nothing to say.
fn apply(text: &str, offers: &[(Finding<'_>, Option<Rewrite>)], allowed: impl Fn(&Rewrite) -> bool) -> Option<String> {
    let offered = offers.iter().filter_map(|(finding, rewrite)| Some((finding, rewrite.as_ref()?)));
    let mut edits: Vec<_> = offered.filter(|(finding, rewrite)| is_fault(finding) && allowed(rewrite)).collect();
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
    let changed = if text.ends_with(is_comma) { changed } else { changed.trim_end_matches(is_comma).to_owned() };
    (!chosen.is_empty() && changed != text && says_something(&changed)).then_some(changed)
}

/// Puts `instead` in the place of `span`, says nothing twice and mends the punctuation around it.
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
    let instead = &instead[echo(before, instead)..];
    let instead = &instead[..instead.len() - echo(instead, after)];
    // A pause that ended what was replaced still parts what stands on both sides.
    let pause = span.of(text).chars().next_back().filter(|c| is_comma(*c) && after.starts_with(char::is_alphanumeric));
    if let Some(pause) = pause.filter(|_| instead.ends_with(char::is_alphanumeric)) {
        return format!("{before}{instead}{pause}{after}");
    }
    let after = match (instead.chars().next_back(), after.chars().next()) {
        (Some(last), Some(next)) if is_pause(last) && is_pause(next) => &after[next.len_utf8()..],
        _ => after,
    };
    format!("{before}{instead}{after}")
}

/// How many bytes at the end of `before` are said again at the beginning of `after`: 尺码 in 尺码 + 尺码有出入. Words of one character only
/// where nobody says them twice.
fn echo(before: &str, after: &str) -> usize {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut longest = 0;
    for (at, c) in after.char_indices().take_while(|(_, c)| is_han(*c)) {
        let end = at + c.len_utf8();
        if before.ends_with(&after[..end]) && (at > 0 || matches!(c, '您' | '有' | '请' | '很')) {
            longest = end;
        }
    }
    longest
}

/// Punctuation that no reply ends with.
fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | '；' | ';')
}

/// Punctuation within and at the end of sentences.
fn is_pause(c: char) -> bool {
    matches!(c, ',' | '，' | '。' | '.' | '、' | '；' | ';' | '！' | '!' | '~' | '～' | '…')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `hit` stands once in `text`.
    fn check(text: &str, hit: &str, instead: &str, expected: &str) {
        let start = text.find(hit).expect("the hit stands in the text");
        assert_eq!(replace(text, Span::new(start, start + hit.len()), instead), expected);
    }

    #[test]
    fn removes_the_punctuation_that_a_removal_leaves() {
        check("哦，可以的", "哦", "", "可以的");
        check("好的，哦，可以的", "哦", "", "好的，可以的");
        check("可以的哦，亲", "哦", "", "可以的，亲");
        check("稍等，哦", "，哦", "。", "稍等。");
    }

    #[test]
    fn keeps_the_pause_that_ended_what_was_replaced() {
        check("自己选吧,我也挑花眼", "自己选吧,", "我来帮您推荐", "我来帮您推荐,我也挑花眼");
        check("若不可以，建议重拍", "不可以，", "有困难", "若有困难，建议重拍");
        check("好的，谢谢", "好的，", "收到。", "收到。谢谢");
        check("不会的，", "不会的，", "请您放心", "请您放心");
    }

    #[test]
    fn says_nothing_twice() {
        check("要是尺码不合身的话", "不合身", "尺码有出入", "要是尺码有出入的话");
        check("帮不了您的", "帮不了", "暂时无法帮到您", "暂时无法帮到您的");
        check("形状也有不同", "不同", "有区别", "形状也有区别");
        check("不必担心放心买", "不必担心", "请您放心", "请您放心买");
        check("实在不好意思抱歉", "不好意思", "抱歉", "实在抱歉");
        check("50元不到50元", "不到", "50元", "50元50元50元");
    }

    /// Two rules that offer several wordings.
    fn linter() -> Linter {
        let file = "family: f\nclauses: {C-1: {title: 标题, source: 出处}, C-2: {title: 标题, source: 出处}}\nwords: {apology: [抱歉]}\nrules:\n  - id: price\n    clauses: [C-1]\n    severity: error\n    message: 说明\n    phrases: [不便宜]\n    suggest: [抱歉，价格优惠, 价格优惠, 很差]\n    examples: {flag: [不便宜], pass: [好]}\n  - id: bad\n    clauses: [C-2]\n    severity: error\n    message: 说明\n    phrases: [差啊]\n    suggest: {差啊: [一般, 普通]}\n    examples: {flag: [差啊], pass: [好]}\n";
        let rules = crate::RuleSet::from_yaml([("f.yaml", file)]).expect("a sound file");
        Linter::new(rules).expect("rewrites that break no rule")
    }

    fn check_suggestions(text: &str, expected: &[&str]) {
        let linter = linter();
        let review = linter.review(text);
        assert_eq!(review.suggestions, expected, "{text}");
        assert_eq!(review.suggestion(), linter.suggest(text).as_deref());
    }

    #[test]
    fn reviews_what_was_found() {
        let (linter, text) = (linter(), "不便宜，差啊");
        let (findings, whole) = (linter.lint(text), linter.review(text));
        let review = linter.review_found(text, &findings, true, |finding| finding.rule.id() == "f/bad");
        assert_eq!((&review.findings[..], review.is_truncated), (&whole.findings[1..], true));
        assert_eq!(review.suggestions, whole.suggestions);
    }

    #[test]
    fn suggests_every_wording_that_is_clean() {
        check_suggestions("不便宜", &["抱歉，价格优惠", "价格优惠", "很差"]);
        // 很差 before 啊 breaks a rule itself; a second apology comes last.
        check_suggestions("抱歉，不便宜啊", &["抱歉，价格优惠啊", "抱歉，抱歉，价格优惠啊"]);
        check_suggestions("不便宜，差啊", &["抱歉，价格优惠，一般", "价格优惠，一般", "很差，一般", "抱歉，价格优惠，普通"]);
        check_suggestions("好", &[]);
    }
}
