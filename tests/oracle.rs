//! The linter against a slow matcher that is obviously correct: every phrase is tried at every place.

use jinyu::{Draft, Finding, Linter, RuleSet, Severity, Stream, fold, is_invisible};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use regex_syntax::hir::{Class, Hir, HirKind, Look, Repetition};
use std::cmp::Reverse;
use unicode_segmentation::UnicodeSegmentation;

/// A rule with phrases and exceptions; its number is its place in the file.
#[derive(Clone, Debug)]
struct PlainRule {
    phrases: Vec<String>,
    except: Vec<String>,
    clauses: Vec<usize>,
    severity: Severity,
}

/// Number of a rule, first byte, one past the last byte.
type Found = (usize, usize, usize);

/// A finding before repeated ones are dropped.
#[derive(Clone, Copy)]
struct Hit {
    rule: usize,
    /// The first visible character and one past the last.
    chars: (usize, usize),
    /// The bytes of whole graphemes.
    bytes: (usize, usize),
}

const CLAUSES: usize = 3;

/// The rules as their author would write them. Ids are in the reverse order of the file, so that the two orders cannot be mistaken.
fn yaml(rules: &[PlainRule]) -> String {
    let clauses: String = (0..CLAUSES).map(|clause| format!("  C-{clause}: {{title: 条款, source: 手册}}\n")).collect();
    let list = |texts: &[String]| texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ");
    let rule = |(number, rule): (usize, &PlainRule)| {
        let serves: Vec<String> = rule.clauses.iter().map(|clause| format!("C-{clause}")).collect();
        format!(
            "  - id: r{}\n    clauses: [{}]\n    severity: {}\n    message: 说明\n    phrases: [{}]\n    except: [{}]\n    examples: {{flag: [x], pass: [y]}}\n",
            99 - number,
            serves.join(", "),
            rule.severity,
            list(&rule.phrases),
            list(&rule.except)
        )
    };
    format!("family: plain\nclauses:\n{clauses}rules:\n{}", rules.iter().enumerate().map(rule).collect::<String>())
}

fn linter(rules: &[PlainRule]) -> Linter {
    let yaml = yaml(rules);
    let set = RuleSet::from_yaml([("plain.yaml", yaml.as_str())]).unwrap_or_else(|errors| panic!("{errors}\n{yaml}"));
    Linter::new(set).unwrap_or_else(|errors| panic!("{errors}\n{yaml}"))
}

fn linted(linter: &Linter, text: &str) -> Vec<Found> {
    plain(&linter.lint(text))
}

/// Findings as numbers.
fn plain(findings: &[Finding<'_>]) -> Vec<Found> {
    let number = |id: &str| 99 - id.trim_start_matches("plain/r").parse::<usize>().expect("a number");
    findings.iter().map(|finding| (number(finding.rule.id()), finding.span.start, finding.span.end)).collect()
}

/// A visible character: folded, with its bytes in the text.
#[derive(Clone, Copy)]
struct Visible {
    plain: char,
    start: usize,
    end: usize,
}

/// What the linter should find, by the words of the documentation.
fn expected(rules: &[PlainRule], text: &str) -> Vec<Found> {
    let place = |(start, c): (usize, char)| Visible { plain: fold(c), start, end: start + c.len_utf8() };
    let visible: Vec<Visible> = text.char_indices().filter(|(_, c)| !is_invisible(*c)).map(place).collect();
    let mut found = Vec::new();
    for (number, rule) in rules.iter().enumerate() {
        let except: Vec<(usize, usize)> = rule.except.iter().flat_map(|exception| places(&visible, exception)).collect();
        for (from, to) in rule.phrases.iter().flat_map(|phrase| places(&visible, phrase)) {
            if !except.iter().any(|exception| exception.0 <= from && to <= exception.1) {
                let bytes = whole_graphemes(text, visible[from].start, visible[to - 1].end);
                found.push(Hit { rule: number, chars: (from, to), bytes });
            }
        }
    }
    without_repeated(rules, found)
}

/// Where `phrase` stands, in visible characters.
fn places(visible: &[Visible], phrase: &str) -> Vec<(usize, usize)> {
    let phrase: Vec<char> = phrase.chars().collect();
    let Some(last_start) = visible.len().checked_sub(phrase.len()) else {
        return Vec::new();
    };
    let stands = |from: &usize| {
        let to = from + phrase.len();
        phrase.iter().zip(&visible[*from..to]).all(|(c, visible)| *c == visible.plain)
            && !(*from > 0 && is_one_word(visible[from - 1].plain, phrase[0]))
            && !(to < visible.len() && is_one_word(visible[to].plain, phrase[phrase.len() - 1]))
    };
    (0..=last_start).filter(stands).map(|from| (from, from + phrase.len())).collect()
}

/// Whether two neighbours belong to one word or one number.
fn is_one_word(a: char, b: char) -> bool {
    a.is_ascii_lowercase() && b.is_ascii_lowercase() || a.is_ascii_digit() && b.is_ascii_digit()
}

fn whole_graphemes(text: &str, start: usize, end: usize) -> (usize, usize) {
    let boundaries = || text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]);
    let start = boundaries().take_while(|at| *at <= start).last().unwrap_or(0);
    (start, boundaries().find(|at| *at >= end).unwrap_or(text.len()))
}

