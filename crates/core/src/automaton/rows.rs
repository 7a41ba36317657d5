//! The transitions of all nodes in one table.

use super::State;
use super::class_map::Class;
use super::trie::Trie;
use std::cmp::Ordering;

/// A class and the node that it leads to.
pub(super) type Transition = (Class, u32);

/// The transitions of every node.
pub(super) struct Rows {
    transitions: Vec<Transition>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy)]
struct Row {
    from: u32,
    to: u32,
    /// What they do not name leads where the root leads.
    is_complete: bool,
}

impl Rows {
    /// The transitions of every node that is not left at once for its failure link: its own, and those of its failure link where they are not more
    /// than `max_inherited`. Each is sorted by class.
    pub fn new(trie: &Trie, max_inherited: usize) -> Rows {
        let mut rows = Rows { transitions: Vec::with_capacity(trie.nodes.len()), rows: Vec::with_capacity(trie.nodes.len()) };
        for (number, node) in trie.nodes.iter().enumerate() {
            let from = rows.transitions.len() as u32;
            let own = || node.children().map(|child| (trie.nodes[child].class, child as u32));
            // A node without children leads where its own failure link leads.
            let mut fail = node.fail as usize;
            while fail != 0 && trie.nodes[fail].is_leaf() {
                fail = trie.nodes[fail].fail as usize;
            }
            let mut is_complete = true;
            if number == 0 || fail == 0 || node.is_leaf() {
                rows.transitions.extend(own());
            } else {
                let of_fail = rows.rows[fail];
                is_complete = of_fail.is_complete && (of_fail.to - of_fail.from) as usize <= max_inherited;
                if is_complete {
                    rows.merge(own(), of_fail);
                } else {
                    rows.transitions.extend(own());
                }
            }
            rows.rows.push(Row { from, to: rows.transitions.len() as u32, is_complete });
        }
        rows
    }

    /// Adds a node's own transitions and those of another row that it has not itself.
    fn merge(&mut self, own: impl Iterator<Item = Transition>, other: Row) {
        let mut other = other.from as usize..other.to as usize;
        for (class, next) in own {
            while let Some(at) = other.clone().next() {
                let inherited = self.transitions[at];
                match inherited.0.cmp(&class) {
                    Ordering::Less => self.transitions.push(inherited),
                    Ordering::Equal => {}
                    Ordering::Greater => break,
                }
                other.next();
            }
            self.transitions.push((class, next));
        }
        self.transitions.extend_from_within(other);
    }

    /// The transitions of a node.
    pub fn of(&self, node: usize) -> &[Transition] {
        let Row { from, to, .. } = self.rows[node];
        &self.transitions[from as usize..to as usize]
    }

    /// Whether what its transitions do not name leads where the root leads.
    pub fn is_complete(&self, node: usize) -> bool {
        self.rows[node].is_complete
    }

    /// Lays the rows of all nodes with transitions but the root into one table, longest first, each at the first place where it fits. Gives where each
    /// node's row begins, and how many slots there are.
    pub fn pack(&self, classes: Class) -> (Vec<State>, usize) {
        let mut base = vec![super::ROOT; self.rows.len()];
        let (mut used, mut taken) = (Bits::default(), Bits::default());
        taken.set(0);
        let mut by_length: Vec<u32> = (1..self.rows.len() as u32).filter(|node| !self.of(*node as usize).is_empty()).collect();
        by_length.sort_by_key(|node| std::cmp::Reverse(self.of(*node as usize).len()));
        let (mut first_free, mut from, mut length, mut last) = (1, 1, usize::MAX, 0);
        for node in by_length {
            let row = self.of(node as usize);
            // Rows of one length go on where the last one was placed: before that few of them would fit.
            if row.len() < length {
                (from, length) = (first_free, row.len());
            }
            let at = first_place(row, from, &used, &taken);
            from = at + 1;
            base[node as usize] = at as State;
            taken.set(at);
            row.iter().for_each(|(class, _)| used.set(at + usize::from(*class)));
            last = last.max(at);
            if at == first_free {
                first_free = taken.first_free(at);
            }
        }
        (base, last + usize::from(classes) + 1)
    }
}

/// The first place from `from` on that no other row begins at and where the slots of a row are free. 64 places are tried at a time.
fn first_place(row: &[Transition], mut from: usize, used: &Bits, taken: &Bits) -> usize {
    loop {
        let mut occupied = taken.window(from);
        for (class, _) in row {
            if occupied == u64::MAX {
                break;
            }
            occupied |= used.window(from + usize::from(*class));
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
