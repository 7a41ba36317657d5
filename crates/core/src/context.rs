//! What surrounds a hit: the folded text, clauses and sentences, quotations, words of the lists, numbers.
//! Everything is computed at most once a reply, and only when a rule asks; the buffers are reused from reply to reply.

mod marks;

use crate::automaton::Seen;
use crate::chars::Chars;
use crate::fold::{fold, is_invisible};
use crate::number::{Number, read_numbers};
use crate::order::partition_point_near;
use crate::pattern::{Backtracks, CharFilter, Lead, Part, Pattern, Trie};
use crate::rule::Scope;
use crate::span::Span;
use crate::word_index::{Outermost, WordIndex, Words};
use marks::find_marked;
pub(crate) use marks::{Mark, OPENINGS, first_open_mark};

/// The buffers behind a context.
#[derive(Debug, Default)]
pub(crate) struct Buffers {
    folded: String,
    /// Where each character of `folded` begins, there and in the original; the last entry is the end of both.
    origins: Vec<(u32, u32)>,
    /// Every word of every list, for large windows, once they have been asked for.
    words: Words,
    has_words: bool,
    clauses: Option<Vec<Span>>,
    sentences: Option<Vec<Span>>,
    /// Where among the clauses and the sentences the last one was.
    near_clause: usize,
    near_sentence: usize,
    marked: Option<Vec<(Span, Mark)>>,
    numbers: Option<Vec<Number>>,
    chars: Chars,
    is_read: bool,
    /// The characters of the text.
    present: Option<CharFilter>,
    backtracks: Backtracks,
    /// The furthest character, or edge, that the last search for a pattern looked at.
    furthest: usize,
    spare: Spare,
}

/// Emptied buffers, kept for the next reply.
#[derive(Debug, Default)]
struct Spare {
    clauses: Vec<Span>,
    sentences: Vec<Span>,
    marked: Vec<(Span, Mark)>,
    numbers: Vec<Number>,
}

impl Buffers {
    /// Folds `text` into the buffer, for texts in which some character is not its own plain form. Whether any character stands elsewhere now.
    pub fn fold(&mut self, text: &str) -> bool {
        self.folded.clear();
        self.origins.clear();
        let mut is_moved = false;
        for (at, c) in text.char_indices() {
            if !is_invisible(c) {
                is_moved |= self.folded.len() != at;
                self.origins.push((self.folded.len() as u32, at as u32));
                self.folded.push(fold(c));
            }
        }
        self.origins.push((self.folded.len() as u32, text.len() as u32));
        is_moved || self.folded.len() != text.len()
    }

    /// The part of the original text that a part of the folded one came from, without invisible characters around it.
    pub fn to_original(&self, span: Span, original: &str) -> Span {
        let at = |position: usize| self.origins.partition_point(|origin| (origin.0 as usize) < position);
        let start = self.origins.get(at(span.start)).map_or(original.len(), |origin| origin.1 as usize);
        // The end is that of the last character inside, not the beginning of the next visible one.
        let last = self.origins.get(at(span.end).wrapping_sub(1)).map_or(start, |origin| origin.1 as usize);
        let end = original[last..].chars().next().map_or(last, |c| last + c.len_utf8());
        Span::new(start, if span.start == span.end { start } else { end })
    }

    /// Where each character of the folded text begins, there and in the original; the last entry is the end of both.
    pub fn origins(&self) -> &[(u32, u32)] {
        &self.origins
    }

    /// The folded text.
    pub fn take_folded(&mut self) -> String {
        std::mem::take(&mut self.folded)
    }

    /// Gives the folded text's buffer back.
    pub fn put_folded(&mut self, folded: String) {
        self.folded = folded;
    }

    fn clear(&mut self) {
        self.has_words = false;
        self.is_read = false;
        self.present = None;
        keep(&mut self.clauses, &mut self.spare.clauses);
        keep(&mut self.sentences, &mut self.spare.sentences);
        keep(&mut self.marked, &mut self.spare.marked);
        keep(&mut self.numbers, &mut self.spare.numbers);
    }
}

