//! The page of one subscription: its last mail, name and language, pausing and removing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;

use super::{last_mail_in_words, name_and_language, state_in_words};
use crate::app::{Actor, AppError, SeenSubscription, Subscription, SubscriptionChange, SubscriptionRefusal};
use crate::clock::Clock;
use crate::domain::{Language, SubscriptionId};
use crate::locale::{day, message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::session::Person;
use crate::web::view::forms::Notice;
use crate::web::view::layout::with_language;

/// What a person can do with the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(in crate::web::staff) enum SubscriptionAction {
    /// Change name and language.
    Edit,
    /// Send no mails for now.
    Pause,
    /// Send mails again.
    Resume,
    /// Remove.
    Remove,
}

/// What was done before the page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(in crate::web::staff) enum SubscriptionDone {
    /// The subscription was added.
    Added,
    /// Name and language were changed.
    Edit,
    /// The mails were paused.
    Pause,
    /// The mails were resumed.
    Resume,
}

/// The query of the page's address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct SubscriptionParameters {
    done: Parameter<SubscriptionDone>,
}

/// `GET /staff/subscriptions/{id}`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    asked: web::Query<SubscriptionParameters>,
) -> Result<HttpResponse, Failure> {
    let notice = asked.done.value().ok().flatten().map(|&done| {
        let name: &str = done.into();
        Notice::done(reader.language, &format!("subscription-done-{name}"))
    });
    page(&state, &person, &reader, SubscriptionId(*id), StatusCode::OK, notice).await
}

/// The fields of all forms of the page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct SubscriptionForm {
    csrf: String,
    #[serde(rename = "step")]
    action: Parameter<SubscriptionAction>,
    name: String,
    language: Parameter<Language>,
    /// The name as it was when the page was opened.
    seen_name: String,
    /// The language as it was when the page was opened.
    seen_language: Parameter<Language>,
    /// The box that confirms a removal.
    #[serde(rename = "sure")]
    confirmed: String,
}

/// `POST /staff/subscriptions/{id}`
pub(in crate::web::staff) async fn change(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    id: web::Path<i32>,
    sent: web::Form<SubscriptionForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let (app, language, id) = (&state.app, reader.language, SubscriptionId(*id));
    let actor = Actor::Member(&person.member);
    let &action = sent.action.required(Failure::BadRequest)?;
    let change = match action {
        SubscriptionAction::Edit => SubscriptionChange::Edit {
            name: sent.name.clone(),
            language: *sent.language.required(Failure::BadRequest)?,
            seen: sent
                .seen_language
                .get(Failure::BadRequest)?
                .map(|language| SeenSubscription { name: sent.seen_name.clone(), language }),
        },
        SubscriptionAction::Pause => SubscriptionChange::Pause,
        SubscriptionAction::Resume => SubscriptionChange::Resume,
        SubscriptionAction::Remove if sent.confirmed.is_empty() => {
            let fault = Some(Notice::fault(language, "person-remove-sure"));
            return page(&state, &person, &reader, id, StatusCode::UNPROCESSABLE_ENTITY, fault).await;
        }
        SubscriptionAction::Remove => SubscriptionChange::Remove,
    };
    let recipient = match app.subscription(actor, id).await {
        Ok(subscription) => subscription.recipient,
        // The second click on the button that removes.
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::Unknown(_)))
            if action == SubscriptionAction::Remove =>
        {
            return Ok(see_other(&with_language("/staff/subscriptions", language)));
        }
        Err(error) => return Err(error.into()),
    };
    match app.change_subscription(actor, id, &change).await {
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::ChangedMeanwhile)) => {
            let typed = [("typed", sent.name.clone().into())];
            let fault = Notice::Fault(message_with(language, "subscription-changed-meanwhile", typed));
            return page(&state, &person, &reader, id, StatusCode::CONFLICT, Some(fault)).await;
        }
        changed => changed?,
    }
    let address = if action == SubscriptionAction::Remove {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("removed", &recipient);
        format!("/staff/subscriptions?{}", query.finish())
    } else {
        let name: &str = action.into();
        format!("/staff/subscriptions/{}?done={name}", id.0)
    };
    Ok(see_other(&with_language(&address, language)))
}

