//! The survey page: one form with two required questions and four optional ones.

use maud::{Markup, Render, html};

use super::fields::{AskedField, concerns, fault_summary, fault_text, optional, optional_mark};
use crate::app::OpenChannel;
use crate::domain::{COMMENT_LIMIT, ChannelCode, Fault, Language, Survey};
use crate::locale::{Argument, integer, message, message_with};
use crate::web::view::atoms::FaceSymbols;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::{CommentCounter, StyleSheet};

/// The survey page of a channel, empty or as it was typed.
#[derive(Clone, Copy, Debug)]
pub struct SurveyPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The channel's code; the form is sent to its address.
    pub code: &'a ChannelCode,
    /// Today's unit.
    pub unit_name: &'a str,
    /// The unit on the poster, where it was merged into today's.
    pub former_unit_name: Option<&'a str>,
    /// The counter, as in "Quầy 2 – Hộ tịch".
    pub label: &'a str,
    /// What is asked.
    pub survey: &'a Survey,
    /// The form's token.
    pub token: &'a str,
    /// The fields as they were typed; the first of a name counts. Empty for a fresh form.
    pub typed: &'a [(String, String)],
    /// The faults in the fields.
    pub faults: &'a [Fault],
    /// Whether its token was no longer valid and was renewed; nothing was stored.
    pub expired: bool,
    /// Whether the unit has demo data.
    pub illustrative: bool,
}

impl<'a> SurveyPage<'a> {
    /// The empty form of a channel.
    pub fn fresh(open: &'a OpenChannel, language: Language, token: &'a str) -> Self {
        let OpenChannel { channel, survey, unit, former, illustrative } = open;
        // A unit that kept its name through a reform needs no former name.
        let former = former.as_ref().map(|former| former.name.as_str()).filter(|&name| name != unit.name);
        Self {
            language,
            code: &channel.code,
            unit_name: &unit.name,
            former_unit_name: former,
            label: &channel.label,
            survey,
            token,
            typed: &[],
            faults: &[],
            expired: false,
            illustrative: *illustrative,
        }
    }

    fn typed(&self, name: &str) -> Option<&str> {
        self.typed.iter().find(|(typed, _)| typed == name).map(|(_, value)| value.as_str())
    }

    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn title(&self) -> String {
        let title = self.survey.title.get(self.language);
        if self.faults.is_empty() {
            return title.to_owned();
        }
        // A screen reader says the title first, so the title says that something is missing.
        message_with(self.language, "survey-title-faulty", [("title", Argument::from(title))])
    }

    fn opening(&self) -> Markup {
        html! {
            p.eyebrow { (self.survey.title.get(self.language)) }
            h1 {
                (self.say("survey-heading")) " " strong { (self.unit_name) }
                span.spoken { " – " } span.counter { (self.label) }
            }
            @if let Some(former) = self.former_unit_name {
                p.former {
                    (message_with(self.language, "survey-former-unit", [
                        ("former", Argument::from(former)),
                        ("unit", Argument::from(self.unit_name)),
                    ]))
                }
            }
            p.promise { (self.say("survey-promise")) }
        }
    }

    fn form(&self) -> Markup {
        let address = format!("/k/{}", self.code);
        // Only the server validates: some in-app browsers silently refuse to send a form that the page asks
        // them to validate.
        html! {
            form.survey method="post" action=(with_language(&address, self.language)) novalidate {
                (self.questions(true))
                (self.questions(false))
                (self.comment())
                p.privacy { (self.say("survey-privacy")) }
                // Near the end, because nothing after the token can be compressed beforehand.
                input type="hidden" name="token" value=(self.token);
                button { (self.say("survey-send")) }
            }
        }
    }

    fn questions(&self, required: bool) -> Markup {
        let questions = self.survey.revision.questions.iter().zip(1..);
        let asked = questions.filter(|(question, _)| question.required == required);
        let asked = asked.map(|(question, number)| AskedField {
            language: self.language,
            number,
            question,
            typed: self.typed(&question.key),
            fault: self.faults.iter().find(|fault| concerns(fault, &question.key)),
        });
        let asked: Vec<_> = asked.collect();
        html! {
            @if required { @for asked in &asked { (asked) } } @else if !asked.is_empty() {
                (optional(self.language, &asked))
            }
        }
    }

