//! The compliance linter for what Chinese online shops say to their customers.
//!
//! Rules are data; a [`RuleSet`] reads and checks them, a [`Linter`] finds what they forbid in a [`Reply`] and says what could be sent
//! instead. This crate touches no files, no clock and no terminal.
//!
//! ```
//! use jinyu::{Language, Linter, RuleSet};
//!
//! let rules = RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build()?;
//! let linter = Linter::new(rules)?;
//!
//! let reply = "您好，这款不能便宜了呢";
//! let review = linter.review(reply);
//! for (finding, rewrite) in &review.findings {
//!     println!("{}: {} → {:?}", finding.span.of(reply), finding.rule.message(Language::Chinese), rewrite);
//! }
//! assert!(linter.is_clean(review.suggestion().unwrap_or_default()));
//! # Ok::<(), jinyu::RuleErrors>(())
//! ```
//!
//! A [`Draft`] is checked again after every key, a [`Stream`] lets through what a bot writes as far as it has been judged:
//!
//! ```
//! # use jinyu::{Draft, Linter, RuleSet, Stream};
//! # let rules = RuleSet::builder().rules(jinyu_rules::FILES).profile("profile.yaml", jinyu_rules::PROFILE).build()?;
//! # let linter = Linter::new(rules)?;
//! let mut draft = Draft::new(&linter);
//! draft.set("您好，这款不能便宜");
//! assert!(draft.findings().iter().any(|finding| draft.is_unfinished(finding)));
//!
//! let mut stream = Stream::new(&linter);
//! assert_eq!(stream.push("您好，已经登记。这款").text, "您好，已经登记。");
//! assert_eq!(stream.push("不能便宜。").text, "这款");
//! assert_eq!(stream.finish().withheld, "不能便宜。");
//! # Ok::<(), jinyu::RuleErrors>(())
//! ```
#![deny(missing_docs)]

mod amount;
mod automaton;
mod chars;
mod compile;
mod condition;
mod context;
mod conversation;
mod day;
mod dialogue;
mod disguise;
mod distinct;
mod document;
mod draft;
mod examples;
mod fault;
mod fields;
mod finding;
mod fold;
mod gate;
mod graphemes;
mod inspection;
mod language;
mod ledger;
mod linter;
mod message;
mod moment;
mod number;
mod order;
mod parallel;
mod pattern;
mod preset;
mod profile;
mod repeated;
mod reply;
mod required;
mod rewrite;
mod rule;
mod ruleset;
mod settle;
mod severity;
mod span;
mod stream;
mod streaming;
mod talk;
mod template;
mod trigger;
mod word_index;
mod words;

pub use amount::Amount;
pub use compile::{MAX_PHRASE_CHARS, MAX_REGEX_BYTES};
pub use conversation::{Conversation, Due, Observation, Place as MessagePlace, SessionFinding};
pub use day::{Day, Month};
pub use disguise::LANES;
pub use document::{MAX_DEPTH, MAX_FILE_BYTES, MAX_NODES};
pub use draft::{Draft, NotInText};
pub use fault::{Fault, FaultKind, Place, RuleErrors};
pub use finding::{Applicability, Finding, Review, Rewrite};
pub use fold::{fold, fold_text, is_invisible};
pub use inspection::{
    BrokenRule, Figures, Hit, Inspection, Mark, PhraseFigures, QuickPhrase, RuleFigures, Sample, Samples, Session, ShiftSlot, Turn,
    WAIT_LIMITS, Waits, Who, WorstSessions,
};
/// The time zone of a shop, of the crate `jiff`.
pub use jiff::tz::TimeZone;
pub use language::Language;
pub use ledger::{Accounts, Entry, EventOrigin, Ledger, LedgerKind, MonthScore, StaffEvent, StreakReport};
pub use linter::{Linter, MAX_FINDINGS, Observer};
pub use message::{Event, Message, Role};
pub use moment::{Moment, Times};
pub use profile::CALENDAR_KEYS;
pub use profile::{Agent, Agents, Band, ENTRY_KEYS, EntryRule, Ledgers, Repeat, Shift, Shifts, Streak, Target};
pub use reply::Reply;
pub use rule::{
    ANSWER_KEYS, AT_KEYS, CONDITION_KEYS, COUNT_KEYS, EARLIER_KEYS, EXAMPLE_KEYS, EXCUSED_KEYS, FILE_KEYS, Layer, NUMBER_KEYS, RULE_KEYS,
};
pub use ruleset::{Builder, Clause, MAX_RULES, Rule, RuleSet};
pub use severity::Severity;
pub use span::Span;
pub use stream::{Finished, Released, STREAM_BLOCK_CHARS, Stream};
pub use streaming::{Looks, Streaming};
pub use talk::Judged;
pub use words::MAX_EXPANSION;
