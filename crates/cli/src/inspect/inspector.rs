use crate::batch::{Batch, Check, Conversations};
use crate::feed::is_reply;
use crate::talk::{Judged, Sessions, stands_alone};
use jinyu::{Accounts, Finding, Hit, Inspection, Ledger, Linter, Moment, Observation, Observer, Severity, Times, Turn, Who};
use jinyu_transcript::Message;
use std::sync::Arc;

/// Findings of one message, by its number in the batch; ordered by that number.
pub type Found<'r> = Vec<(usize, Finding<'r>)>;

/// Checks messages on one thread.
pub struct Inspector<'r> {
    linter: &'r Linter,
    min_severity: Severity,
    findings: Vec<Finding<'r>>,
    times: Times,
    observer: Observer<'r>,
}

impl<'r> Inspector<'r> {
    pub fn new(linter: &'r Linter, min_severity: Severity) -> Inspector<'r> {
        Inspector { linter, min_severity, findings: Vec::new(), times: Times::new(linter.time_zone()), observer: Observer::new(linter) }
    }
}

impl<'r> Check for Inspector<'r> {
    type Report = Found<'r>;

    fn check(&mut self, batch: &mut Batch<Found<'r>>) {
        let is_talk = batch.is_talk;
        let mut found = std::mem::take(&mut batch.report);
        found.clear();
        for (number, message) in batch.messages().iter().enumerate().filter(|(_, message)| is_reply(message)) {
            self.linter.lint_into(&message.text, &mut self.findings);
            let counted = self.findings.iter().filter(|found| found.severity >= self.min_severity && stands_alone(found, is_talk));
            found.extend(counted.map(|finding| (number, *finding)));
        }
        batch.report = found;
        if is_talk {
            batch.observe(&mut self.observer, &mut self.times);
        }
    }
}

/// Figures and ledgers, which take messages in the order of the input.
pub struct Totals<'s> {
    linter: &'s Linter,
    min_severity: Severity,
    file: Arc<str>,
    sessions: Sessions<'s>,
    inspection: Inspection<'s>,
    ledger: Ledger<'s>,
}

impl<'s> Totals<'s> {
    pub fn new(linter: &'s Linter, min_severity: Severity, inspection: Inspection<'s>, ledger: Ledger<'s>) -> Totals<'s> {
        Totals { linter, min_severity, file: "".into(), sessions: Sessions::new(linter), inspection, ledger }
    }

    /// Takes the messages of a batch.
    pub fn add(&mut self, batch: &mut Batch<Found<'s>>) {
        if self.file != batch.file {
            self.end_file();
            self.file = Arc::clone(&batch.file);
        }
        let (file, is_talk) = (Arc::clone(&batch.file), batch.is_talk);
        let Conversations { messages, observations, report, .. } = batch.conversations();
        let mut rest = report.as_slice();
        let mut hits = Vec::new();
        for (number, message) in messages.iter_mut().enumerate() {
            let own = rest.iter().take_while(|(of, _)| *of == number).count();
            let (found, behind) = rest.split_at(own);
            rest = behind;
            hits.clear();
            hits.extend(found.iter().map(|(_, finding)| Hit::from(finding)));
            let observation = observations.get(number).filter(|_| is_talk);
            let turn = turn(&file, message, observation.map(Observation::moment).unwrap_or_default());
            self.inspection.turn(&turn, &hits);
            self.charge(&turn, &hits);
            if let Some(observation) = observation {
                let judged = self.sessions.take(message, observation, !hits.is_empty());
                judged.into_iter().for_each(|judged| self.add_judged(judged));
            }
        }
    }

    /// Takes what conversations show about a message that was taken before.
    fn add_judged(&mut self, mut judged: Judged<'s>) {
        let (file, message) = (Arc::clone(&self.file), &judged.message);
        let alone = if is_reply(message) { self.linter.lint(&message.text) } else { Vec::new() };
        judged.settle(alone.iter().filter(|found| stands_alone(found, true)));
        let found = judged.findings.iter().filter(|found| found.finding.severity >= self.min_severity);
        let hits: Vec<Hit<'_>> = found.map(Hit::from).collect();
        let turn = Turn { agent: judged.agent(), ..turn(&file, &judged.message, judged.moment) };
        self.inspection.hits(&turn, &hits, judged.is_faulty);
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
