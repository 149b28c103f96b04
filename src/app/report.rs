//! Building the one report that pages, charts, files and mails render.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{
    Boundaries, Mode, Month, Note, Period, Question, QuestionReport, Report, ReportedUnit, Survey, Territory,
    Unit, UnitCode, UnitId, UnitKind, UnitRegistry,
};
use crate::stats::Stratum;
use crate::store::{
    Connection, QuestionTotal, SheetTotal, TallyScope, UnitDossiers, dossiers_of, months_with_sheets,
    question_totals, sheet_totals,
};

/// What a report is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportQuery {
    /// The survey's slug.
    pub survey: String,
    /// The unit's code, held within the period.
    pub unit: UnitCode,
    /// The months.
    pub period: Period,
    /// How boundaries are drawn.
    pub boundaries: Boundaries,
}

/// Which months a report is about where nobody says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultPeriod {
    /// The last whole month with sheets, for people; the running one where there is none before.
    LatestMonth,
    /// From the first month with sheets until now, for software that watches the counts.
    Everything,
}

/// A unit below the report's, with its sheets in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedUnit {
    /// Its code.
    pub code: UnitCode,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// Sheets that count.
    pub responses: u64,
}

/// Everything that a report sums up.
struct Figures {
    sheets: Vec<SheetTotal>,
    answers: Vec<QuestionTotal>,
    dossiers: Vec<UnitDossiers>,
}

impl App {
    /// The query for a unit, with months where they were left out.
    pub async fn report_query(
        &self,
        survey: &str,
        unit: UnitCode,
        months: (Option<Month>, Option<Month>),
        boundaries: Boundaries,
        default: DefaultPeriod,
    ) -> Result<ReportQuery, AppError> {
        let period = match months {
            (None, None) => self.default_period(survey, &unit, default).await?,
            (Some(month), None) | (None, Some(month)) => Period::month(month),
            (Some(from), Some(to)) => Period::new(from, to)?,
        };
        Ok(ReportQuery { survey: survey.to_owned(), unit, period, boundaries })
    }

    async fn default_period(
        &self,
        survey: &str,
        unit: &UnitCode,
        default: DefaultPeriod,
    ) -> Result<Period, AppError> {
        let now = Month::of(self.clock().today());
        let known = self.months_with_sheets(survey, unit).await?;
        let first = known.map_or(now, Period::from);
        Ok(match default {
            DefaultPeriod::Everything => Period::new(first, now)?,
            // The month that runs has few answers on its first days; the one before says more.
            DefaultPeriod::LatestMonth if first < now => {
                let units = self.months_with_sheets_before(survey, unit, now).await?;
                Period::month(units.map_or(now, Period::to))
            }
            DefaultPeriod::LatestMonth => Period::month(now),
        })
    }

    /// The report, with every figure; see [`Report::for_publication`] for what the public may see.
    pub async fn report(&self, query: &ReportQuery) -> Result<Report, AppError> {
        self.shared.database.read(async |connection| self.report_on(connection, query).await).await
    }

    async fn report_on(&self, connection: &mut Connection, query: &ReportQuery) -> Result<Report, AppError> {
        let survey = survey(connection, &query.survey).await?;
        let ground = self.shared.catalogue.ground(connection).await?;
        let territory = self.territory(&ground.registry, query)?;
        let unit = ground.registry.unit(territory.unit);
        let unit = unit.ok_or_else(|| AppError::internal("a territory without its unit"))?;
        let covered = covered_period(unit, query);
        let figures = read_figures(connection, &survey, &territory, covered).await?;
        let mut report = assemble(&survey, unit, query, &figures);
        report.period = covered;
        report.notes = notes(&ground.registry, unit, &territory, query, &report);
        report.illustrative = ground.illustrative;
        Ok(report)
    }

    /// The unit above, and the units directly below that have sheets in the period, sorted by name.
    pub async fn related_units(
        &self,
        query: &ReportQuery,
    ) -> Result<(Option<Unit>, Vec<RelatedUnit>), AppError> {
        self.shared.database.read(async |connection| self.units_around(connection, query).await).await
    }

