//! The first worksheet: the headline figures, their evidence, and a chart linked to its cells. The last
//! worksheet: how the figures are calculated.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartErrorBars, ChartErrorBarsDirection,
    ChartErrorBarsType, ChartFont, ChartFormat, ChartLine, ChartRange, ChartSolidFill, ColNum, RowNum,
    Worksheet, XlsxError,
};

use super::cell::{BAR, FONT, INK, RULE};
use super::tables::{ASKED, SHARES};
use super::{WIDTH_OF_WORDS, WorkbookCell, WorkbookColumn, WorkbookContext, WorkbookTable, WorksheetPage};
use crate::domain::{Estimate, Language, PUBLICATION_THRESHOLD, QuestionReport, Report};
use crate::locale::{
    Argument, evidence_sentence, headline_finding, indicator_sentence, instead_sentence, integer,
    labelled_comparisons, message, message_with, mode_differences, units_scatter, units_target,
};

/// The widths of the columns in digits: the question, then numbers.
const WIDTHS: [f64; 10] = [54.0, 20.0, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5, 15.5];
/// The number of rows that the chart covers beside the evidence.
const CHART_ROWS: u32 = 17;
/// The size of the chart in pixels.
const WIDTH: u32 = 760;
const HEIGHT: u32 = 290;
/// The greatest length of an alternative text in Excel.
const MAX_ALTERNATIVE_LENGTH: usize = 255;
/// The columns of the chart's cells: categories, shares, and the distances to the lower and upper ends of
/// their intervals.
const CATEGORY: ColNum = 0;
const SHARE: ColNum = 1;
const DOWN: ColNum = 2;
const UP: ColNum = 3;

pub(super) fn figures(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    let name = workbook.say("sheet-figures");
    let mut page = WorksheetPage::new(&name, WIDTHS.to_vec(), workbook.styles)?;
    let report = workbook.report();
    page.captions(&workbook.captions)?;
    let finding = page.row();
    page.text(&headline_finding(report, workbook.language).to_string(), &workbook.styles.finding, 12.0)?;
    page.sentences(instead_sentence(report, workbook.language))?;
    page.skip(1);
    page.block(&workbook.table(&[ASKED.as_slice(), &SHARES].concat(), report.headlines()))?;
    page.sheet().set_freeze_panes(1, 0)?;
    let beside = page.row();
    let heads = ["column-fact", "column-value"].map(|key| workbook.say(key)).to_vec();
    page.block(&WorkbookTable { heads, rows: facts(report, workbook.language) })?;
    let drawn = chart_figures(workbook);
    if !drawn.rows.is_empty() {
        page.skip((beside + CHART_ROWS).saturating_sub(page.row()));
        let first = page.row() + 1;
        page.block(&drawn)?;
        let last = first + u32::try_from(drawn.rows.len()).unwrap_or(1) - 1;
        let alternative = headline_finding(report, workbook.language).to_string();
        let chart = headline_chart(&name, finding, (first, last), &alternative);
        page.sheet().insert_chart_with_offset(beside, 2, &chart, 24, 4)?;
    }
    page.sentences(sentences(report, workbook.language))?;
    Ok(page.finish(&workbook.captions.title))
}

/// The cells of the chart's data: published shares only, because a text would be drawn as zero.
fn chart_figures(workbook: &WorkbookContext<'_>) -> WorkbookTable {
    let columns: [WorkbookColumn<(&QuestionReport, Estimate)>; 4] = [
        ("column-chart-question", |(question, _), language| {
            let label = Argument::from(question.label.get(language));
            let count = Argument::from(integer(language, question.n));
            WorkbookCell::Words(message_with(
                language,
                "chart-category",
                [("label", label), ("count", count)],
            ))
        }),
        ("table-share", |(_, top_two), _| WorkbookCell::Share(top_two.share)),
        ("column-chart-down", |(_, top_two), _| WorkbookCell::Share(top_two.share - top_two.low)),
        ("column-chart-up", |(_, top_two), _| WorkbookCell::Share(top_two.high - top_two.share)),
    ];
    let drawn = workbook.report().headlines().filter_map(|question| Some((question, question.top_two?)));
    workbook.table(&columns, drawn)
}

