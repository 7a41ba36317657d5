//! Which characters may stand at a place.

/// Characters by the low bits of their code points: what it denies is not there, what it allows may be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CharFilter {
    pub(super) bits: [u64; WORDS],
    /// Nothing may stand there: the edge of the text.
    pub at_edge: bool,
}

const WORDS: usize = 8;

impl CharFilter {
    pub const NONE: CharFilter = CharFilter { bits: [0; WORDS], at_edge: false };
    pub const ANY: CharFilter = CharFilter { bits: [u64::MAX; WORDS], at_edge: true };
    /// Every character, but not the edge.
    pub const ANY_CHARACTER: CharFilter = CharFilter { at_edge: false, ..CharFilter::ANY };

    pub fn add(&mut self, c: char) {
        self.bits[c as usize / 64 % WORDS] |= 1 << (c as usize % 64);
    }

    pub fn add_all(&mut self, other: &CharFilter) {
        self.bits.iter_mut().zip(other.bits).for_each(|(bits, more)| *bits |= more);
        self.at_edge |= other.at_edge;
    }

    pub fn allows_character(&self, c: char) -> bool {
        self.bits[c as usize / 64 % WORDS] >> (c as usize % 64) & 1 == 1
    }

    pub fn allows(&self, c: Option<char>) -> bool {
        c.map_or(self.at_edge, |c| self.allows_character(c))
    }
}
