//! The phrases in a text that changes: where it is as before, what stands there is not looked for again.

use super::{MAX_USES, NO_SETS, Occurrence, Sets, Triggered, Triggers};
use crate::automaton::{Seen, Stop};

/// What stands in a text that is its own plain form.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    stops: Vec<Stop>,
    /// The phrases and exceptions of all rules, whether a rule can find something or not; sorted by rule and place.
    occurrences: Vec<Occurrence>,
    /// The sets of required texts of which it holds one.
    sets: Sets,
    /// What the phrases and exceptions that were looked at are to rules.
    pub uses: usize,
}

impl Standing {
    /// Whether there are so many phrases that a reply is not checked to its end. Then no occurrences are known.
    pub fn is_flooded(&self) -> bool {
        self.uses > MAX_USES
    }

    /// The occurrences of each rule that has some.
    pub fn by_rule(&self) -> impl Iterator<Item = &[Occurrence]> {
        self.occurrences.chunk_by(|a, b| a.rule == b.rule)
    }
}

impl Triggers {
    /// Scans a text again that is as before up to `same`, a character's beginning: linear in the rest.
    pub fn scan_on(&self, text: &str, same: usize, standing: &mut Standing, buffers: &mut Triggered) -> Seen {
        let from = text.floor_char_boundary(same.saturating_sub(self.automaton.longest()));
        standing.stops.truncate(standing.stops.partition_point(|stop| stop.end as usize <= same));
        self.automaton.scan(&text[from..], &mut buffers.stops, |stops| {
            let stops = stops.iter().map(|stop| Stop { end: stop.end + from as u32, ..*stop });
            standing.stops.extend(stops.filter(|stop| stop.end as usize > same));
        })
    }

    /// Where phrases and exceptions stand after `scan_on`, if the text is its own plain form.
    pub fn find_on(&self, text: &str, same: usize, standing: &mut Standing) {
        let Standing { stops, occurrences, sets, uses } = standing;
        // Of one that ends with the part that is as before, the neighbour is not.
        occurrences.retain(|occurrence| (occurrence.end as usize) < same);
        (*sets, *uses) = (Sets::default(), 0);
        for stop in stops {
            let group = self.group(*stop);
            // Most belong to none.
            if group.sets != NO_SETS {
                sets.add_all(self.sets(group));
            }
            let (first, end) = group.uses;
            *uses += (end - first) as usize;
            if *uses > MAX_USES {
                break;
            }
            if stop.end as usize >= same {
                occurrences.extend(self.uses[first as usize..end as usize].iter().filter_map(|of| self.occurrence(of, stop.end, text)));
            }
        }
        // Nearly sorted, which the stable sort makes use of.
        occurrences.sort();
    }

    /// Whether a rule can find something in a sentence that is `bytes` long.
    pub fn can_find(&self, rule: u32, bytes: usize, standing: &Standing) -> bool {
        let required = &self.required[rule as usize];
        standing.sets.hold(&required.in_sentence) && bytes <= required.max_bytes
    }
}
