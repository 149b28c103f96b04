//! Parts of the forms of staff pages: what was saved or refused, and the choice of a unit and of a role there.

use maud::{Markup, Render, html};

use crate::domain::{Language, Role, UnitMatch};
use crate::locale::{message, message_with};

/// What a page says about the form that was sent before: that it was saved, or why not. Screen readers say it.
#[derive(Clone, Debug)]
pub enum Notice {
    /// It was saved.
    Done(String),
    /// It was refused.
    Fault(String),
}

impl Notice {
    /// It was saved; the key of the message that says so.
    pub fn done(language: Language, key: &str) -> Self {
        Self::Done(message(language, key))
    }

    /// It was saved; the key of the message, which names `value` as `name`.
    pub fn done_with(language: Language, key: &str, name: &'static str, value: &str) -> Self {
        Self::Done(message_with(language, key, [(name, value.to_owned().into())]))
    }

    /// It was refused; the key of the message that says why.
    pub fn fault(language: Language, key: &str) -> Self {
        Self::Fault(message(language, key))
    }
}

impl Render for Notice {
    fn render(&self) -> Markup {
        html! {
            @match self {
                Self::Done(text) => p.notice role="status" { (text) },
                Self::Fault(text) => div.summary #fault role="alert" { p { (text) } },
            }
        }
    }
}

/// The fields for a role and the unit at which it holds.
#[derive(Clone, Copy, Debug)]
pub struct RoleAndUnit<'a> {
    /// The language.
    pub language: Language,
    /// The role that was chosen before.
    pub role: Option<Role>,
    /// The unit as it was typed.
    pub unit: &'a str,
    /// The units that may be meant.
    pub units: &'a [UnitMatch],
}

impl Render for RoleAndUnit<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        html! {
            p {
                label for="role" { (say("people-role")) }
                select.field #role name="role" required aria-describedby="role-hint" {
                    @for role in Role::ALL.into_iter().rev() {
                        option value=(role.name()) selected[self.role == Some(role)] { (say(&format!("role-{}", role.name()))) }
                    }
                }
                span.hint #role-hint { (say("people-role-hint")) }
            }
            (UnitField { language: self.language, unit: self.unit, units: self.units })
        }
    }
}

/// The field for a unit. It is typed, or chosen if what was typed may mean several.
#[derive(Clone, Copy, Debug)]
pub struct UnitField<'a> {
    /// The language.
    pub language: Language,
    /// The unit as it was typed.
    pub unit: &'a str,
    /// The units that may be meant.
    pub units: &'a [UnitMatch],
}

impl Render for UnitField<'_> {
    fn render(&self) -> Markup {
        let say = |key: &str| message(self.language, key);
        html! {
            p {
                label for="unit" { (say("people-unit")) }
                @if self.units.is_empty() {
                    input.field #unit name="unit" value=(self.unit) required autocomplete="off" aria-describedby="unit-hint";
                    span.hint #unit-hint { (say("unit-hint")) }
                } @else {
                    select.field #unit name="unit" required {
                        @for found in self.units {
                            option value=(found.unit.code) {
                                (found.unit.name) " (" (found.unit.code) ")"
                                @if let Some(former) = &found.former { " – " (say("unit-former")) " " (former) }
                            }
                        }
                    }
                }
            }
        }
    }
}
