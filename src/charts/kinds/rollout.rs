//! How the model spread: the units that have it at the end of each month, below a line of all units.

use super::over_time::{EndLabel, EndLabels, Plot, Plots};
use crate::charts::axes::annotations::reforms;
use crate::charts::axes::months::MonthAxis;
use crate::charts::axes::values::ValueAxis;
use crate::charts::frame::Frame;
use crate::charts::scene::{Anchor, FilledRect, Scene};
use crate::charts::shape::ChartForm;
use crate::charts::table::ChartTable;
use crate::charts::text::notes::Notes;
use crate::charts::text::paragraph::TextBlock;
use crate::charts::text::typeface::TextStyle;
use crate::charts::theme::{COUNTED, COUNTED_BESIDE, INK, MINOR, PAPER, QUIET_INK};
use crate::domain::{Adoption, Language, Period, ReportContext, RolloutMonth};
use crate::locale::{self, compare_unit_names, integer, message, message_with, short_month, true_percent};

/// The greatest number of first adopters that are named; the others are counted.
const NAMED: usize = 8;
const STEP: TextStyle = TextStyle::bold(26.0, INK);
const STEP_HEIGHT: f64 = 40.0;
const NAMES: TextStyle = MINOR.in_colour(INK);

/// Composes the chart.
pub(in crate::charts) fn compose(context: &ReportContext, form: ChartForm) -> Vec<Scene> {
    let (report, language) = (&context.report, form.language);
    let months = context.rollout.months.as_slice();
    let title = locale::rollout_finding(context, language);
    let reason = title.to_string();
    let evidence = locale::rollout_evidence(context, language);
    let frame = Frame::new(report, form, title).resting_on(evidence);
    let first = context.rollout.adoptions.first().map(|first| first_adopters(first, language));
    let words = months.iter().map(|month| locale::rollout_in_words(month, language));
    let words = first.as_deref().map(plain).into_iter().chain(words).collect::<Vec<_>>().join("\n");
    let (Some(begin), Some(last)) = (months.first(), months.last()) else {
        return frame.empty_state(&reason, &reason);
    };
    let most = months.iter().map(|month| month.units.max(with_model(month))).max().unwrap_or(0);
    let plot = Plot {
        head: message(language, "rollout-axis"),
        scale: Box::new(move |height| ValueAxis::of_counts(most, height)),
        labels: EndLabels::counted(labels(last, form)),
        labelled: last.month,
    };
    let period = Period::new(begin.month, last.month).unwrap_or(Period::month(last.month));
    let notes = Notes::set(form, &[]);
    let plots = Plots { months: period, stacked: vec![plot], notes };
    let flags = reforms(context, &plots.axis(form), language);
    plots.draw(frame, form, &words, flags, |scene, axis, _, scale| {
        let plot = RolloutPlot { axis, scale, months };
        plot.draw_units(scene);
        plot.draw_columns(scene);
        plot.draw_steps(scene, language);
        if let Some(first) = &first {
            plot.draw_first(scene, first);
        }
    })
}

/// The figures of the chart as a table.
pub(in crate::charts) fn table(context: &ReportContext, language: Language) -> ChartTable {
    let heads =
        ["rollout-adopted", "rollout-continued", "rollout-column-with", "rollout-units", "chart-column-rate"];
    let heads = heads.map(|key| message(language, key));
    let caption = locale::subject(&context.report, language);
    let mut table = ChartTable::new(caption, message(language, "trend-column-month"), heads);
    for month in &context.rollout.months {
        let share = with_model(month) as f64 / month.units.max(1) as f64;
        let counts = [month.adopted, month.continued, with_model(month), month.units];
        let cells = [short_month(language, month.month)].into_iter();
        let cells = cells.chain(counts.map(|count| integer(language, count)));
        table.push(cells.chain([true_percent(language, share)]));
    }
    table
}

fn with_model(month: &RolloutMonth) -> u64 {
    month.adopted + month.continued
}

/// The first adopters and their day: `01/02/2023: Phường Quang Trung, Xã Tân Châu, Xã Xuân Trúc`.
fn first_adopters(first: &Adoption, language: Language) -> String {
    // Lines break between names only.
    let mut names: Vec<String> = first.units.iter().map(|name| name.replace(' ', "\u{a0}")).collect();
    names.sort_by(|one, other| compare_unit_names(&plain(one), &plain(other)));
    let others = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let day = ("day", locale::day(language, first.day).into());
    let units = ("units", names.join(", ").into());
    if others == 0 {
        return message_with(language, "rollout-first", [day, units]);
    }
    let count = ("count", integer(language, others as u64).into());
    message_with(language, "rollout-first-more", [day, units, count])
}

fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn labels(last: &RolloutMonth, form: ChartForm) -> Vec<EndLabel> {
    let label = |value: f64, count: u64, key: &str| {
        let figure = integer(form.language, count);
        EndLabel::with_figure(form, value, figure, message(form.language, key))
    };
    let units = label(last.units as f64, last.units, "rollout-units");
    let adopted_by = if last.continued > 0 { "rollout-adopted" } else { "rollout-with" };
    let adopted = label(last.adopted as f64 / 2.0, last.adopted, adopted_by);
    let middle = last.adopted as f64 + last.continued as f64 / 2.0;
    let continued = label(middle, last.continued, "rollout-continued");
    [(true, units), (last.continued > 0, continued), (last.adopted > 0, adopted)]
        .into_iter()
        .filter_map(|(is_drawn, label)| is_drawn.then_some(label))
        .collect()
}

