//! Which character stands for which: the one-to-one folding.

use std::collections::BTreeMap;
use std::iter::{once, successors};

use icu_casemap::{CaseMapper, CaseMapperBorrowed};
use icu_normalizer::{ComposingNormalizer, ComposingNormalizerBorrowed};
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use icu_properties::{CodePointMapData, CodePointMapDataBorrowed};

use crate::{enclosed, invisible, traditional};

/// Every character that folds to another one, with that one, sorted.
///
/// Folding is idempotent: no target is a source.
pub fn pairs() -> Vec<(char, char)> {
    let folding = Folding::new();
    ('\0'..=char::MAX)
        .filter(|&character| !invisible::contains(character))
        .map(|character| (character, folding.fold(character)))
        .filter(|(source, target)| source != target)
        .collect()
}

struct Folding {
    nfkc: ComposingNormalizerBorrowed<'static>,
    category: CodePointMapDataBorrowed<'static, GeneralCategory>,
    case: CaseMapperBorrowed<'static>,
    simplified: BTreeMap<char, char>,
}

impl Folding {
    fn new() -> Self {
        Self {
            nfkc: ComposingNormalizer::new_nfkc(),
            category: CodePointMapData::new(),
            case: CaseMapper::new(),
            simplified: traditional::simplified_forms(),
        }
    }

    /// Takes steps until there is none: `U+F95C` → 樂 → 乐, Ⓥ → V → v.
    ///
    /// This ends because no step leads back to a compatibility form, to upper
    /// case or to a traditional character.
    fn fold(&self, character: char) -> char {
        successors(Some(character), |&character| self.step(character)).last().unwrap_or(character)
    }

    fn step(&self, character: char) -> Option<char> {
        self.space(character)
            .or_else(|| self.compatible(character))
            .or_else(|| enclosed::inside_by_name(character))
            .or_else(|| Some(self.case.simple_lowercase(character)))
            .filter(|&folded| folded != character)
            .or_else(|| self.simplified.get(&character).copied())
    }

    /// All of Zs is one space, the ideographic U+3000 and the no-break U+00A0 alike.
    fn space(&self, character: char) -> Option<char> {
        (self.category.get(character) == GeneralCategory::SpaceSeparator).then_some(' ')
    }

    /// The letter or number that NFKC finds in a character, alone or enclosed as in `(1)` and `1.`.
    ///
    /// Punctuation and symbols keep their width: a pattern can tell ， from a comma.
    fn compatible(&self, character: char) -> Option<char> {
        let form: Vec<char> = self.nfkc.normalize_iter(once(character)).collect();
        let inside = match form[..] {
            [alone] if alone != character => alone,
            ['(', inside, ')'] | ['〔', inside, '〕'] | [inside, '.' | ','] => inside,
            _ => return None,
        };
        self.is_alphanumeric(inside).then_some(inside)
    }

    /// By the category of the pinned Unicode data, so that the toolchain does not matter.
    fn is_alphanumeric(&self, character: char) -> bool {
        GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Number).contains(self.category.get(character))
    }
}

#[cfg(test)]
mod tests {
    use super::pairs;
    use std::collections::BTreeMap;

    /// Each character of the first text folds to the one below it in the second.
    fn check(text: &str, expected: &str) {
        let folding: BTreeMap<char, char> = pairs().into_iter().collect();
        let folded: String = text.chars().map(|character| folding.get(&character).copied().unwrap_or(character)).collect();
        assert_eq!(folded, expected, "from {text}");
    }

    #[test]
    fn lower_case_and_width() {
        check("AbＷｗＡ１ｱ", "abwwa1ア");
    }

    #[test]
    fn compatibility_forms() {
        check("\u{F967}⼀①²𝐯𝐱ⅴⅤ㊀", "不一12vxvv一");
    }

    #[test]
    fn enclosed_letters_and_digits() {
        check("🅥🆅Ⓥ🄥❶➀➊⓿⓵⑴⒜⒈㈠🇦ᴠ", "vvvv111011a1一av");
    }

    #[test]
    fn several_characters_in_one_stay() {
        check("⑩ⅱ½㎏㏠", "⑩ⅱ½㎏㏠");
    }

    #[test]
    fn traditional_characters() {
        check("發維號\u{F95C}⾺後裏乾擡", "发维号乐马后里干抬");
    }

    #[test]
    fn simplified_characters_stay() {
        check("后里干坏着著薰发面只系", "后里干坏着著薰发面只系");
    }

    #[test]
    fn punctuation_stays_and_spaces_meet() {
        check("，。！？：（）＋＠￥～．％", "，。！？：（）＋＠￥～．％");
        check("\u{3000}\u{A0}\u{2003}\u{202F}", "    ");
    }

    #[test]
    fn of_ascii_only_capitals_fold() {
        for (source, _) in pairs() {
            assert!(!source.is_ascii() || source.is_ascii_uppercase(), "{source:?}");
        }
    }

    #[test]
    fn pairs_are_sorted_and_idempotent() {
        let pairs = pairs();
        assert!(pairs.is_sorted_by(|left, right| left.0 < right.0));
        for (source, target) in &pairs {
            let again = pairs.binary_search_by_key(target, |pair| pair.0);
            assert!(again.is_err(), "{source:?} folds to {target:?}, which folds again");
        }
    }
}
