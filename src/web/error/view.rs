//! The error page: what happened, what to check, and what to do next.

use std::ffi::OsStr;

use maud::{Markup, Render, html};

use super::Failure;
use super::choices::{at_another_time, nearest};
use super::failure::INTERNAL;
use crate::app::AppError;
use crate::domain::{ChannelCodeError, Language, NearestUnit, UnknownUnit};
use crate::locale::{Argument, day, message, message_with, period};
use crate::web::view::atoms::code_form;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// The page that replaces a failed response.
#[derive(Clone, Copy, Debug)]
pub struct ErrorPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// Path and query without `lang`, for the link to the other language; `/` where repeating the request
    /// makes no sense.
    pub address: &'a str,
    /// What went wrong.
    pub failure: &'a Failure,
    /// The number of the entry in the log.
    pub number: Option<&'a str>,
}

impl ErrorPage<'_> {
    /// What the reader can check or do.
    fn advice(&self) -> String {
        let language = self.language;
        let key = format!("error-{}-advice", self.failure.name());
        let about = |name: &'static str, value: &str| message_with(language, &key, [(name, value.into())]);
        match self.failure {
            Failure::MistypedCode(_, ChannelCodeError::Length) => {
                message(language, "error-mistyped-code-length")
            }
            Failure::MistypedCode(_, ChannelCodeError::Character) => {
                message(language, "error-mistyped-code-character")
            }
            Failure::MistypedCode(_, ChannelCodeError::Check) => {
                message(language, "error-mistyped-code-check")
            }
            Failure::App(AppError::UnknownUnit(unknown)) => unknown_unit_advice(unknown, language),
            Failure::App(AppError::UnknownSurvey { slug, .. }) => about("slug", slug),
            Failure::App(AppError::UnknownQuestion { key, .. }) => about("key", key),
            Failure::App(AppError::UnknownEdition { number, period: of }) => {
                let number = ("number", number.to_string().into());
                message_with(language, &key, [number, ("period", period(language, *of).into())])
            }
            Failure::App(AppError::UnusableLogo { file, .. }) => {
                // Only the file's name: its directory on the server is not shown to readers.
                about("file", file.file_name().and_then(OsStr::to_str).unwrap_or_default())
            }
            Failure::UnknownPeriod { typed, .. } | Failure::UnknownSize(typed) => about("typed", typed),
            _ => message(language, &key),
        }
    }

    /// The code to correct, if the failure is about one.
    fn code(&self) -> Option<String> {
        match self.failure {
            // Twenty characters suffice to recognise what was typed.
            Failure::MistypedCode(typed, _) => Some(typed.chars().take(20).collect()),
            Failure::UnknownCode(code) => Some(code.to_string()),
            _ => None,
        }
    }

    /// Links to the nearest choices.
    fn choices(&self) -> Markup {
        let (intro, nearest) = nearest(self.failure, self.language, self.address);
        let link = |(address, label): &(String, String)| {
            html! { a href=(with_language(address, self.language)) { (label) } }
        };
        html! {
            @if !nearest.is_empty() {
                p { (message(self.language, intro)) }
                ul { @for choice in &nearest { li { (link(choice)) } } }
            }
            @if let Some(choice) = at_another_time(self.failure, self.language, self.address) {
                p { (link(&choice)) }
            }
        }
    }
}

/// Says who has the code at another time, or that it may be mistyped.
fn unknown_unit_advice(unknown: &UnknownUnit, language: Language) -> String {
    let (key, holder, date) = match &*unknown.nearest {
        NearestUnit::Similar(_) => {
            let code = Argument::from(unknown.code.as_str());
            return message_with(language, "error-unknown-unit-advice", [("code", code)]);
        }
        NearestUnit::Past { holder, .. } => ("error-unknown-unit-past", holder, holder.valid_to),
        NearestUnit::Future { holder, .. } => ("error-unknown-unit-future", holder, holder.valid_from),
    };
    let date = date.map(|date| day(language, date)).unwrap_or_default();
    let [code, name] = [unknown.code.as_str(), &holder.name].map(Argument::from);
    message_with(language, key, [("code", code), ("name", name), ("day", date.as_str().into())])
}

