//! One rule as its author wrote it → one rule as it runs.

use crate::condition::{Condition, WordSet};
use crate::fault::{FaultKind, Place};
use crate::fields::{Report, Text};
use crate::finding::Applicability;
use crate::number::NumberCheck;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::required::{is_worth_it, required_texts};
use crate::rule::{AllowEntry, Bound, ConditionEntry, LengthEntry, NumberEntry, RewriteEntry, RuleEntry, Scope};
use crate::template::Template;
use crate::words::Words;
use std::collections::HashMap;

/// Longest phrase, in characters after folding.
pub const MAX_PHRASE_CHARS: usize = 256;
/// Longest regex as it is written, in bytes.
pub const MAX_REGEX_BYTES: usize = 1024;

/// How a rule finds what it forbids, and what it offers instead.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// Folded phrases, each once.
    pub phrases: Vec<String>,
    pub except: Vec<String>,
    pub pattern: Option<Pattern>,
    pub whole: bool,
    pub under_chars: Option<usize>,
    pub over_chars: Option<usize>,
    pub near: Vec<Condition>,
    pub unless: Vec<Condition>,
    pub info_if: Vec<Condition>,
    pub require: Option<WordSet>,
    pub number: Option<NumberCheck>,
    pub span: Scope,
    /// The text for the whole rule, or for each phrase.
    pub rewrites: Rewrites,
}

impl Matcher {
    /// Sets of texts of each of which a reply must hold one, or the rule cannot find anything: those of the pattern, and the words that must
    /// stand near. `lists` are the words of each list.
    pub fn required_texts(&self, lists: &[Vec<String>]) -> Vec<Vec<String>> {
        let mut sets = self.pattern.as_ref().map_or_else(Vec::new, |pattern| required_texts(pattern.as_str()));
        let positions = |condition: &Condition| {
            [&condition.before, &condition.after, &condition.around, &condition.inside]
                .into_iter()
                .flatten()
                .filter_map(|words| {
                    let texts = || words.lists.iter().flat_map(|list| lists[*list as usize].iter().cloned()).collect();
                    Some(texts()).filter(|_| words.regexes.is_empty())
                })
                .collect::<Vec<Vec<String>>>()
        };
        sets.extend(self.near.iter().flat_map(positions).filter(|texts| is_worth_it(texts)));
        sets.iter_mut().for_each(|texts| {
            texts.sort_unstable();
            texts.dedup();
        });
        sets.sort_unstable();
        sets.dedup();
        sets
    }
}

/// What to write instead.
#[derive(Debug, Default)]
pub(crate) struct Rewrites {
    pub any: Option<Offer>,
    /// By the phrase's index.
    pub by_phrase: HashMap<u32, Offer>,
}

/// A template with how it may be applied and where it stands.
#[derive(Debug)]
pub(crate) struct Offer {
    pub template: Template,
    pub applicability: Applicability,
    pub place: Place,
}

impl Rewrites {
    /// Every offer.
    pub fn all(&self) -> impl Iterator<Item = &Offer> {
        self.any.iter().chain(self.by_phrase.values())
    }

    /// The offer for a hit of that phrase.
    pub fn of(&self, phrase: u32) -> Option<&Offer> {
        self.by_phrase.get(&phrase).or(self.any.as_ref())
    }
}

/// Compiles rules and numbers the word lists of their conditions.
#[derive(Debug, Default)]
pub(crate) struct Compiler {
    pub lists: Vec<Vec<String>>,
    numbers: HashMap<Vec<String>, u32>,
}

/// Where a rule's words and facts come from, and where its faults go.
struct Scene<'a, 'r> {
    words: &'a Words,
    profile: &'a Profile,
    report: &'a mut Report<'r>,
}

impl Compiler {
    /// Compiles one rule. What is faulty is left out, and said.
    pub fn rule(&mut self, entry: &RuleEntry, words: &Words, profile: &Profile, report: &mut Report<'_>) -> Matcher {
        let scene = &mut Scene { words, profile, report };
        let pattern = entry.pattern.as_ref().and_then(|pattern| scene.regex(pattern));
        let mut phrases = Phrases::default();
        for phrase in &entry.phrases {
            scene.phrases(phrase, &mut phrases);
        }
        let rewrites = scene.rewrites(entry, pattern.as_ref(), &mut phrases);
        let except = scene.except(&entry.except, &phrases);
        scene.check_trigger(entry, &phrases);
        let (under_chars, over_chars) = scene.length(entry.length.as_ref());
        Matcher {
            phrases: phrases.texts,
            except,
            pattern,
            whole: entry.whole,
            under_chars,
            over_chars,
            near: self.conditions(&entry.near, scene),
            unless: self.conditions(&entry.unless, scene),
            info_if: self.conditions(&entry.info_if, scene),
            require: self.word_set(&entry.require, scene),
            number: entry.number.as_ref().map(|number| self.number(number, scene)),
            span: entry.span,
            rewrites,
        }
    }

