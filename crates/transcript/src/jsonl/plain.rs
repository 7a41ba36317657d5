//! Records of texts in which nothing is escaped, as nearly all are: read where they stand, without a parser.

use memchr::memchr;

/// Hands the keys and values of `line` to `take`, one after another, if it is an object of texts without escapes and `take` accepts each of them; else
/// `None`, and a parser has to say what the line is. What is read here a parser reads the same.
pub(super) fn read<'l>(line: &'l str, mut take: impl FnMut(&'l str, &'l str) -> Option<()>) -> Option<()> {
    has_no_escapes(line).then_some(())?;
    let mut rest = line.strip_prefix('{')?;
    loop {
        let (key, behind) = text(rest)?;
        let (value, behind) = text(behind_mark(behind, ':')?)?;
        take(key, value)?;
        if behind == "}" {
            return Some(());
        }
        rest = behind_mark(behind, ',')?;
    }
}

/// Whether no character is escaped or would have to be, but for quotation marks. Without branches, so that many bytes are looked at at once.
fn has_no_escapes(line: &str) -> bool {
    line.bytes().fold(true, |so_far, byte| so_far & (byte >= b' ') & (byte != b'\\'))
}

/// The text that `rest` begins with, and what stands behind its quotation mark.
fn text(rest: &str) -> Option<(&str, &str)> {
    let inner = rest.strip_prefix('"')?;
    let end = memchr(b'"', inner.as_bytes())?;
    Some((inner.get(..end)?, inner.get(end + 1..)?))
}

/// What stands behind a mark and the blank that some programs write there.
fn behind_mark(rest: &str, mark: char) -> Option<&str> {
    let behind = rest.strip_prefix(mark)?;
    Some(behind.strip_prefix(' ').unwrap_or(behind))
}

#[cfg(test)]
mod tests {
    use super::read;

    fn fields(line: &str) -> Option<Vec<(&str, &str)>> {
        let mut fields = Vec::new();
        read(line, |key, value| {
            fields.push((key, value));
            Some(())
        })?;
        Some(fields)
    }

    #[test]
    fn texts_without_escapes() {
        assert_eq!(fields(r#"{"role":"agent","text":"亲，在的"}"#), Some(vec![("role", "agent"), ("text", "亲，在的")]));
        assert_eq!(fields(r#"{"role": "agent", "text": ""}"#), Some(vec![("role", "agent"), ("text", "")]));
    }

    #[test]
    fn all_else_is_left_to_a_parser() {
        for line in [
            "",
            "{}",
            "[\"a\"]",
            r#"{"a":"b"} "#,
            r#"{"a":"b"}{"#,
            r#"{"a":"b",}"#,
            r#"{"a":"b""c":"d"}"#,
            r#"{"a":"b"#,
            r#"{"a":"b""#,
            r#"{"a" "b"}"#,
            r#"{"a":1}"#,
            r#"{"a":null}"#,
            r#"{"a":["b"]}"#,
            r#"{"a":{"b":"c"}}"#,
            r#"{"a":"\u4e0d"}"#,
            r#"{"a":"b\"c"}"#,
            r#"{"a":"b\\"}"#,
            "{\"a\":\"b\tc\"}",
            "{\"a\":\t\"b\"}",
            r#"{"a":"b",  "c":"d"}"#,
        ] {
            assert_eq!(fields(line), None, "{line}");
        }
    }
}
