//! The commands that write files: `hailong chart`, `report`, `pack`, `export` and `posters`, and the filters
//! that they share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::command_context::{self, CommandContext};
use crate::app::{
    App, Audience, BUILT_IN_SURVEY, DefaultPeriod, ExportQuery, PosterOrder, PosterScope,
    ReportContextRequest, ReportQuery,
};
use crate::charts::{ChartKind, Resolution, Shape};
use crate::documents::{
    self, ChartFormat, ChartStyle, PosterSize, chart_file, file_stem, report_pdf, results_csv_list,
    results_json_list, results_workbook_list, workbook,
};
use crate::domain::{Boundaries, ChannelCode, Language, Month, Period, UnitCode};

/// What every command about figures is asked.
#[derive(Debug, Args)]
struct Scope {
    /// The survey
    #[arg(long, value_name = "SLUG", default_value = BUILT_IN_SURVEY)]
    survey: String,
    /// Units as they were (historic), or the past folded into today's (current)
    #[arg(long, value_name = "BOUNDARIES", default_value = "historic")]
    boundaries: Boundaries,
    /// vi or en
    #[arg(long, value_name = "LANGUAGE", default_value = "vi")]
    lang: Language,
}

/// What a command about one report is asked.
#[derive(Debug, Args)]
struct Filters {
    #[command(flatten)]
    scope: Scope,
    /// The unit, by its GSO code
    #[arg(long, value_name = "CODE")]
    unit: UnitCode,
    #[command(flatten)]
    months: Months,
}

/// The months that a command is about, as a period or by its ends.
#[derive(Debug, Args)]
struct Months {
    /// The months, like 2024-11, 2024-Q4, 2024 or 2024-03..2025-02
    #[arg(long, value_name = "PERIOD", conflicts_with_all = ["from", "to"])]
    period: Option<Period>,
    /// The first month, like 2024-11 [the last whole one with answers]
    #[arg(long, value_name = "MONTH")]
    from: Option<Month>,
    /// The last month [the first one]
    #[arg(long, value_name = "MONTH")]
    to: Option<Month>,
}

impl Months {
    /// The first and the last month, if given.
    fn ends(&self) -> (Option<Month>, Option<Month>) {
        match self.period {
            Some(period) => (Some(period.from()), Some(period.to())),
            None => (self.from, self.to),
        }
    }
}

impl Filters {
    /// The query. Without months it uses the last published period with enough responses.
    async fn query(&self, app: &App) -> anyhow::Result<ReportQuery> {
        let (months, scope) = (self.months.ends(), &self.scope);
        let default = DefaultPeriod::Opening;
        Ok(app.report_query(&scope.survey, self.unit.clone(), months, scope.boundaries, default).await?)
    }
}

