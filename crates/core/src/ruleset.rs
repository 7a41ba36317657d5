//! Many files → checked rules, with all faults of all files at once.

use crate::compile::{Compiler, Matcher};
use crate::document;
use crate::fault::{Fault, FaultKind, Place, RuleErrors};
use crate::fields::Report;
use crate::preset::{Level, Preset};
use crate::profile::Profile;
use crate::rule::{ExampleEntry, FactEntry, Layer, RuleEntry, RuleFile, read};
use crate::words::{Words, is_name};
use crate::{Language, Severity};
use std::collections::HashMap;

/// Most rules of one set.
pub const MAX_RULES: usize = 50_000;

/// Rules that have been read and checked. Build a [`Linter`](crate::Linter) from it.
#[derive(Debug)]
pub struct RuleSet {
    pub(crate) rules: Vec<Rule>,
    /// The words of each list that conditions look for.
    pub(crate) lists: Vec<Vec<String>>,
    /// What may stand beside a hit that is the whole reply.
    pub(crate) padding: Vec<String>,
    clauses: HashMap<String, Clause>,
}

/// One rule.
#[derive(Debug)]
pub struct Rule {
    id: String,
    family: String,
    clauses: Vec<String>,
    /// The level that its author gave it.
    pub(crate) written: Severity,
    severity: Severity,
    message: String,
    message_en: Option<String>,
    layer: Layer,
    file: String,
    place: Place,
    pub(crate) active: bool,
    pub(crate) order: u32,
    pub(crate) clause_numbers: Vec<u32>,
    pub(crate) matcher: Matcher,
    /// Facts without which it is off.
    pub(crate) shop: Vec<FactEntry>,
    flag: Vec<ExampleEntry>,
    pass: Vec<ExampleEntry>,
}

/// A clause of the manual that rules serve.
#[derive(Clone, Debug)]
pub struct Clause {
    /// What it asks, in a few words.
    pub title: String,
    /// Where it stands.
    pub source: String,
    file: String,
    line: usize,
}

/// The texts from which a [`RuleSet`] is built: see [`RuleSet::builder`].
#[derive(Clone, Debug, Default)]
pub struct Builder {
    rules: Vec<(String, String)>,
    profiles: Vec<(String, String)>,
    preset: Option<(String, String)>,
    select: Vec<String>,
    ignore: Vec<String>,
}

impl Rule {
    /// The id, `family/name`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The family: the topic, and the first part of the id.
    #[must_use]
    pub fn family(&self) -> &str {
        &self.family
    }

    /// The clauses that it serves.
    #[must_use]
    pub fn clauses(&self) -> &[String] {
        &self.clauses
    }

    /// How bad a finding is, by the chosen preset.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// Why it is a fault, in one sentence; Chinese where there is no English.
    #[must_use]
    pub fn message(&self, language: Language) -> &str {
        match (language, &self.message_en) {
            (Language::English, Some(message)) => message,
            _ => &self.message,
        }
    }

    /// Whether it judges what is said or how.
    #[must_use]
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// The file and the line (from 1) where it stands.
    #[must_use]
    pub fn place(&self) -> (&str, usize) {
        (&self.file, self.place.line)
    }

    /// Whether the preset, the selection and the shop's profile leave it on.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// What it looks for, folded: phrases, spelt out from word lists.
    pub fn phrases(&self) -> impl Iterator<Item = &str> {
        self.matcher.phrases.iter().map(String::as_str)
    }

    /// What it leaves alone, folded.
    pub fn exceptions(&self) -> impl Iterator<Item = &str> {
        self.matcher.except.iter().map(String::as_str)
    }

    /// Sentences that it must find.
    pub fn flag_examples(&self) -> impl Iterator<Item = &str> {
        self.flag.iter().map(|example| example.text.value.as_str())
    }

    /// Sentences that it must leave alone.
    pub fn pass_examples(&self) -> impl Iterator<Item = &str> {
        self.pass.iter().map(|example| example.text.value.as_str())
    }

