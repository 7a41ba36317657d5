//! One HTML file that needs nothing else: styles and charts are in it, and its Content-Security-Policy forbids everything from outside. The
//! template engine escapes every text.

use jinyu::Language;
use minijinja::value::Value;
use minijinja::{AutoEscape, Environment, Error, context};
use serde::Serialize;
use std::collections::BTreeMap;

use super::chart::{self, Bar, Columns};
use super::message::{Message, Piece};
use super::text::seconds;
use super::view::View;
use crate::Style;
use crate::escape::escape;

const PAGE: &str = include_str!("../../templates/inspection.html");
const MACROS: &str = include_str!("../../templates/macros.html");
const CSS: &str = include_str!("../../templates/inspection.css");

/// Agents and rules of the table of both.
const MAX_HEAT_AGENTS: usize = 12;
const MAX_HEAT_RULES: usize = 15;

/// Writes the page.
///
/// # Errors
/// When the template is faulty, which a test excludes.
pub(crate) fn write(view: &View, style: &Style) -> Result<String, Error> {
    let environment = environment(style)?;
    let messages: Vec<Shown<'_>> = view.messages.iter().map(|message| Shown::new(message, "")).collect();
    let transcript = |session: &'_ super::view::SessionRow| -> Vec<Value> {
        session.transcript.iter().map(|line| Value::from_serialize(Shown::new(&line.message, line.side))).collect()
    };
    let transcripts: Vec<Vec<Value>> = view.sessions.iter().map(transcript).collect();
    let rule_names: BTreeMap<&str, &str> = view.rules.iter().map(|rule| (rule.rule.as_str(), rule.message.as_str())).collect();
    let charts = Charts { days: chart::days(view), agents: chart::agents(view), rules: chart::rules(view), waits: chart::waits(view) };
    let page = environment.get_template("inspection.html")?;
    page.render(context! {
        view => view,
        css => CSS,
        charts => charts,
        heat => heat(view),
        messages => messages,
        transcripts => transcripts,
        rule_names => rule_names,
    })
}

#[derive(Serialize)]
struct Charts<'v> {
    days: Columns<'v>,
    agents: Vec<Bar<'v>>,
    rules: Vec<Bar<'v>>,
    waits: Vec<(Bar<'v>, Bar<'v>)>,
}

/// A message with its text in parts.
#[derive(Serialize)]
struct Shown<'v> {
    #[serde(flatten)]
    message: &'v Message,
    pieces: Vec<Piece<'v>>,
    side: &'static str,
}

impl<'v> Shown<'v> {
    fn new(message: &'v Message, side: &'static str) -> Shown<'v> {
        Shown { pieces: message.pieces(), message, side }
    }
}

fn environment(style: &Style) -> Result<Environment<'static>, Error> {
    let style = *style;
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::SemiStrict);
    environment
        .add_function("say", move |chinese: Value, english: Value| if style.language == Language::English { english } else { chinese });
    environment.add_filter("line", |text: Option<String>| text.map(|text| escape(&text).into_owned()).unwrap_or_default());
    environment.add_filter("lines", |text: String| {
        text.split('\n').map(|line| escape(line.trim_end_matches('\r')).into_owned()).collect::<Vec<_>>().join("\n")
    });
    environment.add_filter("wait", move |waited: Option<u64>| seconds(waited, &style));
    environment.add_filter("decimal", |number: f64| format!("{number:.1}"));
    environment.add_filter("percent", |share: Option<f64>| share.map_or_else(|| "–".to_owned(), |share| format!("{share:.1}%")));
    environment.add_template("macros.html", MACROS)?;
    environment.add_template("inspection.html", PAGE)?;
    Ok(environment)
}

/// Findings for every 100 replies of each agent against each rule, with how much that is: 0 (none or as usual) to 3.
#[derive(Serialize)]
struct Heat<'v> {
    agents: Vec<(usize, &'v str)>,
    rows: Vec<(&'v str, Vec<(f64, u8)>)>,
}

fn heat(view: &View) -> Heat<'_> {
    let mut agents: Vec<(usize, &super::view::Row)> = view.agents.iter().enumerate().filter(|(_, row)| row.replies > 0).collect();
    agents.sort_by_key(|(number, row)| (std::cmp::Reverse(row.replies), *number));
    agents.truncate(MAX_HEAT_AGENTS);
    let rows = view.rules.iter().take(MAX_HEAT_RULES).map(|rule| {
        let cells = agents.iter().map(|(_, row)| {
            let findings = row.rules.iter().find(|cell| cell.rule == rule.rule).map_or(0, |cell| cell.findings);
            let rate = chart::per_hundred(findings, row.replies);
            (rate, heat_level(rate, rule.per_100_replies, findings))
        });
        (rule.message.as_str(), cells.collect())
    });
    Heat { rows: rows.collect(), agents: agents.iter().map(|(number, row)| (*number, row.name.as_str())).collect() }
}

/// Against the rate of everybody; one or two findings mean nothing.
fn heat_level(rate: f64, usual: f64, findings: u64) -> u8 {
    match rate / usual.max(0.01) {
        _ if findings < 3 => 0,
        ratio if ratio >= 2.0 => 3,
        ratio if ratio >= 1.5 => 2,
        ratio if ratio >= 1.2 => 1,
        _ => 0,
    }
}
