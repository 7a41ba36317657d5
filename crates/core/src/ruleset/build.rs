//! The texts of many files → a rule set, or all faults of all files.

use super::*;
use crate::compile::{Compiler, Facts, Regexes};
use crate::distinct::Distinct;
use crate::document::{self, Value};
use crate::fault::nearest;
use crate::fields::Report;
use crate::parallel;
use crate::preset::{Level, Preset};
use crate::profile::Profile;
use crate::rule::{RuleEntry, RuleFile, read, rule_id};
use crate::words::{Words, is_name};
use std::borrow::Borrow;
use std::collections::HashSet;

/// Most faults for which a similar name is looked for.
const MAX_HINTS: usize = 200;

/// The texts from which a [`RuleSet`] is built: see [`RuleSet::builder`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    rules: Vec<(String, String)>,
    profiles: Vec<(String, String)>,
    preset: Option<(String, String)>,
    select: Vec<String>,
    ignore: Vec<String>,
}

impl Builder {
    /// Adds rule files, each a name (for messages) and its text.
    #[must_use]
    pub fn rules<'a>(mut self, files: impl IntoIterator<Item = impl Borrow<(&'a str, &'a str)>>) -> Builder {
        let owned = |file: &(&str, &str)| (file.0.to_owned(), file.1.to_owned());
        self.rules.extend(files.into_iter().map(|file| owned(file.borrow())));
        self
    }

    /// Adds a shop profile; the first one names all facts, later ones change some.
    #[must_use]
    pub fn profile(mut self, name: &str, text: &str) -> Builder {
        self.profiles.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Sets the preset.
    #[must_use]
    pub fn preset(mut self, name: &str, text: &str) -> Builder {
        self.preset = Some((name.to_owned(), text.to_owned()));
        self
    }

    /// Keeps only these rules: ids, families or clauses. Empty: all.
    #[must_use]
    pub fn select(mut self, names: impl IntoIterator<Item = String>) -> Builder {
        self.select.extend(names);
        self
    }

    /// Switches these rules off: ids, families or clauses.
    #[must_use]
    pub fn ignore(mut self, names: impl IntoIterator<Item = String>) -> Builder {
        self.ignore.extend(names);
        self
    }

    /// Reads and checks everything.
    ///
    /// # Errors
    /// Every fault of every file at once, in the order of files and lines.
    pub fn build(&self) -> Result<RuleSet, RuleErrors> {
        self.build_for(&[])
    }

    /// The same for a shop with some facts changed, as examples ask for.
    pub(crate) fn build_for(&self, facts: &[FactEntry]) -> Result<RuleSet, RuleErrors> {
        let mut reading = Reading::default();
        reading.profile = self.read_profile(&mut reading).changed(facts);
        let files = self.read_files(&mut reading);
        let files: Vec<_> = files.into_iter().map(|(name, file)| reading.collect(name, file)).collect();
        reading.words.expand_lists(&reading.profile, &mut reading.faults);
        let entries = files.iter().flat_map(|file| &file.rules);
        reading.regexes = Regexes::new(entries, &reading.words, &reading.profile);
        reading.check_list_regexes();
        for file in files {
            reading.compile(file);
        }
        reading.apply(self);
        reading.finish()
    }

    fn read_profile(&self, reading: &mut Reading) -> Profile {
        let mut profile = Profile::default();
        for (name, text) in &self.profiles {
            let document = document::parse(text, &mut reading.faults, name);
            reading.lacks_facts |= !matches!(document.as_ref().map(|document| &document.value), Some(Value::Null | Value::Map(_)));
            if let Some(document) = document.filter(|document| !matches!(document.value, Value::Null)) {
                profile.read(&document, &mut Report { file: name, faults: &mut reading.faults });
            }
        }
        profile
    }

    fn read_files(&self, reading: &mut Reading) -> Vec<(String, RuleFile)> {
        let read = parallel::map(&self.rules, |(name, text)| read_file(name, text));
        let names = self.rules.iter().map(|(name, _)| name.clone());
        let note = |(file, faults): (RuleFile, Vec<Fault>)| {
            reading.faults.extend(faults);
            reading.lacks_names |= file.is_incomplete;
            file
        };
        names.zip(read.into_iter().map(note)).collect()
    }
}

/// What can be read of a file, and its faults.
fn read_file(name: &str, text: &str) -> (RuleFile, Vec<Fault>) {
    let mut faults = Vec::new();
    let file = match document::parse(text, &mut faults, name) {
        None => RuleFile { is_incomplete: true, ..RuleFile::default() },
        Some(document) if matches!(document.value, Value::Null) => {
            faults.push(Fault::new(name, Place::START, FaultKind::EmptyFile));
            RuleFile::default()
        }
        Some(document) => read(&document, &mut Report { file: name, faults: &mut faults }),
    };
    (file, faults)
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    profile: Profile,
    words: Words,
    clauses: HashMap<String, Clause>,
    regexes: Regexes,
    compiler: Compiler,
    /// The same for rules of conversations, whose words single replies are not searched for.
    talk_compiler: Compiler,
    talk: TalkSet,
    rules: Vec<Rule>,
    /// Where each rule stands in `rules`.
    ids: HashMap<String, usize>,
    faults: Vec<Fault>,
    /// Some clauses, word lists or rules could not be read: an unknown name may be one of theirs.
    lacks_names: bool,
    /// The same for facts of the shop.
    lacks_facts: bool,
}

