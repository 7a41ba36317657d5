//! Which characters are one to the automaton.

use crate::context::{OPENINGS, SENTENCE_ENDS};
use crate::fold::{folded_characters, invisible_characters};
use std::collections::HashMap;

pub(super) type Class = u16;

/// A character that stands in no phrase: back to the root.
pub(super) const OTHER: Class = 0;
/// An invisible character: stay.
pub(super) const INVISIBLE: Class = 1;
/// Marks, in a class, a character that is not its own plain form.
pub(super) const FOLDED: Class = 1 << 15;
/// Marks, in a class, a character that opens a quotation or a place-holder.
pub(super) const OPENING: Class = 1 << 14;
/// Marks, in a class, a character that ends a sentence.
pub(super) const SENTENCE_END: Class = 1 << 13;
/// What is left of a class without its marks.
pub(super) const PLAIN: Class = SENTENCE_END - 1;
/// Classes are below this number.
pub(super) const MAX_CLASSES: usize = PLAIN as usize + 1;

/// Code point to class.
#[derive(Debug)]
pub(super) struct ClassMap {
    /// The first 65,536 code points, where nearly all text stands.
    low: [Class; LOW],
    /// By the upper bits of the other code points: the number of their page; page 0 is empty.
    page_of: Box<[u16]>,
    pages: Vec<[Class; PAGE]>,
    pub count: Class,
}

const LOW: usize = 1 << 16;
const PAGE: usize = 256;
const PAGES: usize = 0x110000 / PAGE;

impl ClassMap {
    /// A class for each of these characters, and for its other forms.
    pub fn new(chars: impl Iterator<Item = char>) -> ClassMap {
        let mut frequency: HashMap<char, u32> = HashMap::new();
        for c in chars {
            *frequency.entry(c).or_default() += 1;
        }
        let mut plain: Vec<(char, u32)> = frequency.into_iter().collect();
        // Frequent characters get low classes, which packs rows closer.
        plain.sort_unstable_by_key(|&(c, times)| (std::cmp::Reverse(times), c));
        let mut map = ClassMap { low: [OTHER; LOW], page_of: vec![0; PAGES].into(), pages: vec![[OTHER; PAGE]], count: INVISIBLE + 1 };
        let mut class_of = HashMap::new();
        for (c, _) in plain {
            map.set(c, map.count);
            class_of.insert(c, map.count);
            map.count += 1;
        }
        for (c, plain) in folded_characters() {
            map.set(c, FOLDED | class_of.get(&plain).copied().unwrap_or(OTHER));
        }
        for c in invisible_characters() {
            map.set(c, FOLDED | INVISIBLE);
        }
        for (characters, mark) in [(OPENINGS, OPENING), (SENTENCE_ENDS, SENTENCE_END)] {
            characters.chars().for_each(|c| map.set(c, mark | map.get(c)));
        }
        map
    }

    fn set(&mut self, c: char, class: Class) {
        if let Some(entry) = self.low.get_mut(c as usize) {
            *entry = class;
            return;
        }
        let page = &mut self.page_of[c as usize / PAGE];
        if *page == 0 {
            *page = self.pages.len() as u16;
            self.pages.push([OTHER; PAGE]);
        }
        self.pages[usize::from(*page)][c as usize % PAGE] = class;
    }

    #[inline]
    pub fn get(&self, c: char) -> Class {
        match u16::try_from(c as u32) {
            Ok(low) => self.low[usize::from(low)],
            Err(_) => self.get_high(c),
        }
    }

    /// The class of a character of three bytes.
    #[inline(always)]
    pub fn of_three(&self, first: u8, second: u8, third: u8) -> Class {
        let [first, second, third] = [first % 16, second % 64, third % 64].map(u16::from);
        self.low[usize::from(first << 12 | second << 6 | third)]
    }

    /// The class of a character of ASCII.
    #[inline(always)]
    pub fn of_ascii(&self, byte: u8) -> Class {
        self.low[usize::from(byte)]
    }

    /// The class of the character that a text begins with, and what stands behind it.
    #[cold]
    pub fn of_any<'t>(&self, text: &'t [u8]) -> (Class, &'t [u8]) {
        let head = &text[..text.len().min(4)];
        let first = head.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        first.map_or((OTHER, &text[1..]), |c| (self.get(c), &text[c.len_utf8()..]))
    }

    #[cold]
    fn get_high(&self, c: char) -> Class {
        self.pages[usize::from(self.page_of[c as usize / PAGE])][c as usize % PAGE]
    }

    /// Memory of the map, in bytes.
    pub fn bytes(&self) -> usize {
        (LOW + self.pages.len() * PAGE) * size_of::<Class>() + self.page_of.len() * size_of::<u16>()
    }
}
