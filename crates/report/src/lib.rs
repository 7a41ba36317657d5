//! Findings as text, JSON and annotations: one file a format.
//!
//! Everything here writes into a `String`; nothing is printed. Chat text is hostile to whoever reads a report: it never starts a line,
//! and nothing of it reaches a terminal or a build log as a command (see [`escape`]).
#![deny(missing_docs)]

mod cells;
mod change;
mod diff;
mod escape;
mod excerpt;
mod faults;
mod format;
mod github;
mod inspection;
mod json;
mod jsonl;
mod line;
mod mask;
mod measurement;
mod paint;
mod record;
mod reply;
mod statistics;
mod style;
mod table;
mod text;

pub use change::{Change, ChangeCount, ChangedReply, change_counts};
pub use diff::diff;
pub use escape::escape;
pub use faults::faults;
pub use format::Format;
pub use inspection::{InspectionFormat, InspectionReport};
pub use mask::mask;
pub use measurement::{LabelledLine, Measurement, Score};
pub use reply::{FaultyReply, Origin};
pub use statistics::{Count, statistics};
pub use style::Style;
