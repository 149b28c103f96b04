//! The first sheet: the headline figures, what they rest on, and a chart of them that follows its cells.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::chart::{ChartPlace, headline_chart};
use super::questions::weighted_cells;
use super::{Cell, Page, Wording};
use crate::domain::{Language, QuestionReport, Report};
use crate::locale::{
    Argument, comparison_sentence, evidence_sentence, headline_finding, indicator_sentence, instead_sentence,
    integer, message, message_with, mode_differences,
};

/// Columns for a question, and for numbers beside it.
const WIDTHS: [f64; 10] = [54.0, 20.0, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5];
const HEADS: [&str; 10] = [
    "table-question",
    "table-n",
    "column-satisfied",
    "table-share",
    "column-from",
    "column-to",
    "column-weighted",
    "column-from",
    "column-to",
    "column-effective",
];
const CHART_HEADS: [&str; 4] =
    ["column-chart-question", "table-share", "column-chart-down", "column-chart-up"];
/// Rows that a chart covers beside the evidence.
const CHART_ROWS: u32 = 17;

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let name = wording.say("sheet-figures");
    let mut page = Page::new(&name, WIDTHS.to_vec(), wording.styles)?;
    let report = wording.report();
    page.captions(&wording.captions)?;
    let finding = page.row();
    page.text(&headline_finding(report, wording.language).to_string(), &wording.styles.finding, 12.0)?;
    if let Some(instead) = instead_sentence(report, wording.language) {
        page.text(&instead, &wording.styles.paragraph, 10.0)?;
    }
    page.skip(1);
    let headlines: Vec<_> = report.headlines().map(|question| headline(wording, question)).collect();
    page.block(&HEADS.map(|key| wording.say(key)), &headlines)?;
    page.sheet().set_freeze_panes(1, 0)?;
    let beside = page.row();
    page.block(
        &["column-fact", "column-value"].map(|key| wording.say(key)),
        &facts(report, wording.language),
    )?;
    let drawn = chart_figures(wording);
    if !drawn.is_empty() {
        page.skip((beside + CHART_ROWS).saturating_sub(page.row()));
        let first = page.row() + 1;
        page.block(&CHART_HEADS.map(|key| wording.say(key)), &drawn)?;
        let last = first + u32::try_from(drawn.len()).unwrap_or(1) - 1;
        let place = ChartPlace { sheet: &name, title: finding, first, last };
        let alternative = headline_finding(report, wording.language).to_string();
        page.sheet().insert_chart_with_offset(beside, 2, &headline_chart(&place, &alternative), 24, 4)?;
    }
    for sentence in sentences(report, wording.language) {
        page.text(&sentence, &wording.styles.paragraph, 10.0)?;
    }
    Ok(page.finish(&wording.captions.title))
}

fn headline(wording: &Wording<'_>, question: &QuestionReport) -> Vec<Cell> {
    let language = wording.language;
    let missing = Cell::missing(language, question.answered(), question.suppressed);
    let share = |share: Option<f64>| Cell::share_or(share, &missing);
    let top_two = question.top_two;
    let mut cells = vec![
        Cell::words(question.label.get(language)),
        Cell::Count(question.shown_answers()),
        Cell::count_or(question.satisfied, &missing),
        share(top_two.map(|top_two| top_two.share)),
        share(top_two.map(|top_two| top_two.low)),
        share(top_two.map(|top_two| top_two.high)),
    ];
    cells.extend(weighted_cells(question, language));
    cells
}

/// The cells that the chart is drawn from: published shares only, because a word would be drawn as zero.
fn chart_figures(wording: &Wording<'_>) -> Vec<Vec<Cell>> {
    let language = wording.language;
    let drawn = wording.report().headlines().filter_map(|question| Some((question, question.top_two?)));
    let rows = drawn.map(|(question, top_two)| {
        let label = Argument::from(question.label.get(language));
        let count = Argument::from(integer(language, question.n));
        let category = message_with(language, "chart-category", [("label", label), ("count", count)]);
        let (down, up) = (top_two.share - top_two.low, top_two.high - top_two.share);
        vec![Cell::Words(category), Cell::Share(top_two.share), Cell::Share(down), Cell::Share(up)]
    });
    rows.collect()
}

/// What the figures rest on, number by number.
fn facts(report: &Report, language: Language) -> Vec<Vec<Cell>> {
    let say = |key: &str| message(language, key);
    let unknown = Cell::unknown(language);
    let needed = report.needed_answers();
    let received = report.dossiers.map(|dossiers| dossiers.received);
    let mut facts = vec![
        (say("fact-responses"), Cell::Count(report.responses)),
        (say("fact-quarantined"), Cell::Count(report.quarantined)),
        (say("fact-dossiers"), Cell::count_or(received, &unknown)),
        (say("fact-rate"), Cell::share_or(report.response_rate(), &unknown)),
    ];
    facts.extend(needed.map(|needed| (say("fact-needed"), Cell::Count(needed))));
    let modes = report.modes.iter().filter(|&(_, &sheets)| sheets > 0);
    facts.extend(modes.map(|(mode, &sheets)| (say(&format!("mode-{mode}")), Cell::Count(sheets))));
    let months = [("filter-from", report.period.from()), ("filter-to", report.period.to())];
    facts.extend(months.map(|(key, month)| (say(key), Cell::Month(month))));
    facts.push((
        say("fact-boundaries"),
        Cell::Words(say(&format!("boundaries-{}", report.boundaries.name()))),
    ));
    if let Some(edition) = report.edition() {
        facts.push((say("fact-edition-number"), Cell::Count(edition.number.into())));
        facts.push((say("fact-edition-day"), Cell::Day(edition.published_on)));
    }
    facts.into_iter().map(|(name, value)| vec![Cell::Words(name), value]).collect()
}

/// The headline in sentences to repeat: with its evidence, and what changed.
fn sentences(report: &Report, language: Language) -> Vec<String> {
    let mut sentences = mode_differences(report, language);
    sentences.extend(evidence_sentence(report, language));
    for question in report.headlines() {
        let label = question.label.get(language);
        let told = |comparison| {
            let sentence = Argument::from(comparison_sentence(comparison, language));
            message_with(
                language,
                "sentence-labelled",
                [("label", Argument::from(label)), ("sentence", sentence)],
            )
        };
        sentences.extend(question.comparisons.iter().map(told));
    }
    sentences.extend(indicator_sentence(report, language));
    sentences
}
