use crate::batch::{Batch, Check, Checked, Conversations};
use crate::feed::is_reply;
use crate::talk::{Judged, Sessions, stands_alone};
use jinyu::{Accounts, Finding, Hit, Inspection, Ledger, Linter, Moment, Observation, Observer, Severity, Times, Turn, Who};
use jinyu_transcript::Message;
use std::sync::Arc;

/// Checks messages on one thread.
pub struct Inspector<'r> {
    linter: &'r Linter,
    findings: Vec<Finding<'r>>,
    times: Times,
    observer: Observer<'r>,
}

impl<'r> Inspector<'r> {
    pub fn new(linter: &'r Linter) -> Inspector<'r> {
        Inspector { linter, findings: Vec::new(), times: Times::new(linter.time_zone()), observer: Observer::new(linter) }
    }
}

impl<'r> Check for Inspector<'r> {
    type Report = Checked<'r>;

    fn check(&mut self, batch: &mut Batch<Checked<'r>>) {
        let mut checked = std::mem::take(&mut batch.report);
        checked.clear();
        for message in batch.messages() {
            self.findings.clear();
            let is_truncated = is_reply(message) && self.linter.lint_into(&message.text, &mut self.findings);
            checked.add(&self.findings, is_truncated);
        }
        batch.report = checked;
        if batch.is_talk {
            batch.observe(&mut self.observer, &mut self.times);
        }
    }
}

/// Figures and ledgers, which take messages in the order of the input.
pub struct Totals<'s> {
    min_severity: Severity,
    file: Arc<str>,
    sessions: Sessions<'s>,
    inspection: Inspection<'s>,
    ledger: Ledger<'s>,
}

impl<'s> Totals<'s> {
    pub fn new(linter: &'s Linter, min_severity: Severity, inspection: Inspection<'s>, ledger: Ledger<'s>) -> Totals<'s> {
        Totals { min_severity, file: "".into(), sessions: Sessions::new(linter), inspection, ledger }
    }

    /// Takes the messages of a batch.
    pub fn add(&mut self, batch: &mut Batch<Checked<'s>>) {
        if self.file != batch.file {
            self.end_file();
            self.file = Arc::clone(&batch.file);
        }
        let (file, is_talk) = (Arc::clone(&batch.file), batch.is_talk);
        let Conversations { messages, observations, report, .. } = batch.conversations();
        let mut hits = Vec::new();
        for ((number, message), alone) in messages.iter_mut().enumerate().zip(report.each()) {
            let counted = |found: &&Finding<'_>| found.severity >= self.min_severity && stands_alone(found, is_talk);
            hits.clear();
            hits.extend(alone.findings.iter().filter(counted).map(Hit::from));
            let observation = observations.get(number).filter(|_| is_talk);
            let turn = turn(&file, message, observation.map(Observation::moment).unwrap_or_default());
            self.inspection.turn(&turn, &hits);
            self.charge(&turn, &hits);
            if let Some(observation) = observation {
                let judged = self.sessions.take(message, observation, alone);
                judged.into_iter().for_each(|judged| self.add_judged(judged));
            }
        }
    }

    /// Takes what conversations show about a message that was taken before.
    fn add_judged(&mut self, mut judged: Judged<'s>) {
        let file = Arc::clone(&self.file);
        judged.settle();
        let is_faulty = judged.is_faulty(self.min_severity);
        let found = judged.findings.iter().filter(|found| found.finding.severity >= self.min_severity);
        let hits: Vec<Hit<'_>> = found.map(Hit::from).collect();
        let turn = Turn { agent: judged.agent(), ..turn(&file, &judged.message, judged.moment) };
        self.inspection.hits(&turn, &hits, is_faulty);
        self.charge(&turn, &hits);
    }

    fn charge(&mut self, turn: &Turn<'_>, hits: &[Hit<'_>]) {
        if let Some(Who::Person(agent)) = self.inspection.who(turn) {
            self.ledger.message(&agent, turn, hits);
        }
    }

    fn end_file(&mut self) {
        let judged = self.sessions.finish();
        judged.into_iter().for_each(|judged| self.add_judged(judged));
    }

    pub fn finish(mut self) -> (Inspection<'s>, Accounts) {
        self.end_file();
        self.inspection.finish();
        (self.inspection, self.ledger.settle())
    }
}

fn turn<'a>(file: &'a Arc<str>, message: &'a Message, moment: Moment) -> Turn<'a> {
    Turn {
        file,
        line: message.line,
        session: message.session.as_deref(),
        index: message.index,
        time: message.time.as_deref(),
        moment,
        role: message.role,
        sender: message.sender.as_deref(),
        agent: None,
        text: &message.text,
        is_checked: is_reply(message),
    }
}