fn keep<T>(used: &mut Option<Vec<T>>, spare: &mut Vec<T>) {
    if let Some(mut buffer) = used.take() {
        buffer.clear();
        *spare = buffer;
    }
}

/// Tells the outermost words of a list in the whole text, which is given as characters.
pub(crate) type AskOutermost<'a> = dyn Fn(u32, &Chars) -> Option<Outermost> + 'a;

/// One folded text and what is known of it so far.
pub(crate) struct Context<'a> {
    pub text: &'a str,
    index: &'a WordIndex,
    buffers: &'a mut Buffers,
    seen: Seen,
    outermost: Option<&'a AskOutermost<'a>>,
}

impl<'a> Context<'a> {
    pub fn new(text: &'a str, seen: Seen, index: &'a WordIndex, buffers: &'a mut Buffers) -> Context<'a> {
        let mut context = Context::unread(text, seen, index, buffers);
        context.read();
        context
    }

    /// A text that is to be read before anything but its marks is asked.
    pub fn unread(text: &'a str, seen: Seen, index: &'a WordIndex, buffers: &'a mut Buffers) -> Context<'a> {
        buffers.clear();
        Context { text, index, buffers, seen, outermost: None }
    }

    /// The text of the last context with these buffers, once more: what is known of it stays.
    pub fn again(text: &'a str, seen: Seen, index: &'a WordIndex, buffers: &'a mut Buffers) -> Context<'a> {
        let mut context = Context { text, index, buffers, seen, outermost: None };
        context.read();
        context
    }

    /// Reads the characters of the text, unless that has been done.
    pub fn read(&mut self) {
        if !std::mem::replace(&mut self.buffers.is_read, true) {
            self.buffers.chars.read(self.text);
        }
    }

    /// With a way to ask for the outermost words of a list in the whole text.
    pub fn with_outermost(self, outermost: &'a AskOutermost<'a>) -> Context<'a> {
        Context { outermost: Some(outermost), ..self }
    }

    /// The clause, sentence or reply around `span`, or so many characters on both sides of it.
    pub fn around(&mut self, span: Span, scope: Scope) -> Span {
        match scope {
            Scope::Match => span,
            Scope::Reply => Span::new(0, self.text.len()),
            Scope::Sentence if !self.seen.sentence_end => Span::new(0, self.text.len()),
            Scope::Clause => {
                let Buffers { clauses, near_clause, chars, spare, .. } = &mut *self.buffers;
                let breaks = clauses.get_or_insert_with(|| breaks(chars, is_clause_end, std::mem::take(&mut spare.clauses)));
                enclosing(breaks, near_clause, span, self.text.len())
            }
            Scope::Sentence => {
                let Buffers { sentences, near_sentence, chars, spare, .. } = &mut *self.buffers;
                let breaks = sentences.get_or_insert_with(|| breaks(chars, is_sentence_end, std::mem::take(&mut spare.sentences)));
                enclosing(breaks, near_sentence, span, self.text.len())
            }
            Scope::Chars(count) => {
                let sentence = self.around(span, Scope::Sentence);
                Span::new(self.back(span.start, count).max(sentence.start), self.ahead(span.end, count).min(sentence.end))
            }
        }
    }

    /// Whether one of these characters may stand in the text.
    pub fn may_hold(&mut self, characters: &CharFilter) -> bool {
        let Buffers { present, chars, .. } = &mut *self.buffers;
        present.get_or_insert_with(|| chars.as_slice().iter().copied().collect()).meets(characters)
    }

    /// Whether a word of the list stands wholly within `window`. A small window is gone through; a larger one makes the words of the whole
    /// reply known, once, and is answered in logarithmic time.
    pub fn has_word(&mut self, list: u32, window: Span) -> bool {
        let (text, index) = (self.text, self.index);
        if window.end - window.start <= SMALL_BYTES {
            return index.has_word(self.buffers.chars.as_slice(), list, self.buffers.chars.range(window));
        }
        // What stands up to a place or from a place on, the outermost words tell.
        match self.outermost.filter(|_| window.start == 0 || window.end == text.len()) {
            Some(outermost) if window.start == 0 => {
                return outermost(list, &self.buffers.chars).is_some_and(|words| words.first_end <= window.end);
            }
            Some(outermost) => return outermost(list, &self.buffers.chars).is_some_and(|words| words.last_start >= window.start),
            None => {}
        }
        self.words().stand_in(list, window)
    }

    /// The words of all lists in the whole text.
    fn words(&mut self) -> &mut Words {
        let Buffers { words, has_words, .. } = &mut *self.buffers;
        if !std::mem::replace(has_words, true) {
            self.index.read(self.text, words);
        }
        words
    }

    /// The byte so many characters before `at`, or the beginning.
    pub fn back(&self, at: usize, count: usize) -> usize {
        let chars = &self.buffers.chars;
        chars.byte(chars.index(at).saturating_sub(count))
    }

    /// The byte so many characters after `at`, or the end.
    pub fn ahead(&self, at: usize, count: usize) -> usize {
        let chars = &self.buffers.chars;
        chars.byte((chars.index(at).saturating_add(count)).min(chars.as_slice().len()))
    }

    /// Whether a regex matches somewhere in `window`, which is the whole text for it.
    pub fn has_match(&mut self, pattern: &Pattern, window: Span) -> bool {
        let Buffers { chars, backtracks, .. } = &mut *self.buffers;
        pattern.is_match(window.of(self.text), &chars.as_slice()[chars.range(window)], backtracks)
    }

    /// The leftmost match of a pattern that begins at `from` or later, covers `hit` with `lead` before it, and stays in its sentence.
    pub fn find_covering(&mut self, pattern: &Pattern, from: usize, hit: Span, lead: Lead) -> Option<Span> {
        let sentence = self.around(hit, Scope::Sentence);
        let Buffers { chars, backtracks, .. } = &mut *self.buffers;
        let (sentence, hit) = (chars.range(sentence), chars.range(hit));
        let start = hit.start.saturating_sub(MAX_BEFORE_CHARS).max(sentence.start);
        let end = sentence.end.min(hit.end + MAX_AFTER_CHARS);
        let part = Part { chars: &chars.as_slice()[start..end], is_cut_before: start > sentence.start, is_cut_behind: end < sentence.end };
        let from = chars.index(from).saturating_sub(start);
        let found = pattern.find_covering(part, from, (hit.start - start..hit.end - start, lead), backtracks);
        self.buffers.furthest = start + backtracks.furthest;
        found.map(|found| self.buffers.chars.span(start + found.start..start + found.end))
    }

    /// Whether `find_covering`, which found nothing, would find nothing for any phrase further on in the same sentence.
    pub fn is_over(&self) -> bool {
        self.buffers.backtracks.is_over
    }

    /// The bytes of the text that decided what `find_covering` found last; more than any text has where it matters that the text ends.
    pub fn searched(&self) -> u32 {
        self.depends_on(self.buffers.furthest + 1)
    }

    /// The bytes of the text up to so many characters behind `at`; more than any text has where that is beyond the end, since then it matters that the
    /// text ends.
    pub fn behind(&self, at: usize, chars: usize) -> u32 {
        self.depends_on(self.buffers.chars.index(at) + chars)
    }

    fn depends_on(&self, chars: usize) -> u32 {
        let text = &self.buffers.chars;
        if chars > text.as_slice().len() { u32::MAX } else { text.byte(chars) as u32 }
    }

    /// Whether nothing but `padding` and punctuation stands in a part of the text.
    pub fn is_padding(&self, padding: &Trie, part: Span) -> bool {
        let chars = &self.buffers.chars;
        let mut rest = &chars.as_slice()[chars.range(part)];
        while let Some(c) = rest.first() {
            match if c.is_alphanumeric() { padding.longest(rest) } else { Some(1) } {
                Some(length) => rest = &rest[length..],
                None => return false,
            }
        }
        true
    }

    /// Every number of the text.
    pub fn numbers(&mut self) -> &[Number] {
        let (text, spare) = (self.text, &mut self.buffers.spare.numbers);
        self.buffers.numbers.get_or_insert_with(|| read_numbers(text, std::mem::take(spare)))
    }

    /// Whether `span` lies in a quotation, a title or a place-holder.
    pub fn mark(&mut self, span: Span) -> Option<Mark> {
        if !self.seen.opening {
            return None;
        }
        let (text, spare) = (self.text, &mut self.buffers.spare.marked);
        let marked = self.buffers.marked.get_or_insert_with(|| find_marked(text, std::mem::take(spare)));
        let after = marked.partition_point(|(part, _)| part.start <= span.start);
        after.checked_sub(1).map(|at| marked[at]).filter(|(part, _)| part.covers(span)).map(|(_, mark)| mark)
    }
}

/// A window of up to so many bytes is searched by itself.
const SMALL_BYTES: usize = 384;
/// How far from its phrase a match may begin and end: what keeps a check linear in the reply.
const MAX_BEFORE_CHARS: usize = 64;
const MAX_AFTER_CHARS: usize = 256;

/// The characters that can end a sentence.
pub(crate) const SENTENCE_ENDS: &str = "。！？!?\n\r";

/// Whether a character is one of them.
pub(crate) fn can_end_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '\r')
}

