//! The list of subscriptions, and the form that adds one.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use maud::{Markup, Render, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::{last_mail_in_words, name_and_language, state_in_words};
use crate::app::{
    Actor, AppError, BUILT_IN_SURVEY, Subscription, SubscriptionList, SubscriptionQuery, SubscriptionRefusal,
    SubscriptionRequest,
};
use crate::clock::Clock;
use crate::domain::{EmailAddress, Language, Permission, UnitMatch};
use crate::locale::{integer, message, message_with};
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{private_page, see_other};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::session::Person;
use crate::web::staff::typed_unit::TypedUnit;
use crate::web::view::forms::{Notice, UnitField};
use crate::web::view::layout::with_language;

const ADDRESS: &str = "/staff/subscriptions";

/// Which subscriptions are shown, and what was done before.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct SubscriptionsParameters {
    /// What was typed to find some.
    q: String,
    /// The number of the page, from 1.
    page: Parameter<u32>,
    /// The address of a subscription that was removed.
    removed: String,
}

/// `GET /staff/subscriptions`
pub(in crate::web::staff) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    asked: web::Query<SubscriptionsParameters>,
) -> Result<HttpResponse, Failure> {
    let page = asked.page.get(Failure::BadRequest)?.unwrap_or(1);
    let query = SubscriptionQuery { typed: asked.q.trim().to_owned(), page: page.saturating_sub(1) };
    let removed = Some(&asked.removed).filter(|recipient| !recipient.is_empty());
    let done = removed
        .map(|recipient| Notice::done_with(reader.language, "subscription-removed", "recipient", recipient));
    render(&state, &person, &reader, query, done, Adding::default()).await
}

/// The fields of the form that adds a subscription.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(in crate::web::staff) struct NewSubscriptionForm {
    csrf: String,
    email: Parameter<EmailAddress>,
    name: String,
    unit: String,
    language: Parameter<Language>,
}

