//! Which characters may stand at a place.

/// Characters by the low bits of their code points: what it denies is not there, what it allows may be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct CharFilter {
    pub(super) bits: [u64; CharFilter::WORDS],
    /// Nothing may stand there: the edge of the text.
    pub at_edge: bool,
}

impl CharFilter {
    pub(super) const WORDS: usize = 8;
    pub const NONE: CharFilter = CharFilter { bits: [0; CharFilter::WORDS], at_edge: false };
    pub const ANY: CharFilter = CharFilter { bits: [u64::MAX; CharFilter::WORDS], at_edge: true };
    /// Every character, but not the edge.
    pub const ANY_CHARACTER: CharFilter = CharFilter { at_edge: false, ..CharFilter::ANY };

    pub fn add(&mut self, c: char) {
        self.bits[c as usize / 64 % CharFilter::WORDS] |= 1 << (c as usize % 64);
    }

    pub fn add_all(&mut self, other: &CharFilter) {
        self.bits.iter_mut().zip(other.bits).for_each(|(bits, more)| *bits |= more);
        self.at_edge |= other.at_edge;
    }

    /// How many of its bits are set.
    pub fn len(&self) -> u32 {
        self.bits.iter().map(|bits| bits.count_ones()).sum()
    }

    /// Whether a character that one of them allows may be one that the other allows as well.
    pub fn meets(&self, other: &CharFilter) -> bool {
        self.bits.iter().zip(other.bits).fold(0, |both, (bits, more)| both | bits & more) != 0
    }

    pub fn allows_character(&self, c: char) -> bool {
        self.bits[c as usize / 64 % CharFilter::WORDS] >> (c as usize % 64) & 1 == 1
    }

    pub fn allows(&self, c: Option<char>) -> bool {
        c.map_or(self.at_edge, |c| self.allows_character(c))
    }
}

impl FromIterator<char> for CharFilter {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> CharFilter {
        let mut filter = CharFilter::NONE;
        chars.into_iter().for_each(|c| filter.add(c));
        filter
    }
}
