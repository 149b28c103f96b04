//! The headline shares month by month, with their intervals and control limits: one panel per question, below
//! each other over the same months.

mod panel;

use std::collections::BTreeMap;

use self::panel::{LABEL_LEADING, Panel, TrendSeries, end_labels, why_missing};
use crate::charts::axes::annotations::{Annotation, Flags, annotations};
use crate::charts::axes::months::{MONTHS_HEIGHT, MonthAxis};
use crate::charts::axes::values::ValueAxis;
use crate::charts::frame::Frame;
use crate::charts::scene::Scene;
use crate::charts::shape::{ChartForm, Shape};
use crate::charts::table::ChartTable;
use crate::charts::text::notes::{Notes, Sign, SignNote};
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{INK, MINOR};
use crate::charts::with_words;
use crate::domain::{Language, Month, ReportContext};
use crate::locale::{self, integer, message, message_with, short_month};
use crate::stats::{FALSE_ALARMS_IN_A_HUNDRED, MIN_POINTS};

/// The greatest number of rings that the notes explain. More are explained in the table, to keep the notes
/// short.
const MAX_EXPLAINED: usize = 4;
const LABEL: TextStyle = TextStyle::bold(28.0, INK);
const LEADING: f64 = 1.3;
/// The width of the column of questions left of the panels; on narrow shapes questions stand above.
const LABEL_COLUMN: f64 = 290.0;
const GUTTER: f64 = 28.0;
const BETWEEN: f64 = 34.0;
const MIN_PLOT: f64 = 126.0;
const TALLEST_PLOT: f64 = 420.0;

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let trends = trends(context);
    let frame = || Frame::new(report, form, locale::trend_finding(report, language));
    if trends.iter().all(|trend| trend.range().is_none()) {
        let reason = message(language, why_nothing(&trends));
        return frame().empty_state(&in_words(&trends, &reason, language), &reason);
    }
    let least = least_height(&trends, form);
    let whole = TrendPage::of(context, &trends, form, least);
    let pages = frame().pages(&trends, whole.around() - BETWEEN, least + whole.heads);
    let count = pages.len();
    let draw =
        |(number, trends)| TrendPage::of(context, trends, form, least).draw(frame().on_page(number, count));
    (1..).zip(pages).map(draw).collect()
}

/// The message key of the reason why no month has a figure.
fn why_nothing(trends: &[TrendSeries<'_>]) -> &'static str {
    let mut months = trends.iter().flat_map(TrendSeries::missing).peekable();
    if months.peek().is_none() {
        "trend-none"
    } else if months.all(|point| point.n == 0) {
        "evidence-none"
    } else {
        "no-finding"
    }
}

fn trends(context: &ReportContext) -> Vec<TrendSeries<'_>> {
    let headlines = context.series.iter().filter(|series| series.headline);
    headlines.map(|series| TrendSeries::of(context, series)).collect()
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    let columns =
        ["chart-column-share", "chart-column-interval", "chart-column-answers", "trend-column-signal"];
    let caption = locale::subject(&context.report, language);
    let question = [head("table-question")].into_iter().chain(columns.map(head));
    // Questions and signals are text.
    let mut table = with_words(ChartTable::new(caption, head("trend-column-month"), question), &[1, 5]);
    for trend in trends(context) {
        for (point, limits) in trend.series.points.iter().zip(&trend.control.points) {
            let missing = || message(language, why_missing(point));
            let share = point.top_two.map_or_else(missing, |top| locale::percent(language, top.share));
            let range = |top: crate::domain::Estimate| locale::percent_range(language, top.low, top.high);
            let signals = limits.iter().flat_map(|limits| &limits.signals);
            let signals: Vec<_> = signals.map(|&signal| locale::signal(signal, language)).collect();
            table.push([
                short_month(language, point.month),
                trend.series.label.get(language).to_owned(),
                share,
                point.top_two.map(range).unwrap_or_default(),
                integer(language, point.n),
                signals.join("; "),
            ]);
        }
    }
    table
}

fn in_words(trends: &[TrendSeries<'_>], reason: &str, language: Language) -> String {
    let words = trends.iter().map(|trend| {
        let why = |place| trend.series.points.get(place).map_or("series-too-few", why_missing);
        locale::trend_in_words(trend.series, |place| message(language, why(place)), language)
    });
    words.chain([reason.to_owned()]).filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A page: its panels and what surrounds them.
struct TrendPage<'a> {
    trends: &'a [TrendSeries<'a>],
    form: ChartForm,
    /// The least height of a panel's marks in pixels.
    least: f64,
    /// The height in pixels that the question takes above a panel, with the gap below the panel.
    heads: f64,
    months: MonthAxis,
    flags: Flags,
    notes: Notes,
}

impl<'a> TrendPage<'a> {
    fn of(context: &ReportContext, trends: &'a [TrendSeries<'a>], form: ChartForm, least: f64) -> Self {
        let panels = panels(trends, form, least);
        let widest = |width: fn(&Panel<'_>, ChartForm) -> f64| {
            panels.iter().map(|panel| width(panel, form)).fold(0.0, f64::max)
        };
        let numbers = widest(|panel, form| panel.scale.width(form));
        let ends = widest(|panel, _| panel.ends.width());
        let labels = if is_beside(form) { LABEL_COLUMN + GUTTER } else { 0.0 };
        let left = form.shape.margin();
        let right = left + form.shape.content_width() - ends;
        let months = MonthAxis::new(context.months, (left + labels + numbers, right));
        Self {
            trends,
            form,
            least,
            heads: widest(head) + BETWEEN,
            flags: flags(context, trends, &months, form),
            months,
            notes: notes(context, trends, form),
        }
    }

    /// The height in pixels that flags, months and notes take.
    fn around(&self) -> f64 {
        self.flags.height() + MONTHS_HEIGHT + self.notes.height()
    }

    fn draw(&self, frame: Frame) -> Scene {
        let (around, heads, form) = (self.around(), self.heads, self.form);
        let count = self.trends.len() as f64;
        let alt_text = in_words(self.trends, "", form.language);
        let (mut scene, area) = frame.open(around + (self.least + heads) * count - BETWEEN, &alt_text);
        let height = ((area.height() - around + BETWEEN) / count - heads)
            .clamp(self.least, TALLEST_PLOT.max(self.least));
        let first = area.top + self.flags.height();
        let panels = panels(self.trends, form, height);
        let tops = (0..panels.len()).map(|index| first + (height + heads) * index as f64 + heads - BETWEEN);
        let spans: Vec<_> = tops.map(|top| (top, top + height)).collect();
        self.flags.draw(&mut scene, &spans);
        for (index, (panel, &(top, bottom))) in panels.iter().zip(&spans).enumerate() {
            let words_top = if is_beside(form) {
                f64::midpoint(top, bottom) - panel.words_height() / 2.0
            } else {
                // Flags stand directly above the first panel, and its question above them.
                top - if index == 0 { self.flags.height() } else { 0.0 } - head(panel, form)
            };
            panel.write(&mut scene, (area.left, words_top));
            panel.draw(&mut scene, &self.months, (top, bottom), form.language);
        }
        let bottom = spans.last().map_or(first, |span| span.1);
        self.months.draw(&mut scene, bottom, (area.left, area.right), form.language);
        self.notes.draw(&mut scene, (area.left, bottom + MONTHS_HEIGHT));
        scene
    }
}

