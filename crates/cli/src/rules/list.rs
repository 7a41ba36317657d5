//! `jinyu rules list`: every rule on a line.

use crate::args::{ListArgs, ListFormat};
use crate::exit::{Exit, Failure};
use crate::load;
use crate::output::print;
use crate::screen::Screen;
use jinyu::{Layer, Rule};
use serde_json::{Value, json};

pub fn run(args: &ListArgs, screen: &Screen) -> Result<Exit, Failure> {
    let linter = load::linter(&args.rules, screen)?;
    let rules = linter.rules().rules();
    match args.output_format {
        ListFormat::Text => print(&table(rules, screen))?,
        ListFormat::Json => {
            let rows: Vec<String> = rules.iter().map(|rule| object(rule, screen).to_string()).collect();
            print(&format!("[{}]\n", rows.join(",\n")))?;
        }
    }
    Ok(Exit::Clean)
}

/// Id, severity, clauses and why, in columns. Ids and clauses are ASCII.
fn table(rules: &[Rule], screen: &Screen) -> String {
    let clauses = |rule: &Rule| rule.clauses().join(" ");
    let ids = rules.iter().map(|rule| rule.id().len()).max().unwrap_or(0);
    let widest = rules.iter().map(|rule| clauses(rule).len()).max().unwrap_or(0);
    let line = |rule: &Rule| {
        let level = if rule.is_active() { rule.severity().as_str() } else { "off" };
        format!("{:ids$}  {level:8}  {:widest$}  {}\n", rule.id(), clauses(rule), rule.message(screen.language))
    };
    rules.iter().map(line).collect()
}

fn object(rule: &Rule, screen: &Screen) -> Value {
    let (file, line) = rule.place();
    json!({
        "id": rule.id(),
        "family": rule.family(),
        "severity": rule.severity().as_str(),
        "active": rule.is_active(),
        "clauses": rule.clauses(),
        "layer": match rule.layer() { Layer::Topic => "topic", Layer::Wording => "wording" },
        "message": rule.message(screen.language),
        "file": file,
        "line": line,
    })
}
