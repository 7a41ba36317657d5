//! `jinyu inspect`: figures on whole logs, points and fines.

mod events;
mod inspector;

use crate::args::InspectArgs;
use crate::exit::{Exit, Failure};
use crate::feed::Feed;
use crate::input::{Input, OVERWRITTEN, is_overwritten};
use crate::output::Output;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::{load, threads};
use inspector::{Inspector, Totals};
use jinyu::{Accounts, Inspection, Ledger, Linter};
use jinyu_report::{InspectionFormat, InspectionReport};
use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::Path;

pub fn run(args: &InspectArgs, screen: &Screen) -> Result<Exit, Failure> {
    let inputs = Input::all(&args.paths, args.input.format());
    let format = format(args);
    check_usage(args, &inputs, format, screen)?;
    let linter = load::linter(&args.rules, screen)?;
    let rules = linter.rules();
    let output = match &args.output {
        Some(path) => Output::file(path, screen.language)?,
        None => Output::stdout(),
    };
    let mut ledger = Ledger::new(rules);
    let mut broken = events::read(&args.events, &mut ledger, rules, screen)?;

    let progress = Progress::new(&inputs, !args.quiet, screen);
    let mut feed = Feed::new(inputs, args.input.options_of(rules), !args.quiet, screen).with_progress(progress);
    feed.wants = |_| true;
    feed.is_whole = true;
    let mut totals = Totals::new(linter, args.min_severity, Inspection::new(rules), ledger);
    let mut inspectors: Vec<Inspector<'_>> = (0..threads::count(args.threads)).map(|_| Inspector::new(linter)).collect();
    threads::run(&mut feed, &mut inspectors, &mut |batch| {
        totals.add(batch);
        Ok(())
    })?;
    broken += feed.broken;
    let unreadable = feed.unreadable;
    drop(feed);

    let (inspection, accounts) = totals.finish();
    let worst = inspection.all().findings.iter().rposition(|findings| *findings > 0).map(|level| jinyu::Severity::ALL[level]);
    write(args, (&inspection, &accounts), linter, format, output, screen)?;
    Ok(match args.fail_on.0 {
        _ if broken + unreadable > 0 => Exit::Files,
        Some(level) if worst >= Some(level) => Exit::Findings,
        _ => Exit::Clean,
    })
}

fn write(
    args: &InspectArgs,
    (inspection, accounts): (&Inspection<'_>, &Accounts),
    linter: &Linter,
    format: InspectionFormat,
    mut output: Output,
    screen: &Screen,
) -> Result<(), Failure> {
    let suggestions = suggestions(args, inspection, linter);
    let report = InspectionReport {
        inspection,
        accounts,
        min_severity: args.min_severity,
        quick_phrase_times: args.quick_phrase_times,
        suggestions: &suggestions,
    };
    let style = screen.report_style(args.output.as_deref(), args.show_personal_data);
    let bytes = report.write(format, &style).map_err(Failure::Output)?;
    output.write(&bytes)?;
    output.finish()
}

/// What could be sent instead of the messages that the report shows.
fn suggestions(args: &InspectArgs, inspection: &Inspection<'_>, linter: &Linter) -> BTreeMap<String, String> {
    let mut suggestions = BTreeMap::new();
    for text in inspection.shown_texts(args.quick_phrase_times) {
        if let Some(suggestion) = linter.suggest(text) {
            suggestions.insert(text.to_owned(), suggestion);
        }
    }
    suggestions
}

/// The form that was named, or that of the report's file name.
fn format(args: &InspectArgs) -> InspectionFormat {
    let ending = args.output.as_deref().and_then(Path::extension).and_then(|ending| ending.to_str());
    args.output_format.or_else(|| InspectionFormat::from_name(ending?)).unwrap_or_default()
}

fn check_usage(args: &InspectArgs, inputs: &[Input], format: InspectionFormat, screen: &Screen) -> Result<(), Failure> {
    let wrong = |chinese: &str, english: &str| Err(Failure::Usage(screen.say(chinese, english).to_owned()));
    let events = Input::all(&args.events, None);
    if [inputs, &events].into_iter().any(|inputs| is_overwritten(inputs, args.output.as_deref())) {
        return wrong(OVERWRITTEN.0, OVERWRITTEN.1);
    }
    if format.is_binary() && args.output.is_none() && std::io::stdout().is_terminal() {
        return wrong("这种报告要写到文件：加上 -o 报告.xlsx", "such a report goes to a file: add -o report.xlsx");
    }
    Ok(())
}
