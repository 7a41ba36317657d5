//! Settling a rule again in a text that has changed: what depends on nothing but what is as before is not tried again.

use super::{Candidate, Candidates, each_phrase, holds_in_sentence};
use crate::Span;
use crate::context::Context;
use crate::ruleset::Rule;
use crate::trigger::{Occurrence, Triggers};

/// A phrase of a rule that no exception covers, and what came of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tried {
    pub phrase: Occurrence,
    /// What matched there: start and end.
    hit: Option<(u32, u32)>,
    /// So many bytes of the text decided that.
    matched_by: u32,
    /// So many bytes of the text decided whether the conditions hold that look no further than the sentence.
    held_by: u32,
    holds: bool,
}

/// What came of the phrases of one rule, sorted by place, in a text of which so many bytes are as before.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Before<'a> {
    pub tried: &'a [Tried],
    pub same: u32,
}

impl Candidates {
    /// Does what `find` and `check_sentences` do in a text that has changed; whether there are any candidates. What comes of the phrases is added to `tried`.
    pub fn find_again(
        &mut self,
        rule: &Rule,
        triggers: &Triggers,
        occurrences: &[Occurrence],
        before: Before<'_>,
        tried: &mut Vec<Tried>,
        context: &mut Context<'_>,
    ) -> bool {
        let list = &mut self.list;
        list.clear();
        let mut known = Some(before.tried.iter());
        let (mut from, mut is_over) = (0, false);
        each_phrase(occurrences, |phrase| {
            let same = known.as_mut().and_then(Iterator::next).filter(|tried| tried.phrase == *phrase && tried.matched_by <= before.same);
            // Where a match ends decides what the next phrase can match: behind the first difference nothing is known.
            if same.is_none() && known.take().is_some() {
                is_over = !triggers.gates(rule.order).iter().all(|gate| context.may_hold(gate));
            }
            if is_over {
                return;
            }
            let mut one = same.copied().unwrap_or_else(|| Tried::matched(rule, triggers, phrase, from, context));
            if let Some((start, end)) = one.hit {
                let hit = Span::new(start as usize, end as usize);
                let candidate = Candidate::new(hit, phrase.phrase);
                if same.is_none() || one.held_by > before.same {
                    one.holds = holds_in_sentence(rule, &candidate, context);
                    one.held_by = held_by(rule, hit, context);
                }
                list.extend(one.holds.then_some(candidate));
                from = hit.end;
            }
            tried.push(one);
        });
        !list.is_empty()
    }
}

impl Tried {
    /// A phrase with what matches there from `from` on.
    fn matched(rule: &Rule, triggers: &Triggers, phrase: &Occurrence, from: usize, context: &mut Context<'_>) -> Tried {
        let place = phrase.span();
        let (hit, matched_by) = match &rule.matcher.pattern {
            None => (Some(place), phrase.end),
            Some(_) if place.start < from => (None, phrase.end),
            // What stands behind it makes no longer match of it.
            Some(_) if phrase.is_match => (Some(place), context.behind(place.end, 1)),
            Some(pattern) => {
                let hit = context.find_covering(pattern, from, place, triggers.leads(rule.order)[phrase.phrase as usize]);
                (hit, context.searched())
            }
        };
        Tried { phrase: *phrase, hit: hit.map(|hit| (hit.start as u32, hit.end as u32)), matched_by, holds: false, held_by: 0 }
    }
}

/// How many bytes of the text decide whether the conditions hold for a hit that look no further than the sentence.
fn held_by(rule: &Rule, hit: Span, context: &mut Context<'_>) -> u32 {
    let conditions = rule.matcher.near.iter().chain(&rule.matcher.unless).filter(|condition| !condition.is_on_reply());
    let ends = conditions.map(|condition| if condition.looks_behind() { context.around(hit, condition.within).end } else { hit.end });
    let end = ends.max();
    // Whether a comma ends a clause depends on the character behind it, and whether a word stands there at all.
    end.map_or(0, |end| context.behind(end, 2))
}
