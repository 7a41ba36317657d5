//! Letters and digits in a shape that NFKC leaves alone, read from their Unicode names.

/// How the names of such characters begin. The list is of shapes, not of characters.
const SHAPES: [&str; 7] =
    ["NEGATIVE ", "CROSSED NEGATIVE ", "SQUARED ", "DINGBAT ", "DOUBLE CIRCLED ", "REGIONAL INDICATOR SYMBOL ", "LATIN LETTER SMALL "];

const DIGITS: [&str; 10] = ["ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE"];

/// The one letter or digit that the name of `character` ends with, if it names such a shape.
///
/// "NEGATIVE SQUARED LATIN CAPITAL LETTER V" gives V, "DOUBLE CIRCLED DIGIT ONE" gives 1,
/// and "DINGBAT NEGATIVE CIRCLED NUMBER TEN", which is two digits, nothing.
pub fn inside_by_name(character: char) -> Option<char> {
    let name = unicode_names2::name(character)?.to_string();
    if !SHAPES.iter().any(|shape| name.starts_with(shape)) {
        return None;
    }
    let (rest, last) = name.rsplit_once(' ')?;
    let (_, kind) = rest.rsplit_once(' ')?;
    match kind {
        "DIGIT" => ('0'..='9').zip(DIGITS).find_map(|(digit, word)| (word == last).then_some(digit)),
        "LETTER" | "CAPITAL" => last.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::inside_by_name;

    #[test]
    fn reads_one_letter_or_digit() {
        let shapes = "🅥🆅🆊🆥❶➀➊⓿⓵🇦ᴠ🄋";
        let inside: String = shapes.chars().filter_map(inside_by_name).collect();
        assert_eq!(inside, "VVPD11101AV0");
    }

    #[test]
    fn leaves_other_characters_alone() {
        // Ten, a plain letter, "AB" in a square, an inverted small capital and a flag tag.
        for character in ['❿', 'V', '🆎', 'ʁ', '\u{E0076}', '维'] {
            assert_eq!(inside_by_name(character), None, "{character:?}");
        }
    }
}