    async fn units_around(
        &self,
        connection: &mut Connection,
        query: &ReportQuery,
    ) -> Result<(Option<Unit>, Vec<RelatedUnit>), AppError> {
        let survey = survey(connection, &query.survey).await?;
        let ground = self.shared.catalogue.ground(connection).await?;
        let registry = &ground.registry;
        let territory = self.territory(registry, query)?;
        let parent = registry.unit(territory.unit).and_then(|unit| registry.unit(unit.parent?));
        let around: Vec<UnitId> = territory.members.iter().copied().collect();
        let scope = scope(&survey, &around, query.period);
        let mut sheets: HashMap<UnitId, u64> = HashMap::new();
        for total in sheet_totals(connection, scope).await?.into_iter().filter(|total| !total.quarantined) {
            *sheets.entry(total.unit).or_default() += total.sheets;
        }
        let related = |unit: &Unit| {
            let members = &registry.territory_of(unit.id, query.boundaries).members;
            let responses = members.iter().filter_map(|member| sheets.get(member)).sum();
            RelatedUnit { code: unit.code.clone(), name: unit.name.clone(), kind: unit.kind, responses }
        };
        let below = registry.units().filter(|unit| unit.parent == Some(territory.unit));
        let mut children: Vec<RelatedUnit> = below.map(related).filter(|child| child.responses > 0).collect();
        children.sort_by(|left, right| crate::locale::compare_unit_names(&left.name, &right.name));
        Ok((parent.cloned(), children))
    }

    /// The first and the last month in which the unit, or one that became part of it, got a sheet.
    pub async fn months_with_sheets(&self, slug: &str, unit: &UnitCode) -> Result<Option<Period>, AppError> {
        self.months_with_sheets_until(slug, unit, None).await
    }

    async fn months_with_sheets_before(
        &self,
        slug: &str,
        unit: &UnitCode,
        month: Month,
    ) -> Result<Option<Period>, AppError> {
        self.months_with_sheets_until(slug, unit, Some(month.previous())).await
    }

    async fn months_with_sheets_until(
        &self,
        slug: &str,
        unit: &UnitCode,
        last: Option<Month>,
    ) -> Result<Option<Period>, AppError> {
        self.shared
            .database
            .read(async |connection| {
                let survey = survey(connection, slug).await?;
                let ground = self.shared.catalogue.ground(connection).await?;
                let today = self.shared.clock.today();
                let unit = ground.registry.last_holder(unit, NaiveDate::MIN, today)?.id;
                let members = &ground.registry.territory_of(unit, Boundaries::Current).members;
                let members: Vec<UnitId> = members.iter().copied().collect();
                Ok(months_with_sheets(connection, survey.id, &members, last).await?)
            })
            .await
    }

    /// The provinces of today that have results, with their sheets of all time, and whether all is made up.
    pub async fn provinces_with_results(&self, slug: &str) -> Result<(Vec<RelatedUnit>, bool), AppError> {
        self.shared.database.read(async |connection| self.provinces(connection, slug).await).await
    }

    async fn provinces(
        &self,
        connection: &mut Connection,
        slug: &str,
    ) -> Result<(Vec<RelatedUnit>, bool), AppError> {
        let survey = survey(connection, slug).await?;
        let ground = self.shared.catalogue.ground(connection).await?;
        let registry = &ground.registry;
        let today = self.shared.clock.today();
        let mut found = Vec::new();
        for province in registry.units().filter(|unit| unit.parent.is_none() && unit.is_valid_on(today)) {
            let members = &registry.territory_of(province.id, Boundaries::Current).members;
            let members: Vec<UnitId> = members.iter().copied().collect();
            let Some(period) = months_with_sheets(connection, survey.id, &members, None).await? else {
                continue;
            };
            let totals = sheet_totals(connection, scope(&survey, &members, period)).await?;
            let responses = totals.iter().filter(|total| !total.quarantined).map(|total| total.sheets).sum();
            let (code, name) = (province.code.clone(), province.name.clone());
            found.push(RelatedUnit { code, name, kind: province.kind, responses });
        }
        found.sort_by(|left, right| crate::locale::compare_unit_names(&left.name, &right.name));
        Ok((found, ground.illustrative))
    }

    fn territory(&self, registry: &UnitRegistry, query: &ReportQuery) -> Result<Arc<Territory>, AppError> {
        Ok(registry.territory(&query.unit, query.period, query.boundaries, self.shared.clock.today())?)
    }
}

/// The months of the query in which the unit existed as it was: a heading never claims more than is counted.
fn covered_period(unit: &Unit, query: &ReportQuery) -> Period {
    let period = query.period;
    if query.boundaries == Boundaries::Current {
        return period;
    }
    let from = unit.valid_from.map_or(period.from(), |day| Month::of(day).max(period.from()));
    let to = unit.valid_to.map_or(period.to(), |day| Month::of(day).min(period.to()));
    Period::new(from, to).unwrap_or(period)
}

