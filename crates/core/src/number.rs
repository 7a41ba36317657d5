//! Numbers in running text: Arabic (`12.5`, `1,000`) and Chinese (`十五`, `两`, `半`), with the unit that follows.

use crate::Severity;
use crate::condition::WordSet;
use crate::context::Context;
use crate::rule::Scope;
use crate::span::Span;

/// A number and where it stands; `unit_at` is where its unit would begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub value: f64,
    pub span: Span,
    pub unit_at: usize,
}

/// How far a number may stand from the hit that it belongs to, in bytes: what keeps a check linear in the reply.
const MAX_DISTANCE_BYTES: usize = 120;

/// Bounds on the numbers that belong to a rule's hits.
#[derive(Debug)]
pub(crate) struct NumberCheck {
    /// Units, longest first, each with its factor.
    pub units: Vec<(String, f64)>,
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// The only values allowed; empty where the shop has not said.
    pub allow: Option<Vec<f64>>,
    pub rivals: Option<WordSet>,
}

impl NumberCheck {
    /// The numbers out of bounds that belong to one of `hits` (sorted by start): the part from hit to number, and the hit's index.
    /// The severity is info where nobody has said what is allowed. Near-linear in hits and numbers.
    pub fn out_of_bounds(&self, hits: &[Span], context: &mut Context<'_>, mut found: impl FnMut(Span, usize, Option<Severity>)) {
        let unknown = self.allow.as_ref().is_some_and(Vec::is_empty);
        for at in 0..context.numbers().len() {
            let number = context.numbers()[at];
            let Some((factor, end)) = self.unit(context.text, number) else {
                continue;
            };
            let with_unit = Span::new(number.span.start, end.max(number.span.end));
            let Some((hit, distance)) = self.owner(hits, with_unit, context) else {
                continue;
            };
            if self.is_taken(with_unit, distance, context) || !unknown && self.allows(number.value * factor) {
                continue;
            }
            let span = Span::new(hits[hit].start.min(with_unit.start), hits[hit].end.max(with_unit.end));
            found(span, hit, unknown.then_some(Severity::Info));
        }
    }

    fn allows(&self, value: f64) -> bool {
        self.min.is_none_or(|min| value >= min)
            && self.max.is_none_or(|max| value <= max)
            && self.allow.as_ref().is_none_or(|allow| allow.contains(&value))
    }

    /// The factor of the unit behind a number, and where that unit ends.
    fn unit(&self, text: &str, number: Number) -> Option<(f64, usize)> {
        let after = &text[number.unit_at..];
        let bare = !after.starts_with(char::is_alphanumeric);
        self.units.iter().find_map(|(unit, factor)| match unit.as_str() {
            "" => bare.then_some((*factor, number.span.end)),
            unit => after.starts_with(unit).then(|| (*factor, number.unit_at + unit.len())),
        })
    }

    /// The nearest hit in the number's clause, and how many bytes lie between.
    fn owner(&self, hits: &[Span], number: Span, context: &mut Context<'_>) -> Option<(usize, usize)> {
        let clause = context.around(number, Scope::Clause);
        let after = hits.partition_point(|hit| hit.start <= number.start);
        let before = after.checked_sub(1).map(|at| (at, number.start.saturating_sub(hits[at].end)));
        let behind = hits.get(after).map(|hit| (after, hit.start.saturating_sub(number.end)));
        let is_near = |(at, distance): &(usize, usize)| hits[*at].overlaps(clause) && *distance <= MAX_DISTANCE_BYTES;
        [before, behind].into_iter().flatten().filter(is_near).min_by_key(|(_, distance)| *distance)
    }

    /// Whether a rival stands nearer to the number than its hit does.
    fn is_taken(&self, number: Span, distance: usize, context: &mut Context<'_>) -> bool {
        let Some(rivals) = &self.rivals else {
            return false;
        };
        let clause = context.around(number, Scope::Clause);
        let text = context.text;
        let mut from = number.start.saturating_sub(distance + 12).max(clause.start);
        let mut to = (number.end + distance + 12).min(clause.end);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        while !text.is_char_boundary(to) {
            to -= 1;
        }
        rivals.stands_in(Span::new(from, number.start), context) || rivals.stands_in(Span::new(number.end, to), context)
    }
}

