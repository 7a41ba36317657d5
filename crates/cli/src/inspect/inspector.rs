use crate::batch::{Batch, Check};
use crate::feed::is_reply;
use jinyu::{Accounts, Finding, Hit, Inspection, Ledger, Linter, Severity, Speaker, Turn, Who};
use jinyu_transcript::{Message, Role};
use std::sync::Arc;

/// Findings of one message, by its number in the batch; ordered by that number.
pub type Found<'r> = Vec<(usize, Finding<'r>)>;

/// Checks messages on one thread.
pub struct Inspector<'r> {
    linter: &'r Linter,
    min_severity: Severity,
    findings: Vec<Finding<'r>>,
}

impl<'r> Inspector<'r> {
    pub fn new(linter: &'r Linter, min_severity: Severity) -> Inspector<'r> {
        Inspector { linter, min_severity, findings: Vec::new() }
    }
}

impl<'r> Check for Inspector<'r> {
    type Report = Found<'r>;

    fn check(&mut self, batch: &mut Batch<Found<'r>>) {
        let mut found = std::mem::take(&mut batch.report);
        found.clear();
        for (number, message) in batch.messages().iter().enumerate().filter(|(_, message)| is_reply(message)) {
            self.linter.lint_into(&message.text, &mut self.findings);
            let counted = self.findings.iter().filter(|finding| finding.severity >= self.min_severity);
            found.extend(counted.map(|finding| (number, *finding)));
        }
        batch.report = found;
    }
}

/// Figures and ledgers, which take messages in the order of the input.
pub struct Totals<'s> {
    inspection: Inspection<'s>,
    ledger: Ledger<'s>,
}

impl<'s> Totals<'s> {
    pub fn new(inspection: Inspection<'s>, ledger: Ledger<'s>) -> Totals<'s> {
        Totals { inspection, ledger }
    }

    /// Takes the messages of a batch.
    pub fn add(&mut self, batch: &Batch<Found<'_>>) {
        let mut rest = batch.report.as_slice();
        let mut hits = Vec::new();
        for (number, message) in batch.messages().iter().enumerate() {
            let own = rest.iter().take_while(|(of, _)| *of == number).count();
            let (found, behind) = rest.split_at(own);
            rest = behind;
            hits.clear();
            hits.extend(found.iter().map(|(_, finding)| Hit::from(finding)));
            let turn = turn(&batch.file, message);
            self.inspection.turn(&turn, &hits);
            if let Some(Who::Person(agent)) = self.inspection.who(&turn) {
                self.ledger.message(&agent, &turn, &hits);
            }
        }
    }

    pub fn finish(mut self) -> (Inspection<'s>, Accounts) {
        self.inspection.finish();
        (self.inspection, self.ledger.settle())
    }
}

fn turn<'a>(file: &'a Arc<str>, message: &'a Message) -> Turn<'a> {
    Turn {
        file,
        line: message.line,
        session: message.session.as_deref(),
        index: message.index,
        time: message.time.as_deref(),
        speaker: match message.role {
            Role::Agent => Speaker::Agent,
            Role::Auto => Speaker::Auto,
            Role::Customer => Speaker::Customer,
            Role::System => Speaker::System,
        },
        sender: message.sender.as_deref(),
        text: &message.text,
        is_checked: is_reply(message),
    }
}
