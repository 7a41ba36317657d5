//! The text of the generated source file about disguises.

use crate::table_file::{escaped, header};
use crate::{look_alikes, readings, symbols};

const NOTES: &str = "\
    // Readings: pinyin-data, Copyright mozillazg and contributors, https://github.com/mozillazg/pinyin-data, MIT License,\n\
    // reduced to the usual reading of the characters of GB 2312, without its tone.\n\
    // Letters of other scripts: Unicode confusables (UTS #39), Copyright Unicode, Inc., https://www.unicode.org/license.txt.\n\
    // Chinese characters that look alike: a table of our own, `crates/fold-tables/src/look_alikes.rs`.\n";

/// The whole file, the same on every run.
pub fn render() -> String {
    let mut file = header(&["encoding_rs", "icu_properties", "pinyin", "unicode-security", "unicode_names2"], NOTES);
    file.push_str(&table(
        "HOMOPHONES",
        "&str, &str",
        "Characters by their toneless reading, sorted: `(reading, characters)`.",
        &readings::homophones().iter().map(|(reading, characters)| (quoted(reading), quoted_all(characters))).collect::<Vec<_>>(),
    ));
    file.push_str(&table(
        "SYMBOLS",
        "&str, &str",
        "Signs by the reading that they stand for, sorted: `(reading, signs)`.",
        &symbols::symbols().iter().map(|(reading, signs)| (quoted(reading), quoted_all(signs))).collect::<Vec<_>>(),
    ));
    file.push_str(&table(
        "LOOK_ALIKES",
        "char, &[&str]",
        "What looks like a character, sorted: `(character, texts)`.",
        &look_alikes::look_alikes()
            .iter()
            .map(|(character, texts)| {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                (format!("'{}'", escaped(*character)), format!("&[{}]", texts.join(", ")))
            })
            .collect::<Vec<_>>(),
    ));
    file
}

fn table(name: &str, types: &str, doc: &str, rows: &[(String, String)]) -> String {
    let mut text = format!("\n/// {doc}\n#[rustfmt::skip]\npub(super) static {name}: &[({types})] = &[\n");
    for (left, right) in rows {
        text.push_str(&format!("    ({left}, {right}),\n"));
    }
    text.push_str("];\n");
    text
}

fn quoted_all<'c>(characters: impl IntoIterator<Item = &'c char>) -> String {
    quoted(&characters.into_iter().collect::<String>())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}
