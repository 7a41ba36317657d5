//! Reviews of replies that were made before: rewrites cost several checks of a reply, and agents send the same phrases again and again.

use jinyu::{Finding, Linter, Review};
use std::borrow::Cow;
use std::collections::HashMap;

/// Most reviews that are remembered, and the longest reply of which one is, in bytes.
const MAX_REVIEWS: usize = 4_096;
const MAX_REVIEWED: usize = 512;

/// The last reviews.
pub struct Reviews<'r> {
    linter: &'r Linter,
    by_text: HashMap<String, Review<'r>>,
}

impl<'r> Reviews<'r> {
    pub fn new(linter: &'r Linter) -> Reviews<'r> {
        Reviews { linter, by_text: HashMap::new() }
    }

    /// The review of a reply with those findings that `is_kept`, which must be the same for the same text until [`clear`](Reviews::clear).
    pub fn of(&mut self, text: &str, is_kept: impl Fn(&Finding<'r>) -> bool) -> Cow<'_, Review<'r>> {
        let review = || {
            let mut review = self.linter.review(text);
            review.findings.retain(|(found, _)| is_kept(found));
            review
        };
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
