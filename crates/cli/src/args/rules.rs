//! What can be written behind `jinyu rules`.

use super::{InputArgs, RuleArgs, TEMPLATE, levels};
use clap::{Args, Subcommand, ValueEnum};
use jinyu::Severity;
use std::path::PathBuf;

const MEASURE_HELP: &str = "\
标注文件每行一条回复，如 {\"text\": \"明天肯定到哦\", \"labels\": [[\"promise\", \"明天肯定到\"], [\"LEX-03\", \"哦\"]]}；可以另有 id，其余的键不看。
labels 里每一项是名称与正文中的那一段：
  规则族、条款或规则的 id   这里有这种毛病，应当查出
  名称:info                 存疑，查不查出都可以，不计入找到、漏报与误报（如带保留的承诺，或写在引号里、只作提示的用词）
  exempt                    这一段没有毛病，落在其中的问题一律算误报
没有毛病的回复写 \"labels\": []。

计数以回复为单位，同一条回复里同名的标注或问题只算一次，不要求位置重合：
  标注    有这个名称的标注的回复
  找到    有这个名称的问题，而且它的规则（按 id、规则族或条款）在这条回复里有标注
  漏报    有这个名称的标注，却没有这个名称的问题
  误报    有这个名称的问题，而它的规则在这条回复里没有标注
  精确率  找到 ÷（找到 + 误报）    召回率  （标注 − 漏报）÷ 标注
低于 --min-severity 的问题不算。停用的规则（--select、--ignore、预设）的标注不计。规则没有以它的 id 写的标注时，没有召回率。
写错的标注逐条报告，不计入；其余照常。退出码：0 已衡量；2 用法或规则有误；3 有内容读不了";

const DIFF_HELP: &str = "\
两边都只用所给的规则，如同 --no-default-rules --rules <路径>：文件夹里的词表、店铺档案（profile.yaml）与预设（presets/）一并使用，
没有词表或档案的用内置的；规则可以引用内置的条款与词表，但内置规则不参加比较。

每行一处差别：+ 新规则多查出的，- 新规则不再查出的，~ 级别改变的；同一条规则命中同样的文字才算同一个问题。最后按规则合计。
退出码：0 没有差别；1 有差别；2 用法或规则有误；3 有内容读不了";

#[derive(Debug, Args)]
pub struct RulesArgs {
    #[command(subcommand)]
    pub command: RulesCommand,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// 列出规则
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules list [选项]", next_help_heading = "选项")]
    List(ListArgs),
    /// 说明一条规则、一个规则族或一个条款
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules explain [选项] <规则>", next_help_heading = "选项")]
    Explain(ExplainArgs),
    /// 检查规则文件写得对不对
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules check [选项] [文件夹]...", next_help_heading = "选项")]
    Check(DirArgs),
    /// 试验每条规则的例句
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules test [选项] [文件夹]...", next_help_heading = "选项")]
    Test(DirArgs),
    /// 用标注过的回复衡量规则：找到多少、漏报多少、误报多少
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules measure [选项] <标注文件>", next_help_heading = "选项")]
    #[command(after_help = MEASURE_HELP)]
    Measure(MeasureArgs),
    /// 比较两套规则：在同样的记录上多查出、少查出哪些问题
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules diff [选项] <旧规则> <新规则> --on <记录>...")]
    #[command(next_help_heading = "选项", after_help = DIFF_HELP)]
    Diff(DiffArgs),
    /// 输出规则文件的 JSON Schema，供编辑器使用
    #[command(help_template = TEMPLATE, override_usage = "jinyu rules schema")]
    Schema,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// 输出的形式：text（默认）或 json
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub output_format: ListFormat,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// 规则 id、规则族或条款，如 promise/arrival-date、promise、PRM-02
    #[arg(value_name = "规则", help_heading = "参数")]
    pub name: String,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Args)]
pub struct DirArgs {
    /// 规则文件或文件夹；不写表示内置规则。引用了内置条款或词表的，与内置规则一起检查
    #[arg(value_name = "文件夹", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    /// 店铺档案，只写与默认不同的事项
    #[arg(long, value_name = "文件")]
    pub profile: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct MeasureArgs {
    /// 标注过的回复，每行一个 JSON 对象；- 表示标准输入
    #[arg(value_name = "标注文件", help_heading = "参数")]
    pub path: PathBuf,
    /// 输出的形式：text（默认）或 json
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub output_format: ListFormat,
    /// 每个数字后面最多列出多少条回复，默认 5；all 表示全部
    #[arg(long, value_name = "N|all", default_value = "5", hide_default_value = true, value_parser = shown)]
    pub show: usize,
    /// 只计这一级及以上的问题：critical、error、warning（默认）或 info
    #[arg(long, value_name = "级别", default_value = "warning", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = levels())]
    pub min_severity: Severity,
    #[command(flatten)]
    pub rules: RuleArgs,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// 旧的规则文件或文件夹
    #[arg(value_name = "旧规则", help_heading = "参数", display_order = 1)]
    pub old: PathBuf,
    /// 新的规则文件或文件夹
    #[arg(value_name = "新规则", help_heading = "参数", display_order = 2)]
    pub new: PathBuf,
    /// 用来比较的记录，可写多个，形式与 jinyu lint 相同；- 表示标准输入
    #[arg(long = "on", value_name = "记录", num_args = 1.., required = true)]
    pub logs: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// 输出的形式：text（默认）或 jsonl
    #[arg(long, value_name = "形式", default_value = "text", hide_default_value = true, hide_possible_values = true)]
    pub output_format: DiffFormat,
    /// 只比较这一级及以上的问题：critical、error、warning 或 info（默认）
    #[arg(long, value_name = "级别", default_value = "info", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = levels())]
    pub min_severity: Severity,
    /// 两套规则都用这个严重程度的预设：practical（默认）或 strict
    #[arg(long, value_name = "预设", default_value = "practical", hide_default_value = true)]
    pub preset: String,
    /// 两套规则都用这份店铺档案
    #[arg(long, value_name = "文件")]
    pub profile: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    Text,
    Jsonl,
}

fn shown(text: &str) -> Result<usize, std::num::ParseIntError> {
    if text == "all" { Ok(usize::MAX) } else { text.parse() }
}
