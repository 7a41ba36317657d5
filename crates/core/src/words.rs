//! Word lists and what `{list}` stands for in phrases, patterns and conditions.

use crate::compile::MAX_PHRASE_CHARS;
use crate::fault::{Fault, FaultKind};
use crate::fields::{Report, Text};
use crate::fold::{fold, fold_text};
use crate::profile::Profile;
use crate::rule::ListEntry;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// Most texts that one entry or one list may expand to.
pub const MAX_EXPANSION: usize = 20_000;
/// How deep lists may stand within lists.
pub(crate) const MAX_LIST_DEPTH: usize = 8;
/// Most characters that all lists, and likewise all phrases, may expand to.
pub(crate) const MAX_EXPANDED_CHARS: usize = 2_000_000;
/// What matches nothing at all.
const NOTHING: &str = "[^\\s\\S]";
/// Longest regex after its lists have been spelt out, in bytes.
const MAX_EXPANDED_REGEX_BYTES: usize = 1 << 20;

/// Every word list of every file.
#[derive(Debug, Default)]
pub(crate) struct Words {
    lists: Vec<List>,
    index: HashMap<String, usize>,
    /// Characters of all lists, expanded.
    chars: usize,
    has_deep: bool,
}

#[derive(Debug)]
struct List {
    name: Text,
    file: String,
    entries: Vec<(Text, Option<String>)>,
    /// What the list stands for, once it is known; what is faulty is left out.
    expanded: Option<Expanded>,
    /// How deep lists stand within it; 1 where there are none.
    depth: usize,
    table: OnceLock<Arc<HashMap<String, String>>>,
    alternatives: OnceLock<String>,
}

/// The words of a list, and its regexes.
#[derive(Clone, Debug, Default)]
struct Expanded {
    words: Vec<String>,
    regexes: Vec<ListRegex>,
}

impl Expanded {
    fn len(&self) -> usize {
        self.words.len() + self.regexes.len()
    }
}

/// A regex of a list.
#[derive(Clone, Debug)]
struct ListRegex {
    /// As its author wrote it.
    source: String,
    /// With its lists spelt out.
    spelt_out: String,
}

/// Why an expansion failed.
type Expansion<T> = Result<T, FaultKind>;

impl Words {
    /// Adds a list of `file`.
    pub fn add(&mut self, entry: ListEntry, report: &mut Report<'_>) {
        let ListEntry { name, words } = entry;
        if !is_name(&name.value) {
            report.fault(name.place, FaultKind::BadName { name: name.value });
        } else if let Some(other) = self.index.get(&name.value).map(|at| &self.lists[*at]) {
            let (file, line) = (other.file.clone(), other.name.place.line);
            report.fault(name.place, FaultKind::DuplicateList { name: name.value, file, line });
        } else {
            self.index.insert(name.value.clone(), self.lists.len());
            let file = report.file.to_owned();
            self.lists.push(List {
                name,
                file,
                entries: words,
                expanded: None,
                depth: 1,
                table: OnceLock::new(),
                alternatives: OnceLock::new(),
            });
        }
    }

    /// Expands every list, each once, after all have been added. A fault is reported at the word where it stands, and nowhere else.
    pub fn expand_lists(&mut self, profile: &Profile, faults: &mut Vec<Fault>) {
        for at in 0..self.lists.len() {
            self.expand_list(at, &mut Vec::new(), profile, faults);
        }
    }

