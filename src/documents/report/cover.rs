//! The cover: the unit, the subject, the main finding and its certainty.

use std::rc::Rc;

use super::flow::{Flow, PagePiece, QUOTE_INDENT};
use super::paragraph::{Letters, SetParagraph};
use super::section::SectionStyle;
use super::style::{
    BODY, GAP, KEY, LABEL, PLACE, SCALE, SENDER, STAMP_PADDING, SUBTITLE, TITLE, WIDE_GAP, WIDTH,
};
use crate::charts::{self, ChartError, ChartKind, Scene, Shape};
use crate::documents::pdf::colours::WHITE;
use crate::domain::{Boundaries, Report, ReportContext};
use crate::locale::{self, message};

/// The width of the unit's name in the first line, in points.
const SENDER_WIDTH: f32 = 0.5 * WIDTH;
/// The smallest scale of the chart, as a share of its full size; below it the chart is left out.
const SMALLEST: f32 = 0.7;
/// The distance below the unit's name.
const BELOW_SENDER: f32 = 30.0;

/// Lays out the cover.
pub(super) fn place(
    context: &ReportContext,
    flow: &mut Flow,
    setting: SectionStyle,
) -> Result<(), ChartError> {
    let report = &context.report;
    place_title(report, flow, setting);
    let key = locale::evidence_sentence(report, setting.language)
        .unwrap_or_else(|| format!("{}.", locale::headline_finding(report, setting.language)));
    flow.skip(WIDE_GAP);
    flow.push(PagePiece::Key(SetParagraph::set(&key, KEY, WIDTH - QUOTE_INDENT, setting.typefaces)));
    let standing = PagePiece::Words(setting.words(&standing(report, setting), LABEL));
    let below = standing.height() + WIDE_GAP;
    if let Some(chart) = chart(context, setting)? {
        let room = flow.room() - below - GAP;
        let scale = (room / chart.height as f32).min(SCALE);
        if scale >= SMALLEST * SCALE {
            flow.skip(GAP);
            flow.push(PagePiece::Chart(Rc::new(chart), scale));
        }
    }
    for sentence in sentences(report, setting) {
        let words = PagePiece::Words(setting.words(&sentence, BODY));
        if GAP + words.height() + below <= flow.room() {
            flow.skip(GAP);
            flow.push(words);
        }
    }
    flow.skip(GAP);
    flow.sink(standing);
    Ok(())
}

fn place_title(report: &Report, flow: &mut Flow, setting: SectionStyle) {
    let language = setting.language;
    let sender = SetParagraph::set(&report.unit.name, SENDER, SENDER_WIDTH, setting.typefaces);
    let day = report.published_on();
    let place = locale::place_and_day(language, &report.unit.name, day);
    let place = SetParagraph::set(&place, PLACE, WIDTH - SENDER_WIDTH, setting.typefaces);
    flow.push(PagePiece::Apart(sender, place));
    flow.skip(BELOW_SENDER);
    if let Some(reason) = locale::evidence(report, language).illustrative {
        let letters = Letters { colour: WHITE, ..LABEL };
        let width = WIDTH - 2.0 * STAMP_PADDING;
        flow.push(PagePiece::Stamp(SetParagraph::set(&reason, letters, width, setting.typefaces)));
        flow.skip(WIDE_GAP);
    }
    flow.push(PagePiece::Title(setting.words(&message(language, "report-title"), TITLE)));
    flow.skip(GAP);
    let mut subject = locale::subject(report, language);
    if report.boundaries == Boundaries::Current {
        subject = format!("{subject} ({})", message(language, "chart-current-boundaries"));
    }
    flow.push(PagePiece::Words(setting.words(&subject, SUBTITLE)));
}

/// The headline chart, if there are answers.
fn chart(context: &ReportContext, setting: SectionStyle) -> Result<Option<Scene>, ChartError> {
    let has_answers = context.report.headlines().any(|question| question.n > 0);
    let draw = || charts::picture(ChartKind::Headline, context, setting.language, Shape::Panel);
    has_answers.then(draw).transpose()
}

/// Sentences that qualify the key sentence.
fn sentences(report: &Report, setting: SectionStyle) -> Vec<String> {
    let badge = locale::self_selection_badge(report, setting.language).map(|badge| format!("{badge}."));
    let instead = locale::instead_sentence(report, setting.language);
    let needed = locale::needed_sentence(report, setting.language);
    let modes = locale::mode_differences(report, setting.language).into_iter();
    let modes = modes.map(|sentence| format!("{}.", locale::capitalised(&sentence)));
    modes.chain([instead, badge, needed].into_iter().flatten()).collect()
}

/// The editions of the figures, and the months that are not published.
pub(super) fn standing(report: &Report, setting: SectionStyle) -> String {
    let language = setting.language;
    let editions = locale::editions(report, language);
    editions.map_or_else(
        || message(language, "report-changing"),
        |editions: String| locale::capitalised(&editions),
    )
}
