//! The phrases as a tree, and its nodes' transitions in one table.

use super::class_map::{Class, ClassMap, PLAIN};
use super::{Edge, Ending, ROOT, State, edge};
use std::collections::HashMap;

/// The phrases as a tree of classes.
pub(super) struct Trie {
    pub nodes: Vec<TrieNode>,
}

#[derive(Default)]
pub(super) struct TrieNode {
    pub children: Vec<(Class, usize)>,
    phrase: Option<u32>,
    /// The node of the longest proper suffix.
    pub fail: usize,
}

/// The transitions of a node.
pub(super) struct Row {
    pub transitions: Vec<(Class, usize)>,
    /// What they do not name leads where the root leads.
    pub is_complete: bool,
}

impl Trie {
    pub fn new(phrases: &[&str], classes: &ClassMap) -> Trie {
        let mut trie = Trie { nodes: vec![TrieNode::default()] };
        let mut child: HashMap<(usize, Class), usize> = HashMap::new();
        for (index, phrase) in phrases.iter().enumerate() {
            let mut node = 0;
            for c in phrase.chars() {
                let class = classes.get(c) & PLAIN;
                node = *child.entry((node, class)).or_insert_with(|| {
                    trie.nodes.push(TrieNode::default());
                    let new = trie.nodes.len() - 1;
                    trie.nodes[node].children.push((class, new));
                    new
                });
            }
            trie.nodes[node].phrase = Some(index as u32);
        }
        trie.link(&child);
        trie
    }

    /// Sets every node's failure link: the longest proper suffix that is a node as well.
    fn link(&mut self, child: &HashMap<(usize, Class), usize>) {
        for node in self.breadth_first() {
            for (class, next) in self.nodes[node].children.clone() {
                let mut fail = self.nodes[node].fail;
                self.nodes[next].fail = loop {
                    match child.get(&(fail, class)) {
                        Some(&target) if target != next => break target,
                        _ if fail == 0 => break 0,
                        _ => fail = self.nodes[fail].fail,
                    }
                };
            }
        }
    }

    /// The transitions of every node that is not left at once for its failure link: its own, and those of its failure link where they are few.
    pub fn rows(&self, order: &[usize], max_inherited: usize) -> Vec<Row> {
        let mut rows: Vec<Row> = self.nodes.iter().map(|node| Row { transitions: node.children.clone(), is_complete: true }).collect();
        for &node in order.iter().skip(1).filter(|node| !self.nodes[**node].children.is_empty()) {
            // A node without children leads where its own failure link leads.
            let mut fail = self.nodes[node].fail;
            while fail != 0 && self.nodes[fail].children.is_empty() {
                fail = self.nodes[fail].fail;
            }
            if fail == 0 {
                continue;
            }
            rows[node].is_complete = rows[fail].is_complete && rows[fail].transitions.len() <= max_inherited;
            if rows[node].is_complete {
                let own = &self.nodes[node].children;
                let inherited = rows[fail].transitions.iter().filter(|(class, _)| own.iter().all(|(other, _)| other != class));
                let inherited: Vec<(Class, usize)> = inherited.copied().collect();
                rows[node].transitions.extend(inherited);
            }
        }
        rows
    }

    pub fn breadth_first(&self) -> Vec<usize> {
        let mut order = vec![0];
        let mut at = 0;
        while at < order.len() {
            order.extend(self.nodes[order[at]].children.iter().map(|&(_, next)| next));
            at += 1;
        }
        order
    }

    /// The phrases that end in `node`, shortest first.
    pub fn endings(&self, node: usize, phrases: &[&str]) -> Vec<Ending> {
        let mut found = Vec::new();
        let mut at = node;
        while at != 0 {
            if let Some(phrase) = self.nodes[at].phrase {
                let text = phrases[phrase as usize];
                let end = |c: Option<char>| c.map_or(Edge::Open, edge);
                let (first, last) = (end(text.chars().next()), end(text.chars().next_back()));
                found.push(Ending { phrase, bytes: text.len() as u32, first, last });
            }
            at = self.nodes[at].fail;
        }
        found.reverse();
        found
    }
}

/// Lays the rows of all states with transitions but the root into one table, longest first, each at the first place where it fits. Gives each node's base
/// and, for each slot, the class and the node that it leads to.
#[allow(clippy::type_complexity)]
pub(super) fn pack(rows: &[Row], order: &[usize], classes: Class) -> (Vec<State>, Vec<Option<(Class, usize)>>) {
    let mut base = vec![ROOT; rows.len()];
    let mut slots: Vec<Option<(Class, usize)>> = vec![None; usize::from(classes) + 1];
    let mut taken = vec![true];
    let mut by_length: Vec<usize> = order.iter().copied().skip(1).filter(|&node| !rows[node].transitions.is_empty()).collect();
    by_length.sort_by_key(|&node| std::cmp::Reverse(rows[node].transitions.len()));
    let (mut first_free, mut from, mut length) = (1, 1, usize::MAX);
    for node in by_length {
        let row = &rows[node].transitions;
        // Rows of one length go on where the last one was placed: before that few of them would fit.
        if row.len() < length {
            (from, length) = (first_free, row.len());
        }
        let is_used = |at: usize, (class, _): &(Class, usize)| slots.get(at + usize::from(*class)).is_some_and(Option::is_some);
        let mut at = from;
        while taken.get(at).copied().unwrap_or(false) || row.iter().any(|entry| is_used(at, entry)) {
            at += 1;
        }
        from = at + 1;
        base[node] = at as State;
        taken.resize(taken.len().max(at + 1), false);
        taken[at] = true;
        slots.resize(slots.len().max(at + usize::from(classes) + 1), None);
        for &(class, next) in row {
            slots[at + usize::from(class)] = Some((class, next));
        }
        while taken.get(first_free).copied().unwrap_or(false) {
            first_free += 1;
        }
    }
    (base, slots)
}
