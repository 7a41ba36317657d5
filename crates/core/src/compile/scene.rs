//! What a rule is compiled with: word lists and facts, and where its faults go.

use super::regexes::compile;
use super::*;
use crate::disguise::{DISGUISED_CHARS, Lane, PLACEHOLDER};
use crate::words::MAX_EXPANDED_CHARS;
use std::collections::HashSet;

/// Where a rule's words and facts come from, and where its faults go.
pub(super) struct Scene<'a, 'r> {
    pub words: &'a Words,
    pub profile: &'a Profile,
    pub regexes: &'a Regexes,
    pub report: &'a mut Report<'r>,
    pub volume: Volume,
}

/// The phrases of a rule, folded, each once.
pub(super) type Phrases = Distinct<String>;

impl Scene<'_, '_> {
    pub fn fact<T>(&mut self, place: Place, value: Result<T, FaultKind>) -> Option<T> {
        value.map_err(|kind| self.report.fault(place, kind)).ok()
    }

    pub fn bound(&mut self, bound: Option<&Bound>) -> Option<f64> {
        let bound = bound?;
        self.fact(bound.place(), self.profile.bound(bound))
    }

    /// The bounds of a length, in characters.
    pub fn length(&mut self, entry: Option<&LengthEntry>) -> (Option<usize>, Option<usize>) {
        let Some(entry) = entry else {
            return (None, None);
        };
        let (under, over) = (self.bound(entry.under.as_ref()), self.bound(entry.over.as_ref()));
        if [under, over].into_iter().flatten().any(|chars| chars < 1.0 || chars.fract() != 0.0) {
            self.report.fault(entry.place, FaultKind::BadLength);
        } else if under.zip(over).is_some_and(|(under, over)| under > over) {
            self.report.fault(entry.place, FaultKind::BadBounds { lower: "under", upper: "over" });
        }
        (under.map(|chars| chars as usize), over.map(|chars| chars as usize))
    }

    /// Every text that an entry stands for, where no regex may stand.
    pub fn expand(&mut self, entry: &Text) -> Vec<String> {
        if entry.value.trim().is_empty() {
            self.report.fault(entry.place, FaultKind::EmptyPhrase);
            return Vec::new();
        }
        if regex_of(&entry.value).is_some() {
            self.report.fault(entry.place, FaultKind::RegexAsWord);
            return Vec::new();
        }
        self.counted(entry, self.words.expand(&entry.value, self.profile))
    }

    /// The words of the list that an entry names, where regexes may stand as well.
    pub fn list_words(&mut self, entry: &Text, name: &str) -> Vec<String> {
        self.counted(entry, self.words.words_of(name, self.profile))
    }

    fn counted(&mut self, entry: &Text, expanded: Result<Vec<String>, FaultKind>) -> Vec<String> {
        let expanded = self.fact(entry.place, expanded).unwrap_or_default();
        self.volume.chars += expanded.iter().map(|text| text.chars().count()).sum::<usize>();
        if self.volume.chars > MAX_EXPANDED_CHARS {
            // One is enough: every entry after this one is too much as well.
            if !std::mem::replace(&mut self.volume.is_too_much, true) {
                self.report.fault(entry.place, FaultKind::TooMuchText { limit: MAX_EXPANDED_CHARS });
            }
            return Vec::new();
        }
        expanded
    }

    /// Adds the phrases that an entry stands for; an entry that adds one a second time by itself is a fault.
    pub fn phrases(&mut self, entry: &Text, phrases: &mut Phrases) -> Vec<u32> {
        if entry.value.trim_matches(is_comma).contains(is_comma) {
            self.report.fault(entry.place, FaultKind::FullWidthComma { phrase: entry.value.clone() });
            return Vec::new();
        }
        let expanded = self.expand(entry);
        let is_list = expanded.len() != 1;
        let mut indices = Vec::new();
        for phrase in expanded {
            if phrase.chars().all(|c| c.is_whitespace() || is_plain_punctuation(c)) {
                self.report.fault(entry.place, FaultKind::InvisiblePhrase);
                continue;
            }
            let (index, is_new) = phrases.add(phrase);
            if !is_new && !is_list {
                self.report.fault(entry.place, FaultKind::DuplicatePhrase { phrase: entry.value.clone() });
            }
            indices.push(index);
        }
        indices
    }

    /// The exceptions. One that is a phrase leaves nothing to find, but for the disguises of that phrase.
    pub fn except(&mut self, rule: &RuleEntry, phrases: &Phrases) -> Vec<String> {
        let mut except = Vec::new();
        for entry in &rule.except {
            let expanded = self.expand(entry);
            // Lists of exceptions are shared; only a word that the author wrote here is a contradiction.
            if let [only] = &expanded[..]
                && phrases.number(only).is_some()
                && rule.disguise.is_empty()
            {
                self.report.fault(entry.place, FaultKind::ShadowedPhrase { phrase: entry.value.clone() });
            }
            except.extend(expanded);
        }
        except.sort_unstable();
        except.dedup();
        except
    }

    pub fn check_trigger(&mut self, entry: &RuleEntry, phrases: &Phrases) {
        let has_phrases = !phrases.as_slice().is_empty() || !entry.phrases.is_empty();
        let kind = match (has_phrases, &entry.length, &entry.pattern) {
            (_, Some(_), _) if has_phrases || entry.asks_of_words() => FaultKind::LengthWithWords,
            // What could not be read may have been a phrase.
            (false, ..) if !entry.is_sound => return,
            (false, None, None) if entry.talk.as_ref().is_some_and(TalkEntry::names_messages) => return,
            (false, None, Some(_)) => FaultKind::PatternWithoutPhrases,
            (false, None, None) => FaultKind::NoTrigger,
            _ => return,
        };
        self.report.fault(entry.id.place, kind);
    }

