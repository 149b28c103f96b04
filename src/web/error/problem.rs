//! What can go wrong, and the words for it.

use crate::domain::{ChannelCode, ChannelCodeError, Language, NearestUnit, Period, UnknownUnit};
use crate::locale::{Argument, day, message, message_with, period};

/// What went wrong, as far as the reader can do something about it.
#[derive(Clone, Copy, Debug)]
pub enum Problem<'a> {
    /// The code typed cannot be one of ours.
    MistypedCode {
        /// As it was typed.
        typed: &'a str,
        /// What is wrong with it.
        why: ChannelCodeError,
    },
    /// The code is written rightly, but no poster bears it.
    UnknownCode(&'a ChannelCode),
    /// Nobody holds the code of a unit at the time.
    UnknownUnit(&'a UnknownUnit),
    /// There is no such survey.
    UnknownSurvey {
        /// What was asked for.
        slug: &'a str,
        /// What may have been meant.
        nearest: Option<&'a str>,
    },
    /// What was given as a period is none.
    UnknownPeriod {
        /// As it was typed.
        typed: &'a str,
        /// The nearest with answers.
        nearest: Option<Period>,
    },
    /// The survey does not ask this question.
    UnknownQuestion {
        /// What was asked for.
        key: &'a str,
        /// The keys of those that are asked.
        known: &'a [String],
    },
    /// The period has no edition of this number.
    UnknownEdition {
        /// The number.
        number: u32,
        /// The period.
        period: Period,
    },
    /// Posters are not printed in this size.
    UnknownSize {
        /// What was asked for.
        typed: &'a str,
    },
    /// The picture that the server is to print as a logo cannot be.
    UnusableLogo {
        /// The name of its file.
        file: &'a str,
    },
    /// No page has this address.
    NotFound,
    /// Months, unit or another choice in the address cannot be read.
    BadRequest,
    /// The page belongs to other staff.
    Forbidden,
    /// The form was not sent from our own page.
    ForeignForm,
    /// More was sent than a form holds.
    TooLarge,
    /// The form did not come in time.
    TooLate,
    /// Too many attempts in a short time.
    TooManyRequests,
    /// The server cannot answer now.
    Unavailable,
    /// A fault of ours; the log tells it under this number.
    Internal {
        /// What to tell the people who run the server.
        request: Option<&'a str>,
    },
}

impl Problem<'_> {
    /// The part of the message keys that names it.
    fn name(&self) -> &'static str {
        match self {
            Self::MistypedCode { .. } => "mistyped-code",
            Self::UnknownCode(_) => "unknown-code",
            Self::UnknownUnit(_) => "unknown-unit",
            Self::UnknownSurvey { .. } => "unknown-survey",
            Self::UnknownPeriod { .. } => "unknown-period",
            Self::UnknownEdition { .. } => "unknown-edition",
            Self::UnknownQuestion { .. } => "unknown-question",
            Self::UnknownSize { .. } => "unknown-size",
            Self::UnusableLogo { .. } => "unusable-logo",
            Self::NotFound => "not-found",
            Self::BadRequest => "bad-request",
            Self::Forbidden => "forbidden",
            Self::ForeignForm => "foreign-form",
            Self::TooLarge => "too-large",
            Self::TooLate => "too-late",
            Self::TooManyRequests => "too-many-requests",
            Self::Unavailable => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// What happened.
    pub(super) fn title(&self, language: Language) -> String {
        message(language, &format!("error-{}", self.name()))
    }

    /// What to check or to do.
    pub(super) fn advice(&self, language: Language) -> String {
        let key = match self {
            Self::MistypedCode { why: ChannelCodeError::Length, .. } => "error-mistyped-code-length",
            Self::MistypedCode { why: ChannelCodeError::Character, .. } => "error-mistyped-code-character",
            Self::MistypedCode { why: ChannelCodeError::Check, .. } => "error-mistyped-code-check",
            Self::UnknownUnit(unknown) => return unknown_unit_advice(unknown, language),
            Self::UnknownSurvey { slug, .. } => {
                return message_with(language, "error-unknown-survey-advice", [("slug", (*slug).into())]);
            }
            Self::UnknownEdition { number, period: of } => {
                let arguments =
                    [("number", number.to_string().into()), ("period", period(language, *of).into())];
                return message_with(language, "error-unknown-edition-advice", arguments);
            }
            Self::UnknownPeriod { typed, .. } => {
                return message_with(language, "error-unknown-period-advice", [("typed", (*typed).into())]);
            }
            Self::UnknownQuestion { key, .. } => {
                return message_with(language, "error-unknown-question-advice", [("key", (*key).into())]);
            }
            Self::UnknownSize { typed } => {
                return message_with(language, "error-unknown-size-advice", [("typed", (*typed).into())]);
            }
            Self::UnusableLogo { file } => {
                return message_with(language, "error-unusable-logo-advice", [("file", (*file).into())]);
            }
            other => return message(language, &format!("error-{}-advice", other.name())),
        };
        message(language, key)
    }

    /// The code to put right, where it is about one.
    pub(super) fn code(&self) -> Option<String> {
        match self {
            // Nobody needs to see more than this of what was typed.
            Self::MistypedCode { typed, .. } => Some(typed.chars().take(20).collect()),
            Self::UnknownCode(code) => Some(code.to_string()),
            _ => None,
        }
    }
}

/// Whose code it is at another time, or that it may be mistyped.
fn unknown_unit_advice(unknown: &UnknownUnit, language: Language) -> String {
    let (key, holder, date) = match &*unknown.nearest {
        NearestUnit::Alike(_) => {
            let code = Argument::from(unknown.code.as_str());
            return message_with(language, "error-unknown-unit-advice", [("code", code)]);
        }
        NearestUnit::Past { holder, .. } => ("error-unknown-unit-past", holder, holder.valid_to),
        NearestUnit::Future { holder, .. } => ("error-unknown-unit-future", holder, holder.valid_from),
    };
    let date = date.map(|date| day(language, date)).unwrap_or_default();
    let [code, name] = [unknown.code.as_str(), &holder.name].map(Argument::from);
    message_with(language, key, [("code", code), ("name", name), ("day", date.as_str().into())])
}
