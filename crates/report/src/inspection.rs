//! Reports on the quality inspection of whole logs. Every form shows the figures of one [`View`](view::View): numbers and charts agree.

mod accounts;
mod chart;
mod csv;
mod html;
mod json;
mod message;
mod tables;
mod text;
mod view;
mod xlsx;

use crate::Style;
use jinyu::{Accounts, Inspection, Severity};
use std::collections::BTreeMap;

/// The form of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InspectionFormat {
    /// A summary for people, on a terminal.
    #[default]
    Text,
    /// One JSON object with everything.
    Json,
    /// The figures as one table.
    Csv,
    /// One page for a browser.
    Html,
    /// A workbook.
    Xlsx,
}

impl InspectionFormat {
    /// Every form, in the order in which the command line lists them.
    pub const ALL: [InspectionFormat; 5] =
        [InspectionFormat::Text, InspectionFormat::Json, InspectionFormat::Csv, InspectionFormat::Html, InspectionFormat::Xlsx];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            InspectionFormat::Text => "text",
            InspectionFormat::Json => "json",
            InspectionFormat::Csv => "csv",
            InspectionFormat::Html => "html",
            InspectionFormat::Xlsx => "xlsx",
        }
    }

    /// Whether it is not text.
    #[must_use]
    pub const fn is_binary(self) -> bool {
        matches!(self, InspectionFormat::Xlsx)
    }

    /// The form of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<InspectionFormat> {
        InspectionFormat::ALL.into_iter().find(|format| format.name() == name)
    }
}

/// What a report is about.
#[derive(Clone, Copy, Debug)]
pub struct InspectionReport<'a> {
    /// The figures.
    pub inspection: &'a Inspection<'a>,
    /// Points and fines.
    pub accounts: &'a Accounts,
    /// Findings below it were not counted.
    pub min_severity: Severity,
    /// How often a reply must have been sent word for word to be called a quick phrase.
    pub quick_phrase_times: u64,
    /// What could be sent instead of a message, by its text.
    pub suggestions: &'a BTreeMap<String, String>,
}

impl InspectionReport<'_> {
    /// The report in that form, complete.
    ///
    /// # Errors
    /// What the library that writes the form says; none is known that a report could cause.
    pub fn write(&self, format: InspectionFormat, style: &Style) -> Result<Vec<u8>, String> {
        let view = view::View::new(self, style);
        match format {
            InspectionFormat::Text => Ok(text::write(&view, style).into_bytes()),
            InspectionFormat::Json => Ok(json::write(&view).into_bytes()),
            InspectionFormat::Csv => csv::write(&view, style).map_err(|error| error.to_string()),
            InspectionFormat::Html => html::write(&view, style).map(String::into_bytes).map_err(|error| format!("{error:#}")),
            InspectionFormat::Xlsx => xlsx::write(&view, style).map_err(|error| error.to_string()),
        }
    }
}