    /// The phrases in disguise, where the rule says that they may be. What is not a phrase of a few characters, or cannot be found, is a fault.
    pub fn disguise(&mut self, entry: &RuleEntry, phrases: &Phrases) -> Option<Disguise> {
        let (_, place) = *entry.disguise.first()?;
        let lanes: Vec<Lane> = entry.disguise.iter().map(|(lane, _)| *lane).collect();
        let (least, most) = DISGUISED_CHARS.into_inner();
        let mut is_fit = true;
        for written in &entry.phrases {
            let texts = self.known(written, phrases).into_iter().map(|index| &phrases.as_slice()[index as usize]);
            if let Some(phrase) = texts.into_iter().find(|phrase| !DISGUISED_CHARS.contains(&phrase.chars().count())) {
                self.report.fault(written.place, FaultKind::UnfitDisguise { phrase: phrase.clone(), least, most });
                is_fit = false;
            }
        }
        if entry.pattern.as_ref().is_some_and(|pattern| !pattern.value.contains(PLACEHOLDER)) {
            self.report.fault(place, FaultKind::UnusedDisguise);
        }
        if let Some(RewriteEntry::Table(_)) = entry.rewrite.as_ref().or(entry.suggest.as_ref()) {
            self.report.fault(place, FaultKind::DisguiseWithTable);
        }
        if !is_fit || phrases.as_slice().is_empty() {
            return None;
        }
        let disguise = Disguise::new(phrases.as_slice().to_vec(), &lanes).map_err(|message| FaultKind::BadRegex { message });
        self.fact(place, disguise)
    }

    /// The rule's pattern; of a disguise without one, its forms.
    pub fn pattern(&mut self, entry: &RuleEntry, disguise: Option<&Disguise>) -> Option<Arc<Pattern>> {
        let bare = || disguise.map(|_| Text { value: PLACEHOLDER.to_owned(), place: entry.id.place });
        let written = entry.pattern.clone().or_else(bare)?;
        let Some(disguise) = disguise else {
            return if entry.disguise.is_empty() { self.regex(&written) } else { None };
        };
        let regex = compile(&written.value, &disguise.fill_in(&written.value), self.words, self.profile);
        self.fact(written.place, regex)
    }

    pub fn regex(&mut self, source: &Text) -> Option<Arc<Pattern>> {
        let regex = self.regexes.get(&source.value, self.words, self.profile);
        self.fact(source.place, regex)
    }

    /// The regexes of a list. What is faulty is said where the list stands.
    pub fn list_regexes(&self, name: &str) -> impl Iterator<Item = Arc<Pattern>> {
        self.words.regexes_of(name).filter_map(|source| self.regexes.get(source, self.words, self.profile).ok())
    }

    /// The rewrites of a rule; the keys of a table are phrases as well.
    pub fn rewrites(&mut self, entry: &RuleEntry, pattern: Option<&Pattern>, phrases: &mut Phrases) -> Rewrites {
        let written: HashSet<&str> = entry.phrases.iter().map(|phrase| phrase.value.as_str()).collect();
        // Captures of a pattern that could not be read are not missing.
        let has_captures = pattern.is_some() || entry.pattern.is_none() && entry.is_sound;
        let mut rewrites = Rewrites::default();
        for (source, applicability) in [(&entry.rewrite, Applicability::Safe), (&entry.suggest, Applicability::Suggest)] {
            let offer = |scene: &mut Self, texts: &[Text]| {
                let template = |text: &Text| {
                    let template = Template::new(&text.value, pattern, scene.words, scene.profile);
                    if !has_captures && matches!(template, Err(FaultKind::UnknownCapture { .. })) {
                        return None;
                    }
                    Some((scene.fact(text.place, template)?, text.place))
                };
                let templates: Vec<_> = texts.iter().filter_map(template).collect();
                (!templates.is_empty()).then_some(Offer { templates, applicability })
            };
            match source {
                None => {}
                Some(RewriteEntry::Any(texts)) => {
                    if let Some(text) = texts.first().filter(|_| rewrites.any.is_some()) {
                        self.report.fault(text.place, FaultKind::BothRewrites);
                    }
                    rewrites.any = offer(self, texts);
                }
                Some(RewriteEntry::Table(table)) => {
                    for (phrase, texts) in table {
                        let is_known = written.contains(phrase.value.as_str());
                        let indices = if is_known { self.known(phrase, phrases) } else { self.phrases(phrase, phrases) };
                        if let Some(offer) = offer(self, texts) {
                            rewrites.by_phrase.extend(indices.into_iter().map(|index| (index, offer.clone())));
                        }
                    }
                }
            }
        }
        rewrites
    }

    /// The phrases that an entry stands for, which has been added before; its faults have been reported.
    fn known(&mut self, phrase: &Text, phrases: &Phrases) -> Vec<u32> {
        let expanded = self.words.expand(&phrase.value, self.profile).unwrap_or_default();
        expanded.iter().filter_map(|phrase| phrases.number(phrase)).collect()
    }
}

/// Chinese commas: what the comma key of a Chinese keyboard writes.
fn is_comma(c: char) -> bool {
    matches!(c, '，' | '、')
}

/// Punctuation that cannot be a phrase by itself; symbols such as ❤ can.
fn is_plain_punctuation(c: char) -> bool {
    c.is_ascii_punctuation() && !matches!(c, '$' | '+' | '@' | '/' | '#') || "，。！？；：、…（）“”‘’《》【】".contains(c)
}
