//! Publishing: the figures of a period fixed under an edition number, so that what was cited once can be held against it
//! for ever.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::figures::{Audience, Figures};
use super::report::{ReportQuery, with_sorted_names};
use super::{App, AppError};
use crate::domain::{
    Boundaries, Edition, EditionChanges, Month, MonthTally, Period, Publication, Report, Reporter, SurveyId,
    TallyBook, UnitId, nearest_period, next_edition,
};
use crate::store::{
    Connection, StoredEdition, edition_reports_of, edition_reports_of_units, editions_of,
    find_edition_report, insert_edition, lock_editions,
};

/// What publishing did.
#[derive(Clone, Debug, PartialEq)]
pub struct Publishing {
    /// The edition that stands now.
    pub edition: Edition,
    /// Whether it is new; else nothing had changed since it was published.
    pub is_new: bool,
    /// Reports in it.
    pub reports: usize,
}

/// An edition before it is stored.
struct Draft {
    reports: Vec<Report>,
    tallies: Vec<(UnitId, MonthTally)>,
}

impl App {
    /// Fixes the figures of a period under the next edition number, unless they are those of the last one.
    pub async fn publish(&self, survey: &str, period: Period) -> Result<Publishing, AppError> {
        let today = self.clock().today();
        if period.to() >= Month::of(today) {
            let cause = format!("{period} is not over yet: publish it from the 1st of the month after it");
            return Err(AppError::Refused(cause));
        }
        let figures = self.figures(survey).await?;
        let work = {
            let figures = Arc::clone(&figures);
            move || figures.draft_edition(period, today)
        };
        let draft = tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?;
        if draft.reports.is_empty() {
            return Err(AppError::Refused(nothing_to_publish(period, &figures.book)));
        }
        self.database()
            .write(async |connection| self.publish_draft(connection, &figures, period, draft).await)
            .await
    }

    async fn publish_draft(
        &self,
        connection: &mut Connection,
        figures: &Figures,
        period: Period,
        mut draft: Draft,
    ) -> Result<Publishing, AppError> {
        let survey = figures.book.survey().id;
        lock_editions(connection).await?;
        let last = editions_of(connection, survey, period).await?.pop();
        let mut changes = None;
        if let Some(last) = &last {
            let before = edition_reports_of(connection, last.id).await?;
            let is_topmost = |report: &Report| figures.is_topmost(report);
            draft.reports = next_edition(&before, draft.reports);
            changes = EditionChanges::between(&before, &draft.reports, is_topmost);
            if changes.is_none() {
                let edition = self.edition(last.clone());
                return Ok(Publishing { edition, is_new: false, reports: before.len() });
            }
        }
        let number = last.map_or(1, |last| last.number + 1);
        let content = (draft.reports.as_slice(), draft.tallies.as_slice());
        let stored = insert_edition(connection, survey, (period, number), changes.as_ref(), content).await?;
        Ok(Publishing { edition: self.edition(stored), is_new: true, reports: draft.reports.len() })
    }

    /// The editions of a period, from the first to the latest.
    pub async fn editions(&self, survey: &str, period: Period) -> Result<Vec<Edition>, AppError> {
        let figures = self.figures(survey).await?;
        let survey = figures.book.survey().id;
        let stored = self
            .database()
            .read(async |connection| Ok::<_, AppError>(editions_of(connection, survey, period).await?));
        Ok(stored.await?.into_iter().map(|edition| self.edition(edition)).collect())
    }

    /// The report as it stands in an edition; without a number, in the latest. `None` where there is no such edition, or
    /// where it says nothing of the unit.
    pub async fn edition_report(
        &self,
        query: &ReportQuery,
        number: Option<u32>,
    ) -> Result<Option<Report>, AppError> {
        let figures = self.figures(&query.survey).await?;
        self.published_report(&figures, query, number).await
    }

    /// The same of figures that are known already.
    pub(super) async fn published_report(
        &self,
        figures: &Arc<Figures>,
        query: &ReportQuery,
        number: Option<u32>,
    ) -> Result<Option<Report>, AppError> {
        let unit = figures.territory(query, self.clock().today())?.unit;
        let unit = figures.registry().unit(unit).cloned();
        let unit = unit.ok_or_else(|| AppError::internal("a territory without its unit"))?;
        let survey = figures.book.survey().id;
        let found = self
            .database()
            .read(async |connection| {
                let Some((edition, latest)) = find_edition(connection, survey, query.period, number).await?
                else {
                    return Ok(None);
                };
                let report = find_edition_report(connection, edition.id, &unit, query.boundaries).await?;
                Ok::<_, AppError>(Some((self.edition(edition).mark(latest), report)))
            })
            .await?;
        Ok(match found {
            None => None,
            Some((mark, Some(report))) => Some(Report { edition: Some(mark), ..report }),
            // Who asks for an old edition wants what it says, and it says nothing.
            Some((_, None)) if number.is_some() => None,
            Some((mark, None)) => {
                let now = self.report_now(Arc::clone(figures), query, Audience::Public).await?;
                Some(now.beside(mark))
            }
        })
    }

