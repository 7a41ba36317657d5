use jinyu::{Accounts, Entry, LedgerKind, Month};
use serde::Serialize;

use crate::Style;
use crate::reply::shown;

/// Entries of each ledger that are listed.
const MAX_ENTRIES: usize = 5_000;

/// Points and fines as all forms show them. Amounts are exact decimals, written as texts.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Books {
    pub months: Vec<MonthRow>,
    pub streaks: Vec<StreakRow>,
    pub points: Vec<EntryRow>,
    pub yuan: Vec<EntryRow>,
    /// Entries that are not listed.
    pub further_points_entries: usize,
    pub further_yuan_entries: usize,
    /// Events whose month is unknown, and which would count only from some number in a month on.
    pub unjudged_events: u64,
}

#[derive(Debug, Serialize)]
pub(crate) struct MonthRow {
    pub account: String,
    pub month: Option<String>,
    pub points: String,
    pub score: String,
    pub bonus_percent: String,
    pub yuan: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct StreakRow {
    pub account: String,
    pub from: String,
    pub to: String,
    pub months: u32,
}

#[derive(Debug, Serialize)]
pub(crate) struct EntryRow {
    pub entry: String,
    pub title: String,
    pub clause: Option<String>,
    /// Who pays; none where a supervisor should, and the profile names none.
    pub account: Option<String>,
    pub agent: String,
    pub month: Option<String>,
    pub amount: String,
    /// Which one of its kind in the agent's month; 0 where it is exempt.
    pub number: u32,
    pub times: u32,
    pub exempt: Option<String>,
    pub cause: String,
    pub file: String,
    pub line: u64,
    pub session: Option<String>,
    pub index: u64,
    pub time: Option<String>,
    pub text: String,
}

impl Books {
    pub fn new(accounts: &Accounts, style: &Style) -> Books {
        let safe = |text: &str| shown(text, style).into_owned();
        let of = |ledger: LedgerKind| accounts.entries.iter().filter(move |entry| entry.ledger == ledger);
        let listed = |ledger| of(ledger).take(MAX_ENTRIES).map(|entry| row(entry, style)).collect();
        let further = |ledger| of(ledger).count().saturating_sub(MAX_ENTRIES);
        let months = accounts.months.iter().map(|month| MonthRow {
            account: safe(&month.account),
            month: shown_month(month.month),
            points: month.points.to_string(),
            score: month.score.to_string(),
            bonus_percent: month.bonus_percent.to_string(),
            yuan: month.yuan.to_string(),
        });
        let streaks = accounts.streaks.iter().map(|streak| StreakRow {
            account: safe(&streak.account),
            from: streak.from.to_string(),
            to: streak.to.to_string(),
            months: streak.months,
        });
        Books {
            months: months.collect(),
            streaks: streaks.collect(),
            points: listed(LedgerKind::Points),
            yuan: listed(LedgerKind::Yuan),
            further_points_entries: further(LedgerKind::Points),
            further_yuan_entries: further(LedgerKind::Yuan),
            unjudged_events: accounts.unjudged,
        }
    }
}

fn row(entry: &Entry, style: &Style) -> EntryRow {
    let safe = |text: &str| shown(text, style).into_owned();
    EntryRow {
        entry: entry.id.clone(),
        title: entry.title.clone(),
        clause: entry.clause.clone(),
        account: entry.account.as_deref().map(safe),
        agent: safe(&entry.agent),
        month: shown_month(entry.month),
        amount: entry.amount.to_string(),
        number: entry.number,
        times: entry.times,
        exempt: entry.exempt.as_deref().map(safe),
        cause: safe(&entry.cause),
        file: entry.origin.file.clone(),
        line: entry.origin.line,
        session: entry.origin.session.as_deref().map(safe),
        index: entry.origin.index,
        time: entry.origin.time.as_deref().map(safe),
        text: safe(&entry.origin.text),
    }
}

fn shown_month(month: Option<Month>) -> Option<String> {
    month.map(|month| month.to_string())
}