    pub(crate) fn fault(&self, place: Place, kind: FaultKind) -> Fault {
        Fault::new(&self.file, place, kind).of_rule(&self.id)
    }

    pub(crate) fn examples(&self) -> (&[ExampleEntry], &[ExampleEntry]) {
        (&self.flag, &self.pass)
    }
}

impl RuleSet {
    /// Rules from `(file name, YAML text)` pairs, without a shop profile or a preset.
    ///
    /// # Errors
    /// Every fault of every file at once.
    pub fn from_yaml<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<RuleSet, RuleErrors> {
        RuleSet::builder().rules(files).build()
    }

    /// Rules, profile, preset and selection, one by one.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// All rules in the order of files and entries, those that are switched off as well.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The clause of that name.
    #[must_use]
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.get(id)
    }
}

impl Builder {
    /// Adds rule files, each a name (for messages) and its text.
    #[must_use]
    pub fn rules<'a>(mut self, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Builder {
        self.rules.extend(files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())));
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
        let mut faults = Vec::new();
        let profile = self.read_profile(&mut faults).changed(facts);
        let files = self.read_files(&mut faults);
        let mut reading = Reading { profile, faults, ..Reading::default() };
        let files: Vec<_> = files.into_iter().map(|(name, file)| reading.collect(name, file)).collect();
        for (name, _) in &self.rules {
            reading.words.check(&reading.profile, &mut Report { file: name, faults: &mut reading.faults });
        }
        for (name, family, layer, rules) in files {
            reading.compile(&name, &family, layer, rules);
        }
        reading.apply(self);
        reading.finish()
    }

    fn read_profile(&self, faults: &mut Vec<Fault>) -> Profile {
        let mut profile = Profile::default();
        for (name, text) in &self.profiles {
            if let Some(document) = document::parse(text, faults, name) {
                if !matches!(document.value, document::Value::Null) {
                    profile.read(&document, &mut Report { file: name, faults });
                }
            }
        }
        profile
    }

    fn read_files(&self, faults: &mut Vec<Fault>) -> Vec<(String, RuleFile)> {
        let mut files = Vec::new();
        for (name, text) in &self.rules {
            let file = match document::parse(text, faults, name) {
                Some(document) if matches!(document.value, document::Value::Null) => {
                    faults.push(Fault::new(name, Place::START, FaultKind::EmptyFile));
                    continue;
                }
                Some(document) => read(&document, &mut Report { file: name, faults }),
                None => continue,
            };
            files.push((name.clone(), file));
        }
        files
    }
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    profile: Profile,
    words: Words,
    clauses: HashMap<String, Clause>,
    compiler: Compiler,
    rules: Vec<Rule>,
    faults: Vec<Fault>,
}

impl Reading {
    /// Takes a file's clauses and words; its rules wait until all files have given theirs.
    fn collect(&mut self, name: String, file: RuleFile) -> (String, String, Layer, Vec<RuleEntry>) {
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
        let family = file.family.filter(|family| {
            let good = is_name(&family.value);
            if !good {
                report.fault(family.place, FaultKind::BadName { name: family.value.clone() });
            }
            good
        });
        (name, family.map_or_else(String::new, |family| family.value), file.layer, file.rules)
    }

