//! Bytes to UTF-8: byte order marks, the guess where there is none, and the count of what was lost.

use std::fmt;
use std::str::FromStr;

use encoding_rs::{BIG5, Decoder as Transcoder, DecoderResult, GB18030, UTF_16BE, UTF_16LE};

/// The bytes on which a guess is based.
pub(crate) const SAMPLE_BYTES: usize = 64 * 1024;

/// The encodings that files of chats come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8.
    Utf8,
    /// GB18030, which holds GBK and GB2312.
    Gb18030,
    /// Big5 with the characters of Hong Kong.
    Big5,
    /// UTF-16, the low byte first.
    Utf16Le,
    /// UTF-16, the high byte first.
    Utf16Be,
}

impl Encoding {
    /// Every encoding, in the order in which the command line lists them.
    pub const ALL: [Encoding; 5] = [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5, Encoding::Utf16Le, Encoding::Utf16Be];

    /// The usual name, such as `UTF-8`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB18030",
            Encoding::Big5 => "Big5",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }

    /// The encoding that a byte order mark names, and the length of the mark.
    pub(crate) fn from_mark(bytes: &[u8]) -> Option<(Encoding, usize)> {
        match bytes {
            [0xEF, 0xBB, 0xBF, ..] => Some((Encoding::Utf8, 3)),
            // The mark of GB18030 (U+FEFF), which some Windows tools write.
            [0x84, 0x31, 0x95, 0x33, ..] => Some((Encoding::Gb18030, 4)),
            [0xFF, 0xFE, ..] => Some((Encoding::Utf16Le, 2)),
            [0xFE, 0xFF, ..] => Some((Encoding::Utf16Be, 2)),
            _ => None,
        }
    }

    /// The encoding of text without a mark, and whether that is a guess. `complete` says that the
    /// sample is the rest of the file and cannot end within a character.
    pub(crate) fn guess(sample: &[u8], complete: bool) -> (Encoding, bool) {
        match simdutf8::compat::from_utf8(sample) {
            Ok(_) => (Encoding::Utf8, false),
            Err(error) if error.error_len().is_none() && !complete => (Encoding::Utf8, false),
            // Chinese in GB18030 hardly ever looks like a three-byte sequence of UTF-8, so a file in
            // which those outweigh the faults is UTF-8 with stray bytes.
            Err(_) if wide_sequences(sample) >= 2 * faults(sample, complete) => (Encoding::Utf8, true),
            Err(_) if is_big5(sample) => (Encoding::Big5, true),
            Err(_) => (Encoding::Gb18030, true),
        }
    }

    /// UTF-16 without a mark: its blanks, line ends and digits are ASCII with a zero before or behind.
    pub(crate) fn guess_wide(head: &[u8]) -> Option<Encoding> {
        let units = head.chunks_exact(2);
        let is_ascii = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r' | b' '..=b'~');
        let little = units.clone().filter(|unit| matches!(unit, [low, 0] if is_ascii(low))).count();
        let big = units.clone().filter(|unit| matches!(unit, [0, low] if is_ascii(low))).count();
        let (encoding, most, least) = if little >= big { (Encoding::Utf16Le, little, big) } else { (Encoding::Utf16Be, big, little) };
        let is_text = || {
            let mut text = String::new();
            let mut decoder = Decoder::new(encoding);
            decoder.decode(head, false, &mut text);
            decoder.replaced == 0 && !text.contains('\0')
        };
        (most > 0 && most * 100 >= units.len() && least * 8 <= most && is_text()).then_some(encoding)
    }
}

/// Whether bytes are Big5 rather than GB18030. The second byte of a pair is ASCII in every third
/// common character of Big5, and hardly ever in the simplified characters of GB18030; rare and
/// traditional ones there have as many second bytes that Big5 does not have.
fn is_big5(sample: &[u8]) -> bool {
    let (mut pairs, mut low, mut foreign) = (0_usize, 0_usize, 0_usize);
    let mut bytes = sample.iter();
    while let Some(&lead) = bytes.next() {
        if lead < 0x81 {
            continue;
        }
        pairs += 1;
        match bytes.next() {
            Some(0x40..=0x7E) => low += 1,
            Some(0xA1..=0xFE) | None => {}
            Some(_) => foreign += 1,
        }
    }
    low * 5 >= pairs && foreign * 20 <= pairs
}

