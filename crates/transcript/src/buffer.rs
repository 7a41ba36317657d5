//! The part of the input that is being read, as UTF-8.

use std::io::{self, ErrorKind, Read};

use crate::encoding::{Decoder, Encoding, SAMPLE_BYTES};
use crate::unpack::Unpack;

/// How much is asked of the input at a time, in bytes.
const CHUNK_BYTES: usize = 2 * SAMPLE_BYTES;

/// What is looked at before the first byte is decoded.
const HEAD_BYTES: usize = 4096;

/// Decoded text from the place that has been read up to.
pub(crate) struct Buffer<R> {
    input: Unpack<R>,
    raw: Vec<u8>,
    /// Bytes at the front of `raw` that are not decoded yet.
    held: usize,
    text: String,
    /// Bytes at the front of `text` that have been consumed.
    start: usize,
    /// Decoded bytes of the file before `text`.
    dropped: usize,
    /// `None` while the input is plain ASCII, which is the same in every guess.
    decoder: Option<Decoder>,
    at_start: bool,
    /// The first bytes of the file as they are.
    head: [u8; 4],
    guessed: bool,
    /// The encoding that the user names.
    named: Option<Encoding>,
    ended: bool,
}

impl<R: Read> Buffer<R> {
    /// Without a name the encoding goes by the byte order mark, or is guessed.
    pub(crate) fn new(input: R, named: Option<Encoding>) -> Buffer<R> {
        Buffer {
            input: Unpack::new(input),
            raw: vec![0; CHUNK_BYTES],
            held: 0,
            text: String::new(),
            start: 0,
            dropped: 0,
            decoder: None,
            at_start: true,
            head: [0; 4],
            guessed: false,
            named,
            ended: false,
        }
    }

    /// What is decoded and not yet consumed.
    pub(crate) fn text(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }

    /// Whether [`Buffer::text`] is all that is left.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// The decoded bytes of the file before [`Buffer::text`], the byte order mark not counted.
    pub(crate) fn offset_bytes(&self) -> usize {
        self.dropped + self.start
    }