/// A file whose rules wait until all files have given their clauses and words.
struct Waiting {
    name: String,
    family: Option<String>,
    layer: Layer,
    rules: Vec<RuleEntry>,
}

impl Reading {
    /// Takes a file's clauses and words.
    fn collect(&mut self, name: String, file: RuleFile) -> Waiting {
        let mut report = Report { file: &name, faults: &mut self.faults };
        for entry in file.clauses {
            if let Some(other) = self.clauses.get(&entry.id.value) {
                let (file, line) = (other.file.clone(), other.line);
                report.fault(entry.id.place, FaultKind::DuplicateClause { clause: entry.id.value, file, line });
                continue;
            }
            let clause = Clause { title: entry.title, source: entry.source, file: name.clone(), line: entry.id.place.line };
            self.clauses.insert(entry.id.value, clause);
        }
        for list in file.words {
            self.words.add(list, &mut report);
        }
        Waiting { name, family: file.family.map(|family| family.value), layer: file.layer, rules: file.rules }
    }

    /// Says what is wrong with the regexes of lists.
    fn check_list_regexes(&mut self) {
        for (file, regex) in self.words.regexes() {
            if let Err(kind) = self.regexes.get(&regex.value, &self.words, &self.profile) {
                self.faults.push(Fault::new(file, regex.place, kind));
            }
        }
    }

    fn compile(&mut self, file: Waiting) {
        for entry in file.rules {
            if self.rules.len() == MAX_RULES {
                self.faults.push(Fault::new(&file.name, entry.id.place, FaultKind::TooManyRules { limit: MAX_RULES }));
                return;
            }
            let id = rule_id(file.family.as_deref(), &entry.id.value);
            let first_fault = self.faults.len();
            let mut report = Report { file: &file.name, faults: &mut self.faults };
            if !is_name(&entry.id.value) && !entry.id.value.trim().is_empty() {
                report.fault(entry.id.place, FaultKind::BadName { name: entry.id.value.clone() });
            }
            // Without families two rules may well have the same name.
            if let Some(other) = self.ids.get(&id).map(|at| &self.rules[*at]).filter(|_| file.family.is_some()) {
                let kind = FaultKind::DuplicateRule { id: id.clone(), file: other.file.clone(), line: other.place.line };
                report.fault(entry.id.place, kind);
            }
            for clause in entry.clauses.iter().filter(|clause| !self.clauses.contains_key(&clause.value)) {
                report.fault(clause.place, FaultKind::UnknownClause { clause: clause.value.clone(), nearest: None });
            }
            let compiler = if entry.talk.is_some() { &mut self.talk_compiler } else { &mut self.compiler };
            let matcher = compiler.rule(&entry, &self.regexes, &self.words, &self.profile, &mut report);
            let is_any = matcher.phrases.is_empty() && entry.length.is_none();
            let facts = Facts { words: &self.words, profile: &self.profile, regexes: &self.regexes };
            if let (Some(_), Some(_)) = (&entry.talk, entry.excused.first()) {
                report.fault(entry.id.place, FaultKind::ExcusedTwice);
            }
            let talk = match &entry.talk {
                Some(talk) => Some(self.talk.talk(talk, is_any, &mut self.talk_compiler, facts, &mut report)),
                None if entry.excused.is_empty() => None,
                None => Some(self.talk.excuse(&entry.excused, &mut self.talk_compiler, facts, &mut report)),
            };
            let applies =
                |facts: &[FactEntry], report: &mut Report<'_>| facts.iter().fold(true, |all, fact| self.profile.says(fact, report) & all);
            let active = applies(&entry.shop, &mut report);
            for example in entry.flag.iter().chain(&entry.pass) {
                applies(&example.shop, &mut report);
                if talk.is_none() && !entry.joined && !example.dialogue.is_empty() {
                    report.fault(example.text.place, FaultKind::NoConversation);
                }
            }
            self.faults[first_fault..].iter_mut().for_each(|fault| fault.rule = Some(id.clone()));
            self.ids.insert(id.clone(), self.rules.len());
            self.rules.push(Rule {
                id,
                family: file.family.clone().unwrap_or_default(),
                clauses: entry.clauses.into_iter().map(|clause| clause.value).collect(),
                written: entry.severity,
                severity: entry.severity,
                message: entry.message,
                message_en: entry.message_en,
                layer: file.layer,
                file: file.name.clone(),
                place: entry.id.place,
                active,
                order: self.rules.len() as u32,
                clause_numbers: Vec::new(),
                matcher,
                joined: entry.joined,
                excused: !entry.excused.is_empty(),
                above: entry.talk.map_or_else(Vec::new, |talk| talk.above),
                talk,
                shop: entry.shop,
                flag: entry.flag,
                pass: entry.pass,
            });
        }
    }