/// A finding says nothing new of a clause where an earlier or longer one, that was new for this clause, overlaps it and is as bad. It stays where it
/// says something new of one of its clauses.
fn without_repeated(rules: &[PlainRule], mut found: Vec<Hit>) -> Vec<Found> {
    found.sort_by_key(|hit| (hit.bytes.0, Reverse(hit.bytes.1), hit.rule, hit.chars));
    let mut new_of_clause: [Vec<Hit>; CLAUSES] = Default::default();
    let mut kept: Vec<Hit> = Vec::new();
    for hit in found {
        let explains = |other: &Hit| {
            let overlaps = other.bytes.0 < hit.bytes.1 && hit.bytes.0 < other.bytes.1;
            overlaps && rules[other.rule].severity >= rules[hit.rule].severity
        };
        let is_new = |clause: &&usize| !new_of_clause[**clause].iter().any(explains);
        let new: Vec<usize> = rules[hit.rule].clauses.iter().filter(is_new).copied().collect();
        kept.extend((!new.is_empty()).then_some(hit));
        new.into_iter().for_each(|clause| new_of_clause[clause].push(hit));
    }
    let mut kept: Vec<Found> = kept.into_iter().map(|hit| (hit.rule, hit.bytes.0, hit.bytes.1)).collect();
    // Ids are in the reverse order of the file.
    kept.sort_by_key(|&(rule, start, end)| (start, end, Reverse(rule)));
    kept
}

/// A small generator of numbers, the same ones in every run (xorshift64, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    fn word(&mut self, letters: &[char], longest: usize) -> String {
        (0..=self.below(longest)).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn rule(&mut self, letters: &[char]) -> PlainRule {
        let mut phrases: Vec<String> = (0..=self.below(3)).map(|_| self.word(letters, 3)).collect();
        phrases.sort();
        phrases.dedup();
        // An exception is a phrase with something around it: anything else would be refused or could never matter.
        let mut around = |phrase: &String| match self.below(3) {
            0 => phrase.clone() + &self.word(letters, 2),
            1 => self.word(letters, 2) + phrase,
            _ => self.word(letters, 1) + phrase + &self.word(letters, 1),
        };
        let mut except: Vec<String> = phrases.iter().map(&mut around).filter(|exception| !phrases.contains(exception)).collect();
        except.truncate(self.below(3));
        let mut clauses: Vec<usize> = (0..=self.below(2)).map(|_| self.below(CLAUSES)).collect();
        clauses.sort_unstable();
        clauses.dedup();
        PlainRule { phrases, except, clauses, severity: Severity::ALL[self.below(4)] }
    }
}