impl Render for ErrorPage<'_> {
    fn render(&self) -> Markup {
        let (language, name) = (self.language, self.failure.name());
        let title = message(language, &format!("error-{name}"));
        let page = Page {
            language,
            title: &title,
            address: self.address,
            style: StyleSheet::Citizen,
            listed: false,
            illustrative: false,
        };
        page.around(&html! {
            div.problem {
                h1 { strong { (title) } }
                p { (self.advice()) }
                (self.choices())
                @if let Some(code) = self.code() { (code_form(language, &code)) }
                @if let Some(number) = self.number.filter(|_| name == INTERNAL) {
                    p.hint { (message_with(language, "error-request", [("request", Argument::from(number))])) }
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
    use crate::domain::{ChannelCode, NearestUnit, Period, Unit, UnitId, UnitKind, UnknownUnit};
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, compressed_size};

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
            NearestUnit::Similar(units.clone()),
            NearestUnit::Past { holder: holder.clone(), successors: units.clone() },
            NearestUnit::Future { holder, predecessors: units },
        ];
        all.map(|nearest| UnknownUnit { code: "12381".parse().unwrap(), nearest: Box::new(nearest) })
    }

    fn failures() -> Vec<Failure> {
        let hostile = || HOSTILE.to_owned();
        let period = Period::month("2024-11".parse().unwrap());
        let mistyped = [ChannelCodeError::Length, ChannelCodeError::Character, ChannelCodeError::Check];
        let mistyped = mistyped.map(|why| Failure::MistypedCode(hostile(), why));
        let of_app = [
            AppError::UnknownSurvey { slug: hostile(), nearest: Some("mot-cua".to_owned()) },
            AppError::UnknownSurvey { slug: hostile(), nearest: None },
            AppError::UnknownQuestion { key: hostile(), known: vec![hostile()] },
            AppError::UnknownEdition { number: 7, period },
            AppError::UnusableLogo { file: HOSTILE.replace('/', "").into(), cause: hostile() },
            AppError::OutOfScope,
            AppError::Busy,
            AppError::Internal(hostile()),
        ];
        let others = [
            Failure::UnknownCode(ChannelCode::from_number(1).unwrap()),
            Failure::UnknownPeriod { typed: hostile(), nearest: Some(period) },
            Failure::UnknownSize(hostile()),
            Failure::NotFound,
            Failure::BadRequest,
            Failure::ForeignForm,
            Failure::TooLarge,
            Failure::TooLate,
        ];
        let of_app = unknown_units().map(AppError::UnknownUnit).into_iter().chain(of_app).map(Failure::App);
        mistyped.into_iter().chain(of_app).chain(others).collect()
    }

    fn page(language: Language, failure: &Failure) -> Markup {
        ErrorPage { language, address: "/k/x\"y", failure, number: Some(HOSTILE) }.render()
    }

    #[test]
    fn every_failure_has_its_own_sound_page_in_both_languages() {
        let mut seen = BTreeSet::new();
        for language in Language::ALL {
            for failure in failures() {
                let page = page(language, &failure);
                assert_sound(&page);
                assert!(compressed_size(&page) < 6_000);
                assert!(seen.insert(page.0), "two failures look alike");
            }
        }
    }

    #[test]
    fn a_wrong_code_can_be_corrected_on_the_page() {
        for failure in [
            Failure::UnknownCode(ChannelCode::from_number(1).unwrap()),
            Failure::MistypedCode("0000001".to_owned(), ChannelCodeError::Length),
        ] {
            let page = page(Language::Vi, &failure).0;
            assert!(page.contains("action=\"/k\"") && page.contains("value=\"0000001"));
        }
    }
}
