//! The published results of a unit, `/results/{unit}`, as a page and as files; and in their editions,
//! `/results/{unit}/editions/{period}/{number}`. An edition never changes, so that a citation of it can be
//! verified.

pub mod view;

use actix_web::HttpResponse;
use maud::Render;

use crate::app::{AppError, Audience, DefaultPeriod, Results};
use crate::charts::ChartError;
use crate::documents::{self, file_stem, results_csv, results_json};
use crate::web::chart_images::{DrawnPictures, page_charts};
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;
use crate::web::pages::{CSV, JSON, download, drawn, file, page};
use crate::web::view::filter::UnitChoice;
use crate::web::view::units::UnitEntry;
use view::ResultsPage;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /results/{unit}`
pub(super) async fn show(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let request = asked.context_request().await?;
    let ReportRequest { state, language, made_from, .. } = asked;
    let Results { context, months, parent, editions } = state.app.results(&request).await?;
    let next_publication = state.app.next_publication();
    // The page of an edition shows the other months as they were then, so its charts differ from those of
    // today's address.
    let made_from = made_from.filter(|_| request.edition.is_none());
    let drawing = move || {
        let (report, charts) = (&context.report, page_charts(&context, language)?);
        let children: Vec<UnitEntry<'_>> = context.below.iter().map(UnitEntry::from).collect();
        let page = ResultsPage {
            language,
            report,
            charts: &charts,
            months,
            parent: parent.as_ref().map(|parent| UnitChoice { code: &parent.code, name: &parent.name }),
            children: &children,
            editions: &editions,
            next_publication,
        };
        Ok::<_, ChartError>((page.render(), DrawnPictures::of(charts, made_from.as_ref(), language)))
    };
    let (rendered, pictures) = drawn(&state, drawing).await?;
    pictures.keep(&state);
    Ok(page(&rendered))
}

/// `GET /results/{unit}.json`
pub(super) async fn json(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    object(&asked, DefaultPeriod::Everything).await
}

/// The report as JSON; absent months become `default`.
pub(in crate::web) async fn object(
    asked: &ReportRequest,
    default: DefaultPeriod,
) -> Result<HttpResponse, Failure> {
    let report = asked.report(default).await?;
    Ok(file(JSON, results_json(&report).map_err(AppError::internal)?))
}

/// `GET /results/{unit}.csv`
pub(super) async fn csv(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let report = asked.report(DefaultPeriod::Everything).await?;
    Ok(file(CSV, results_csv(&report, asked.language).map_err(AppError::internal)?))
}

/// `GET /results/{unit}.xlsx`
pub(super) async fn workbook(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let context = asked.state.app.report_context(&asked.context_request().await?, Audience::Public).await?;
    let name = format!("{}.xlsx", file_stem(&context.report));
    // A province has thousands of cells, so its workbook waits in the report pool as drawings do.
    let bytes = drawn(&asked.state, move || documents::workbook(&context, asked.language)).await?;
    Ok(download(XLSX, &name, bytes))
}

/// `GET /results/{unit}/report.pdf`: the monthly report.
pub(super) async fn report_pdf(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let (context, comments) = asked.state.app.monthly_report(&asked.context_request().await?).await?;
    let name = format!("{}-report.pdf", file_stem(&context.report));
    let writing = move || documents::report_pdf(&context, comments, asked.language);
    Ok(download("application/pdf", &name, drawn(&asked.state, writing).await?))
}

/// `GET /results/{unit}/pack.zip`: all charts, tables and finished sentences in one file.
pub(super) async fn pack(asked: ReportRequest) -> Result<HttpResponse, Failure> {
    let (context, comments) = asked.state.app.monthly_report(&asked.context_request().await?).await?;
    let name = format!("{}.zip", file_stem(&context.report));
    let origin = asked.state.app.base_url().to_owned();
    let packing = move || documents::pack(&context, comments, &origin, asked.language);
    Ok(download("application/zip", &name, drawn(&asked.state, packing).await?))
}
