//! One rule as its author wrote it → one rule as it runs.

mod regexes;
mod scene;

use crate::condition::{Condition, WordSet};
use crate::disguise::Disguise;
use crate::distinct::Distinct;
use crate::fault::{FaultKind, Place};
use crate::fields::{Report, Text};
use crate::finding::Applicability;
use crate::number::NumberCheck;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::required::is_worth_it;
use crate::rule::{AllowEntry, Bound, ConditionEntry, LengthEntry, NumberEntry, RewriteEntry, RuleEntry, Scope, TalkEntry};
use crate::template::Template;
use crate::words::{Words, list_alone, regex_of};
pub(crate) use regexes::Regexes;
use scene::{Phrases, Scene};
use std::collections::HashMap;
use std::sync::Arc;

/// What rules refer to: words, the shop's facts, and the regexes that were compiled before.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub words: &'a Words,
    pub profile: &'a Profile,
    pub regexes: &'a Regexes,
}

/// Longest phrase, in characters after folding.
pub const MAX_PHRASE_CHARS: usize = 256;
/// Most different characters of all phrases, exceptions and words: what the automaton can tell apart.
const MAX_CHARACTERS: usize = 8_000;
/// Longest regex as it is written, in bytes.
pub const MAX_REGEX_BYTES: usize = 1024;

/// How a rule finds what it forbids, and what it offers instead.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// Folded phrases, each once; of disguised ones what their forms begin with.
    pub phrases: Vec<String>,
    pub disguise: Option<Disguise>,
    pub except: Vec<String>,
    pub pattern: Option<Arc<Pattern>>,
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
    /// Sets of texts of each of which a reply must hold one, or the rule cannot find anything: those of the pattern, what must stand near, and the
    /// units of numbers; and whether the sentence of a hit must hold it. `lists` are the words of each list.
    pub fn required_texts(&self, lists: &[Vec<String>]) -> Vec<(Vec<String>, bool)> {
        let of_pattern = self.pattern.iter().flat_map(|pattern| pattern.required());
        let mut sets: Vec<(Vec<String>, bool)> = of_pattern.map(|texts| (texts.clone(), true)).collect();
        for condition in &self.near {
            let texts = condition.word_sets().filter_map(|words| words.required_texts(lists));
            let worth = texts.filter(|texts| is_worth_it(texts)).map(|texts| texts.into_iter().map(str::to_owned).collect());
            sets.extend(worth.map(|texts| (texts, !condition.is_on_reply())));
        }
        sets.extend(self.number.iter().map(|number| (number.units.iter().map(|(unit, _)| unit.clone()).collect(), true)));
        sets.retain(|(texts, _)| is_worth_it(texts));
        sets.iter_mut().for_each(|(texts, _)| {
            texts.sort_unstable();
            texts.dedup();
        });
        sets.sort_unstable();
        // Of two equal ones the later is that of the sentence.
        sets.dedup_by(|later, kept| {
            let is_same = later.0 == kept.0;
            kept.1 |= is_same && later.1;
            is_same
        });
        sets
    }

    /// Whether it looks at anything beside its phrases and exceptions.
    pub fn looks_around(&self) -> bool {
        let has_conditions = self.conditions().next().is_some() || self.require.is_some();
        self.pattern.is_some() || has_conditions || self.number.is_some() || self.whole || self.span != Scope::Match
    }

    /// The numbers of the lists that its conditions name.
    pub fn lists(&self) -> impl Iterator<Item = u32> {
        let rivals = self.number.as_ref().and_then(|number| number.rivals.as_ref());
        self.conditions().flat_map(Condition::word_sets).chain(&self.require).chain(rivals).flat_map(|words| words.lists.iter().copied())
    }
}

/// What to write instead.
#[derive(Debug, Default)]
pub(crate) struct Rewrites {
    pub any: Option<Offer>,
    /// By the phrase's index.
    pub by_phrase: HashMap<u32, Offer>,
}

/// What to write, best first, each with where it stands; and how it may be applied.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    pub templates: Vec<(Template, Place)>,
    pub applicability: Applicability,
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
    pub lists: Distinct<Vec<String>>,
    /// Numbers of the lists that stand in conditions by name.
    named: HashMap<String, u32>,
    volume: Volume,
}

/// How much text all rules hold together.
#[derive(Debug, Default)]
struct Volume {
    chars: usize,
    is_too_much: bool,
    characters: Characters,
}

/// A set of characters, one bit each.
#[derive(Debug, Default)]
struct Characters {
    seen: Vec<u64>,
    count: usize,
}

