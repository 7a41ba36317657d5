//! Simplified forms of traditional characters, from OpenCC.

use std::collections::{BTreeMap, BTreeSet};

/// The preferred simplified form of each traditional character.
///
/// Source: OpenCC `TSCharacters.txt`, as the crate zhhz carries it unchanged.
/// A character that another one simplifies to is in simplified use itself and
/// stays: 壞 gives 坏, and so 坏 does not become 坯.
pub fn simplified_forms() -> BTreeMap<char, char> {
    let dictionary = zhhz::data::dict_text("TSCharacters").expect("zhhz embeds TSCharacters");
    let mut forms: BTreeMap<char, char> = dictionary
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| first_form(line).unwrap_or_else(|| panic!("not `key TAB forms`: {line:?}")))
        .filter(|(traditional, simplified)| traditional != simplified)
        .collect();
    let in_simplified_use: BTreeSet<char> = forms.values().copied().collect();
    forms.retain(|traditional, _| !in_simplified_use.contains(traditional));
    forms
}

/// `乾 TAB 干 乾` gives 乾 and 干: OpenCC puts the usual form first.
fn first_form(line: &str) -> Option<(char, char)> {
    let (traditional, forms) = line.split_once('\t')?;
    let simplified = forms.split(' ').next()?;
    Some((traditional.parse().ok()?, simplified.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{first_form, simplified_forms};

    #[test]
    fn takes_the_first_form() {
        assert_eq!(first_form("乾\t干 乾"), Some(('乾', '干')));
        assert_eq!(first_form("乾"), None);
    }

    #[test]
    fn no_form_is_simplified_again() {
        let forms = simplified_forms();
        assert!(forms.len() > 3000, "only {}", forms.len());
        assert!(forms.values().all(|simplified| !forms.contains_key(simplified)));
        assert_eq!(forms.get(&'壞'), Some(&'坏'));
        assert_eq!(forms.get(&'坏'), None);
    }
}
