//! Word lists and what `{list}` stands for in phrases, patterns and conditions.

use crate::fault::{FaultKind, Place, nearest};
use crate::fields::{Report, Text};
use crate::fold::fold;
use crate::profile::Profile;
use crate::rule::ListEntry;
use std::collections::HashMap;

/// Most phrases that one entry may expand to.
pub const MAX_EXPANSION: usize = 20_000;

/// Every word list of every file, by name.
#[derive(Debug, Default)]
pub(crate) struct Words {
    lists: HashMap<String, List>,
}

#[derive(Debug)]
struct List {
    file: String,
    place: Place,
    entries: Vec<(Text, Option<String>)>,
}

/// Why an expansion failed.
type Expansion<T> = Result<T, FaultKind>;

impl Words {
    /// Adds a list of `file`.
    pub fn add(&mut self, entry: ListEntry, report: &mut Report<'_>) {
        let ListEntry { name, words } = entry;
        if !is_name(&name.value) || name.value.starts_with("shop.") {
            report.fault(name.place, FaultKind::BadName { name: name.value });
        } else if let Some(other) = self.lists.get(&name.value) {
            let (file, line) = (other.file.clone(), other.place.line);
            report.fault(name.place, FaultKind::DuplicateList { name: name.value, file, line });
        } else {
            self.lists.insert(name.value, List { file: report.file.to_owned(), place: name.place, entries: words });
        }
    }

    /// Checks every list of `file`: references exist, no circles, no empty words.
    pub fn check(&self, profile: &Profile, report: &mut Report<'_>) {
        let mut own: Vec<(&String, &List)> = self.lists.iter().filter(|(_, list)| list.file == report.file).collect();
        own.sort_by_key(|(_, list)| list.place);
        for (name, list) in own {
            for (word, _) in &list.entries {
                if word.value.trim().is_empty() {
                    report.fault(word.place, FaultKind::EmptyPhrase);
                } else if let Err(kind) = self.expand_within(&word.value, profile, &mut vec![name]) {
                    report.fault(word.place, kind);
                }
            }
        }
    }

    /// Every text that `text` stands for, folded, with the lists in it spelt out.
    pub fn expand(&self, text: &str, profile: &Profile) -> Expansion<Vec<String>> {
        self.expand_within(text, profile, &mut Vec::new())
    }

    /// What a table says to write instead of each of its words.
    pub fn table(&self, name: &str, profile: &Profile) -> Expansion<HashMap<String, String>> {
        let list = self.lists.get(name).ok_or_else(|| self.unknown(name))?;
        let mut table = HashMap::new();
        for (word, instead) in &list.entries {
            let instead = instead.as_ref().ok_or_else(|| FaultKind::NotATable { name: name.to_owned() })?;
            for word in self.expand(&word.value, profile)? {
                table.insert(word, instead.clone());
            }
        }
        Ok(table)
    }

    /// A regex with lists spelt out as alternatives and its literal characters folded.
    pub fn regex(&self, source: &str, profile: &Profile) -> Expansion<String> {
        let mut out = String::with_capacity(source.len());
        let mut rest = source;
        while let Some(c) = rest.chars().next() {
            let length = token_bytes(rest);
            let (token, after) = rest.split_at(length);
            rest = after;
            let name = token.strip_prefix('{').and_then(|token| token.strip_suffix('}')).filter(|name| is_name(name));
            match name {
                Some(name) => {
                    let mut words = self.words_of(name, profile, &mut Vec::new())?;
                    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
                    words.dedup();
                    let words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
                    // A list that the shop left empty stands for nothing at all.
                    out.push_str(&if words.is_empty() { "[^\\s\\S]".to_owned() } else { format!("(?:{})", words.join("|")) });
                }
                None if token.len() > c.len_utf8() => out.push_str(token),
                None => out.push(fold(c)),
            }
        }
        Ok(out)
    }

    fn expand_within(&self, text: &str, profile: &Profile, path: &mut Vec<&str>) -> Expansion<Vec<String>> {
        let mut expanded = vec![String::new()];
        let mut rest = text;
        while let Some(open) = rest.find(['{', '}']) {
            let after = &rest[open..];
            let close = after.find('}').filter(|_| after.starts_with('{')).ok_or(FaultKind::OpenBrace)?;
            append(&mut expanded, &[crate::fold::fold_text(&rest[..open])])?;
            append(&mut expanded, &self.words_of(&after[1..close], profile, path)?)?;
            rest = &after[close + 1..];
        }
        append(&mut expanded, &[crate::fold::fold_text(rest)])?;
        Ok(expanded)
    }

    fn words_of(&self, name: &str, profile: &Profile, path: &mut Vec<&str>) -> Expansion<Vec<String>> {
        if let Some(fact) = name.strip_prefix("shop.") {
            return profile.words(fact);
        }
        if path.contains(&name) {
            return Err(FaultKind::CyclicList { name: name.to_owned() });
        }
        let (name, list) = self.lists.get_key_value(name).ok_or_else(|| self.unknown(name))?;
        // The borrowed key of the map outlives the path of this expansion.
        let mut path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        let mut words = Vec::new();
        for (word, _) in &list.entries {
            words.extend(self.expand_within(&word.value, profile, &mut path)?);
            if words.len() > MAX_EXPANSION {
                return Err(FaultKind::TooManyPhrases { limit: MAX_EXPANSION });
            }
        }
        Ok(words)
    }

    fn unknown(&self, name: &str) -> FaultKind {
        let nearest = nearest(name, self.lists.keys().map(String::as_str));
        FaultKind::UnknownList { name: name.to_owned(), nearest }
    }
}

/// Puts every one of `endings` behind every one of `texts`.
fn append(texts: &mut Vec<String>, endings: &[String]) -> Expansion<()> {
    if texts.len() * endings.len() > MAX_EXPANSION {
        return Err(FaultKind::TooManyPhrases { limit: MAX_EXPANSION });
    }
    *texts = texts.iter().flat_map(|text| endings.iter().map(move |ending| format!("{text}{ending}"))).collect();
    Ok(())
}

/// The bytes of the first token of a regex: an escape, a braced part, the opening of a group, or one character.
fn token_bytes(regex: &str) -> usize {
    let mut chars = regex.chars();
    let upto = |end: char| regex.find(end).map_or(regex.len(), |at| at + end.len_utf8());
    match chars.next() {
        Some('\\') => match chars.next() {
            Some('p' | 'P' | 'x' | 'u') if regex[2..].starts_with('{') => upto('}'),
            Some(c) => 1 + c.len_utf8(),
            None => 1,
        },
        Some('{') => upto('}'),
        Some('(') if regex.starts_with("(?<") || regex.starts_with("(?P<") => upto('>'),
        Some(c) => c.len_utf8(),
        None => 0,
    }
}

/// Whether `name` can name a list, a rule or a family: lower-case letters, digits, hyphens; facts have `shop.` and underscores.
pub(crate) fn is_name(name: &str) -> bool {
    let (name, extra) = match name.strip_prefix("shop.") {
        Some(fact) => (fact, '_'),
        None => (name, '-'),
    };
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == extra)
}
