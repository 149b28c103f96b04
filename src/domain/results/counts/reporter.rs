//! Makes the reports that pages, charts, files and mails render from counts.

use std::sync::Arc;

use chrono::NaiveDate;

use super::totals::AnswersByUnit;
use super::{CountsView, LiveCounts, Totals};
use crate::domain::disclosure::LevelsByMode;
use crate::domain::{
    Against, AnswerCount, Boundaries, Collecting, ComparedUnits, Comparison, EditionMark, Month, Note,
    Outcome, Period, QuestionReport, Report, ReportedUnit, SmallCounts, Territory, Unit, UnitId,
    UnitRegistry,
};

/// Makes reports from counts.
#[derive(Clone, Copy, Debug)]
pub struct Reporter<'a> {
    /// The counts.
    pub view: CountsView<'a>,
    /// Responses of months that are not published; their number is public.
    pub live: &'a LiveCounts,
    /// Today in the reporting time zone.
    pub today: NaiveDate,
    /// Whether the data are demo data.
    pub illustrative: bool,
}

/// The subject of a report: one unit in historic or in current boundaries.
pub(super) struct Subject<'a> {
    unit: &'a Unit,
    boundaries: Boundaries,
    pub(super) territory: Arc<Territory>,
}

impl<'a> Reporter<'a> {
    fn registry(&self) -> &'a UnitRegistry {
        self.view.registry()
    }

    /// The report on this version of a unit; `None` if there is no such unit.
    pub fn report_on(&self, unit: UnitId, period: Period, boundaries: Boundaries) -> Option<Report> {
        let subject = Subject::of(self.registry(), unit, boundaries)?;
        let (mut report, totals) = self.outline(&subject, period, None);
        let splits = self.view.split_by_mode(&subject.territory, report.period);
        for (question, split) in report.questions.iter_mut().zip(&splits) {
            question.split_by_mode(split);
        }
        self.compare(&subject, period, &totals, &mut report);
        report.shown_instead = self.shown_instead(&subject, &report);
        Some(report)
    }

    /// The report without comparisons and without the split by mode, on all questions or on the one with the
    /// key `only`, for callers that need the figures of many units. `None` if there is no such unit.
    pub fn outline_of(
        &self,
        unit: UnitId,
        period: Period,
        boundaries: Boundaries,
        only: Option<&str>,
    ) -> Option<Report> {
        let subject = Subject::of(self.registry(), unit, boundaries)?;
        Some(self.outline(&subject, period, only).0)
    }

    /// Whether any response of the period counts for this version of a unit.
    pub fn has_responses(&self, unit: UnitId, period: Period, boundaries: Boundaries) -> bool {
        let Some(subject) = Subject::of(self.registry(), unit, boundaries) else { return false };
        self.view.responses(&subject.territory, period) > 0
    }

    fn outline(&self, subject: &Subject<'_>, period: Period, only: Option<&str>) -> (Report, Totals) {
        let unit = subject.unit;
        let covered = subject.covered(period);
        let totals = self.view.totals(&subject.territory, covered);
        let survey = self.view.published().survey();
        let mut report = Report {
            survey: survey.slug.clone(),
            title: survey.title.clone(),
            unit: ReportedUnit {
                id: unit.id,
                code: unit.code.clone(),
                name: unit.name.clone(),
                kind: unit.kind,
            },
            period: covered,
            boundaries: subject.boundaries,
            responses: totals.responses(),
            quarantined: totals.quarantined,
            modes: totals.modes.clone(),
            dossiers: totals.dossiers,
            are_dossiers_complete: totals.are_dossiers_complete,
            questions: self.questions(&totals, only),
            notes: Vec::new(),
            shown_instead: None,
            editions: self.editions(covered),
            unpublished_months: self.unpublished_months(covered),
            collecting: self.collecting(subject),
            illustrative: self.illustrative,
            is_unpublished: self.view.is_internal(),
        };
        report.notes = self.notes(subject, period, &report);
        (report, totals)
    }

    /// The questions, or the one with the key `only`, without figures that rest on too few answers.
    pub(super) fn questions(&self, totals: &Totals, only: Option<&str>) -> Vec<QuestionReport> {
        let asked = self.view.published().survey().revision.questions.iter().zip(&totals.questions);
        asked
            .filter(|(question, _)| only.is_none_or(|key| question.key == key))
            .map(|(question, totals)| {
                let mut report = QuestionReport::new(question, &totals.counts);
                // Each wording after the first breaks the series.
                report.breaks = totals.wordings.values().copied().skip(1).collect();
                if self.view.is_internal() { report } else { report.apply_threshold() }
            })
            .collect()
    }

    /// The current edition of each published month.
    fn editions(&self, period: Period) -> Vec<EditionMark> {
        let editions = self.view.months(period).into_iter().filter_map(|month| self.view.edition_of(month));
        let mark = |(edition, is_superseded): (&super::Edition, bool)| EditionMark {
            month: edition.month,
            number: edition.number,
            published_on: edition.published_on,
            is_superseded,
        };
        editions.map(mark).collect()
    }

    /// Months without an edition, from the first published month up to the current month.
    fn unpublished_months(&self, period: Period) -> Vec<Month> {
        let first = self.view.published().months().map_or(period.from(), Period::from);
        let expected = Period::new(first.max(period.from()), period.to().min(Month::of(self.today)));
        let months = expected.into_iter().flat_map(Period::months);
        months.filter(|&month| self.view.edition_of(month).is_none()).collect()
    }

    /// The responses in months that are not published yet, of the unit that holds the code today; `None` if
    /// there is no such unit or month.
    fn collecting(&self, subject: &Subject<'_>) -> Option<Collecting> {
        let month = Month::of(self.today);
        let now = self.registry().holder(&subject.unit.code, self.today).ok()?;
        let territory = self.registry().territory_of(now.id, Boundaries::Historic);
        let window = Period::ending_with(month, LiveCounts::MONTHS);
        let first = window.months().find(|&month| !self.view.published().is_published(month))?;
        Some(Collecting { first, month, responses: self.live.responses(&territory, window) })
    }

    fn compare(&self, subject: &Subject<'_>, asked_for: Period, totals: &Totals, report: &mut Report) {
        for against in Against::ALL {
            // A period of more than a year overlaps the one a year earlier.
            if against == Against::YearBefore && report.period.len() > 12 {
                continue;
            }
            let Some(period) = against.of(report.period) else { continue };
            // If the boundaries are not comparable, the totals are not needed.
            let earlier = (report.period == asked_for && subject.is_comparable(period))
                .then(|| self.view.totals(&subject.territory, period));
            let last_day = report.period.last_day();
            for (place, question) in report.questions.iter_mut().enumerate() {
                let (outcome, units) = match &earlier {
                    None => (Outcome::OtherBoundaries, None),
                    Some(earlier) => self.outcome(earlier, totals, place, last_day),
                };
                question.comparisons.push(Comparison { against, period, outcome, units });
            }
        }
    }

    /// The comparison of one question. If other units answered in the earlier period, only those that
    /// answered in both periods are compared.
    fn outcome(
        &self,
        earlier: &Totals,
        later: &Totals,
        question: usize,
        day: NaiveDate,
    ) -> (Outcome, Option<ComparedUnits>) {
        let Some((before, after)) = earlier.questions.get(question).zip(later.questions.get(question)) else {
            return (Outcome::NoAnswers, None);
        };
        if before.answers() == 0 {
            let outcome = if before.counts.waiting > 0 { Outcome::NotPublished } else { Outcome::NoAnswers };
            return (outcome, None);
        }
        if after.answers() > 0 && before.wording_numbers() != after.wording_numbers() {
            return (Outcome::OtherWording, None);
        }
        let successor = |unit: UnitId| {
            let lasts = self.registry().unit(unit).is_none_or(|unit| unit.is_valid_on(day));
            if lasts { unit } else { self.registry().unit_of_the_day(unit, day) }
        };
        let (before, after) = (before.answers_by_unit(successor), after.answers_by_unit(successor));
        let both = before.keys().filter(|unit| after.contains_key(unit)).count();
        let sum = |units: &AnswersByUnit, others: &AnswersByUnit| {
            let common = units.iter().filter(|(unit, _)| others.contains_key(unit));
            common.fold(AnswerCount::default(), |sum, (_, count)| AnswerCount {
                satisfied: sum.satisfied + count.satisfied,
                answers: sum.answers + count.answers,
            })
        };
        let units = ComparedUnits { before: before.len(), after: after.len(), both };
        let is_same = units.before == both && units.after == both;
        let small_counts = if self.view.is_internal() { SmallCounts::Compare } else { SmallCounts::Hide };
        let outcome = Outcome::between(sum(&before, &after), sum(&after, &before), small_counts);
        (outcome, (!is_same).then_some(units))
    }

    /// The shortest longer period that is closed and shows every headline, if `report` hides one whose
    /// answers wait.
    fn shown_instead(&self, subject: &Subject<'_>, report: &Report) -> Option<Period> {
        let is_hidden = |question: &QuestionReport| question.top_two.is_none() && question.waiting > 0;
        if self.view.is_internal() || !report.headlines().any(is_hidden) {
            return None;
        }
        let last = report.period.to();
        let longer = [Period::quarter_of(last), Period::year_of(last)].into_iter();
        let mut longer = longer.filter(|longer| longer.covers(report.period) && *longer != report.period);
        longer.find_map(|longer| {
            self.view.edition_of(longer.to())?;
            let covered = subject.covered(longer);
            let questions = self.questions(&self.view.totals(&subject.territory, covered), None);
            let mut headlines = questions.iter().filter(|question| question.headline);
            headlines.all(|question| question.top_two.is_some()).then_some(covered)
        })
    }

    /// The period that a page about a unit shows first: the last published month with responses, or the last
    /// closed quarter or year if shorter periods count less than 90 % of the answers to a headline question.
    pub fn opening_period(&self, unit: UnitId, boundaries: Boundaries) -> Option<Period> {
        let subject = Subject::of(self.registry(), unit, boundaries)?;
        let last = self.view.published().months_with_responses(&subject.territory)?.to();
        let closed = |period: Period| {
            let is_closed = self.view.edition_of(period.to()).is_some();
            if is_closed { period } else { period.previous() }
        };
        let candidates =
            [Period::month(last), closed(Period::quarter_of(last)), closed(Period::year_of(last))];
        let is_dense = |period: &Period| {
            let totals = self.view.totals(&subject.territory, subject.covered(*period));
            let questions = self.view.published().survey().revision.questions.iter().zip(&totals.questions);
            let mut headlines = questions.filter(|(question, _)| question.headline);
            totals.responses() > 0
                && headlines.all(|(_, totals)| totals.answers() >= 9 * totals.counts.waiting)
        };
        Some(candidates.into_iter().find(is_dense).unwrap_or(Period::month(last)))
    }

    fn notes(&self, subject: &Subject<'_>, asked_for: Period, report: &Report) -> Vec<Note> {
        let mut notes = Vec::new();
        // Only a random sample represents those who did not answer.
        if report.is_self_selected() {
            notes.push(Note::SelfSelected);
        }
        if report.dossiers.is_some() && !report.are_dossiers_complete {
            notes.push(Note::DossiersIncomplete);
        }
        // Only units that exist within the period are named.
        let matters = |&unit: &UnitId| self.counts_anything(unit, report.period);
        let left_out = self.names(subject.territory.left_out.iter().copied().filter(matters));
        if !left_out.is_empty() {
            notes.push(Note::LeftOut { units: left_out });
        }
        let in_part = self.names(subject.territory.parts.keys().copied().filter(matters));
        if !in_part.is_empty() {
            notes.push(Note::CountedInPart { units: in_part });
        }
        // In current boundaries, predecessors cover the time before.
        if subject.boundaries == Boundaries::Historic {
            let unit = subject.unit;
            notes.extend(unit.valid_from.filter(|&from| from > asked_for.first_day()).map(Note::ValidSince));
            notes.extend(unit.valid_to.filter(|&to| to < asked_for.last_day()).map(Note::ValidUntil));
        }
        notes
    }

    fn counts_anything(&self, unit: UnitId, period: Period) -> bool {
        let exists = |unit: &Unit| unit.is_valid_within(period.first_day(), period.last_day());
        self.registry().unit(unit).is_some_and(exists)
    }

    fn names(&self, units: impl Iterator<Item = UnitId>) -> Vec<String> {
        let mut names: Vec<_> =
            units.filter_map(|unit| self.registry().unit(unit)).map(|unit| unit.name.clone()).collect();
        names.sort();
        names
    }
}