fn scope<'a>(survey: &Survey, units: &'a [UnitId], period: Period) -> TallyScope<'a> {
    TallyScope { survey: survey.id, units, period }
}

async fn read_figures(
    connection: &mut Connection,
    survey: &Survey,
    territory: &Territory,
    period: Period,
) -> Result<Figures, AppError> {
    let members: Vec<UnitId> = territory.members.iter().copied().collect();
    let scope = scope(survey, &members, period);
    Ok(Figures {
        sheets: sheet_totals(connection, scope).await?,
        answers: question_totals(connection, scope).await?,
        dossiers: dossiers_of(connection, &members, period).await?,
    })
}

fn assemble(survey: &Survey, unit: &Unit, query: &ReportQuery, figures: &Figures) -> Report {
    let mut modes: BTreeMap<Mode, u64> = BTreeMap::new();
    let mut quarantined = 0;
    for total in &figures.sheets {
        if total.quarantined {
            quarantined += total.sheets;
        } else {
            *modes.entry(total.mode).or_default() += total.sheets;
        }
    }
    let dossiers = figures.dossiers.iter().map(|unit| unit.dossiers).reduce(|left, right| left + right);
    Report {
        survey: survey.slug.clone(),
        title: survey.title.clone(),
        unit: ReportedUnit { id: unit.id, code: unit.code.clone(), name: unit.name.clone(), kind: unit.kind },
        period: query.period,
        boundaries: query.boundaries,
        responses: modes.values().sum(),
        quarantined,
        modes,
        dossiers,
        questions: survey
            .revision
            .questions
            .iter()
            .map(|question| question_report(question, figures))
            .collect(),
        notes: Vec::new(),
        illustrative: false,
    }
}

fn question_report(question: &Question, figures: &Figures) -> QuestionReport {
    let totals: Vec<&QuestionTotal> =
        figures.answers.iter().filter(|total| total.key == question.key).collect();
    let mut counts = [0; 5];
    for total in &totals {
        for (sum, level) in counts.iter_mut().zip(total.levels) {
            *sum += level;
        }
    }
    let no_opinion = totals.iter().map(|total| total.no_opinion).sum();
    let strata = strata(&totals, &figures.dossiers).unwrap_or_default();
    QuestionReport::new(question, counts, no_opinion, &strata)
}

/// The units as strata; `None` where a unit with answers has no dossiers, so that its weight is not known.
fn strata(totals: &[&QuestionTotal], dossiers: &[UnitDossiers]) -> Option<Vec<Stratum>> {
    let populations: HashMap<UnitId, u64> =
        dossiers.iter().map(|unit| (unit.unit, unit.dossiers.received)).collect();
    totals
        .iter()
        .filter(|total| total.levels.iter().sum::<u64>() > 0)
        .map(|total| {
            let population = populations.get(&total.unit).copied().filter(|&received| received > 0)?;
            let [.., satisfied, very_satisfied] = total.levels;
            let answers = total.levels.iter().sum();
            Some(Stratum { population, answers, successes: satisfied + very_satisfied, invited: 0 })
        })
        .collect()
}

fn notes(
    registry: &UnitRegistry,
    unit: &Unit,
    territory: &Territory,
    query: &ReportQuery,
    report: &Report,
) -> Vec<Note> {
    let mut notes = Vec::new();
    // Only who was drawn at random speaks for the others.
    if report.modes.keys().any(|&mode| mode != Mode::Invited) {
        notes.push(Note::SelfSelected);
    }
    let mut left_out: Vec<String> =
        territory.left_out.iter().filter_map(|&id| registry.unit(id)).map(|unit| unit.name.clone()).collect();
    if !left_out.is_empty() {
        left_out.sort_by(|left, right| crate::locale::compare_unit_names(left, right));
        notes.push(Note::LeftOut { units: left_out });
    }
    // Under current boundaries the predecessors fill the time before.
    if query.boundaries == Boundaries::Historic {
        notes.extend(unit.valid_from.filter(|&from| from > query.period.first_day()).map(Note::ValidSince));
        notes.extend(unit.valid_to.filter(|&to| to < query.period.last_day()).map(Note::ValidUntil));
    }
    notes
}
