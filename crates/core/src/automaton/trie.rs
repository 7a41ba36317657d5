//! The phrases as a tree: its nodes level by level, with failure links.

use super::class_map::{Class, ClassMap, MAX_CLASSES, PLAIN};
use std::ops::Range;

/// The phrases as a tree of classes. Parents stand before their children, and the children of a node side by side, sorted by class.
pub(super) struct Trie {
    pub nodes: Vec<TrieNode>,
}

pub(super) struct TrieNode {
    /// The class that leads here.
    pub class: Class,
    children: (u32, u32),
    /// The phrase that ends here.
    pub phrase: Option<u32>,
    /// The node of the longest proper suffix.
    pub fail: u32,
}

impl TrieNode {
    pub fn children(&self) -> Range<usize> {
        self.children.0 as usize..self.children.1 as usize
    }

    pub fn is_leaf(&self) -> bool {
        self.children.0 == self.children.1
    }
}

/// Phrases that begin alike, on their way to become the children of a node.
struct Branch {
    /// Which of the sorted phrases they are.
    phrases: Range<usize>,
    chars: usize,
}

impl Trie {
    /// Phrases are divided by their first class, those by their second, and so on. Linear in their length, but for sorting small parts.
    pub fn new(phrases: &[&str], classes: &ClassMap) -> Trie {
        let spelt = Spelt::new(phrases, classes);
        let mut order: Vec<u32> = (0..phrases.len() as u32).collect();
        let mut nodes = vec![TrieNode { class: 0, children: (0, 0), phrase: None, fail: 0 }];
        let mut branches = vec![Branch { phrases: 0..phrases.len(), chars: 0 }];
        let mut at = 0;
        while at < nodes.len() {
            let Branch { phrases, chars } = &branches[at];
            let (mut left, chars) = (&mut order[phrases.clone()], *chars);
            let mut from = phrases.start;
            let first = nodes.len() as u32;
            // A phrase that ends here has class 0 next, which sorts first.
            if left.len() > 1 {
                left.sort_unstable_by_key(|phrase| spelt.class(*phrase, chars));
            }
            while let Some(&phrase) = left.first() {
                let class = spelt.class(phrase, chars);
                if class == END {
                    nodes[at].phrase = Some(phrase);
                    (left, from) = (&mut left[1..], from + 1);
                    continue;
                }
                let count = left.iter().take_while(|other| spelt.class(**other, chars) == class).count();
                nodes.push(TrieNode { class, children: (0, 0), phrase: None, fail: 0 });
                branches.push(Branch { phrases: from..from + count, chars: chars + 1 });
                (left, from) = (&mut left[count..], from + count);
            }
            nodes[at].children = (first, nodes.len() as u32);
            at += 1;
        }
        let mut trie = Trie { nodes };
        trie.link();
        trie
    }

    /// Sets every node's failure link: the longest proper suffix that is a node as well.
    fn link(&mut self) {
        let mut of_root = vec![0; MAX_CLASSES];
        for child in self.nodes[0].children() {
            of_root[usize::from(self.nodes[child].class)] = child as u32;
        }
        for node in 1..self.nodes.len() {
            for next in self.nodes[node].children() {
                let class = self.nodes[next].class;
                let mut fail = self.nodes[node].fail as usize;
                self.nodes[next].fail = loop {
                    if fail == 0 {
                        break of_root[usize::from(class)];
                    }
                    if let Some(target) = self.child(fail, class) {
                        break target;
                    }
                    fail = self.nodes[fail].fail as usize;
                };
            }
        }
    }

    fn child(&self, node: usize, class: Class) -> Option<u32> {
        let children = self.nodes[node].children();
        let at = self.nodes[children.clone()].binary_search_by_key(&class, |child| child.class).ok()?;
        Some((children.start + at) as u32)
    }
}

/// The class behind the last one of a phrase: no character of a phrase has it.
const END: Class = super::class_map::OTHER;

/// Phrases as classes.
struct Spelt {
    classes: Vec<Class>,
    starts: Vec<u32>,
}

impl Spelt {
    fn new(phrases: &[&str], map: &ClassMap) -> Spelt {
        let (mut classes, mut starts) = (Vec::new(), Vec::with_capacity(phrases.len()));
        for phrase in phrases {
            starts.push(classes.len() as u32);
            classes.extend(phrase.chars().map(|c| map.get(c) & PLAIN));
            classes.push(END);
        }
        Spelt { classes, starts }
    }

    fn class(&self, phrase: u32, at: usize) -> Class {
        self.classes[self.starts[phrase as usize] as usize + at]
    }
}
