//! Files on which other programs can be measured: `generate log 100000`, `generate log-with 100000 1000` (a log whose replies hold phrases of a list of
//! 1,000), `generate phrases 1000`, `generate rules 1000` (one rule with these phrases). The same on every machine; written to the standard output.

use jinyu_benches::{one_rule, phrases, replies, texts_with};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// As in the benchmarks of engines.
const SEED: u64 = 7;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = arguments.iter().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let out = &mut BufWriter::new(io::stdout().lock());
    let written = match (arguments.first().map(String::as_str), &numbers[..]) {
        (Some("log"), &[count]) => log(out, &replies(count, 30, 1)),
        (Some("log-with"), &[count, size]) => log(out, &texts_with(&phrases(size, SEED), count, 3)),
        (Some("phrases"), &[size]) => phrases(size, SEED).iter().try_for_each(|phrase| writeln!(out, "{phrase}")),
        (Some("rules"), &[size]) => one_rule(&phrases(size, SEED)).iter().try_for_each(|(_, text)| out.write_all(text.as_bytes())),
        _ => {
            eprintln!("generate log N | log-with N PHRASES | phrases N | rules N");
            return ExitCode::from(2);
        }
    };
    match written.and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A chat log in JSON Lines: a reply every five seconds, ten in a session.
fn log(out: &mut impl Write, replies: &[String]) -> io::Result<()> {
    replies.iter().enumerate().try_for_each(|(at, reply)| {
        let seconds = at * 5;
        let (days, of_day) = (seconds / 86_400, seconds % 86_400);
        writeln!(
            out,
            r#"{{"session":"c{}","time":"2026-{:02}-{:02} {:02}:{:02}:{:02}","role":"agent","sender":"暖屋家纺:{}","text":"{reply}"}}"#,
            at / 10,
            1 + days / 28 % 12,
            1 + days % 28,
            of_day / 3_600,
            of_day / 60 % 60,
            of_day % 60,
            at % 20
        )
    })
}
