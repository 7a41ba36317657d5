//! The transitions of all nodes in one table.

use super::State;
use super::class_map::Class;
use super::trie::{Trie, TrieNode};

/// Lays the rows of all nodes with transitions but the root into one table, longest first, each at the first place where it fits. Gives where each
/// node's row begins, and how many slots there are.
pub(super) fn pack(trie: &Trie, classes: Class) -> (Vec<State>, usize) {
    let mut base = vec![super::ROOT; trie.nodes.len()];
    let (mut used, mut taken) = (Bits::default(), Bits::default());
    taken.set(0);
    let row = |node: u32| &trie.nodes[trie.nodes[node as usize].children()];
    let mut by_length: Vec<u32> = (1..trie.nodes.len() as u32).filter(|node| !row(*node).is_empty()).collect();
    by_length.sort_by_key(|node| std::cmp::Reverse(row(*node).len()));
    let (mut first_free, mut from, mut length, mut last) = (1, 1, usize::MAX, 0);
    for node in by_length {
        let row = row(node);
        // Rows of one length go on where the last one was placed: before that few of them would fit.
        if row.len() < length {
            (from, length) = (first_free, row.len());
        }
        let at = first_place(row, from, &used, &taken);
        from = at + 1;
        base[node as usize] = at as State;
        taken.set(at);
        row.iter().for_each(|child| used.set(at + usize::from(child.class)));
        last = last.max(at);
        if at == first_free {
            first_free = taken.first_free(at);
        }
    }
    (base, last + usize::from(classes) + 1)
}

/// The first place from `from` on that no other row begins at and where the slots of a row are free. 64 places are tried at a time.
fn first_place(row: &[TrieNode], mut from: usize, used: &Bits, taken: &Bits) -> usize {
    loop {
        let mut occupied = taken.window(from);
        for child in row {
            if occupied == u64::MAX {
                break;
            }
            occupied |= used.window(from + usize::from(child.class));
        }
        if occupied != u64::MAX {
            return from + occupied.trailing_ones() as usize;
        }
        from += 64;
    }
}

/// A set of numbers.
#[derive(Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn set(&mut self, at: usize) {
        if self.0.len() <= at / 64 {
            self.0.resize(at / 64 + 1, 0);
        }
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    /// Which of `at` and the 63 numbers after it are in the set.
    fn window(&self, at: usize) -> u64 {
        let (word, shift) = (at / 64, at % 64);
        let low = self.word(word) >> shift;
        if shift == 0 { low } else { low | self.word(word + 1) << (64 - shift) }
    }

    /// The first number from `at` on that is not in the set.
    fn first_free(&self, mut at: usize) -> usize {
        loop {
            let window = self.window(at);
            if window != u64::MAX {
                return at + window.trailing_ones() as usize;
            }
            at += 64;
        }
    }
}
