//! Lists of words as one instruction of a pattern.

use super::CharFilter;
use std::hash::{Hash, Hasher};

/// Texts of which one must stand at a place, each with its preference: a trie in one array.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Trie {
    first: CharFilter,
    /// The shortest and the longest text, in characters.
    lengths: (usize, usize),
    /// Where every walk begins: the first node, here so that a walk which fails at once reads nothing else.
    root: Node,
    /// The root, and for each node a small hash table of its children, so that a step reads one place. A node stands before its children.
    nodes: Box<[Node]>,
}

/// A node where the table of its parent has it, or a free place of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Node {
    /// The character that leads to it.
    c: u32,
    preference: u32,
    children: Table,
}

/// Where a table of children begins, and its size: a power of two, at least twice the number of children where there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Table(u32);

impl Table {
    /// Of a node without children: the root's place, to which no character leads.
    const EMPTY: Table = Table(0);

    fn new(from: u32, size: u32) -> Table {
        Table(from << 5 | size.trailing_zeros())
    }

    fn from(self) -> u32 {
        self.0 >> 5
    }

    /// Its size less one.
    fn mask(self) -> u32 {
        (1 << (self.0 & 31)) - 1
    }
}

/// A node before it has its table. A node stands before its children.
struct Draft {
    c: char,
    parent: u32,
    children: u32,
    preference: u32,
}

/// The preference of a node where no text ends.
const INNER: u32 = u32::MAX;
/// What leads to the root and to free places.
const NO_CHAR: u32 = u32::MAX;
const FREE: Node = Node { c: NO_CHAR, preference: INNER, children: Table::EMPTY };

impl Trie {
    /// A trie of texts, preferred ones first.
    pub fn new(texts: &[String]) -> Trie {
        let mut sorted: Vec<(&str, u32)> = texts.iter().map(String::as_str).zip(0..).collect();
        sorted.sort_unstable();
        let mut drafts = vec![Draft { c: '\0', parent: 0, children: 0, preference: INNER }];
        // The characters of the text before, and their nodes.
        let mut path: Vec<(char, u32)> = Vec::new();
        let mut lengths = (usize::MAX, 0);
        for (text, preference) in sorted {
            let same = text.chars().zip(&path).take_while(|(c, (other, _))| c == other).count();
            path.truncate(same);
            for c in text.chars().skip(same) {
                let parent = path.last().map_or(0, |(_, node)| *node);
                drafts[parent as usize].children += 1;
                path.push((c, drafts.len() as u32));
                drafts.push(Draft { c, parent, children: 0, preference: INNER });
            }
            lengths = (path.len().min(lengths.0), path.len().max(lengths.1));
            // A text that stands twice keeps its first preference.
            let node = &mut drafts[path.last().map_or(0, |(_, node)| *node as usize)];
            node.preference = node.preference.min(preference);
        }
        lengths.0 = lengths.0.min(lengths.1);
        Trie::from_drafts(&drafts, lengths)
    }

    fn from_drafts(drafts: &[Draft], lengths: (usize, usize)) -> Trie {
        let mut places = 1;
        let table = |draft: &Draft| {
            let from = places;
            let size = match draft.children {
                0 => return Table::EMPTY,
                1 => 1,
                several => (2 * several).next_power_of_two(),
            };
            places += size;
            Table::new(from, size)
        };
        let tables: Vec<Table> = drafts.iter().map(table).collect();
        let root = Node { preference: drafts[0].preference, children: tables[0], ..FREE };
        let mut trie = Trie { first: CharFilter::NONE, lengths, root, nodes: vec![FREE; places as usize].into() };
        trie.nodes[0] = root;
        for (draft, children) in drafts.iter().zip(&tables).skip(1) {
            let table = tables[draft.parent as usize];
            let mut at = hash(draft.c) & table.mask();
            while trie.nodes[(table.from() + at) as usize].c != NO_CHAR {
                at = (at + 1) & table.mask();
            }
            trie.nodes[(table.from() + at) as usize] = Node { c: draft.c.into(), preference: draft.preference, children: *children };
            if draft.parent == 0 {
                trie.first.add(draft.c);
            }
        }
        trie
    }

