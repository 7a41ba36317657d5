//! Text copied from the Qianniu client: a header line, then the words until the next header.

use std::collections::HashSet;

use crate::MAX_RECORD_BYTES;
use crate::copied::{Blocks, Ready, said, trimmed};
use crate::log::{Draft, Entry, Recall};
use crate::message::{Message, is_blank};
use crate::problem::{Problem, ProblemKind};
use crate::time::split_stamp;

const RECALL: &str = "撤回了一条消息";

/// What the lines of the client's text mean.
#[derive(Default)]
pub(crate) struct Qianniu {
    /// The message that is being read.
    open: Option<Open>,
    /// Everyone who has sent something, because only they can withdraw it.
    senders: HashSet<String>,
    /// Whether the words that belong to no message were reported.
    is_outside_told: bool,
}

/// A header and the lines behind it; without a sender, lines that belong to no message.
#[derive(Default)]
struct Open {
    draft: Box<Draft>,
    /// The words with their line numbers.
    words: Vec<(u64, String)>,
    bytes: usize,
}

/// What a line is.
enum Line<'a> {
    Header {
        who: &'a str,
        time: String,
    },
    /// The second line of the old header, whose first is the line above.
    TimeAlone(String),
    Recall(&'a str),
    Noise,
    Words,
}

impl Blocks for Qianniu {
    fn take_line(&mut self, number: u64, text: String, ready: &mut Ready) {
        match line(&text) {
            Line::Header { who, time } => self.begin(number, who, time, ready),
            Line::TimeAlone(time) => match self.line_above(number) {
                Some(who) => self.begin(number, &who, time, ready),
                None => self.take_words(number, text, ready),
            },
            Line::Recall(who) if self.senders.contains(who) || text.contains(' ') => {
                self.close(ready);
                let sender = Some(who.to_owned());
                ready.push_back(Ok(Entry::Recalled(Recall { line: number, id: None, sender })));
            }
            Line::Noise => {}
            Line::Words | Line::Recall(_) => self.take_words(number, text, ready),
        }
    }

    fn close(&mut self, ready: &mut Ready) {
        let Some(Open { draft, words, .. }) = self.open.take() else {
            return;
        };
        let words = trimmed(&words);
        if draft.message.sender.is_none() {
            if let Some((line, _)) = words.first() {
                self.tell_outside(*line, ready);
            }
            return;
        }
        self.is_outside_told = false;
        ready.push_back(Ok(said(draft, words)));
    }
}

impl Qianniu {
    /// The line before this one, if it is words that stand in no message or are not the first in
    /// theirs; it is taken away from those.
    fn line_above(&mut self, number: u64) -> Option<String> {
        let words = &mut self.open.as_mut()?.words;
        let is_above = words.last().is_some_and(|(line, text)| line + 1 == number && !is_blank(text));
        if is_above { words.pop().map(|(_, text)| text) } else { None }
    }

    fn begin(&mut self, number: u64, who: &str, time: String, ready: &mut Ready) {
        self.close(ready);
        let (sender, receiver) = match who.split_once("-->") {
            Some((sender, receiver)) => (sender.trim(), Some(receiver.trim().to_owned())),
            None => (who.trim(), None),
        };
        if !self.senders.contains(sender) {
            self.senders.insert(sender.to_owned());
        }
        let message = Message { line: number, time: Some(time), sender: Some(sender.to_owned()), ..Message::default() };
        let draft = Box::new(Draft { message, receiver, ..Draft::default() });
        self.open = Some(Open { draft, ..Open::default() });
    }

    fn take_words(&mut self, number: u64, text: String, ready: &mut Ready) {
        if self.open.is_none() && is_blank(&text) {
            return;
        }
        let open = self.open.get_or_insert_default();
        open.bytes += text.len() + 1;
        open.words.push((number, text));
        // Of the words outside all messages only the last line matters: the first of an old header.
        let is_outside = open.draft.message.sender.is_none();
        if open.bytes > MAX_RECORD_BYTES || (is_outside && open.words.len() > 1) {
            let last = if is_outside { open.words.pop() } else { None };
            self.close(ready);
            self.open = last.map(|last| Open { bytes: last.1.len(), words: vec![last], ..Open::default() });
        }
    }

