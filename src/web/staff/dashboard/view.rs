//! The dashboard: choose a unit and months, read the report, take the files away.

use maud::{Markup, Render, html};

use super::downloads::Downloads;
use crate::domain::{Language, Period, Report};
use crate::locale::{message, period};
use crate::web::view::atoms::FaceSymbols;
use crate::web::view::charts::ChartFigure;
use crate::web::view::filter::{Filter, UnitChoice, query_of};
use crate::web::view::layout::{Page, with_language};
use crate::web::view::report_sections;
use crate::web::view::style::Style;

/// What a member of staff sees after signing in.
#[derive(Clone, Copy, Debug)]
pub struct DashboardPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// Who is signed in.
    pub email: &'a str,
    /// The token against forged requests.
    pub csrf: &'a str,
    /// The units in the reader's scope, sorted.
    pub units: &'a [UnitChoice<'a>],
    /// The months with data.
    pub months: Option<Period>,
    /// The report on the chosen unit and months.
    pub report: &'a Report,
    /// Its evidence line in the reader's language.
    pub evidence: &'a str,
    /// Its charts, already in the reader's language.
    pub charts: &'a [ChartFigure<'a>],
}

impl DashboardPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn signed_in(&self) -> Markup {
        html! {
            form.who.screen method="post" action=(with_language("/staff/sign-out", self.language)) {
                input type="hidden" name="csrf" value=(self.csrf);
                span { (self.email) }
                button.quiet { (self.say("sign-out")) }
            }
        }
    }

    fn filter(&self) -> Markup {
        let filter = Filter {
            language: self.language,
            action: "/staff/",
            report: self.report,
            months: self.months,
            units: self.units,
            open: true,
            question: None,
        };
        filter.render()
    }
}

impl Render for DashboardPage<'_> {
    fn render(&self) -> Markup {
        let (language, report) = (self.language, self.report);
        let page = Page {
            language,
            title: &self.say("dashboard-title"),
            address: &format!("/staff/?unit={}&{}", report.unit.code, query_of(report)),
            style: Style::Office,
            listed: false,
            illustrative: report.illustrative,
        };
        page.around(&html! {
            (FaceSymbols)
            (self.signed_in())
            p.eyebrow { (report.title(language)) }
            h1 { (report.unit.name) }
            p.when { (period(language, report.period)) }
            (self.filter())
            (report_sections::headline(language, report, self.evidence))
            (Downloads { language, report })
            (report_sections::charts(language, self.charts))
            (report_sections::questions(language, report))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::examples::{HOSTILE, report};
    use crate::web::view::markup::{assert_sound, attributes, tags};

    #[test]
    fn it_offers_the_report_its_files_and_the_way_out() {
        let report = report([10, 20, 93, 1800, 2177]);
        let code = report.unit.code.clone();
        let chart = crate::web::view::charts::examples::figure();
        for language in Language::ALL {
            let page = DashboardPage {
                language,
                email: HOSTILE,
                csrf: HOSTILE,
                units: &[UnitChoice { code: &code, name: HOSTILE }],
                months: None,
                report: &report,
                evidence: HOSTILE,
                charts: &[chart],
            };
            let page = page.render();
            assert_sound(&page);
            let links = attributes(&page.0, "href");
            for file in [
                "/charts/headline.png",
                "/charts/trend.svg",
                "/results/33/pack.zip",
                "/results/33.csv",
                "/staff/posters.pdf",
            ] {
                assert!(links.iter().any(|link| link.starts_with(file)), "{file}");
            }
            let sign_out = format!("/staff/sign-out?lang={language}");
            assert!(
                tags(&page.0, "form").iter().any(|form| form.contains("post") && form.contains(&sign_out))
            );
        }
    }
}