/// Every number of `text`, in order. Both ends of a range (`3-5天`) carry the unit behind it.
pub(crate) fn read_numbers(text: &str, mut numbers: Vec<Number>) -> Vec<Number> {
    let mut at = 0;
    while let Some(offset) = text[at..].find(|c: char| c.is_ascii_digit() || is_chinese_digit(c)) {
        let start = at + offset;
        let length = arabic(&text[start..]).or_else(|| chinese(&text[start..]));
        let Some((value, length)) = length else {
            at = start + text[start..].chars().next().map_or(1, char::len_utf8);
            continue;
        };
        at = start + length;
        let unit_at = at + (text[at..].len() - text[at..].trim_start_matches(' ').len());
        if let Some(previous) = numbers.last_mut().filter(|previous| is_range(&text[previous.span.end..start])) {
            previous.unit_at = unit_at;
        }
        numbers.push(Number { value, span: Span::new(start, at), unit_at });
    }
    numbers
}

fn is_range(between: &str) -> bool {
    // Not over a line break: a number belongs to its sentence.
    matches!(between.trim_matches([' ', '\u{3000}']), "-" | "~" | "—" | "–" | "～" | "到" | "至" | "--")
}

fn arabic(text: &str) -> Option<(f64, usize)> {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let mut length = digits(text);
    if length == 0 {
        return None;
    }
    while text[length..].starts_with(',') && digits(&text[length + 1..]) == 3 {
        length += 4;
    }
    if text[length..].starts_with('.') && digits(&text[length + 1..]) > 0 {
        length += 1 + digits(&text[length + 1..]);
    }
    let (whole, fraction) = text[..length].split_once('.').unwrap_or((&text[..length], ""));
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).fold(0.0, |value, digit| value * 10.0 + f64::from(digit - b'0'));
    Some((digits(whole) + digits(fraction) / 10f64.powi(fraction.len() as i32), length))
}

const CHINESE_DIGITS: &str = "零一二三四五六七八九";

fn is_chinese_digit(c: char) -> bool {
    matches!(c, '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '两' | '十' | '百' | '千' | '万' | '半')
}

fn chinese(text: &str) -> Option<(f64, usize)> {
    let length: usize = text.chars().take_while(|c| is_chinese_digit(*c)).map(char::len_utf8).sum();
    let (mut total, mut section, mut digit) = (0.0, 0.0, None::<f64>);
    for c in text[..length].chars() {
        let mut scale = |unit: f64| {
            section += digit.take().unwrap_or(1.0) * unit;
        };
        match c {
            '十' => scale(10.0),
            '百' => scale(100.0),
            '千' => scale(1000.0),
            '万' => {
                total = (section + digit.take().unwrap_or(0.0)).max(1.0) * 10_000.0;
                section = 0.0;
            }
            '半' => digit = Some(digit.unwrap_or(0.0) + 0.5),
            '两' => digit = Some(2.0),
            _ => {
                let value = CHINESE_DIGITS.chars().position(|known| known == c)? as f64;
                // 一二三 is a row of digits, not a number with a unit.
                digit = Some(digit.map_or(value, |before| before * 10.0 + value));
            }
        }
    }
    (length > 0).then_some((total + section + digit.unwrap_or(0.0), length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(f64, &str)]) {
        let numbers = read_numbers(text, Vec::new());
        let found: Vec<_> = numbers.iter().map(|number| (number.value, number.span.of(text))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_numbers() {
        check("退您12.5元或1,000元", &[(12.5, "12.5"), (1000.0, "1,000")]);
        check("两天内、十五天、三百二十块", &[(2.0, "两"), (15.0, "十五"), (320.0, "三百二十")]);
        check("半天，两万件", &[(0.5, "半"), (20_000.0, "两万")]);
        check("没有数字", &[]);
    }

    #[test]
    fn ranges_share_the_unit() {
        let text = "3-5天发货";
        let numbers = read_numbers(text, Vec::new());
        assert!(numbers.iter().all(|number| text[number.unit_at..].starts_with('天')));
    }
}