/// Whether questions stand left of their panels.
fn is_beside(form: ChartForm) -> bool {
    form.shape == Shape::Wide
}

/// The height in pixels that the question takes above a panel.
fn head(panel: &Panel<'_>, form: ChartForm) -> f64 {
    if is_beside(form) { 0.0 } else { panel.words_height() + 14.0 }
}

/// The least height of the marks in pixels at which the texts on either side of a panel fit.
fn least_height(trends: &[TrendSeries<'_>], form: ChartForm) -> f64 {
    let heights = panels(trends, form, MIN_PLOT).into_iter().map(|panel| {
        // Texts may extend a little beyond the marks, into the gap between two panels.
        let question = if is_beside(form) { panel.words_height() - BETWEEN / 2.0 } else { 0.0 };
        (panel.ends.height() - LABEL_LEADING).max(question)
    });
    heights.fold(MIN_PLOT, f64::max)
}

fn panels<'a>(trends: &'a [TrendSeries<'a>], form: ChartForm, height: f64) -> Vec<Panel<'a>> {
    let language = form.language;
    let ranges: Vec<_> = trends.iter().map(|trend| trend.range().unwrap_or((0.0, 1.0))).collect();
    let width = if is_beside(form) { LABEL_COLUMN } else { form.shape.content_width() };
    let panel = |(trend, scale): (&'a TrendSeries<'a>, ValueAxis)| {
        let label = trend.series.label.get(language).to_owned();
        let steady = trend.control.steady.map(|change| locale::steady_change(change, language));
        let words =
            [(Some(label), LABEL), (steady, MINOR.in_colour(INK)), (Some(scale.in_words(language)), MINOR)];
        let words = words.into_iter().filter_map(|(text, text_style)| {
            Some(TextBlock::wrap(form.typeface, &text?, text_style, width, LEADING))
        });
        Panel { trend, scale, words: words.collect(), ends: end_labels(trend, form) }
    };
    trends.iter().zip(ValueAxis::of_shares(&ranges, height)).map(panel).collect()
}

fn flags(context: &ReportContext, trends: &[TrendSeries<'_>], months: &MonthAxis, form: ChartForm) -> Flags {
    let breaks = |trend: &TrendSeries<'_>| -> Vec<f64> {
        let begin = trend.series.points.iter().filter(|point| point.begins_new_wording);
        begin.map(|point| months.slot(point.month).0).collect()
    };
    let text = &message(form.language, "series-new-wording");
    let first = trends.first().map(breaks).unwrap_or_default();
    let is_shared = trends.iter().all(|trend| breaks(trend) == first);
    let flagged = if is_shared { trends.get(..1).unwrap_or_default() } else { trends };
    let wordings = flagged.iter().enumerate().flat_map(|(index, trend)| {
        let panel = (!is_shared).then_some(index);
        breaks(trend).into_iter().map(move |x| Annotation { x, text: text.clone(), panel })
    });
    let all = annotations(context, months, form.language).into_iter().chain(wordings).collect();
    // The area right of the months is reserved for the labels of the last month.
    Flags::lay_out(form, all, months.edges().1)
}

/// The notes below the panels: how to read bands, limits and rings, and how often chance alone produces a
/// ring.
fn notes(context: &ReportContext, trends: &[TrendSeries<'_>], form: ChartForm) -> Notes {
    let language = form.language;
    let level = [("level", locale::confidence_level(language).into())];
    let mut notes =
        vec![SignNote { sign: Sign::Band, text: message_with(language, "trend-note-interval", level) }];
    let mut say = |sign, text| notes.push(SignNote { sign, text });
    if let Some(text) = limits(trends, language) {
        say(Sign::Dashes, text);
    }
    if trends.iter().flat_map(TrendSeries::missing).next().is_some() {
        say(Sign::Hatched, message(language, "series-too-few"));
    }
    if let Some(text) = signals(trends, language) {
        say(Sign::Ring, text);
    }
    let is_steady = trends.iter().any(|trend| trend.control.steady.is_some());
    if is_steady || trends.iter().any(|trend| trend.signals().next().is_some()) {
        let count = integer(language, FALSE_ALARMS_IN_A_HUNDRED);
        say(Sign::None, message_with(language, "trend-note-false-alarms", [("count", count.into())]));
    }
    if context.months.len() == 1 {
        say(Sign::None, message(language, "trend-note-one-month"));
    } else {
        let reasons = trends.iter().filter_map(|trend| why_no_limits(trend, trends, language));
        reasons.for_each(|text| say(Sign::None, text));
    }
    Notes::set(form, &notes)
}

/// What the limits are centred on, and whether any are widened; `None` without limits.
fn limits(trends: &[TrendSeries<'_>], language: Language) -> Option<String> {
    let limited = || trends.iter().filter(|trend| trend.limited().next().is_some());
    limited().next()?;
    let is_steady = |trend: &TrendSeries<'_>| trend.control.steady.is_some();
    let key = match (limited().any(is_steady), limited().all(is_steady)) {
        (_, true) => "trend-note-limits-steady",
        (true, false) => "trend-note-limits-either",
        _ => "trend-note-limits",
    };
    let text = message_with(language, key, [("points", integer(language, MIN_POINTS as u64).into())]);
    if !limited().any(|trend| trend.control.is_widened) {
        return Some(text);
    }
    Some(message_with(language, "trend-note-limits-widened", [("limits", text.into())]))
}

/// The reasons of all rings: `08/2024 (Giải quyết hồ sơ) ngoài giới hạn`; `None` without any.
fn signals(trends: &[TrendSeries<'_>], language: Language) -> Option<String> {
    // Questions of one month with the same signals are named together.
    let mut rings: BTreeMap<(Month, String), Vec<&str>> = BTreeMap::new();
    for trend in trends {
        for (month, point) in trend.signals() {
            let why = point.signals.iter().map(|&signal| locale::signal(signal, language));
            let why = why.collect::<Vec<_>>().join(", ");
            rings.entry((month, why)).or_default().push(trend.series.label.get(language));
        }
    }
    let ring = |((month, signals), labels): (&(Month, String), &Vec<&str>)| {
        let arguments = [
            ("month", short_month(language, *month).into()),
            ("labels", labels.join(", ").into()),
            ("signals", signals.as_str().into()),
        ];
        message_with(language, "trend-ring", arguments)
    };
    let explained = match rings.len() {
        0 => return None,
        1..=MAX_EXPLAINED => rings.iter().map(ring).collect::<Vec<_>>().join("; "),
        _ => message(language, "trend-rings-in-table"),
    };
    Some(message_with(language, "trend-note-signal", [("signals", explained.into())]))
}

/// Why a panel has no limits. Names the panel where others have limits.
fn why_no_limits(trend: &TrendSeries<'_>, trends: &[TrendSeries<'_>], language: Language) -> Option<String> {
    let number = |count: usize| integer(language, count as u64).into();
    let arguments = [("points", number(trend.control.too_few?)), ("needed", number(MIN_POINTS))];
    let is_first = trend.control.steps.is_empty();
    let key = if is_first { "trend-note-no-limits" } else { "trend-note-no-limits-since-step" };
    let reason = message_with(language, key, arguments);
    if trends.iter().all(|other| other.control.too_few == trend.control.too_few) {
        return Some(reason);
    }
    let label = trend.series.label.get(language).into();
    Some(message_with(language, "question-in-words", [("label", label), ("figure", reason.into())]))
}
