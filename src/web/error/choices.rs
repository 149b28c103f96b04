//! What a reader can request instead of a unit or survey that does not exist: links for people, JSON fields
//! for programs.

use serde_json::{Value, json};
use url::form_urlencoded;

use super::Failure;
use crate::app::AppError;
use crate::documents::PosterSize;
use crate::domain::{Language, Month, NearestUnit, Unit};
use crate::locale::{message, message_with, period};

/// An address without `lang`, and the text of the link to it.
pub(super) type LanguageChoice = (String, String);

/// The message key of the sentence above the nearest choices, and the choices; both empty where a failure has
/// none. `address` is path and query of the request without `lang`.
pub(super) fn nearest(
    failure: &Failure,
    language: Language,
    address: &str,
) -> (&'static str, Vec<LanguageChoice>) {
    let with = |name: &str, value: &str, label: String| (instead(address, &[(name, value)], None), label);
    match failure {
        Failure::App(AppError::UnknownUnit(unknown)) => {
            let intro = match &*unknown.nearest {
                NearestUnit::Similar(_) => "error-unknown-unit-alike",
                NearestUnit::Past { .. } => "error-unknown-unit-became",
                NearestUnit::Future { .. } => "error-unknown-unit-was",
            };
            let choice = |unit: &Unit| {
                let label = format!("{} ({})", unit.name, unit.code);
                (instead(address, &[], Some(unit.code.as_str())), label)
            };
            (intro, unknown.choices().iter().map(choice).collect())
        }
        Failure::App(AppError::UnknownSurvey { nearest: Some(nearest), .. }) => {
            ("error-unknown-survey-nearest", vec![with("survey", nearest, nearest.clone())])
        }
        Failure::UnknownPeriod { nearest: Some(nearest), .. } => {
            let (from, to) = (nearest.from().to_string(), nearest.to().to_string());
            // An empty parameter counts as absent.
            let replaced = [("from", from.as_str()), ("to", &to), ("period", "")];
            let choice = (instead(address, &replaced, None), period(language, *nearest));
            ("error-unknown-period-nearest", vec![choice])
        }
        Failure::App(AppError::UnknownQuestion { known, .. }) => {
            let choices = known.iter().map(|key| with("question", key, key.clone()));
            ("error-unknown-question-known", choices.collect())
        }
        Failure::UnknownSize(_) => {
            let choice = |size| with("size", size, message(language, &format!("poster-size-{size}")));
            ("error-unknown-size-known", PosterSize::ALL.map(PosterSize::name).map(choice).to_vec())
        }
        _ => ("", Vec::new()),
    }
}

/// A link to what exists at another time: for a unit's code, its holder in the last (or first) month in which
/// the holder had it; for an edition, the latest edition of its period.
pub(super) fn at_another_time(
    failure: &Failure,
    language: Language,
    address: &str,
) -> Option<LanguageChoice> {
    match failure {
        Failure::App(AppError::UnknownUnit(unknown)) => {
            let holder = unknown.holder()?;
            let month = holder.valid_to.or(holder.valid_from).map(|day| Month::of(day).to_string());
            let month = month.unwrap_or_default();
            let replaced = [("from", month.as_str()), ("to", &month), ("boundaries", "historic")];
            let name = [("name", holder.name.as_str().into())];
            let label = message_with(language, "error-unknown-unit-then", name);
            Some((instead(address, &replaced, Some(holder.code.as_str())), label))
        }
        Failure::App(AppError::UnknownEdition { period, .. }) => {
            let results = address.split("/editions/").next().unwrap_or("/");
            let latest = format!("{results}?from={}&to={}", period.from(), period.to());
            Some((latest, message(language, "edition-newest")))
        }
        _ => None,
    }
}

/// The address with other parameters and about another unit. Replaces the unit in the query if there is one;
/// otherwise links to the unit's results page.
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

/// The JSON body for programs: the reason, and the nearest choices if there are any.
pub(super) fn for_machines(failure: &Failure, reason: &str) -> Value {
    let (error, nearest) = match failure {
        Failure::App(AppError::UnknownUnit(unknown)) => {
            let units: Vec<Value> = unknown.choices().iter().map(unit).collect();
            (unknown.to_string(), json!({ "units": units, "holder": unknown.holder().map(unit) }))
        }
        Failure::App(AppError::UnknownSurvey { slug, nearest }) => {
            let nearest = nearest.as_ref().map(|slug| json!({ "survey": slug }));
            (format!("there is no survey \"{slug}\""), json!(nearest))
        }
        Failure::UnknownPeriod { typed, nearest } => {
            let error = format!("\"{typed}\" is no period: write it like 2024-11, 2024-Q4 or 2024");
            (error, json!(nearest.map(|nearest| json!({ "period": nearest.to_string() }))))
        }
        Failure::App(AppError::UnknownQuestion { key, known }) => {
            (format!("there is no question \"{key}\""), json!({ "questions": known }))
        }
        Failure::App(AppError::UnknownEdition { number, period }) => {
            let error = format!("there is no edition {number} of {period} about this unit");
            (error, json!({ "period": period.to_string() }))
        }
        _ => return json!({ "error": reason }),
    };
    json!({ "error": error, "nearest": nearest })
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
    fn the_choice_replaces_the_unit_in_the_path_or_in_the_query() {
        let unit = |address| instead(address, &[], Some("12049"));
        assert_eq!(unit("/results/12050?from=2024-11&survey=x"), "/results/12049?from=2024-11&survey=x");
        assert_eq!(unit("/staff/?unit=12050&from=2024-11"), "/staff/?from=2024-11&unit=12049");
        assert_eq!(unit("/results/12050"), "/results/12049");
        let survey = instead("/results/33?survey=khac&from=2024-11", &[("survey", "mot-cua")], None);
        assert_eq!(survey, "/results/33?from=2024-11&survey=mot-cua");
    }
}
