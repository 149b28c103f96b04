//! The preview of a subscription's mail about a month, and sending it to oneself as a test.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use crate::app::{Actor, AppError, DigestPreview, PreviewContent, SubscriptionRefusal};
use crate::domain::{Language, Month, Period, SubscriptionId};
use crate::locale::{capitalised, message, message_with, month as month_name};
use crate::mail::DigestContent;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{PRIVATE, private_page, see_other, with_policy};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::session::Person;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;
use crate::web::view::style::{MAIL_POLICY, framing_policy};

/// Which mail is wanted, and what was done before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct PreviewParameters {
    /// The month; the last that is published if it is absent.
    month: Parameter<Month>,
    /// Whether a test was sent.
    sent: String,
}

/// `GET /staff/subscriptions/{id}/preview?month=…`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    asked: web::Query<PreviewParameters>,
) -> Result<HttpResponse, Failure> {
    let month = asked.month.get(Failure::BadRequest)?;
    let key = if state.app.sends_mail() { "test-sent" } else { "test-sent-file" };
    let notice = (!asked.sent.is_empty())
        .then(|| Notice::done_with(reader.language, key, "email", &person.member.email));
    page(&state, &person, &reader, SubscriptionId(*id), month, StatusCode::OK, notice).await
}

/// `GET /staff/subscriptions/{id}/mail?month=…`: the HTML of the mail, for the frame in the preview.
pub(in crate::web::staff) async fn mail(
    state: web::Data<State>,
    person: Person,
    id: web::Path<i32>,
    asked: web::Query<PreviewParameters>,
) -> Result<HttpResponse, Failure> {
    let month = asked.month.get(Failure::BadRequest)?;
    let actor = Actor::Member(&person.member);
    let preview = state.app.preview_digest(actor, SubscriptionId(*id), month).await?;
    let PreviewContent::Mail(content) = preview.content else { return Err(Failure::NotFound) };
    let response = HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, PRIVATE))
        .content_type("text/html; charset=utf-8")
        .body(content.document());
    Ok(with_policy(response, MAIL_POLICY))
}

/// The form that sends a test.
#[derive(Debug, Deserialize)]
pub(in crate::web::staff) struct TestMailForm {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    month: Parameter<Month>,
}

/// `POST /staff/subscriptions/{id}/preview`
pub(in crate::web::staff) async fn send_test(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    sent: web::Form<TestMailForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let (id, &month) = (SubscriptionId(*id), sent.month.required(Failure::BadRequest)?);
    let (status, fault) = match state.app.send_test_digest(&person.member, id, month).await {
        Ok(()) => {
            let address = format!("/staff/subscriptions/{}/preview?month={month}&sent=1", id.0);
            return Ok(see_other(&with_language(&address, reader.language)));
        }
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::TooManyTests)) => {
            (StatusCode::TOO_MANY_REQUESTS, Some(Notice::fault(reader.language, "test-too-many")))
        }
        // The page itself says why there is no mail.
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::NoMail(_))) => (StatusCode::CONFLICT, None),
        Err(error) => return Err(error.into()),
    };
    page(&state, &person, &reader, id, Some(month), status, fault).await
}

async fn page(
    state: &State,
    person: &Person,
    reader: &Reader,
    id: SubscriptionId,
    month: Option<Month>,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse, Failure> {
    let page = PreviewPage {
        frame: StaffFrame::of(person, reader.language, Section::Subscriptions),
        preview: &state.app.preview_digest(Actor::Member(&person.member), id, month).await?,
        notice,
    };
    Ok(with_policy(private_page(status, &page), framing_policy()))
}

/// The page of the preview.
#[derive(Clone, Debug)]
struct PreviewPage<'a> {
    frame: StaffFrame,
    preview: &'a DigestPreview,
    notice: Option<Notice>,
}