fn wide_sequences(sample: &[u8]) -> usize {
    let valid = sample.utf8_chunks().map(|chunk| chunk.valid());
    valid.flat_map(str::chars).filter(|character| character.len_utf8() == 3).count()
}

fn faults(sample: &[u8], complete: bool) -> usize {
    let count = sample.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    count.saturating_sub(usize::from(!complete)).max(1)
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Encoding {
    type Err = ParseEncodingError;

    /// Reads a name as the web platform knows it, without regard to case: `utf-8`, `gbk`, `gb2312`,
    /// `big5`, `utf-16le`.
    ///
    /// # Errors
    ///
    /// When it names none of [`Encoding::ALL`].
    fn from_str(name: &str) -> Result<Encoding, ParseEncodingError> {
        let known = encoding_rs::Encoding::for_label(name.as_bytes()).map(|encoding| encoding.name());
        let name = known.map(|name| if name == "GBK" { "GB18030" } else { name });
        Encoding::ALL.into_iter().find(|encoding| Some(encoding.name()) == name).ok_or(ParseEncodingError)
    }
}

/// A name that is not the name of an encoding that chats come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseEncodingError;

impl fmt::Display for ParseEncodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such encoding; the encodings are")?;
        Encoding::ALL.iter().try_for_each(|encoding| write!(f, " {encoding}"))
    }
}

impl std::error::Error for ParseEncodingError {}

/// Decodes one encoding piece by piece and counts the characters that it had to replace.
pub(crate) struct Decoder {
    pub(crate) encoding: Encoding,
    transcoder: Option<Transcoder>,
    pub(crate) replaced: u64,
}

impl Decoder {
    pub(crate) fn new(encoding: Encoding) -> Decoder {
        let transcoder = match encoding {
            Encoding::Utf8 => None,
            Encoding::Gb18030 => Some(GB18030),
            Encoding::Big5 => Some(BIG5),
            Encoding::Utf16Le => Some(UTF_16LE),
            Encoding::Utf16Be => Some(UTF_16BE),
        };
        Decoder { encoding, transcoder: transcoder.map(|encoding| encoding.new_decoder_without_bom_handling()), replaced: 0 }
    }

    /// Appends `bytes` to `text` and returns how many were used: all but a character that the next
    /// piece completes.
    pub(crate) fn decode(&mut self, bytes: &[u8], last: bool, text: &mut String) -> usize {
        match &mut self.transcoder {
            None => self.decode_utf8(bytes, last, text),
            Some(transcoder) => {
                self.replaced += transcode(transcoder, bytes, last, text);
                bytes.len()
            }
        }
    }

    fn decode_utf8(&mut self, bytes: &[u8], last: bool, text: &mut String) -> usize {
        // Pieces end within a character as often as not, which is no damage.
        let (whole, _) = bytes.split_at_checked(bytes.len() - incomplete_bytes(bytes)).unwrap_or_default();
        let valid = simdutf8::compat::from_utf8(whole).unwrap_or_else(|error| {
            let valid = whole.get(..error.valid_up_to()).unwrap_or_default();
            simdutf8::basic::from_utf8(valid).unwrap_or_default()
        });
        text.push_str(valid);
        valid.len() + self.decode_damaged(bytes.get(valid.len()..).unwrap_or_default(), last, text)
    }

    /// Decodes what begins with a character that is damaged or not complete.
    fn decode_damaged(&mut self, bytes: &[u8], last: bool, text: &mut String) -> usize {
        let mut used = 0;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            used += chunk.valid().len();
            let at_end = used + chunk.invalid().len() == bytes.len();
            if at_end && !last && is_incomplete(chunk.invalid()) {
                break;
            }
            used += chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
                self.replaced += 1;
            }
        }
        used
    }
}

