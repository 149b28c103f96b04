//! The audit log, `/staff/log`, and as a file, `/staff/log.csv`.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::{HttpResponse, web};
use chrono::{Datelike, NaiveDate};
use maud::{Markup, Render, html};
use serde::Deserialize;
use serde_json::Value;
use url::form_urlencoded;

use super::frame::{Section, StaffFrame};
use super::session::Person;
use crate::app::AuditPage;
use crate::clock::Clock;
use crate::documents::audit_log_csv;
use crate::domain::{AuditAction, AuditEntry, AuditQuery, Language, Role, Unit};
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::{CSV, PRIVATE, download, drawn, private_page};
use crate::web::parameter::Parameter;
use crate::web::reader::Reader;
use crate::web::view::layout::with_language;

/// The query of the audit log.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct LogParameters {
    /// An e-mail address or the name of a command.
    actor: String,
    action: Parameter<AuditAction>,
    from: Parameter<NaiveDate>,
    to: Parameter<NaiveDate>,
    before: Parameter<i64>,
}

impl LogParameters {
    fn query(&self) -> Result<AuditQuery, Failure> {
        Ok(AuditQuery {
            actor: Some(self.actor.trim().to_lowercase()).filter(|actor| !actor.is_empty()),
            action: self.action.get(Failure::BadRequest)?,
            from: day_of(&self.from)?,
            to: day_of(&self.to)?,
            before: self.before.get(Failure::BadRequest)?,
        })
    }
}

/// The day of a parameter. Refuses years that the database does not know.
fn day_of(parameter: &Parameter<NaiveDate>) -> Result<Option<NaiveDate>, Failure> {
    match parameter.get(Failure::BadRequest)? {
        Some(day) if !(2000..=9999).contains(&day.year()) => Err(Failure::BadRequest),
        day => Ok(day),
    }
}

/// `GET /staff/log.csv?actor=…&action=…&from=…&to=…`
pub(super) async fn csv(
    state: web::Data<State>,
    person: Person,
    asked: web::Query<LogParameters>,
) -> Result<HttpResponse, Failure> {
    let log = state.app.export_audit_log(&person.member, &asked.query()?).await?;
    let clock = state.app.clock();
    let name = format!("hailong-log-{}.csv", clock.today());
    let file = drawn(&state, move || audit_log_csv(&log.entries, clock)).await?;
    let mut response = download(CSV, &name, file);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
    Ok(response)
}

/// `GET /staff/log?actor=…&action=…&from=…&to=…&before=…`
pub(super) async fn show(
    state: web::Data<State>,
    person: Person,
    reader: Reader,
    asked: web::Query<LogParameters>,
) -> Result<HttpResponse, Failure> {
    let query = asked.query()?;
    let log = state.app.audit_log(&person.member, &query).await?;
    let frame = StaffFrame::of(&person, reader.language, Section::AuditLog);
    let page = LogPage { frame, log: &log, query: &query, clock: state.app.clock() };
    Ok(private_page(StatusCode::OK, &page))
}

/// The page of the audit log.
#[derive(Clone, Debug)]
pub struct LogPage<'a> {
    /// The frame.
    pub frame: StaffFrame,
    /// The entries.
    pub log: &'a AuditPage,
    /// What they are filtered by.
    pub query: &'a AuditQuery,
    /// The clock, which knows the zone of the times.
    pub clock: Clock,
}

