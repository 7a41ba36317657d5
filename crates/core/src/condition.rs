//! What must, or must not, stand near a hit.

use crate::context::Context;
use crate::gate::gate;
use crate::pattern::{CharFilter, Pattern};
use crate::required;
use crate::rule::Scope;
use crate::span::Span;
use std::sync::Arc;

/// How far a regex of a condition looks, in characters: what keeps a check linear in the reply.
const REGEX_CHARS: usize = 64;

/// Words of lists, and regexes.
#[derive(Debug, Default)]
pub(crate) struct WordSet {
    /// Numbers of the lists in the word index.
    pub lists: Vec<u32>,
    pub regexes: Vec<Arc<Pattern>>,
}

impl WordSet {
    /// Texts of which one must stand in a reply, or none of the words and regexes can. `lists` are the words of each list.
    pub fn required_texts<'a>(&'a self, lists: &'a [Vec<String>]) -> Option<Vec<&'a str>> {
        let words = self.lists.iter().flat_map(|list| &lists[*list as usize]);
        let regexes: Option<Vec<&Vec<String>>> = self.regexes.iter().map(|regex| required::best(regex.required())).collect();
        Some(words.chain(regexes?.into_iter().flatten()).map(String::as_str).collect())
    }

    /// Characters of which one must stand in a text, or none of the words and regexes can.
    fn gate(&self, lists: &[Vec<String>]) -> CharFilter {
        self.required_texts(lists).map_or(CharFilter::ANY, gate)
    }

    /// Whether one of the words stands wholly within `window`.
    pub fn stands_in(&self, window: Span, context: &mut Context<'_>) -> bool {
        window.start < window.end
            && (self.lists.iter().any(|list| context.has_word(*list, window))
                || self.regexes.iter().any(|regex| context.has_match(regex, window)))
    }
}

/// One condition: all the positions that it names must hold.
#[derive(Debug)]
pub(crate) struct Condition {
    /// Characters of which one must stand in the text: what most conditions fail for, at once.
    gate: CharFilter,
    pub before: Option<WordSet>,
    pub after: Option<WordSet>,
    pub around: Option<WordSet>,
    pub inside: Option<WordSet>,
    pub within: Scope,
}

impl Condition {
    /// A condition on words in up to four positions. `lists` are the words of each list.
    pub fn new([before, after, around, inside]: [Option<WordSet>; 4], within: Scope, lists: &[Vec<String>]) -> Condition {
        let gates = [&before, &after, &around, &inside].into_iter().flatten().map(|words| words.gate(lists));
        let gate = gates.min_by_key(CharFilter::len).unwrap_or(CharFilter::ANY);
        Condition { gate, before, after, around, inside, within }
    }

    /// The words of every position.
    pub fn word_sets(&self) -> impl Iterator<Item = &WordSet> {
        [&self.before, &self.after, &self.around, &self.inside].into_iter().flatten()
    }

    /// Whether it looks beyond the sentence of a hit.
    pub fn is_on_reply(&self) -> bool {
        self.within == Scope::Reply
    }

    /// Whether the condition holds for a hit at `span`.
    pub fn holds(&self, span: Span, context: &mut Context<'_>) -> bool {
        if !context.may_hold(&self.gate) {
            return false;
        }
        let scope = context.around(span, self.within);
        let before = |words: &WordSet, context: &mut Context<'_>| stands(words, Span::new(scope.start, span.start), false, context);
        let after = |words: &WordSet, context: &mut Context<'_>| stands(words, Span::new(span.end, scope.end), true, context);
        self.inside.as_ref().is_none_or(|words| words.stands_in(span, context))
            && self.before.as_ref().is_none_or(|words| before(words, context))
            && self.after.as_ref().is_none_or(|words| after(words, context))
            && self.around.as_ref().is_none_or(|words| before(words, context) || after(words, context))
    }
}

/// Lists are looked up in the whole window, regexes are tried on the part of it near the hit, which lies before or behind it.
fn stands(words: &WordSet, window: Span, behind: bool, context: &mut Context<'_>) -> bool {
    if window.start >= window.end {
        return false;
    }
    if words.lists.iter().any(|list| context.has_word(*list, window)) {
        return true;
    }
    if words.regexes.is_empty() {
        return false;
    }
    let near = match behind {
        true => Span::new(window.start, context.ahead(window.start, REGEX_CHARS).min(window.end)),
        false => Span::new(context.back(window.end, REGEX_CHARS).max(window.start), window.end),
    };
    words.regexes.iter().any(|regex| context.has_match(regex, near))
}
