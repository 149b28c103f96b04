//! Lists of units with links to their results.

use maud::{Markup, html};

use super::layout::with_language;
use crate::domain::{Language, Report, Unit, UnitCode, UnitKind};
use crate::locale::{Argument, integer, message_with};

/// A unit with published results.
#[derive(Clone, Copy, Debug)]
pub struct UnitEntry<'a> {
    /// Its GSO code.
    pub code: &'a UnitCode,
    /// Its name with its kind.
    pub name: &'a str,
    /// Its kind.
    pub kind: UnitKind,
    /// Responses that count in the period.
    pub responses: u64,
}

impl<'a> From<&'a Report> for UnitEntry<'a> {
    fn from(report: &'a Report) -> Self {
        let unit = &report.unit;
        Self { code: &unit.code, name: &unit.name, kind: unit.kind, responses: report.responses }
    }
}

impl<'a> From<&'a (Unit, u64)> for UnitEntry<'a> {
    fn from((unit, responses): &'a (Unit, u64)) -> Self {
        Self { code: &unit.code, name: &unit.name, kind: unit.kind, responses: *responses }
    }
}

/// The units in the order given, each with a link to its results; `query` is kept unless it is empty.
pub fn unit_list<'a>(
    language: Language,
    units: impl IntoIterator<Item = &'a UnitEntry<'a>>,
    query: &str,
) -> Markup {
    let joint = if query.is_empty() { "" } else { "?" };
    html! {
        ul.units {
            @for unit in units {
                @let address = format!("/results/{}{joint}{query}", unit.code);
                @let count = Argument::from(integer(language, unit.responses));
                li {
                    a href=(with_language(&address, language)) { (unit.name) }
                    " " span { (message_with(language, "units-responses", [("count", count)])) }
                }
            }
        }
    }
}