/// `POST /staff/subscriptions`
pub(in crate::web::staff) async fn add(
    state: web::Data<State>,
    request: HttpRequest,
    person: Person,
    reader: Reader,
    sent: web::Form<NewSubscriptionForm>,
) -> Result<HttpResponse, Failure> {
    person.expect_own_form(&request, &sent.csrf)?;
    let (app, language) = (&state.app, reader.language);
    let again = async |fault: Notice, units: Vec<UnitMatch>| {
        let adding = Adding { fault: Some(fault), form: sent.clone(), units };
        render(&state, &person, &reader, SubscriptionQuery::default(), None, adding).await
    };
    let faulty = |key: &str| Notice::fault(language, key);
    let Ok(Some(recipient)) = sent.email.value() else {
        return again(faulty("people-no-address"), Vec::new()).await;
    };
    let needed = Permission::ManageSubscriptions;
    let unit = match TypedUnit::read(app, &person.member, needed, &sent.unit).await? {
        TypedUnit::Unit(unit) => unit,
        TypedUnit::Offered(units) if units.is_empty() => {
            return again(faulty("unit-not-found"), units).await;
        }
        TypedUnit::Offered(units) => return again(faulty("unit-several"), units).await,
    };
    let request = SubscriptionRequest {
        recipient: recipient.clone(),
        name: sent.name.clone(),
        unit,
        survey: BUILT_IN_SURVEY.to_owned(),
        language: sent.language.get(Failure::BadRequest)?.unwrap_or_default(),
    };
    match app.subscribe(Actor::Member(&person.member), &request).await {
        Ok(id) => {
            let address = format!("{ADDRESS}/{}?done=added", id.0);
            Ok(see_other(&with_language(&address, language)))
        }
        Err(AppError::SubscriptionRefused(SubscriptionRefusal::Known { recipient, unit, .. })) => {
            let arguments = [("recipient", recipient.into()), ("unit", unit.into())];
            let fault = Notice::Fault(message_with(language, "subscription-known", arguments));
            again(fault, Vec::new()).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The form that adds a subscription, as it was sent before.
#[derive(Clone, Debug, Default)]
struct Adding {
    /// Why nothing was added.
    fault: Option<Notice>,
    /// What was typed.
    form: NewSubscriptionForm,
    /// The units that the typed one may mean.
    units: Vec<UnitMatch>,
}

async fn render(
    state: &State,
    person: &Person,
    reader: &Reader,
    query: SubscriptionQuery,
    done: Option<Notice>,
    adding: Adding,
) -> Result<HttpResponse, Failure> {
    let status = if adding.fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = SubscriptionsPage {
        frame: StaffFrame::of(person, reader.language, Section::Subscriptions),
        list: state.app.subscriptions(Actor::Member(&person.member), &query).await?,
        query,
        done,
        adding,
        clock: state.app.clock(),
    };
    Ok(private_page(status, &page))
}

/// The page with the subscriptions.
#[derive(Clone, Debug)]
struct SubscriptionsPage {
    frame: StaffFrame,
    list: SubscriptionList,
    query: SubscriptionQuery,
    done: Option<Notice>,
    adding: Adding,
    clock: Clock,
}

impl SubscriptionsPage {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    /// The address of a page of the list, without the language.
    fn address(&self, page: u32) -> String {
        let mut query = Serializer::new(String::new());
        if !self.query.typed.is_empty() {
            query.append_pair("q", &self.query.typed);
        }
        if page > 0 {
            query.append_pair("page", &(page + 1).to_string());
        }
        let query = query.finish();
        if query.is_empty() { ADDRESS.to_owned() } else { format!("{ADDRESS}?{query}") }
    }

    fn row(&self, subscription: &Subscription) -> Markup {
        let language = self.language();
        let address = with_language(&format!("{ADDRESS}/{}", subscription.id.0), language);
        html! {
            tr {
                th scope="row" {
                    div {
                        a href=(address) { (subscription.title()) }
                        @if !subscription.name.is_empty() { small { (subscription.recipient) } }
                    }
                }
                td data-label=(self.say("people-unit")) { (subscription.unit.name) }
                td data-label=(self.say("subscription-language")) { (self.say(&format!("language-{}", subscription.language))) }
                td data-label=(self.say("people-state")) { (state_in_words(language, self.clock, subscription)) }
                td data-label=(self.say("subscription-last-mail")) {
                    (last_mail_in_words(language, self.clock, subscription.last_mail))
                }
            }
        }
    }

    fn table(&self) -> Markup {
        let heads = [
            "subscription-recipient",
            "people-unit",
            "subscription-language",
            "people-state",
            "subscription-last-mail",
        ];
        html! {
            table.log.recipients {
                thead { tr { @for head in heads { th scope="col" { (self.say(head)) } } } }
                tbody { @for subscription in &self.list.subscriptions { (self.row(subscription)) } }
            }
        }
    }

    /// How many subscriptions there are, and the field that finds some of them.
    fn search(&self) -> Markup {
        let language = self.language();
        let counted =
            |key, number: u64| message_with(language, key, [("number", integer(language, number).into())]);
        html! {
            form.code-form method="get" action=(ADDRESS) {
                input type="hidden" name="lang" value=(language);
                p {
                    label for="q" { (self.say("subscriptions-search")) }
                    input.field #q type="search" name="q" value=(self.query.typed) autocomplete="off";
                }
                button.quiet { (self.say("subscriptions-search-send")) }
            }
            @if self.list.total > 0 {
                p {
                    (counted("subscriptions-count", self.list.total))
                    @if self.list.paused > 0 { " " (counted("subscriptions-paused", self.list.paused)) }
                }
            }
        }
    }

    /// Links to the pages before and after this one.
    fn paging(&self) -> Markup {
        let page = self.query.page;
        let link = |page: u32, key: &str| {
            html! { a href=(with_language(&self.address(page), self.language())) { (self.say(key)) } }
        };
        html! {
            @if page > 0 || self.list.has_more {
                nav.periods aria-label=(self.say("subscriptions-pages")) {
                    @if let Some(before) = page.checked_sub(1) { (link(before, "subscriptions-page-before")) }
                    @if self.list.has_more { (link(page + 1, "subscriptions-page-after")) }
                }
            }
        }
    }

    fn adding(&self) -> Markup {
        let (language, form) = (self.language(), &self.adding.form);
        let chosen = form.language.value().ok().flatten().copied().unwrap_or_default();
        html! {
            details.adding open[self.adding.fault.is_some()] {
                summary { (self.say("subscription-add")) }
                @if let Some(fault) = &self.adding.fault { (fault) }
                form.stack.short method="post" action=(with_language(ADDRESS, language)) {
                    input type="hidden" name="csrf" value=(self.frame.csrf);
                    p {
                        label for="email" { (self.say("sign-in-email")) }
                        input.field #email type="email" name="email" value=(form.email.text()) required autocomplete="off";
                    }
                    (UnitField { language, unit: &form.unit, units: &self.adding.units })
                    (name_and_language(language, &form.name, chosen))
                    button { (self.say("subscription-add-send")) }
                }
            }
        }
    }
}

impl Render for SubscriptionsPage {
    fn render(&self) -> Markup {
        let is_search = !self.query.typed.is_empty();
        self.frame.page(
            &self.say("section-subscriptions"),
            &self.address(self.query.page),
            &html! {
                h1 { (self.say("subscriptions-title")) }
                @if let Some(done) = &self.done { (done) }
                p { (self.say("subscriptions-what")) }
                (self.adding())
                @if is_search || self.list.total > 0 || self.query.page > 0 { (self.search()) }
                @if !self.list.subscriptions.is_empty() {
                    (self.table())
                } @else if is_search || self.query.page > 0 {
                    p.empty {
                        (self.say("subscriptions-none-found")) " "
                        a href=(with_language(ADDRESS, self.language())) { (self.say("subscriptions-all")) }
                    }
                } @else {
                    p.empty { (self.say("subscriptions-empty")) }
                }
                (self.paging())
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
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes, tags};

    fn page(language: Language, adding: Adding, typed: &str, page: u32) -> SubscriptionsPage {
        let subscriptions = vec![subscription(true), subscription(false)];
        SubscriptionsPage {
            frame: frame(language, Section::Subscriptions),
            list: SubscriptionList { subscriptions, total: 130, paused: 1, has_more: page < 2 },
            query: SubscriptionQuery { typed: typed.to_owned(), page },
            done: Some(Notice::done_with(language, "subscription-removed", "recipient", HOSTILE)),
            adding,
            clock: Clock::system(Ho_Chi_Minh),
        }
    }

    #[test]
    fn it_lists_subscriptions_and_keeps_what_was_typed() {
        for language in Language::ALL {
            let form = NewSubscriptionForm {
                name: HOSTILE.to_owned(),
                unit: HOSTILE.to_owned(),
                ..NewSubscriptionForm::default()
            };
            let fault = Some(Notice::fault(language, "unit-not-found"));
            let page = page(language, Adding { fault, form, units: Vec::new() }, HOSTILE, 0).render();
            assert_sound(&page);
            assert!(
                attributes(&page.0, "href").iter().any(|link| link.starts_with("/staff/subscriptions/7?"))
            );
            assert!(tags(&page.0, "details").iter().any(|details| details.contains("open")));
            assert_eq!(
                attributes(&page.0, "value").iter().filter(|value| value.contains("alert(1)")).count(),
                5
            );
        }
    }

    #[test]
    fn pages_lead_to_their_neighbours_with_the_same_search() {
        let links = |number| {
            let page = page(Language::Vi, Adding::default(), "me so", number).render();
            let links = attributes(&page.0, "href").into_iter().filter(|link| link.contains("q=me+so"));
            links.filter(|link| link.ends_with("lang=vi")).map(str::to_owned).collect::<Vec<_>>()
        };
        let first = "/staff/subscriptions?q=me+so&amp;lang=vi";
        let third = "/staff/subscriptions?q=me+so&amp;page=3&amp;lang=vi";
        assert_eq!(links(0), ["/staff/subscriptions?q=me+so&amp;page=2&amp;lang=vi"]);
        assert_eq!(links(1), [first, third]);
        assert_eq!(links(2), ["/staff/subscriptions?q=me+so&amp;page=2&amp;lang=vi"]);
    }
}