    /// Which characters its texts begin with.
    pub fn first(&self) -> &CharFilter {
        &self.first
    }

    /// The lengths of its shortest and its longest text, in characters.
    pub fn lengths(&self) -> (usize, usize) {
        self.lengths
    }

    /// Whether one of its texts is empty.
    pub fn is_optional(&self) -> bool {
        self.root.preference != INNER
    }

    /// Where an edge leads to from a node.
    pub fn next(&self, node: u32, c: char) -> Option<u32> {
        self.child(self.nodes[node as usize].children, c)
    }

    /// The edges that leave a node: their characters, and the nodes that they lead to.
    pub fn children_of(&self, node: u32) -> impl Iterator<Item = (char, u32)> {
        self.children(&self.nodes[node as usize])
    }

    /// The characters of the edges that leave a node.
    pub fn nexts(&self, node: u32) -> impl Iterator<Item = char> {
        self.children_of(node).map(|(c, _)| c)
    }

    /// Whether a text ends in a node.
    pub fn is_end(&self, node: u32) -> bool {
        self.nodes[node as usize].preference != INNER
    }

    fn children(&self, node: &Node) -> impl Iterator<Item = (char, u32)> {
        let Node { children, .. } = *node;
        let places = children.from()..=children.from() + children.mask();
        places.filter_map(|place| Some((char::from_u32(self.nodes[place as usize].c)?, place)))
    }

    fn child(&self, table: Table, c: char) -> Option<u32> {
        let mask = table.mask();
        let mut at = hash(c) & mask;
        loop {
            let place = table.from() + at;
            let found = self.nodes[place as usize].c;
            if found == u32::from(c) {
                return Some(place);
            }
            // A table of one place has no free one.
            if found == NO_CHAR || mask == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// The longest text with which `chars` begin: its length.
    pub fn longest(&self, chars: &[char]) -> Option<usize> {
        self.ends(chars).last()
    }

    /// The length of each text with which `chars` begin, shortest first; not of an empty one.
    pub fn ends<'t>(&'t self, chars: &'t [char]) -> impl Iterator<Item = usize> + 't {
        let mut node = self.root;
        let nodes = (1..).zip(chars).map_while(move |(length, c)| {
            node = self.nodes[self.child(node.children, *c)? as usize];
            Some((length, node))
        });
        nodes.filter(|(_, node)| node.preference != INNER).map(|(length, _)| length)
    }

    /// Pushes where each of its texts that stands at `at` ends, the preferred one last, to go on with instruction `next`.
    pub fn push_ends(&self, chars: &[char], at: usize, next: u32, ways: &mut Vec<(u32, u32)>) {
        let first = ways.len();
        if self.is_optional() {
            // The preference stands in for the instruction until the ends are in order.
            ways.push((self.root.preference, at as u32));
        }
        // Most texts of a list fail at their first character.
        if chars.get(at).is_some_and(|c| self.first.allows_character(*c)) {
            let mut node = self.root;
            for (end, c) in (at + 1..).zip(&chars[at..]) {
                let Some(child) = self.child(node.children, *c) else { break };
                node = self.nodes[child as usize];
                if node.preference != INNER {
                    ways.push((node.preference, end as u32));
                }
            }
        }
        let ends = &mut ways[first..];
        if ends.len() > 1 {
            ends.sort_unstable_by_key(|(preference, _)| std::cmp::Reverse(*preference));
        }
        ends.iter_mut().for_each(|end| end.0 = next);
    }
}

/// Of little: tries that differ elsewhere alone are rare.
impl Hash for Trie {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.first, self.lengths, self.nodes.len()).hash(state);
    }
}

/// Spreads characters over a table by their low bits.
fn hash(c: char) -> u32 {
    (c as u32).wrapping_mul(0x9E37_79B1) >> 12
}
