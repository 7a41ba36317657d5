//! Lists of words as one instruction of a pattern.

use super::CharFilter;

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

/// A node before it has its table. A node stands before its children.
struct Draft {
    c: char,
    parent: u32,
    children: u32,
    preference: u32,
}

/// The preference of a node where no text ends.
const INNER: u32 = u32::MAX;
/// An empty place of a table.
const FREE: Edge = Edge { c: '\0', child: u32::MAX };

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
        let mut places = 0;
        let table = |draft: &Draft| {
            let size = if draft.children < 2 { 1 } else { (2 * draft.children).next_power_of_two() };
            let from = places;
            places += size;
            TrieNode { from, mask: size - 1, preference: draft.preference }
        };
        let nodes: Vec<TrieNode> = drafts.iter().map(table).collect();
        let mut trie = Trie { first: CharFilter::NONE, lengths, nodes, edges: vec![FREE; places as usize] };
        for (child, draft) in (0..).zip(drafts).skip(1) {
            let TrieNode { from, mask, .. } = trie.nodes[draft.parent as usize];
            let mut at = hash(draft.c) & mask;
            while trie.edges[(from + at) as usize].child != FREE.child {
                at = (at + 1) & mask;
            }
            trie.edges[(from + at) as usize] = Edge { c: draft.c, child };
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
