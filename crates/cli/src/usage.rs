//! Wrong usage, said in the user's language.

use crate::exit::Exit;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use jinyu_transcript::ColumnNames;
use std::io::Write as _;

/// Shows help, version or what is wrong, and gives the exit code.
pub fn report(error: &clap::Error) -> Exit {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return Exit::Clean;
    }
    let said = if wants_english() { None } else { chinese(error) };
    let _ = match said {
        Some(text) => writeln!(std::io::stderr(), "错误：{text}\n\n用 jinyu --help 或 jinyu <命令> --help 查看用法"),
        None => error.print(),
    };
    Exit::Usage
}

/// The arguments could not be read, so that they are looked at as they stand.
fn wants_english() -> bool {
    let args: Vec<_> = std::env::args_os().collect();
    args.iter().any(|arg| arg == "--lang=en") || args.windows(2).any(|pair| pair[0] == "--lang" && pair[1] == "en")
}

fn chinese(error: &clap::Error) -> Option<String> {
    let get = |kind| error.get(kind).map(text);
    let argument = get(ContextKind::InvalidArg).unwrap_or_default();
    let value = get(ContextKind::InvalidValue).unwrap_or_default();
    let said = match error.kind() {
        ErrorKind::UnknownArgument if argument.starts_with('-') => format!("没有选项 {argument}"),
        ErrorKind::UnknownArgument => format!("多出来的参数 {argument}"),
        ErrorKind::InvalidSubcommand => format!("没有命令 {}", get(ContextKind::InvalidSubcommand)?),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面要写一个值"),
        ErrorKind::InvalidValue => format!("{argument} 不能是 {value}"),
        ErrorKind::ValueValidation => format!("{argument} 的值 {value} 无效"),
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "缺少命令".to_owned(),
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            Some(other) if other != argument => format!("{argument} 不能与 {other} 一起用"),
            _ => format!("{argument} 只能写一次"),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => format!("{argument} 的值太多"),
        ErrorKind::InvalidUtf8 => "参数不是 UTF-8 文字".to_owned(),
        _ => return None,
    };
    Some(said + &hint(error))
}

/// The nearest known name, or the values that may stand there.
fn hint(error: &clap::Error) -> String {
    let get = |kind| error.get(kind).map(text);
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(known) = suggested.into_iter().find_map(get) {
        return format!("；您是不是要写 {known}？");
    }
    if get(ContextKind::InvalidArg).is_some_and(|argument| argument.starts_with("--columns")) {
        let fields: Vec<_> = ColumnNames::fields().collect();
        return format!("；写成 text=内容,sender=昵称 这样，每个名称一次；可用的名称：{}", fields.join("、"));
    }
    for kind in [ContextKind::ValidValue, ContextKind::ValidSubcommand] {
        if let Some(values) = get(kind).filter(|values| !values.is_empty()) {
            return format!("；可用：{values}");
        }
    }
    String::new()
}

fn text(value: &ContextValue) -> String {
    let text = match value {
        ContextValue::Strings(values) => values.join("、"),
        ContextValue::StyledStrs(values) => values.iter().map(ToString::to_string).collect::<Vec<_>>().join("、"),
        value => value.to_string(),
    };
    jinyu_report::escape(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::chinese;
    use crate::args::Cli;
    use clap::{CommandFactory, Parser};

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn wrong_usage_is_said_in_chinese() {
        for (line, said) in [
            ("jinyu lnt", "没有命令 lnt；您是不是要写 lint？"),
            ("jinyu lint --outpt x", "没有选项 --outpt；您是不是要写 --output？"),
            ("jinyu lint --output-format xml", "--output-format <形式> 不能是 xml；可用：text、jsonl、json、github"),
            ("jinyu lint --threads 0", "--threads <N> 的值 0 无效"),
            ("jinyu lint --encoding latin1", "--encoding <编码> 不能是 latin1；可用：utf-8、gb18030、gbk、big5、utf-16le、utf-16be"),
            (
                "jinyu lint --columns 内容",
                "--columns <列> 的值 内容 无效；写成 text=内容,sender=昵称 这样，每个名称一次；可用的名称：session、time、role、sender、text、type、code、group、kind、valid-from、valid-until",
            ),
            ("jinyu rules explain", "缺少 <规则>"),
            ("jinyu", "缺少命令"),
        ] {
            let error = Cli::try_parse_from(line.split(' ')).expect_err(line);
            assert_eq!(chinese(&error).as_deref(), Some(said), "{line}");
        }
    }
}