fn is_sentence_end(c: char, before: Option<char>, after: Option<char>) -> bool {
    // Not within a link.
    can_end_sentence(c) && !(c == '?' && is_latin(before) && is_latin(after))
}

/// Where the first sentence of a text ends, behind the character that ends it; none where it goes on to the end of the text. The text need not be its
/// own plain form; it begins where a sentence begins, and up to `same` like a text in which that sentence goes on.
pub(crate) fn first_sentence_end(text: &str, same: usize) -> Option<usize> {
    // What follows the last visible character of that may let it end the sentence.
    let from = text[..same].char_indices().rev().find(|(_, c)| !is_invisible(*c)).map_or(0, |(at, _)| at);
    let is_end = |at: usize, c: char| match c {
        '\u{4e00}'..='\u{9fff}' => false,
        '?' => {
            let plain = |c: Option<char>| c.map(fold);
            let before = plain(text[..at].chars().rev().find(|c| !is_invisible(*c)));
            is_sentence_end(c, before, plain(text[at + 1..].chars().find(|c| !is_invisible(*c))))
        }
        _ => is_sentence_end(c, None, None),
    };
    let mut chars = text[from..].char_indices().map(|(at, c)| (from + at, c));
    chars.find(|(at, c)| is_end(*at, *c)).map(|(at, c)| at + c.len_utf8())
}