    fn compile(&mut self, file: &str, family: &str, layer: Layer, entries: Vec<RuleEntry>) {
        for entry in entries {
            let id = format!("{family}/{}", entry.id.value);
            let first_fault = self.faults.len();
            let mut report = Report { file, faults: &mut self.faults };
            if !is_name(&entry.id.value) {
                report.fault(entry.id.place, FaultKind::BadName { name: entry.id.value.clone() });
            }
            if let Some(other) = self.rules.iter().find(|rule| rule.id == id) {
                let kind = FaultKind::DuplicateRule { id: id.clone(), file: other.file.clone(), line: other.place.line };
                report.fault(entry.id.place, kind);
            }
            if self.rules.len() == MAX_RULES {
                report.fault(entry.id.place, FaultKind::TooManyRules { limit: MAX_RULES });
                return;
            }
            for clause in entry.clauses.iter().filter(|clause| !self.clauses.contains_key(&clause.value)) {
                let nearest = crate::fault::nearest(&clause.value, self.clauses.keys().map(String::as_str));
                report.fault(clause.place, FaultKind::UnknownClause { clause: clause.value.clone(), nearest });
            }
            let matcher = self.compiler.rule(&entry, &self.words, &self.profile, &mut report);
            let applies = entry.shop.iter().map(|fact| self.profile.says(fact).map_err(|kind| report.fault(fact.name.place, kind)));
            let active = applies.fold(true, |all, one| all & one.unwrap_or(false));
            self.faults.iter_mut().skip(first_fault).for_each(|fault| fault.rule = Some(id.clone()));
            self.rules.push(Rule {
                id,
                family: family.to_owned(),
                clauses: entry.clauses.into_iter().map(|clause| clause.value).collect(),
                written: entry.severity,
                severity: entry.severity,
                message: entry.message,
                message_en: entry.message_en,
                layer,
                file: file.to_owned(),
                place: entry.id.place,
                active,
                order: self.rules.len() as u32,
                clause_numbers: Vec::new(),
                matcher,
                shop: entry.shop,
                flag: entry.flag,
                pass: entry.pass,
            });
        }
    }

    /// Applies the preset and the selection.
    fn apply(&mut self, builder: &Builder) {
        let preset = builder.preset.as_ref().map(|(name, text)| {
            let document = document::parse(text, &mut self.faults, name);
            let mut report = Report { file: name, faults: &mut self.faults };
            let preset = document.map_or_else(Preset::default, |document| Preset::read(&document, &mut report));
            let rules = &self.rules;
            let known = |key: &str| rules.iter().any(|rule| rule.id == key || rule.family == key);
            preset.check(known, rules.iter().flat_map(|rule| [rule.id.as_str(), rule.family.as_str()]), &mut report);
            preset
        });
        for name in builder.select.iter().chain(&builder.ignore) {
            if !self.rules.iter().any(|rule| rule.is_named(name)) {
                let names = self.rules.iter().flat_map(|rule| [rule.id.as_str(), rule.family.as_str()]);
                let nearest = crate::fault::nearest(name, names.chain(self.clauses.keys().map(String::as_str)));
                self.faults.push(Fault::new("", Place::START, FaultKind::UnknownRule { name: name.clone(), nearest }));
            }
        }
        for rule in &mut self.rules {
            match preset.as_ref().and_then(|preset| preset.level(&rule.id, &rule.family)) {
                Some(Level::Off) => rule.active = false,
                Some(Level::On(severity)) => rule.severity = severity,
                None => {}
            }
            let selected = builder.select.is_empty() || builder.select.iter().any(|name| rule.is_named(name));
            rule.active &= selected && !builder.ignore.iter().any(|name| rule.is_named(name));
        }
    }

    fn finish(mut self) -> Result<RuleSet, RuleErrors> {
        if !self.faults.is_empty() {
            self.faults.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
            return Err(RuleErrors(self.faults));
        }
        let mut numbers: HashMap<String, u32> = HashMap::new();
        for rule in &mut self.rules {
            for clause in &rule.clauses {
                let next = numbers.len() as u32;
                rule.clause_numbers.push(*numbers.entry(clause.clone()).or_insert(next));
            }
        }
        let padding = self.words.expand("{padding}", &self.profile).unwrap_or_default();
        Ok(RuleSet { rules: self.rules, lists: self.compiler.lists, padding, clauses: self.clauses })
    }
}

impl Rule {
    /// Whether `name` means this rule: its id, its family or one of its clauses.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        self.id == name || self.family == name || self.clauses.iter().any(|clause| clause == name)
    }
}
