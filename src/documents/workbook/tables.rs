//! The worksheets with one table each: questions, comparisons, modes, units, months and dossiers. A table is
//! a list of columns, each with its head and the function that gives its cell for a row.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{WorkbookCell, WorkbookColumn, WorkbookContext, WorkbookTable};
use crate::domain::{
    Change, ComparedUnit, Comparison, Estimate, Language, ModeReport, MonthActivity, Outcome, QuestionReport,
    ReportContext, Series, SeriesPoint, Suppression, UnitVersion,
};
use crate::locale::{
    Argument, comparison_sentence, day, integer, message, message_with, rounded, unit_standing, units_finding,
};
use crate::stats::Interval;

/// The question, and the number of answers.
pub(super) const ASKED: [WorkbookColumn<QuestionReport>; 2] = [
    ("table-question", |question, language| WorkbookCell::words(question.label.get(language))),
    ("table-n", |question, _| WorkbookCell::Count(question.shown_answers())),
];

/// The answers at each level.
pub(super) const LEVELS: [WorkbookColumn<QuestionReport>; 6] = [
    ("table-no-opinion", |question, _| WorkbookCell::Count(question.no_opinion)),
    ("scale-1", |question, language| count(question.counts[0], question, language)),
    ("scale-2", |question, language| count(question.counts[1], question, language)),
    ("scale-3", |question, language| count(question.counts[2], question, language)),
    ("scale-4", |question, language| count(question.counts[3], question, language)),
    ("scale-5", |question, language| count(question.counts[4], question, language)),
];

/// The plain share and the weighted one with their intervals.
pub(super) const SHARES: [WorkbookColumn<QuestionReport>; 8] = [
    ("column-satisfied", |question, language| count(question.satisfied, question, language)),
    ("table-share", |question, language| top_two(question, |top_two| top_two.share, language)),
    ("column-from", |question, language| top_two(question, |top_two| top_two.low, language)),
    ("column-to", |question, language| top_two(question, |top_two| top_two.high, language)),
    ("column-weighted", |question, language| weighted(question, |weighted| weighted.share, language)),
    ("column-from", |question, language| weighted(question, |weighted| weighted.low, language)),
    ("column-to", |question, language| weighted(question, |weighted| weighted.high, language)),
    ("column-effective", effective_answers),
];

/// The mean score.
pub(super) const MEAN: WorkbookColumn<QuestionReport> = ("table-mean", |question, language| {
    question.mean.map_or_else(|| withheld(question, language), |mean| WorkbookCell::Score(mean.value))
});

const MEAN_INTERVAL: [WorkbookColumn<QuestionReport>; 2] = [
    ("column-from", |question, language| mean_end(question, |interval| interval.low, language)),
    ("column-to", |question, language| mean_end(question, |interval| interval.high, language)),
];

fn withheld(question: &QuestionReport, language: Language) -> WorkbookCell {
    WorkbookCell::missing(language, question.answered(), question.suppressed)
}

fn count(count: Option<u64>, question: &QuestionReport, language: Language) -> WorkbookCell {
    count.map_or_else(|| withheld(question, language), WorkbookCell::Count)
}

/// A share that can be calculated from published counts, so it is written with all digits; the spreadsheet
/// rounds it as web pages do.
fn top_two(question: &QuestionReport, of: fn(Estimate) -> f64, language: Language) -> WorkbookCell {
    share(question.top_two, of, || withheld(question, language))
}

fn share(
    estimate: Option<Estimate>,
    of: fn(Estimate) -> f64,
    missing: impl FnOnce() -> WorkbookCell,
) -> WorkbookCell {
    estimate.map_or_else(missing, |estimate| WorkbookCell::Share(of(estimate)))
}

/// A weighted share, rounded as on web pages: disclosure control considers only these digits, and more would
/// reveal more about the units that contribute to it.
fn weighted(question: &QuestionReport, of: fn(Estimate) -> f64, language: Language) -> WorkbookCell {
    let share =
        question.top_two_weighted.map(|weighted| WorkbookCell::Share(rounded(of(weighted.estimate), 3)));
    share.unwrap_or_else(|| not_weighted(question, language))
}

/// The effective sample size as a whole number: the number of answers of a simple random sample with equal
/// precision.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of people")]
fn effective_answers(question: &QuestionReport, language: Language) -> WorkbookCell {
    let effective = question.top_two_weighted.and_then(|weighted| weighted.effective_answers);
    let whole = |number: f64| WorkbookCell::Count(number.round().max(0.0) as u64);
    effective.map_or_else(|| not_weighted(question, language), whole)
}

