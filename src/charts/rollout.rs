//! How the model spread: the units that have it at the end of each month, under all that there are.

use super::end_labels::EndLabel;
use super::frame::Frame;
use super::month_axis::MonthAxis;
use super::notes::Notes;
use super::occasions::reforms;
use super::paragraph::Paragraph;
use super::plot::{Measured, Placed, Plot, Plots};
use super::scene::{Anchor, Block, Scene};
use super::shape::Form;
use super::table::ChartTable;
use super::theme::{COUNTED, COUNTED_BESIDE, INK, MINOR, PAPER, QUIET_INK};
use super::typeface::{Lettering, Typeface};
use super::vacancy::{VACANCY_HEIGHT, draw_vacancy};
use crate::domain::{Adoption, Briefing, Language, Period, RolloutMonth};
use crate::locale::{self, compare_unit_names, integer, message, message_with, short_month, true_percent};

/// More first adopters than this are counted instead of named.
const NAMED: usize = 8;
const STEP: Lettering = Lettering::bold(26.0, INK);
const STEP_HEIGHT: f64 = 40.0;
const NAMES: Lettering = MINOR.in_colour(INK);

/// Composes the chart.
pub(super) fn compose(briefing: &Briefing, form: Form, typeface: &'static Typeface) -> Vec<Scene> {
    let (report, language) = (&briefing.report, form.language);
    let months = briefing.rollout.months.as_slice();
    let title = locale::rollout_finding(briefing, language);
    let reason = title.to_string();
    let evidence = locale::rollout_evidence(briefing, language);
    let frame = Frame::new(report, form, title, typeface).resting_on(evidence);
    let first = briefing.rollout.adoptions.first().map(|first| first_adopters(first, language));
    let words = months.iter().map(|month| locale::rollout_in_words(month, language));
    let words = first.as_deref().map(plain).into_iter().chain(words).collect::<Vec<_>>().join("\n");
    let (Some(begin), Some(last)) = (months.first(), months.last()) else {
        let (mut scene, area) = frame.open(VACANCY_HEIGHT, &reason);
        draw_vacancy(&mut scene, area, &reason);
        return vec![scene];
    };
    let most = months.iter().map(|month| month.units.max(with_model(month))).max().unwrap_or(0);
    let plot = Plot {
        head: message(language, "rollout-axis"),
        measured: Measured::Counts(most),
        labels: labels(last, language),
        labelled: last.month,
    };
    let period = Period::new(begin.month, last.month).unwrap_or(Period::month(last.month));
    let notes = Notes::set(typeface, &[], form.shape.content_width());
    let plots = Plots { months: period, below_each_other: vec![plot], notes };
    let flags = reforms(briefing, &plots.axis(form, typeface), language);
    let scene = plots.draw(frame, form, (&words, flags), |scene, axis, _, place| {
        draw_units(scene, axis, place, months);
        draw_columns(scene, axis, place, months);
        draw_steps(scene, axis, place, months, language);
        if let Some(first) = &first {
            draw_first(scene, axis, place, months, first);
        }
    });
    vec![scene]
}

