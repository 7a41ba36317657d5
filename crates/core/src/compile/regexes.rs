//! Every regex of every rule, compiled once and on all cores.

use super::MAX_REGEX_BYTES;
use crate::fault::FaultKind;
use crate::parallel;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::rule::{ConditionEntry, EarlierEntry, RuleEntry, TalkEntry};
use crate::words::{Words, has_word_boundary, regex_of};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Regexes by what their authors wrote. Rules that write the same share one.
#[derive(Debug, Default)]
pub(crate) struct Regexes {
    compiled: HashMap<String, Result<Arc<Pattern>, FaultKind>>,
}

impl Regexes {
    /// Compiles the regexes of all rules.
    pub fn new<'e>(rules: impl Iterator<Item = &'e RuleEntry>, words: &Words, profile: &Profile) -> Regexes {
        let of_rules = rules.flat_map(sources).map(str::to_owned);
        let mut sources: Vec<String> = of_rules.chain(words.regexes().map(|(_, regex)| regex.value)).collect();
        sources.sort_unstable();
        sources.dedup();
        let mut compiled = parallel::map(&sources, |source| compile(source, source, words, profile));
        let mut shared = HashSet::new();
        for pattern in compiled.iter_mut().flatten().filter_map(Arc::get_mut) {
            pattern.share_tries(&mut shared);
        }
        Regexes { compiled: sources.into_iter().zip(compiled).collect() }
    }

    /// The regex that was written so, or what is wrong with it.
    pub fn get(&self, source: &str, words: &Words, profile: &Profile) -> Result<Arc<Pattern>, FaultKind> {
        self.compiled.get(source).cloned().unwrap_or_else(|| compile(source, source, words, profile))
    }
}

fn sources(rule: &RuleEntry) -> impl Iterator<Item = &str> {
    let conditions = [&rule.near, &rule.unless, &rule.info_if].into_iter().flatten().flat_map(ConditionEntry::positions);
    let words = conditions.chain([&rule.require]).chain(rule.number.as_ref().map(|number| &number.rivals)).flatten();
    let said = rule.talk.iter().flat_map(TalkEntry::words).chain(rule.excused.iter().flat_map(EarlierEntry::words));
    // Patterns of disguised phrases are filled in first.
    let pattern = rule.pattern.iter().filter(|_| rule.disguise.is_empty());
    pattern.map(|pattern| pattern.value.as_str()).chain(words.chain(said).filter_map(|word| regex_of(&word.value)))
}

/// Compiles what an author wrote, once the forms of its phrases have been filled in.
pub(super) fn compile(source: &str, filled: &str, words: &Words, profile: &Profile) -> Result<Arc<Pattern>, FaultKind> {
    if source.len() > MAX_REGEX_BYTES {
        return Err(FaultKind::LongRegex { bytes: source.len(), limit: MAX_REGEX_BYTES });
    }
    if has_word_boundary(source) {
        return Err(FaultKind::WordBoundary);
    }
    let pattern = Pattern::new(&words.regex(filled, profile)?).map_err(|message| FaultKind::BadRegex { message })?;
    if pattern.matches_nothing() { Err(FaultKind::EmptyMatch { pattern: source.to_owned() }) } else { Ok(Arc::new(pattern)) }
}
