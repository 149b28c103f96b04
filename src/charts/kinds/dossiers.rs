//! Dossiers settled early, on time and late, month by month. They are not survey results, and the chart looks
//! different.

use super::over_time::{EndLabel, EndLabels, Plot, Plots};
use crate::charts::axes::annotations::annotations;
use crate::charts::axes::months::MonthAxis;
use crate::charts::axes::values::ValueAxis;
use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::notes::{Notes, SignNote, hatching};
use crate::charts::theme::{ACCENT, COUNTED, COUNTED_BESIDE, INK, MINOR};
use crate::domain::{Dossiers, Language, MonthActivity, ReportContext};
use crate::locale::{self, integer, message, message_with, short_month, true_percent};

/// The height of the hatched cap on a column to which some units have not reported.
const CAP: f64 = 24.0;
/// The least height of a part, so that a few late dossiers stay visible.
const THINNEST: f64 = 3.0;

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let title = locale::dossiers_finding(report, language);
    let evidence = locale::dossiers_evidence(report, language);
    let frame = Frame::new(report, form, title).resting_on(evidence);
    let words = context.activity.iter().map(|month| locale::dossiers_in_words(month, language));
    let words = words.collect::<Vec<_>>().join("\n");
    let Some(last) = context.activity.iter().rev().find_map(Settled::of) else {
        let reason = message(language, "dossiers-finding-none");
        return frame.empty_state(&format!("{words}\n{reason}"), &reason);
    };
    let most = context.activity.iter().filter_map(Settled::of).map(|settled| settled.all).max().unwrap_or(0);
    let plot = Plot {
        head: message(language, "dossiers-axis"),
        // The total of the last month is written above its column.
        scale: Box::new(move |height| ValueAxis::of_counts(most + most / 12, height)),
        labels: EndLabels::counted(last.labels(form)),
        labelled: last.month,
    };
    let notes = Notes::set(form, &notes(&context.activity, language));
    let plots = Plots { months: context.months, stacked: vec![plot], notes };
    let flags = annotations(context, &plots.axis(form), language);
    plots.draw(frame, form, &words, flags, |scene, axis, _, scale| {
        let missing = context.activity.iter().filter(|month| Settled::of(month).is_none());
        axis.hatch(scene, missing.map(|month| month.month), (scale.top, scale.bottom));
        for month in &context.activity {
            draw_month(scene, axis, scale, month, language);
        }
    })
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let heads =
        ["dossiers-received", "dossiers-settled-head", "dossiers-early", "dossiers-on-time", "dossiers-late"];
    let caption = locale::subject(&context.report, language);
    let mut table = ChartTable::new(
        caption,
        message(language, "trend-column-month"),
        heads.map(|key| message(language, key)),
    );
    for month in &context.activity {
        let received = month.dossiers.map_or_else(
            || message(language, "series-dossiers-missing"),
            |dossiers| integer(language, dossiers.received),
        );
        let name = short_month(language, month.month);
        let Some(settled) = Settled::of(month) else {
            table.push([name, received]);
            continue;
        };
        let part = |count: u64| format!("{} ({})", integer(language, count), settled.share(count, language));
        let Dossiers { early, on_time, late, .. } = settled.dossiers;
        table.push([name, received, integer(language, settled.all), part(early), part(on_time), part(late)]);
    }
    table
}

fn notes(activity: &[MonthActivity], language: Language) -> Vec<SignNote> {
    hatching(activity, language, |month| Settled::of(month).is_none(), |month| Settled::of(month).is_some())
}

/// A month in which dossiers were settled.
struct Settled {
    month: crate::domain::Month,
    dossiers: Dossiers,
    all: u64,
}

impl Settled {
    fn of(activity: &MonthActivity) -> Option<Self> {
        let dossiers = activity.dossiers?;
        let all = dossiers.settled();
        (all > 0).then_some(Self { month: activity.month, dossiers, all })
    }

    fn share(&self, part: u64, language: Language) -> String {
        true_percent(language, part as f64 / self.all as f64)
    }

    /// The parts from bottom to top: count, colour and message key.
    fn parts(&self) -> [(u64, plotters::style::RGBColor, &'static str); 3] {
        [
            (self.dossiers.early, COUNTED, "dossiers-early"),
            (self.dossiers.on_time, COUNTED_BESIDE, "dossiers-on-time"),
            (self.dossiers.late, ACCENT, "dossiers-late"),
        ]
    }

    fn labels(&self, form: ChartForm) -> Vec<EndLabel> {
        let language = form.language;
        let mut below = 0;
        let mut labels = Vec::new();
        for (part, _, key) in self.parts() {
            let middle = below as f64 + part as f64 / 2.0;
            let line = format!("{}: {}", message(language, key), integer(language, part));
            labels.push(EndLabel::with_figure(form, middle, self.share(part, language), line));
            below += part;
        }
        let settled = [("count", integer(language, self.all).into())];
        let settled = message_with(language, "dossiers-settled", settled);
        let line = format!("{}: {settled}", short_month(language, self.month));
        // Above the column, so that it is not read as one of its parts.
        let total = EndLabel::new(form, self.all as f64 * 1.05, line);
        labels.push(EndLabel { has_leader: false, ..total });
        labels
    }
}

fn draw_month(
    scene: &mut Scene,
    axis: &MonthAxis,
    scale: &ValueAxis,
    month: &MonthActivity,
    language: Language,
) {
    let Some(settled) = Settled::of(month) else { return };
    let (left, right) = axis.column(month.month);
    let mut below = 0;
    for (part, colour, _) in settled.parts() {
        if part > 0 {
            let bottom = scale.at(below as f64);
            let top = scale.at((below + part) as f64).min(bottom - THINNEST).max(scale.top);
            scene.block(FilledRect { left, top, right, bottom }, colour);
        }
        below += part;
    }
    let top = scale.at(settled.all as f64);
    let mut above = top;
    if !month.are_dossiers_complete {
        above = (top - CAP).max(scale.top);
        scene.hatch(FilledRect { left, right, top: above, bottom: top });
    }
    // The last total is part of the labels.
    let total = integer(language, settled.all);
    let fits = scene.typeface().width(&total, MINOR) + 12.0 <= axis.pitch;
    if fits && above - scale.top > 30.0 && axis.edges().1 > right + axis.pitch / 2.0 {
        let at = (f64::midpoint(left, right), above - 10.0);
        scene.write(Anchor::Middle, at, MINOR.in_colour(INK), &total);
    }
}
