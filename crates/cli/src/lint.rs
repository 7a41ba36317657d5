//! `jinyu lint`: checks replies and reports what is found.

use crate::args::LintArgs;
use crate::batch::{Checker, Report};
use crate::exit::{Exit, Failure};
use crate::feed::{Feed, is_reply, is_reply_or_withdrawn};
use crate::fix;
use crate::input::{Input, OVERWRITTEN, is_overwritten};
use crate::output::Output;
use crate::screen::Screen;
use crate::summary::{Totals, summary};
use crate::talk::Talk;
use crate::tally::Tally;
use crate::{load, threads};
use jinyu::Linter;
use jinyu_report::{Count, Format, Style, statistics};

pub fn run(args: &LintArgs, screen: &Screen) -> Result<Exit, Failure> {
    let mut inputs = Input::all(&args.paths, args.input.format());
    check_usage(args, &inputs, screen)?;
    let linter = load::linter(&args.rules, screen)?;
    let mut output = match &args.output {
        Some(path) => Output::file(path, screen.language)?,
        None => Output::stdout(),
    };
    let style = screen.report_style(args.output.as_deref(), args.show_personal_data);
    let style = Style { color: style.color && args.output_format == Format::Text, ..style };
    let mut unreadable = 0;
    let mut is_written = !args.statistics;
    if args.fix || args.diff {
        is_written &= !args.diff && !inputs.iter().any(Input::is_stdin);
        let fixed = fix::run(args, inputs, linter, &mut output, &style, screen)?;
        (inputs, unreadable) = (fixed.inputs, fixed.unreadable);
    }
    let is_checked = if args.include_withdrawn { is_reply_or_withdrawn } else { is_reply };
    let report = Report { format: args.output_format, style, min_severity: args.min_severity, is_written, is_checked };
    let mut feed = Feed::new(inputs, args.input.options_of(linter.rules()), !args.quiet, screen);
    feed.wants = is_checked;
    feed.is_whole = linter.has_conversation_rules();
    let tally = check(args, linter, report, &mut feed, &mut output)?;
    if args.statistics && !args.diff {
        output.write(counted(&tally, report).as_bytes())?;
    }
    output.finish()?;
    if !args.quiet {
        let unreadable = unreadable + feed.unreadable;
        let totals = Totals { broken: feed.broken, unreadable, min_severity: args.min_severity, is_fixed: args.fix || args.diff };
        screen.line(&summary(&tally, totals, screen));
    }
    Ok(match args.fail_on.0 {
        _ if feed.broken + feed.unreadable + unreadable > 0 => Exit::Files,
        Some(level) if tally.worst >= Some(level) => Exit::Findings,
        _ => Exit::Clean,
    })
}

/// Checks all inputs and writes the report.
fn check<'r>(args: &LintArgs, linter: &'r Linter, report: Report, feed: &mut Feed<'_>, output: &mut Output) -> Result<Tally<'r>, Failure> {
    let mut checkers: Vec<Checker<'_>> = (0..threads::count(args.threads)).map(|_| Checker::new(linter, report)).collect();
    let format = report.format;
    let mut is_empty = true;
    if report.is_written {
        output.write(format.begin().as_bytes())?;
    }
    let mut write = |text: &str| {
        if !text.is_empty() {
            let between = if std::mem::replace(&mut is_empty, false) { "" } else { format.separator() };
            output.write(between.as_bytes())?;
            output.write(text.as_bytes())?;
        }
        Ok::<(), Failure>(())
    };
    let mut talk = Talk::new(linter, report);
    threads::run(feed, &mut checkers, &mut |batch| talk.take(batch, &mut write))?;
    talk.finish(&mut write)?;
    if report.is_written {
        output.write(format.end(is_empty).as_bytes())?;
    }
    let mut tally = Tally::default();
    checkers.into_iter().for_each(|checker| tally.merge(checker.tally));
    tally.merge(talk.tally);
    Ok(tally)
}

fn counted(tally: &Tally<'_>, report: Report) -> String {
    let counts = tally.by_rule.values().map(|count| Count {
        rule: count.rule.id(),
        severity: count.rule.severity(),
        message: count.rule.message(report.style.language),
        findings: count.findings,
        replies: count.replies,
    });
    statistics(&counts.collect::<Vec<_>>(), report.format, &report.style)
}

fn check_usage(args: &LintArgs, inputs: &[Input], screen: &Screen) -> Result<(), Failure> {
    let wrong = |chinese: &str, english: &str| Err(Failure::Usage(screen.say(chinese, english).to_owned()));
    if args.unsafe_fixes && !args.fix && !args.diff {
        return wrong("--unsafe-fixes 要与 --fix 或 --diff 一起用", "--unsafe-fixes needs --fix or --diff");
    }
    if is_overwritten(inputs, args.output.as_deref()) {
        return wrong(OVERWRITTEN.0, OVERWRITTEN.1);
    }
    Ok(())
}