impl PreviewPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    /// The address of something about this subscription and a month, without the language.
    fn address(&self, what: &str, month: Month) -> String {
        format!("/staff/subscriptions/{}/{what}?month={month}", self.preview.subscription.id.0)
    }

    /// The months before and after this one that can have a mail.
    fn neighbours(&self) -> (Option<Month>, Option<Month>) {
        let DigestPreview { month, published, last_month, .. } = *self.preview;
        let first = published.map_or(last_month, Period::from);
        (
            Some(month.previous()).filter(|&before| before >= first),
            Some(month.next()).filter(|&after| after <= last_month),
        )
    }

    fn months(&self) -> Markup {
        let language = self.language();
        let (before, after) = self.neighbours();
        let link = |month: Month| with_language(&self.address("preview", month), language);
        html! {
            nav.periods aria-label=(self.say("preview-months")) {
                @if let Some(before) = before { a href=(link(before)) rel="prev" { "‹ " (month_name(language, before)) } }
                @if let Some(after) = after { a href=(link(after)) rel="next" { (month_name(language, after)) " ›" } }
            }
        }
    }

    /// The mail: subject, HTML and plain text, and the button that sends a test.
    fn mail(&self, content: &DigestContent) -> Markup {
        let (language, month) = (self.language(), self.preview.month);
        let subject = content.subject();
        // The mark is in the language of the mail.
        let mark = message(content.language, "mail-test");
        let tested = [("email", self.frame.email.as_str().into()), ("mark", mark.into())];
        html! {
            p { (self.say("preview-subject")) br; strong lang=(content.language) { (subject) } }
            form.stack.short method="post" action=(with_language(&self.address("preview", month), language)) {
                input type="hidden" name="csrf" value=(self.frame.csrf);
                input type="hidden" name="month" value=(month);
                p.hint { (message_with(language, "test-what", tested)) }
                button { (self.say("test-send")) }
            }
            h2 { (self.say("preview-html")) }
            iframe.mail title=(subject) src=(with_language(&self.address("mail", month), language))
                sandbox="allow-popups allow-popups-to-escape-sandbox" {}
            h2 { (self.say("preview-text")) }
            pre.mail lang=(content.language) { (content.text()) }
        }
    }

    /// Why there is no mail.
    fn absence(&self, key: &str) -> Markup {
        let arguments = [("month", month_name(self.language(), self.preview.month).into())];
        html! { p.instead { (capitalised(&message_with(self.language(), key, arguments))) } }
    }
}

impl Render for PreviewPage<'_> {
    fn render(&self) -> Markup {
        let (language, preview) = (self.language(), self.preview);
        let subscription = &preview.subscription;
        let up = with_language(&format!("/staff/subscriptions/{}", subscription.id.0), language);
        self.frame.page(
            &self.say("preview-title"),
            &self.address("preview", preview.month),
            &html! {
                p.up { a href=(up) { "‹ " (subscription.title()) } }
                p.eyebrow { (self.say("preview-title")) }
                h1 { (capitalised(&month_name(language, preview.month))) }
                p.hint { (subscription.unit.name) " · " (subscription.recipient) }
                (self.months())
                @if let Some(notice) = &self.notice { (notice) }
                @match &preview.content {
                    PreviewContent::Mail(content) => (self.mail(content)),
                    PreviewContent::NotPublished => (self.absence("preview-not-published")),
                    PreviewContent::NoUnit => (self.absence("preview-no-unit")),
                    PreviewContent::NoResponses => (self.absence("preview-no-responses")),
                }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::subscriptions::samples::subscription;
    use crate::web::view::samples::report;
    use crate::web::view::tests::{assert_sound, attributes, tags};

    fn preview(content: PreviewContent) -> DigestPreview {
        DigestPreview {
            subscription: subscription(false),
            month: "2024-11".parse().unwrap(),
            published: Some("2024-01..2024-12".parse().unwrap()),
            last_month: "2024-12".parse().unwrap(),
            content,
        }
    }

    #[test]
    fn it_shows_the_mail_in_a_frame_without_rights_and_as_text() {
        for language in Language::ALL {
            let content = DigestContent {
                language: Language::En,
                report: report([10, 20, 93, 1800, 2177]),
                chart: vec![1, 2, 3],
                results_url: "https://hailong.example/results/33".to_owned(),
                is_test: false,
            };
            let preview = preview(PreviewContent::Mail(Box::new(content)));
            let notice = Some(Notice::fault(language, "test-too-many"));
            let page =
                PreviewPage { frame: frame(language, Section::Subscriptions), preview: &preview, notice };
            let page = page.render();
            assert_sound(&page);
            let frames = tags(&page.0, "iframe");
            assert_eq!(frames.len(), 1);
            let rights = attributes(frames[0], "sandbox");
            assert_eq!(rights, ["allow-popups allow-popups-to-escape-sandbox"]);
            assert_eq!(attributes(&page.0, "rel"), ["icon", "prev", "next"]);
        }
    }

    #[test]
    fn it_says_why_there_is_no_mail() {
        for language in Language::ALL {
            for content in [PreviewContent::NotPublished, PreviewContent::NoUnit, PreviewContent::NoResponses]
            {
                let preview = preview(content);
                let frame = frame(language, Section::Subscriptions);
                let page = PreviewPage { frame, preview: &preview, notice: None }.render();
                assert_sound(&page);
                assert_eq!(tags(&page.0, "iframe").len(), 0);
                // Only to sign out.
                assert_eq!(tags(&page.0, "form").len(), 1);
            }
        }
    }
}