impl QuestionReport {
    /// Adds the answers by mode, if more than one mode has any.
    fn split_by_mode(&mut self, split: &LevelsByMode) {
        let answered = split.iter().filter(|(_, levels)| **levels != [0; 5]);
        let by_mode: Vec<_> =
            answered.map(|(&mode, &levels)| crate::domain::ModeReport::new(mode, levels)).collect();
        self.by_mode = if by_mode.len() > 1 { by_mode } else { Vec::new() };
    }
}

impl<'a> Subject<'a> {
    /// `None` if there is no such unit.
    pub(super) fn of(registry: &'a UnitRegistry, unit: UnitId, boundaries: Boundaries) -> Option<Self> {
        let unit = registry.unit(unit)?;
        Some(Self { unit, boundaries, territory: registry.territory_of(unit.id, boundaries) })
    }

    /// The months of `period` in which this version of the unit existed, so that a heading covers only what
    /// is counted.
    pub(super) fn covered(&self, period: Period) -> Period {
        if self.boundaries == Boundaries::Current {
            return period;
        }
        let from = self.unit.valid_from.map_or(period.from(), |day| Month::of(day).max(period.from()));
        let to = self.unit.valid_to.map_or(period.to(), |day| Month::of(day).min(period.to()));
        Period::new(from, to).unwrap_or(period)
    }

    /// Whether the counts of `period` cover the same territory as those of the report.
    fn is_comparable(&self, period: Period) -> bool {
        match self.boundaries {
            Boundaries::Historic => {
                self.unit.valid_from.is_none_or(|from| from <= period.first_day())
                    && self.unit.valid_to.is_none_or(|to| period.last_day() <= to)
            }
            // Predecessors that are left out would appear as a change.
            Boundaries::Current => {
                self.territory.left_out.is_empty()
                    || self.unit.valid_from.is_none_or(|from| from <= period.first_day())
            }
        }
    }
}
