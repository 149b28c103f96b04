//! The time that charts, posters and the report of the demo take to draw, compared with matplotlib for the
//! same distribution and trend in the same run. Matplotlib runs in the Python that `HAILONG_BENCH_PYTHON`
//! names, by default `python3`.
#![expect(clippy::expect_used, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Instant;

use hailong::app::{
    App, Audience, BUILT_IN_SURVEY, PosterOrder, PosterScope, ReportContextRequest, ReportQuery,
};
use hailong::charts::{ChartKind, Resolution, Shape};
use hailong::documents::{ChartFormat, ChartStyle, chart_file};
use hailong::domain::{Boundaries, Language, Period, ReportContext, SeriesPoint};
use support::conditions::Conditions;
use support::installation::Installation;
use support::statistics::{compare, median};
use support::table::{Table, met};

const DATABASE: &str = "bench_demo";
/// Drawings of each chart per run.
const DRAWINGS: usize = 15;
/// The goals in milliseconds.
const SVG_WANTED: f64 = 5.0;
const PNG_WANTED: f64 = 60.0;
const POSTERS_WANTED: f64 = 3_000.0;
const REPORT_WANTED: f64 = 2_000.0;
const COLUMNS: &str =
    "what | SVG ms | PNG ms | PNG 2× ms | PDF ms | matplotlib SVG ms | PNG ms | ratio SVG | PNG | goal | met";

fn main() {
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    support::say("the demo's data");
    let app = demo(&installation);
    let context = context(&installation, &app);
    let mut charts: Vec<Chart> = ChartKind::ALL.into_iter().map(Chart::new).collect();
    let (mut posters, mut report) = (Vec::new(), Vec::new());
    for run in 1..=support::runs() {
        support::say(&format!("run {run}"));
        for chart in &mut charts {
            chart.measure(&context);
        }
        posters.push(milliseconds(|| {
            let scope = PosterScope::Unit("33".parse().expect("a unit's code"));
            installation
                .runtime
                .block_on(app.posters(&PosterOrder::of(scope)))
                .expect("posters can be drawn");
        }));
        report.push(milliseconds(|| {
            hailong::documents::report_pdf(&context, 0, Language::Vi).expect("the report can be drawn");
        }));
    }
    conditions(&installation, &context).print();
    tabulate(&charts, median(&posters), median(&report)).print();
}

fn demo(installation: &Installation) -> App {
    installation.sql_in("postgres").execute(&format!("CREATE DATABASE {DATABASE}"));
    let app = installation.app(DATABASE);
    installation.runtime.block_on(async {
        app.migrate().await.expect("the schema can be made");
        app.publish_built_in_survey().await.expect("the survey can be published");
        app.prepare_demo_data().await.expect("the demo data can be made");
    });
    app
}

fn context(installation: &Installation, app: &App) -> ReportContext {
    let query = ReportQuery {
        survey: BUILT_IN_SURVEY.to_owned(),
        unit: "33".parse().expect("a unit's code"),
        period: Period::month("2024-11".parse().expect("a month")),
        boundaries: Boundaries::Historic,
    };
    let request = ReportContextRequest::from(query);
    installation
        .runtime
        .block_on(app.report_context(&request, Audience::Public))
        .expect("the report context can be made")
}

/// A kind of chart, and its measurements run by run.
struct Chart {
    kind: ChartKind,
    svg: Vec<f64>,
    png: Vec<f64>,
    double: Vec<f64>,
    pdf: Vec<f64>,
    /// Matplotlib's milliseconds for the same chart as SVG and PNG, if it draws that kind.
    theirs: Vec<(f64, f64)>,
}

impl Chart {
    fn new(kind: ChartKind) -> Self {
        let empty = Vec::new;
        Self { kind, svg: empty(), png: empty(), double: empty(), pdf: empty(), theirs: Vec::new() }
    }

    fn measure(&mut self, context: &ReportContext) {
        let time = |format, resolution| {
            let style = ChartStyle { language: Language::Vi, shape: Shape::Wide, format, resolution };
            let draw = || {
                milliseconds(|| {
                    chart_file(self.kind, context, style).expect("the chart can be drawn");
                })
            };
            median(&(0..DRAWINGS).map(|_| draw()).collect::<Vec<_>>())
        };
        let svg = time(ChartFormat::Svg, Resolution::Single);
        let png = time(ChartFormat::Png, Resolution::Single);
        let double = time(ChartFormat::Png, Resolution::Double);
        let pdf = time(ChartFormat::Pdf, Resolution::Single);
        self.svg.push(svg);
        self.png.push(png);
        self.double.push(double);
        self.pdf.push(pdf);
        self.theirs.extend(matplotlib(self.kind, context));
    }

