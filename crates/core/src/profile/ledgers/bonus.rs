use super::amount;
use crate::amount::Amount;
use crate::document::Node;
use crate::fault::{FaultKind, Place};
use crate::fields::{Fields, Report};

/// Scores that earn one share of the bonus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// The lowest score.
    pub from: Amount,
    /// Scores below this one; `None` has no end.
    pub to: Option<Amount>,
    /// The share of the bonus, in percent.
    pub percent: Amount,
}

/// Reads bands in any order. They must touch without overlapping, and a higher score must not earn less.
pub(super) fn read(node: &Node, report: &mut Report<'_>) -> Vec<Band> {
    let mut bands: Vec<(Band, Place)> = Vec::new();
    for item in report.list(node, "list of bands") {
        bands.extend(read_band(item, report).map(|band| (band, item.place)));
    }
    bands.sort_by_key(|(band, _)| band.from);
    for pair in bands.windows(2) {
        let [(lower, lower_place), (upper, upper_place)] = pair else {
            continue;
        };
        // What stands later in the file is what its author should look at.
        let place = if lower_place > upper_place { *lower_place } else { *upper_place };
        let (from, to) = (upper.from.to_string(), lower.to.map_or_else(|| "∞".to_owned(), |to| to.to_string()));
        if lower.to.is_none_or(|to| to > upper.from) {
            report.fault(place, FaultKind::BandsOverlap { from, to });
        } else if lower.to.is_some_and(|to| to < upper.from) {
            report.fault(place, FaultKind::BandsGap { from: to, to: from });
        } else if lower.percent > upper.percent {
            let (upper, lower) = (upper.percent.to_string(), lower.percent.to_string());
            report.fault(place, FaultKind::BandsFall { score: from, upper, lower });
        }
    }
    bands.into_iter().map(|(band, _)| band).collect()
}

fn read_band(node: &Node, report: &mut Report<'_>) -> Option<Band> {
    let fields = Fields::read(node, "band", &["from", "to", "percent"], report)?;
    let from = fields.require("from", report).and_then(|node| amount(node, report));
    let to = fields.get("to").map(|node| (amount(node, report), node.place));
    let percent = fields.require("percent", report).and_then(|node| amount(node, report));
    let band = Band { from: from?, to: to.and_then(|(to, _)| to), percent: percent? };
    if let Some((Some(to), place)) = to
        && to <= band.from
    {
        report.fault(place, FaultKind::BadBounds { lower: "from", upper: "to" });
        return None;
    }
    Some(band)
}