    /// The report on the unit as it stands in an edition of the period, without a number in the latest, with the reports of
    /// that edition on the units below; `None` where there is none, or where it says nothing of the unit.
    pub(super) async fn published_reports(
        &self,
        figures: &Arc<Figures>,
        query: &ReportQuery,
        number: Option<u32>,
    ) -> Result<Option<(Report, Vec<Report>)>, AppError> {
        let Some(above) = self.published_report(figures, query, number).await? else { return Ok(None) };
        let mut wanted: BTreeSet<UnitId> = figures.lowest_units_below(&above).collect();
        wanted.extend(figures.directly_below(&above));
        if wanted.is_empty() {
            return Ok(Some((above, Vec::new())));
        }
        let wanted: Vec<UnitId> = wanted.into_iter().collect();
        let survey = figures.book.survey().id;
        let number = above.edition.as_ref().map(|edition| edition.number);
        self.database()
            .read(async |connection| {
                let Some((edition, _)) = find_edition(connection, survey, query.period, number).await? else {
                    return Ok(None);
                };
                let reports =
                    edition_reports_of_units(connection, edition.id, &wanted, query.boundaries).await?;
                Ok(Some((above, reports)))
            })
            .await
    }

    pub(super) fn edition(&self, stored: StoredEdition) -> Edition {
        let published_on = self.clock().day_of(stored.published_at);
        Edition { period: stored.period, number: stored.number, published_on, changes: stored.changes }
    }
}

/// The edition with this number, or the latest, and the number of the latest.
async fn find_edition(
    connection: &mut Connection,
    survey: SurveyId,
    period: Period,
    number: Option<u32>,
) -> Result<Option<(StoredEdition, u32)>, AppError> {
    let editions = editions_of(connection, survey, period).await?;
    let latest = editions.last().map(|last| last.number);
    let wanted = number.or(latest);
    let found = editions.into_iter().find(|edition| Some(edition.number) == wanted);
    Ok(found.zip(latest))
}

fn nothing_to_publish(period: Period, book: &TallyBook) -> String {
    let nearest = book.months().map(|known| nearest_period(period, known));
    let way_out =
        nearest.map(|nearest| format!("; the nearest with answers is {nearest}")).unwrap_or_default();
    format!("nobody has answered in {period}: there is nothing to publish{way_out}")
}

impl Figures {
    /// The counts of the period as they are to stand, and the reports of every unit with sheets, in both ways to draw the
    /// boundaries.
    fn draft_edition(&self, period: Period, today: chrono::NaiveDate) -> Draft {
        let months: BTreeSet<Month> = period.months().collect();
        let tallies = self.book.to_publish(&months, &self.public, &self.fixed);
        let book = Arc::new(self.public.with_months(&months, tallies.clone()));
        let registry = Arc::clone(&self.ground.registry);
        let publication = Publication::of(Arc::clone(&book), registry, Arc::clone(&self.published));
        let reporter = Reporter {
            book: &book,
            publication: Some(&publication),
            ..self.reporter(Audience::Public, today)
        };
        let mut units: Vec<UnitId> = self.registry().units().map(|unit| unit.id).collect();
        units.sort_unstable();
        let subjects = units.iter().flat_map(|&unit| {
            [Boundaries::Historic, Boundaries::Current].map(|boundaries| (unit, boundaries))
        });
        let reports = subjects
            .filter(|&(unit, boundaries)| self.has_sheets(unit, boundaries, period))
            .filter_map(|(unit, boundaries)| reporter.report_on(unit, period, boundaries));
        let reports = reports.filter(|report| report.responses > 0).map(with_sorted_names);
        Draft { reports: reports.collect(), tallies }
    }

    /// Whether any unit that counts has sheets in the period.
    pub(super) fn has_sheets(&self, unit: UnitId, boundaries: Boundaries, period: Period) -> bool {
        let territory = self.registry().territory_of(unit, boundaries);
        let mut counted = territory.members.iter().chain(territory.parts.keys());
        counted.any(|&unit| !self.book.tallies_of(unit, period).is_empty())
    }

    /// Whether no other unit counts what it counts, so that its sheets may be added to those of others.
    fn is_topmost(&self, report: &Report) -> bool {
        let unit = self.registry().unit(report.unit.id);
        report.boundaries == Boundaries::Historic && unit.is_some_and(|unit| unit.parent.is_none())
    }
}
