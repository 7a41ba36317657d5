//! The outermost words of lists in a sentence that changes.

use crate::Span;
use crate::chars::Chars;
use crate::word_index::{Outermost, WordIndex};
use std::cell::RefCell;

/// The outermost words of the lists that have been asked for. Places are bytes from the sentence's beginning.
#[derive(Debug, Default)]
pub(super) struct OutermostWords(RefCell<Vec<Asked>>);

/// The outermost words of a list, in a sentence that has stayed as it was up to the byte `same`.
#[derive(Clone, Copy, Debug)]
struct Asked {
    list: u32,
    words: Option<Outermost>,
    same: usize,
}

impl OutermostWords {
    /// The sentence may have changed from the byte `same` on.
    pub fn keep(&mut self, same: usize) {
        self.0.get_mut().iter_mut().for_each(|asked| asked.same = asked.same.min(same));
    }

    /// The outermost words of a list in the sentence, which stands in `text` at `sentence`.
    pub fn of(&self, list: u32, text: &Chars, sentence: Span, index: &WordIndex) -> Option<Outermost> {
        let mut all = self.0.borrow_mut();
        let at = all.iter().position(|asked| asked.list == list).unwrap_or_else(|| {
            all.push(Asked { list, words: None, same: 0 });
            all.len() - 1
        });
        let asked = &mut all[at];
        if asked.same != usize::MAX {
            *asked = Asked { list, words: asked.search(text, sentence, index), same: usize::MAX };
        }
        asked.words
    }
}

impl Asked {
    /// Searches what has changed, as far back as a word can begin that reaches it. What begins before that ends before it, with its neighbour.
    fn search(&self, text: &Chars, sentence: Span, index: &WordIndex) -> Option<Outermost> {
        let start = sentence.start;
        let part = text.range(sentence);
        let from = text.index(start + self.same).saturating_sub(index.longest(self.list) + 1).max(part.start);
        let relative = |words: Outermost| Outermost { first_end: words.first_end - start, last_start: words.last_start - start };
        let search = |from: usize| index.outermost(text, self.list, from..part.end).map(relative);
        let Some(before) = self.words.filter(|before| before.first_end < self.same) else { return search(from) };
        match search(from) {
            Some(found) => Some(Outermost { first_end: before.first_end, ..found }),
            None if start + before.last_start < text.byte(from) => Some(before),
            None => search(part.start),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every change of the end of a text that ends otherwise: the same words as in a sentence that is new.
    fn check(lists: &[&[&str]], beginning: &str, ends: &[&str]) {
        let lists: Vec<Vec<String>> = lists.iter().map(|words| words.iter().map(|word| word.to_string()).collect()).collect();
        let index = WordIndex::new(&lists);
        let of = |words: &OutermostWords, list: usize, text: &str| {
            let mut chars = Chars::default();
            chars.read(text);
            let found = words.of(list as u32, &chars, Span::new(0, text.len()), &index);
            found.map(|words| (words.first_end, words.last_start))
        };
        for (old, new) in ends.iter().flat_map(|old| ends.iter().map(move |new| (old, new))) {
            let (old, new) = (format!("{beginning}{old}"), format!("{beginning}{new}"));
            let same = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).map(|(c, _)| c.len_utf8()).sum();
            for (list, in_list) in lists.iter().enumerate() {
                let mut words = OutermostWords::default();
                of(&words, list, &old);
                words.keep(same);
                assert_eq!(of(&words, list, &new), of(&OutermostWords::default(), list, &new), "{old} → {new}: {}", in_list.join(", "));
            }
        }
    }

    #[test]
    fn finds_what_a_new_search_finds() {
        let ends = ["", "a", "ab", "行", "不行", "行不行", "a行b", "好好好好", "不", "ab好a"];
        for beginning in ["", "好", "好好好好好", "a好好好好", "不行好好好好", "a不行", "好好好好行", "行不行好好好好好不行好好好好好"]
        {
            check(&[&["a"], &["行"], &["行不行", "不"], &["a", "行好好", "好行"]], beginning, &ends);
        }
    }
}