    /// States the limit but does not enforce it by `maxlength`, which silently truncates pasted text and
    /// counts a letter with a combining accent as two.
    fn comment(&self) -> Markup {
        let limit = u64::try_from(COMMENT_LIMIT).unwrap_or_default();
        let count = |key, number: &str| message_with(self.language, key, [("count", Argument::from(number))]);
        let fault = self.faults.iter().find(|fault| matches!(fault, Fault::CommentTooLong { .. }));
        let described = if fault.is_some() { "comment-fault comment-hint" } else { "comment-hint" };
        html! {
            section.comment {
                h2 {
                    label for="comment" { (self.say("survey-comment")) } " "
                    (optional_mark(self.language))
                }
                p #comment-hint { (self.say("survey-comment-hint")) }
                @if let Some(fault) = fault {
                    p.fault #comment-fault { (fault_text(self.language, fault)) }
                }
                textarea #comment name="comment" rows="4" data-limit=(COMMENT_LIMIT) aria-describedby=(described)
                    aria-invalid=[fault.map(|_| "true")] { (self.typed("comment").unwrap_or_default()) }
                p #comment-count data-left=(count("survey-comment-left", "#"))
                    data-over=(count("survey-comment-over", "#")) {
                    (count("survey-comment-limit", &integer(self.language, limit)))
                }
                (CommentCounter)
            }
        }
    }
}

impl Render for SurveyPage<'_> {
    fn render(&self) -> Markup {
        let page = Page {
            language: self.language,
            title: &self.title(),
            address: &format!("/k/{}", self.code),
            style: StyleSheet::Citizen,
            listed: false,
            illustrative: self.illustrative,
        };
        page.around(&html! {
            (FaceSymbols)
            @if self.expired {
                div.summary role="alert" tabindex="-1" autofocus { p { (self.say("survey-notice-expired")) } }
            }
            (fault_summary(self.language, self.survey, self.faults))
            (self.opening())
            (self.form())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::{HOSTILE, survey};
    use crate::web::view::tests::{assert_sound, attributes, compressed_size, tags};

    fn page(language: Language, typed: &[(&str, &str)], faults: &[Fault], expired: bool) -> Markup {
        let typed: Vec<_> = typed.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let page = SurveyPage {
            language,
            code: &ChannelCode::from_number(1).unwrap(),
            unit_name: HOSTILE,
            former_unit_name: Some(HOSTILE),
            label: HOSTILE,
            survey: &survey(),
            token: HOSTILE,
            typed: &typed,
            faults,
            expired,
            illustrative: true,
        };
        page.render()
    }

    fn faults() -> [Fault; 3] {
        let missing = Fault::Missing { question: "settlement".to_owned() };
        let out_of_scale = Fault::OutOfScale { question: "access".to_owned() };
        [missing, out_of_scale, Fault::CommentTooLong { length: 1012 }]
    }

    #[test]
    fn it_is_sound_in_both_languages_with_and_without_faults() {
        for language in Language::ALL {
            for faults in [&[][..], &faults()] {
                assert_sound(&page(language, &[("comment", HOSTILE)], faults, false));
            }
        }
    }

    #[test]
    fn the_compressed_page_fits_into_the_first_packets() {
        for language in Language::ALL {
            let size = compressed_size(&page(language, &[], &[], false));
            assert!(size < 10_000, "{size} bytes");
        }
    }

    #[test]
    fn required_questions_offer_five_answers_and_optional_ones_also_no_opinion() {
        let page = page(Language::Vi, &[], &[], false).0;
        assert_eq!(page.matches("type=\"radio\"").count(), 2 * 5 + 4 * 6);
        assert!(!page.contains("id=\"settlement-0\"") && page.contains("id=\"access-0\""));
        assert!(tags(&page, "input").iter().all(|input| !input.ends_with(" checked")));
        assert!(tags(&page, "form")[0].contains("action=\"/k/00000011?lang=vi\""));
    }

    #[test]
    fn it_keeps_what_was_typed() {
        let fields = [("settlement", "5"), ("access", ""), ("procedure", "9"), ("comment", "Tốt <b>")];
        let page = page(Language::En, &fields, &[], false).0;
        let kept: Vec<_> =
            tags(&page, "input").into_iter().filter(|input| input.ends_with(" checked")).collect();
        let kept: Vec<_> = kept.iter().flat_map(|input| attributes(input, "id")).collect();
        assert_eq!(kept, ["settlement-5", "access-0"]);
        assert!(page.contains(">Tốt &lt;b&gt;</textarea>"));
    }

    #[test]
    fn every_fault_is_named_at_the_top_and_beside_its_field() {
        for (language, title, number) in
            [(Language::Vi, "Còn thiếu", "Câu 3"), (Language::En, "Incomplete", "Question 3")]
        {
            let page = page(language, &[], &faults(), false).0;
            assert!(page.contains(title) && page.contains(number));
            for field in ["#settlement-1", "#access-1", "#comment"] {
                assert!(attributes(&page, "href").contains(&field));
            }
            assert_eq!(page.matches("aria-invalid=\"true\"").count(), 3);
            assert_eq!(page.matches("-fault\"").count(), 2 * 3 - 1);
            assert!(page.contains("12"), "how many characters are too many");
        }
    }

    #[test]
    fn an_expired_form_says_that_nothing_was_saved() {
        let page = page(Language::Vi, &[], &[], true);
        assert_sound(&page);
        assert!(page.0.contains("chưa được lưu"));
    }
}
