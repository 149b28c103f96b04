//! The digest: the results of the month, their changes and whether these are demonstrable, with the chart
//! inside the mail.

use data_encoding::BASE64;
use lettre::Message;
use lettre::message::header::ContentType;
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use maud::{DOCTYPE, Markup, html};

use super::MailError;
use super::transport::{address, sender};
use crate::domain::{Language, QuestionReport, Report};
use crate::locale;

/// The chart's Content-ID within the message.
const CHART: &str = "headline-chart@hailong";

/// The content of a digest.
#[derive(Clone, Debug)]
pub struct DigestContent {
    /// The language.
    pub language: Language,
    /// The month's report.
    pub report: Report,
    /// The chart as PNG.
    pub chart: Vec<u8>,
    /// The address of the results page.
    pub results_url: String,
    /// Whether the mail is a test, which the subject says.
    pub is_test: bool,
}

/// A digest to a recipient.
#[derive(Debug)]
pub struct DigestMail<'a> {
    /// The sender.
    pub from: &'a str,
    /// The recipient.
    pub recipient: &'a str,
    /// The stable Message-ID, without angle brackets.
    pub message_id: &'a str,
    /// The content.
    pub content: &'a DigestContent,
}

/// Composes the message (RFC 5322): plain text, and HTML with the chart inline.
///
/// # Errors
///
/// Fails if an address is invalid or the message cannot be built.
pub fn compose_digest(mail: &DigestMail<'_>) -> Result<Vec<u8>, MailError> {
    let compose = |error: lettre::error::Error| MailError::Compose(error.to_string());
    let content = mail.content;
    let png = ContentType::parse("image/png").map_err(|error| MailError::Compose(error.to_string()))?;
    let chart = Attachment::new_inline(CHART.to_owned()).body(content.chart.clone(), png);
    let html = SinglePart::html(html_body(content, &format!("cid:{CHART}"), None).into_string());
    let related = MultiPart::related().singlepart(html).singlepart(chart);
    let alternative =
        MultiPart::alternative().singlepart(SinglePart::plain(content.text())).multipart(related);
    let from = sender(mail.from)?;
    let name = from.name.or_else(|| Some(locale::message(content.language, "mail-sender")));
    let from = Mailbox::new(name, from.email);
    let message = Message::builder()
        .from(from)
        .to(Mailbox::new(None, address(mail.recipient)?))
        .subject(content.subject())
        .message_id(Some(format!("<{}>", mail.message_id)))
        .multipart(alternative)
        .map_err(compose)?;
    Ok(message.formatted())
}

impl DigestContent {
    /// The subject. It states the finding and not the name of the product, because readers scan a list of
    /// mails.
    pub fn subject(&self) -> String {
        let (language, report) = (self.language, &self.report);
        let finding = report.headlines().filter_map(|question| share(language, question)).collect::<Vec<_>>();
        let arguments = [
            ("unit", report.unit.name.as_str().into()),
            ("period", locale::period(language, report.period).into()),
        ];
        let subject = locale::message_with(language, "mail-digest-subject", arguments);
        let subject = if finding.is_empty() { subject } else { format!("{}: {subject}", finding.join(", ")) };
        let marks = [(self.is_test, "mail-test"), (report.illustrative, "illustrative")];
        let marks = marks.into_iter().filter(|(is_set, _)| *is_set);
        let marks = marks.map(|(_, key)| format!("[{}]", locale::message(language, key)));
        marks.chain([subject]).collect::<Vec<_>>().join(" ")
    }

    /// The plain text.
    pub fn text(&self) -> String {
        let (language, report) = (self.language, &self.report);
        let mut lines = vec![heading(self), String::new()];
        lines.extend(locale::instead_sentence(report, language));
        for question in report.headlines() {
            lines.push(finding(language, question));
            lines.extend(changes(language, question).iter().map(|sentence| format!("  {sentence}")));
            lines.push(String::new());
        }
        lines.push(locale::evidence(report, language).line());
        lines.push(String::new());
        lines.push(format!("{}: {}", locale::message(language, "mail-all-figures"), self.results_url));
        lines.push(String::new());
        lines.push(locale::message(language, "mail-why-you"));
        if report.illustrative {
            lines.insert(0, illustrative_mark(language));
            lines.insert(1, String::new());
        }
        lines.join("\n")
    }

    /// The HTML as a document that stands alone: the chart is within it, and links open in a new tab.
    pub fn document(&self) -> String {
        let chart = format!("data:image/png;base64,{}", BASE64.encode(&self.chart));
        html_body(self, &chart, Some("_blank")).into_string()
    }
}

fn share(language: Language, question: &QuestionReport) -> Option<String> {
    let share = locale::percent(language, question.top_two?.share);
    Some(format!("{share} {}", question.label.get(language).to_lowercase()))
}

