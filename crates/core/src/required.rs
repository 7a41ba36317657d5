//! What a regex cannot match without: sets of literal texts of each of which one must stand in the text. A reply that lacks one of the sets
//! needs no search.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Most texts that alternatives in a row are multiplied out to.
const MAX_TEXTS: usize = 128;
/// Most texts of one required set.
const MAX_SET: usize = 1_000;
/// Most characters of a class that is spelt out.
const MAX_CLASS: usize = 40;

/// Sets of texts; a match holds at least one text of each set.
pub(crate) fn required_texts(pattern: &str) -> Vec<Vec<String>> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let mut needs = needs(&hir);
    needs.required.extend(needs.exact);
    needs.required.retain(|texts| is_worth_it(texts));
    needs.required
}

/// The one set that tells most: a match holds at least one text of it. None where no set tells replies apart.
pub(crate) fn best_required_texts(pattern: &str) -> Option<Vec<String>> {
    needs(&regex_syntax::parse(pattern).ok()?).best()
}

/// Every text that a regex can match, in the order of its preference, where they are few.
pub(crate) fn exact_texts(hir: &Hir) -> Option<Vec<String>> {
    match hir.kind() {
        HirKind::Look(_) => None,
        _ if hir.properties().look_set().is_empty() => needs(hir).exact,
        _ => None,
    }
}

/// Whether a set can tell replies apart: it is not too large, and no text is empty.
pub(crate) fn is_worth_it(texts: &[String]) -> bool {
    !texts.is_empty() && texts.len() <= MAX_SET && !texts.iter().any(String::is_empty)
}

/// What a part of a regex needs.
#[derive(Default)]
struct Needs {
    /// Every text that the part can match, where they are few.
    exact: Option<Vec<String>>,
    /// Sets of which one text each must stand in a match.
    required: Vec<Vec<String>>,
}

impl Needs {
    fn exactly(texts: Vec<String>) -> Needs {
        Needs { exact: Some(texts), required: Vec::new() }
    }

    /// The set that tells most: the one whose shortest text is longest.
    fn best(self) -> Option<Vec<String>> {
        let shortest = |texts: &Vec<String>| texts.iter().map(|text| text.chars().count()).min();
        self.required.into_iter().chain(self.exact).filter(|texts| is_worth_it(texts)).max_by_key(shortest)
    }
}

fn needs(hir: &Hir) -> Needs {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Needs::exactly(vec![String::new()]),
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => Needs::exactly(vec![text.to_owned()]),
            Err(_) => Needs::default(),
        },
        HirKind::Class(Class::Unicode(class)) => {
            let chars: Vec<char> =
                class.ranges().iter().take(MAX_CLASS + 1).flat_map(|range| (range.start()..=range.end()).take(MAX_CLASS + 1)).collect();
            if chars.len() > MAX_CLASS { Needs::default() } else { Needs::exactly(chars.into_iter().map(String::from).collect()) }
        }
        HirKind::Class(Class::Bytes(_)) => Needs::default(),
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Repetition(repetition) => {
            let inner = needs(&repetition.sub);
            match (repetition.min, repetition.max) {
                (0, Some(1)) => Needs { exact: inner.exact.map(|texts| optional(texts, repetition.greedy)), required: Vec::new() },
                (0, _) => Needs::default(),
                (1, Some(1)) => inner,
                _ => Needs { exact: None, required: inner.required.into_iter().chain(inner.exact).collect() },
            }
        }
        HirKind::Concat(parts) => concat(parts),
        HirKind::Alternation(parts) => alternation(parts),
    }
}

/// The texts or nothing, what is preferred first.
fn optional(mut texts: Vec<String>, greedy: bool) -> Vec<String> {
    let at = if greedy { texts.len() } else { 0 };
    texts.insert(at, String::new());
    texts
}

fn concat(parts: &[Hir]) -> Needs {
    let mut all = Needs::exactly(vec![String::new()]);
    let mut required = Vec::new();
    let mut is_exact = true;
    for part in parts {
        let part = needs(part);
        required.extend(part.required);
        all.exact = match (all.exact.take(), part.exact) {
            (Some(before), Some(texts)) if before.len() * texts.len() <= MAX_TEXTS => {
                Some(before.iter().flat_map(|text| texts.iter().map(move |next| format!("{text}{next}"))).collect())
            }
            (before, texts) => {
                is_exact = false;
                required.extend(before);
                texts
            }
        };
    }
    if is_exact {
        return Needs { exact: all.exact, required };
    }
    required.extend(all.exact);
    Needs { exact: None, required }
}

fn alternation(parts: &[Hir]) -> Needs {
    let parts: Vec<Needs> = parts.iter().map(needs).collect();
    if parts.iter().all(|part| part.exact.is_some()) {
        return Needs::exactly(parts.into_iter().flat_map(|part| part.exact.unwrap_or_default()).collect());
    }
    let best: Option<Vec<Vec<String>>> = parts.into_iter().map(Needs::best).collect();
    Needs { exact: None, required: best.into_iter().map(|sets| sets.concat()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&[&str]]) {
        assert_eq!(required_texts(pattern), expected, "{pattern}");
    }

    #[test]
    fn finds_what_a_match_must_hold() {
        check("(?<day>今天|明天).{0,6}(发货|寄出)", &[&["今天", "明天"], &["发货", "寄出"]]);
        check("退(货|款)了?", &[&["退款了", "退款", "退货了", "退货"]]);
        check("(好评.*返现|晒图.+红包)", &[&["返现", "红包"]]);
        check("加?.*", &[]);
        check("(加|的)微信", &[&["加微信", "的微信"]]);
    }
}