impl Characters {
    fn add(&mut self, texts: &[String]) {
        self.seen.resize(0x110000 / 64, 0);
        for c in texts.iter().flat_map(|text| text.chars()) {
            let (at, bit) = (c as usize / 64, 1 << (c as usize % 64));
            self.count += usize::from(self.seen[at] & bit == 0);
            self.seen[at] |= bit;
        }
    }
}

impl Compiler {
    /// Compiles one rule. What is faulty is left out, and said.
    pub fn rule(&mut self, entry: &RuleEntry, regexes: &Regexes, words: &Words, profile: &Profile, report: &mut Report<'_>) -> Matcher {
        let lists = self.lists.as_slice().len();
        let volume = std::mem::take(&mut self.volume);
        let scene = &mut Scene { words, profile, regexes, report: &mut *report, volume };
        let mut phrases = Phrases::default();
        for phrase in &entry.phrases {
            scene.phrases(phrase, &mut phrases);
        }
        let mut disguise = scene.disguise(entry, &phrases);
        let pattern = scene.pattern(entry, disguise.as_ref());
        let rewrites = scene.rewrites(entry, pattern.as_deref(), &mut phrases);
        let mut except = scene.except(entry, &phrases);
        if let Some(disguise) = &mut disguise {
            disguise.leave_out(&mut except);
        }
        scene.check_trigger(entry, &phrases);
        let (under_chars, over_chars) = scene.length(entry.length.as_ref());
        let matcher = Matcher {
            phrases: disguise.as_ref().map_or(phrases.into_vec(), |disguise| disguise.beginnings.clone()),
            disguise,
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
        };
        self.volume = std::mem::take(&mut scene.volume);
        self.count_characters(&matcher, lists, entry.id.place, report);
        matcher
    }

    /// A set of words outside a rule's matcher; none where there are no words.
    pub fn loose_words(&mut self, entries: &[Text], facts: Facts<'_>, report: &mut Report<'_>) -> Option<WordSet> {
        let volume = std::mem::take(&mut self.volume);
        let mut scene = Scene { words: facts.words, profile: facts.profile, regexes: facts.regexes, report, volume };
        let set = self.word_set(entries, &mut scene);
        self.volume = scene.volume;
        set
    }

    /// Counts the characters of a rule and of the lists that came with it.
    fn count_characters(&mut self, matcher: &Matcher, first_list: usize, place: Place, report: &mut Report<'_>) {
        let characters = &mut self.volume.characters;
        let before = characters.count;
        let lists = self.lists.as_slice()[first_list..].iter().map(Vec::as_slice);
        lists.chain([&matcher.phrases[..], &matcher.except[..]]).for_each(|texts| characters.add(texts));
        if before <= MAX_CHARACTERS && characters.count > MAX_CHARACTERS {
            report.fault(place, FaultKind::TooManyCharacters { limit: MAX_CHARACTERS });
        }
    }

    fn conditions(&mut self, entries: &[ConditionEntry], scene: &mut Scene<'_, '_>) -> Vec<Condition> {
        let condition = |entry: &ConditionEntry| {
            let words = entry.positions().map(|words| self.word_set(words, scene));
            Condition::new(words, entry.within, self.lists.as_slice())
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
            if let Some(regex) = regex_of(&entry.value) {
                set.regexes.extend(scene.regex(&Text { value: regex.to_owned(), place: entry.place }));
            } else if let Some(name) = list_alone(&entry.value) {
                // A list keeps its own number, so that all rules that use it share its hits.
                let number = match self.named.get(name) {
                    Some(number) => *number,
                    None => self.named_list(entry, name, scene),
                };
                let regexes: Vec<Arc<Pattern>> = scene.list_regexes(name).collect();
                // A list of regexes alone has no words that could be looked for.
                let is_sought = regexes.is_empty() || !self.lists.as_slice()[number as usize].is_empty();
                set.lists.extend(is_sought.then_some(number));
                set.regexes.extend(regexes);
            } else {
                loose.extend(scene.expand(entry));
            }
        }
        if !loose.is_empty() {
            set.lists.push(self.list(loose));
        }
        Some(set)
    }

    fn named_list(&mut self, entry: &Text, name: &str, scene: &mut Scene<'_, '_>) -> u32 {
        let first_fault = scene.report.faults.len();
        let words = scene.list_words(entry, name);
        let number = self.list(words);
        // What is faulty is said wherever it stands.
        if scene.report.faults.len() == first_fault {
            self.named.insert(name.to_owned(), number);
        }
        number
    }