async fn page(
    state: &State,
    person: &Person,
    reader: &Reader,
    id: SubscriptionId,
    status: StatusCode,
    notice: Option<Notice>,
) -> Result<HttpResponse, Failure> {
    let page = SubscriptionPage {
        frame: StaffFrame::of(person, reader.language, Section::Subscriptions),
        subscription: &state.app.subscription(Actor::Member(&person.member), id).await?,
        notice,
        clock: state.app.clock(),
    };
    Ok(private_page(status, &page))
}

/// The page of one subscription.
#[derive(Clone, Debug)]
struct SubscriptionPage<'a> {
    frame: StaffFrame,
    subscription: &'a Subscription,
    notice: Option<Notice>,
    clock: Clock,
}

impl SubscriptionPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn address(&self) -> String {
        format!("/staff/subscriptions/{}", self.subscription.id.0)
    }

    /// A form with these contents that sends an action.
    fn form(&self, action: SubscriptionAction, contents: &Markup) -> Markup {
        self.frame.action_form(&self.address(), action.into(), contents)
    }

    fn facts(&self) -> Markup {
        let (language, subscription) = (self.language(), self.subscription);
        let facts = [
            ("people-unit", subscription.unit.name.clone()),
            ("people-state", state_in_words(language, self.clock, subscription)),
            ("subscription-last-mail", last_mail_in_words(language, self.clock, subscription.last_mail)),
            ("subscription-since", day(language, self.clock.day_of(subscription.created_at))),
        ];
        html! {
            dl.facts.worded { @for (key, fact) in &facts { div { dt { (self.say(key)) } dd { (fact) } } } }
        }
    }

    fn actions(&self) -> Markup {
        let subscription = self.subscription;
        html! {
            h2 { (self.say("subscription-edit")) }
            (self.form(SubscriptionAction::Edit, &html! {
                input type="hidden" name="seen_name" value=(subscription.name);
                input type="hidden" name="seen_language" value=(subscription.language);
                (name_and_language(self.language(), &subscription.name, subscription.language))
                button.quiet { (self.say("subscription-edit-send")) }
            }))
            @if subscription.paused_at.is_some() {
                h2 { (self.say("subscription-resume")) }
                p { (self.say("subscription-resume-what")) }
                (self.form(SubscriptionAction::Resume, &html! { button { (self.say("subscription-resume")) } }))
            } @else {
                h2 { (self.say("subscription-pause")) }
                p { (self.say("subscription-pause-what")) }
                (self.form(SubscriptionAction::Pause, &html! { button.quiet { (self.say("subscription-pause")) } }))
            }
            h2 { (self.say("subscription-remove")) }
            p { (self.say("subscription-remove-what")) }
            (self.form(SubscriptionAction::Remove, &html! {
                p {
                    input #sure type="checkbox" name="sure" value="1" required;
                    " " label.check for="sure" { (self.say("subscription-remove-confirm")) }
                }
                button.quiet { (self.say("person-remove-send")) }
            }))
        }
    }
}

impl Render for SubscriptionPage<'_> {
    fn render(&self) -> Markup {
        let (language, subscription) = (self.language(), self.subscription);
        let list = with_language("/staff/subscriptions", language);
        let preview = with_language(&format!("{}/preview", self.address()), language);
        self.frame.page(
            subscription.title(),
            &self.address(),
            &html! {
                p.up { a href=(list) { "‹ " (self.say("section-subscriptions")) } }
                h1 { (subscription.title()) }
                @if !subscription.name.is_empty() { p.hint { (subscription.recipient) } }
                @if let Some(notice) = &self.notice { (notice) }
                (self.facts())
                p { a.action href=(preview) { (self.say("preview-title")) } }
                (self.actions())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::subscriptions::samples::subscription;
    use crate::web::view::tests::{assert_sound, attributes, tags};

    #[test]
    fn it_offers_what_can_be_done_with_a_subscription() {
        for (is_paused, step) in [(true, "resume"), (false, "pause")] {
            for language in Language::ALL {
                for done in ["added", "edit", "pause", "resume"] {
                    let notice = Some(Notice::done(language, &format!("subscription-done-{done}")));
                    let (frame, clock) =
                        (frame(language, Section::Subscriptions), Clock::system(Ho_Chi_Minh));
                    let subscription = &subscription(is_paused);
                    let page = SubscriptionPage { frame, subscription, notice, clock }.render();
                    assert_sound(&page);
                    // Sign out, name and language, pausing or resuming, removing.
                    assert_eq!(tags(&page.0, "form").len(), 4);
                    assert!(attributes(&page.0, "value").contains(&step));
                }
            }
        }
    }
}
