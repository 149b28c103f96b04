//! What can be asked for instead of a unit or survey that is not there: links for people, fields for machines.

use maud::{Markup, Render, html};
use serde_json::{Value, json};
use url::form_urlencoded;

use super::problem::Problem;
use crate::documents::PosterSize;
use crate::domain::{Language, Month, NearestUnit, Period, Unit, UnknownUnit};
use crate::locale::{message, message_with, period};
use crate::web::view::layout::with_language;

/// Links to the nearest choices; nothing for a problem without any.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choices<'a> {
    pub(super) language: Language,
    /// Path and query of the request without `lang`.
    pub(super) address: &'a str,
    pub(super) problem: Problem<'a>,
}

impl Render for Choices<'_> {
    fn render(&self) -> Markup {
        match self.problem {
            Problem::UnknownUnit(unknown) => self.units(unknown),
            Problem::UnknownSurvey { nearest: Some(nearest), .. } => html! {
                p { (message(self.language, "error-unknown-survey-nearest")) }
                ul { li { (self.link(&[("survey", nearest)], None, nearest)) } }
            },
            Problem::UnknownPeriod { nearest: Some(nearest), .. } => {
                let (from, to) = (nearest.from().to_string(), nearest.to().to_string());
                // An empty parameter counts as absent.
                let replaced = [("from", from.as_str()), ("to", &to), ("period", "")];
                html! {
                    p { (message(self.language, "error-unknown-period-nearest")) }
                    ul { li { (self.link(&replaced, None, &period(self.language, nearest))) } }
                }
            }
            Problem::UnknownQuestion { known, .. } => html! {
                p { (message(self.language, "error-unknown-question-known")) }
                ul { @for key in known { li { (self.link(&[("question", key)], None, key)) } } }
            },
            Problem::UnknownSize { .. } => html! {
                p { (message(self.language, "error-unknown-size-known")) }
                ul {
                    @for size in PosterSize::ALL.map(PosterSize::name) {
                        li { (self.link(&[("size", size)], None, &message(self.language, &format!("poster-size-{size}")))) }
                    }
                }
            },
            Problem::UnknownEdition { period: of, .. } => {
                let address = latest_of(self.address, of);
                html! { p { a href=(with_language(&address, self.language)) { (message(self.language, "edition-newest")) } } }
            }
            _ => html! {},
        }
    }
}

/// The results of the unit in the address, about a period.
fn latest_of(address: &str, period: Period) -> String {
    let results = address.split("/editions/").next().unwrap_or("/");
    format!("{results}?from={}&to={}", period.from(), period.to())
}

impl Choices<'_> {
    fn units(&self, unknown: &UnknownUnit) -> Markup {
        let intro = match &*unknown.nearest {
            NearestUnit::Alike(_) => "error-unknown-unit-alike",
            NearestUnit::Past { .. } => "error-unknown-unit-became",
            NearestUnit::Future { .. } => "error-unknown-unit-was",
        };
        html! {
            @if !unknown.choices().is_empty() {
                p { (message(self.language, intro)) }
                ul {
                    @for unit in unknown.choices() {
                        li { (self.link(&[], Some(unit.code.as_str()), &format!("{} ({})", unit.name, unit.code))) }
                    }
                }
            }
            @if let Some(holder) = unknown.holder() { p { (self.at_its_time(holder)) } }
        }
    }

    /// The holder of the code in the last month, or the first, in which it held it.
    fn at_its_time(&self, holder: &Unit) -> Markup {
        let month = holder.valid_to.or(holder.valid_from).map(|day| Month::of(day).to_string());
        let month = month.unwrap_or_default();
        let label = [("name", holder.name.as_str().into())];
        let label = message_with(self.language, "error-unknown-unit-then", label);
        let replaced = [("from", month.as_str()), ("to", &month), ("boundaries", "historic")];
        self.link(&replaced, Some(holder.code.as_str()), &label)
    }

    fn link(&self, replaced: &[(&str, &str)], unit: Option<&str>, label: &str) -> Markup {
        let address = instead(self.address, replaced, unit);
        html! { a href=(with_language(&address, self.language)) { (label) } }
    }
}

/// The address with other parameters, and about another unit: where it names one in its query, there; or else as
/// the page of the unit's results.
fn instead(address: &str, replaced: &[(&str, &str)], unit: Option<&str>) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let in_query = unit.filter(|_| pairs.iter().any(|(name, _)| name == "unit"));
    let replaced = || replaced.iter().copied().chain(in_query.map(|unit| ("unit", unit)));
    let mut rest = form_urlencoded::Serializer::new(String::new());
    rest.extend_pairs(pairs.iter().filter(|(name, _)| replaced().all(|(other, _)| name != other)));
    rest.extend_pairs(replaced());
    let path = match unit {
        Some(unit) if in_query.is_none() => format!("/results/{unit}"),
        _ => path.to_owned(),
    };
    let query = rest.finish();
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

/// The body for machines: the reason, and the nearest choices where something has any.
pub(super) fn for_machines(problem: &Problem<'_>, reason: &str) -> Value {
    match problem {
        Problem::UnknownUnit(unknown) => {
            let units: Vec<Value> = unknown.choices().iter().map(unit).collect();
            let nearest = json!({ "units": units, "holder": unknown.holder().map(unit) });
            json!({ "error": unknown.to_string(), "nearest": nearest })
        }
        Problem::UnknownSurvey { slug, nearest } => {
            let error = format!("there is no survey \"{slug}\"");
            json!({ "error": error, "nearest": nearest.map(|slug| json!({ "survey": slug })) })
        }
        Problem::UnknownPeriod { typed, nearest } => {
            let error = format!("\"{typed}\" is no period: write it like 2024-11, 2024-Q4 or 2024");
            json!({ "error": error, "nearest": nearest.map(|nearest| json!({ "period": nearest.to_string() })) })
        }
        Problem::UnknownQuestion { key, known } => {
            json!({ "error": format!("there is no question \"{key}\""), "nearest": { "questions": known } })
        }
        Problem::UnknownEdition { number, period } => {
            let error = format!("there is no edition {number} of {period} about this unit");
            json!({ "error": error, "nearest": { "period": period.to_string() } })
        }
        _ => json!({ "error": reason }),
    }
}

fn unit(unit: &Unit) -> Value {
    json!({
        "code": unit.code.as_str(),
        "name": unit.name,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_stands_where_the_address_named_the_other() {
        let unit = |address| instead(address, &[], Some("12049"));
        assert_eq!(unit("/results/12050?from=2024-11&survey=x"), "/results/12049?from=2024-11&survey=x");
        assert_eq!(unit("/staff/?unit=12050&from=2024-11"), "/staff/?from=2024-11&unit=12049");
        assert_eq!(unit("/results/12050"), "/results/12049");
        let survey = instead("/results/33?survey=khac&from=2024-11", &[("survey", "mot-cua")], None);
        assert_eq!(survey, "/results/33?from=2024-11&survey=mot-cua");
    }
}
