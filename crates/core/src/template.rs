//! A rewrite before it meets a reply: text with places for what the pattern captured.

use crate::fault::FaultKind;
use crate::fold::fold_text;
use crate::pattern::Pattern;
use crate::profile::Profile;
use crate::words::Words;
use regex::Captures;
use std::collections::HashMap;
use std::sync::Arc;

/// Text with places for captures.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
enum Piece {
    Text(String),
    Capture { name: String, table: Option<Arc<HashMap<String, String>>> },
}

impl Template {
    /// Reads `{name}`, `{name|table}` and `{shop.fact}`; `pattern` says which captures there are.
    pub fn new(source: &str, pattern: Option<&Pattern>, words: &Words, profile: &Profile) -> Result<Template, FaultKind> {
        let mut pieces = Vec::new();
        let mut rest = source;
        while let Some(open) = rest.find(['{', '}']) {
            let after = &rest[open..];
            let close = after.find('}').filter(|_| after.starts_with('{')).ok_or(FaultKind::OpenBrace)?;
            pieces.push(Piece::Text(rest[..open].to_owned()));
            pieces.push(Piece::new(&after[1..close], pattern, words, profile)?);
            rest = &after[close + 1..];
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Template { pieces })
    }

    /// The text, where it needs no reply.
    pub fn fixed(&self) -> Option<String> {
        self.pieces.iter().map(|piece| if let Piece::Text(text) = piece { Some(text.as_str()) } else { None }).collect()
    }

    /// The text with what the pattern captured; `original` gives the reply's own text of a capture.
    pub fn fill(&self, captures: &Captures<'_>, original: impl Fn(regex::Match<'_>) -> String) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(fixed) => text.push_str(fixed),
                Piece::Capture { name, table } => {
                    let Some(capture) = captures.name(name) else {
                        continue;
                    };
                    let instead = table.as_ref().and_then(|table| table.get(&fold_text(capture.as_str())));
                    text.push_str(&instead.cloned().unwrap_or_else(|| original(capture)));
                }
            }
        }
        text
    }
}

impl Piece {
    fn new(inner: &str, pattern: Option<&Pattern>, words: &Words, profile: &Profile) -> Result<Piece, FaultKind> {
        if let Some(fact) = inner.strip_prefix("shop.") {
            return profile.text(fact).map(Piece::Text);
        }
        let (name, table) = inner.split_once('|').map_or((inner, None), |(name, table)| (name, Some(table)));
        let names = || pattern.into_iter().flat_map(Pattern::capture_names);
        if !names().any(|known| known == name) {
            return Err(FaultKind::UnknownCapture { name: name.to_owned(), known: names().collect::<Vec<_>>().join(" ") });
        }
        let table = table.map(|table| words.table(table, profile)).transpose()?;
        Ok(Piece::Capture { name: name.to_owned(), table })
    }
}
