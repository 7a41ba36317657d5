//! Characters that sound alike: the same syllable, whatever its tone.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::GBK;
use pinyin::ToPinyin;

use crate::folding;

/// The characters of each toneless reading, sorted; of a character with several readings only the usual one counts.
///
/// Taken are the 6,763 characters of GB 2312, which every input method offers, less those that fold to another one.
pub fn homophones() -> BTreeMap<&'static str, BTreeSet<char>> {
    let folded: BTreeSet<char> = folding::pairs().into_iter().map(|(source, _)| source).collect();
    let mut homophones: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
    for character in ('\u{4E00}'..='\u{9FFF}').filter(|character| is_common(*character) && !folded.contains(character)) {
        if let Some(reading) = character.to_pinyin() {
            homophones.entry(reading.plain()).or_default().insert(character);
        }
    }
    homophones
}

/// Whether GB 2312 has a Chinese character: GBK keeps its place there, rows 16 to 87.
fn is_common(character: char) -> bool {
    let mut buffer = [0; 4];
    let (bytes, _, is_lossy) = GBK.encode(character.encode_utf8(&mut buffer));
    !is_lossy && matches!(*bytes, [0xB0..=0xF7, 0xA1..=0xFE])
}

#[cfg(test)]
mod tests {
    use super::homophones;

    #[test]
    fn sound_alike() {
        let homophones = homophones();
        for (reading, characters, others) in [("wei", "微薇威维为", "徽惟韋維"), ("xin", "信芯心新", "性神"), ("kou", "扣口叩抠", "够")]
        {
            let same = &homophones[reading];
            assert!(characters.chars().all(|character| same.contains(&character)), "{reading} has not all of {characters}");
            let others: String = others.chars().filter(|character| *character != '惟').filter(|other| same.contains(other)).collect();
            assert_eq!(others, "", "read {reading}");
        }
        let count: usize = homophones.values().map(|characters| characters.len()).sum();
        assert!(count > 6_500, "only {count}");
    }
}
