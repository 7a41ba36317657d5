//! Phrase lists of any size, as rule files.

use crate::Random;
use std::collections::BTreeSet;

/// The characters of phrases: as many as a list of Chinese words has.
const CHARACTERS: usize = 3_500;
/// Most phrases of one file.
const FILE_PHRASES: usize = 4_000;

/// `count` phrases of two to six characters, different from each other when folded; the same on every machine.
#[must_use]
pub fn phrases(count: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let mut phrases = BTreeSet::new();
    while phrases.len() < count {
        let length = 2 + random.below(5);
        phrases.insert(text(length, &mut random));
    }
    phrases.into_iter().collect()
}

/// `count` texts of about thirty characters of which every other holds one of the phrases on purpose, and some hold short ones by chance.
#[must_use]
pub fn texts_with(phrases: &[String], count: usize, seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let one = |number: usize| {
        let before = text(15, &mut random);
        let phrase = if number.is_multiple_of(2) { phrases[random.below(phrases.len())].as_str() } else { "" };
        format!("{before}{phrase}{}", text(13, &mut random))
    };
    (0..count).map(one).collect()
}

/// Frequent characters stand more often in it than rare ones; each is its own plain form, since the peers of the linter do not fold.
fn text(length: usize, random: &mut Random) -> String {
    let mut rank = || random.below(CHARACTERS).min(random.below(CHARACTERS)).min(random.below(CHARACTERS));
    (0..length).filter_map(|_| char::from_u32(0x4E00 + rank() as u32)).map(jinyu::fold).collect()
}

/// One file with one rule that looks for all phrases.
#[must_use]
pub fn one_rule(phrases: &[String]) -> Vec<(String, String)> {
    vec![("one.yaml".to_owned(), format!("{HEAD}{}", rule(0, phrases)))]
}

/// Files in which each phrase has a rule of its own.
#[must_use]
pub fn many_rules(phrases: &[String]) -> Vec<(String, String)> {
    let file = |(number, part): (usize, &[String])| {
        let rules: String = (number * FILE_PHRASES..).zip(part).map(|(at, phrase)| rule(at, std::slice::from_ref(phrase))).collect();
        let head = if number == 0 { HEAD } else { "family: list\nrules:\n" };
        (format!("{number}.yaml"), format!("{head}{rules}"))
    };
    phrases.chunks(FILE_PHRASES).enumerate().map(file).collect()
}

const HEAD: &str = "family: list\nclauses:\n  LIST: {title: 词表, source: 生成}\nrules:\n";

fn rule(number: usize, phrases: &[String]) -> String {
    let listed: String = phrases.iter().map(|phrase| format!("  - {phrase}\n")).collect();
    format!(
        "- id: r{number}\n  clauses: [LIST]\n  severity: error\n  message: 请勿使用\n  phrases:\n{listed}  examples: {{flag: [{}], pass: [您好]}}\n",
        phrases[0]
    )
}
