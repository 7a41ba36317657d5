//! Characters that a reader does not see and a sender can hide between two others.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// Whether Unicode has `character` shown as nothing: `Default_Ignorable_Code_Point` (joiners,
/// variation selectors, tags, fillers) or a format character (category Cf).
pub fn contains(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || CodePointMapData::<GeneralCategory>::new().get(character) == GeneralCategory::Format
}

/// All invisible characters as sorted, inclusive ranges that do not touch.
pub fn ranges() -> Vec<(char, char)> {
    let mut ranges: Vec<(char, char)> = Vec::new();
    for character in ('\0'..=char::MAX).filter(|&character| contains(character)) {
        match ranges.last_mut() {
            Some((_, last)) if u32::from(*last) + 1 == u32::from(character) => *last = character,
            _ => ranges.push((character, character)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::ranges;

    #[test]
    fn holds_what_is_not_seen() {
        let ranges = ranges();
        let contains = |character| ranges.iter().any(|&(first, last)| (first..=last).contains(&character));
        // Soft hyphen, grapheme joiner, joiners, bidi controls, word joiner, fillers, BOM,
        // variation selectors, musical format, tags.
        for hidden in "\u{AD}\u{34F}\u{200B}\u{200D}\u{202E}\u{2060}\u{3164}\u{FFA0}\u{FEFF}\u{FE0F}\u{E0100}\u{1D173}\u{E0041}".chars() {
            assert!(contains(hidden), "{hidden:?}");
        }
        for seen in " \n\u{3000}a维，\u{20E3}😊".chars() {
            assert!(!contains(seen), "{seen:?}");
        }
    }

    #[test]
    fn ranges_are_sorted_and_apart() {
        assert!(ranges().is_sorted_by(|left, right| left.0 <= left.1 && left.1 < right.0));
    }
}
