//! The error page: what happened, what to check, and a way out.

use maud::{Markup, Render, html};

use super::choices::Choices;
pub use super::problem::Problem;
use crate::domain::Language;
use crate::locale::{Argument, message, message_with};
use crate::web::view::code_form::CodeForm;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::Style;

/// A page in place of the one that was asked for.
#[derive(Clone, Copy, Debug)]
pub struct ErrorPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// Path and query without `lang` that the other language's link asks for; `/` where asking again makes no
    /// sense.
    pub address: &'a str,
    /// What went wrong.
    pub problem: Problem<'a>,
}

impl Render for ErrorPage<'_> {
    fn render(&self) -> Markup {
        let (language, problem) = (self.language, &self.problem);
        let title = problem.title(language);
        let page = Page {
            language,
            title: &title,
            address: self.address,
            style: Style::Citizen,
            script: None,
            listed: false,
            illustrative: false,
        };
        page.around(&html! {
            div.problem {
                h1 { strong { (title) } }
                p { (problem.advice(language)) }
                (Choices { language, address: self.address, problem: *problem })
                @if let Some(code) = problem.code() { (CodeForm { language, typed: &code }) }
                @if let Problem::Internal { request: Some(request) } = problem {
                    @let request = Argument::from(*request);
                    p.hint { (message_with(language, "error-request", [("request", request)])) }
                }
                p.screen { a href=(with_language("/", language)) { (message(language, "error-home")) } }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::{
        ChannelCode, ChannelCodeError, NearestUnit, Period, Unit, UnitId, UnitKind, UnknownUnit,
    };
    use crate::web::view::examples::HOSTILE;
    use crate::web::view::markup::{assert_sound, compressed_size};

    fn unknown_units() -> [UnknownUnit; 3] {
        let day = "2024-11-30".parse().ok();
        let unit = Unit {
            id: UnitId(1),
            code: "12382".parse().unwrap(),
            name: HOSTILE.to_owned(),
            kind: UnitKind::Commune,
            parent: None,
            valid_from: day,
            valid_to: day,
        };
        let (holder, units) = (unit.clone(), vec![unit]);
        let all = [
            NearestUnit::Alike(units.clone()),
            NearestUnit::Past { holder: holder.clone(), became: units.clone() },
            NearestUnit::Future { holder, was: units },
        ];
        all.map(|nearest| UnknownUnit { code: "12381".parse().unwrap(), nearest: Box::new(nearest) })
    }

    fn pages(language: Language) -> Vec<Markup> {
        let code = ChannelCode::from_number(1).unwrap();
        let mistyped = [ChannelCodeError::Length, ChannelCodeError::Character, ChannelCodeError::Check];
        let mistyped = mistyped.map(|why| Problem::MistypedCode { typed: HOSTILE, why });
        let unknown = unknown_units();
        let units = unknown.each_ref().map(Problem::UnknownUnit);
        let questions = [HOSTILE.to_owned()];
        let others = [
            Problem::UnknownSurvey { slug: HOSTILE, nearest: Some("mot-cua") },
            Problem::UnknownSurvey { slug: HOSTILE, nearest: None },
            Problem::UnknownQuestion { key: HOSTILE, known: &questions },
            Problem::UnknownCode(&code),
            Problem::UnknownPeriod {
                typed: HOSTILE,
                nearest: Some(Period::month("2024-11".parse().unwrap())),
            },
            Problem::UnknownEdition { number: 7, period: Period::month("2024-11".parse().unwrap()) },
            Problem::UnknownSize { typed: HOSTILE },
            Problem::UnusableLogo { file: HOSTILE },
            Problem::NotFound,
            Problem::BadRequest,
            Problem::Forbidden,
            Problem::TooLarge,
            Problem::TooLate,
            Problem::TooManyRequests,
            Problem::Unavailable,
            Problem::Internal { request: Some(HOSTILE) },
        ];
        let problems = mistyped.into_iter().chain(units).chain(others);
        problems.map(|problem| ErrorPage { language, address: "/k/x\"y", problem }.render()).collect()
    }

    #[test]
    fn every_problem_has_its_own_sound_page_in_both_languages() {
        let mut seen = BTreeSet::new();
        for page in Language::ALL.into_iter().flat_map(pages) {
            assert_sound(&page);
            assert!(compressed_size(&page) < 6_000);
            assert!(seen.insert(page.0), "two problems look alike");
        }
    }

    #[test]
    fn a_code_can_be_put_right_where_it_was_wrong() {
        let code = ChannelCode::from_number(1).unwrap();
        for problem in [
            Problem::UnknownCode(&code),
            Problem::MistypedCode { typed: "0000001", why: ChannelCodeError::Length },
        ] {
            let page = ErrorPage { language: Language::Vi, address: "/", problem }.render().0;
            assert!(page.contains("action=\"/k\"") && page.contains("value=\"0000001"));
        }
    }
}