/// How many bytes at the end begin a character that is not complete.
fn incomplete_bytes(bytes: &[u8]) -> usize {
    let leads = (1..=3).zip(bytes.iter().rev()).find(|(_, byte)| **byte & 0xC0 != 0x80);
    leads.map_or(0, |(count, lead)| if lead.leading_ones() > count { count as usize } else { 0 })
}

/// Whether further bytes could complete the character.
fn is_incomplete(bytes: &[u8]) -> bool {
    matches!(std::str::from_utf8(bytes), Err(error) if error.error_len().is_none())
}

fn transcode(transcoder: &mut Transcoder, bytes: &[u8], last: bool, text: &mut String) -> u64 {
    let mut rest = bytes;
    let mut replaced = 0;
    loop {
        let room = transcoder.max_utf8_buffer_length_without_replacement(rest.len());
        text.reserve(room.unwrap_or(rest.len()));
        let (result, read) = transcoder.decode_to_string_without_replacement(rest, text, last);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return replaced,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                text.push(char::REPLACEMENT_CHARACTER);
                replaced += 1;
            }
        }
    }
}

/// The bytes of `text` in `encoding`, or `None` where a character has none.
pub(crate) fn encode(text: &str, encoding: Encoding) -> Option<Vec<u8>> {
    match encoding {
        Encoding::Utf8 => Some(text.as_bytes().to_vec()),
        Encoding::Utf16Le => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        Encoding::Utf16Be => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        Encoding::Gb18030 | Encoding::Big5 => {
            let to = if encoding == Encoding::Big5 { BIG5 } else { GB18030 };
            let (bytes, _, unmappable) = to.encode(text);
            (!unmappable).then(|| bytes.into_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Decoder, Encoding, encode};

    fn check(bytes: &[u8], expected: (Encoding, bool), text: &str, replaced: u64) {
        assert_eq!(Encoding::guess(bytes, true), expected, "{text}");
        for size in 1..=bytes.len().max(1) {
            let mut decoder = Decoder::new(expected.0);
            let (mut found, mut held) = (String::new(), Vec::new());
            for piece in bytes.chunks(size) {
                held.extend_from_slice(piece);
                let used = decoder.decode(&held, false, &mut found);
                held.drain(..used);
            }
            decoder.decode(&held, true, &mut found);
            assert_eq!((found.as_str(), decoder.replaced), (text, replaced));
        }
    }

    #[test]
    fn guesses_and_decodes_in_pieces() {
        let gb18030 = encode("亲，您好😊", Encoding::Gb18030).unwrap_or_default();
        check(b"", (Encoding::Utf8, false), "", 0);
        check("亲😊".as_bytes(), (Encoding::Utf8, false), "亲😊", 0);
        check(&gb18030, (Encoding::Gb18030, true), "亲，您好😊", 0);
        check(b"\xff", (Encoding::Gb18030, true), "\u{fffd}", 1);
        check("亲\u{e4}亲".as_bytes(), (Encoding::Utf8, false), "亲\u{e4}亲", 0);
        check(b"\xe4\xba\xb2\xff\xe4\xba\xb2", (Encoding::Utf8, true), "亲\u{fffd}亲", 1);
        check(b"\xe4\xba\xb2\xe4\xba\xb2\xe4\xba", (Encoding::Utf8, true), "亲亲\u{fffd}", 1);
    }

    #[test]
    fn a_sample_may_end_within_a_character() {
        assert_eq!(Encoding::guess(b"\xe4\xba", false), (Encoding::Utf8, false));
        assert_eq!(Encoding::guess(b"\xe4\xba", true), (Encoding::Gb18030, true));
    }

    #[test]
    fn marks_name_the_encoding() {
        let marks = [(Encoding::Utf8, 3), (Encoding::Utf16Le, 2), (Encoding::Utf16Be, 2), (Encoding::Gb18030, 4)];
        for (encoding, length) in marks {
            let mark = encode("\u{feff}", encoding).unwrap_or_default();
            assert_eq!(Encoding::from_mark(&mark), Some((encoding, length)));
        }
    }
}