/// Every text of up to `longest` of these characters.
fn all_texts(letters: &[char], longest: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    let mut from = 0;
    for _ in 0..longest {
        let to = texts.len();
        for at in from..to {
            texts.extend(letters.iter().map(|letter| format!("{}{letter}", texts[at])).collect::<Vec<_>>());
        }
        from = to;
    }
    texts
}

/// Tries every text of up to `longest` of some characters with `sets` random sets of rules over `plain`.
fn check_all(letters: &[char], plain: &[char], longest: usize, sets: usize) {
    assert!(plain.iter().all(|c| fold(*c) == *c && !is_invisible(*c)));
    let texts = all_texts(letters, longest);
    assert_eq!(texts.len(), (letters.len().pow(longest as u32 + 1) - 1) / (letters.len() - 1));
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut total = 0;
    for _ in 0..sets {
        let rules: Vec<PlainRule> = (0..=dice.below(4)).map(|_| dice.rule(plain)).collect();
        let linter = linter(&rules);
        for text in &texts {
            let found = linted(&linter, text);
            assert_eq!(found, expected(&rules, text), "{text:?} with {rules:?}");
            total += found.len();
        }
    }
    assert!(total > sets * texts.len() / 2, "the rules find something in many texts: {total}");
}

/// Makes one text into the next, for every text of up to `longest` of some characters, and streams each of them in every division into pieces.
fn check_growing(letters: &[char], plain_letters: &[char], longest: usize, sets: usize) {
    let texts = all_texts(letters, longest);
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    for _ in 0..sets {
        let rules: Vec<PlainRule> = (0..=dice.below(4)).map(|_| dice.rule(plain_letters)).collect();
        let linter = linter(&rules);
        let mut draft = Draft::new(&linter);
        for text in texts.iter().filter(|text| text.len() > 2) {
            let expected = expected(&rules, text);
            draft.set(text);
            assert_eq!(plain(draft.findings()), expected, "draft {text:?} with {rules:?}");
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            for chosen in 0..1usize << places.len() {
                let mut stream = Stream::new(&linter);
                let (mut from, mut sent) = (0, 0);
                let cuts = places.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, at)| *at);
                for to in cuts.chain([text.len()]) {
                    sent += stream.push(&text[from..to]).text.len();
                    from = to;
                }
                let finished = stream.finish();
                assert_eq!(plain(&finished.findings), expected, "stream {text:?} with {rules:?}");
                // Nothing is released of what is at warning or above, and everything before it is.
                let is_fault = |found: &&Found| rules[found.0].severity >= Severity::Warning;
                let first = expected.iter().filter(is_fault).map(|found| found.1).min().unwrap_or(text.len());
                assert_eq!(sent + finished.text.len(), first, "stream {text:?} with {rules:?}");
            }
        }
    }
}

#[test]
fn all_short_texts_growing() {
    check_growing(&['不', '行', '。'], &['不', '行'], 6, 20);
    check_growing(&['a', '?', '“'], &['a', '1'], 6, 20);
    check_growing(&['無', '\u{200B}', '\n', '\u{301}'], &['无', '1'], 5, 20);
}

/// Every text of up to eight of three characters, under 500 sets of rules.
#[test]
fn all_texts_of_eight_of_three_characters() {
    check_all(&['不', '行', 'a'], &['不', '行', 'a'], 8, 500);
}

#[test]
fn all_short_texts_of_chinese_letters_and_digits() {
    check_all(&['不', '行', 'a', '1'], &['不', '行', 'a', '1'], 6, 200);
}

#[test]
fn all_short_texts_of_two_characters_and_signs() {
    check_all(&['不', '行', '，', ' '], &['不', '行'], 6, 200);
}

#[test]
fn all_short_texts_with_folded_and_invisible_characters() {
    check_all(&['無', '无', 'Ａ', '\u{200B}'], &['无', 'a'], 6, 200);
}

#[test]
fn all_short_texts_with_graphemes() {
    check_all(&['不', '\u{301}', '①', '\u{200D}'], &['不', '1'], 6, 200);
}