    fn row(&self, table: &mut Table) {
        let (svg, png) = (median(&self.svg), median(&self.png));
        let column = |part: fn(&(f64, f64)) -> f64| self.theirs.iter().map(part).collect::<Vec<f64>>();
        let (their_svg, their_png) = (column(|theirs| theirs.0), column(|theirs| theirs.1));
        let beside = |theirs: &[f64]| {
            if theirs.is_empty() { "–".to_owned() } else { format!("{:.1}", median(theirs)) }
        };
        let times = |theirs: &[f64], ours: &[f64]| {
            if theirs.is_empty() { "–".to_owned() } else { format!("{:.1}", compare(theirs, ours)) }
        };
        table.row([
            self.kind.name().to_owned(),
            format!("{svg:.2}"),
            format!("{png:.1}"),
            format!("{:.1}", median(&self.double)),
            format!("{:.1}", median(&self.pdf)),
            beside(&their_svg),
            beside(&their_png),
            times(&their_svg, &self.svg),
            times(&their_png, &self.png),
            format!("SVG < {SVG_WANTED}, PNG < {PNG_WANTED}"),
            met(svg < SVG_WANTED && png < PNG_WANTED),
        ]);
    }
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1e3
}

/// The medians of matplotlib in milliseconds, as SVG and as PNG of 1600 by 900 pixels; `None` for other
/// kinds, or without matplotlib.
fn matplotlib(kind: ChartKind, context: &ReportContext) -> Option<(f64, f64)> {
    let data = match kind {
        ChartKind::Distribution => distribution_data(context),
        ChartKind::Trend => trend_data(context),
        _ => return None,
    };
    let python = std::env::var("HAILONG_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/matplotlib_charts.py");
    let mut child = Command::new(python)
        .args([script, kind.name(), &DRAWINGS.to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(data.to_string().as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut medians = text.split_whitespace().map(str::parse);
    Some((medians.next()?.ok()?, medians.next()?.ok()?))
}

fn distribution_data(context: &ReportContext) -> serde_json::Value {
    let questions = context.report.questions.iter().filter_map(|question| {
        let counts = question.all_counts()?;
        Some(serde_json::json!({ "label": question.label.vi, "counts": counts, "n": question.n }))
    });
    serde_json::json!({ "questions": questions.collect::<Vec<_>>() })
}

fn trend_data(context: &ReportContext) -> serde_json::Value {
    let point = |point: &SeriesPoint| {
        let top = point.top_two;
        serde_json::json!({
            "month": point.month.to_string(),
            "share": top.map(|top| top.share),
            "low": top.map(|top| top.low),
            "high": top.map(|top| top.high),
        })
    };
    let headlines = context.series.iter().filter(|series| series.headline);
    let series = headlines.map(|series| {
        let points: Vec<_> = series.points.iter().map(point).collect();
        serde_json::json!({ "label": series.label.vi, "points": points })
    });
    serde_json::json!({ "series": series.collect::<Vec<_>>() })
}

fn tabulate(charts: &[Chart], posters: f64, report: f64) -> Table {
    let mut table = Table::new(COLUMNS);
    for chart in charts {
        chart.row(&mut table);
    }
    let none = || "–".to_owned();
    for (what, time, wanted) in [("all posters", posters, POSTERS_WANTED), ("report", report, REPORT_WANTED)]
    {
        table.row([
            what.to_owned(),
            none(),
            none(),
            none(),
            format!("{time:.0}"),
            none(),
            none(),
            none(),
            none(),
            format!("PDF < {wanted:.0}"),
            met(time < wanted),
        ]);
    }
    table
}

fn conditions(installation: &Installation, context: &ReportContext) -> Conditions {
    let mut conditions = Conditions::of(installation);
    conditions
        .add("runs", format!("{}, turn about; medians of medians of {DRAWINGS} drawings", support::runs()));
    conditions.add("charts", "province 33, November 2024, Vietnamese, 1920 × 1080 units, in this process");
    let units =
        context.comparison.as_ref().map_or(0, |comparison| comparison.shown + comparison.not_shown.len());
    conditions.add("units compared", units.to_string());
    let channels: u64 = installation.sql_in(DATABASE).number("SELECT count(*) FROM channels");
    conditions.add("posters", format!("{channels} channels, read from PostgreSQL and drawn"));
    conditions
        .add("matplotlib", "a process of its own, started and imported before its clock; 1600 × 900 pixels");
    conditions
}
