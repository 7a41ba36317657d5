//! Faulty rule files: what an author sees, word for word.
//!
//! `faults/x.yaml` is a file of rules, `faults/x/` a folder of several (`profile.yaml`, `profile2.yaml` and `preset.yaml` are what their names
//! say). Beside the YAML stands the expected answer, `x.txt`. After a change, `UPDATE_FAULTS=1 cargo test -p jinyu-tests --test faults`
//! writes the answers anew: read them before you commit them.

use jinyu::{Builder, Fault, Language, RuleErrors, RuleSet};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// One faulty set of files.
struct Case {
    name: String,
    files: Vec<(String, String)>,
    expected: PathBuf,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults");
    let mut cases: Vec<Case> = entries(&root).into_iter().filter_map(|path| case(&path)).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn case(path: &Path) -> Option<Case> {
    let is_yaml = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "yaml");
    let files = if path.is_dir() { entries(path) } else { vec![path.to_owned()] };
    let mut files: Vec<PathBuf> = files.into_iter().filter(is_yaml).collect();
    files.sort();
    let read = |path: PathBuf| (file_name(&path), fs::read_to_string(&path).expect("a readable file"));
    let name = path.file_stem()?.to_str()?.to_owned();
    let expected = path.with_extension("txt");
    (!files.is_empty()).then(|| Case { name, files: files.into_iter().map(read).collect(), expected })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

fn file_name(path: &Path) -> String {
    path.file_name().and_then(|name| name.to_str()).expect("a name in UTF-8").to_owned()
}

fn builder(files: &[(String, String)]) -> Builder {
    files.iter().fold(RuleSet::builder(), |builder, (name, text)| match name.as_str() {
        "profile.yaml" | "profile2.yaml" => builder.profile(name, text),
        "preset.yaml" => builder.preset(name, text),
        _ => builder.rules([(name.as_str(), text.as_str())]),
    })
}

/// The name of a fault's kind.
fn kind(fault: &Fault) -> String {
    format!("{:?}", fault.kind).chars().take_while(|c| c.is_alphanumeric()).collect()
}

/// The faults as a person reads them, each with the words that it points at.
fn shown(files: &[(String, String)], errors: &RuleErrors) -> String {
    let mut out = String::new();
    for fault in &errors.0 {
        let text = files.iter().find(|(name, _)| *name == fault.file).map_or("", |(_, text)| text);
        let place = fault.place;
        let pointed = text.get(place.start..place.end).unwrap_or("(outside the file)");
        let _ = writeln!(out, "{}:{}:{} {}", fault.file, place.line, place.column, kind(fault));
        let _ = writeln!(out, "  rule: {}", fault.rule.as_deref().unwrap_or("-"));
        let _ = writeln!(out, "  here: {}", pointed.escape_debug().to_string().chars().take(60).collect::<String>());
        let _ = writeln!(out, "  {}", fault.kind.message(Language::Chinese));
        let _ = writeln!(out, "  {}\n", fault.kind.help(Language::Chinese));
    }
    out
}

#[test]
fn faults_are_reported_as_expected() {
    let update = env::var_os("UPDATE_FAULTS").is_some();
    let mut wrong = Vec::new();
    let cases = cases();
    assert!(cases.len() >= 60, "the folder of faulty files is there");
    for case in &cases {
        let found = match builder(&case.files).test() {
            Ok(_) => "accepted\n".to_owned(),
            Err(errors) => shown(&case.files, &errors),
        };
        if update {
            fs::write(&case.expected, &found).expect("the answer can be written");
        }
        let expected = fs::read_to_string(&case.expected).unwrap_or_default();
        if found != expected {
            wrong.push(format!("--- {}, expected:\n{expected}--- found:\n{found}", case.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Faulty only to the eye: an exception that never matters does no harm, since lists of exceptions are shared between rules.
const HARMLESS: [&str; 1] = ["idle-exception"];

#[test]
fn nothing_is_accepted_silently() {
    let accepted: Vec<String> = cases().into_iter().filter(|case| builder(&case.files).test().is_ok()).map(|case| case.name).collect();
    assert_eq!(accepted, HARMLESS);
}

/// Every place agrees with itself: the line and the column are those of the first byte.
#[test]
fn places_agree() {
    for case in cases() {
        let Err(errors) = builder(&case.files).test() else {
            continue;
        };
        for fault in &errors.0 {
            let text = &case.files.iter().find(|(name, _)| *name == fault.file).expect("a file of the case").1;
            let before = text.get(..fault.place.start).expect("a place in the file");
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            assert_eq!((fault.place.line, fault.place.column), (line, column), "{}: {:?}", case.name, fault);
            assert!(text.get(fault.place.start..fault.place.end).is_some(), "{}: {:?}", case.name, fault);
        }
    }
}

/// Faults come in the order of files and places.
#[test]
fn faults_are_sorted() {
    for case in cases() {
        if let Err(errors) = builder(&case.files).test() {
            let order: Vec<_> = errors.0.iter().map(|fault| (fault.file.clone(), fault.place)).collect();
            assert!(order.is_sorted(), "{}: {order:?}", case.name);
        }
    }
}

/// Every kind of fault has a file that shows it, except those that need a file of megabytes.
#[test]
fn every_kind_is_shown() {
    let source = include_str!("../crates/core/src/fault.rs");
    let body = source.split("pub enum FaultKind {").nth(1).and_then(|rest| rest.split("\n}").next()).expect("the enum");
    let known: BTreeSet<String> = body
        .lines()
        .map(|line| line.trim().chars().take_while(|c| c.is_alphanumeric()).collect())
        .filter(|name: &String| !name.is_empty())
        .collect();
    let mut shown: BTreeSet<String> = ["FileTooLarge", "TooManyRules", "TooManyCharacters"].map(str::to_owned).into();
    for case in cases() {
        if let Err(errors) = builder(&case.files).test() {
            shown.extend(errors.0.iter().map(kind));
        }
    }
    let missing: Vec<_> = known.difference(&shown).collect();
    assert!(missing.is_empty(), "no faulty file shows {missing:?}");
}

/// Every message and every help is there in both languages.
#[test]
fn both_languages_speak() {
    for case in cases() {
        if let Err(errors) = builder(&case.files).test() {
            for fault in &errors.0 {
                for language in [Language::Chinese, Language::English] {
                    let (message, help) = (fault.kind.message(language), fault.kind.help(language));
                    assert!(!message.is_empty() && !help.is_empty() && !message.contains('\n'), "{}: {message} / {help}", case.name);
                    assert!(!message.ends_with(['。', '.']) && !help.ends_with(['。', '.']), "{}: {message} / {help}", case.name);
                }
            }
        }
    }
}

fn only_kind(text: &str) -> (String, usize) {
    let errors = RuleSet::from_yaml([("large.yaml", text)]).map(|_| ()).expect_err("a fault");
    (kind(&errors.0[0]), errors.0.len())
}

#[test]
fn files_have_a_size() {
    let large = format!("# {}\n", "大".repeat(jinyu::MAX_FILE_BYTES / 3));
    assert_eq!(only_kind(&large), ("FileTooLarge".to_owned(), 1));
    let nodes = format!("words:\n  day: [{}]\n", "天,".repeat(jinyu::MAX_NODES));
    assert_eq!(only_kind(&nodes), ("Yaml".to_owned(), 1));
    let deep = format!("words: {}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(only_kind(&deep), ("Yaml".to_owned(), 1));
}