/// The text in place of a weighted share: it is withheld with the plain share, or dossiers are missing.
fn not_weighted(question: &QuestionReport, language: Language) -> WorkbookCell {
    match question.top_two {
        Some(_) if question.suppressed.is_none() => WorkbookCell::unknown(language),
        _ => withheld(question, language),
    }
}

fn mean_end(question: &QuestionReport, of: fn(Interval) -> f64, language: Language) -> WorkbookCell {
    match question.mean.map(|mean| mean.interval) {
        Some(Some(interval)) => WorkbookCell::Score(of(interval)),
        // A single answer has a score and no interval.
        Some(None) => WorkbookCell::unknown(language),
        None => withheld(question, language),
    }
}

/// The worksheet of all questions: answers at each level, shares with their intervals, means.
pub(super) fn questions(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    let columns = [ASKED.as_slice(), &LEVELS, &SHARES, &[MEAN], &MEAN_INTERVAL].concat();
    let table = workbook.table(&columns, &workbook.report().questions);
    workbook.table_sheet("sheet-questions", &[], &table, "workbook-no-questions")
}

/// The worksheet of comparisons with earlier periods, each with its outcome.
pub(super) fn changes(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    fn points(comparison: &Comparison, of: fn(Change) -> f64) -> WorkbookCell {
        comparison.outcome.change().map_or(WorkbookCell::Empty, |change| WorkbookCell::Points(of(change)))
    }
    let columns: [WorkbookColumn<(&QuestionReport, &Comparison)>; 11] = [
        ("table-question", |(question, _), language| WorkbookCell::words(question.label.get(language))),
        ("column-compared-from", |(_, comparison), _| WorkbookCell::Month(comparison.period.from())),
        ("column-compared-to", |(_, comparison), _| WorkbookCell::Month(comparison.period.to())),
        ("column-before", |(_, comparison), language| share_before(comparison, language)),
        ("column-n-before", |(_, comparison), _| {
            comparison
                .outcome
                .change()
                .map_or(WorkbookCell::Empty, |change| WorkbookCell::Count(change.n_before))
        }),
        ("table-share", |(question, _), language| top_two(question, |top_two| top_two.share, language)),
        ("table-n", |(question, _), _| WorkbookCell::Count(question.shown_answers())),
        ("column-difference", |(_, comparison), _| points(comparison, |change| change.difference)),
        ("column-from", |(_, comparison), _| points(comparison, |change| change.low)),
        ("column-to", |(_, comparison), _| points(comparison, |change| change.high)),
        ("column-verdict", |(_, comparison), language| {
            WorkbookCell::Words(comparison_sentence(comparison, language))
        }),
    ];
    let rows = workbook
        .report()
        .questions
        .iter()
        .flat_map(|question| question.comparisons.iter().map(move |comparison| (question, comparison)));
    let table = workbook.table(&columns, rows);
    workbook.table_sheet("sheet-changes", &[], &table, "workbook-no-changes")
}

fn share_before(comparison: &Comparison, language: Language) -> WorkbookCell {
    match comparison.outcome {
        Outcome::Changed(change) => WorkbookCell::Share(change.before),
        Outcome::NoAnswers => WorkbookCell::Missing(message(language, "withheld-no-answers")),
        Outcome::NotPublished => WorkbookCell::Missing(message(language, "withheld-too-few")),
        // The outcome column gives the reason why the two are not compared.
        Outcome::OtherWording | Outcome::OtherBoundaries => WorkbookCell::Empty,
    }
}

/// The worksheet of answers by mode.
pub(super) fn modes(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    fn mode_share(mode: &ModeReport, of: fn(Estimate) -> f64, language: Language) -> WorkbookCell {
        // The exact reason for withholding one mode would reveal the size of another.
        share(mode.top_two, of, || WorkbookCell::Missing(message(language, "withheld-too-few")))
    }
    let columns: [WorkbookColumn<(&QuestionReport, &ModeReport)>; 6] = [
        ("table-question", |(question, _), language| WorkbookCell::words(question.label.get(language))),
        ("column-mode", |(_, mode), language| {
            WorkbookCell::Words(message(language, &format!("mode-{}", mode.mode)))
        }),
        ("table-n", |(_, mode), _| WorkbookCell::Count(mode.n)),
        ("table-share", |(_, mode), language| mode_share(mode, |top_two| top_two.share, language)),
        ("column-from", |(_, mode), language| mode_share(mode, |top_two| top_two.low, language)),
        ("column-to", |(_, mode), language| mode_share(mode, |top_two| top_two.high, language)),
    ];
    let questions = workbook.report().questions.iter();
    let rows = questions.flat_map(|question| question.by_mode.iter().map(move |mode| (question, mode)));
    let table = workbook.table(&columns, rows);
    workbook.table_sheet("sheet-modes", &[], &table, "workbook-no-questions")
}