#[derive(Debug, Args)]
pub(super) struct ChartArguments {
    /// headline, distribution, trend, units, funnel, heatmap, dossiers, rollout or participation
    kind: ChartKind,
    #[command(flatten)]
    filters: Filters,
    /// svg, png or pdf
    #[arg(long, value_name = "FORMAT", default_value = "svg")]
    format: ChartFormat,
    /// wide (16:9), a4 or square
    #[arg(long, value_name = "SHAPE", default_value = "wide")]
    shape: Shape,
    /// Pixels to a unit of a PNG: 1 or 2
    #[arg(long, value_name = "FACTOR", default_value = "1")]
    scale: Resolution,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn chart(command: &CommandContext, arguments: ChartArguments) -> anyhow::Result<()> {
    let query = arguments.filters.query(&command.app).await?;
    // Only public results, because charts end up on slides.
    let compares_units = arguments.kind.compares_units();
    let request = ReportContextRequest { compares_units, ..ReportContextRequest::from(query) };
    let context = command.app.report_context(&request, Audience::Public).await?;
    let style = ChartStyle {
        language: arguments.filters.scope.lang,
        shape: arguments.shape,
        format: arguments.format,
        resolution: arguments.scale,
    };
    let image = chart_file(arguments.kind, &context, style)?;
    let stem = file_stem(&context.report);
    let (kind, shape, language) = (arguments.kind, style.shape, style.language);
    let name = format!("{stem}-{kind}-{shape}-{language}.{}", style.format);
    command_context::write(&command_context::target(arguments.output, &name), &image)
}

#[derive(Debug, Args)]
pub(super) struct MonthlyReport {
    #[command(flatten)]
    filters: Filters,
    /// Where the PDF is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE.pdf")]
    output: Option<PathBuf>,
}

pub(super) async fn report(command: &CommandContext, arguments: MonthlyReport) -> anyhow::Result<()> {
    let query = arguments.filters.query(&command.app).await?;
    let (context, comments) = command.app.monthly_report(&ReportContextRequest::from(query)).await?;
    let pdf = report_pdf(&context, comments, arguments.filters.scope.lang)?;
    let name = format!("{}-report.pdf", file_stem(&context.report));
    command_context::write(&command_context::target(arguments.output, &name), &pdf)
}

#[derive(Debug, Args)]
pub(super) struct Pack {
    #[command(flatten)]
    filters: Filters,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(super) async fn pack(command: &CommandContext, arguments: Pack) -> anyhow::Result<()> {
    command_context::warn_of_loopback(&command.app);
    let query = arguments.filters.query(&command.app).await?;
    // Only public results, because a pack is meant to be passed on.
    let (context, comments) = command.app.monthly_report(&ReportContextRequest::from(query)).await?;
    let packed = documents::pack(&context, comments, command.app.base_url(), arguments.filters.scope.lang)?;
    let name = format!("{}.zip", file_stem(&context.report));
    command_context::write(&command_context::target(arguments.output, &name), &packed)
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// results: the report of every unit and month
    kind: Kind,
    /// json: an array with an object a report; csv: a row a question; xlsx: a workbook, with --unit all about that unit
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    #[command(flatten)]
    scope: Scope,
    /// Only this unit, by its GSO code, with everything below it
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
    #[command(flatten)]
    months: Months,
    /// Every figure, also those that may not be published: not to be passed on
    #[arg(long)]
    unpublished: bool,
    /// Where it is written; `-` is stdout [stdout, or a named file on a terminal]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    Results,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Json,
    Csv,
    Xlsx,
}

pub(super) async fn export(command: &CommandContext, arguments: Export) -> anyhow::Result<()> {
    let Kind::Results = arguments.kind;
    let (name, bytes) = match (arguments.format, &arguments.unit) {
        (Format::Xlsx, Some(unit)) => unit_workbook(&command.app, &arguments, unit).await?,
        _ => list(&command.app, &arguments).await?,
    };
    command_context::write(&command_context::target(arguments.output, &name), &bytes)
}

/// The workbook of a unit and a period. Without months it uses the last published period with enough
/// responses, as charts do.
async fn unit_workbook(app: &App, arguments: &Export, unit: &UnitCode) -> anyhow::Result<(String, Vec<u8>)> {
    let (scope, months) = (&arguments.scope, arguments.months.ends());
    let default = DefaultPeriod::Opening;
    let query = app.report_query(&scope.survey, unit.clone(), months, scope.boundaries, default).await?;
    let context = app.report_context(&ReportContextRequest::from(query), arguments.audience()).await?;
    let name = format!("{}.xlsx", file_stem(&context.report));
    Ok((name, workbook(&context, scope.lang)?))
}

/// The report of every unit and month. Without months it uses all published ones.
async fn list(app: &App, arguments: &Export) -> anyhow::Result<(String, Vec<u8>)> {
    let (scope, (from, to)) = (&arguments.scope, arguments.months.ends());
    let all = app.export_period(&scope.survey).await?;
    let period = Period::new(from.unwrap_or(all.from()), to.unwrap_or(all.to()))?;
    let query = ExportQuery {
        survey: scope.survey.clone(),
        unit: arguments.unit.clone(),
        period,
        boundaries: scope.boundaries,
    };
    let reports = app.every_report(&query, arguments.audience()).await?;
    let (bytes, extension) = match arguments.format {
        Format::Json => (results_json_list(&reports)?, "json"),
        Format::Csv => (results_csv_list(&reports, scope.lang)?, "csv"),
        Format::Xlsx => (results_workbook_list(&reports, period, scope.lang)?, "xlsx"),
    };
    let standing = if arguments.unpublished { "unpublished-results" } else { "results" };
    Ok((format!("hailong-{standing}-{}-{}.{extension}", period.from(), period.to()), bytes))
}

impl Export {
    fn audience(&self) -> Audience {
        if self.unpublished { Audience::Analysts } else { Audience::Public }
    }
}

#[derive(Debug, Args)]
pub(super) struct Posters {
    /// A unit with everything below it, by its GSO code
    #[arg(long, value_name = "CODE", required_unless_present = "channel", conflicts_with = "channel")]
    unit: Option<UnitCode>,
    /// One channel, by its code
    #[arg(long, value_name = "CODE")]
    channel: Option<ChannelCode>,
    /// a4 for the wall, tent to be folded and put on a desk, or stickers, eight a page
    #[arg(long, value_name = "SIZE", default_value_t)]
    size: PosterSize,
    /// English beside everything that citizens read
    #[arg(long)]
    bilingual: bool,
    /// A PNG or JPEG picture beside the unit's name [logo.png or logo.jpg in the data directory, where there is one]
    #[arg(long, value_name = "FILE")]
    logo: Option<PathBuf>,
    /// Where the PDF is written; `-` is stdout
    #[arg(long, value_name = "FILE.pdf")]
    output: PathBuf,
}

pub(super) async fn posters(command: &CommandContext, arguments: Posters) -> anyhow::Result<()> {
    let scope = match (arguments.channel, arguments.unit) {
        (Some(channel), _) => PosterScope::Channel(channel),
        (None, Some(unit)) => PosterScope::Unit(unit),
        (None, None) => anyhow::bail!("name a unit (--unit) or a channel (--channel)"),
    };
    let (size, bilingual, logo) = (arguments.size, arguments.bilingual, arguments.logo);
    let pdf = command.app.posters(&PosterOrder { scope, size, bilingual, logo }).await?;
    command_context::warn_of_loopback(&command.app);
    command_context::write(&arguments.output, &pdf)
}
