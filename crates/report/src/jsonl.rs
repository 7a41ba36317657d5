//! One JSON object a finding and line.

use crate::{FaultyReply, Style, record};

pub(crate) fn write(reply: &FaultyReply<'_>, style: &Style, out: &mut String) {
    record::write(reply, style, "\n", out);
    out.push('\n');
}