    fn list(&mut self, mut words: Vec<String>) -> u32 {
        words.sort_unstable();
        words.dedup();
        self.lists.add(words).0
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
        if let (Some(min), Some(max), Some(written)) = (min, max, &entry.max)
            && min > max
        {
            scene.report.fault(written.place(), FaultKind::BadBounds { lower: "min", upper: "max" });
        }
        NumberCheck { units, min, max, allow, rivals: self.word_set(&entry.rivals, scene) }
    }
}

#[cfg(test)]
mod tests {
    use crate::RuleSet;
    use std::time::{Duration, Instant};

    /// A file with one rule, and the names of its faults.
    fn check(words: &str, rule: &str, expected: &[&str]) {
        let text = format!(
            "family: f\nclauses: {{C-1: {{title: 标题, source: 出处}}}}\nwords:\n{words}\nrules:\n  - id: a\n    clauses: [C-1]\n    severity: error\n    message: 说明\n    examples: {{flag: [不行], pass: [好]}}\n{rule}"
        );
        let start = Instant::now();
        let faults = RuleSet::from_yaml([("f.yaml", text.as_str())]).err().map_or_else(Vec::new, |errors| errors.0);
        let name = |kind: String| kind.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
        let found: Vec<String> = faults.iter().map(|fault| name(format!("{:?}", fault.kind))).collect();
        let shown: String = text.chars().take(400).collect();
        assert!(found == expected, "{:?} in {shown}", &found[..found.len().min(5)]);
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    }

    #[test]
    fn bounds_what_lists_expand_to() {
        let hundred = (0..100).map(|number| format!("n{number}")).collect::<Vec<_>>().join(", ");
        let long = "长".repeat(200);
        let phrases = "    phrases: [不行]\n";
        check("  a: [今天]", phrases, &[]);
        check(&format!("  a: [{hundred}]\n  b: ['{{a}}{{a}}{long}']"), phrases, &["TooMuchText"]);
        check(&format!("  a: [{hundred}]\n  b: ['{{a}}{{a}}{{a}}']"), phrases, &["TooManyPhrases"]);
        let half = "长".repeat(90);
        let rule = format!("    phrases: ['{{a}}{{a}}{half}', '{{a}}{{a}}不{half}', '{{a}}{{a}}行{half}', '{{a}}']\n");
        check(&format!("  a: [{hundred}]"), &rule, &["TooMuchText"]);
        check("  a: [今天]", &format!("    phrases: [不行]\n    pattern: '{}'\n", "{a}".repeat(300)), &[]);
        check("  a: [今天]\n  b: ['{a}{a}']", "    phrases: ['{b}{b}{b}']\n", &[]);
    }

    #[test]
    fn bounds_the_number_of_characters() {
        let plain = ('\u{20000}'..).filter(|c| crate::fold(*c) == *c && !crate::is_invisible(*c));
        let list = |from: usize, count: usize| plain.clone().skip(from).take(count).map(|c| format!("{c}, ")).collect::<String>();
        check("  a: [今天]", &format!("    phrases: [{}]\n", list(0, 8_000)), &[]);
        let rule = format!("    phrases: [{}]\n    unless: [{{before: [{}]}}]\n", list(0, 15_900), list(15_900, 200));
        check("  a: [今天]", &rule, &["TooManyCharacters"]);
    }

    #[test]
    fn reports_what_the_author_did_and_no_more() {
        let words = "  a: [今天]";
        for (rule, expected) in [
            ("    phrase: [不行]\n", &["UnknownKey"][..]),
            ("    phrases: 不行\n", &["WrongType"]),
            ("    phrases: [{a}]\n", &["WrongType"]),
            ("    phrases: []\n", &["NoTrigger"]),
            ("    phrases: [不行]\n    number: {units: {元: 1}, max: 3}\n", &["UnknownKey"]),
            ("    phrases: [不行]\n    number: {unit: {元: 1}, max: 3元}\n", &["WrongType"]),
            ("    phrases: [不行]\n    near: [{befor: [不]}]\n", &["UnknownKey"]),
            ("    phrases: [不行]\n    near: [{before: [不], within: 2.5}]\n", &["BadWithin"]),
            ("    length: {under: 9, over: 4}\n", &["BadBounds"]),
            ("    length: {under: 4, over: 4}\n", &[]),
            ("    phrases: [不行]\n    pattern: '(不'\n    suggest: '{x}'\n", &["BadRegex"]),
            ("    phrases: [不行]\n    suggest: {'{a}': '{x}'}\n", &["UnknownCapture"]),
            ("    phrases: [不行]\n    except: [\"\\u200b\"]\n", &["InvisiblePhrase"]),
            ("    phrases: [不行，不能]\n", &["FullWidthComma"]),
            ("    phrases：[不行]\n", &["FullWidthColon"]),
        ] {
            check(words, rule, expected);
        }
    }
}
