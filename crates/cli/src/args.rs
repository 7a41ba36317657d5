//! What can be written on the command line.

mod input;
mod inspect;
mod rules;

pub use input::InputArgs;
pub use inspect::InspectArgs;
pub use rules::{DiffArgs, DiffFormat, DirArgs, ExplainArgs, ListArgs, ListFormat, MeasureArgs, RulesArgs, RulesCommand};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jinyu::{Language, Severity};
use jinyu_report::Format as OutputFormat;
use std::path::PathBuf;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";
const LEVELS: &[&str] = &["critical", "error", "warning", "info"];
const LEVELS_OR_NEVER: &[&str] = &["critical", "error", "warning", "info", "never"];

const CONVERT_HELP: &str = "\
每行一条消息：session、time、role（agent、customer、auto 或 system）、sender、text，以及 kind（image、voice、video、file、card）、
event（系统消息说的事）、withdrawn（已撤回）；没有的不写。快捷短语写成 text、kind、code、group、valid_from、valid_until。

退出码：0 全部转换；2 用法有误；3 有内容读不了：读不了的记录逐条报告，其余照常写出；有文件没有读完时，-o 的文件不写";

/// 检查客服说给客户听的话：哪里违规、为什么、该怎么说
#[derive(Debug, Parser)]
#[command(name = "jinyu", version, disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(help_template = TEMPLATE, override_usage = "jinyu [选项] <命令>")]
#[command(subcommand_help_heading = "命令", subcommand_value_name = "命令", next_help_heading = "通用选项")]
#[command(after_help = "退出码：0 没有问题；1 有问题；2 用法、规则或店铺档案有误；3 有内容无法读取或写出")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    /// 说明与提示的语言：zh（默认）或 en
    #[arg(long, global = true, value_name = "zh|en", default_value = "zh", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = languages())]
    pub lang: Language,
    /// 颜色：auto（默认，输出到终端时）、always 或 never
    #[arg(long, global = true, value_name = "auto|always|never", default_value = "auto")]
    #[arg(hide_default_value = true, hide_possible_values = true)]
    pub color: Color,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 检查聊天记录、快捷短语或逐行的回复
    #[command(help_template = TEMPLATE, override_usage = "jinyu lint [选项] [文件]...", next_help_heading = "选项")]
    Lint(Box<LintArgs>),
    /// 把任何一种聊天记录转成 JSON Lines
    #[command(help_template = TEMPLATE, override_usage = "jinyu convert [选项] [文件]...", next_help_heading = "选项")]
    #[command(after_help = CONVERT_HELP)]
    Convert(ConvertArgs),
    /// 质检整批聊天记录：按客服、规则、日期统计，扣分与罚款，出报告
    #[command(help_template = TEMPLATE, override_usage = "jinyu inspect [选项] [文件]...", next_help_heading = "选项")]
    #[command(after_help = inspect::INSPECT_HELP)]
    Inspect(Box<InspectArgs>),
    /// 查看、检查和试验规则
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules <命令>")]
    #[command(subcommand_help_heading = "命令", subcommand_value_name = "命令")]
    Rules(RulesArgs),
    /// 生成命令行补全脚本
    #[command(help_template = TEMPLATE, override_usage = "jinyu completions <SHELL>", next_help_heading = "选项")]
    Completions(CompletionsArgs),
}

#[derive(Debug, Args)]
pub struct LintArgs {
    /// 要检查的文件；- 或不写表示标准输入
    #[arg(value_name = "文件", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// 输出的形式：text（默认，给人看）、jsonl、json 或 github（GitHub 注解）
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = output_formats())]
    pub output_format: OutputFormat,
    /// 结果写到这个文件（写完整才替换，不留半个文件）
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// 显示这一级及以上的问题：critical、error、warning（默认）或 info
    #[arg(long, value_name = "级别", default_value = "warning", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = levels())]
    pub min_severity: Severity,
    /// 有这一级及以上的问题时退出码为 1：级别同上，默认 warning；never 表示从不
    #[arg(long, value_name = "级别", default_value = "warning", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(LEVELS_OR_NEVER).map(|name| FailOn(Severity::from_name(&name))))]
    pub fail_on: FailOn,
    /// 就地改写（只改话术文件；聊天记录不改）；标准输入的改写结果写到标准输出
    #[arg(long)]
    pub fix: bool,
    /// 只显示会怎样改写，不动文件
    #[arg(long)]
    pub diff: bool,
    /// 连需要人工确认的改写也一并采用（与 --fix 或 --diff 合用）
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// 只按规则统计次数
    #[arg(long)]
    pub statistics: bool,
    /// 线程数，默认等于处理器核数
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// 撤回的消息也检查（默认保留在记录里，但不检查）
    #[arg(long)]
    pub include_withdrawn: bool,
    /// 完整显示手机号与身份证号（默认打码）
    #[arg(long)]
    pub show_personal_data: bool,
    /// 不显示汇总与说明
    #[arg(short, long)]
    pub quiet: bool,
}

#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// 要转换的文件；- 或不写表示标准输入
    #[arg(value_name = "文件", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// 写到这个文件（写完整才替换，不留半个文件）
    #[arg(short, long, value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 不显示汇总与说明
    #[arg(short, long)]
    pub quiet: bool,
}

/// Which rules apply.
#[derive(Debug, Default, Args)]
pub struct RuleArgs {
    /// 加上这个规则文件或文件夹，可多次使用
    #[arg(long = "rules", value_name = "路径")]
    pub rule_paths: Vec<PathBuf>,
    /// 不用内置规则，只用 --rules 给出的
    #[arg(long)]
    pub no_default_rules: bool,
    /// 严重程度的预设：practical（默认）或 strict
    #[arg(long, value_name = "预设", default_value = "practical", hide_default_value = true)]
    pub preset: String,
    /// 店铺档案，只写与默认不同的事项
    #[arg(long, value_name = "文件")]
    pub profile: Option<PathBuf>,
    /// 只用这些规则：规则 id、规则族或条款，逗号分隔或多次使用
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    pub select: Vec<String>,
    /// 不用这些规则，写法同 --select
    #[arg(long, value_name = "规则", value_delimiter = ',')]
    pub ignore: Vec<String>,
}

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// bash、zsh、fish、elvish 或 powershell
    #[arg(value_name = "SHELL", help_heading = "参数", hide_possible_values = true)]
    pub shell: clap_complete::Shell,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// `None` is `never`.
#[derive(Clone, Copy, Debug)]
pub struct FailOn(pub Option<Severity>);

fn levels() -> impl TypedValueParser<Value = Severity> {
    PossibleValuesParser::new(LEVELS).map(|name| Severity::from_name(&name).unwrap_or(Severity::Warning))
}

fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(["zh", "en"]).map(|name| if name == "en" { Language::English } else { Language::Chinese })
}

fn output_formats() -> impl TypedValueParser<Value = OutputFormat> {
    PossibleValuesParser::new(OutputFormat::ALL.map(OutputFormat::name)).map(|name| name.parse().unwrap_or_default())
}