    fn conditions(&mut self, entries: &[ConditionEntry], scene: &mut Scene<'_, '_>) -> Vec<Condition> {
        let condition = |entry: &ConditionEntry| Condition {
            before: self.word_set(&entry.before, scene),
            after: self.word_set(&entry.after, scene),
            around: self.word_set(&entry.around, scene),
            inside: self.word_set(&entry.inside, scene),
            within: entry.within,
        };
        entries.iter().map(condition).collect()
    }

    /// Words, lists and `/regexes/` as what the engine looks for.
    fn word_set(&mut self, entries: &[Text], scene: &mut Scene<'_, '_>) -> Option<WordSet> {
        if entries.is_empty() {
            return None;
        }
        let mut set = WordSet::default();
        let mut loose = Vec::new();
        for entry in entries {
            if let Some(regex) = entry.value.strip_prefix('/').and_then(|value| value.strip_suffix('/')) {
                set.regexes.extend(scene.regex(&Text { value: regex.to_owned(), place: entry.place }));
                continue;
            }
            let words = scene.expand(entry);
            // A list keeps its own number, so that all rules that use it share its hits.
            if entry.value.starts_with('{') && entry.value.find('}') == Some(entry.value.len() - 1) {
                set.lists.push(self.list(words));
            } else {
                loose.extend(words);
            }
        }
        if !loose.is_empty() {
            set.lists.push(self.list(loose));
        }
        Some(set)
    }

    fn list(&mut self, mut words: Vec<String>) -> u32 {
        words.sort_unstable();
        words.dedup();
        let next = self.lists.len() as u32;
        let number = *self.numbers.entry(words.clone()).or_insert(next);
        if number == next {
            self.lists.push(words);
        }
        number
    }

    fn number(&mut self, entry: &NumberEntry, scene: &mut Scene<'_, '_>) -> NumberCheck {
        let mut units: Vec<(String, f64)> = entry.unit.iter().map(|(unit, factor)| (crate::fold::fold_text(unit), *factor)).collect();
        units.sort_by_key(|(unit, _)| std::cmp::Reverse(unit.len()));
        let allow = entry.allow.as_ref().map(|allow| match allow {
            AllowEntry::Numbers(numbers) => numbers.clone(),
            AllowEntry::Fact(name) => scene.fact(name.place, scene.profile.numbers(name)).unwrap_or_default(),
        });
        let min = scene.bound(entry.min.as_ref());
        let max = scene.bound(entry.max.as_ref());
        NumberCheck { units, min, max, allow, rivals: self.word_set(&entry.rivals, scene) }
    }
}

/// The phrases of a rule, folded, each once.
#[derive(Default)]
struct Phrases {
    texts: Vec<String>,
    index: HashMap<String, u32>,
}

impl Phrases {
    /// The phrase's index, and whether it is new.
    fn add(&mut self, phrase: String) -> (u32, bool) {
        let next = self.texts.len() as u32;
        let index = *self.index.entry(phrase.clone()).or_insert(next);
        if index == next {
            self.texts.push(phrase);
        }
        (index, index == next)
    }
}

impl Scene<'_, '_> {
    fn fact<T>(&mut self, place: Place, value: Result<T, FaultKind>) -> Option<T> {
        value.map_err(|kind| self.report.fault(place, kind)).ok()
    }

    fn bound(&mut self, bound: Option<&Bound>) -> Option<f64> {
        let bound = bound?;
        let place = if let Bound::Fact(name) = bound { name.place } else { Place::START };
        let value = self.profile.bound(bound);
        self.fact(place, value)
    }

    fn length(&mut self, entry: Option<&LengthEntry>) -> (Option<usize>, Option<usize>) {
        let Some(entry) = entry else {
            return (None, None);
        };
        let mut chars = |bound: &Option<Bound>| {
            let value = self.bound(bound.as_ref())?;
            if value < 1.0 {
                self.report.fault(entry.place, FaultKind::BadLength);
            }
            Some(value as usize)
        };
        (chars(&entry.under), chars(&entry.over))
    }

    fn expand(&mut self, entry: &Text) -> Vec<String> {
        if entry.value.trim().is_empty() {
            self.report.fault(entry.place, FaultKind::EmptyPhrase);
            return Vec::new();
        }
        let expanded = self.words.expand(&entry.value, self.profile);
        self.fact(entry.place, expanded).unwrap_or_default()
    }