    /// Applies the preset and the selection.
    fn apply(&mut self, builder: &Builder) {
        let known: HashSet<&str> = self.rules.iter().flat_map(Rule::names).collect();
        let preset = builder.preset.as_ref().map(|(name, text)| {
            let document = document::parse(text, &mut self.faults, name);
            let mut report = Report { file: name, faults: &mut self.faults };
            let preset = document.map_or_else(Preset::default, |document| Preset::read(&document, &mut report));
            preset.check(|name| known.contains(name), &mut report);
            preset
        });
        for (option, names) in [("select", &builder.select), ("ignore", &builder.ignore)] {
            for name in names.iter().filter(|name| !known.contains(name.as_str())) {
                let kind = FaultKind::UnknownRule { name: name.clone(), option: Some(option), nearest: None };
                self.faults.push(Fault::new("", Place::START, kind));
            }
        }
        let [selected, ignored] = [&builder.select, &builder.ignore].map(|names| names.iter().map(String::as_str).collect::<HashSet<_>>());
        for rule in &mut self.rules {
            match preset.as_ref().and_then(|preset| preset.level(&rule.id, &rule.clauses, &rule.family)) {
                Some(Level::Off) => rule.active = false,
                Some(Level::On(severity)) => rule.severity = severity,
                None => {}
            }
            let is_among = |names: &HashSet<&str>| rule.names().any(|name| names.contains(name));
            rule.active &= (selected.is_empty() || is_among(&selected)) && !is_among(&ignored);
        }
    }

    fn finish(mut self) -> Result<RuleSet, RuleErrors> {
        self.check_above();
        if !self.faults.is_empty() {
            return Err(self.faults());
        }
        let mut clauses = Distinct::default();
        for rule in &mut self.rules {
            rule.clause_numbers = rule.clauses.iter().map(|clause| clauses.add(clause.clone()).0).collect();
        }
        let padding = self.words.expand("{padding}", &self.profile).unwrap_or_default();
        let apologies = self.words.expand("{apology}", &self.profile).unwrap_or_default();
        let auto_replies = self.profile.texts("auto_replies");
        let Profile { calendar, agents, shifts, ledgers, .. } = self.profile;
        self.talk.calendar = calendar;
        Ok(RuleSet {
            rules: self.rules.into(),
            lists: self.compiler.lists.into_vec(),
            padding,
            apologies,
            clauses: self.clauses,
            agents,
            shifts,
            ledgers,
            auto_replies,
            part: Part::Replies,
            talk: Arc::new(self.talk),
            talk_lists: self.talk_compiler.lists.into_vec(),
        })
    }

    /// Rules of which others are the next step must exist.
    fn check_above(&mut self) {
        for rule in &self.rules {
            for id in rule.above.iter().filter(|id| !self.ids.contains_key(&id.value)) {
                let kind = FaultKind::UnknownRule { name: id.value.clone(), option: None, nearest: None };
                self.faults.push(rule.fault(id.place, kind));
            }
        }
    }

    /// The faults in order, with names that may have been meant, and without those that only follow from what could not be read.
    fn faults(mut self) -> RuleErrors {
        let mut faults = std::mem::take(&mut self.faults);
        faults.retain(|fault| match &fault.kind {
            FaultKind::UnknownClause { .. } | FaultKind::UnknownList { .. } | FaultKind::UnknownRule { .. } => !self.lacks_names,
            FaultKind::UnknownFact { name, .. } => !self.lacks_facts && !self.profile.lacks(name),
            _ => true,
        });
        faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
        let unknown = faults.iter_mut().filter(|fault| {
            use FaultKind::*;
            matches!(fault.kind, UnknownClause { .. } | UnknownList { .. } | UnknownFact { .. } | UnknownRule { .. })
        });
        for fault in unknown.take(MAX_HINTS) {
            match &mut fault.kind {
                FaultKind::UnknownClause { clause, nearest: hint } => *hint = nearest(clause, self.clauses.keys().map(String::as_str)),
                FaultKind::UnknownList { name, nearest: hint } => *hint = nearest(name, self.words.names()),
                FaultKind::UnknownFact { name, nearest: hint } => *hint = nearest(name, self.profile.names()),
                FaultKind::UnknownRule { name, nearest: hint, .. } => *hint = nearest(name, self.rules.iter().flat_map(Rule::names)),
                _ => {}
            }
        }
        RuleErrors(faults)
    }
}

impl Rule {
    /// What it can be called: its id, its family, its clauses.
    fn names(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.family.as_str()].into_iter().chain(self.clauses.iter().map(String::as_str))
    }
}
