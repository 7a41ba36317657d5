//! Folding: which characters are always the same character. Full width, case, traditional script, compatibility, enclosed and styled
//! forms fold to one plain character; invisible characters fold to nothing. Punctuation stays as it is.

mod table;

use table::{FOLD, INVISIBLE};

/// The plain form of `c`: one look for most characters, logarithmic in the table for the others. The hot path has this built into its character classes.
#[must_use]
pub fn fold(c: char) -> char {
    match HAS_FORM.get(c as usize / 64) {
        Some(bits) if bits >> (c as usize % 64) & 1 == 0 => c,
        _ => FOLD.binary_search_by_key(&c, |entry| entry.0).map_or(c, |at| FOLD[at].1),
    }
}

/// Which of the first 65,536 characters are not their own plain form, a bit each.
static HAS_FORM: [u64; 1024] = {
    let mut bits = [0; 1024];
    let mut at = 0;
    while at < FOLD.len() {
        let c = FOLD[at].0 as usize;
        if c / 64 < bits.len() {
            bits[c / 64] |= 1 << (c % 64);
        }
        at += 1;
    }
    bits
};

/// Whether `c` shows nothing by itself and is skipped: joiners, direction marks, variation selectors, soft hyphens, tags.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    let after = INVISIBLE.partition_point(|range| range.0 <= c);
    after > 0 && c <= INVISIBLE[after - 1].1
}

/// `text` with every character folded and the invisible ones left out.
#[must_use]
pub fn fold_text(text: &str) -> String {
    text.chars().filter(|c| !is_invisible(*c)).map(fold).collect()
}

/// Every character that is not its own plain form, with that form.
pub(crate) fn folded_characters() -> impl Iterator<Item = (char, char)> {
    FOLD.iter().copied()
}

/// Every invisible character.
pub(crate) fn invisible_characters() -> impl Iterator<Item = char> {
    INVISIBLE.iter().flat_map(|range| range.0..=range.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_is_always_the_same_character() {
        for (text, plain) in [
            ("Ｗｘ", "wx"),
            ("\u{F967}行", "不行"),
            ("無法開發票", "无法开发票"),
            ("①②", "12"),
            ("微\u{200B}信", "微信"),
            ("，。！", "，。！"),
        ] {
            assert_eq!(fold_text(text), plain, "{text}");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for (_, plain) in folded_characters() {
            assert_eq!(fold(plain), plain);
            assert!(!is_invisible(plain));
        }
    }
}
