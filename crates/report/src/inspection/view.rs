use jinyu::{Figures, Inspection, Severity, ShiftSlot, Waits, Who};
use serde::Serialize;
use std::borrow::Cow;

use super::InspectionReport;
use super::accounts::Books;
use super::message::{Message, Messages};
use crate::Style;
use crate::reply::shown;

/// Words that are listed.
const MAX_PHRASES: usize = 10;
/// Quick phrases that are listed.
const MAX_QUICK_PHRASES: usize = 30;

/// A report as all forms show it, personal data masked. Its keys are those of the JSON form, which are public.
#[derive(Debug, Serialize)]
pub(crate) struct View {
    /// Of the keys and their meaning.
    pub version: u32,
    pub min_severity: &'static str,
    pub quick_phrase_times: u64,
    pub from: Option<String>,
    pub to: Option<String>,
    /// Messages without a time that can be read.
    pub timeless_messages: u64,
    /// Whether the counts of words are exact.
    pub words_are_exact: bool,
    pub total: Row,
    pub agents: Vec<Row>,
    pub shifts: Vec<Row>,
    pub days: Vec<Row>,
    pub rules: Vec<RuleRow>,
    pub sessions: Vec<SessionRow>,
    pub phrases: Vec<PhraseRow>,
    pub quick_phrases: Vec<QuickPhraseRow>,
    pub ledgers: Books,
    pub messages: Vec<Message>,
}

/// The figures of everybody, of one agent, one shift or one day.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub name: String,
    pub sessions: u64,
    pub unanswered_sessions: u64,
    pub messages: u64,
    pub replies: u64,
    pub faulty_replies: u64,
    pub findings: Levels,
    /// Findings for every 100 replies, to two decimals.
    pub per_100_replies: f64,
    /// Faulty replies in percent, to two decimals.
    pub faulty_percent: f64,
    pub first_reply: WaitRow,
    pub later_replies: WaitRow,
    pub rules: Vec<CellRow>,
    /// The worst messages, as numbers in the list of messages, from 0; this holds for every `examples`.
    pub examples: Vec<usize>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Levels {
    pub critical: u64,
    pub error: u64,
    pub warning: u64,
    pub info: u64,
    pub total: u64,
}

