//! The monthly report: the briefing, and how many people wrote something in words.

use super::briefing::BriefingRequest;
use super::counts::Audience;
use super::{App, AppError};
use crate::domain::{Briefing, UnitId};
use crate::store::count_comments;

impl App {
    /// What the monthly report is made of, as everybody may see it: the briefing, and the number of comments.
    pub async fn monthly_report(&self, request: &BriefingRequest) -> Result<(Briefing, u64), AppError> {
        let briefing = self.briefing(request, Audience::Public).await?;
        let comments = self.comments_of(&briefing).await?;
        Ok((briefing, comments))
    }

    /// Comments on the sheets that the report counts. Of a unit that counts in part, as large a part of them.
    async fn comments_of(&self, briefing: &Briefing) -> Result<u64, AppError> {
        let report = &briefing.report;
        let counts = self.counts(&report.survey).await?;
        let territory = counts.registry().territory_of(report.unit.id, report.boundaries);
        let units: Vec<UnitId> = territory.members.iter().chain(territory.parts.keys()).copied().collect();
        let days = (report.period.first_day(), report.period.last_day());
        let zone = self.clock().zone_name();
        let comments = self
            .database()
            .read(async |connection| count_comments(connection, &report.survey, &units, days, zone).await)
            .await?;
        let counted = comments.into_iter();
        Ok(counted.filter_map(|(unit, comments)| Some(territory.part_of(unit)?.portion(comments))).sum())
    }
}