    /// Goes on behind the first `bytes` of the text, which must end on a character's boundary.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.start = (self.start + bytes).min(self.text.len());
    }

    /// Appends more of the file to the text; `false` when there is no more.
    pub(crate) fn fill(&mut self) -> io::Result<bool> {
        self.text.drain(..self.start);
        self.dropped += self.start;
        self.start = 0;
        let before = self.text.len();
        while !self.ended && self.text.len() == before {
            self.read_some()?;
            self.decode();
        }
        Ok(self.text.len() > before)
    }

    /// Reads until the text holds `bytes` or the file ends.
    pub(crate) fn fill_to(&mut self, bytes: usize) -> io::Result<()> {
        while self.text().len() < bytes && self.fill()? {}
        Ok(())
    }

    /// The first four bytes of the file, before any decoding; 0 where it is shorter.
    pub(crate) fn head(&self) -> [u8; 4] {
        self.head
    }

    /// Whether the file is compressed.
    pub(crate) fn is_packed(&self) -> bool {
        self.input.is_packed()
    }

    /// Whether the file begins with one of these marks of four bytes. Nothing may have been read before.
    pub(crate) fn begins_with(&mut self, marks: &[&[u8]]) -> io::Result<bool> {
        while self.held < self.head.len() && !self.ended {
            self.read_some()?;
        }
        let raw = self.raw.get(..self.held).unwrap_or_default();
        Ok(marks.iter().any(|mark| raw.starts_with(mark)))
    }

    /// The file as it is, unpacked; `None` if it has more than `limit_bytes`. Nothing may have been
    /// decoded before.
    pub(crate) fn read_whole(&mut self, limit_bytes: usize) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = self.raw.get(..self.held).unwrap_or_default().to_vec();
        self.input.by_ref().take(limit_bytes as u64 + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= limit_bytes).then_some(bytes))
    }

    /// The encoding as it is known so far.
    pub(crate) fn encoding(&self) -> Encoding {
        self.decoder.as_ref().map_or(Encoding::Utf8, |decoder| decoder.encoding)
    }

    pub(crate) fn encoding_guessed(&self) -> bool {
        self.guessed
    }

    pub(crate) fn replaced_characters(&self) -> u64 {
        self.decoder.as_ref().map_or(0, |decoder| decoder.replaced)
    }

    fn read_some(&mut self) -> io::Result<()> {
        let room = self.raw.get_mut(self.held..).unwrap_or_default();
        // The first look at the file may have filled it.
        if room.is_empty() {
            return Ok(());
        }
        match self.input.read(room) {
            Ok(0) => self.ended = true,
            Ok(count) => self.held += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    fn decode(&mut self) {
        if self.at_start && !self.skip_mark() {
            return;
        }
        let raw = self.raw.get(..self.held).unwrap_or_default();
        let used = match &mut self.decoder {
            Some(decoder) => decoder.decode(raw, self.ended, &mut self.text),
            None => self.decode_unknown(),
        };
        self.raw.copy_within(used..self.held, 0);
        self.held -= used;
    }

    /// Looks for a byte order mark or, without one, for UTF-16; `false` when more of the file is
    /// needed to know.
    fn skip_mark(&mut self) -> bool {
        let raw = self.raw.get(..self.held).unwrap_or_default();
        if raw.len() < HEAD_BYTES && !self.ended {
            return false;
        }
        for (kept, byte) in self.head.iter_mut().zip(raw) {
            *kept = *byte;
        }
        self.at_start = false;
        let mark = Encoding::from_mark(raw);
        // A mark of another encoding than the one that was named is text of that one.
        let marked = mark.filter(|(encoding, _)| self.named.is_none_or(|named| named == *encoding));
        let wide = || Encoding::guess_wide(raw.get(..HEAD_BYTES).unwrap_or(raw));
        if let Some((encoding, bytes)) = marked {
            self.decoder = Some(Decoder::new(encoding));
            self.raw.copy_within(bytes..self.held, 0);
            self.held -= bytes;
        } else if let Some(named) = self.named {
            self.decoder = Some(Decoder::new(named));
        } else if let Some(wide) = wide() {
            self.decoder = Some(Decoder::new(wide));
            self.guessed = true;
        }
        true
    }

    /// Passes ASCII on, and guesses the encoding as soon as a full sample behind it is there. The
    /// sample does not depend on the sizes in which the input arrives.
    fn decode_unknown(&mut self) -> usize {
        let raw = self.raw.get(..self.held).unwrap_or_default();
        let plain = raw.iter().position(|byte| !byte.is_ascii());
        let plain = plain.unwrap_or(raw.len());
        let (ascii, rest) = raw.split_at_checked(plain).unwrap_or_default();
        self.text.push_str(std::str::from_utf8(ascii).unwrap_or_default());
        if rest.len() >= SAMPLE_BYTES || (self.ended && !rest.is_empty()) {
            let complete = self.ended && rest.len() <= SAMPLE_BYTES;
            let sample = rest.get(..SAMPLE_BYTES).unwrap_or(rest);
            let (encoding, guessed) = Encoding::guess(sample, complete);
            let decoder = self.decoder.insert(Decoder::new(encoding));
            self.guessed = guessed;
            return plain + decoder.decode(rest, self.ended, &mut self.text);
        }
        plain
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::Buffer;
    use crate::encoding::{Encoding, encode};

    /// Gives a byte at a time, and says "interrupted" in between.
    struct Drops<'a>(&'a [u8], bool);

    impl Read for Drops<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let count = self.0.len().min(1);
            self.0.read(room.get_mut(..count).unwrap_or_default())
        }
    }

    fn check(bytes: &[u8], encoding: Encoding, text: &str) {
        for slow in [false, true] {
            let input: Box<dyn Read> = if slow { Box::new(Drops(bytes, false)) } else { Box::new(bytes) };
            let mut buffer = Buffer::new(input, None);
            while buffer.fill().is_ok_and(|more| more) {}
            assert_eq!((buffer.text(), buffer.encoding()), (text, encoding));
        }
    }

    #[test]
    fn decodes_every_encoding() {
        for encoding in Encoding::ALL.into_iter().filter(|encoding| *encoding != Encoding::Big5) {
            let marked = encode("\u{feff}a，您好😊\r\n", encoding).unwrap_or_default();
            check(&marked, encoding, "a，您好😊\r\n");
        }
        check(b"", Encoding::Utf8, "");
        check(b"\xef\xbb\xbf", Encoding::Utf8, "");
        check(b"\xef\xbb", Encoding::Gb18030, "锘");
        check(b"ab", Encoding::Utf8, "ab");
    }

    #[test]
    fn decodes_what_has_no_mark() {
        for encoding in Encoding::ALL {
            let text = "小滿 2026-03-04 09:05:07\r\n您好，請問需要什麼幫助呢\r\n";
            check(&encode(text, encoding).unwrap_or_default(), encoding, text);
        }
        let simplified = "您好，請說".repeat(2) + "这款羽绒服还有现货，喜欢可以拍下";
        check(&encode(&simplified, Encoding::Gb18030).unwrap_or_default(), Encoding::Gb18030, &simplified);
    }

    #[test]
    fn a_named_encoding_is_not_doubted() {
        let mut buffer = Buffer::new(&b"\xb1z"[..], Some(Encoding::Gb18030));
        while buffer.fill().is_ok_and(|more| more) {}
        assert_eq!((buffer.text(), buffer.encoding_guessed(), buffer.replaced_characters()), ("眤", false, 0));
    }

    #[test]
    fn a_long_ascii_head_does_not_decide() {
        let head = "x".repeat(300_000);
        let mut bytes = head.clone().into_bytes();
        bytes.extend(encode("您好", Encoding::Gb18030).unwrap_or_default());
        check(&bytes, Encoding::Gb18030, &(head + "您好"));
    }
}