/// Response times of persons, in seconds.
#[derive(Debug, Serialize)]
pub(crate) struct WaitRow {
    pub known: u64,
    pub unknown: u64,
    pub median_seconds: Option<u64>,
    pub p90_seconds: Option<u64>,
    /// Of the known ones, in percent, to two decimals.
    pub within_45_seconds_percent: Option<f64>,
    pub within_2_minutes_percent: Option<f64>,
    pub within_30_minutes_percent: Option<f64>,
    pub within_2_hours_percent: Option<f64>,
    pub slowest: Vec<SlowReply>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SlowReply {
    pub seconds: u64,
    pub message: usize,
}

/// The figures of one rule within a row.
#[derive(Debug, Serialize)]
pub(crate) struct CellRow {
    pub rule: String,
    pub findings: u64,
    pub replies: u64,
    pub examples: Vec<usize>,
}

#[derive(Debug, Serialize)]
pub(crate) struct RuleRow {
    pub rule: String,
    pub clauses: Vec<String>,
    pub severity: &'static str,
    pub message: String,
    pub findings: u64,
    pub replies: u64,
    pub per_100_replies: f64,
    pub examples: Vec<usize>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SessionRow {
    pub file: String,
    pub session: Option<String>,
    pub agents: Vec<String>,
    pub messages: u64,
    pub findings: Levels,
    pub is_unanswered: bool,
    pub transcript: Vec<Line>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub side: &'static str,
    #[serde(flatten)]
    pub message: Message,
}

#[derive(Debug, Serialize)]
pub(crate) struct PhraseRow {
    pub matched: String,
    pub findings: u64,
    pub rules: Vec<String>,
    /// Numbers of the quick phrases that carry it.
    pub quick_phrases: Vec<usize>,
    pub examples: Vec<usize>,
}

#[derive(Debug, Serialize)]
pub(crate) struct QuickPhraseRow {
    pub text: String,
    pub sent: u64,
    pub matched: Vec<String>,
    pub suggestion: Option<String>,
    pub examples: Vec<usize>,
}

impl View {
    pub fn new(report: &InspectionReport<'_>, style: &Style) -> View {
        let InspectionReport { inspection, accounts, .. } = *report;
        let mut maker = Maker { messages: Messages::new(report.suggestions, style), style };
        let (from, to) = inspection.span().unzip();
        let total = maker.row(style.say("合计", "all").to_owned(), &inspection.all());
        let agents = inspection.agents().map(|(who, figures)| maker.row(agent_name(who, style), figures)).collect();
        let shifts = inspection.shifts().map(|(slot, figures)| maker.row(shift_name(slot, inspection, style), figures)).collect();
        let day_name = |day: Option<jinyu::Day>| day.map_or_else(|| style.say("日期未知", "unknown").to_owned(), |day| day.to_string());
        let days = inspection.days().map(|(day, figures)| maker.row(day_name(day), figures)).collect();
        let rules = maker.rules(inspection, total.replies);
        let sessions = maker.sessions(report);
        let (phrases, quick_phrases) = maker.phrases(report);
        View {
            version: 1,
            min_severity: report.min_severity.as_str(),
            quick_phrase_times: report.quick_phrase_times,
            from,
            to,
            timeless_messages: inspection.timeless(),
            words_are_exact: inspection.words_are_exact(),
            total,
            agents,
            shifts,
            days,
            rules,
            sessions,
            phrases,
            quick_phrases,
            ledgers: Books::new(accounts, style),
            messages: maker.messages.finish(),
        }
    }
}

struct Maker<'a> {
    messages: Messages<'a>,
    style: &'a Style,
}

impl Maker<'_> {
    fn safe(&self, text: &str) -> String {
        shown(text, self.style).into_owned()
    }

