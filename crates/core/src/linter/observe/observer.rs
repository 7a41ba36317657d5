//! Messages of logs, in which the same words are sent again and again.

use super::mix;
use crate::{Linter, Message, Observation, Role};

/// Looks at many messages as [`Linter::observe`] does, and knows the texts again that were sent lately: greetings, quick replies, thanks. One for
/// each thread; some hundreds of KiB.
///
/// ```
/// use jinyu::{Conversation, Linter, Message, Observation, Observer, Role, RuleSet};
///
/// let linter = Linter::new(RuleSet::from_yaml([("rules.yaml", "family: timing\nrules: []")])?)?;
/// let (mut observer, mut observation) = (Observer::new(&linter), Observation::default());
/// let mut conversation = Conversation::new(&linter);
/// for text in ["在吗", "在吗"] {
///     observer.observe_into(&Message::new(Role::Customer, text), &mut observation);
///     assert!(conversation.take(&observation).is_empty());
/// }
/// # Ok::<(), jinyu::RuleErrors>(())
/// ```
#[derive(Debug)]
pub struct Observer<'r> {
    linter: &'r Linter,
    /// The last texts by their hashes: only what comes again is kept.
    seen: Vec<u64>,
    known: Vec<Known>,
}

/// What was seen in a text of one side.
#[derive(Clone, Debug, Default)]
struct Known {
    text: String,
    observation: Observation,
}

/// Texts whose hashes are kept, and texts that are kept with what was seen in them; powers of two.
const SEEN: usize = 4_096;
const KNOWN: usize = 1_024;

/// Longest text that is kept, in bytes.
const MAX_KNOWN_BYTES: usize = 200;

impl<'r> Observer<'r> {
    /// One that knows no text yet.
    #[must_use]
    pub fn new(linter: &'r Linter) -> Observer<'r> {
        Observer { linter, seen: vec![0; SEEN], known: vec![Known::default(); KNOWN] }
    }

    /// The same as [`Linter::observe`], over another observation, whose memory is used again.
    pub fn observe_into(&mut self, message: &Message<'_>, observation: &mut Observation) {
        let Message { role, text, event, .. } = *message;
        self.linter.begin(message, observation);
        if text.is_empty() || text.len() > MAX_KNOWN_BYTES {
            self.linter.see(message, observation);
            return;
        }
        let hash = hash(text, role);
        let known = &mut self.known[hash as usize % KNOWN];
        if known.text == text && known.observation.role == role && known.observation.event == event {
            observation.say_as(&known.observation);
            return;
        }
        self.linter.see(message, observation);
        if std::mem::replace(&mut self.seen[hash as usize % SEEN], hash) == hash {
            text.clone_into(&mut known.text);
            (known.observation.role, known.observation.event) = (role, event);
            known.observation.say_as(observation);
        }
    }
}

/// Eight bytes at a time. Equal hashes cost time and nothing else.
fn hash(text: &str, role: Role) -> u64 {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let rest = rest.iter().fold(role as u64 + 1, |word, byte| word << 8 | u64::from(*byte));
    // The upper bits depend on all others.
    words.iter().map(|word| u64::from_le_bytes(*word)).chain([rest]).fold(0, mix).rotate_left(20)
}