/// Whether appended text could undo the end of the sentence with which `text` ends.
pub(crate) fn may_go_on(text: &str) -> bool {
    let mut visible = text.chars().rev().filter(|c| !is_invisible(*c));
    visible.next() == Some('?') && is_latin(visible.next().map(fold))
}

fn is_latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

fn is_clause_end(c: char, before: Option<char>, after: Option<char>) -> bool {
    match c {
        '，' | '；' | '：' | '~' | '～' | '…' => true,
        // Not within 1,000 or 16:00 or a link.
        ',' | ';' | ':' => !(is_latin(before) && is_latin(after)) && after != Some('/'),
        ' ' => !is_latin(before) && !is_latin(after),
        _ => is_sentence_end(c, before, after),
    }
}

/// The places of the characters at which the text is divided: never a Chinese one.
fn breaks(chars: &Chars, is_end: impl Fn(char, Option<char>, Option<char>) -> bool, mut found: Vec<Span>) -> Vec<Span> {
    let text = chars.as_slice();
    for (at, &c) in text.iter().enumerate().filter(|(_, c)| !matches!(c, '\u{4e00}'..='\u{9fff}')) {
        let before = at.checked_sub(1).map(|before| text[before]);
        if is_end(c, before, text.get(at + 1).copied()) {
            found.push(chars.span(at..at + 1));
        }
    }
    found
}

/// The part of a text of that length around `span`. `near` is where the last one was, since most are asked for in order.
fn enclosing(breaks: &[Span], near: &mut usize, span: Span, length: usize) -> Span {
    let before = partition_point_near(breaks, *near, |part| part.end <= span.start);
    let after = partition_point_near(breaks, before, |part| part.start < span.end);
    *near = before;
    let start = before.checked_sub(1).map_or(0, |at| breaks[at].end);
    Span::new(start, breaks.get(after).map_or(length, |part| part.start).max(span.end))
}
