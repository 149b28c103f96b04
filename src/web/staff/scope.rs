//! The unit and the months that a staff page is about, and what the person may see of them.

use chrono::NaiveDate;

use super::session::Person;
use crate::app::{AppError, Audience, DefaultPeriod, Member, ReportQuery, UnitPermissions};
use crate::domain::{Boundaries, Permission};
use crate::web::choice::ReportRequest;
use crate::web::error::Failure;

/// A report that a person may read.
pub(super) struct PermittedReport {
    /// Unit and months.
    pub(super) query: ReportQuery,
    /// What the person may do at the unit.
    pub(super) permissions: UnitPermissions,
    /// Whose figures are shown. Staff are likelier than anybody else to recognise the few people behind a
    /// figure, so roles below analysts see figures only under the public's rules.
    pub(super) audience: Audience,
}

impl PermittedReport {
    /// The report that is asked for; without a unit that on the person's own unit.
    pub(super) async fn of(person: &Person, asked: &mut ReportRequest) -> Result<Self, Failure> {
        let member = &person.member;
        if asked.choice.unit.is_absent() {
            asked.choice.unit = home_of(member)?.into();
        }
        let query = asked.query(DefaultPeriod::Opening).await?;
        let app = &asked.state.app;
        let (first, last) = days_of(&query, app.clock().today());
        let needed = Permission::ReadResults;
        let permissions = app.expect_permission(member, needed, &query.unit, first, last).await?;
        let sees_everything = permissions.include(Permission::ReadUnpublished);
        let audience = if sees_everything { Audience::Analysts } else { Audience::Public };
        Ok(Self { query, permissions, audience })
    }
}

/// The days on one of which the unit of a query must exist.
pub(super) fn days_of(query: &ReportQuery, today: NaiveDate) -> (NaiveDate, NaiveDate) {
    match query.boundaries {
        Boundaries::Historic => (query.period.first_day(), query.period.last_day()),
        Boundaries::Current => (NaiveDate::MIN, today),
    }
}

fn home_of(member: &Member) -> Result<String, AppError> {
    member.home().map(|home| home.code.to_string()).ok_or(AppError::OutOfScope)
}