/// The numbers on which the figures are based.
fn facts(report: &Report, language: Language) -> Vec<Vec<WorkbookCell>> {
    let say = |key: &str| message(language, key);
    let unknown = WorkbookCell::unknown(language);
    let needed = report.needed_answers();
    let received = report.dossiers.map(|dossiers| dossiers.received);
    let mut facts = vec![
        (say("fact-responses"), WorkbookCell::Count(report.responses)),
        (say("fact-quarantined"), WorkbookCell::Count(report.quarantined)),
        (say("fact-dossiers"), received.map_or_else(|| unknown.clone(), WorkbookCell::Count)),
        (say("fact-rate"), report.response_rate().map_or_else(|| unknown.clone(), WorkbookCell::Share)),
    ];
    facts.extend(needed.map(|needed| (say("fact-needed"), WorkbookCell::Count(needed))));
    let modes = report.modes.iter().filter(|&(_, &sheets)| sheets > 0);
    facts.extend(modes.map(|(mode, &sheets)| (say(&format!("mode-{mode}")), WorkbookCell::Count(sheets))));
    let months = [("filter-from", report.period.from()), ("filter-to", report.period.to())];
    facts.extend(months.map(|(key, month)| (say(key), WorkbookCell::Month(month))));
    facts.push((
        say("fact-boundaries"),
        WorkbookCell::Words(say(&format!("boundaries-{}", report.boundaries.name()))),
    ));
    if let Some(edition) = report.edition() {
        facts.push((say("fact-edition-number"), WorkbookCell::Count(edition.number.into())));
        facts.push((say("fact-edition-day"), WorkbookCell::Day(edition.published_on)));
    }
    facts.into_iter().map(|(name, value)| vec![WorkbookCell::Words(name), value]).collect()
}

/// The headline in sentences to cite, with its evidence and changes.
fn sentences(report: &Report, language: Language) -> Vec<String> {
    let mut sentences = mode_differences(report, language);
    sentences.extend(evidence_sentence(report, language));
    sentences.extend(report.headlines().flat_map(|question| labelled_comparisons(question, language)));
    sentences.extend(indicator_sentence(report, language));
    sentences
}

/// A native spreadsheet chart of the rows `first` to `last` of `sheet`, so that it follows corrections of
/// cells: horizontal bars from 0 to 100 % with their intervals, each named with its number of answers. The
/// title is the cell in the row `title`.
fn headline_chart(sheet: &str, title: RowNum, (first, last): (RowNum, RowNum), alternative: &str) -> Chart {
    let column = |column: ColNum| ChartRange::new_from_range(sheet, first, column, last, column);
    let mut chart = Chart::new_bar();
    let alternative: String = alternative.chars().take(MAX_ALTERNATIVE_LENGTH).collect();
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(alternative);
    let intervals = ChartErrorBarsType::Custom(column(UP), column(DOWN));
    let mut bars = ChartErrorBars::new();
    bars.set_type(intervals).set_direction(ChartErrorBarsDirection::Both);
    bars.set_format(ChartLine::new().set_color(INK).set_width(1.5));
    // At the base of its bar the figure does not overlap the interval.
    let mut label = ChartDataLabel::new();
    label.show_value().set_position(ChartDataLabelPosition::InsideBase).set_num_format("0.0%");
    label.set_font(font(12).set_bold());
    chart
        .add_series()
        .set_categories(&column(CATEGORY))
        .set_values(&column(SHARE))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BAR)))
        .set_data_label(&label)
        .set_x_error_bars(&bars);
    chart.title().set_name((sheet, title, 0)).set_font(font(12).set_bold());
    chart.legend().set_hidden();
    // In a chart of horizontal bars y is the category axis. The first category is on top, as in the table.
    chart.y_axis().set_reverse().set_font(&font(10));
    chart.x_axis().set_min(0).set_max(1).set_major_unit(0.2).set_num_format("0%").set_font(&font(10));
    chart.x_axis().set_major_gridlines_line(ChartLine::new().set_color(RULE));
    chart
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(f64::from(size)).set_color(INK);
    font
}

/// The worksheet on how the figures are calculated, with the texts of the web pages.
pub(super) fn method(workbook: &WorkbookContext<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = WorksheetPage::new(&workbook.say("sheet-method"), vec![WIDTH_OF_WORDS], workbook.styles)?;
    page.captions(&workbook.captions)?;
    page.skip(1);
    page.text(&workbook.say("method"), &workbook.styles.finding, 12.0)?;
    page.sentences(method_paragraphs(workbook))?;
    if let Some(comparison) = &workbook.context.comparison
        && let Some(funnel) = &comparison.funnel
    {
        page.skip(1);
        page.text(&workbook.say("units-heading"), &workbook.styles.finding, 12.0)?;
        page.sentences([
            units_target(funnel, &workbook.report().unit.name, workbook.language),
            workbook.say("units-method-limits"),
            units_scatter(funnel, workbook.language),
            workbook.say("units-method-ranks"),
        ])?;
        let are_some_left_out = !comparison.not_shown.is_empty();
        page.sentences(are_some_left_out.then(|| workbook.say("workbook-not-shown-why")))?;
    }
    Ok(page.finish(&workbook.captions.title))
}

fn method_paragraphs(workbook: &WorkbookContext<'_>) -> Vec<String> {
    let language = workbook.language;
    let publication = [("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD)))];
    let mut paragraphs =
        ["method-share", "method-interval", "method-weighted"].map(|key| workbook.say(key)).to_vec();
    paragraphs.push(message_with(language, "method-publication", publication));
    paragraphs.push(workbook.say("method-publication-cell"));
    if workbook.report().is_self_selected() {
        paragraphs.push(workbook.say("results-note-self-selected"));
    }
    paragraphs
}
