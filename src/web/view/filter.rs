//! The choice of a report, as a query and as the form that changes it.

use maud::{Markup, Render, html};
use url::form_urlencoded::Serializer;

use crate::domain::{Boundaries, Language, Month, Period, Report, UnitCode};
use crate::locale::message;

/// The query that asks for `report` again: survey, months, boundaries and, if a later edition supersedes that of
/// the report, `edition`. Unit and language are not part of it.
pub fn query_of(report: &Report) -> String {
    let query = query_of_period(report, report.period);
    // An old edition is requested by its number; without a number the latest is shown.
    match report.edition().filter(|edition| edition.is_superseded) {
        Some(edition) => format!("{query}&edition={}", edition.number),
        None => query,
    }
}

/// The query that asks for the report of another period.
pub fn query_of_period(report: &Report, period: Period) -> String {
    let mut query = Serializer::new(String::new());
    query.append_pair("survey", &report.survey);
    query.append_pair("from", &period.from().to_string());
    query.append_pair("to", &period.to().to_string());
    query.append_pair("boundaries", report.boundaries.name());
    query.finish()
}

/// A unit that can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct UnitChoice<'a> {
    /// Its GSO code.
    pub code: &'a UnitCode,
    /// Its name with its kind.
    pub name: &'a str,
}

/// The form that asks for other months or boundaries, folded.
#[derive(Clone, Copy, Debug)]
pub struct Filter<'a> {
    /// The reader's language.
    pub language: Language,
    /// The address to which it is sent.
    pub action: &'a str,
    /// The report that is shown now.
    pub report: &'a Report,
    /// The months with data.
    pub months: Option<Period>,
    /// Whether the query names the unit, because the address does not.
    pub names_unit: bool,
    /// The key of the question to keep.
    pub question: Option<&'a str>,
}

/// The name of a choice of boundaries.
pub fn boundaries_name(language: Language, boundaries: Boundaries) -> String {
    message(language, &format!("boundaries-{}", boundaries.name()))
}

impl Filter<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    /// Browsers that do not support `type=month` show a text field; the pattern and the example help there.
    fn month(&self, name: &str, value: Month) -> Markup {
        html! {
            p {
                label for=(name) { (self.say(&format!("filter-{name}"))) }
                input.field type="month" id=(name) name=(name) value=(value) required placeholder="2024-11"
                    pattern="[0-9]{4}-[0-9]{2}" min=[self.months.map(Period::from)]
                    max=[self.months.map(Period::to)];
            }
        }
    }

    fn boundaries(&self) -> Markup {
        html! {
            p {
                label for="boundaries" { (self.say("filter-boundaries")) }
                select.field #boundaries name="boundaries" {
                    @for boundaries in [Boundaries::Historic, Boundaries::Current] {
                        option value=(boundaries.name()) selected[boundaries == self.report.boundaries] {
                            (boundaries_name(self.language, boundaries))
                        }
                    }
                }
            }
        }
    }
}

impl Render for Filter<'_> {
    fn render(&self) -> Markup {
        html! {
            details.filter.screen {
                summary { (self.say("filter-change")) }
                form method="get" action=(self.action) {
                    input type="hidden" name="survey" value=(self.report.survey);
                    input type="hidden" name="lang" value=(self.language);
                    @if let Some(key) = self.question { input type="hidden" name="question" value=(key); }
                    @if self.names_unit { input type="hidden" name="unit" value=(self.report.unit.code); }
                    (self.month("from", self.report.period.from()))
                    (self.month("to", self.report.period.to()))
                    (self.boundaries())
                    button { (self.say("filter-show")) }
                }
            }
        }
    }
}
