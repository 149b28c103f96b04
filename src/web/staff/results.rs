//! The results of a unit, `/staff/results`: choose a unit and months, read the report, download the files.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use maud::{Markup, Render, html};

use super::frame::{Section, StaffFrame};
use super::scope::PermittedReport;
use super::session::Person;
use super::unit_bar::UnitBar;
use crate::app::{Audience, ReportContextRequest};
use crate::charts::{ChartError, ChartKind};
use crate::documents::{PosterSize, file_stem};
use crate::domain::{Language, Period, Permission, Report};
use crate::locale::message;
use crate::web::chart_images::page_charts;
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{drawn, private_page};
use crate::web::view::atoms::FaceSymbols;
use crate::web::view::charts::ChartFigure;
use crate::web::view::files::{chart_files, report_files};
use crate::web::view::filter::{Filter, query_of};
use crate::web::view::report_sections;

/// `GET /staff/results`
pub(super) async fn show(person: Person, mut asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let PermittedReport { query, permissions, audience } = PermittedReport::of(&person, &mut asked).await?;
    let (state, language) = (&asked.state, asked.language);
    let app = &state.app;
    let report = app.report(&query, None, audience).await?;
    // Files may leave the office, so they follow the public's rules for every role.
    let context = app.report_context(&ReportContextRequest::from(query.clone()), Audience::Public).await?;
    let months = app.months_with_responses(&query.survey, &query.unit).await?;
    let frame = StaffFrame::of(&person, language, Section::Results);
    let bar = UnitBar::of(app, &person.member, &frame, &report, months, audience).await?;
    let drawing = move || {
        let page = StaffResultsPage {
            frame: &frame,
            bar: &bar,
            months,
            report: &report,
            charts: &page_charts(&context, language)?,
            prints_posters: permissions.include(Permission::PrintPosters),
        };
        Ok::<_, ChartError>(page.render())
    };
    let page = drawn(state, drawing).await?;
    Ok(private_page(StatusCode::OK, &page))
}

/// The results of a unit for staff.
#[derive(Clone, Copy, Debug)]
pub struct StaffResultsPage<'a> {
    /// The frame.
    pub frame: &'a StaffFrame,
    /// The unit's place, and links to other units and months.
    pub bar: &'a UnitBar,
    /// The months with data.
    pub months: Option<Period>,
    /// The report on the chosen unit and months.
    pub report: &'a Report,
    /// Its charts, already in the reader's language.
    pub charts: &'a [ChartFigure],
    /// Whether the person may print posters.
    pub prints_posters: bool,
}

impl StaffResultsPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn filter(&self) -> Markup {
        html! {
            (Filter {
                language: self.language(),
                action: "/staff/results",
                report: self.report,
                months: self.months,
                names_unit: true,
                question: None,
            })
        }
    }

    /// The file of a chart that is wanted most, and links to all others.
    fn charts_of(&self, kind: ChartKind) -> Markup {
        let (code, query, language) = (&self.report.unit.code, query_of(self.report), self.language());
        html! {
            div {
                dt { (self.say(&format!("download-{kind}"))) }
                dd {
                    a href={ "/charts/" (kind) ".png?unit=" (code) "&" (query) "&lang=" (language) }
                        download={ (file_stem(self.report)) "-" (kind) "-" (language) ".png" } { "PNG" }
                    details {
                        summary { (self.say("download-more")) }
                        (chart_files(language, self.report, kind, &query))
                    }
                }
            }
        }
    }

    /// A link to the posters in each size.
    fn posters(&self, more: &str) -> Markup {
        html! {
            @for size in PosterSize::ALL.map(PosterSize::name) {
                " "
                a href={ "/staff/posters.pdf?unit=" (self.report.unit.code) "&size=" (size) (more) } download {
                    (message(self.language(), &format!("poster-size-{size}")))
                }
            }
        }
    }

    /// The downloads: the pack with everything, the report, tables, charts in both languages, posters.
    fn downloads(&self) -> Markup {
        html! {
            section.screen {
                h2 { (self.say("download-title")) }
                (report_files(self.language(), self.report))
                dl.downloads {
                    @for kind in ChartKind::ALL { (self.charts_of(kind)) }
                    @if self.prints_posters {
                        div {
                            dt { (self.say("download-posters")) }
                            dd { (self.posters("")) }
                            dd { span { (self.say("poster-bilingual")) } (self.posters("&bilingual=true")) }
                        }
                    }
                }
            }
        }
    }
}

impl Render for StaffResultsPage<'_> {
    fn render(&self) -> Markup {
        let (language, report) = (self.language(), self.report);
        let address = format!("/staff/results?unit={}&{}", report.unit.code, query_of(report));
        self.frame.page(
            &self.say("section-results"),
            &address,
            &html! {
                (FaceSymbols)
                (self.bar)
                p.eyebrow { (report.title(language)) }
                h1 { (report.unit.name) }
                (self.bar.months())
                (self.filter())
                (report_sections::headline(language, report))
                @if report.is_unpublished { p.superseded { (self.say("results-internal-files")) } }
                (self.downloads())
                (report_sections::charts(language, self.charts))
                (report_sections::questions(language, report))
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::unit_bar::samples::bar;
    use crate::web::view::samples::report;
    use crate::web::view::tests::{assert_sound, attributes, tags};

    #[test]
    fn it_offers_the_report_its_files_and_sign_out() {
        let report = report([10, 20, 93, 1800, 2177]);
        let charts = [crate::web::view::charts::samples::figure()];
        for language in Language::ALL {
            let page = StaffResultsPage {
                frame: &frame(language, Section::Results),
                bar: &bar(language, Section::Results, &report),
                months: None,
                report: &report,
                charts: &charts,
                prints_posters: true,
            };
            let without_posters = StaffResultsPage { prints_posters: false, ..page }.render();
            assert!(!without_posters.0.contains("/staff/posters.pdf"));
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
