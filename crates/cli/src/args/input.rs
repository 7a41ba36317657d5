//! How inputs are to be read.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jinyu::RuleSet;
use jinyu_transcript::{ColumnNames, Encoding, Format, Options};

/// How inputs are read; the same wherever logs are.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// 输入的形式，默认 auto，按内容判断：text（每行一条回复）、jsonl、csv、xlsx、qianniu（千牛里复制的文字）、qianniu-web（千牛网页里复制的文字）、qianniu-json（千牛 JSON）、wecom（企业微信会话存档）、phrases（快捷短语）
    #[arg(long, value_name = "形式", default_value = "auto", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = formats())]
    pub input_format: AutoFormat,
    /// 输入的编码：utf-8、gb18030、gbk、big5、utf-16le 或 utf-16be；默认自动判断
    #[arg(long, value_name = "编码", hide_possible_values = true, value_parser = encodings())]
    pub encoding: Option<Encoding>,
    /// 表格里各列的列名或列号，如 text=内容,sender=昵称,role=5；默认按常用列名
    #[arg(long, value_name = "列", value_parser = |text: &str| text.parse::<ColumnNames>())]
    pub columns: Option<ColumnNames>,
    /// 我方账号，可多次使用，也包括它的子账号；用于没有写明角色的记录
    #[arg(long = "agent", value_name = "账号")]
    pub agents: Vec<String>,
}

/// `None` is `auto`.
#[derive(Clone, Copy, Debug)]
pub struct AutoFormat(pub Option<Format>);

impl InputArgs {
    /// The form that is named.
    pub fn format(&self) -> Option<Format> {
        self.input_format.0
    }

    /// The same with what the shop's profile says: whose accounts are ours, and what is sent by itself.
    pub fn options_of(&self, rules: &RuleSet) -> Options {
        let mut options = self.options();
        options.agents.extend(rules.agents().iter().flat_map(|(_, agent)| agent.accounts.iter().cloned()));
        options.auto_replies = rules.auto_replies().to_vec();
        options
    }

    /// What the readers are told.
    pub fn options(&self) -> Options {
        let columns = self.columns.clone().unwrap_or_default();
        Options { format: self.format(), agents: self.agents.clone(), columns, encoding: self.encoding, ..Options::default() }
    }
}

fn formats() -> impl TypedValueParser<Value = AutoFormat> {
    let names = Format::ALL.iter().map(|format| format.name()).chain(["auto"]);
    PossibleValuesParser::new(names.collect::<Vec<_>>()).map(|name| AutoFormat(name.parse().ok()))
}

fn encodings() -> impl TypedValueParser<Value = Encoding> {
    let names = PossibleValuesParser::new(["utf-8", "gb18030", "gbk", "big5", "utf-16le", "utf-16be"]);
    names.try_map(|name| name.parse::<Encoding>())
}