    /// The names of all lists.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.lists.iter().map(|list| list.name.value.as_str())
    }

    /// Every regex that stands in a list, with its list's file.
    pub fn regexes(&self) -> impl Iterator<Item = (&str, Text)> {
        let entries = self.lists.iter().flat_map(|list| list.entries.iter().map(|entry| (list.file.as_str(), entry)));
        let words = entries.filter(|(_, (_, instead))| instead.is_none()).map(|(file, (word, _))| (file, word));
        words.filter_map(|(file, word)| Some((file, Text { value: regex_of(&word.value)?.to_owned(), place: word.place })))
    }

    /// The words of a list or fact that stands by itself where regexes may stand, too, folded.
    pub fn words_of(&self, name: &str, profile: &Profile) -> Expansion<Vec<String>> {
        match name.strip_prefix("shop.") {
            Some(fact) => profile.words(fact),
            None => Ok(self.list(name)?.expanded().words.clone()),
        }
    }

    /// The regexes of such a list, as their authors wrote them.
    pub fn regexes_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let list = self.list(name).ok();
        list.into_iter().flat_map(|list| &list.expanded().regexes).map(|regex| regex.source.as_str())
    }

    /// Every text that `text` stands for, folded, with the lists in it spelt out; none is empty.
    pub fn expand(&self, text: &str, profile: &Profile) -> Expansion<Vec<String>> {
        let mut expanded = vec![String::new()];
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let after = &rest[open..];
            let close = after.find('}').filter(|_| after.starts_with('{')).ok_or(FaultKind::OpenBrace)?;
            append(&mut expanded, &[fold_text(&rest[..open])])?;
            let name = &after[1..close];
            match name.strip_prefix("shop.") {
                Some(fact) => append(&mut expanded, &profile.words(fact)?)?,
                None => append(&mut expanded, self.list(name)?.only_words()?)?,
            }
            rest = &after[close + 1..];
        }
        append(&mut expanded, &[fold_text(rest)])?;
        if expanded.iter().any(String::is_empty) { Err(FaultKind::InvisiblePhrase) } else { Ok(expanded) }
    }

    /// What a table says to write instead of each of its words.
    pub fn table(&self, name: &str, profile: &Profile) -> Expansion<Arc<HashMap<String, String>>> {
        let list = self.list(name)?;
        if let Some(table) = list.table.get() {
            return Ok(table.clone());
        }
        let mut table = HashMap::new();
        for (word, instead) in &list.entries {
            let instead = instead.as_ref().ok_or_else(|| FaultKind::NotATable { name: name.to_owned() })?;
            for word in self.expand(&word.value, profile)? {
                table.insert(word, instead.clone());
            }
        }
        Ok(list.table.get_or_init(|| Arc::new(table)).clone())
    }

    /// A regex with lists spelt out as alternatives and its literal characters folded.
    pub fn regex(&self, source: &str, profile: &Profile) -> Expansion<String> {
        let mut out = String::with_capacity(source.len());
        for token in tokens(source) {
            let braced = token.strip_prefix('{').and_then(|token| token.strip_suffix('}'));
            let name = braced.filter(|inner| !inner.chars().all(|c| c.is_ascii_digit() || c == ','));
            match (name, name.and_then(|name| name.strip_prefix("shop."))) {
                (_, Some(fact)) => out.push_str(&alternatives(&profile.words(fact)?, &[])),
                (Some(name), None) => {
                    let list = self.list(name)?;
                    let Expanded { words, regexes } = list.expanded();
                    out.push_str(list.alternatives.get_or_init(|| alternatives(words, regexes)));
                }
                (None, _) if token.chars().nth(1).is_some() => out.push_str(token),
                (None, _) => out.extend(token.chars().map(fold)),
            }
            if out.len() > MAX_EXPANDED_REGEX_BYTES {
                return Err(FaultKind::TooMuchText { limit: MAX_EXPANDED_REGEX_BYTES });
            }
        }
        Ok(out)
    }

    /// Expands a list and, first, those in it; `path` are the lists that this one stands in.
    fn expand_list(&mut self, at: usize, path: &mut Vec<usize>, profile: &Profile, faults: &mut Vec<Fault>) {
        if self.lists[at].expanded.is_some() {
            return;
        }
        path.push(at);
        let entries = std::mem::take(&mut self.lists[at].entries);
        let mut expanded = Expanded::default();
        for (word, instead) in &entries {
            let added = self.expand_word(word, path, profile, faults).and_then(|more| match instead {
                // A table is looked up by words.
                Some(_) if !more.regexes.is_empty() => Err(regex_as_key(&word.value)),
                _ => self.extend(more, &mut expanded),
            });
            if let Err(kind) = added {
                faults.push(Fault::new(&self.lists[at].file, word.place, kind));
            }
        }
        path.pop();
        self.lists[at].entries = entries;
        self.lists[at].expanded = Some(expanded);
    }

    fn expand_word(&mut self, word: &Text, path: &mut Vec<usize>, profile: &Profile, faults: &mut Vec<Fault>) -> Expansion<Expanded> {
        if word.value.trim().is_empty() {
            return Err(FaultKind::EmptyPhrase);
        }
        let names = word.value.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name);
        for inner in names.filter_map(|name| self.index.get(name).copied()).collect::<Vec<_>>() {
            if path.contains(&inner) {
                return Err(FaultKind::CyclicList { name: self.lists[inner].name.value.clone() });
            }
            if path.len() < MAX_LIST_DEPTH {
                self.expand_list(inner, path, profile, faults);
            }
            if path.len() >= MAX_LIST_DEPTH || self.lists[inner].depth >= MAX_LIST_DEPTH {
                // One is enough: the lists around this one are too deep for the same reason.
                let is_first = !std::mem::replace(&mut self.has_deep, true);
                return if is_first { Err(FaultKind::DeepList { limit: MAX_LIST_DEPTH }) } else { Ok(Expanded::default()) };
            }
            let depth = self.lists[inner].depth + 1;
            if let Some(outer) = path.last() {
                self.lists[*outer].depth = self.lists[*outer].depth.max(depth);
            }
        }
        if let Some(source) = regex_of(&word.value) {
            // What is wrong with it is said when it is compiled.
            let spelt_out = self.regex(source, profile).unwrap_or_else(|_| NOTHING.to_owned());
            let regex = ListRegex { source: source.to_owned(), spelt_out };
            return Ok(Expanded { words: Vec::new(), regexes: vec![regex] });
        }
        match list_alone(&word.value).filter(|name| self.index.contains_key(*name)) {
            Some(name) => Ok(self.list(name)?.expanded().clone()),
            None => Ok(Expanded { words: self.expand(&word.value, profile)?, regexes: Vec::new() }),
        }
    }

    fn extend(&mut self, more: Expanded, expanded: &mut Expanded) -> Expansion<()> {
        let spelt_out = more.regexes.iter().map(|regex| &regex.spelt_out);
        let chars: usize = more.words.iter().chain(spelt_out).map(|text| text.chars().count()).sum();
        if expanded.len() + more.len() > MAX_EXPANSION {
            return Err(FaultKind::TooManyPhrases { limit: MAX_EXPANSION });
        }
        if self.chars + chars > MAX_EXPANDED_CHARS {
            return Err(FaultKind::TooMuchText { limit: MAX_EXPANDED_CHARS });
        }
        self.chars += chars;
        expanded.words.extend(more.words);
        expanded.regexes.extend(more.regexes);
        Ok(())
    }

    /// The list of that name. Names that are like it are looked for once, when all faults are known.
    fn list(&self, name: &str) -> Expansion<&List> {
        let unknown = || FaultKind::UnknownList { name: name.to_owned(), nearest: None };
        self.index.get(name).map(|at| &self.lists[*at]).ok_or_else(unknown)
    }
}

