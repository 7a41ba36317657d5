//! One JSON array of findings, a finding a line.

use crate::{FaultyReply, Style, record};

pub(crate) const BEGIN: &str = "[";
pub(crate) const SEPARATOR: &str = ",\n";

pub(crate) const fn end(is_empty: bool) -> &'static str {
    if is_empty { "]\n" } else { "\n]\n" }
}

pub(crate) fn write(reply: &FaultyReply<'_>, style: &Style, out: &mut String) {
    record::write(reply, style, SEPARATOR, out);
}