/// A unit with its number of answers, the reason why its share is withheld, or its figures.
type ComparedUnitRow<'a> = (&'a UnitVersion, u64, Option<Suppression>, Option<&'a ComparedUnit>);

fn unit_share(row: &ComparedUnitRow<'_>, of: fn(Estimate) -> f64, language: Language) -> WorkbookCell {
    unit_figure(row, |unit| WorkbookCell::Share(of(unit.top_two)), language)
}

fn unit_figure(
    (_, n, suppressed, shown): &ComparedUnitRow<'_>,
    cell: impl FnOnce(&ComparedUnit) -> WorkbookCell,
    language: Language,
) -> WorkbookCell {
    shown.map_or_else(|| WorkbookCell::missing(language, *n, *suppressed), cell)
}

/// A value that exists only for shown units: standing, limits or ranks.
fn place(
    (.., shown): &ComparedUnitRow<'_>,
    cell: impl FnOnce(&ComparedUnit) -> WorkbookCell,
) -> WorkbookCell {
    shown.map_or(WorkbookCell::Empty, cell)
}

/// The worksheet of the lowest units within the unit: first those with published shares, with their limits
/// and ranks, then the others.
pub(super) fn units(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    let Some(comparison) = &workbook.context.comparison else {
        return workbook.table_sheet("sheet-units", &[], &WorkbookTable::default(), "workbook-no-units");
    };
    let mut columns: Vec<WorkbookColumn<ComparedUnitRow<'_>>> = vec![
        ("units-unit", |(version, ..), _| WorkbookCell::words(version.unit.name.as_str())),
        ("column-code", |(version, ..), _| WorkbookCell::words(version.unit.code.as_str())),
        ("table-n", |(_, n, ..), _| WorkbookCell::Count(*n)),
        ("column-satisfied", |row, language| {
            unit_figure(row, |unit| WorkbookCell::Count(unit.satisfied), language)
        }),
        ("table-share", |row, language| unit_share(row, |top_two| top_two.share, language)),
        ("column-from", |row, language| unit_share(row, |top_two| top_two.low, language)),
        ("column-to", |row, language| unit_share(row, |top_two| top_two.high, language)),
        ("units-standing", |row, language| {
            place(row, |unit| WorkbookCell::Words(unit_standing(unit.standing, language)))
        }),
        ("column-limit-from", |row, _| place(row, |unit| WorkbookCell::Share(unit.limits.low))),
        ("column-limit-to", |row, _| place(row, |unit| WorkbookCell::Share(unit.limits.high))),
        ("column-far-limit-from", |row, _| place(row, |unit| WorkbookCell::Share(unit.far_limits.low))),
        ("column-far-limit-to", |row, _| place(row, |unit| WorkbookCell::Share(unit.far_limits.high))),
        ("column-rank-from", |row, _| place(row, |unit| WorkbookCell::Count(unit.rank.low as u64))),
        ("column-rank-to", |row, _| place(row, |unit| WorkbookCell::Count(unit.rank.high as u64))),
    ];
    let shown = comparison.funnel.iter().flat_map(|funnel| &funnel.units);
    let shown = shown.map(|unit| (&unit.version, unit.n, None, Some(unit)));
    let not_shown = comparison.not_shown.iter().map(|unit| (&unit.version, unit.n, unit.suppressed, None));
    let rows: Vec<ComparedUnitRow<'_>> = shown.chain(not_shown).collect();
    // In most months no unit begins or ends, so the columns are left out.
    if rows.iter().any(|(version, ..)| version.since.or(version.until).is_some()) {
        columns.push(("column-since", |(version, ..), _| {
            version.since.map_or(WorkbookCell::Empty, WorkbookCell::Day)
        }));
        columns.push(("column-until", |(version, ..), _| {
            version.until.map_or(WorkbookCell::Empty, WorkbookCell::Day)
        }));
    }
    let mut remarks = vec![comparison.question.label.get(workbook.language).to_owned()];
    remarks.extend(units_finding(comparison, workbook.language));
    workbook.table_sheet("sheet-units", &remarks, &workbook.table(&columns, rows), "workbook-no-units")
}

