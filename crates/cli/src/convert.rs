//! `jinyu convert`: messages of any form as our JSONL.

use crate::args::ConvertArgs;
use crate::batch::Batch;
use crate::exit::{Exit, Failure};
use crate::feed::Feed;
use crate::input::{Input, OVERWRITTEN, is_overwritten};
use crate::output::Output;
use crate::screen::Screen;
use jinyu::Language;
use jinyu_transcript::write_jsonl;

pub fn run(args: &ConvertArgs, screen: &Screen) -> Result<Exit, Failure> {
    let inputs = Input::all(&args.paths, args.input.format());
    if is_overwritten(&inputs, args.output.as_deref()) {
        return Err(Failure::Usage(screen.say(OVERWRITTEN.0, OVERWRITTEN.1).to_owned()));
    }
    let mut output = match &args.output {
        Some(path) => Output::file(path, screen.language)?,
        None => Output::stdout(),
    };
    let mut feed = Feed::new(inputs, args.input.options(), !args.quiet, screen);
    feed.wants = |_| true;
    let (mut batch, mut lines, mut messages) = (Batch::<()>::default(), Vec::new(), 0);
    while feed.fill(&mut batch) {
        for message in batch.messages() {
            write_jsonl(message, &mut lines);
            messages += 1;
        }
        output.write(&lines)?;
        lines.clear();
    }
    // What lacks the rest of a file must not look whole.
    if feed.unreadable > 0 && args.output.is_some() {
        let says = screen.say("有文件没有读完，所以没有写出 -o 的文件", "a file was not read to its end, so that -o was not written");
        return Err(Failure::Output(says.to_owned()));
    }
    output.finish()?;
    if !args.quiet {
        screen.line(&summary(messages, &feed, screen));
    }
    Ok(if feed.broken + feed.unreadable > 0 { Exit::Files } else { Exit::Clean })
}

fn summary(messages: u64, feed: &Feed<'_>, screen: &Screen) -> String {
    let (broken, unreadable) = (feed.broken, feed.unreadable);
    let is_english = screen.language == Language::English;
    let mut line = if is_english { format!("{messages} messages converted") } else { format!("共转换 {messages} 条消息") };
    if broken > 0 {
        line += &if is_english { format!("; {broken} records could not be read") } else { format!("；{broken} 条记录无法读取") };
    }
    if unreadable > 0 {
        line +=
            &if is_english { format!("; {unreadable} files could not be read") } else { format!("；{unreadable} 个文件无法读取") };
    }
    line
}
