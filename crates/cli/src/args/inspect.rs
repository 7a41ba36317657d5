//! What can be written behind `jinyu inspect`.

use super::{FailOn, InputArgs, LEVELS_OR_NEVER, RuleArgs, levels};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jinyu::Severity;
use jinyu_report::InspectionFormat;
use std::path::PathBuf;

pub const INSPECT_HELP: &str = "\
报告有总览、客服、班次、日期、规则、会话、语句与台账；每个数字都附有背后的消息。
响应时间从客户开口算到下一条人工回复，只算营业时间（店铺档案的 calendar），自动回复不算应答；没有时间、只到分钟或时间倒退的记为“无法得知”。
客服的账号、班次，以及扣分与罚款的数额写在店铺档案里（agents、shifts、ledgers），写法见 rules/profile.yaml。

事件文件（--events）是 CSV 或 JSONL，记聊天记录里没有的事，如差评：
  客服（agent）      名字或账号；涉及全体的留空
  时间（time）       如 2026-03-06 10:00:00
  事件（kind）       店铺档案里 events 所列，如 差评、离开超时
  有文字（with_text）差评是否带文字：是或否（true、false）
  免责（exempt）     写明理由则不扣，只留痕
  编号（id）         如订单号；同一客服同一编号的同类事件只计一次

退出码：0 报告已写出；1 有 --fail-on 所指的问题；2 用法、规则或店铺档案有误；3 有内容无法读取或写出";

#[derive(Debug, Args)]
pub struct InspectArgs {
    /// 聊天记录文件；- 或不写表示标准输入
    #[arg(value_name = "文件", help_heading = "参数")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub input: InputArgs,
    /// 报告的形式：text（摘要）、json、csv、html（网页）或 xlsx（工作簿）；不写则看 -o 的文件名，再不然是 text
    #[arg(long, value_name = "形式", hide_possible_values = true, value_parser = inspection_formats())]
    pub output_format: Option<InspectionFormat>,
    /// 报告写到这个文件（写完整才替换，不留半个文件）
    #[arg(short, long, visible_alias = "report", value_name = "文件")]
    pub output: Option<PathBuf>,
    /// 聊天记录之外的事件，如差评；可多次使用
    #[arg(long, value_name = "文件")]
    pub events: Vec<PathBuf>,
    #[command(flatten)]
    pub rules: RuleArgs,
    /// 计入这一级及以上的问题：critical、error、warning（默认）或 info
    #[arg(long, value_name = "级别", default_value = "warning", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = levels())]
    pub min_severity: Severity,
    /// 有这一级及以上的问题时退出码为 1：级别同上；never（默认）表示从不
    #[arg(long, value_name = "级别", default_value = "never", hide_default_value = true, hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(LEVELS_OR_NEVER).map(|name| FailOn(Severity::from_name(&name))))]
    pub fail_on: FailOn,
    /// 有问题的回复原样发送多少次算作快捷短语，默认 3
    #[arg(long, value_name = "N", default_value = "3", hide_default_value = true, value_parser = clap::value_parser!(u64).range(2..))]
    pub quick_phrase_times: u64,
    /// 线程数，默认等于处理器核数
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// 完整显示手机号与身份证号（默认打码）
    #[arg(long)]
    pub show_personal_data: bool,
    /// 不显示进度与说明
    #[arg(short, long)]
    pub quiet: bool,
}

fn inspection_formats() -> impl TypedValueParser<Value = InspectionFormat> {
    let names = InspectionFormat::ALL.map(InspectionFormat::name);
    PossibleValuesParser::new(names).map(|name| InspectionFormat::from_name(&name).unwrap_or_default())
}
