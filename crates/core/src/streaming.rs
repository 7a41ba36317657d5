//! How much of a reply must be known before a rule can be judged.

use crate::compile::Matcher;
use crate::condition::Condition;
use crate::context::can_end_sentence;
use crate::rule::Scope;
use crate::ruleset::Rule;

/// When a rule can be judged in a text that is still growing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Streaming {
    /// As soon as so many characters are known from where its finding begins, invisible ones not counted.
    Chars(usize),
    /// At the end of the sentence.
    Sentence(Looks),
    /// At the end of the reply.
    Reply(Looks),
}

/// Why a rule cannot be judged earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// Its pattern matches texts of any length.
    Pattern,
    /// A condition looks behind the hit, up to the end of the clause, sentence or reply.
    Condition,
    /// Numbers may follow the hit.
    Number,
    /// Its findings cover the clause, sentence or reply.
    Span,
    /// `whole`: it finds only what is the whole reply.
    Whole,
    /// `require`: it finds something only where the reply lacks certain words.
    Require,
    /// `length`: it judges the length of the reply.
    Length,
    /// Its phrases hold the end of a sentence, and it looks at the sentences around them.
    SentenceEnds,
}

impl Streaming {
    /// The characters that a stream must hold back for the rule; none where that is not a number of characters.
    #[must_use]
    pub const fn hold_back(self) -> Option<usize> {
        match self {
            Streaming::Chars(chars) => Some(chars),
            Streaming::Sentence(_) | Streaming::Reply(_) => None,
        }
    }
}

impl Rule {
    /// When the rule can be judged in a text that is still growing. Linear in its phrases.
    #[must_use]
    pub fn streaming(&self) -> Streaming {
        self.matcher.streaming(self.matcher.reach())
    }
}

/// How far a rule looks from its hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Not beyond the sentence.
    Sentence,
    /// Its hits lie within sentences, what it asks of them does not.
    Reply,
    /// Its hits may lie in two sentences.
    Crossing,
}

impl Matcher {
    /// How far the rule looks.
    pub fn reach(&self) -> Reach {
        if self.is_crossing() {
            Reach::Crossing
        } else if self.looks_at_reply().is_some() {
            Reach::Reply
        } else {
            Reach::Sentence
        }
    }

    /// When it can be judged, where that is how far it looks.
    pub fn streaming(&self, reach: Reach) -> Streaming {
        let limit = |looks| if reach == Reach::Crossing { Streaming::Reply(Looks::SentenceEnds) } else { Streaming::Sentence(looks) };
        let pattern_chars = self.pattern.as_ref().map_or(Some(0), |pattern| pattern.max_chars());
        match (self.looks_at_reply(), self.looks_at_sentence(), pattern_chars) {
            (Some(looks), ..) => Streaming::Reply(looks),
            (_, Some(looks), _) => limit(looks),
            (.., None) => limit(Looks::Pattern),
            (.., Some(pattern_chars)) => {
                let texts = self.phrases.iter().chain(&self.except).map(|text| text.chars().count());
                let behind = self.conditions().filter_map(|condition| match condition.within {
                    Scope::Chars(chars) if condition.looks_behind() => Some(chars + 1),
                    _ => None,
                });
                // One more: a letter behind a word makes it another word.
                Streaming::Chars(texts.max().unwrap_or(0).max(pattern_chars) + behind.max().unwrap_or(0) + 1)
            }
        }
    }

    /// What makes it look beyond the sentence.
    fn looks_at_reply(&self) -> Option<Looks> {
        [
            (self.under_chars.is_some() || self.over_chars.is_some(), Looks::Length),
            (self.whole, Looks::Whole),
            (self.require.is_some(), Looks::Require),
            (self.conditions().any(Condition::is_on_reply), Looks::Condition),
            (self.span == Scope::Reply, Looks::Span),
        ]
        .into_iter()
        .find_map(|(holds, looks)| holds.then_some(looks))
    }

    /// What makes it look at more of the sentence than some characters.
    fn looks_at_sentence(&self) -> Option<Looks> {
        let looks_far = |condition: &Condition| condition.looks_behind() && matches!(condition.within, Scope::Clause | Scope::Sentence);
        [
            (self.number.is_some(), Looks::Number),
            (self.conditions().any(looks_far), Looks::Condition),
            (self.span != Scope::Match, Looks::Span),
        ]
        .into_iter()
        .find_map(|(holds, looks)| holds.then_some(looks))
    }

    /// All its conditions.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.near.iter().chain(&self.unless).chain(&self.info_if)
    }

    fn is_crossing(&self) -> bool {
        let units = self.number.iter().flat_map(|number| number.units.iter().map(|(unit, _)| unit));
        self.phrases.iter().chain(&self.except).chain(units).any(|text| text.contains(can_end_sentence))
    }
}

impl Condition {
    /// Whether it looks at what follows a hit.
    pub fn looks_behind(&self) -> bool {
        self.after.is_some() || self.around.is_some()
    }
}
