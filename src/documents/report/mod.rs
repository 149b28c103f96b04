//! The monthly report as a PDF: what goes before a committee as it is, printed in black and white. A cover with what came
//! out and how certain it is, every chart with its table, and how the figures are reckoned. Four to eight pages, fewer
//! where there is little to say.

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

/// No report is longer, because nobody would read it, unless every name in it takes several lines.
const MOST_PAGES: usize = 8;

/// The report on `context`, whose responses bear so many comments. Equal contexts give equal bytes.
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

/// Sets the report on as many pages as it may have.
fn lay_out(context: &ReportContext, comments: u64, setting: SectionStyle) -> Result<Flow, DocumentError> {
    let mut cover = Flow::new();
    cover::place(context, &mut cover, setting)?;
    let sections = section::sections(context, comments, setting)?;
    // Tables that are longer than their page get further ones as long as there are any.
    let with_further_pages = |further| {
        let mut flow = cover.clone();
        flow.turn();
        for section in &sections {
            section.place(&mut flow, further, setting);
        }
        method::place(context, &mut flow, setting);
        flow
    };
    let mut attempts = (1..MOST_PAGES).rev().map(with_further_pages);
    Ok(attempts.find(|flow| flow.len() <= MOST_PAGES).unwrap_or_else(|| with_further_pages(0)))
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