/// The worksheet of months: one row per question and month, with the responses and dossiers of that month, so
/// that filtering by a question leaves its series.
pub(super) fn months(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    type Row<'a> = (&'a Series, &'a SeriesPoint, &'a ReportContext);
    fn point_share((_, point, _): &Row<'_>, of: fn(Estimate) -> f64, language: Language) -> WorkbookCell {
        share(point.top_two, of, || WorkbookCell::missing(language, point.n, point.suppressed))
    }
    fn activity<'a>((_, point, context): &Row<'a>) -> Option<&'a MonthActivity> {
        context.activity.iter().find(|activity| activity.month == point.month)
    }
    let columns: [WorkbookColumn<Row<'_>>; 9] = [
        ("column-month", |(_, point, _), _| WorkbookCell::Month(point.month)),
        ("table-question", |(series, _, _), language| WorkbookCell::words(series.label.get(language))),
        ("table-n", |(_, point, _), _| WorkbookCell::Count(point.n)),
        ("table-share", |row, language| point_share(row, |top_two| top_two.share, language)),
        ("column-from", |row, language| point_share(row, |top_two| top_two.low, language)),
        ("column-to", |row, language| point_share(row, |top_two| top_two.high, language)),
        ("column-sheets", |row, language| known(activity(row).map(|month| month.responses), language)),
        ("fact-dossiers", |row, language| known(activity(row).and_then(MonthActivity::received), language)),
        ("column-note", |(_, point, context), language| note(context, point, language)),
    ];
    let context = workbook.context;
    let rows = context
        .series
        .iter()
        .flat_map(|series| series.points.iter().map(move |point| (series, point, context)));
    workbook.table_sheet("sheet-months", &[], &workbook.table(&columns, rows), "workbook-no-months")
}

fn known(count: Option<u64>, language: Language) -> WorkbookCell {
    count.map_or_else(|| WorkbookCell::unknown(language), WorkbookCell::Count)
}

/// Events in the month that break the series: new wordings and boundary reforms.
fn note(context: &ReportContext, point: &SeriesPoint, language: Language) -> WorkbookCell {
    let reworded = point.begins_new_wording.then(|| message(language, "note-new-wording"));
    let month = point.month;
    let reforms = context.reforms.iter();
    let reforms = reforms.filter(|reform| month.first_day() <= reform.day && reform.day <= month.last_day());
    let redrawn = reforms.map(|reform| {
        let arguments = [
            ("day", Argument::from(day(language, reform.day))),
            ("before", Argument::from(integer(language, reform.before as u64))),
            ("after", Argument::from(integer(language, reform.after as u64))),
        ];
        message_with(language, "note-reform", arguments)
    });
    let notes: Vec<_> = reworded.into_iter().chain(redrawn).collect();
    if notes.is_empty() { WorkbookCell::Empty } else { WorkbookCell::Words(notes.join(" ")) }
}

/// The worksheet of responses and dossiers by month: how many were received, how they were settled, how many
/// answers a sample would need.
pub(super) fn dossiers(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    const NEEDED: &str = "column-needed";
    let mut columns: Vec<WorkbookColumn<MonthActivity>> = vec![
        ("column-month", |month, _| WorkbookCell::Month(month.month)),
        ("column-sheets", |month, _| WorkbookCell::Count(month.responses)),
        // Incomplete dossiers cannot serve as a denominator.
        ("fact-dossiers", |month, language| known(month.received(), language)),
        ("fact-rate", |month, language| ratio(Some(month.responses), month.received(), language)),
        (NEEDED, |month, language| known(month.needed_answers(), language)),
        ("column-early", |month, language| known(month.dossiers.map(|dossiers| dossiers.early), language)),
        ("column-on-time", |month, language| {
            known(month.dossiers.map(|dossiers| dossiers.on_time), language)
        }),
        ("column-late", |month, language| known(month.dossiers.map(|dossiers| dossiers.late), language)),
        ("column-late-share", |month, language| {
            let settled = month.dossiers.map(|dossiers| dossiers.settled()).filter(|&settled| settled > 0);
            ratio(month.dossiers.map(|dossiers| dossiers.late), settled, language)
        }),
    ];
    let activity = &workbook.context.activity;
    // The needed number of answers applies only to samples.
    if activity.iter().all(|month| month.needed_answers().is_none()) {
        columns.retain(|(head, _)| *head != NEEDED);
    }
    let incomplete = activity.iter().any(|month| !month.are_dossiers_complete);
    let remarks = incomplete.then(|| workbook.say("results-note-dossiers-incomplete"));
    let table = workbook.table(&columns, activity);
    workbook.table_sheet("sheet-dossiers", remarks.as_slice(), &table, "workbook-no-months")
}

fn ratio(part: Option<u64>, whole: Option<u64>, language: Language) -> WorkbookCell {
    let share = part.zip(whole).map(|(part, whole)| WorkbookCell::Share(part as f64 / whole as f64));
    share.unwrap_or_else(|| WorkbookCell::unknown(language))
}
