//! Responses month by month with the size of a sufficient random sample and, below, their share of the
//! dossiers. Dossiers are so many more than responses that a common scale would flatten the responses.

use super::over_time::{EndLabel, EndLabels, Plot, Plots};
use crate::charts::axes::annotations::annotations;
use crate::charts::axes::months::MonthAxis;
use crate::charts::axes::values::ValueAxis;
use crate::charts::frame::Frame;
use crate::charts::scene::{FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::notes::{Notes, Sign, SignNote, hatching};
use crate::charts::theme::{COUNTED, COUNTED_BESIDE, INK, PAPER};
use crate::domain::{Language, MonthActivity, ReportContext};
use crate::locale::{self, integer, message, message_with, short_month, true_percent};

const TICK: f64 = 5.0;
/// The white border of a tick, which keeps it visible on any column.
const TICK_HALO: f64 = 3.0;
const MAX_REACH: f64 = 4.0;

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let activity = context.activity.as_slice();
    let title = locale::participation_finding(report, language);
    let reason = title.to_string();
    let frame = Frame::new(report, form, title);
    let words = activity.iter().map(|month| locale::participation_in_words(month, language));
    let words = words.collect::<Vec<_>>().join("\n");
    let last = activity
        .last()
        .filter(|_| activity.iter().any(|month| month.responses > 0 || month.dossiers.is_some()));
    let Some(last) = last else {
        return frame.empty_state(&format!("{words}\n{reason}"), &reason);
    };
    let most = activity.iter().map(|month| month.responses.max(month.needed_answers().unwrap_or(0))).max();
    let highest = activity.iter().filter_map(rate).fold(0.0, f64::max);
    let responses = Plot {
        head: message(language, "participation-responses"),
        scale: Box::new(move |height| ValueAxis::of_counts(most.unwrap_or(0), height)),
        labels: EndLabels::counted(response_labels(last, form)),
        labelled: last.month,
    };
    let rates = Plot {
        head: message(language, "participation-rate"),
        scale: Box::new(move |height| ValueAxis::of_rates(highest, height)),
        labels: EndLabels::counted(vec![rate_label(last, form)]),
        labelled: last.month,
    };
    let notes = Notes::set(form, &notes(activity, language));
    let plots = Plots { months: context.months, stacked: vec![responses, rates], notes };
    let flags = annotations(context, &plots.axis(form), language);
    plots.draw(frame, form, &words, flags, |scene, axis, plot, scale| {
        if plot == 1 {
            return draw_rates(scene, axis, scale, activity);
        }
        for month in activity {
            draw_responses(scene, axis, scale, month);
        }
    })
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let head = |key: &str| message(language, key);
    // The needed number of answers applies only to samples.
    let is_sample = context.activity.iter().any(|month| month.needed_answers().is_some());
    let columns = ["chart-column-answers", "fact-dossiers", "participation-rate"].into_iter();
    let columns = columns.chain(is_sample.then_some("participation-needed-column"));
    let caption = locale::subject(&context.report, language);
    let mut table = ChartTable::new(caption, head("trend-column-month"), columns.map(head));
    for month in &context.activity {
        let missing = || {
            let is_partly_known = month.dossiers.is_some() && !month.are_dossiers_complete;
            head(if is_partly_known { "series-dossiers-incomplete" } else { "series-dossiers-missing" })
        };
        let received = month.received().map_or_else(missing, |received| integer(language, received));
        let needed = month.needed_answers().map(|needed| integer(language, needed));
        let cells = [
            short_month(language, month.month),
            integer(language, month.responses),
            received,
            rate(month).map(|rate| true_percent(language, rate)).unwrap_or_default(),
        ];
        table.push(cells.into_iter().chain(is_sample.then(|| needed.unwrap_or_default())));
    }
    table
}

/// Responses divided by dossiers; `None` where dossiers are unknown.
fn rate(month: &MonthActivity) -> Option<f64> {
    Some(month.responses as f64 / month.received()? as f64)
}

fn response_labels(last: &MonthActivity, form: ChartForm) -> Vec<EndLabel> {
    let language = form.language;
    let count = |count: u64| integer(language, count);
    let month = short_month(language, last.month);
    let responses = EndLabel::with_figure(form, last.responses as f64, count(last.responses), month);
    let needed = last.needed_answers().map(|needed| {
        let line = message_with(language, "participation-needed", [("count", count(needed).into())]);
        EndLabel::new(form, needed as f64, line)
    });
    [Some(responses), needed].into_iter().flatten().collect()
}

fn rate_label(last: &MonthActivity, form: ChartForm) -> EndLabel {
    let language = form.language;
    let (Some(rate), Some(received)) = (rate(last), last.received()) else {
        let line = message(language, "series-dossiers-missing");
        return EndLabel { has_leader: false, ..EndLabel::new(form, 0.0, line) };
    };
    let count = [("count", integer(language, received).into())];
    let line = message_with(language, "participation-of-dossiers", count);
    EndLabel::with_figure(form, rate, true_percent(language, rate), line)
}

fn notes(activity: &[MonthActivity], language: Language) -> Vec<SignNote> {
    let is_sample = activity.iter().any(|month| month.needed_answers().is_some());
    let needed = SignNote { sign: Sign::Tick, text: message(language, "participation-note-needed") };
    let is_missing = |month: &MonthActivity| month.dossiers.is_none_or(|dossiers| dossiers.received == 0);
    let hatched = hatching(activity, language, is_missing, |month| month.dossiers.is_some());
    is_sample.then_some(needed).into_iter().chain(hatched).collect()
}

fn draw_responses(scene: &mut Scene, axis: &MonthAxis, scale: &ValueAxis, month: &MonthActivity) {
    let (left, right) = axis.column(month.month);
    let top = scale.at(month.responses as f64);
    scene.block(FilledRect { left, right, top, bottom: scale.bottom }, COUNTED_BESIDE);
    if let Some(needed) = month.needed_answers() {
        let y = scale.at(needed as f64).clamp(scale.top + TICK, scale.bottom - TICK);
        // It extends beyond its column, so that it joins the ticks beside it.
        let reach = ((axis.pitch - (right - left)) / 4.0).min(MAX_REACH);
        let tick = FilledRect {
            left: left - reach,
            right: right + reach,
            top: y - TICK / 2.0,
            bottom: y + TICK / 2.0,
        };
        let halo = FilledRect { top: tick.top - TICK_HALO, bottom: tick.bottom + TICK_HALO, ..tick };
        scene.block(halo, PAPER);
        scene.block(tick, INK);
    }
}

fn draw_rates(scene: &mut Scene, axis: &MonthAxis, scale: &ValueAxis, activity: &[MonthActivity]) {
    let missing = activity.iter().filter(|month| rate(month).is_none());
    axis.hatch(scene, missing.map(|month| month.month), (scale.top, scale.bottom));
    for (month, rate) in activity.iter().filter_map(|month| Some((month.month, rate(month)?))) {
        let (left, right) = axis.column(month);
        scene.block(FilledRect { left, right, top: scale.at(rate), bottom: scale.bottom }, COUNTED);
    }
}
