//! The sheet that says how the figures are reckoned, in the words of the pages.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Page, Wording};
use crate::domain::{Funnel, PUBLICATION_THRESHOLD, TargetOf};
use crate::locale::{Argument, decimal, integer, message_with, percent};

/// Lines of so many characters are read with ease.
const WIDTH: f64 = 110.0;

pub(super) fn sheet(wording: &Wording<'_>) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(&wording.say("sheet-method"), vec![WIDTH], wording.styles)?;
    page.captions(&wording.captions)?;
    page.skip(1);
    page.text(&wording.say("method"), &wording.styles.finding, 12.0)?;
    for paragraph in paragraphs(wording) {
        page.text(&paragraph, &wording.styles.paragraph, 10.0)?;
    }
    let funnel = wording.briefing.comparison.as_ref().and_then(|comparison| comparison.funnel.as_ref());
    if let Some(funnel) = funnel {
        page.skip(1);
        page.text(&wording.say("units-heading"), &wording.styles.finding, 12.0)?;
        for paragraph in units_paragraphs(wording, funnel) {
            page.text(&paragraph, &wording.styles.paragraph, 10.0)?;
        }
    }
    Ok(page.finish(&wording.captions.title))
}

fn paragraphs(wording: &Wording<'_>) -> Vec<String> {
    let language = wording.language;
    let publication = [("threshold", Argument::from(integer(language, PUBLICATION_THRESHOLD)))];
    let mut paragraphs =
        ["method-share", "method-interval", "method-weighted"].map(|key| wording.say(key)).to_vec();
    paragraphs.push(message_with(language, "method-publication", publication));
    paragraphs.push(wording.say("method-publication-cell"));
    if wording.report().is_self_selected() {
        paragraphs.push(wording.say("results-note-self-selected"));
    }
    paragraphs
}

fn units_paragraphs(wording: &Wording<'_>, funnel: &Funnel) -> Vec<String> {
    let language = wording.language;
    let target = match funnel.target_of {
        TargetOf::UnitAbove => "units-method-target",
        TargetOf::ShownUnits => "units-method-target-shown",
    };
    let share = [
        ("unit", Argument::from(wording.report().unit.name.as_str())),
        ("target", Argument::from(percent(language, funnel.target))),
    ];
    let scatter = funnel.overdispersion.map(|overdispersion| {
        let key = if funnel.is_widened() { "units-method-widened" } else { "units-method-not-widened" };
        message_with(language, key, [("phi", Argument::from(decimal(language, overdispersion.phi, 2)))])
    });
    let mut paragraphs = vec![
        message_with(language, target, share),
        wording.say("units-method-limits"),
        scatter.unwrap_or_else(|| wording.say("units-method-no-scatter")),
        wording.say("units-method-ranks"),
    ];
    if wording.briefing.comparison.as_ref().is_some_and(|comparison| !comparison.not_shown.is_empty()) {
        paragraphs.push(wording.say("workbook-not-shown-why"));
    }
    paragraphs
}