impl List {
    fn expanded(&self) -> &Expanded {
        static EMPTY: Expanded = Expanded { words: Vec::new(), regexes: Vec::new() };
        self.expanded.as_ref().unwrap_or(&EMPTY)
    }

    /// The words, where no regex may stand.
    fn only_words(&self) -> Expansion<&[String]> {
        let Expanded { words, regexes } = self.expanded();
        if regexes.is_empty() { Ok(words) } else { Err(FaultKind::RegexInList { list: self.name.value.clone() }) }
    }
}

/// Puts every one of `endings` behind every one of `texts`.
fn append(texts: &mut Vec<String>, endings: &[String]) -> Expansion<()> {
    if let [only] = endings {
        texts.iter_mut().for_each(|text| text.push_str(only));
    } else if let [only] = &texts[..]
        && only.is_empty()
    {
        *texts = endings.to_vec();
    } else if texts.len() * endings.len() > MAX_EXPANSION {
        return Err(FaultKind::TooManyPhrases { limit: MAX_EXPANSION });
    } else {
        *texts = texts.iter().flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}"))).collect();
    }
    // A text of so few bytes has no more characters.
    let longest = texts.iter().filter(|text| text.len() > MAX_PHRASE_CHARS).map(|text| text.chars().count()).max();
    match longest {
        Some(chars) if chars > MAX_PHRASE_CHARS => Err(FaultKind::LongPhrase { chars, limit: MAX_PHRASE_CHARS }),
        _ => Ok(()),
    }
}