impl LogPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    /// The name of an action; as stored if this version does not know it.
    fn action(&self, name: &str) -> String {
        match name.parse::<AuditAction>() {
            Ok(action) => self.say(&format!("audit-{}", action.name())),
            Err(_) => name.to_owned(),
        }
    }

    /// Stored values in words, as in "Manager 12049; Viewer 33".
    fn values(&self, values: &Value) -> String {
        match values {
            Value::Array(items) if items.is_empty() => self.say("audit-none"),
            Value::Array(items) => items.iter().map(|item| self.values(item)).collect::<Vec<_>>().join("; "),
            Value::Object(fields) => {
                let field = |(key, value): (&String, &Value)| match (key.as_str(), value.as_str()) {
                    ("role", Some(role)) if role.parse::<Role>().is_ok() => self.say(&format!("role-{role}")),
                    ("unit", Some(code)) => code.to_owned(),
                    ("name", Some(name)) => name.to_owned(),
                    ("language", Some(tag)) if tag.parse::<Language>().is_ok() => {
                        self.say(&format!("language-{tag}"))
                    }
                    ("note", Some("")) => String::new(),
                    ("reason", Some(reason)) => format!("{}: {reason}", self.say("audit-reason")),
                    ("note", Some(note)) => format!("{}: {note}", self.say("audit-note")),
                    ("new_responses", _) => format!("{value} {}", self.say("audit-new-responses")),
                    _ => format!("{key}: {value}"),
                };
                let fields = fields.iter().map(field).filter(|field| !field.is_empty());
                fields.collect::<Vec<_>>().join(" · ")
            }
            Value::Null => self.say("audit-none"),
            other => other.to_string(),
        }
    }

    fn filter(&self) -> Markup {
        let chosen = self.query.action.map(AuditAction::name);
        html! {
            form.stack.short method="get" action="/staff/log" {
                input type="hidden" name="lang" value=(self.language());
                p {
                    label for="actor" { (self.say("audit-actor")) }
                    input.field #actor name="actor" value=[self.query.actor.as_deref()];
                }
                p {
                    label for="action" { (self.say("audit-action")) }
                    select.field #action name="action" {
                        option value="" { (self.say("audit-every-action")) }
                        @for name in AuditAction::names() {
                            option value=(name) selected[chosen == Some(name)] { (self.action(name)) }
                        }
                    }
                }
                (self.day("from", self.query.from))
                (self.day("to", self.query.to))
                button { (self.say("filter-show")) }
            }
        }
    }

    /// The input of the first or last day.
    fn day(&self, name: &str, value: Option<NaiveDate>) -> Markup {
        html! {
            p {
                label for={ (name) "-day" } { (self.say(&format!("audit-{name}-day"))) }
                input.field #{ (name) "-day" } type="date" name=(name) value=[value];
            }
        }
    }

    fn row(&self, entry: &AuditEntry, unit: Option<&Unit>) -> Markup {
        let moment = self.clock.wall_time(entry.happened_at);
        html! {
            tr {
                th scope="row" { time datetime=(moment.to_rfc3339()) { (moment.format("%d/%m/%Y %H:%M:%S")) } }
                td data-label=(self.say("audit-actor")) { (entry.actor) }
                td data-label=(self.say("audit-action")) { (self.action(&entry.action)) }
                td data-label=(self.say("audit-subject")) {
                    @if !entry.subject.is_empty() || entry.after.is_some() { div.subject {
                        div { (entry.subject) }
                        @if let Some(before) = &entry.before { small { (self.say("audit-before")) " " (self.values(before)) } }
                        @if let Some(after) = &entry.after { small { (self.say("audit-after")) " " (self.values(after)) } }
                    } }
                }
                td data-label=(self.say("audit-unit")) { (unit.map(|unit| unit.name.as_str()).unwrap_or_default()) }
                td.network data-label=(self.say("audit-from")) { (entry.prefix.as_deref().unwrap_or_default()) }
            }
        }
    }

    fn table(&self) -> Markup {
        let heads =
            ["audit-when", "audit-actor", "audit-action", "audit-subject", "audit-unit", "audit-from"];
        html! {
            table.log {
                thead { tr { @for head in heads { th scope="col" { (self.say(head)) } } } }
                tbody { @for (entry, unit) in &self.log.entries { (self.row(entry, unit.as_ref())) } }
            }
        }
    }

    /// The address of a page or file with the same filter.
    fn filtered(&self, path: &str, before: Option<i64>) -> String {
        let query = self.query;
        let parameters = [
            ("actor", query.actor.clone()),
            ("action", query.action.map(|action| action.name().to_owned())),
            ("from", query.from.map(|day| day.to_string())),
            ("to", query.to.map(|day| day.to_string())),
            ("before", before.map(|id| id.to_string())),
        ];
        let mut written = form_urlencoded::Serializer::new(String::new());
        written.extend_pairs(parameters.into_iter().filter_map(|(name, value)| Some((name, value?))));
        with_language(&format!("{path}?{}", written.finish()), self.language())
    }

    /// The address of the older entries.
    fn older(&self) -> Option<String> {
        let last = self.log.entries.last().filter(|_| self.log.has_more)?.0.id;
        Some(self.filtered("/staff/log", Some(last)))
    }
}

impl Render for LogPage<'_> {
    fn render(&self) -> Markup {
        self.frame.page(
            &self.say("audit-title"),
            "/staff/log",
            &html! {
                h1 { (self.say("audit-title")) }
                p { (self.say("audit-what")) }
                (self.filter())
                @if self.log.entries.is_empty() {
                    p.empty { (self.say("audit-empty")) }
                } @else {
                    p { a href=(self.filtered("/staff/log.csv", None)) { (self.say("audit-csv")) } }
                    (self.table())
                }
                @if let Some(older) = self.older() { p { a href=(older) { (self.say("audit-older")) } } }
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use chrono_tz::Asia::Ho_Chi_Minh;

    use super::*;
    use crate::app::PersonState;
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::people::person::samples::person;
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes};

    #[test]
    fn it_lists_the_entries_and_leads_to_older_ones_with_the_same_filter() {
        let entry = AuditEntry {
            id: 7,
            happened_at: DateTime::from_timestamp(1_732_000_000, 0).unwrap(),
            actor: HOSTILE.to_owned(),
            prefix: Some("113.160.1.0/24".to_owned()),
            action: "staff-changed".to_owned(),
            unit: None,
            subject: HOSTILE.to_owned(),
            before: Some(serde_json::json!([])),
            after: Some(serde_json::json!([{ "role": "manager", "unit": "33" }, { "role": HOSTILE }])),
        };
        let unit = person(PersonState::Active).grants.remove(0).unit;
        let log = AuditPage { entries: vec![(entry, Some(unit))], has_more: true };
        let query = AuditQuery {
            actor: Some("a@b.vn".to_owned()),
            action: Some(AuditAction::StaffChanged),
            to: NaiveDate::from_ymd_opt(2024, 11, 30),
            ..AuditQuery::default()
        };
        for language in Language::ALL {
            let frame = frame(language, Section::AuditLog);
            let page =
                LogPage { frame, log: &log, query: &query, clock: Clock::system(Ho_Chi_Minh) }.render();
            assert_sound(&page);
            assert!(page.0.contains("19/11/2024 14:06:40") && page.0.contains("113.160.1.0/24"));
            let role = message(language, "role-manager");
            assert!(page.0.contains(&format!("{role} · 33; ")), "{}", page.0);
            let filter = "actor=a%40b.vn&amp;action=staff-changed&amp;to=2024-11-30";
            for address in [
                format!("/staff/log?{filter}&amp;before=7&amp;lang={language}"),
                format!("/staff/log.csv?{filter}&amp;lang={language}"),
            ] {
                assert!(attributes(&page.0, "href").contains(&address.as_str()), "{}", page.0);
            }
        }
    }
}
