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
pub(crate) fn required_texts(hir: &Hir) -> Vec<Vec<String>> {
    let mut needs = needs(hir);
    needs.required.extend(needs.exact);
    needs.required.retain(|texts| is_worth_it(texts));
    needs.required
}

/// The one set that tells most: the one whose shortest text is longest.
pub(crate) fn best<T: AsRef<[String]>>(sets: impl IntoIterator<Item = T>) -> Option<T> {
    let shortest = |texts: &T| texts.as_ref().iter().map(|text| text.chars().count()).min();
    sets.into_iter().filter(|texts| is_worth_it(texts.as_ref())).max_by_key(shortest)
}

/// Every text that a regex can match, in the order of its preference, where they are few.
pub(crate) fn exact_texts(hir: &Hir) -> Option<Vec<String>> {
    if !hir.properties().look_set().is_empty() {
        return None;
    }
    spelt_out(hir)
}

/// Whether a set can tell replies apart: it is not too large, and no text is empty.
pub(crate) fn is_worth_it(texts: &[impl AsRef<str>]) -> bool {
    !texts.is_empty() && texts.len() <= MAX_SET && !texts.iter().any(|text| text.as_ref().is_empty())
}

/// What a part of a regex needs.
#[derive(Default)]
struct Needs {
    /// Every text that the part can match, where they are few.
    exact: Option<Vec<String>>,
    /// Sets of which one text each must stand in a match.
    required: Vec<Vec<String>>,
}

fn needs(hir: &Hir) -> Needs {
    if let Some(texts) = spelt_out(hir) {
        return Needs { exact: Some(texts), required: Vec::new() };
    }
    match hir.kind() {
        HirKind::Capture(capture) => needs(&capture.sub),
        HirKind::Repetition(repetition) if repetition.min > 0 => {
            let inner = needs(&repetition.sub);
            Needs { exact: None, required: inner.required.into_iter().chain(inner.exact).collect() }
        }
        HirKind::Concat(parts) => concat(parts),
        HirKind::Alternation(parts) => Needs { exact: None, required: alternation(parts) },
        _ => Needs::default(),
    }
}

/// Of each part the set that tells most, together; and of each part the next one, since what the first ones say may be what all replies say.
fn alternation(parts: &[Hir]) -> Vec<Vec<String>> {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let mut has_second = false;
    for part in parts {
        let Needs { exact, required } = needs(part);
        let mut sets: Vec<Vec<String>> = required.into_iter().chain(exact).collect();
        let Some(best) = best(&sets).cloned() else { return Vec::new() };
        sets.retain(|texts| *texts != best);
        let next = self::best(&sets);
        has_second |= next.is_some();
        second.extend_from_slice(next.unwrap_or(&best));
        first.extend(best);
    }
    if has_second { vec![first, second] } else { vec![first] }
}

fn concat(parts: &[Hir]) -> Needs {
    let mut exact = Some(vec![String::new()]);
    let mut required = Vec::new();
    for part in parts {
        let part = needs(part);
        required.extend(part.required);
        match (&mut exact, part.exact) {
            (Some(before), Some(texts)) if before.len() * texts.len() <= MAX_TEXTS => multiply(before, &texts),
            (before, texts) => required.extend(std::mem::replace(before, texts)),
        }
    }
    required.extend(exact);
    Needs { exact: None, required }
}

/// Every text that a regex can match, where they are few; its looks at what stands beside are left out.
fn spelt_out(hir: &Hir) -> Option<Vec<String>> {
    let mut texts = Vec::with_capacity(count(hir)?);
    spell_out(hir, &mut texts);
    Some(texts)
}

/// How many texts a regex can match, where they are few.
fn count(hir: &Hir) -> Option<usize> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(1),
        HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok().map(|_| 1),
        HirKind::Class(Class::Unicode(class)) => {
            let chars = class.ranges().iter().map(|range| range.len()).sum();
            (chars <= MAX_CLASS).then_some(chars)
        }
        HirKind::Class(Class::Bytes(_)) => None,
        HirKind::Capture(capture) => count(&capture.sub),
        HirKind::Repetition(repetition) => match (repetition.min, repetition.max) {
            (0, Some(1)) => count(&repetition.sub).map(|texts| texts + 1),
            (1, Some(1)) => count(&repetition.sub),
            _ => None,
        },
        HirKind::Concat(parts) => {
            let product = |texts: usize, part: &Hir| count(part).map(|more| texts * more).filter(|texts| *texts <= MAX_TEXTS);
            parts.iter().try_fold(1, product)
        }
        HirKind::Alternation(parts) => parts.iter().map(count).sum(),
    }
}

/// Adds every text of a regex that has few.
fn spell_out(hir: &Hir, texts: &mut Vec<String>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => texts.push(String::new()),
        HirKind::Literal(literal) => texts.extend(std::str::from_utf8(&literal.0).ok().map(str::to_owned)),
        HirKind::Class(Class::Unicode(class)) => {
            let chars = class.ranges().iter().flat_map(|range| range.start()..=range.end());
            texts.extend(chars.map(String::from));
        }
        HirKind::Class(Class::Bytes(_)) => {}
        HirKind::Capture(capture) => spell_out(&capture.sub, texts),
        HirKind::Repetition(repetition) => {
            let is_optional = repetition.min == 0;
            texts.extend((is_optional && !repetition.greedy).then(String::new));
            spell_out(&repetition.sub, texts);
            texts.extend((is_optional && repetition.greedy).then(String::new));
        }
        HirKind::Concat(parts) => {
            let mut all = vec![String::new()];
            let mut next = Vec::new();
            for part in parts {
                next.clear();
                spell_out(part, &mut next);
                multiply(&mut all, &next);
            }
            texts.append(&mut all);
        }
        HirKind::Alternation(parts) => parts.iter().for_each(|part| spell_out(part, texts)),
    }
}

/// Puts every one of `endings` behind every one of `texts`.
fn multiply(texts: &mut Vec<String>, endings: &[String]) {
    match endings {
        [only] => texts.iter_mut().for_each(|text| text.push_str(only)),
        _ => *texts = texts.iter().flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}"))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(pattern: &str, expected: &[&[&str]]) {
        let hir = regex_syntax::parse(pattern).expect("a pattern that can be read");
        assert_eq!(required_texts(&hir), expected, "{pattern}");
    }

    #[test]
    fn finds_what_a_match_must_hold() {
        check("(?<day>今天|明天).{0,6}(发货|寄出)", &[&["今天", "明天"], &["发货", "寄出"]]);
        check("退(货|款)了?", &[&["退款了", "退款", "退货了", "退货"]]);
        check("(好评.*返现|晒图.+红包)", &[&["返现", "红包"], &["好评", "晒图"]]);
        check("加?.*", &[]);
        check("(加|的)微信", &[&["加微信", "的微信"]]);
    }
}