    /// Adds the phrases that an entry stands for; an entry that adds one a second time by itself is a fault.
    fn phrases(&mut self, entry: &Text, phrases: &mut Phrases) -> Vec<u32> {
        let expanded = self.expand(entry);
        let is_list = expanded.len() != 1;
        let mut indices = Vec::new();
        for phrase in expanded {
            let chars = phrase.chars().count();
            if chars > MAX_PHRASE_CHARS {
                self.report.fault(entry.place, FaultKind::LongPhrase { chars, limit: MAX_PHRASE_CHARS });
            } else if phrase.chars().all(|c| c.is_whitespace() || is_plain_punctuation(c)) {
                self.report.fault(entry.place, FaultKind::InvisiblePhrase);
            } else {
                let (index, new) = phrases.add(phrase);
                if !new && !is_list {
                    self.report.fault(entry.place, FaultKind::DuplicatePhrase { phrase: entry.value.clone() });
                }
                indices.push(index);
            }
        }
        indices
    }

    fn except(&mut self, entries: &[Text], phrases: &Phrases) -> Vec<String> {
        let mut except = Vec::new();
        for entry in entries {
            let expanded = self.expand(entry);
            // Lists of exceptions are shared; only a word that the author wrote here is a contradiction.
            if let [only] = &expanded[..]
                && phrases.index.contains_key(only)
            {
                self.report.fault(entry.place, FaultKind::ShadowedPhrase { phrase: entry.value.clone() });
            }
            except.extend(expanded);
        }
        except.sort_unstable();
        except.dedup();
        except
    }

    fn check_trigger(&mut self, entry: &RuleEntry, phrases: &Phrases) {
        let has_phrases = !phrases.texts.is_empty() || !entry.phrases.is_empty();
        let kind = match (has_phrases, &entry.length, &entry.pattern) {
            (true, Some(_), _) | (_, Some(_), Some(_)) => FaultKind::LengthWithPhrases,
            (false, None, Some(_)) => FaultKind::PatternWithoutPhrases,
            (false, None, None) => FaultKind::NoTrigger,
            _ => return,
        };
        self.report.fault(entry.id.place, kind);
    }

    fn regex(&mut self, source: &Text) -> Option<Pattern> {
        let fault = if source.value.len() > MAX_REGEX_BYTES {
            FaultKind::LongRegex { bytes: source.value.len(), limit: MAX_REGEX_BYTES }
        } else if source.value.contains(r"\b") {
            FaultKind::WordBoundary
        } else {
            match self
                .words
                .regex(&source.value, self.profile)
                .and_then(|regex| Pattern::new(&regex).map_err(|message| FaultKind::BadRegex { message }))
            {
                Ok(regex) if regex.matches_nothing() => FaultKind::EmptyMatch { pattern: source.value.clone() },
                Ok(regex) => return Some(regex),
                Err(kind) => kind,
            }
        };
        self.report.fault(source.place, fault);
        None
    }

    fn rewrites(&mut self, entry: &RuleEntry, pattern: Option<&Pattern>, phrases: &mut Phrases) -> Rewrites {
        let mut rewrites = Rewrites::default();
        for (source, applicability) in [(&entry.rewrite, Applicability::Safe), (&entry.suggest, Applicability::Suggest)] {
            match source {
                None => {}
                Some(RewriteEntry::One(text)) => {
                    if rewrites.any.is_some() {
                        self.report.fault(text.place, FaultKind::BothRewrites);
                    }
                    rewrites.any = self.offer(text, applicability, pattern);
                }
                Some(RewriteEntry::Table(table)) => {
                    for (phrase, text) in table {
                        let stands_alone = !entry.phrases.iter().any(|other| other.value == phrase.value);
                        let indices = if stands_alone { self.phrases(phrase, phrases) } else { self.known(phrase, phrases) };
                        for index in indices {
                            if let Some(offer) = self.offer(text, applicability, pattern) {
                                rewrites.by_phrase.insert(index, offer);
                            }
                        }
                    }
                }
            }
        }
        rewrites
    }

    fn known(&mut self, phrase: &Text, phrases: &mut Phrases) -> Vec<u32> {
        self.expand(phrase).into_iter().map(|phrase| phrases.add(phrase).0).collect()
    }

    fn offer(&mut self, text: &Text, applicability: Applicability, pattern: Option<&Pattern>) -> Option<Offer> {
        let template = Template::new(&text.value, pattern, self.words, self.profile);
        let template = self.fact(text.place, template)?;
        Some(Offer { template, applicability, place: text.place })
    }
}

/// Punctuation that cannot be a phrase by itself; symbols such as ❤ can.
fn is_plain_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '@' | '/' | '#') || "，。！？；：、…（）“”‘’《》【】".contains(c)
}
