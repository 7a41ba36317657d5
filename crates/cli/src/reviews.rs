//! Reviews of replies that were made before: rewrites cost several checks of a reply, and agents send the same phrases again and again.

use jinyu::Review;
use std::borrow::Cow;
use std::collections::HashMap;

/// Most reviews that are remembered, and the longest reply of which one is, in bytes.
const MAX_REVIEWS: usize = 4_096;
const MAX_REVIEWED: usize = 512;

/// The last reviews.
#[derive(Default)]
pub struct Reviews<'r> {
    by_text: HashMap<String, Review<'r>>,
}

impl<'r> Reviews<'r> {
    /// The review of a reply, which must be the same for the same text until [`clear`](Reviews::clear).
    pub fn of(&mut self, text: &str, review: impl FnOnce() -> Review<'r>) -> Cow<'_, Review<'r>> {
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