/// One headline as a sentence: the share, its interval, and the number of answers.
fn finding(language: Language, question: &QuestionReport) -> String {
    let Some(top) = question.top_two else {
        let why = locale::why_no_figure(question, language);
        let arguments = [("question", question.label.get(language).into()), ("why", why.into())];
        return locale::message_with(language, "mail-no-figure", arguments);
    };
    let arguments = [
        ("share", locale::percent(language, top.share).into()),
        ("finding", question.finding.get(language).into()),
        ("interval", locale::percent_range(language, top.low, top.high).into()),
        ("n", locale::integer(language, question.n).into()),
    ];
    locale::message_with(language, "mail-finding", arguments)
}

/// What changed since earlier periods, and whether it is demonstrable: one sentence per comparable period.
fn changes(language: Language, question: &QuestionReport) -> Vec<String> {
    let comparable = question.comparisons.iter().filter(|comparison| comparison.outcome.change().is_some());
    let sentences: Vec<_> =
        comparable.map(|comparison| locale::comparison_sentence(comparison, language)).collect();
    if sentences.is_empty() { vec![locale::message(language, "mail-change-none")] } else { sentences }
}

fn heading(mail: &DigestContent) -> String {
    let arguments = [
        ("unit", mail.report.unit.name.as_str().into()),
        ("period", locale::period(mail.language, mail.report.period).into()),
    ];
    locale::message_with(mail.language, "mail-digest-heading", arguments)
}

fn illustrative_mark(language: Language) -> String {
    format!(
        "{}: {}",
        locale::message(language, "illustrative"),
        locale::message(language, "illustrative-why")
    )
}

const SHELL: &str = "margin:0;padding:24px 12px;background:#f4f3ef;font-family:-apple-system,'Segoe UI',Roboto,\
    'Noto Sans',Arial,sans-serif;color:#1b1f24;font-size:16px;line-height:1.55";
const CARD: &str =
    "max-width:640px;margin:0 auto;background:#ffffff;border-top:4px solid #b5261e;padding:24px";
const MARK: &str = "margin:0 0 16px;padding:8px 12px;background:#fbeeca;color:#5a3b00;font-size:14px";
const FIGURE: &str = "font-size:40px;line-height:1.2;font-weight:700;color:#1b1f24";
const QUIET: &str = "font-size:14px;color:#565d66;margin:4px 0 0";
const CHANGE: &str =
    "margin:8px 0 0;padding:8px 12px;border-left:3px solid #1f6f8b;background:#f2f6f8;font-size:15px";
const BUTTON: &str = "display:inline-block;background:#b5261e;color:#ffffff;text-decoration:none;font-weight:600;\
    padding:12px 20px;border-radius:6px";

/// The HTML body with the address of the chart and, for a preview, where links open. Styles are on the elements,
/// because many mail programs ignore style sheets.
fn html_body(mail: &DigestContent, chart: &str, target: Option<&str>) -> Markup {
    let language = mail.language;
    html! {
        (DOCTYPE)
        html lang=(language.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light";
                @if let Some(target) = target { base target=(target); }
                title { (mail.subject()) }
            }
            body style=(SHELL) {
                div style=(CARD) {
                    @if mail.report.illustrative { p style=(MARK) { (illustrative_mark(language)) } }
                    h1 style="font-size:20px;line-height:1.35;margin:0 0 16px" { (heading(mail)) }
                    @if let Some(sentence) = locale::instead_sentence(&mail.report, language) { p { (sentence) } }
                    @for question in mail.report.headlines() { (headline(language, question)) }
                    img src=(chart) width="592" alt=(alternative(mail))
                        style="display:block;width:100%;max-width:592px;height:auto;margin:8px 0 16px";
                    p style=(QUIET) { (locale::evidence(&mail.report, language).line()) }
                    p style="margin:24px 0" {
                        a href=(mail.results_url) style=(BUTTON) { (locale::message(language, "mail-all-figures")) }
                    }
                    p style=(QUIET) { (locale::message(language, "mail-why-you")) }
                }
            }
        }
    }
}

fn headline(language: Language, question: &QuestionReport) -> Markup {
    html! {
        div style="margin:0 0 24px" {
            @if let Some(top) = question.top_two {
                div style=(FIGURE) { (locale::percent(language, top.share)) }
                div style="font-size:18px" { (question.finding.get(language)) }
                p style=(QUIET) { (certainty(language, question)) }
            } @else {
                div { (finding(language, question)) }
            }
            @for sentence in changes(language, question) { p style=(CHANGE) { (sentence) } }
        }
    }
}

/// The interval of the share, and the number of answers.
fn certainty(language: Language, question: &QuestionReport) -> String {
    let interval = question.top_two.map(|top| locale::percent_range(language, top.low, top.high));
    let arguments = [
        ("interval", interval.unwrap_or_default().into()),
        ("n", locale::integer(language, question.n).into()),
    ];
    locale::message_with(language, "mail-certainty", arguments)
}

fn alternative(mail: &DigestContent) -> String {
    let sentences = mail.report.headlines().map(|question| finding(mail.language, question));
    sentences.collect::<Vec<_>>().join(" ")
}
