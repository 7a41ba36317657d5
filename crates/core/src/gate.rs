//! What a text must hold at least for a rule or a condition: characters of which one must stand in it. Asked before anything is searched.

use crate::pattern::CharFilter;

/// Characters of which one must stand in every text that holds one of these texts.
pub(crate) fn gate(texts: &[String]) -> CharFilter {
    texts.iter().filter_map(|text| telling_character(text)).collect()
}

/// The first character of a text that does not stand in most replies anyway.
fn telling_character(text: &str) -> Option<char> {
    text.chars().find(|c| !EVERYDAY.contains(*c)).or_else(|| text.chars().next())
}

/// Characters that stand in many replies, whatever they are about.
const EVERYDAY: &str = "的您了亲好是我有在可以们这个就不到会给您一下要哦呢没 ,，。";

/// Most gates of one rule.
const MAX_GATES: usize = 4;
/// Gates of more characters let nearly every reply through.
const MAX_CHARACTERS: u32 = 160;

/// Of several gates that must all be passed those that are worth being asked, the narrowest first.
pub(crate) fn worthwhile(gates: impl Iterator<Item = CharFilter>) -> Vec<CharFilter> {
    let mut gates: Vec<CharFilter> = gates.filter(|gate| gate.len() <= MAX_CHARACTERS).collect();
    gates.sort_by_key(CharFilter::len);
    gates.dedup();
    gates.truncate(MAX_GATES);
    gates
}
