//! The dashboard, `/staff/`: choose a unit and months, read the report, download the files.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use chrono::NaiveDate;
use maud::{Markup, Render, html};

use crate::app::{AppError, Audience, DefaultPeriod, ReportContextRequest};
use crate::charts::{ChartError, ChartKind};
use crate::documents::{PosterSize, file_stem};
use crate::domain::{Boundaries, Language, Period, Permission, Report};
use crate::locale::{message, period};
use crate::web::chart_images::page_charts;
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{drawn, private_page, see_other};
use crate::web::reader::Reader;
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::session::Person;
use crate::web::view::atoms::FaceSymbols;
use crate::web::view::charts::ChartFigure;
use crate::web::view::files::chart_files;
use crate::web::view::files::report_files;
use crate::web::view::filter::{Filter, UnitChoice, query_of};
use crate::web::view::layout::{Page, with_language};
use crate::web::view::report_sections;
use crate::web::view::style::StyleSheet;

/// `GET /staff`: redirects to the dashboard's own address.
pub(super) async fn lead(reader: Reader) -> HttpResponse {
    see_other(&with_language("/staff/", reader.language))
}

/// `GET /staff/`
pub(super) async fn show(person: Person, mut asked: ReportRequest) -> Result<HttpResponse, Failure> {
    if asked.choice.unit.is_absent() {
        let home = person.member.home().ok_or(AppError::OutOfScope)?;
        asked.choice.unit = home.code.to_string().into();
    }
    let (state, language) = (&asked.state, asked.language);
    let app = &state.app;
    let query = asked.query(DefaultPeriod::Opening).await?;
    let (first, last) = match query.boundaries {
        Boundaries::Historic => (query.period.first_day(), query.period.last_day()),
        Boundaries::Current => (NaiveDate::MIN, app.clock().today()),
    };
    let (member, unit) = (&person.member, &query.unit);
    let permissions = app.expect_permission(member, Permission::ReadResults, unit, first, last).await?;
    // Staff are likelier than anybody else to recognise the few people behind a figure, so roles below
    // analysts see figures only under the public's rules.
    let sees_everything = permissions.include(Permission::ReadUnpublished);
    let audience = if sees_everything { Audience::Analysts } else { Audience::Public };
    let report = app.report(&query, None, audience).await?;
    let units = app.units_in_scope(member, first, last).await?;
    // Files may leave the office, so they follow the public's rules for every role.
    let context = app.report_context(&ReportContextRequest::from(query.clone()), Audience::Public).await?;
    let months = app.months_with_responses(&query.survey, &query.unit).await?;
    let frame = StaffFrame::of(&person, language, Section::Overview);
    let drawing = move || {
        let choices: Vec<_> =
            units.iter().map(|unit| UnitChoice { code: &unit.code, name: &unit.name }).collect();
        let page = DashboardPage {
            language,
            frame: &frame,
            units: &choices,
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

/// The dashboard after signing in.
#[derive(Clone, Copy, Debug)]
pub struct DashboardPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The frame.
    pub frame: &'a StaffFrame,
    /// The units in the reader's scope, sorted.
    pub units: &'a [UnitChoice<'a>],
    /// The months with data.
    pub months: Option<Period>,
    /// The report on the chosen unit and months.
    pub report: &'a Report,
    /// Its charts, already in the reader's language.
    pub charts: &'a [ChartFigure],
    /// Whether the person may print posters.
    pub prints_posters: bool,
}

impl DashboardPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn filter(&self) -> Markup {
        html! {
            (Filter {
                language: self.language,
                action: "/staff/",
                report: self.report,
                months: self.months,
                units: self.units,
                open: true,
                question: None,
            })
        }
    }

    /// The file of a chart that is wanted most, and links to all others.
    fn charts_of(&self, kind: ChartKind) -> Markup {
        let (code, query, language) = (&self.report.unit.code, query_of(self.report), self.language);
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
                    (message(self.language, &format!("poster-size-{size}")))
                }
            }
        }
    }

    /// The downloads: the pack with everything, the report, tables, charts in both languages, posters.
    fn downloads(&self) -> Markup {
        html! {
            section.screen {
                h2 { (self.say("download-title")) }
                (report_files(self.language, self.report))
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

impl Render for DashboardPage<'_> {
    fn render(&self) -> Markup {
        let (language, report) = (self.language, self.report);
        let page = Page {
            language,
            title: &self.say("dashboard-title"),
            address: &format!("/staff/?unit={}&{}", report.unit.code, query_of(report)),
            style: StyleSheet::Office,
            listed: false,
            illustrative: report.illustrative,
        };
        page.around(&html! {
            (FaceSymbols)
            (self.frame)
            p.eyebrow { (report.title(language)) }
            h1 { (report.unit.name) }
            p.when { (period(language, report.period)) }
            (self.filter())
            (report_sections::headline(language, report))
            (self.downloads())
            (report_sections::charts(language, self.charts))
            (report_sections::questions(language, report))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::view::samples::{HOSTILE, report};
    use crate::web::view::tests::{assert_sound, attributes, tags};

    #[test]
    fn it_offers_the_report_its_files_and_sign_out() {
        let report = report([10, 20, 93, 1800, 2177]);
        let code = report.unit.code.clone();
        let charts = [crate::web::view::charts::samples::figure()];
        for language in Language::ALL {
            let page = DashboardPage {
                language,
                frame: &frame(language, Section::Overview),
                units: &[UnitChoice { code: &code, name: HOSTILE }],
                months: None,
                report: &report,
                charts: &charts,
                prints_posters: true,
            };
            let without_posters = DashboardPage { prints_posters: false, ..page }.render();
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
