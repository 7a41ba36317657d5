//! With which characters a match can end.

use super::program::filter;
use super::{CHINESE, CharFilter};
use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind, Look};

/// The last characters of what matches a regex that always ends with the text, and never matches nothing. Chinese ones are told apart from all others, since
/// many patterns end with whatever is no word.
#[derive(Debug)]
pub(super) struct Ending {
    chinese: CharFilter,
    others: CharFilter,
}

impl Ending {
    /// None where a match can end before the text does, or be nothing.
    pub fn new(hir: &Hir) -> Option<Ending> {
        let mut ending = Ending { chinese: CharFilter::NONE, others: CharFilter::NONE };
        let is_meant = hir.properties().look_set_suffix().contains(Look::End) && !ending.add(hir);
        is_meant.then_some(ending)
    }

    /// Whether a text that ends with this character may be meant.
    pub fn allows(&self, last: char) -> bool {
        if CHINESE.contains(&last) { self.chinese.allows_character(last) } else { self.others.allows_character(last) }
    }

    /// Adds the last characters of what a regex matches; whether that can be nothing.
    fn add(&mut self, hir: &Hir) -> bool {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => true,
            HirKind::Literal(literal) => {
                // Only one of the two is ever asked for it.
                String::from_utf8_lossy(&literal.0).chars().next_back().into_iter().for_each(|last| {
                    self.chinese.add(last);
                    self.others.add(last);
                });
                false
            }
            HirKind::Class(Class::Unicode(class)) => {
                self.add_class(class);
                false
            }
            HirKind::Class(Class::Bytes(_)) => true,
            HirKind::Repetition(repetition) => self.add(&repetition.sub) || repetition.min == 0,
            HirKind::Capture(capture) => self.add(&capture.sub),
            HirKind::Concat(parts) => parts.iter().rev().all(|part| self.add(part)),
            // All of them are asked.
            HirKind::Alternation(parts) => parts.iter().filter(|part| self.add(part)).count() > 0,
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
    fn last_characters_are_told() {
        for (source, text, is_allowed) in [
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "好的", Some(false)),
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "的好", Some(true)),
            ("^(好|行)+[^\\p{Han}a-z0-9]*$", "好~", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "有么？", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "也可以", Some(true)),
            ("(吗|么)[?？ ]*$|可以$", "有!", Some(false)),
            ("[^好]$", "好", Some(true)),
            ("吗$|么", "吗", None),
            ("(吗|么)?$", "吗", None),
        ] {
            let hir = regex_syntax::parse(source).expect("the regex is well formed");
            let last = text.chars().next_back().expect("the text is not empty");
            assert_eq!(Ending::new(&hir).map(|ending| ending.allows(last)), is_allowed, "{source} {text}");
        }
    }
}