    fn row(&mut self, name: String, figures: &Figures) -> Row {
        let rules = figures.rules.iter().map(|(rule, cell)| CellRow {
            rule: rule.to_string(),
            findings: cell.findings,
            replies: cell.replies,
            examples: self.messages.numbers(cell.samples.iter()),
        });
        let mut rules: Vec<CellRow> = rules.collect();
        rules.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.rule.cmp(&b.rule)));
        Row {
            name,
            sessions: figures.sessions,
            unanswered_sessions: figures.unanswered,
            messages: figures.messages,
            replies: figures.replies,
            faulty_replies: figures.faulty,
            findings: levels(figures.findings),
            per_100_replies: percent(figures.total(), figures.replies).unwrap_or_default(),
            faulty_percent: percent(figures.faulty, figures.replies).unwrap_or_default(),
            first_reply: self.waits(&figures.first),
            later_replies: self.waits(&figures.later),
            rules,
            examples: self.messages.numbers(figures.samples.iter()),
        }
    }

    fn waits(&mut self, waits: &Waits) -> WaitRow {
        let [first, second, third, fourth] = waits.within.map(|within| percent(within, waits.known));
        let slowest = waits.slowest.iter().map(|(seconds, sample)| SlowReply { seconds: *seconds, message: self.messages.number(sample) });
        WaitRow {
            known: waits.known,
            unknown: waits.unknown,
            median_seconds: waits.percentile(50),
            p90_seconds: waits.percentile(90),
            within_45_seconds_percent: first,
            within_2_minutes_percent: second,
            within_30_minutes_percent: third,
            within_2_hours_percent: fourth,
            slowest: slowest.collect(),
        }
    }

    fn rules(&mut self, inspection: &Inspection<'_>, replies: u64) -> Vec<RuleRow> {
        let all = inspection.all();
        let mut rows = Vec::new();
        for (id, rule) in inspection.rules() {
            let Some(figures) = all.rules.get(id) else {
                continue;
            };
            rows.push(RuleRow {
                rule: id.to_string(),
                clauses: rule.clauses.clone(),
                severity: rule.severity.as_str(),
                message: self.style.say(&rule.message[0], &rule.message[1]).to_owned(),
                findings: figures.findings,
                replies: figures.replies,
                per_100_replies: percent(figures.findings, replies).unwrap_or_default(),
                examples: self.messages.numbers(figures.samples.iter()),
            });
        }
        rows.sort_by(|a, b| b.findings.cmp(&a.findings).then_with(|| a.rule.cmp(&b.rule)));
        rows
    }

    fn sessions(&self, report: &InspectionReport<'_>) -> Vec<SessionRow> {
        let line = |(role, sample): &(jinyu::Role, jinyu::Sample)| Line {
            side: role.name(),
            message: Message::new(sample, report.suggestions, self.style),
        };
        let worst = report.inspection.worst().iter();
        worst
            .map(|session| SessionRow {
                file: session.file.to_string(),
                session: session.name.as_deref().map(|name| self.safe(name)),
                agents: session.agents.iter().map(|agent| self.safe(agent)).collect(),
                messages: session.messages,
                findings: levels(session.findings),
                is_unanswered: session.is_unanswered,
                transcript: session.transcript.iter().map(line).collect(),
            })
            .collect()
    }

    fn phrases(&mut self, report: &InspectionReport<'_>) -> (Vec<PhraseRow>, Vec<QuickPhraseRow>) {
        let mut quick = report.inspection.quick_phrases(report.quick_phrase_times);
        quick.truncate(MAX_QUICK_PHRASES);
        let carries = |matched: &str, phrase: &jinyu::QuickPhrase| phrase.matched.iter().any(|(words, _)| words == matched);
        let phrases = report.inspection.phrases(MAX_PHRASES).into_iter().map(|(matched, findings, figures)| PhraseRow {
            matched: self.safe(matched),
            findings,
            rules: figures.rules.iter().map(ToString::to_string).collect(),
            quick_phrases: (0..quick.len()).filter(|number| carries(matched, quick[*number].2)).collect(),
            examples: self.messages.numbers(figures.samples.iter()),
        });
        let phrases = phrases.collect();
        let quick_phrases = quick.iter().map(|(text, sent, phrase)| {
            let mut matched: Vec<String> = phrase.matched.iter().map(|(words, _)| self.safe(words)).collect();
            matched.dedup();
            QuickPhraseRow {
                text: self.safe(text),
                sent: *sent,
                matched,
                suggestion: report.suggestions.get(*text).map(|text| self.safe(text)),
                examples: self.messages.numbers(phrase.samples.iter()),
            }
        });
        (phrases, quick_phrases.collect())
    }
}

fn agent_name(who: &Who, style: &Style) -> String {
    match who {
        Who::Person(name) => shown(name, style).into_owned(),
        Who::Auto => style.say("自动回复", "automatic replies").to_owned(),
        Who::Unknown => style.say("未署名客服", "unnamed agents").to_owned(),
    }
}

fn shift_name(slot: ShiftSlot, inspection: &Inspection<'_>, style: &Style) -> String {
    let name = match slot {
        ShiftSlot::Shift(number) => inspection.shift_names().all().get(number).map(|shift| Cow::Borrowed(shift.name.as_str())),
        ShiftSlot::Outside => Some(Cow::Borrowed(style.say("班外", "outside shifts"))),
        ShiftSlot::Unknown => None,
    };
    name.unwrap_or(Cow::Borrowed(style.say("时间未知", "unknown"))).into_owned()
}

fn levels(findings: [u64; 4]) -> Levels {
    let of = |severity: Severity| findings[severity as usize];
    Levels {
        critical: of(Severity::Critical),
        error: of(Severity::Error),
        warning: of(Severity::Warning),
        info: of(Severity::Info),
        total: findings.iter().sum(),
    }
}

/// To two decimals.
#[expect(clippy::cast_precision_loss, reason = "no log has 2^52 messages")]
fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| (part as f64 * 10_000.0 / whole as f64).round() / 100.0)
}
