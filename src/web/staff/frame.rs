//! The frame of every staff page: the navigation by role, the signed-in person, and signing out.

use maud::{Markup, Render, html};
use strum::{EnumString, IntoStaticStr};

use super::session::Person;
use crate::app::Member;
use crate::domain::{Language, Permission};
use crate::locale::message;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// A part of the staff pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Section {
    /// How a unit does, and what there is to do.
    Overview,
    /// The results of a unit, with charts and files.
    Results,
    /// Publishing months.
    Publishing,
    /// The subscriptions to the monthly digest.
    Subscriptions,
    /// The people who sign in.
    People,
    /// The audit log.
    AuditLog,
    /// One's own account.
    Account,
}

impl Section {
    const ALL: [Self; 7] = [
        Self::Overview,
        Self::Results,
        Self::Publishing,
        Self::Subscriptions,
        Self::People,
        Self::AuditLog,
        Self::Account,
    ];

    /// The name in addresses.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether its page is about a unit and months.
    pub fn is_about_a_unit(self) -> bool {
        matches!(self, Self::Overview | Self::Results)
    }

    /// The address of its page.
    pub fn address(self) -> &'static str {
        match self {
            Self::Overview => "/staff/",
            Self::Results => "/staff/results",
            Self::Publishing => "/staff/publishing",
            Self::Subscriptions => "/staff/subscriptions",
            Self::People => "/staff/people",
            Self::AuditLog => "/staff/log",
            Self::Account => "/staff/account",
        }
    }

    fn label(self, language: Language) -> String {
        message(language, &format!("section-{}", self.name()))
    }

    /// Whether a member may open the section.
    fn is_open_to(self, member: &Member) -> bool {
        match self {
            Self::Overview | Self::Results => member.permits_anywhere(Permission::ReadResults),
            Self::Publishing => member.publishes(),
            Self::Subscriptions => member.permits_anywhere(Permission::ManageSubscriptions),
            Self::People => member.permits_anywhere(Permission::ManageStaff),
            Self::AuditLog => member.permits_anywhere(Permission::ReadAuditLog),
            Self::Account => true,
        }
    }
}

/// The frame of a staff page.
#[derive(Clone, Debug)]
pub struct StaffFrame {
    /// The reader's language.
    pub language: Language,
    /// The e-mail address of the signed-in person.
    pub email: String,
    /// The CSRF token.
    pub csrf: String,
    /// The sections that the person may open.
    pub sections: Vec<Section>,
    /// The section of the page.
    pub current: Section,
    /// Whether the data are demo data.
    pub illustrative: bool,
}

impl StaffFrame {
    /// The frame for a signed-in person.
    pub(super) fn of(person: &Person, language: Language, current: Section) -> Self {
        let open = Section::ALL.into_iter().filter(|section| section.is_open_to(&person.member));
        Self {
            language,
            email: person.member.email.clone(),
            csrf: person.csrf.clone(),
            sections: open.collect(),
            current,
            illustrative: person.member.illustrative,
        }
    }
}

impl StaffFrame {
    /// A form with these contents that sends an action to `address`.
    pub(super) fn action_form(&self, address: &str, action: &str, contents: &Markup) -> Markup {
        html! {
            form.stack.short method="post" action=(with_language(address, self.language)) {
                input type="hidden" name="csrf" value=(self.csrf);
                input type="hidden" name="step" value=(action);
                (contents)
            }
        }
    }

    /// The page at `address` with this frame above `content`.
    pub(super) fn page(&self, title: &str, address: &str, content: &Markup) -> Markup {
        let page = Page {
            language: self.language,
            title,
            address,
            style: StyleSheet::Staff,
            listed: false,
            illustrative: self.illustrative,
        };
        page.around(&html! { (self) (content) })
    }
}

impl Render for StaffFrame {
    fn render(&self) -> Markup {
        let language = self.language;
        html! {
            div.staff-frame.screen {
                nav aria-label=(message(language, "staff-navigation")) {
                    @for &section in &self.sections {
                        a href=(with_language(section.address(), language))
                            aria-current=[(section == self.current).then_some("page")] {
                            (section.label(language))
                        }
                    }
                }
                form.who method="post" action=(with_language("/staff/sign-out", language)) {
                    input type="hidden" name="csrf" value=(self.csrf);
                    span { (self.email) }
                    button.quiet { (message(language, "sign-out")) }
                }
            }
        }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! A frame for the tests of the staff pages.

    use super::{Section, StaffFrame};
    use crate::domain::Language;
    use crate::web::view::samples::HOSTILE;

    /// A frame in which every text must be escaped.
    pub(crate) fn frame(language: Language, current: Section) -> StaffFrame {
        let (email, csrf) = (HOSTILE.to_owned(), HOSTILE.to_owned());
        let sections = Section::ALL.to_vec();
        StaffFrame { language, email, csrf, sections, current, illustrative: true }
    }
}
