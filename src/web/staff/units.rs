//! The search for a unit, `/staff/units`: leads to the unit that is meant, or lists those that may be meant.

use std::collections::HashSet;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::frame::{Section, StaffFrame};
use super::session::Person;
use crate::domain::{Language, Period, Permission, UnitCode, UnitMatch};
use crate::locale::{message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// The maximum number of units that are listed.
const MAX_UNITS: usize = 30;

/// What is searched, and the page that is wanted for the unit.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct UnitSearch {
    q: String,
    page: Parameter<Section>,
    period: Parameter<Period>,
}

/// `GET /staff/units`
pub(super) async fn show(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    asked: web::Query<UnitSearch>,
) -> Result<HttpResponse, Failure> {
    let (language, typed) = (reader.language, asked.q.trim());
    let section = asked.page.value().ok().flatten().copied().filter(|section| section.is_about_a_unit());
    let section = section.unwrap_or(Section::Overview);
    let period = asked.period.value().ok().flatten().copied();
    let found = state.app.search_units(&person.member, Permission::ReadResults, typed, MAX_UNITS).await?;
    let keeps_months = match period {
        Some(period) => {
            state.app.codes_held_within(found.iter().map(|found| &found.unit.code), period).await?
        }
        None => HashSet::new(),
    };
    let page = UnitSearchPage {
        frame: StaffFrame::of(&person, language, section),
        typed,
        section,
        period,
        found: &found,
        keeps_months: &keeps_months,
    };
    if request.headers().contains_key("hx-request") {
        return Ok(private_page(StatusCode::OK, &page.matches()));
    }
    if let Some(meant) = only_meant(&found) {
        return Ok(see_other(&page.address(meant)));
    }
    Ok(private_page(StatusCode::OK, &page))
}

/// The unit that is surely meant: the only one found, or the only one whose whole name or code was typed.
fn only_meant(found: &[UnitMatch]) -> Option<&UnitMatch> {
    if let [only] = found {
        return Some(only);
    }
    let mut exact = found.iter().filter(|found| found.is_exact);
    exact.next().filter(|_| exact.next().is_none())
}

/// The units that may be meant.
#[derive(Clone, Debug)]
pub struct UnitSearchPage<'a> {
    /// The frame.
    pub frame: StaffFrame,
    /// What was typed.
    pub typed: &'a str,
    /// The page that is wanted for the unit.
    pub section: Section,
    /// The months that were shown before.
    pub period: Option<Period>,
    /// The units.
    pub found: &'a [UnitMatch],
    /// The codes that units held in these months.
    pub keeps_months: &'a HashSet<UnitCode>,
}

impl UnitSearchPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    /// The page of a unit, in the months that were shown before if the unit existed in them.
    fn address(&self, found: &UnitMatch) -> String {
        let period = self.period.filter(|_| self.keeps_months.contains(&found.unit.code));
        let period = period.map(|period| format!("&period={period}"));
        let address =
            format!("{}?unit={}{}", self.section.address(), found.unit.code, period.unwrap_or_default());
        with_language(&address, self.language())
    }

    /// The units, or that there are none.
    fn matches(&self) -> Markup {
        let typed = [("typed", self.typed.to_owned().into())];
        html! {
            @if self.found.is_empty() && !self.typed.is_empty() {
                p.empty { (message_with(self.language(), "unit-search-none", typed)) }
            } @else {
                ul.units { @for found in self.found { li { (self.found_unit(found)) } } }
            }
        }
    }

    fn found_unit(&self, found: &UnitMatch) -> Markup {
        html! {
            a href=(self.address(found)) {
                (found.unit.name)
                @if let Some(former) = &found.former {
                    small { (message(self.language(), "unit-former")) " " (former) }
                }
            }
            span { (found.unit.code) }
        }
    }
}

impl Render for UnitSearchPage<'_> {
    fn render(&self) -> Markup {
        let language = self.language();
        let say = |key: &str| message(language, key);
        self.frame.page(
            &say("unit-search"),
            "",
            &html! {
                h1 { (say("unit-search")) }
                form.stack.short role="search" method="get" action="/staff/units" {
                    input type="hidden" name="lang" value=(language);
                    input type="hidden" name="page" value=(self.section.name());
                    @if let Some(period) = self.period { input type="hidden" name="period" value=(period); }
                    p {
                        label for="q" { (say("people-unit")) }
                        input.field #q type="search" name="q" value=(self.typed) required autocomplete="off"
                            aria-describedby="unit-hint";
                        span.hint #unit-hint { (say("unit-hint")) }
                    }
                    button { (say("unit-search-send")) }
                }
                (self.matches())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Unit, UnitId, UnitKind};
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes};

    #[test]
    fn it_lists_units_with_their_former_names_and_keeps_months_in_which_they_existed() {
        let unit = |code: &str| Unit {
            id: UnitId(1),
            code: code.parse().unwrap(),
            name: HOSTILE.to_owned(),
            kind: UnitKind::Commune,
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        let old = UnitMatch { unit: unit("12049"), former: Some(HOSTILE.to_owned()), is_exact: false };
        let new = UnitMatch { unit: unit("12050"), ..old.clone() };
        for language in Language::ALL {
            let page = UnitSearchPage {
                frame: frame(language, Section::Results),
                typed: HOSTILE,
                section: Section::Results,
                period: Some("2024-11".parse().unwrap()),
                found: &[old.clone(), new.clone()],
                keeps_months: &HashSet::from([old.unit.code.clone()]),
            };
            let text = page.render();
            assert_sound(&text);
            let links = attributes(&text.0, "href");
            for link in [
                format!("/staff/results?unit=12049&amp;period=2024-11&amp;lang={language}"),
                format!("/staff/results?unit=12050&amp;lang={language}"),
            ] {
                assert!(links.iter().any(|href| **href == link), "{link}: {links:?}");
            }
            assert_sound(&UnitSearchPage { found: &[], ..page }.render());
        }
    }
}
