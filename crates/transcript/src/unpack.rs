//! Compressed inputs, told by their first bytes and unpacked as they are read.

use std::fmt;
use std::io::{self, BufReader, Cursor, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder;

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// The bytes of an input, unpacked if they are packed by gzip or Zstandard. Memory: the window of
/// the packer, a few megabytes at most.
pub(crate) enum Unpack<R> {
    /// Nothing has been read yet.
    New(Option<R>),
    Plain(Rewound<R>),
    Gzip(Box<MultiGzDecoder<BufReader<Rewound<R>>>>),
    Zstd(Decoder<'static, BufReader<Rewound<R>>>),
}

/// An input whose first bytes were looked at.
type Rewound<R> = io::Chain<Cursor<Vec<u8>>, R>;

impl<R: Read> Unpack<R> {
    pub(crate) fn new(input: R) -> Unpack<R> {
        Unpack::New(Some(input))
    }

    pub(crate) fn is_packed(&self) -> bool {
        matches!(self, Unpack::Gzip(_) | Unpack::Zstd(_))
    }

    fn begin(&mut self, mut input: R) -> io::Result<()> {
        let mut head = Vec::new();
        input.by_ref().take(ZSTD.len() as u64).read_to_end(&mut head)?;
        let is = |mark| head.starts_with(mark);
        let (is_gzip, is_zstd) = (is(GZIP), is(ZSTD));
        let rewound = Cursor::new(head).chain(input);
        *self = match () {
            () if is_gzip => Unpack::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(rewound)))),
            () if is_zstd => Unpack::Zstd(Decoder::new(rewound)?),
            () => Unpack::Plain(rewound),
        };
        Ok(())
    }
}

impl<R: Read> Read for Unpack<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            return match self {
                Unpack::Plain(input) => input.read(room),
                Unpack::Gzip(input) => input.read(room).map_err(damage),
                Unpack::Zstd(input) => input.read(room).map_err(damage),
                Unpack::New(input) => match input.take() {
                    None => Ok(0),
                    Some(input) => {
                        self.begin(input)?;
                        continue;
                    }
                },
            };
        }
    }
}

/// A packed input that cannot be unpacked.
#[derive(Debug)]
struct Damage;

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the compressed file is damaged")
    }
}

impl std::error::Error for Damage {}

/// Whether the input failed because it cannot be unpacked.
pub(crate) fn is_damage(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Damage>())
}

/// What an unpacker says of bytes that it cannot read; errors of the input itself, which have a
/// code of the system, stay what they are.
fn damage(error: io::Error) -> io::Error {
    let is_of_bytes =
        matches!(error.kind(), ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof | ErrorKind::Other);
    if is_of_bytes && error.raw_os_error().is_none() { io::Error::new(ErrorKind::InvalidData, Damage) } else { error }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{Unpack, is_damage};

    fn gzip(text: &str) -> Vec<u8> {
        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(text.as_bytes()).and_then(|()| packer.finish()).expect("memory can be written")
    }

    fn zstd(text: &str) -> Vec<u8> {
        zstd::encode_all(text.as_bytes(), 1).expect("memory can be written")
    }

    fn unpack(bytes: &[u8]) -> (String, Option<bool>) {
        let mut text = Vec::new();
        let result = Unpack::new(bytes).read_to_end(&mut text);
        (String::from_utf8_lossy(&text).into_owned(), result.err().map(|error| is_damage(&error)))
    }

    #[test]
    fn unpacks_by_content() {
        for bytes in [b"".to_vec(), b"a".to_vec(), b"\x1f".to_vec(), "您好".into()] {
            assert_eq!(unpack(&bytes), (String::from_utf8_lossy(&bytes).into_owned(), None));
        }
        for pack in [gzip, zstd] {
            assert_eq!(unpack(&pack("您好")), ("您好".to_owned(), None));
            // Logs that were packed piece by piece.
            assert_eq!(unpack(&[pack("您好"), pack("，在的")].concat()), ("您好，在的".to_owned(), None));
        }
    }

    #[test]
    fn damage_is_an_error_behind_what_could_be_read() {
        let log = "您好，这款有现货\n".repeat(100_000);
        for pack in [gzip, zstd] {
            let packed = pack(&log);
            let (text, error) = unpack(&packed[..packed.len() - 6]);
            assert!(log.starts_with(&text) && error == Some(true));
            let (_, error) = unpack(&[&packed[..4], &[0xFF; 40]].concat());
            assert_eq!(error, Some(true));
        }
    }
}
