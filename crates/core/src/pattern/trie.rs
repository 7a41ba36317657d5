//! Lists of words as one instruction of a pattern.

use super::CharFilter;
use std::collections::BTreeMap;

/// Texts of which one must stand at a place, each with its preference: a trie in two arrays.
#[derive(Debug)]
pub(crate) struct Trie {
    first: CharFilter,
    nodes: Vec<TrieNode>,
    /// The children of all nodes, sorted within each node.
    edges: Vec<(char, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct TrieNode {
    edges: (u32, u32),
    preference: u32,
}

/// The preference of a node where no text ends.
const INNER: u32 = u32::MAX;

impl Trie {
    /// A trie of texts, preferred ones first.
    pub fn new(texts: &[String]) -> Trie {
        let mut first = CharFilter::NONE;
        let mut children: Vec<BTreeMap<char, usize>> = vec![BTreeMap::new()];
        let mut preferences = vec![INNER];
        for (preference, text) in (0..).zip(texts) {
            text.chars().take(1).for_each(|c| first.add(c));
            let mut node = 0;
            for c in text.chars() {
                let next = children.len();
                node = *children[node].entry(c).or_insert(next);
                if node == next {
                    children.push(BTreeMap::new());
                    preferences.push(INNER);
                }
            }
            // A text that stands twice keeps its first preference.
            preferences[node] = preferences[node].min(preference);
        }
        let mut edges = Vec::with_capacity(children.len());
        let mut add = |(children, preference): (BTreeMap<char, usize>, u32)| {
            let from = edges.len() as u32;
            edges.extend(children.into_iter().map(|(c, child)| (c, child as u32)));
            TrieNode { edges: (from, edges.len() as u32), preference }
        };
        let nodes = children.into_iter().zip(preferences).map(&mut add).collect();
        Trie { first, nodes, edges }
    }

    /// Which characters its texts begin with.
    pub fn first(&self) -> &CharFilter {
        &self.first
    }

    /// Whether one of its texts is empty.
    pub fn is_optional(&self) -> bool {
        self.is_end(0)
    }

    /// Every edge: the node that it leaves, its character and the node that it leads to.
    pub fn edges(&self) -> impl Iterator<Item = (u32, char, u32)> {
        (0..).zip(&self.nodes).flat_map(|(number, node)| {
            let edges = &self.edges[node.edges.0 as usize..node.edges.1 as usize];
            edges.iter().map(move |(c, child)| (number, *c, *child))
        })
    }

    /// Where an edge leads to from a node.
    pub fn next(&self, node: u32, c: char) -> Option<u32> {
        let (from, to) = self.nodes[node as usize].edges;
        let edges = &self.edges[from as usize..to as usize];
        edges.binary_search_by_key(&c, |edge| edge.0).ok().map(|at| edges[at].1)
    }

    /// The characters of the edges that leave a node.
    pub fn nexts(&self, node: u32) -> impl Iterator<Item = char> {
        let (from, to) = self.nodes[node as usize].edges;
        self.edges[from as usize..to as usize].iter().map(|edge| edge.0)
    }

    /// Whether a text ends in a node.
    pub fn is_end(&self, node: u32) -> bool {
        self.nodes[node as usize].preference != INNER
    }

    fn child(&self, node: TrieNode, c: char) -> Option<TrieNode> {
        let edges = &self.edges[node.edges.0 as usize..node.edges.1 as usize];
        let at = match edges {
            [only] => (only.0 == c).then_some(0),
            _ => edges.binary_search_by_key(&c, |edge| edge.0).ok(),
        };
        at.map(|at| self.nodes[edges[at].1 as usize])
    }

    /// The bytes of the longest text with which `text` begins.
    pub fn longest(&self, text: &str) -> Option<usize> {
        self.ends(text).last()
    }

    /// The bytes of each text with which `text` begins, shortest first; not of an empty one.
    pub fn ends<'t>(&'t self, text: &'t str) -> impl Iterator<Item = usize> + 't {
        let mut node = self.nodes[0];
        let nodes = text.char_indices().map_while(move |(at, c)| {
            node = self.child(node, c)?;
            Some((at + c.len_utf8(), node))
        });
        nodes.filter(|(_, node)| node.preference != INNER).map(|(end, _)| end)
    }

    /// Pushes where each of its texts that stands at `at` ends, the preferred one last, to go on with instruction `next`.
    pub fn push_ends(&self, text: &str, at: usize, next: u32, ways: &mut Vec<(u32, u32)>) {
        let first = ways.len();
        let mut node = self.nodes[0];
        let mut end = at;
        let mut chars = text[at..].chars();
        loop {
            if node.preference != INNER {
                // The preference stands in for the instruction until the ends are in order.
                ways.push((node.preference, end as u32));
            }
            // Most texts of a list fail at their first character.
            let Some(c) = chars.next().filter(|c| end > at || self.first.allows_character(*c)) else { break };
            let Some(child) = self.child(node, c) else { break };
            node = child;
            end += c.len_utf8();
        }
        let ends = &mut ways[first..];
        if ends.len() > 1 {
            ends.sort_unstable_by_key(|(preference, _)| std::cmp::Reverse(*preference));
        }
        ends.iter_mut().for_each(|end| end.0 = next);
    }
}
