//! One JSON object. The keys, their order and their meaning are public; `version` counts their changes.

use super::view::View;
use crate::record::push_json;

pub(crate) fn write(view: &View) -> String {
    let mut out = String::new();
    push_json(view, &mut out);
    out.push('\n');
    out
}