/// The long run, before a release: texts of up to eight characters.
#[test]
#[ignore = "takes minutes"]
fn all_texts_of_eight_characters() {
    check_all(&['不', '行', 'a', '1'], &['不', '行', 'a', '1'], 8, 125);
    check_all(&['不', '行', '，', ' '], &['不', '行'], 8, 125);
    check_all(&['無', '无', 'Ａ', '\u{200B}'], &['无', 'a'], 8, 125);
    check_all(&['不', '\u{301}', '①', '\u{200D}'], &['不', '1'], 8, 125);
}

const PLAIN: [char; 8] = ['不', '无', '行', 'a', 'b', '1', '2', '❤'];

/// The forms of the plain characters, and what may stand between them.
#[rustfmt::skip]
const FORMS: [&str; 40] = [
    "不", "\u{F967}", "无", "無", "行", "\u{FA08}", "a", "A", "ａ", "Ａ", "ⓐ", "𝐀", "b", "B", "Ｂ", "1", "１", "①", "2", "２", "❤", "❤\u{FE0F}",
    "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{AD}", "\u{E0061}", "\u{301}", "\u{20E3}", "👩\u{200D}👩\u{200D}👧", "👍🏽", "🇨🇳", "，", "。", " ", "\n", "\r\n",
    "한", "é", "好",
];

fn word() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PLAIN[..]), 1..4).prop_map(|letters| letters.into_iter().collect())
}

fn rule() -> impl Strategy<Value = PlainRule> {
    let around = (word(), word(), any::<prop::sample::Index>(), 0..3);
    let clauses = prop::collection::btree_set(0..CLAUSES, 1..3);
    (prop::collection::btree_set(word(), 1..5), prop::collection::vec(around, 0..4), clauses, 0..4usize).prop_map(
        |(phrases, around, clauses, severity)| {
            let phrases: Vec<String> = phrases.into_iter().collect();
            let exception = |(before, after, index, sides): (String, String, prop::sample::Index, i32)| {
                let phrase = index.get(&phrases);
                if sides == 0 {
                    before + phrase
                } else if sides == 1 {
                    phrase.clone() + &after
                } else {
                    before + phrase + &after
                }
            };
            let except: std::collections::BTreeSet<String> =
                around.into_iter().map(exception).filter(|word| !phrases.contains(word)).collect();
            PlainRule {
                except: except.into_iter().collect(),
                phrases,
                clauses: clauses.into_iter().collect(),
                severity: Severity::ALL[severity],
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn random_texts_in_every_script(
        rules in prop::collection::vec(rule(), 1..6),
        texts in prop::collection::vec(prop::collection::vec(prop::sample::select(&FORMS[..]), 0..40), 20),
    ) {
        let linter = linter(&rules);
        for text in texts {
            let text = text.concat();
            prop_assert_eq!(linted(&linter, &text), expected(&rules, &text), "{:?}", text);
        }
    }
}

/// Regexes over a few characters, as a tree of strings.
fn regex_source() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["不", "行", "到", "不行", "到不", "1", ".", "[不行]", "[^不]", "[不到1]"]).prop_map(str::to_owned);
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        let repeats = prop::sample::select(vec!["?", "*", "+", "{2}", "{1,3}", "{2,}", "??", "*?", "+?", "{0,2}?"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join("|"))),
            (inner.clone(), repeats).prop_map(|(inner, repeat)| format!("({inner}){repeat}")),
            inner.prop_map(|inner| format!("(?:{inner}|)")),
        ]
    });
    (tree, 0..8).prop_map(|(tree, anchors)| match anchors {
        0 => format!("^{tree}"),
        1 => format!("{tree}$"),
        _ => tree,
    })
}

