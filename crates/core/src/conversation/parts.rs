//! What an agent says in several messages, one after another.

use super::memory::Seen;
use super::recent::Recent;
use super::{Observation, Place, SessionFinding};
use crate::{Linter, Role, Span};

/// Most messages that are joined.
const MAX_PARTS: usize = 3;
/// Longest time between two of them, in milliseconds.
const MAX_GAP_MS: i64 = 60_000;

/// The last messages of one agent, to which nobody has said anything.
#[derive(Debug, Default)]
pub(super) struct Parts {
    sender: Option<String>,
    parts: Recent<(Seen, String)>,
}

impl Parts {
    /// Forgets them.
    pub fn clear(&mut self) {
        self.parts.clear();
    }

    /// Takes the next message, and gives what stands in it together with those before, and only so.
    pub fn take<'r>(&mut self, message: &Observation, seen: Seen, linter: &'r Linter) -> Vec<SessionFinding<'r>> {
        if message.part.is_empty() {
            if matches!(message.role, Role::Agent | Role::Customer) {
                self.clear();
            }
            return Vec::new();
        }
        if self.sender != message.sender || self.parts.as_slice().last().is_some_and(|(last, _)| !is_soon_after(last, seen)) {
            self.clear();
        }
        self.sender.clone_from(&message.sender);
        let (place, text) = self.parts.next(MAX_PARTS);
        *place = seen;
        text.clone_from(&message.part);
        if self.parts.as_slice().len() < 2 {
            return Vec::new();
        }
        let texts: Vec<&str> = self.parts.as_slice().iter().map(|(_, text)| &**text).collect();
        let findings: Vec<SessionFinding<'r>> = linter.lint_joined(&texts).into_iter().map(|found| self.finding(found)).collect();
        if !findings.is_empty() {
            // What has been told is not told again with the next message.
            self.clear();
        }
        findings
    }

    /// A finding in the joined text, as one of the last message.
    fn finding<'r>(&self, mut found: crate::Finding<'r>) -> SessionFinding<'r> {
        let mut start = 0;
        let mut related = Vec::new();
        let mut place = Place::default();
        for (seen, text) in self.parts.as_slice() {
            let end = start + text.len();
            if found.span.start < end {
                related.push(seen.place);
            }
            place = seen.place;
            if end < found.span.end {
                start = end;
            }
        }
        related.retain(|part| *part != place);
        found.span = Span::new(0, found.span.end - start);
        SessionFinding { place, finding: found, related, agent: None, waited_seconds: None }
    }
}

fn is_soon_after(last: &Seen, seen: Seen) -> bool {
    match (last.stamp, seen.stamp) {
        (Some(last), Some(now)) => last.has_date == now.has_date && now.earliest_ms - last.latest_ms() <= MAX_GAP_MS,
        _ => true,
    }
}