/// The same as a table.
pub(super) fn table(briefing: &Briefing, language: Language) -> ChartTable {
    let heads =
        ["rollout-adopted", "rollout-continued", "rollout-column-with", "rollout-units", "chart-column-rate"];
    let heads = heads.map(|key| message(language, key));
    let caption = locale::subject(&briefing.report, language);
    let mut table = ChartTable::new(caption, message(language, "trend-column-month"), heads);
    for month in &briefing.rollout.months {
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

/// Who began, and when: `01/02/2023: Phường Quang Trung, Xã Tân Châu, Xã Xuân Trúc`.
fn first_adopters(first: &Adoption, language: Language) -> String {
    // No name is parted at the end of a line.
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

fn labels(last: &RolloutMonth, language: Language) -> Vec<EndLabel> {
    let label = |value: f64, count: u64, key: &str| EndLabel {
        value,
        figure: integer(language, count),
        line: message(language, key),
        is_led_to: true,
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

/// All units as a line, which steps where the map was redrawn.
fn draw_units(scene: &mut Scene, axis: &MonthAxis, place: &Placed, months: &[RolloutMonth]) {
    let steps = months.iter().flat_map(|month| {
        let (left, right) = axis.slot(month.month);
        let y = place.scale.at(month.units as f64);
        [(left, y), (right, y)]
    });
    scene.line(steps.collect(), 3.0, QUIET_INK);
}

fn draw_columns(scene: &mut Scene, axis: &MonthAxis, place: &Placed, months: &[RolloutMonth]) {
    for month in months {
        let (left, right) = axis.column(month.month);
        let middle = place.scale.at(month.adopted as f64);
        let top = place.scale.at(with_model(month) as f64);
        scene.block(Block { left, right, top: middle, bottom: place.bottom }, COUNTED);
        scene.block(Block { left, right, top, bottom: middle }, COUNTED_BESIDE);
    }
}

/// How many units had the model, above the columns on which their number leapt: of the first, and then of those that
/// leapt highest.
fn draw_steps(
    scene: &mut Scene,
    axis: &MonthAxis,
    place: &Placed,
    months: &[RolloutMonth],
    language: Language,
) {
    let before = [0].into_iter().chain(months.iter().map(with_model));
    let mut leaps: Vec<(u64, &RolloutMonth)> =
        before.zip(months).map(|(before, month)| (with_model(month).abs_diff(before), month)).collect();
    if let Some(first) = leaps.first_mut() {
        first.0 = u64::MAX;
    }
    leaps.sort_by_key(|&(leap, _)| std::cmp::Reverse(leap));
    let mut taken: Vec<Block> = Vec::new();
    for (_, month) in leaps.into_iter().filter(|(leap, _)| *leap > 0) {
        let words = integer(language, with_model(month));
        let width = scene.typeface().width(&words, STEP);
        let bottom = place.scale.at(with_model(month) as f64);
        let (from, to) = axis.column(month.month);
        // Beside a higher column there is paper on the other side.
        let lefts = [axis.middle(month.month) - width / 2.0, to - width, from];
        let block =
            |left| Block { left, right: left + width, top: bottom - STEP_HEIGHT, bottom: bottom - 2.0 };
        let apart = |block: &Block| {
            taken.iter().all(|other| block.right + 10.0 < other.left || block.left > other.right + 10.0)
        };
        let is_free = |block: &Block| apart(block) && is_paper(*block, axis, place, months);
        let Some(paper) = lefts.map(block).into_iter().find(is_free) else { continue };
        // No thin line goes through a figure.
        scene.block(paper, PAPER);
        scene.write(Anchor::Start, (paper.left, bottom - 10.0), STEP, &words);
        taken.push(paper);
    }
}

/// Whether neither a column nor the line of all units reaches into `block`, and it lies within the plot.
fn is_paper(block: Block, axis: &MonthAxis, place: &Placed, months: &[RolloutMonth]) -> bool {
    let (left, right) = axis.edges();
    let is_inside = block.top >= place.top && block.left >= left && block.right <= right;
    let is_below = |month: &RolloutMonth| {
        let ((left, right), (from, to)) = (axis.column(month.month), axis.slot(month.month));
        let (column, line) = (place.scale.at(with_model(month) as f64), place.scale.at(month.units as f64));
        let meets = |(left, right): (f64, f64)| left < block.right && right > block.left;
        let is_crossed = (block.top - 3.0..=block.bottom).contains(&line) && meets((from, to));
        !is_crossed && (column >= block.bottom || !meets((left, right)))
    };
    is_inside && months.iter().all(is_below)
}

/// Who began, in the paper above the first columns, with a line down to them; nothing where the columns soon rise into it.
fn draw_first(scene: &mut Scene, axis: &MonthAxis, place: &Placed, months: &[RolloutMonth], first: &str) {
    let Some(begin) = months.first() else { return };
    let left = axis.middle(begin.month);
    let width = (0.45 * (axis.edges().1 - axis.edges().0)).min(axis.edges().1 - left - 12.0);
    let words = Paragraph::wrap(scene.typeface(), first, NAMES, (width, 1.35));
    let right = left + 12.0 + words.width(scene.typeface());
    let below = months.iter().filter(|month| axis.slot(month.month).0 < right);
    let (ceiling, floor) = below.fold((place.top, place.bottom), |(ceiling, floor), month| {
        let line = place.scale.at(month.units as f64);
        let column = place.scale.at(with_model(month) as f64);
        (ceiling.max(line), floor.min(column - STEP_HEIGHT))
    });
    let top = ceiling + 20.0;
    let foot = top + words.height();
    if foot + 10.0 > floor || right > axis.edges().1 {
        return;
    }
    let column = place.scale.at(with_model(begin) as f64) - STEP_HEIGHT;
    scene.line(vec![(left, top), (left, column)], 2.0, QUIET_INK);
    let paper = Block { left: left + 4.0, right: right + 4.0, top, bottom: foot };
    scene.block(paper, PAPER);
    words.draw(scene, (left + 12.0, top + NAMES.size));
}
