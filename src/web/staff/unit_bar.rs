//! Where a page stands: the units above its unit, a search for another one, and steps to other months.

use maud::{Markup, Render, html};

use super::frame::{Section, StaffFrame};
use crate::app::{App, AppError, Audience, Member};
use crate::domain::{Language, Month, Period, Report, Unit, UnitCode};
use crate::locale::{capitalised, message, period as period_name, short_month};
use crate::web::view::filter::query_of_period;
use crate::web::view::layout::with_language;

/// Where a page stands among units and months.
#[derive(Clone, Debug)]
pub struct UnitBar {
    /// The reader's language.
    pub language: Language,
    /// The section of the page; other units and months are shown in the same one.
    pub section: Section,
    /// The units above that the person may read, the highest first: code and name.
    pub above: Vec<(UnitCode, String)>,
    /// The report that is shown.
    pub unit: (UnitCode, String),
    /// The months that are shown.
    pub period: Period,
    /// The query of the month before and of the month after; `None` where there is nothing to see.
    pub steps: [Option<(Month, String)>; 2],
    /// The query of the months that are shown, without the unit.
    pub query: String,
}

impl UnitBar {
    /// The bar of a page about `report`; `published` are the months with published responses. Steps stay within the months with published responses; analysts may
    /// step on to the current month.
    pub(super) async fn of(
        app: &App,
        member: &Member,
        frame: &StaffFrame,
        report: &Report,
        published: Option<Period>,
        audience: Audience,
    ) -> Result<Self, AppError> {
        let above = app.readable_units_above(member, report.unit.id).await?;
        let named = |unit: Unit| (unit.code, unit.name);
        let this_month = Month::of(app.clock().today());
        let first = published.map(Period::from);
        let last = match audience {
            Audience::Analysts => Some(this_month),
            Audience::Public => published.map(Period::to),
        };
        let step = |month: Month| {
            let is_seen = first.is_some_and(|first| first <= month) && last.is_some_and(|last| month <= last);
            is_seen.then(|| (month, query_of_period(report, Period::month(month))))
        };
        let period = report.period;
        Ok(Self {
            language: frame.language,
            section: frame.current,
            above: above.into_iter().map(named).collect(),
            unit: (report.unit.code.clone(), report.unit.name.clone()),
            period,
            steps: [step(period.from().shifted(-1)), step(period.to().shifted(1))],
            query: query_of_period(report, period),
        })
    }

    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn address(&self, unit: &UnitCode, query: &str) -> String {
        with_language(&format!("{}?unit={unit}&{query}", self.section.address()), self.language)
    }

    fn place(&self) -> Markup {
        html! {
            nav.place aria-label=(self.say("unit-place")) {
                @for (code, name) in &self.above {
                    a href=(self.address(code, &self.query)) { (name) } span aria-hidden="true" { "›" }
                }
                span aria-current="page" { (self.unit.1) }
            }
        }
    }

    /// The search for another unit. It leads to the unit at once if only one is meant; where there is
    /// JavaScript, units are listed while the reader types.
    fn search(&self) -> Markup {
        html! {
            form.unit-search role="search" method="get" action="/staff/units" hx-get="/staff/units"
                hx-trigger="input changed delay:250ms from:#other-unit" hx-target="#found-units" {
                input type="hidden" name="lang" value=(self.language);
                input type="hidden" name="page" value=(self.section.name());
                input type="hidden" name="period" value=(self.period);
                label.spoken for="other-unit" { (self.say("unit-search")) }
                input.field #other-unit type="search" name="q" required autocomplete="off"
                    placeholder=(self.say("unit-search"));
                button.quiet { (self.say("unit-search-send")) }
            }
            div.found-units #found-units role="status" {}
        }
    }

    /// The months that are shown, between links to the months before and after.
    pub fn months(&self) -> Markup {
        let [before, after] = &self.steps;
        let link = |step: &Option<(Month, String)>, sign: [&str; 2]| {
            html! {
                @if let Some((month, query)) = step {
                    a.screen href=(self.address(&self.unit.0, query)) {
                        (sign[0]) (short_month(self.language, *month)) (sign[1])
                    }
                }
            }
        };
        html! {
            nav.months aria-label=(self.say("unit-months")) {
                (link(before, ["‹ ", ""]))
                strong aria-current="true" { (capitalised(&period_name(self.language, self.period))) }
                (link(after, ["", " ›"]))
            }
        }
    }
}

impl Render for UnitBar {
    fn render(&self) -> Markup {
        html! {
            div.unit-bar.screen {
                (self.place())
                (self.search())
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! A bar for the tests of the staff pages.

    use super::UnitBar;
    use crate::domain::{Language, Report};
    use crate::web::staff::frame::Section;
    use crate::web::view::filter::query_of_period;
    use crate::web::view::samples::HOSTILE;

    /// A bar with a unit above, in which every text must be escaped.
    pub(crate) fn bar(language: Language, section: Section, report: &Report) -> UnitBar {
        let query = query_of_period(report, report.period);
        let step = |by: i32| Some((report.period.from().shifted(by), query.clone()));
        UnitBar {
            language,
            section,
            above: vec![("33".parse().unwrap(), HOSTILE.to_owned())],
            unit: (report.unit.code.clone(), HOSTILE.to_owned()),
            period: report.period,
            steps: [step(-1), step(1)],
            query: query.clone(),
        }
    }
}