/// Words as alternatives of a regex, longer ones first, and then regexes.
fn alternatives(words: &[String], regexes: &[ListRegex]) -> String {
    if words.is_empty() && regexes.is_empty() {
        // A list that the shop left empty.
        return NOTHING.to_owned();
    }
    let mut words: Vec<&String> = words.iter().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    let words = words.into_iter().map(|word| regex::escape(word));
    let regexes = regexes.iter().map(|regex| format!("(?:{})", regex.spelt_out));
    format!("(?:{})", words.chain(regexes).collect::<Vec<_>>().join("|"))
}

/// The name of the list, or fact, that a word stands for by itself.
pub(crate) fn list_alone(word: &str) -> Option<&str> {
    word.strip_prefix('{').and_then(|word| word.strip_suffix('}')).filter(|name| !name.contains(['{', '}']))
}

/// The fault of a table's key that is a regex, or a list of some.
fn regex_as_key(key: &str) -> FaultKind {
    match list_alone(key) {
        Some(list) => FaultKind::RegexInList { list: list.to_owned() },
        None => FaultKind::RegexAsWord,
    }
}

/// What stands between the slashes of a word that is a regex.
pub(crate) fn regex_of(word: &str) -> Option<&str> {
    word.strip_prefix('/').and_then(|word| word.strip_suffix('/'))
}

/// Whether a regex asks for the edge of a word, which never stands between Chinese characters.
pub(crate) fn has_word_boundary(regex: &str) -> bool {
    tokens(regex).any(|token| matches!(token, r"\b" | r"\<" | r"\>"))
}

/// The parts of a regex: escapes, braced parts, the openings of groups, single characters.
fn tokens(regex: &str) -> impl Iterator<Item = &str> {
    let mut rest = regex;
    std::iter::from_fn(move || {
        let (token, after) = rest.split_at(token_bytes(rest));
        rest = after;
        (!token.is_empty()).then_some(token)
    })
}

