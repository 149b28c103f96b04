//! The headline shares month by month. Where the wording changed a line says so, and nothing is drawn through it.

use maud::{Markup, html};

use crate::domain::{Language, Series, SeriesPoint};
use crate::locale::{Argument, integer, message, message_with, month, percent, percent_range};

/// One table a headline question; nothing with fewer than two months.
pub(super) fn tables(language: Language, series: &[Series]) -> Markup {
    let headlines = series.iter().filter(|series| series.headline && series.points.len() > 1);
    html! {
        section.series {
            @for series in headlines { (table(language, series)) }
        }
    }
}

fn table(language: Language, series: &Series) -> Markup {
    let caption = [("label", Argument::from(series.label.get(language)))];
    html! {
        details {
            summary { (message_with(language, "series-title", caption)) }
            table role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        @for key in ["series-month", "table-share", "table-n"] {
                            th scope="col" role="columnheader" { (message(language, key)) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for point in series.points.iter().rev() { (rows(language, point)) }
                }
            }
        }
    }
}

/// The newest month stands on top, so that a new wording begins above its line.
fn rows(language: Language, point: &SeriesPoint) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { (month(language, point.month)) }
            td role="cell" { (share(language, point)) }
            td role="cell" { (integer(language, point.n)) }
        }
        @if point.begins_new_wording {
            tr.break role="row" { td role="cell" colspan="3" { (message(language, "series-break")) } }
        }
    }
}

fn share(language: Language, point: &SeriesPoint) -> Markup {
    html! {
        @if let Some(top_two) = point.top_two {
            strong { (percent(language, top_two.share)) }
            " " span { (percent_range(language, top_two.low, top_two.high)) }
        } @else if point.suppressed.is_some() {
            (message(language, "suppressed-short-protected"))
        } @else { "–" }
    }
}
