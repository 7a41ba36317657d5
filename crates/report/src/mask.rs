//! Personal data: mobile numbers and ID numbers.

use std::borrow::Cow;
use std::ops::Range;

/// Digits of a mobile number; an ID number has more.
const SHORTEST: usize = 11;

/// `text` with the middle of mobile numbers (`138****8000`) and of ID numbers (`110***********002X`) masked. A masked character is as long as
/// the one it stands for, in bytes and in characters, so that positions stay. Full-width digits and digits in groups count as well.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let numbers = if may_hold_number(text) { numbers(text) } else { Vec::new() };
    if numbers.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut done = 0;
    for range in numbers {
        masked.push_str(&text[done..range.start]);
        mask_middle(&text[range.clone()], &mut masked);
        done = range.end;
    }
    masked.push_str(&text[done..]);
    Cow::Owned(masked)
}

/// Whether a text holds as many characters that may be digits as the shortest number has. Told by first bytes, many at a time: no digit lies in U+3000 to
/// U+9FFF.
fn may_hold_number(text: &str) -> bool {
    let may_be_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'x' | b'X' | 0xc0..=0xe2 | 0xea..);
    text.bytes().fold(0, |count, byte| count + u32::from(may_be_digit(byte))) as usize >= SHORTEST
}

/// Shows the first three and the last four digits.
fn mask_middle(number: &str, masked: &mut String) {
    let digits = number.chars().filter(|c| digit(*c).is_some()).count();
    let mut seen = 0;
    for c in number.chars() {
        let is_digit = digit(c).is_some();
        seen += usize::from(is_digit);
        masked.push(if is_digit && seen > 3 && seen + 4 <= digits { star(c) } else { c });
    }
}

/// A mask of the same length in UTF-8.
fn star(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '\u{d7}',
        3 => '＊',
        _ => '\u{1f7b6}',
    }
}

/// Where mobile and ID numbers stand.
fn numbers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut rest = text.char_indices().peekable();
    let mut run = Run::default();
    while let Some((at, c)) = rest.next() {
        match digit(c) {
            Some(value) => run.push(at..at + c.len_utf8(), value),
            None if run.is_joined_by(c) && rest.peek().is_some_and(|(_, next)| digit(*next).is_some()) => run.begin_group(),
            None if jinyu::is_invisible(c) => {}
            None => run.finish(&mut found),
        }
    }
    run.finish(&mut found);
    found
}

/// 0–9; 10 for the X that may end an ID number.
fn digit(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        'x' | 'X' => Some(10),
        '\0'..='\u{2ff}' | '\u{3000}'..='\u{9fff}' => None,
        _ => match jinyu::fold(c) {
            plain @ '0'..='9' => Some(plain as u8 - b'0'),
            'x' => Some(10),
            _ => None,
        },
    }
}

/// Digits in a row, which single blanks or hyphens may part into groups.
#[derive(Default)]
struct Run {
    digits: Vec<(Range<usize>, u8)>,
    /// The first digit of each group but the first.
    groups: Vec<usize>,
}

impl Run {
    fn push(&mut self, place: Range<usize>, value: u8) {
        self.digits.push((place, value));
    }

    fn is_joined_by(&self, c: char) -> bool {
        !self.digits.is_empty() && matches!(c, ' ' | '-' | '\u{2010}'..='\u{2013}')
    }

    fn begin_group(&mut self) {
        self.groups.push(self.digits.len());
    }

    /// Takes the whole run if it is a number, else each of its groups that is one; empties the run.
    fn finish(&mut self, found: &mut Vec<Range<usize>>) {
        if self.digits.len() >= SHORTEST {
            let whole = found.len();
            take(&self.digits, found);
            if found.len() == whole && !self.groups.is_empty() {
                let ends = self.groups.iter().copied().chain([self.digits.len()]);
                ends.fold(0, |start, end| {
                    take(&self.digits[start..end], found);
                    end
                });
            }
        }
        self.digits.clear();
        self.groups.clear();
    }
}

fn take(digits: &[(Range<usize>, u8)], found: &mut Vec<Range<usize>>) {
    // An x before or behind a number is a letter and no digit of it: `x13800138000`.
    let letters = digits.iter().take_while(|(_, value)| *value == 10).count();
    let digits = &digits[letters..];
    let digits = match digits {
        [mobile @ .., (_, 10)] if mobile.len() == SHORTEST => mobile,
        _ => digits,
    };
    let values: Vec<u8> = digits.iter().map(|(_, value)| *value).collect();
    if let ([(first, _), .., (last, _)], true) = (digits, is_mobile(&values) || is_id(&values)) {
        found.push(first.start..last.end);
    }
}

fn is_mobile(digits: &[u8]) -> bool {
    digits.len() == SHORTEST && digits[0] == 1 && (3..=9).contains(&digits[1]) && !digits.contains(&10)
}

/// Eighteen digits that hold a possible date of birth, so that order numbers stay readable.
fn is_id(digits: &[u8]) -> bool {
    let [_, _, _, _, _, _, y1, y2, _, _, m1, m2, d1, d2, _, _, _, _] = *digits else {
        return false;
    };
    let century = y1 * 10 + y2;
    !digits[..17].contains(&10)
        && (century == 19 || century == 20)
        && (1..=12).contains(&(m1 * 10 + m2))
        && (1..=31).contains(&(d1 * 10 + d2))
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn masks_personal_data_and_nothing_else() {
        for (text, masked) in [
            ("打13800138000给我", "打138****8000给我"),
            ("138 0013 8000", "138 **** 8000"),
            ("138-0013-8000", "138-****-8000"),
            ("１３８００１３８０００", "１３８＊＊＊＊８０００"),
            ("1 3 8 0 0 1 3 8 0 0 0", "1 3 8 * * * * 8 0 0 0"),
            ("拍2件 13800138000", "拍2件 138****8000"),
            ("2 13800138000", "2 138****8000"),
            ("身份证11010519491231002X", "身份证110***********002X"),
            ("订单385412345678901234", "订单385412345678901234"),
            ("单号1380013800012", "单号1380013800012"),
            ("12800138000", "12800138000"),
            ("80xx", "80xx"),
        ] {
            assert_eq!(mask(text), masked);
            assert_eq!(mask(text).len(), text.len(), "{text}");
            assert_eq!(mask(&mask(text)), masked, "masking twice is masking once");
        }
    }
}
