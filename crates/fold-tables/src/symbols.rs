//! Signs and pictures that are read as a syllable, by their Unicode names.

use std::collections::{BTreeMap, BTreeSet};

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use crate::folding;

/// What a name says before any ` WITH ` or ` ON `, and how it is read: 心 and 信 for hearts and letters, 加 for plus.
const READ: [(&str, &str); 6] =
    [("HEART", "xin"), ("TWO HEARTS", "xin"), ("REVOLVING HEARTS", "xin"), ("LETTER", "xin"), ("ENVELOPE", "xin"), ("PLUS SIGN", "jia")];

/// The signs of each reading, sorted.
pub fn symbols() -> BTreeMap<&'static str, BTreeSet<char>> {
    let folded: BTreeSet<char> = folding::pairs().into_iter().map(|(source, _)| source).collect();
    let mut symbols: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for character in ('\0'..=char::MAX).filter(|character| is_symbol(*character) && !folded.contains(character)) {
        if let Some(reading) = reading(character) {
            symbols.entry(reading).or_default().insert(character);
        }
    }
    symbols
}

fn reading(character: char) -> Option<&'static str> {
    let name = unicode_names2::name(character)?.to_string();
    let named = name.split(" WITH ").next()?.split(" ON ").next()?;
    let holds = |words: &str| format!(" {named} ").contains(&format!(" {words} "));
    READ.iter().find_map(|(words, reading)| holds(words).then_some(*reading))
}

fn is_symbol(character: char) -> bool {
    matches!(CodePointMapData::<GeneralCategory>::new().get(character), GeneralCategory::OtherSymbol | GeneralCategory::MathSymbol)
}

#[cfg(test)]
mod tests {
    use super::symbols;

    #[test]
    fn reads_hearts_letters_and_plus() {
        let symbols = symbols();
        let has = |reading: &str, character| symbols[reading].contains(&character);
        assert!("❤♥♡💗💕💞💚💝💌✉".chars().all(|character| has("xin", character)));
        assert!("+＋➕".chars().all(|character| has("jia", character)));
        // Smiling face with heart-shaped eyes, couple with heart, ten of hearts.
        assert!(!"😍💑🂺".chars().any(|character| has("xin", character)));
    }
}
