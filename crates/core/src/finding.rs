use crate::fold::fold_text;
use crate::ruleset::Rule;
use crate::{Severity, Span};

/// A fault in a reply: which rule, where, how bad.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Finding<'r> {
    /// The rule that was broken.
    pub rule: &'r Rule,
    /// Where, in the reply as it was given.
    pub span: Span,
    /// How bad it is here: the rule's severity, or milder where the rule says so.
    pub severity: Severity,
    /// What the rule hit before the span was widened, in the folded reply.
    pub(crate) hit: Span,
    /// The phrase that hit, for rules that have a rewrite for each.
    pub(crate) phrase: u32,
}

impl Finding<'_> {
    /// What the words that it covers, given as they stand in the reply, were read as: folded, and disguised phrases as themselves.
    #[must_use]
    pub fn read_as(&self, covered: &str) -> String {
        let folded = fold_text(covered);
        let matcher = &self.rule.matcher;
        match (&matcher.disguise, matcher.pattern.as_ref().and_then(|pattern| pattern.regex())) {
            (Some(disguise), Some(pattern)) => {
                pattern.replace_all(&folded, |found: &regex::Captures<'_>| disguise.read(&found[0])).into_owned()
            }
            _ => folded,
        }
    }
}

impl PartialEq for Finding<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.rule.id() == other.rule.id() && self.span == other.span && self.severity == other.severity
    }
}

impl Eq for Finding<'_> {}

/// What to write in a finding's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The text for the finding's span; empty where the span is to be removed.
    pub text: String,
    /// Whether a person should look at it first.
    pub applicability: Applicability,
}

/// How a rewrite may be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applicability {
    /// Cannot change the meaning: may be applied unattended.
    Safe,
    /// A person decides.
    Suggest,
}

impl Applicability {
    /// The name in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Applicability::Safe => "safe",
            Applicability::Suggest => "suggest",
        }
    }
}

impl Review<'_> {
    /// The best of the suggestions.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        self.suggestions.first().map(String::as_str)
    }
}

/// A reply with all that there is to say about it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Review<'r> {
    /// Sorted by start, end and rule id; each with its rewrite, where there is a good one.
    pub findings: Vec<(Finding<'r>, Option<Rewrite>)>,
    /// The whole reply as it could be sent, in one wording or several, best first; each without findings at warning or above.
    pub suggestions: Vec<String>,
    /// Whether findings were left out: see [`MAX_FINDINGS`](crate::MAX_FINDINGS).
    pub is_truncated: bool,
}
