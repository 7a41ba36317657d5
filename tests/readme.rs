//! `rules/README.md` is what rule authors read: its example works, and it names exactly the fields that there are.

use jinyu::{CONDITION_KEYS, EXAMPLE_KEYS, FILE_KEYS, NUMBER_KEYS, RULE_KEYS, RuleSet};
use std::collections::BTreeSet;

const README: &str = include_str!("../rules/README.md");
const EXAMPLE_MARK: &str = "<!-- rules/README.md: example -->";

const PROFILE_MARK: &str = "<!-- rules/README.md: profile -->";

fn example() -> &'static str {
    fenced(EXAMPLE_MARK)
}

fn fenced(mark: &str) -> &'static str {
    let after = README.split(mark).nth(1).expect("the mark of the example");
    after.split("```yaml\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("a fenced example behind its mark")
}

/// The part of the text from one heading or bold word to the next.
fn section(from: &str, to: &str) -> &'static str {
    let after = README.split(from).nth(1).unwrap_or_else(|| panic!("{from} stands in the guide"));
    after.split(to).next().unwrap_or(after)
}

/// Every text between back ticks.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn the_example_works() {
    let words = jinyu_rules::FILES.iter().find(|(name, _)| name.ends_with("words.yaml")).expect("the shared words");
    let files = [("README.md", example()), (words.0, words.1)];
    let builder = RuleSet::builder().rules(files).profile("profile.yaml", jinyu_rules::PROFILE);
    let tried = builder.test().unwrap_or_else(|errors| panic!("{errors}"));
    assert!(tried >= 3, "{tried} examples");
}

/// The sample profile loads over the defaults, and says what the guide says of it.
#[test]
fn the_sample_profile_works() {
    let builder = RuleSet::builder().profile("profile.yaml", jinyu_rules::PROFILE).profile("README.md", fenced(PROFILE_MARK));
    let rules = builder.build().unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(rules.agents().name("云间茶铺：小满"), "小满");
    assert_eq!(rules.shifts().all().len(), 2);
    let entry = |id: &str| rules.ledgers().points.iter().find(|entry| entry.id == id).map(|entry| entry.amount.to_string());
    assert_eq!([entry("phone"), entry("bad-rating"), entry("contact")], [None, Some("4".to_owned()), Some("2.5".to_owned())]);
    let fields = section("| field of an entry", "One event");
    for field in jinyu::ENTRY_KEYS {
        assert!(fields.contains(&format!("`{field}`")), "{field} is explained");
    }
}

#[test]
fn the_table_names_every_field() {
    let rows = section("## The fields of a rule", "\n\n**").lines().filter(|line| line.starts_with("| `"));
    let first_cells = rows.filter_map(|row| row.split('|').nth(1));
    let named: BTreeSet<&str> = first_cells.flat_map(code).collect();
    assert_eq!(named, RULE_KEYS.iter().copied().collect());
}

#[test]
fn the_paragraphs_name_every_key() {
    for (keys, text) in [
        (FILE_KEYS, example()),
        (CONDITION_KEYS, section("**Conditions.**", "**Numbers.**")),
        (NUMBER_KEYS, section("**Numbers.**", "**Examples.**")),
        (EXAMPLE_KEYS, section("**Examples.**", "## ")),
    ] {
        for key in keys {
            let is_named = text.match_indices(key).any(|(at, _)| !text[at + key.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()));
            assert!(is_named, "{key} is not explained in:\n{text}");
        }
    }
}

/// Facts of the shop that the guide uses are facts of the profile, and lists that its text names exist.
#[test]
fn the_guide_names_what_exists() {
    let facts: BTreeSet<&str> = jinyu_rules::PROFILE.lines().filter_map(|line| line.split_once(':')).map(|(fact, _)| fact).collect();
    let used = README.match_indices("{shop.").map(|(at, found)| &README[at + found.len()..]).filter_map(|rest| rest.split('}').next());
    for fact in used.filter(|fact| *fact != "name") {
        assert!(facts.contains(fact), "{fact} is not in profile.yaml");
    }
}
