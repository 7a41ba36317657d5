//! With which characters a match can end, and of which it can consist.

use super::program::filter;
use super::{CHINESE, CharFilter};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

/// What a text must be like for a regex that always ends with the text, and never matches nothing.
#[derive(Debug)]
pub(super) struct Ending {
    last: Letters,
    /// What the whole text must consist of, where a match is the whole text and cannot hold most Chinese characters.
    all: Option<Letters>,
}

/// Characters. Chinese ones are told apart from all others, since many patterns end with whatever is no word.
#[derive(Debug)]
struct Letters {
    chinese: CharFilter,
    others: CharFilter,
}

impl Ending {
    /// None where a match can end before the text does, or be nothing.
    pub fn new(hir: &Hir) -> Option<Ending> {
        let mut last = Letters::NONE;
        let is_meant = hir.properties().look_set_suffix().contains(Look::End) && !last.add_last(hir);
        let is_whole = hir.properties().look_set_prefix().contains(Look::Start);
        is_meant.then(|| Ending { last, all: is_whole.then(|| Letters::all_of(hir)).filter(Letters::is_telling) })
    }

    /// Whether a text may be meant.
    pub fn allows(&self, chars: &[char]) -> bool {
        chars.last().is_some_and(|last| self.last.allows(*last)) && self.all.as_ref().is_none_or(|all| chars.iter().all(|c| all.allows(*c)))
    }
}

impl Letters {
    const NONE: Letters = Letters { chinese: CharFilter::NONE, others: CharFilter::NONE };

    /// All characters of what a regex matches.
    fn all_of(hir: &Hir) -> Letters {
        let mut all = Letters::NONE;
        let mut to_do = vec![hir];
        while let Some(hir) = to_do.pop() {
            match hir.kind() {
                HirKind::Empty | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {}
                HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().for_each(|c| all.add(c)),
                HirKind::Class(Class::Unicode(class)) => all.add_class(class),
                HirKind::Repetition(repetition) => to_do.push(&repetition.sub),
                HirKind::Capture(capture) => to_do.push(&capture.sub),
                HirKind::Concat(parts) | HirKind::Alternation(parts) => to_do.extend(parts),
            }
        }
        all
    }

    /// Whether most texts hold a Chinese character that is not one of them.
    fn is_telling(&self) -> bool {
        2 * self.chinese.len() < CharFilter::ANY.len()
    }

    fn allows(&self, c: char) -> bool {
        if CHINESE.contains(&c) { self.chinese.allows_character(c) } else { self.others.allows_character(c) }
    }

    fn add(&mut self, c: char) {
        // Only one of the two is ever asked for it.
        self.chinese.add(c);
        self.others.add(c);
    }

    /// Adds the last characters of what a regex matches; whether that can be nothing.
    fn add_last(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => {
                String::from_utf8_lossy(&literal.0).chars().next_back().into_iter().for_each(|last| self.add(last));
                false
            }
            HirKind::Class(Class::Unicode(class)) => {
                self.add_class(class);
                false
            }
            HirKind::Class(Class::Bytes(_)) => true,
            HirKind::Repetition(repetition) => self.add_last(&repetition.sub) || repetition.min == 0,
            HirKind::Capture(capture) => self.add_last(&capture.sub),
            HirKind::Concat(parts) => parts.iter().rev().all(|part| self.add_last(part)),
            // All of them are asked.
            HirKind::Alternation(parts) => parts.iter().filter(|part| self.add_last(part)).count() > 0,
        }
    }

    fn add_class(&mut self, class: &ClassUnicode) {
        let within = |from: char, to: char| {
            let ranges = class.ranges().iter().map(move |range| (range.start().max(from), range.end().min(to)));
            ranges.filter(|(from, to)| from <= to)
        };
        let all_of = |filter: Option<CharFilter>| filter.unwrap_or(CharFilter::ANY_CHARACTER);
        self.chinese.add_all(&all_of(filter(within(*CHINESE.start(), *CHINESE.end()))));
        self.others.add_all(&all_of(filter(within('\0', '\u{4dff}').chain(within('\u{a000}', char::MAX)))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_and_other_characters_are_told() {
        for (source, text, is_allowed) in [
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "好的", Some(false)),
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "行好", Some(true)),
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "好~", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "有么？", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "也可以", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "有!", Some(false)),
            ("[^好]$", "好", Some(true)),
            ("^(好的|行|[。!])+$", "这好的", Some(false)),
            ("^(好的|行|[。!])+$", "好的!行", Some(true)),
            ("(好的|行|[。!])+$", "这好的", Some(true)),
            ("^(好的|[^行])+$", "这好的", Some(true)),
            ("吗$|么", "吗", None),
            ("(吗|么)?$", "吗", None),
        ] {
            let hir = regex_syntax::parse(source).expect("the regex is well formed");
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(Ending::new(&hir).map(|ending| ending.allows(&chars)), is_allowed, "{source} {text}");
        }
    }
}
