//! Reviews of replies that were made before: rewrites cost several checks of a reply, and agents send the same phrases again and again.

use crate::talk::stands_alone;
use foldhash::fast::RandomState;
use jinyu::{Finding, Linter, Review, Severity};
use std::borrow::Cow;
use std::collections::HashMap;

/// Most reviews that are remembered, and the longest reply of which one is, in bytes.
const MAX_REVIEWS: usize = 4_096;
const MAX_REVIEWED: usize = 512;

/// The last reviews.
pub struct Reviews<'r> {
    linter: &'r Linter,
    min_severity: Severity,
    by_text: HashMap<String, Review<'r>, RandomState>,
}

impl<'r> Reviews<'r> {
    pub fn new(linter: &'r Linter, min_severity: Severity) -> Reviews<'r> {
        Reviews { linter, min_severity, by_text: HashMap::default() }
    }

    /// The review of a reply, with those findings that are reported and stand alone. `findings` and `is_truncated` are what checking it gave. Until
    /// [`clear`](Reviews::clear) `is_talk` must stay the same.
    pub fn of(&mut self, text: &str, findings: &[Finding<'r>], is_truncated: bool, is_talk: bool) -> Cow<'_, Review<'r>> {
        let is_wanted = |found: &Finding<'r>| found.severity >= self.min_severity && stands_alone(found, is_talk);
        let review = || self.linter.review_found(text, findings, is_truncated, is_wanted);
        if text.len() > MAX_REVIEWED {
            return Cow::Owned(review());
        }
        if !self.by_text.contains_key(text) {
            if self.by_text.len() == MAX_REVIEWS {
                self.by_text.clear();
            }
            self.by_text.insert(text.to_owned(), review());
        }
        self.by_text.get(text).map_or_else(|| Cow::Owned(Review::default()), Cow::Borrowed)
    }

    /// Forgets all of them.
    pub fn clear(&mut self) {
        self.by_text.clear();
    }
}