    fn tell_outside(&mut self, line: u64, ready: &mut Ready) {
        if !std::mem::replace(&mut self.is_outside_told, true) {
            ready.push_back(Err(Problem::new(line, ProblemKind::OutsideMessage)));
        }
    }
}

fn line(text: &str) -> Line<'_> {
    let trimmed = text.trim();
    if let Some((who, time)) = split_stamp(trimmed) {
        return if is_blank(who) { Line::TimeAlone(time) } else { Line::Header { who, time } };
    }
    if is_noise(trimmed) {
        return Line::Noise;
    }
    match trimmed.strip_suffix(RECALL).map(str::trim) {
        Some(who) if !who.is_empty() => Line::Recall(who),
        _ => Line::Words,
    }
}

/// Whether a text looks copied from the client: it begins with a header, or has two further on,
/// where the copy began within a message.
pub(crate) fn is_copied(text: &str) -> bool {
    let mut above = "";
    let mut found = 0;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    for (number, text) in lines.take(200).enumerate() {
        let (who, first) = match line(text) {
            Line::Header { who, .. } => (who, 0),
            Line::TimeAlone(_) => (above, 1),
            _ => ("", 0),
        };
        if is_name(who) {
            found += 1;
            if found == 2 || number == first {
                return true;
            }
        }
        above = text;
    }
    false
}

/// Whether a sender could be called so: no sentence, nor two of them.
fn is_name(who: &str) -> bool {
    let who = who.trim();
    !who.is_empty() && who.chars().count() <= 60 && !who.contains(['，', '。', '！', '？', ',', '!', '?', '；', '、'])
}

/// What the client puts between the words of people: states, cards of products, transfers.
fn is_noise(line: &str) -> bool {
    matches!(line, "已读" | "未读" | "发送中" | "商品详情页" | "商品推荐" | "重新编辑")
        || line.starts_with("当前用户来自")
        || (line.starts_with("原因：【") && line.ends_with('】'))
        || is_price(line)
        || is_transfer(line)
}

fn is_price(line: &str) -> bool {
    let number = line.strip_prefix(['¥', '￥']).unwrap_or_default().trim();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits > 0 && number.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

/// `由 小满 转交给 阿澈`, exactly.
fn is_transfer(line: &str) -> bool {
    let parts = line.strip_prefix("由 ").and_then(|line| line.split_once(" 转交给 "));
    parts.is_some_and(|(from, to)| [from, to].iter().all(|name| !name.is_empty() && !name.contains(char::is_whitespace)))
}

#[cfg(test)]
mod tests {
    use super::{is_copied, is_noise};

    #[test]
    fn noise_is_nothing_else() {
        for line in ["已读", "当前用户来自 商品详情页", "¥129.00", "￥ 1,299", "由 小满 转交给 阿澈", "原因：【换班】"]
        {
            assert!(is_noise(line), "{line}");
        }
        for line in ["已读了", "¥129 起", "¥", "由 小满 转交给 阿澈 处理", "这单由 小满 转交给 阿澈", "原因：换班", "129"]
        {
            assert!(!is_noise(line), "{line}");
        }
    }

    #[test]
    fn a_sentence_is_no_header() {
        for text in
            ["青柠 2026-3-4 9:05:07", "\n青柠\n2026-3-4 9:05:07\n", "好\n青柠 2026-3-4 9:05:07\n在吗\n暖屋:小满\n2026-3-4 9:05:09\n"]
        {
            assert!(is_copied(text), "{text}");
        }
        for text in ["", "亲，活动到 2026-3-4 9:05:07\n好的\n", "好的\n签收时间 2026-3-4 9:05:07\n", "2026-3-4 9:05:07\n好的"]
        {
            assert!(!is_copied(text), "{text}");
        }
    }
}
