//! The receipt, `/r/{receipt}`: the thank-you page. It never shows the answers, because the next person who
//! uses the phone must not read them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use maud::{Markup, Render, html};

use crate::domain::{Language, PUBLICATION_THRESHOLD, ResponseId, UnitCode};
use crate::locale::{Argument, day, integer, message, message_with, moment};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::private_page;
use crate::web::reader::Reader;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// `GET /r/{receipt}`
pub(super) async fn show(
    state: web::Data<State>,
    receipt: web::Path<String>,
    reader: Reader,
) -> Result<HttpResponse, Failure> {
    let id = ResponseId::from_receipt(&receipt).ok_or(Failure::NotFound)?;
    let receipt = state.app.receipt(id).await?.ok_or(Failure::NotFound)?;
    let view = ReceiptPage {
        language: reader.language,
        receipt: &receipt.id.receipt(),
        accepted_at: state.app.clock().wall_time(receipt.submitted_at),
        unit_name: &receipt.unit.name,
        unit_code: &receipt.unit.code,
        published_on: state.app.publication_of(receipt.submitted_at),
        label: receipt.channel.as_ref().map(|(_, label)| label.as_str()).unwrap_or_default(),
        illustrative: receipt.illustrative,
    };
    Ok(private_page(StatusCode::OK, &view))
}

/// The thank-you page after a response.
#[derive(Clone, Copy, Debug)]
pub struct ReceiptPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The receipt, as it stands in the page's address.
    pub receipt: &'a str,
    /// When the answers were accepted, on the wall clock of the office.
    pub accepted_at: DateTime<Tz>,
    /// Today's unit.
    pub unit_name: &'a str,
    /// The unit's code.
    pub unit_code: &'a UnitCode,
    /// The day on which the answers are published; `None` where no day is fixed.
    pub published_on: Option<NaiveDate>,
    /// The counter.
    pub label: &'a str,
    /// Whether the unit has demo data.
    pub illustrative: bool,
}

impl ReceiptPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn details(&self) -> Markup {
        html! {
            dl.receipt {
                div { dt { (self.say("receipt-office")) } dd { (self.unit_name) " – " (self.label) } }
                div { dt { (self.say("receipt-when")) } dd { (moment(self.language, &self.accepted_at)) } }
                div { dt { (self.say("receipt-code")) } dd.code { (self.receipt) } }
            }
        }
    }
}

impl Render for ReceiptPage<'_> {
    fn render(&self) -> Markup {
        let page = Page {
            language: self.language,
            title: &self.say("receipt-title"),
            address: &format!("/r/{}", self.receipt),
            style: StyleSheet::Citizen,
            listed: false,
            illustrative: self.illustrative,
        };
        let threshold = integer(self.language, PUBLICATION_THRESHOLD);
        page.around(&html! {
            svg.done viewBox="0 0 72 72" width="72" height="72" aria-hidden="true" {
                circle cx="36" cy="36" r="36" {}
                path d="M21 37l10 11 21-23" {}
            }
            h1 { strong { (self.say("receipt-thanks")) } }
            p.lead { (self.say("receipt-accepted")) }
            (self.details())
            h2 { (self.say("receipt-next")) }
            p { (message_with(self.language, "receipt-next-why", [("threshold", Argument::from(threshold))])) }
            @if let Some(date) = self.published_on {
                p { (message_with(self.language, "receipt-published-on", [("day", Argument::from(day(self.language, date)))])) }
            }
            p.screen {
                @let address = format!("/results/{}", self.unit_code);
                a.action.quiet href=(with_language(&address, self.language)) { (self.say("receipt-results")) }
            }
            p.hint { (self.say("receipt-close")) }
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes, compressed_size};

    #[test]
    fn it_shows_the_receipt_the_time_and_the_unit() {
        let accepted_at = chrono_tz::Asia::Ho_Chi_Minh.with_ymd_and_hms(2024, 11, 5, 10, 4, 0).unwrap();
        let code: UnitCode = "11965".parse().unwrap();
        for (language, thanks) in [(Language::Vi, "Trân trọng cảm ơn Ông/Bà."), (Language::En, "Thank you.")]
        {
            let page = ReceiptPage {
                language,
                receipt: "0192f0c1",
                accepted_at,
                unit_name: HOSTILE,
                unit_code: &code,
                published_on: None,
                label: "Quầy 2",
                illustrative: false,
            };
            let page = page.render();
            assert_sound(&page);
            assert!(compressed_size(&page) < 6_000);
            assert!(page.0.contains(thanks) && page.0.contains("2024 10:04") && page.0.contains("0192f0c1"));
            assert!(
                attributes(&page.0, "href").contains(&format!("/results/11965?lang={language}").as_str())
            );
        }
    }
}
