//! Small conversations as examples write them, a line a message: `C 10:00:00 有发票吗`, `A:小李 10:00:30 有的`, `AUTO 您好`, `S closed`.

use crate::conversation::{Conversation, SessionFinding};
use crate::document::Node;
use crate::fault::FaultKind;
use crate::fields::{Report, Text};
use crate::{Event, Linter, Message, Moment, Role};
use jiff::ToSpan as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// The day of examples that name none: a Wednesday that is no holiday.
const DAY: Date = Date::constant(2024, 1, 3);

/// One line of a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// None where time passes and nothing is said.
    role: Option<Role>,
    sender: Option<String>,
    day: Day,
    time: Option<String>,
    text: String,
}

#[derive(Clone, Copy, Debug)]
enum Day {
    /// So many days after the line before.
    Later(i32),
    Date(Date),
}

/// Reads the lines, and all of them as one text.
pub(crate) fn read_dialogue(node: &Node, report: &mut Report<'_>) -> Option<(Text, Vec<Line>)> {
    let first_fault = report.faults.len();
    let mut lines = Vec::new();
    let texts = report.texts(node);
    for text in &texts {
        match read_line(&text.value) {
            Some(line) => lines.push(line),
            None => report.fault(text.place, FaultKind::BadLine { line: text.value.clone() }),
        }
    }
    if lines.is_empty() && report.faults.len() == first_fault {
        report.fault(node.place, FaultKind::NoMessages);
    }
    let value = texts.iter().map(|text| text.value.as_str()).collect::<Vec<_>>().join(" / ");
    (report.faults.len() == first_fault).then_some((Text { value, place: node.place }, lines))
}

fn read_line(line: &str) -> Option<Line> {
    let (who, mut rest) = word(line);
    let (who, sender) = who.split_once([':', '：']).map_or((who, None), |(who, sender)| (who, Some(sender.to_owned())));
    let role = match who {
        "C" => Some(Role::Customer),
        "A" => Some(Role::Agent),
        "AUTO" => Some(Role::Auto),
        "S" => Some(Role::System),
        "T" => None,
        _ => return None,
    };
    let mut day = Day::Later(0);
    let (first, after) = word(rest);
    let later = first.strip_prefix('+').and_then(|days| days.strip_suffix('d')).and_then(|days| days.parse::<u8>().ok());
    if let Some(days) = later {
        (day, rest) = (Day::Later(i32::from(days)), after);
    } else if let Some(date) = first.contains('-').then(|| crate::moment::read_date(first)).flatten() {
        (day, rest) = (Day::Date(date), after);
    }
    let (first, after) = word(rest);
    let is_time = Moment::parse(first, &TimeZone::UTC).is_some_and(|moment| !moment.has_date());
    let (time, text) = if is_time { (Some(first.to_owned()), after) } else { (None, rest) };
    if role.is_none() && (time.is_none() || !text.is_empty()) || role.is_some() && text.is_empty() && time.is_none() {
        return None;
    }
    Some(Line { role, sender, day, time, text: text.to_owned() })
}

/// The first word and what follows it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim_start();
    text.split_once(' ').map_or((text, ""), |(first, rest)| (first, rest.trim_start()))
}

/// What the conversation rules find in a dialogue, with the text of the message that each finding stands at.
pub(crate) fn findings_in<'r>(linter: &'r Linter, lines: &[Line]) -> Vec<(SessionFinding<'r>, String)> {
    let zone = linter.time_zone();
    let mut conversation = Conversation::new(linter);
    let mut findings = Vec::new();
    let mut day = DAY;
    for line in lines {
        day = match line.day {
            Day::Later(days) => day.checked_add(days.days()).unwrap_or(day),
            Day::Date(date) => date,
        };
        let moment = line.time.as_ref().and_then(|time| Moment::parse(&format!("{day} {time}"), &zone)).unwrap_or_default();
        let Some(role) = line.role else {
            findings.extend(conversation.tick(moment));
            continue;
        };
        let event = if role == Role::System { Event::from_name(&line.text) } else { None };
        let message = Message::new(role, &line.text).at(moment).by(line.sender.as_deref()).telling(event);
        findings.extend(conversation.push(&message));
    }
    findings.extend(conversation.close());
    let messages: Vec<&Line> = lines.iter().filter(|line| line.role.is_some()).collect();
    let text = |finding: &SessionFinding<'_>| {
        let at = (finding.place.index as usize).saturating_sub(1);
        messages.get(at).map_or_else(String::new, |line| line.text.clone())
    };
    findings.into_iter().map(|finding| (finding.clone(), text(&finding))).collect()
}

/// A text as a conversation of one message of an agent.
pub(crate) fn single(text: &str) -> Vec<Line> {
    vec![Line { role: Some(Role::Agent), sender: None, day: Day::Later(0), time: None, text: text.to_owned() }]
}
