//! The staff's first page: how a unit does, on how many answers that rests, and what there is to do.

use std::collections::HashMap;

use chrono::{Duration, NaiveDate};

use super::counts::{Audience, SurveyCounts};
use super::mails::unit_of_topic;
use super::report::ReportQuery;
use super::staff::{Member, UnitPermissions};
use super::{App, AppError};
use crate::domain::{
    Boundaries, Channel, Month, PUBLICATION_THRESHOLD, Period, Permission, QuestionReport, Report, UnitCode,
    UnitComparison, UnitId,
};
use crate::locale::compare_unit_names;
use crate::store::{channels_without_responses_since, topics_of_failed_digests};

/// A channel without a response for this long is named.
const SILENCE: Duration = Duration::days(7);
/// Digests that failed are named for this long.
const FAILURES: Duration = Duration::days(30);

/// The staff's first page about a unit.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The report on the unit.
    pub report: Report,
    /// The first and the last published month with responses of the unit.
    pub months: Option<Period>,
    /// The lowest units within the unit or, if it is one itself, within the unit above; by the first headline
    /// question. `None` if there are none.
    pub comparison: Option<UnitComparison>,
    /// What there is to do.
    pub tasks: Tasks,
}

/// What a member of staff can do for a unit. Empty lists mean that there is nothing to do, or that others do
/// it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// A month that is over and has responses, and is not published.
    pub unpublished: Option<Month>,
    /// Channels that received no response in the last seven days, by the name of their unit of today.
    pub silent_channels: Vec<SilentChannel>,
    /// Digests that were given up in the last 30 days, of the units whose subscriptions the member manages.
    pub failed_digests: usize,
    /// Lowest units with fewer than ten answers to the first headline question in the months of the report,
    /// the fewest answers first.
    pub few_answers: Vec<UnitWithFewAnswers>,
}

/// A unit with too few answers for a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitWithFewAnswers {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// Answers to the question.
    pub answers: u64,
}

/// A channel that received no response for some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SilentChannel {
    /// The channel.
    pub channel: Channel,
    /// The name of its unit of today.
    pub unit: String,
}

impl App {
    /// The first page about the unit and months of a query, for a member with `permissions` at the unit. In
    /// published months everybody sees the published figures, so that everybody can pass them on.
    ///
    /// # Errors
    ///
    /// Fails if the survey or the unit does not exist, if the database cannot be read, or if too many reports
    /// are being made.
    pub async fn overview(
        &self,
        member: &Member,
        permissions: &UnitPermissions,
        query: &ReportQuery,
        audience: Audience,
    ) -> Result<Overview, AppError> {
        let silent_channels = if permissions.include(Permission::PrintPosters) {
            self.silent_channels(query).await?
        } else {
            Vec::new()
        };
        let failed_digests = self.failed_digests(member).await?;
        let published = self.counts(&query.survey).await?;
        let is_published = query.period.months().all(|month| published.published.is_published(month));
        let (counts, audience) = if is_published {
            (published, Audience::Public)
        } else {
            (self.counts_for(&query.survey, audience, Some(query.period)).await?, audience)
        };
        let (query, publisher_of) = (query.clone(), member.unit_to_publish().map(|unit| unit.id));
        let work = move || {
            let mut overview = counts.overview(&query, audience)?;
            overview.tasks.silent_channels = silent_channels;
            overview.tasks.failed_digests = failed_digests;
            overview.tasks.unpublished = publisher_of.and_then(|unit| counts.unpublished_month(unit));
            Ok(overview)
        };
        self.report_pool().run(work).await?
    }

    async fn failed_digests(&self, member: &Member) -> Result<usize, AppError> {
        const NEEDED: Permission = Permission::ManageSubscriptions;
        if !member.permits_anywhere(NEEDED) {
            return Ok(0);
        }
        let (since, today) = (self.clock().now() - FAILURES, self.clock().today());
        let reference_data = self.reference_data().await?;
        let registry = &reference_data.registry;
        let is_managed = |topic: &String| {
            let unit =
                unit_of_topic(topic).and_then(|code| registry.last_holder(&code, NaiveDate::MIN, today).ok());
            unit.is_some_and(|unit| {
                member.permits(registry, NEEDED, registry.unit_of_the_day(unit.id, today))
            })
        };
        let topics = self
            .database()
            .read(async |connection| topics_of_failed_digests(connection, since).await)
            .await?;
        Ok(topics.iter().filter(|topic| is_managed(topic)).count())
    }

