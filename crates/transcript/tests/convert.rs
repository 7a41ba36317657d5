//! What is written as JSONL is read as the same messages.

use std::fs;
use std::path::PathBuf;

use jinyu_transcript::{Event, Format, Kind, Message, Options, Reader, Role, write_jsonl};
use proptest::prelude::*;

/// Without what is not written: the place in the file.
fn placeless(mut message: Message) -> Message {
    (message.line, message.row, message.sheet) = (0, None, None);
    message
}

fn read(bytes: &[u8], format: Option<Format>) -> Vec<Message> {
    let options = Options { format, agents: vec!["暖屋家纺".to_owned()], ..Options::default() };
    let reader = Reader::open(bytes, None, &options).expect("it is a log");
    reader.flatten().map(placeless).collect()
}

fn written(messages: &[Message]) -> Vec<u8> {
    let mut out = Vec::new();
    messages.iter().for_each(|message| write_jsonl(message, &mut out));
    out
}

fn message() -> impl Strategy<Value = Message> {
    let name = || prop::option::of("[a-z甲乙\"\\\\:]{1,4}");
    let time = prop_oneof![
        Just("2026-03-04T09:05:07.250+08:00"),
        Just("2026-03-04 09:05:07"),
        Just("2026-03-04 09:05"),
        Just("09:05"),
        Just("刚刚"),
    ];
    let said = (prop::sample::select(vec![Role::Agent, Role::Customer, Role::Auto, Role::System]), any::<bool>());
    let kinds = vec![Kind::Message, Kind::Image, Kind::Voice, Kind::Video, Kind::File, Kind::Card, Kind::Quick, Kind::Auto, Kind::Welcome];
    let event = prop::option::of(prop::sample::select(vec![Event::Opened, Event::Paid]));
    let texts = (name(), name(), name(), name(), name(), name());
    (said, prop::sample::select(kinds), prop::option::of(time), event, texts, any::<String>()).prop_map(
        |((role, withdrawn), kind, time, event, (session, sender, code, group, from, until), text)| {
            let mut message = Message::default();
            (message.role, message.withdrawn, message.kind, message.event) = (role, withdrawn, kind, event);
            (message.session, message.sender, message.text) = (session, sender, text);
            (message.code, message.group, message.valid_from, message.valid_until) = (code, group, from, until);
            let time = time.map(str::to_owned);
            match time.as_deref() {
                Some("刚刚") => message.unread_time = time,
                _ => message.time = time,
            }
            message
        },
    )
}

proptest! {
    #[test]
    fn messages_survive(messages in prop::collection::vec(message(), 0..6)) {
        let mut found = read(&written(&messages), Some(Format::Jsonl));
        // Numbers follow from the order.
        found.iter_mut().for_each(|message| message.index = 0);
        prop_assert_eq!(found, messages);
    }
}

#[test]
fn every_sample_survives() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/transcripts");
    let mut samples = 0;
    for entry in fs::read_dir(folder).expect("the samples are part of the repository").flatten() {
        let bytes = fs::read(entry.path()).expect("a sample");
        let messages = read(&bytes, None);
        let lines = written(&messages);
        // The form is found again.
        assert_eq!(read(&lines, None), messages, "{:?}", entry.path());
        samples += 1;
    }
    assert!(samples > 20);
}
