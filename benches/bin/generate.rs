//! Files on which programs can be measured: `generate log 100000`, `generate log-with 100000 1000` (a log whose replies hold phrases of a list of
//! 1,000), `generate talk 100000` (conversations), `generate talk-replies 100000` (what agents say in them, one reply a line), `generate phrases 1000`,
//! `generate rules 1000` (one rule with these phrases). The same on every machine; written to the standard output.

use jinyu_benches::{Random, one_rule, phrases, questions, replies, texts_with};
use std::fmt::{self, Display, Formatter};
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
        (Some("talk"), &[count]) => talk(out, count),
        (Some("talk-replies"), &[count]) => talk_replies(count / 2).iter().try_for_each(|reply| writeln!(out, "{reply}")),
        (Some("phrases"), &[size]) => phrases(size, SEED).iter().try_for_each(|phrase| writeln!(out, "{phrase}")),
        (Some("rules"), &[size]) => one_rule(&phrases(size, SEED)).iter().try_for_each(|(_, text)| out.write_all(text.as_bytes())),
        _ => {
            eprintln!("generate log N | log-with N PHRASES | talk N | talk-replies N | phrases N | rules N");
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
        let (session, time, agent) = (at / 10, Time(at * 5), at % 20);
        writeln!(out, r#"{{"session":"c{session}","time":"{time}","role":"agent","sender":"暖屋家纺:{agent}","text":"{reply}"}}"#)
    })
}

/// Sessions that go on at the same time, and messages of each: a customer and an agent in turn.
const AT_ONCE: usize = 8;
const MESSAGES: usize = 8;

/// Of the replies of agents in conversations every fourth breaks a rule.
fn talk_replies(count: usize) -> Vec<String> {
    replies(count, 25, 3)
}

/// A log of conversations in JSON Lines, between seven in the morning and eleven at night.
fn talk(out: &mut impl Write, count: usize) -> io::Result<()> {
    let of_each_side = count.next_multiple_of(2 * AT_ONCE) / 2;
    let (questions, replies) = (questions(of_each_side, 2), talk_replies(of_each_side));
    let (mut random, mut seconds) = (Random::new(4), 0);
    let working_day = 16 * 3_600;
    for at in 0..count {
        seconds += 1 + random.below(5);
        let time = Time(seconds / working_day * 86_400 + 7 * 3_600 + seconds % working_day);
        let (round, customer) = (at / (AT_ONCE * MESSAGES), at % AT_ONCE);
        let session = round * AT_ONCE + customer;
        let is_reply = at / AT_ONCE % 2 == 1;
        let text = &if is_reply { &replies } else { &questions }[at / (2 * AT_ONCE) * AT_ONCE + customer];
        let role = if is_reply { "agent" } else { "customer" };
        let sender = if is_reply { format!("暖屋家纺:{}", customer % 4) } else { format!("tb{session}") };
        writeln!(out, r#"{{"session":"c{session}","time":"{time}","role":"{role}","sender":"{sender}","text":"{text}"}}"#)?;
    }
    Ok(())
}

/// Seconds since a year of months of 28 days began.
struct Time(usize);

impl Display for Time {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (days, of_day) = (self.0 / 86_400, self.0 % 86_400);
        let (year, month, day) = (2026 + days / 336, 1 + days / 28 % 12, 1 + days % 28);
        write!(f, "{year}-{month:02}-{day:02} {:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60)
    }
}