fn token_bytes(regex: &str) -> usize {
    let mut chars = regex.chars();
    let upto = |end: &[char]| regex.find(end).map_or(regex.len(), |at| at + 1);
    match chars.next() {
        Some('\\') => match chars.next() {
            Some('p' | 'P' | 'x' | 'u' | 'U') if regex[2..].starts_with('{') => upto(&['}']),
            // `\pL`
            Some('p' | 'P') => 2 + chars.next().map_or(0, char::len_utf8),
            Some(c) => 1 + c.len_utf8(),
            None => 1,
        },
        Some('{') => upto(&['}']),
        // Look-around is refused later; its inside is read like any other.
        Some('(') if ["(?=", "(?!"].iter().any(|look| regex.starts_with(look)) => 3,
        Some('(') if ["(?<=", "(?<!"].iter().any(|look| regex.starts_with(look)) => 4,
        Some('(') if regex.starts_with("(?<") || regex.starts_with("(?P<") => upto(&['>']),
        // Flags: their case matters.
        Some('(') if regex.starts_with("(?") => upto(&[':', ')']),
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

/// Whether `name` can name a list, a rule or a family: lower-case letters, digits, hyphens.
pub(crate) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Place;

    fn words(lists: &[(&str, &[&str])]) -> (Words, Vec<String>) {
        let text = |value: &str| Text { value: value.to_owned(), place: Place::START };
        let mut words = Words::default();
        let mut faults = Vec::new();
        for (name, entries) in lists {
            let entry = ListEntry { name: text(name), words: entries.iter().map(|word| (text(word), None)).collect() };
            words.add(entry, &mut Report { file: "x.yaml", faults: &mut faults });
        }
        words.expand_lists(&Profile::default(), &mut faults);
        (words, faults.into_iter().map(|fault| format!("{:?}", fault.kind)).collect())
    }

    #[test]
    fn expands_lists_within_lists() {
        let (words, faults) = words(&[("when", &["{day}早上", "现在"]), ("day", &["今天", "ＭＩＮＧ天"])]);
        assert!(faults.is_empty(), "{faults:?}");
        let expanded = words.expand("{when}到{day}", &Profile::default());
        assert_eq!(
            expanded.unwrap_or_default().join(" "),
            "今天早上到今天 今天早上到ming天 ming天早上到今天 ming天早上到ming天 现在到今天 现在到ming天"
        );
    }

    #[test]
    fn keeps_regexes_of_lists() {
        let (words, faults) = words(&[("when", &["{day}", "现在"]), ("day", &["今天", "/[0-9]+Ｈ/"])]);
        assert!(faults.is_empty(), "{faults:?}");
        let profile = Profile::default();
        assert_eq!(words.regex("{when}到", &profile).as_deref(), Ok("(?:今天|现在|(?:[0-9]+h))到"));
        assert_eq!(words.words_of("when", &profile).unwrap_or_default().join(" "), "今天 现在");
        assert_eq!(words.regexes_of("when").collect::<Vec<_>>(), ["[0-9]+Ｈ"]);
        assert_eq!(words.expand("{when}到", &profile), Err(FaultKind::RegexInList { list: "when".to_owned() }));
    }

    #[test]
    fn reports_each_fault_once() {
        let doubled = |inner: char| [format!("{{{inner}}}{{{inner}}}")];
        let chain: Vec<(String, [String; 1])> = ('b'..='z').map(|name| (name.to_string(), doubled((name as u8 - 1) as char))).collect();
        let mut lists: Vec<(&str, Vec<&str>)> = vec![("a", vec!["天"])];
        lists.extend(chain.iter().map(|(name, words)| (name.as_str(), words.iter().map(String::as_str).collect())));
        let check = |lists: &[(&str, Vec<&str>)], expected: &[&str]| {
            let lists: Vec<(&str, &[&str])> = lists.iter().map(|(name, words)| (*name, &words[..])).collect();
            assert_eq!(words(&lists).1, expected, "{lists:?}");
        };
        check(&lists, &["DeepList { limit: 8 }"]);
        lists.reverse();
        check(&lists, &["DeepList { limit: 8 }"]);
        check(&[("place", vec!["{city}"]), ("city", vec!["{place}"])], &["CyclicList { name: \"place\" }"]);
        check(&[("day", vec!["", "\u{200b}", "今天"])], &["EmptyPhrase", "InvisiblePhrase"]);
        let long = "天".repeat(200);
        check(&[("long", vec![&long]), ("longer", vec!["{long}{long}"])], &["LongPhrase { chars: 400, limit: 256 }"]);
        check(&[("digits", vec!["/[0-9]/"; 200]), ("many", vec!["{digits}"; 101])], &["TooManyPhrases { limit: 20000 }"]);
    }

    #[test]
    fn folds_literal_characters_of_a_regex_only() {
        let (words, _) = words(&[("day", &["今天", "明天"])]);
        for (source, expected) in [
            ("Ｗ{day}", "w(?:今天|明天)"),
            (r"\Sx{2,3}\p{Han}\pL", r"\Sx{2,3}\p{Han}\pL"),
            ("(?U)不*(?<Day>(?:A))", "(?U)不*(?<Day>(?:a))"),
        ] {
            assert_eq!(words.regex(source, &Profile::default()).as_deref(), Ok(expected), "{source}");
        }
        assert!(words.regex("{Day}", &Profile::default()).is_err());
    }

    #[test]
    fn tells_word_boundaries() {
        for (regex, expected) in [(r"\b不", true), (r"不\\b", false), (r"\<不\>", true), (r"不\\\b", true), (r"\B", false)] {
            assert_eq!(has_word_boundary(regex), expected, "{regex}");
        }
    }
}
