//! The monthly report as a PDF, for committees, legible in black and white. A cover with the findings and
//! their certainty, every chart with its table, and how the figures are calculated. It has four to eight
//! pages, fewer where there is little data.

mod cover;
mod flow;
mod method;
mod painting;
mod paragraph;
mod section;
mod style;
mod table;
#[cfg(test)]
mod tests;

use super::DocumentError;
use super::pdf::tagging::write_tagged;
use super::pdf::typefaces::typefaces;
use crate::domain::{Language, ReportContext};
use crate::locale::{self, Argument, message, message_with};
use flow::Flow;
use painting::Margins;
use section::SectionStyle;

/// The greatest number of pages, to keep the report readable. Names that take several lines may exceed it.
const MAX_PAGES: usize = 8;

/// Creates the report on `context`, whose responses have `comments` comments. Equal contexts give equal
/// bytes.
///
/// # Errors
///
/// Fails if a bundled font cannot be read, a chart cannot be drawn, or the PDF cannot be written.
pub fn report_pdf(
    context: &ReportContext,
    comments: u64,
    language: Language,
) -> Result<Vec<u8>, DocumentError> {
    let setting = SectionStyle { language, typefaces: typefaces().ok_or(DocumentError::Font)? };
    let pages = lay_out(context, comments, setting)?.into_pages();
    let margins = margins(context, pages.len(), setting);
    let title =
        format!("{}: {}", message(language, "report-title"), locale::subject(&context.report, language));
    write_tagged(&title, language, |document| painting::draw(document, &pages, &margins))
}

/// Lays out the report on at most `MAX_PAGES` pages where possible.
fn lay_out(context: &ReportContext, comments: u64, setting: SectionStyle) -> Result<Flow, DocumentError> {
    let mut cover = Flow::new();
    cover::place(context, &mut cover, setting)?;
    let sections = section::sections(context, comments, setting)?;
    // Long tables continue on further pages while the limit allows.
    let with_further_pages = |further| {
        let mut flow = cover.clone();
        flow.turn();
        for section in &sections {
            section.place(&mut flow, further, setting);
        }
        method::place(context, &mut flow, setting);
        flow
    };
    let mut attempts = (1..MAX_PAGES).rev().map(with_further_pages);
    Ok(attempts.find(|flow| flow.len() <= MAX_PAGES).unwrap_or_else(|| with_further_pages(0)))
}

fn margins(context: &ReportContext, pages: usize, setting: SectionStyle) -> Margins {
    let (report, language) = (&context.report, setting.language);
    let number = |count: usize| Argument::from(locale::integer(language, count as u64));
    let number_of = |page: usize| {
        message_with(language, "report-page", [("page", number(page)), ("pages", number(pages))])
    };
    Margins {
        head: locale::subject(report, language),
        warning: if report.illustrative { message(language, "illustrative") } else { String::new() },
        foot: format!("hailong · {}", cover::standing(report, setting)),
        numbers: (1..=pages).map(number_of).collect(),
    }
}
