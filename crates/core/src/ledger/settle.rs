use super::{Event, EventOrigin, Ledger, LedgerKind};
use crate::Month;
use crate::amount::Amount;
use crate::profile::{EntryRule, Target};
use std::collections::BTreeMap;

/// One line of a ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which ledger.
    pub ledger: LedgerKind,
    /// The entry's name in the profile.
    pub id: String,
    /// What happened, in a few words.
    pub title: String,
    /// The clause of the manual.
    pub clause: Option<String>,
    /// Who pays; `None` where a supervisor should, and the profile names none.
    pub account: Option<String>,
    /// Because of whom.
    pub agent: String,
    /// The month in which it counts; `None` where the day is unknown.
    pub month: Option<Month>,
    /// How much; nothing where it is exempt.
    pub amount: Amount,
    /// Which one of its kind this is in the agent's month, from 1.
    pub number: u32,
    /// How many times the amount of the profile was taken.
    pub times: u32,
    /// Why nothing is charged.
    pub exempt: Option<String>,
    /// The rule that was broken, or the kind of event.
    pub cause: String,
    /// Where it can be looked up.
    pub origin: EventOrigin,
}

/// What a month came to for one of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthScore {
    /// Whose.
    pub account: String,
    /// `None` where days are unknown.
    pub month: Option<Month>,
    /// Points taken off.
    pub points: Amount,
    /// The points that are left.
    pub score: Amount,
    /// Fines in yuan.
    pub yuan: Amount,
    /// The share of the bonus that the score earns, in percent.
    pub bonus_percent: Amount,
}

/// Months in a row with too low a score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreakReport {
    /// Whose.
    pub account: String,
    /// The first of the months.
    pub from: Month,
    /// The last of them.
    pub to: Month,
    /// How many.
    pub months: u32,
}

/// Both ledgers, with what follows from them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accounts {
    /// By time; those without a time last.
    pub entries: Vec<Entry>,
    /// By account and month.
    pub months: Vec<MonthScore>,
    /// Too low a score for several months in a row, by account.
    pub streaks: Vec<StreakReport>,
    /// Events that count only from some number in a month on, and whose month is unknown.
    pub unjudged: u64,
}

/// How often an entry was caused in an agent's month.
type Counts = BTreeMap<(String, (LedgerKind, usize), Option<Month>), u32>;

/// What an event costs in one ledger.
struct Charge<'s> {
    rule: &'s EntryRule,
    cause: String,
    amount: Amount,
    number: u32,
    times: u32,
}