/// Where a match of `hir` that begins at `at` can end, what a Perl-like regex prefers first.
fn ends(hir: &Hir, text: &str, at: usize) -> Vec<usize> {
    once_each(match hir.kind() {
        HirKind::Empty => vec![at],
        HirKind::Literal(literal) if text.as_bytes()[at..].starts_with(&literal.0) => vec![at + literal.0.len()],
        HirKind::Class(Class::Unicode(class)) => {
            let is_in = |c: &char| class.iter().any(|range| (range.start()..=range.end()).contains(c));
            text[at..].chars().next().filter(is_in).map(|c| at + c.len_utf8()).into_iter().collect()
        }
        HirKind::Look(Look::Start) if at == 0 => vec![at],
        HirKind::Look(Look::End) if at == text.len() => vec![at],
        HirKind::Capture(capture) => ends(&capture.sub, text, at),
        HirKind::Concat(parts) => {
            parts.iter().fold(vec![at], |from, part| once_each(from.into_iter().flat_map(|at| ends(part, text, at)).collect()))
        }
        HirKind::Alternation(parts) => parts.iter().flat_map(|part| ends(part, text, at)).collect(),
        HirKind::Repetition(repetition) => repeated_ends(repetition, text, at, 0),
        _ => Vec::new(),
    })
}

fn repeated_ends(repetition: &Repetition, text: &str, at: usize, times: u32) -> Vec<usize> {
    let is_full = repetition.max.is_some_and(|max| times >= max);
    let again = if is_full { Vec::new() } else { ends(&repetition.sub, text, at) };
    let further = again.into_iter().flat_map(|end| repeated_ends(repetition, text, end, times + 1));
    let enough = (times >= repetition.min).then_some(at);
    once_each(if repetition.greedy { further.chain(enough).collect() } else { enough.into_iter().chain(further).collect() })
}

fn once_each(ends: Vec<usize>) -> Vec<usize> {
    let mut seen = std::collections::BTreeSet::new();
    ends.into_iter().filter(|end| seen.insert(*end)).collect()
}

/// What a rule with phrases and a pattern should find: for each phrase, in order, the leftmost match behind the last one that covers it; of
/// those that begin at one place, the preferred one.
fn expected_matches(phrases: &[&str], pattern: &Hir, text: &str) -> Vec<(usize, usize)> {
    let mut hits: Vec<(usize, usize)> =
        phrases.iter().flat_map(|phrase| text.match_indices(phrase).map(|(at, found)| (at, at + found.len()))).collect();
    hits.sort_unstable();
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (start, end) in hits {
        let from = found.last().map_or(0, |last| last.1);
        let match_at = |at: usize| ends(pattern, text, at).into_iter().find(|to| *to >= end).map(|to| (at, to));
        if start >= from {
            found.extend((from..=start).filter(|at| text.is_char_boundary(*at)).find_map(match_at));
        }
    }
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    /// Patterns match what a slow walk over all ways to match finds first. The examples hold the phrases alone, so that texts which a match requires are
    /// worth being looked for.
    #[test]
    fn random_patterns(source in regex_source(), texts in prop::collection::vec("[不行到1]{0,10}", 16)) {
        let yaml = format!(
            "family: plain\nclauses: {{C-0: {{title: 条款, source: 手册}}}}\nrules:\n  - id: r\n    clauses: [C-0]\n    severity: error\n    message: 说明\n    phrases: [不, 到不]\n    pattern: '{source}'\n    examples: {{flag: [不, 到不, 行不, 不1], pass: [行]}}\n"
        );
        // Patterns that can match nothing, or repeat what can be empty, are refused.
        if let Ok(rules) = RuleSet::from_yaml([("plain.yaml", yaml.as_str())]) {
            let linter = Linter::new(rules).expect("no rewrites");
            let pattern = regex_syntax::parse(&source).expect("accepted, so well formed");
            for text in &texts {
                let found: Vec<(usize, usize)> = linter.lint(text).iter().map(|finding| (finding.span.start, finding.span.end)).collect();
                prop_assert_eq!(found, expected_matches(&["不", "到不"], &pattern, text), "{} on {}", source, text);
            }
        }
    }
}
