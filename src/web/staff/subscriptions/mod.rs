//! The subscriptions to the monthly digest, `/staff/subscriptions`: the list, adding somebody, the page of one
//! subscription, and the preview of its mails.

pub(super) mod list;
pub(super) mod preview;
pub(super) mod subscription;

use maud::{Markup, html};

use crate::app::{LastMail, MailState, Subscription};
use crate::clock::Clock;
use crate::domain::Language;
use crate::locale::{day, message, message_with, short_month};

/// What became of the last mail of a subscription, in words.
fn last_mail_in_words(language: Language, clock: Clock, mail: Option<LastMail>) -> String {
    let Some(LastMail { month, state }) = mail else { return message(language, "subscription-no-mail") };
    let month = ("month", short_month(language, month).into());
    match state {
        MailState::Delivered(moment) => {
            let delivered = day(language, clock.day_of(moment));
            message_with(language, "subscription-mail-delivered", [month, ("day", delivered.into())])
        }
        MailState::Waiting(None) => message_with(language, "subscription-mail-waiting", [month]),
        MailState::Waiting(Some(fault)) => {
            let why = message(language, &format!("delivery-{}", fault.name()));
            message_with(language, "subscription-mail-retried", [month, ("why", why.into())])
        }
        MailState::GivenUp(fault) => {
            let why = message(language, &format!("delivery-{}", fault.name()));
            message_with(language, "subscription-mail-given-up", [month, ("why", why.into())])
        }
    }
}

/// Whether mails are sent, in words.
fn state_in_words(language: Language, clock: Clock, subscription: &Subscription) -> String {
    match subscription.paused_at {
        None => message(language, "subscription-active"),
        Some(since) => {
            let since = day(language, clock.day_of(since));
            message_with(language, "subscription-paused-since", [("day", since.into())])
        }
    }
}

/// The fields for the name of a recipient and the language of the mails.
fn name_and_language(language: Language, name: &str, chosen: Language) -> Markup {
    let say = |key: &str| message(language, key);
    html! {
        p {
            label for="name" { (say("subscription-name")) }
            input.field #name name="name" value=(name) maxlength=(crate::app::MAX_SUBSCRIBER_NAME) autocomplete="off";
        }
        p {
            label for="language" { (say("subscription-language")) }
            select.field #language name="language" required {
                @for offered in Language::ALL {
                    option value=(offered) selected[offered == chosen] { (say(&format!("language-{offered}"))) }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    //! A subscription for the tests of the pages about subscriptions.

    use chrono::DateTime;

    use crate::app::{LastMail, MailState, Subscription};
    use crate::domain::{Language, SubscriptionId, Unit, UnitId, UnitKind};
    use crate::mail::DeliveryFault;
    use crate::web::view::samples::HOSTILE;

    /// A subscription in whose pages every text must be escaped.
    pub(super) fn subscription(is_paused: bool) -> Subscription {
        let unit = Unit {
            id: UnitId(1),
            code: "12049".parse().unwrap(),
            name: HOSTILE.to_owned(),
            kind: UnitKind::Commune,
            parent: None,
            valid_from: None,
            valid_to: None,
        };
        let moment = DateTime::from_timestamp(1_732_000_000, 0).unwrap();
        Subscription {
            id: SubscriptionId(7),
            recipient: HOSTILE.to_owned(),
            name: HOSTILE.to_owned(),
            unit,
            subscribed_unit: UnitId(1),
            survey: "mot-cua".to_owned(),
            language: Language::En,
            created_at: moment,
            paused_at: is_paused.then_some(moment),
            last_mail: Some(LastMail {
                month: "2024-10".parse().unwrap(),
                state: MailState::GivenUp(DeliveryFault::Rejected),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::mail::DeliveryFault;

    #[test]
    fn every_state_of_a_mail_has_words_in_both_languages() {
        let faults = [
            DeliveryFault::Unreachable,
            DeliveryFault::Deferred,
            DeliveryFault::Rejected,
            DeliveryFault::Other,
        ];
        let states =
            faults.into_iter().flat_map(|fault| [MailState::Waiting(Some(fault)), MailState::GivenUp(fault)]);
        let states: Vec<MailState> = states.chain([MailState::Waiting(None)]).collect();
        for language in Language::ALL {
            let words = states.iter().map(|&state| {
                let mail = LastMail { month: "2024-10".parse().unwrap(), state };
                last_mail_in_words(language, Clock::system(Ho_Chi_Minh), Some(mail))
            });
            let words: std::collections::BTreeSet<String> = words.collect();
            assert_eq!(words.len(), states.len(), "{words:?}");
        }
    }
}