impl Ledger<'_> {
    /// Settles all events.
    #[must_use]
    pub fn settle(mut self) -> Accounts {
        let mut events: Vec<(String, Event)> = std::mem::take(&mut self.events).into_iter().collect();
        events.sort_by(|(a_key, a), (b_key, b)| (a.at_ms.is_none(), a.at_ms, a_key).cmp(&(b.at_ms.is_none(), b.at_ms, b_key)));
        let mut accounts = Accounts::default();
        let mut counts = Counts::new();
        for (_, event) in &events {
            for ledger in [LedgerKind::Points, LedgerKind::Yuan] {
                if let Some(charge) = self.charge(event, ledger, &mut counts, &mut accounts.unjudged) {
                    self.enter(ledger, event, &charge, &mut accounts.entries);
                }
            }
        }
        accounts.months = self.months(&accounts.entries);
        accounts.streaks = self.streaks(&accounts.months);
        accounts
    }

    /// The heaviest charge of an event in one ledger; of equal ones the first in the profile.
    fn charge(&self, event: &Event, ledger: LedgerKind, counts: &mut Counts, unjudged: &mut u64) -> Option<Charge<'_>> {
        let rules = if ledger == LedgerKind::Points { &self.rules.points } else { &self.rules.yuan };
        let month = event.month;
        let mut heaviest: Option<Charge<'_>> = None;
        for (at, cause) in event.causes.iter().filter(|((kind, _), _)| *kind == ledger) {
            let Some(rule) = rules.get(at.1) else {
                continue;
            };
            if month.is_none() && (rule.more_than > 0 || rule.once_a_month) && event.exempt.is_none() {
                *unjudged += 1;
                continue;
            }
            let Some((number, times)) = count(rule, event, *at, month, counts) else {
                continue;
            };
            let amount = rule.amount * times;
            if heaviest.as_ref().is_none_or(|other| amount > other.amount) {
                heaviest = Some(Charge { rule, cause: cause.clone(), amount, number, times });
            }
        }
        heaviest
    }

    /// Writes a charge down for everybody who pays.
    fn enter(&self, ledger: LedgerKind, event: &Event, charge: &Charge<'_>, entries: &mut Vec<Entry>) {
        let rule = charge.rule;
        let mut add = |account: Option<&str>, amount: Amount| {
            entries.push(Entry {
                ledger,
                id: rule.id.clone(),
                title: rule.title.clone(),
                clause: rule.clause.clone(),
                account: account.map(str::to_owned),
                agent: event.agent.clone(),
                month: event.month,
                amount: if event.exempt.is_some() { Amount::ZERO } else { amount },
                number: charge.number,
                times: charge.times,
                exempt: event.exempt.clone(),
                cause: charge.cause.clone(),
                origin: event.origin.clone(),
            });
        };
        match rule.target {
            Target::Team => self.staff.team(&event.agent).into_iter().for_each(|member| add(Some(member), charge.amount)),
            Target::Agent => add(Some(event.agent.as_str()).filter(|agent| !agent.is_empty()), charge.amount),
        }
        if rule.supervisor > Amount::ZERO && event.exempt.is_none() {
            let supervisor = self.staff.get(&event.agent).and_then(|agent| agent.supervisor.as_deref());
            add(supervisor, rule.supervisor * charge.times);
        }
    }

    fn months(&self, entries: &[Entry]) -> Vec<MonthScore> {
        let mut sums: BTreeMap<(&str, Option<Month>), (Amount, Amount)> = BTreeMap::new();
        for (account, months) in &self.active {
            sums.extend(months.iter().map(|month| ((account.as_str(), Some(*month)), Default::default())));
        }
        for entry in entries {
            let Some(account) = &entry.account else {
                continue;
            };
            let (points, yuan) = sums.entry((account, entry.month)).or_default();
            let sum = if entry.ledger == LedgerKind::Points { points } else { yuan };
            *sum = *sum + entry.amount;
        }
        let score = |((account, month), (points, yuan)): ((&str, Option<Month>), (Amount, Amount))| {
            let score = self.rules.start - points;
            let bonus_percent = self.rules.bonus_percent(score);
            MonthScore { account: account.to_owned(), month, points, score, yuan, bonus_percent }
        };
        sums.into_iter().map(score).collect()
    }

    /// A month without anything known of an agent, and one that is good enough, end a streak.
    fn streaks(&self, months: &[MonthScore]) -> Vec<StreakReport> {
        let wanted = self.rules.streak.months;
        let is_low = |score: &&MonthScore| {
            let is_missed = score.month.is_some_and(|month| self.missed.contains(&(score.account.clone(), month)));
            score.score < self.rules.streak.below || is_missed
        };
        let mut streaks: Vec<StreakReport> = Vec::new();
        for score in months.iter().filter(is_low) {
            let Some(month) = score.month else {
                continue;
            };
            match streaks.last_mut() {
                Some(last) if last.account == score.account && last.to.next() == month => {
                    last.to = month;
                    last.months += 1;
                }
                _ => streaks.push(StreakReport { account: score.account.clone(), from: month, to: month, months: 1 }),
            }
        }
        streaks.retain(|streak| wanted > 0 && streak.months >= wanted);
        streaks
    }
}

/// Counts an event for an entry; its number in the month and how many times the amount it costs, where it costs something.
fn count(rule: &EntryRule, event: &Event, at: (LedgerKind, usize), month: Option<Month>, counts: &mut Counts) -> Option<(u32, u32)> {
    if event.exempt.is_some() {
        return Some((0, 1));
    }
    let number = counts.entry((event.agent.clone(), at, month)).or_default();
    *number += 1;
    let is_charged = if rule.once_a_month { *number == rule.more_than + 1 } else { *number > rule.more_than };
    let times = rule.repeat.filter(|repeat| repeat.counts(*number)).map_or(1, |repeat| repeat.times);
    is_charged.then_some((*number, times))
}
