//! Packed logs: read as they are unpacked, and a damaged one says so behind what could be read.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use jinyu_transcript::{Message, Options, Problem, ProblemKind, Reader};

fn gzip(log: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(log.as_bytes()).and_then(|()| packer.finish()).expect("memory can be written")
}

fn zstd(log: &str) -> Vec<u8> {
    zstd::encode_all(log.as_bytes(), 1).expect("memory can be written")
}

fn read(bytes: &[u8]) -> Vec<Result<Message, Problem>> {
    let reader = Reader::open(bytes, Some("log.jsonl.gz"), &Options::default()).expect("its start is whole");
    reader.collect()
}

#[test]
fn a_damaged_log_is_read_up_to_the_damage() {
    let log = "{\"role\":\"agent\",\"text\":\"您好，在的\"}\n".repeat(20_000);
    for pack in [gzip, zstd] {
        let packed = pack(&log);
        assert_eq!(read(&packed).len(), 20_000);
        assert_eq!(read(log.as_bytes()).len(), 20_000);
        for left_out in [1, 6, 12, 40] {
            let found = read(&packed[..packed.len() - left_out]);
            let (last, before) = found.split_last().expect("something was read");
            assert!(before.iter().all(Result::is_ok), "{left_out}");
            assert!(last.as_ref().is_err_and(|problem| problem.kind == ProblemKind::Damaged && problem.is_fatal()), "{left_out} {last:?}");
        }
    }
}