/// The months on their plot.
struct RolloutPlot<'a> {
    axis: &'a MonthAxis,
    scale: &'a ValueAxis,
    months: &'a [RolloutMonth],
}

impl RolloutPlot<'_> {
    /// The y position of the number of units that have the model.
    fn with_model(&self, month: &RolloutMonth) -> f64 {
        self.scale.at(with_model(month) as f64)
    }

    /// The y position of the number of all units.
    fn units(&self, month: &RolloutMonth) -> f64 {
        self.scale.at(month.units as f64)
    }

    /// Draws the number of all units as a line, with steps at boundary reforms.
    fn draw_units(&self, scene: &mut Scene) {
        let steps = self.months.iter().flat_map(|month| {
            let ((left, right), y) = (self.axis.slot(month.month), self.units(month));
            [(left, y), (right, y)]
        });
        scene.line(steps.collect(), 3.0, QUIET_INK);
    }

    fn draw_columns(&self, scene: &mut Scene) {
        for month in self.months {
            let (left, right) = self.axis.column(month.month);
            let (top, middle) = (self.with_model(month), self.scale.at(month.adopted as f64));
            scene.block(FilledRect { left, right, top: middle, bottom: self.scale.bottom }, COUNTED);
            scene.block(FilledRect { left, right, top, bottom: middle }, COUNTED_BESIDE);
        }
    }

    /// Writes the number of units that have the model above columns where it jumps: the first column, then
    /// those with the largest jumps.
    fn draw_steps(&self, scene: &mut Scene, language: Language) {
        let before = [0].into_iter().chain(self.months.iter().map(with_model));
        let leaps =
            before.zip(self.months).map(|(before, month)| (with_model(month).abs_diff(before), month));
        let mut leaps: Vec<(u64, &RolloutMonth)> = leaps.collect();
        if let Some(first) = leaps.first_mut() {
            first.0 = u64::MAX;
        }
        leaps.sort_by_key(|&(leap, _)| std::cmp::Reverse(leap));
        let mut taken: Vec<FilledRect> = Vec::new();
        for (_, month) in leaps.into_iter().filter(|(leap, _)| *leap > 0) {
            let words = integer(language, with_model(month));
            let width = scene.typeface().width(&words, STEP);
            let bottom = self.with_model(month);
            let (from, to) = self.axis.column(month.month);
            // Beside a higher column there is room only on the other side.
            let lefts = [self.axis.middle(month.month) - width / 2.0, to - width, from];
            let block = |left| FilledRect {
                left,
                right: left + width,
                top: bottom - STEP_HEIGHT,
                bottom: bottom - 2.0,
            };
            let apart = |block: &FilledRect| {
                taken.iter().all(|other| block.right + 10.0 < other.left || block.left > other.right + 10.0)
            };
            let is_free = |block: &FilledRect| apart(block) && self.is_paper(*block);
            let Some(paper) = lefts.map(block).into_iter().find(is_free) else { continue };
            // A white background keeps thin lines out of the figure.
            scene.block(paper, PAPER);
            scene.write(Anchor::Start, (paper.left, bottom - 10.0), STEP, &words);
            taken.push(paper);
        }
    }

    /// Whether `block` lies within the plot and overlaps neither a column nor the line of all units.
    fn is_paper(&self, block: FilledRect) -> bool {
        let (left, right) = self.axis.edges();
        let is_inside = block.top >= self.scale.top && block.left >= left && block.right <= right;
        let is_below = |month: &RolloutMonth| {
            let meets = |(left, right): (f64, f64)| left < block.right && right > block.left;
            let is_crossed = (block.top - 3.0..=block.bottom).contains(&self.units(month))
                && meets(self.axis.slot(month.month));
            let is_higher = self.with_model(month) < block.bottom && meets(self.axis.column(month.month));
            !is_crossed && !is_higher
        };
        is_inside && self.months.iter().all(is_below)
    }

    /// Writes the first adopters above the first columns, with a line down to them. Draws nothing where the
    /// columns soon rise into that space.
    fn draw_first(&self, scene: &mut Scene, first: &str) {
        let Some(begin) = self.months.first() else { return };
        let (left, (from, to)) = (self.axis.middle(begin.month), self.axis.edges());
        let width = (0.45 * (to - from)).min(to - left - 12.0);
        let words = TextBlock::wrap(scene.typeface(), first, NAMES, width, 1.35);
        let right = left + 12.0 + words.width(scene.typeface());
        let below = self.months.iter().filter(|month| self.axis.slot(month.month).0 < right);
        let ends = (self.scale.top, self.scale.bottom);
        let (ceiling, floor) = below.fold(ends, |(ceiling, floor), month| {
            (ceiling.max(self.units(month)), floor.min(self.with_model(month) - STEP_HEIGHT))
        });
        let top = ceiling + 20.0;
        let foot = top + words.height();
        if foot + 10.0 > floor || right > to {
            return;
        }
        scene.line(vec![(left, top), (left, self.with_model(begin) - STEP_HEIGHT)], 2.0, QUIET_INK);
        scene.block(FilledRect { left: left + 4.0, right: right + 4.0, top, bottom: foot }, PAPER);
        words.draw(scene, (left + 12.0, top + NAMES.size));
    }
}
