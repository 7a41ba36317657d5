//! Lists of words as one instruction of a pattern.

use super::CharFilter;
use std::collections::BTreeMap;

/// Texts of which one must stand at a place, each with its preference: a trie in two arrays.
#[derive(Debug)]
pub(crate) struct Trie {
    first: CharFilter,
    /// The shortest and the longest text, in characters.
    lengths: (usize, usize),
    nodes: Vec<TrieNode>,
    /// For each node a small hash table of its children.
    edges: Vec<Edge>,
}

#[derive(Clone, Copy, Debug)]
struct TrieNode {
    /// Where its table begins, and the size of the table less one: a power of two, twice the number of children where there are several.
    from: u32,
    mask: u32,
    preference: u32,
}

/// A character and the node that it leads to.
#[derive(Clone, Copy, Debug)]
struct Edge {
    c: char,
    child: u32,
}

/// The preference of a node where no text ends.
const INNER: u32 = u32::MAX;
/// An empty place of a table.
const FREE: Edge = Edge { c: '\0', child: u32::MAX };

impl Trie {
    /// A trie of texts, preferred ones first.
    pub fn new(texts: &[String]) -> Trie {
        let mut children: Vec<BTreeMap<char, u32>> = vec![BTreeMap::new()];
        let mut preferences = vec![INNER];
        for (preference, text) in (0..).zip(texts) {
            let mut node = 0;
            for c in text.chars() {
                let next = children.len() as u32;
                let child = *children[node].entry(c).or_insert(next);
                node = child as usize;
                if child == next {
                    children.push(BTreeMap::new());
                    preferences.push(INNER);
                }
            }
            // A text that stands twice keeps its first preference.
            preferences[node] = preferences[node].min(preference);
        }
        let lengths = texts.iter().map(|text| text.chars().count());
        let lengths = (lengths.clone().min().unwrap_or(0), lengths.max().unwrap_or(0));
        let mut trie = Trie { first: CharFilter::NONE, lengths, nodes: Vec::new(), edges: Vec::new() };
        children[0].keys().for_each(|c| trie.first.add(*c));
        for (children, preference) in children.into_iter().zip(preferences) {
            trie.add_node(&children, preference);
        }
        trie
    }

    fn add_node(&mut self, children: &BTreeMap<char, u32>, preference: u32) {
        let size = if children.len() < 2 { 1 } else { (2 * children.len()).next_power_of_two() };
        let (from, mask) = (self.edges.len(), size - 1);
        self.edges.resize(from + size, FREE);
        for (&c, &child) in children {
            let mut at = hash(c) as usize & mask;
            while self.edges[from + at].child != FREE.child {
                at = (at + 1) & mask;
            }
            self.edges[from + at] = Edge { c, child };
        }
        self.nodes.push(TrieNode { from: from as u32, mask: mask as u32, preference });
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
        self.is_end(0)
    }

    /// Every edge: the node that it leaves, its character and the node that it leads to.
    pub fn edges(&self) -> impl Iterator<Item = (u32, char, u32)> {
        (0..).zip(&self.nodes).flat_map(|(number, node)| self.table(*node).map(move |edge| (number, edge.c, edge.child)))
    }

    /// Where an edge leads to from a node.
    pub fn next(&self, node: u32, c: char) -> Option<u32> {
        self.child(self.nodes[node as usize], c)
    }

    /// The characters of the edges that leave a node.
    pub fn nexts(&self, node: u32) -> impl Iterator<Item = char> {
        self.table(self.nodes[node as usize]).map(|edge| edge.c)
    }

    /// Whether a text ends in a node.
    pub fn is_end(&self, node: u32) -> bool {
        self.nodes[node as usize].preference != INNER
    }

    fn table(&self, node: TrieNode) -> impl Iterator<Item = &Edge> {
        let edges = &self.edges[node.from as usize..=(node.from + node.mask) as usize];
        edges.iter().filter(|edge| edge.child != FREE.child)
    }

    fn child(&self, node: TrieNode, c: char) -> Option<u32> {
        let mut at = hash(c) & node.mask;
        loop {
            let edge = self.edges[(node.from + at) as usize];
            if edge.c == c && edge.child != FREE.child {
                return Some(edge.child);
            }
            // A table of one place has no empty one.
            if edge.child == FREE.child || node.mask == 0 {
                return None;
            }
            at = (at + 1) & node.mask;
        }
    }

    /// The longest text with which `chars` begin: its length.
    pub fn longest(&self, chars: &[char]) -> Option<usize> {
        self.ends(chars).last()
    }

    /// The length of each text with which `chars` begin, shortest first; not of an empty one.
    pub fn ends<'t>(&'t self, chars: &'t [char]) -> impl Iterator<Item = usize> + 't {
        let mut node = self.nodes[0];
        let nodes = (1..).zip(chars).map_while(move |(length, c)| {
            node = self.nodes[self.child(node, *c)? as usize];
            Some((length, node))
        });
        nodes.filter(|(_, node)| node.preference != INNER).map(|(length, _)| length)
    }

    /// Pushes where each of its texts that stands at `at` ends, the preferred one last, to go on with instruction `next`.
    pub fn push_ends(&self, chars: &[char], at: usize, next: u32, ways: &mut Vec<(u32, u32)>) {
        let first = ways.len();
        if self.is_optional() {
            // The preference stands in for the instruction until the ends are in order.
            ways.push((self.nodes[0].preference, at as u32));
        }
        // Most texts of a list fail at their first character.
        if chars.get(at).is_some_and(|c| self.first.allows_character(*c)) {
            let mut node = self.nodes[0];
            for (end, c) in (at + 1..).zip(&chars[at..]) {
                let Some(child) = self.child(node, *c) else { break };
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

/// Spreads characters over a table by their low bits.
fn hash(c: char) -> u32 {
    (c as u32).wrapping_mul(0x9E37_79B1) >> 12
}
