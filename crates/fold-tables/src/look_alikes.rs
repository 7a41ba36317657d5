//! What looks like a character: letters of other scripts, and characters with the same parts.

use std::collections::{BTreeMap, BTreeSet};

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_security::confusable_detection::skeleton;

use crate::{folding, invisible};

/// Chinese characters, and signs for a letter, that Unicode does not call confusable.
///
/// Our own, from Unicode's code charts and the components of the characters: the outline is the same and one part differs, or the character is
/// drawn apart into its parts. Unicode 16, blocks CJK Unified Ideographs and Greek and Coptic.
const OWN: [(char, &str); 15] = [
    // 彳 with the same middle and right part; 薇 and the like add a top or a side. 崴 is 威 with a top, and read as it in place names.
    ('微', "崴 徽 徾 徴 幑 嶶 薇 溦 癓 霺 矀 徼"),
    // 亻 and 言 apart, or another right part.
    ('信', "亻言 人言 伩 伈 佶 訫 倍"),
    ('扣', "扌口 抇 扪 叩"),
    ('企', "佥 仚 佱"),
    ('鹅', "我鸟 娥 鹉"),
    ('号', "呺 口丂 呉"),
    ('群', "君羊 郡 裙"),
    ('加', "力口 咖 茄 伽 迦"),
    ('支', "攴 攵 枝"),
    ('付', "亻寸 附 苻"),
    ('宝', "宀玉 宔 宲"),
    ('转', "车专 砖 抟"),
    ('账', "贝长 帐 胀"),
    ('聊', "耳卯 柳 聅"),
    // Omega, as handwriting has it.
    ('w', "ω"),
];

/// The texts that look like each character, folded, without the character itself.
pub fn look_alikes() -> BTreeMap<char, BTreeSet<String>> {
    let folding: BTreeMap<char, char> = folding::pairs().into_iter().collect();
    let fold = |character| folding.get(&character).copied().unwrap_or(character);
    let mut alike: BTreeMap<char, BTreeSet<String>> = BTreeMap::new();
    for character in ('\u{80}'..=char::MAX).filter(|&character| fold(character) == character && !invisible::contains(character)) {
        if let Some(letter) = letter(character) {
            alike.entry(letter).or_default().insert(character.to_string());
        }
    }
    for (character, texts) in OWN {
        let folded = texts.split(' ').map(|text| text.chars().map(fold).collect::<String>());
        alike.entry(character).or_default().extend(folded.filter(|text| *text != character.to_string()));
    }
    alike
}

/// The Latin letter that a character is confusable with (UTS #39), be it under an accent: ē and е for e.
fn letter(character: char) -> Option<char> {
    let category = CodePointMapData::<GeneralCategory>::new();
    let is_mark = |c: char| GeneralCategoryGroup::Mark.contains(category.get(c));
    let skeleton: Vec<char> = skeleton(character.encode_utf8(&mut [0; 4])).filter(|c| !is_mark(*c)).collect();
    match skeleton[..] {
        [letter] if letter.is_ascii_alphabetic() => Some(letter.to_ascii_lowercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::look_alikes;

    #[test]
    fn look_alike() {
        let alike = look_alikes();
        for (character, texts) in [('v', "ѵ ν ∨"), ('x', "х ×"), ('w', "ш ω ѡ"), ('e', "е ē"), ('微', "徽 嶶 徾"), ('信', "亻言")]
        {
            let missing: Vec<&str> = texts.split(' ').filter(|text| !alike[&character].contains(*text)).collect();
            assert_eq!(missing, Vec::<&str>::new(), "for {character}");
        }
        // No digit, no Latin letter, and no character for itself.
        assert!(alike.iter().all(|(character, texts)| !texts.contains(&character.to_string())));
        assert!(alike.values().flatten().all(|text| !text.chars().any(|c| c.is_ascii_alphanumeric())));
    }
}
