//! Rules of conversations that any message may start: what they ask of it, as sets of words that it must or must not hold.

use super::Starter;
use super::sets::Asked;
use crate::compile::Matcher;
use crate::condition::Condition;
use crate::ruleset::Rule;
use crate::talk::SaidSets;

/// A rule without words of its own.
#[derive(Clone, Debug)]
pub(in crate::linter) struct Wordless {
    pub rule: u32,
    /// Numbers of the sets of which a message must hold a word, and of those of which it must hold none. `None` where more is asked.
    pub asks: Option<Asks>,
}

#[derive(Clone, Debug)]
pub(in crate::linter) struct Asks {
    near: Vec<u32>,
    unless: Vec<u32>,
}

impl Asks {
    /// Whether a message that says these sets is one.
    pub fn hold(&self, said: &SaidSets) -> bool {
        let says = |set: &u32| said.has(*set);
        self.near.iter().all(says) && !self.unless.iter().any(says)
    }
}

impl Wordless {
    /// Adds what the rule asks for to `sets`, numbered from `next` on.
    pub fn new<'r>(rule: &'r Rule, starter: Starter, next: &mut u32, sets: &mut Vec<Asked<'r>>) -> Wordless {
        let Matcher { whole, near, unless, require, info_if, .. } = &rule.matcher;
        let is_plain = !whole && require.is_none() && info_if.is_empty() && near.iter().chain(unless).all(is_inside);
        let mut number = |condition: &'r Condition| {
            let number = *next;
            sets.extend(condition.inside.as_ref().map(|set| Asked { number, set, roles: starter.roles() }));
            *next += 1;
            number
        };
        let asks =
            is_plain.then(|| Asks { near: near.iter().map(&mut number).collect(), unless: unless.iter().map(&mut number).collect() });
        Wordless { rule: rule.order, asks }
    }
}

/// Whether a condition asks for words in the message, and for nothing else.
fn is_inside(condition: &Condition) -> bool {
    let Condition { before, after, around, inside, .. } = condition;
    inside.is_some() && before.is_none() && after.is_none() && around.is_none()
}