    async fn silent_channels(&self, query: &ReportQuery) -> Result<Vec<SilentChannel>, AppError> {
        let since = self.clock().now() - SILENCE;
        let today = self.clock().today();
        self.database()
            .read(async |connection| {
                let reference_data = self.shared.catalogue.reference_data(connection).await?;
                let registry = &reference_data.registry;
                let unit = registry.last_holder(&query.unit, NaiveDate::MIN, today)?.id;
                let territory = registry.territory_of(unit, Boundaries::Current);
                let units: Vec<UnitId> = territory.members.iter().copied().collect();
                let channels = channels_without_responses_since(connection, &units, since).await?;
                let unit_of =
                    |channel: &Channel| registry.unit(registry.unit_of_the_day(channel.unit, today));
                let silent = channels.into_iter().filter_map(|channel| {
                    let unit = unit_of(&channel)?.name.clone();
                    Some(SilentChannel { channel, unit })
                });
                let mut silent: Vec<SilentChannel> = silent.collect();
                silent.sort_by(|left, right| compare_unit_names(&left.unit, &right.unit));
                Ok::<_, AppError>(silent)
            })
            .await
    }
}

impl SurveyCounts {
    fn overview(&self, query: &ReportQuery, audience: Audience) -> Result<Overview, AppError> {
        let reporter = self.reporter(audience);
        let report = self.report(&reporter, query)?;
        let months = self.months_with_responses(&query.unit)?;
        let mut tasks = Tasks::default();
        let comparison = if report.unit.kind.is_lowest() {
            self.siblings(query, &report)?
        } else {
            let key = report.headlines().next().map(|question| question.key.clone()).unwrap_or_default();
            let below = self.reports_to_compare(&reporter, &report, query, &key);
            tasks.few_answers = self.units_with_few_answers(&report, &below, &key);
            UnitComparison::of(report.clone(), &below, &key)
        };
        Ok(Overview { report, months, comparison, tasks })
    }

    /// The published figures of the lowest units within the unit above that of the report.
    fn siblings(&self, query: &ReportQuery, report: &Report) -> Result<Option<UnitComparison>, AppError> {
        let registry = self.registry();
        let above = registry.unit(report.unit.id).and_then(|unit| registry.unit(unit.parent?));
        let Some(above) = above else { return Ok(None) };
        let query = ReportQuery { unit: above.code.clone(), ..query.clone() };
        let reporter = self.reporter(Audience::Public);
        // The unit above may have existed only in other months.
        let Ok(above) = self.report(&reporter, &query) else { return Ok(None) };
        self.compare_units(&reporter, above, &query, None).map(Some)
    }

    /// Lowest units with fewer than ten answers to the question `key`, among them those without a report.
    fn units_with_few_answers(&self, above: &Report, below: &[Report], key: &str) -> Vec<UnitWithFewAnswers> {
        let answers_of = |report: &Report| {
            let question = report.questions.iter().find(|question| question.key == key);
            question.map_or(0, QuestionReport::answered)
        };
        let answers: HashMap<UnitId, u64> =
            below.iter().map(|report| (report.unit.id, answers_of(report))).collect();
        let lowest = self.lowest_units_below(above).filter_map(|unit| self.registry().unit(unit));
        let mut few: Vec<UnitWithFewAnswers> = lowest
            .map(|unit| UnitWithFewAnswers {
                code: unit.code.clone(),
                name: unit.name.clone(),
                answers: answers.get(&unit.id).copied().unwrap_or_default(),
            })
            .filter(|unit| unit.answers < PUBLICATION_THRESHOLD)
            .collect();
        few.sort_by(|left, right| {
            let fewest = left.answers.cmp(&right.answers);
            fewest
                .then_with(|| compare_unit_names(&left.name, &right.name))
                .then_with(|| left.code.cmp(&right.code))
        });
        few
    }

    /// The last month if it is not published and has responses within a unit.
    fn unpublished_month(&self, unit: UnitId) -> Option<Month> {
        let month = Month::of(self.today()).shifted(-1);
        let territory = self.registry().territory_of(unit, Boundaries::Current);
        let is_waiting =
            !self.published.is_published(month) && self.live.responses(&territory, Period::month(month)) > 0;
        is_waiting.then_some(month)
    }
}
