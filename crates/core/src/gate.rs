//! What a text must hold at least for a rule or a condition: characters of which one must stand in it. Asked before anything is searched.

use crate::pattern::CharFilter;

/// Characters of which one must stand in every text that holds one of these texts.
pub(crate) fn gate<'t>(texts: impl IntoIterator<Item = &'t str>) -> CharFilter {
    texts.into_iter().filter_map(telling_character).collect()
}

/// The first character of a text that does not stand in most replies anyway.
fn telling_character(text: &str) -> Option<char> {
    text.chars().find(|c| !is_everyday(*c)).or_else(|| text.chars().next())
}

/// Whether a character stands in many replies, whatever they are about.
#[rustfmt::skip]
fn is_everyday(c: char) -> bool {
    matches!(c, '的' | '您' | '了' | '亲' | '好' | '是' | '我' | '有' | '在' | '可' | '以' | '们' | '这' | '个' | '就' | '不' | '到' | '会' | '给' | '一'
        | '下' | '要' | '哦' | '呢' | '没' | ' ' | ',' | '，' | '。')
}

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
