//! What must, or must not, stand near a hit.

use crate::context::{Context, ahead, back};
use crate::rule::Scope;
use crate::span::Span;
use regex::Regex;

/// How far a regex of a condition looks, in characters: what keeps a check linear in the reply.
const REGEX_CHARS: usize = 64;

/// Words of lists, and regexes.
#[derive(Debug, Default)]
pub(crate) struct WordSet {
    /// Numbers of the lists in the word index.
    pub lists: Vec<u32>,
    pub regexes: Vec<Regex>,
}

impl WordSet {
    /// Whether one of the words stands wholly within `window`.
    pub fn stands_in(&self, window: Span, context: &mut Context<'_>) -> bool {
        window.start < window.end
            && (self.lists.iter().any(|list| context.has_word(*list, window))
                || self.regexes.iter().any(|regex| regex.is_match(window.of(context.text))))
    }
}

/// One condition: all the positions that it names must hold.
#[derive(Debug)]
pub(crate) struct Condition {
    pub before: Option<WordSet>,
    pub after: Option<WordSet>,
    pub around: Option<WordSet>,
    pub inside: Option<WordSet>,
    pub within: Scope,
}

impl Condition {
    /// Whether the condition holds for a hit at `span`.
    pub fn holds(&self, span: Span, context: &mut Context<'_>) -> bool {
        let scope = context.around(span, self.within);
        let before = |words: &WordSet, context: &mut Context<'_>| {
            let near = back(context.text, span.start, REGEX_CHARS).max(scope.start);
            stands(words, Span::new(scope.start, span.start), Span::new(near, span.start), context)
        };
        let after = |words: &WordSet, context: &mut Context<'_>| {
            let near = ahead(context.text, span.end, REGEX_CHARS).min(scope.end);
            stands(words, Span::new(span.end, scope.end), Span::new(span.end, near), context)
        };
        self.inside.as_ref().is_none_or(|words| words.stands_in(span, context))
            && self.before.as_ref().is_none_or(|words| before(words, context))
            && self.after.as_ref().is_none_or(|words| after(words, context))
            && self.around.as_ref().is_none_or(|words| before(words, context) || after(words, context))
    }
}

/// Lists are looked up in the whole window, regexes are tried on the near part only.
fn stands(words: &WordSet, window: Span, near: Span, context: &mut Context<'_>) -> bool {
    window.start < window.end
        && (words.lists.iter().any(|list| context.has_word(*list, window))
            || words.regexes.iter().any(|regex| regex.is_match(near.of(context.text))))
}
