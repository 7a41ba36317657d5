//! The rules of this project keep what the guide for rule authors asks.

use jinyu::{Builder, Language, Linter, Rule, RuleSet};
use std::collections::BTreeSet;

fn pack() -> Builder {
    RuleSet::builder().rules(jinyu_rules::FILES.iter().copied()).profile("profile.yaml", jinyu_rules::PROFILE)
}

fn rules() -> RuleSet {
    pack().build().unwrap_or_else(|errors| panic!("{errors}"))
}

/// Every complaint about a rule, with the place to mend it.
fn complain(wrong: impl Fn(&Rule) -> Option<String>) {
    let rules = rules();
    let complaint = |rule: &Rule| wrong(rule).map(|what| format!("{}:{} {}: {what}", rule.place().0, rule.place().1, rule.id()));
    let complaints: Vec<String> = rules.rules().iter().filter_map(complaint).collect();
    assert!(complaints.is_empty(), "{} rules:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn examples_hold() {
    match pack().test() {
        Ok(tried) => assert!(tried > 500, "only {tried} examples"),
        Err(errors) => panic!("{} faults:\n{errors}", errors.0.len()),
    }
}

#[test]
fn every_preset_loads() {
    let names: BTreeSet<&str> = jinyu_rules::PRESETS.iter().map(|(name, _)| *name).collect();
    assert!(names.is_superset(&BTreeSet::from(["practical", "strict"])), "{names:?}");
    for (name, text) in jinyu_rules::PRESETS {
        let rules = pack().preset(name, text).build().unwrap_or_else(|errors| panic!("{name}: {errors}"));
        assert_eq!(rules.rules().len(), self::rules().rules().len(), "{name}");
        Linter::new(rules).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    }
}

#[test]
fn preset_practical_changes_nothing() {
    let text = jinyu_rules::preset("practical").expect("the default preset");
    let preset = pack().preset("practical", text).build().unwrap_or_else(|errors| panic!("{errors}"));
    for (a, b) in rules().rules().iter().zip(preset.rules()) {
        assert_eq!((a.id(), a.severity(), a.is_active()), (b.id(), b.severity(), b.is_active()));
    }
}

#[test]
fn every_rule_speaks_two_languages() {
    complain(|rule| {
        let (chinese, english) = (rule.message(Language::Chinese), rule.message(Language::English));
        let is_chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        if !is_chinese(chinese) {
            Some(format!("the message is not Chinese: {chinese}"))
        } else if chinese == english {
            Some("message_en is missing".to_owned())
        } else if chinese.ends_with(['。', '.']) || english.ends_with('.') {
            Some(format!("a full stop at the end: {chinese} / {english}"))
        } else {
            None
        }
    });
}

#[test]
fn every_rule_proves_itself() {
    complain(|rule| rule.flag_examples().next().is_none().then(|| "no sentence to flag".to_owned()));
    complain(|rule| rule.pass_examples().next().is_none().then(|| "no sentence to pass".to_owned()));
}

/// A phrase that holds the end of a sentence is looked for in the whole draft at every key.
#[test]
fn phrases_stay_in_their_sentence() {
    let reaches_over = |text: &str| text.contains(['。', '！', '？', '!', '?', '\n']).then(|| format!("ends a sentence: {text}"));
    complain(|rule| rule.phrases().chain(rule.exceptions()).filter(|_| !rule.is_of_conversations()).find_map(reaches_over));
}

#[test]
fn every_rule_serves_a_declared_clause() {
    let rules = rules();
    complain(|rule| rule.clauses().is_empty().then(|| "no clause".to_owned()));
    complain(|rule| rule.clauses().iter().find(|clause| rules.clause(clause).is_none()).map(|clause| format!("{clause} is not declared")));
}

/// A clause that no rule serves is a promise that is not kept.
#[test]
fn every_clause_is_served() {
    let rules = rules();
    let served: BTreeSet<&str> = rules.rules().iter().flat_map(|rule| rule.clauses()).map(String::as_str).collect();
    let mut idle = Vec::new();
    for (name, text) in jinyu_rules::FILES {
        let section = text.split("\nclauses:").nth(1).unwrap_or_default();
        let lines = section.lines().skip(1).take_while(|line| line.is_empty() || line.starts_with([' ', '#']));
        let keys = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   ")).filter_map(|line| line.trim().split(':').next());
        idle.extend(keys.filter(|key| !key.starts_with('#') && !served.contains(key)).map(|key| format!("{name}: {key}")));
    }
    assert!(idle.is_empty(), "no rule serves {idle:?}");
}

/// The words that the manuals forbid stand in no rewrite. Rewrites are read from the files as they are written.
#[test]
fn no_rewrite_holds_a_forbidden_word() {
    let mut found = Vec::new();
    for (name, text) in jinyu_rules::FILES {
        for (line, rewrite) in rewrites(text) {
            found.extend(
                ['不', '你', '哦'].iter().filter(|word| rewrite.contains(**word)).map(|word| format!("{name}:{line} {word}: {rewrite}")),
            );
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every `rewrite:` and `suggest:` of a rule with its line, as written: one text, or the values of a table.
fn rewrites(yaml: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut table = false;
    for (number, line) in yaml.lines().enumerate().map(|(number, line)| (number + 1, line)) {
        let depth = line.len() - line.trim_start().len();
        let code = line.trim_start();
        if depth == 4 {
            table = false;
            let Some(value) = code.strip_prefix("rewrite:").or_else(|| code.strip_prefix("suggest:")) else {
                continue;
            };
            let value = value.trim();
            table = value.is_empty() || value.starts_with('#');
            match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
                Some(entries) => found.extend(entries.split(", ").map(|entry| (number, entry_value(entry).to_owned()))),
                None if !table => found.push((number, value.split(" #").next().unwrap_or_default().to_owned())),
                None => {}
            }
        } else if table && depth > 4 && !code.starts_with('#') {
            found.push((number, entry_value(code.split(" #").next().unwrap_or_default()).to_owned()));
        }
    }
    found
}

/// The text behind the key of a table's entry.
fn entry_value(entry: &str) -> &str {
    entry.split_once(": ").map_or("", |(_, value)| value)
}

#[test]
fn rewrites_are_read_from_files() {
    let yaml = "rules:\n  - id: a\n    rewrite: 好 # why\n    suggest:\n      甲: 乙\n      # note\n      丙: 丁\n    examples: {}\n  - id: b\n    suggest: {子: 丑, 寅: 卯}\n";
    let texts: Vec<(usize, String)> = rewrites(yaml);
    let expected = [(3, "好"), (5, "乙"), (7, "丁"), (10, "丑"), (10, "卯")].map(|(line, text)| (line, text.to_owned()));
    assert_eq!(texts, expected);
}

/// Ids are public names: small letters, once, and they name the fault instead of the cure.
#[test]
fn ids_name_faults() {
    complain(|rule| {
        let name = rule.id().split('/').nth(1).unwrap_or_default();
        (name.starts_with("no-") || name.is_empty()).then(|| "an id names the fault".to_owned())
    });
}
