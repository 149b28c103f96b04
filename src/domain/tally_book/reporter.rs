//! From counts to the report that pages, charts, files and mails render.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{Publication, Sums, TallyBook};
use crate::domain::publication::{Hidden, Visibility};
use crate::domain::{
    Against, Boundaries, Comparison, Month, Note, Outcome, Period, QuestionReport, Report, ReportedUnit,
    Territory, Unit, UnitId, UnitRegistry, WithheldQuestion,
};

/// Makes reports of a book.
#[derive(Clone, Copy, Debug)]
pub struct Reporter<'a> {
    /// The counts.
    pub book: &'a TallyBook,
    /// The units.
    pub registry: &'a UnitRegistry,
    /// Today in the reporting time zone.
    pub today: NaiveDate,
    /// Whether the data are made up.
    pub illustrative: bool,
    /// What may be published; without it reports hold every figure.
    pub publication: Option<&'a Publication>,
}

/// What a report is about: one unit in one way to draw the boundaries.
pub(super) struct Subject<'a> {
    unit: &'a Unit,
    boundaries: Boundaries,
    pub(super) territory: Arc<Territory>,
}

impl Reporter<'_> {
    /// The report about this version of a unit; `None` where there is none.
    pub fn report_on(&self, unit: UnitId, period: Period, boundaries: Boundaries) -> Option<Report> {
        let subject = Subject::of(self.registry, unit, boundaries)?;
        let (mut report, sums) = self.outline(&subject, period);
        self.compare(&subject, period, &sums, &mut report);
        report.shown_instead = self.shown_instead(&subject, &report);
        Some(report)
    }

    /// The same without other periods, for those who need the figures of many units.
    pub fn outline_of(&self, unit: UnitId, period: Period, boundaries: Boundaries) -> Option<Report> {
        let subject = Subject::of(self.registry, unit, boundaries)?;
        Some(self.outline(&subject, period).0)
    }

    fn outline(&self, subject: &Subject<'_>, period: Period) -> (Report, Sums) {
        let unit = subject.unit;
        let boundaries = subject.boundaries;
        let covered = subject.covered(period);
        let sums = self.book.sums(&subject.territory, covered);
        let survey = self.book.survey();
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
            boundaries,
            responses: sums.modes.values().sum(),
            quarantined: sums.quarantined,
            modes: sums.modes.clone(),
            dossiers: sums.dossiers,
            are_dossiers_complete: sums.are_dossiers_complete,
            questions: self.questions(subject, covered, &sums),
            notes: Vec::new(),
            shown_instead: None,
            edition: None,
            illustrative: self.illustrative,
            is_unpublished: self.publication.is_none(),
        };
        report.notes = self.notes(subject, period, &report);
        (report, sums)
    }

    /// The questions, without what may not be published.
    pub(super) fn questions(
        &self,
        subject: &Subject<'_>,
        period: Period,
        sums: &Sums,
    ) -> Vec<QuestionReport> {
        let asked = self.book.survey().revision.questions.iter().zip(&sums.questions).enumerate();
        asked
            .map(|(place, (question, sums))| {
                let mut report = QuestionReport::new(question, &sums.counts);
                // The first wording begins the series; those after it break it.
                report.breaks = sums.wordings.values().copied().skip(1).collect();
                self.withhold(subject, period, place, report)
            })
            .collect()
    }

    fn withhold(
        &self,
        subject: &Subject<'_>,
        period: Period,
        question: usize,
        report: QuestionReport,
    ) -> QuestionReport {
        let Some(publication) = self.publication else { return report };
        // Nothing is said of what nobody has answered, as of what too few have.
        if report.n == 0 {
            let whole = Visibility::nothing(Hidden::BelowThreshold);
            return report.withhold(&WithheldQuestion { whole, weighted: false, by_mode: Vec::new() });
        }
        let modes: Vec<_> = report.by_mode.iter().map(|mode| mode.mode).collect();
        report.withhold(&publication.seen(subject.unit.id, subject.boundaries, period, question, &modes))
    }

    fn compare(&self, subject: &Subject<'_>, asked_for: Period, sums: &Sums, report: &mut Report) {
        for against in Against::ALL {
            // More than a year ago would be partly now.
            if against == Against::YearBefore && report.period.len() > 12 {
                continue;
            }
            let Some(period) = against.of(report.period) else { continue };
            // What cannot be compared by its boundaries need not be summed up.
            let before = (report.period == asked_for && subject.is_comparable(period)).then(|| {
                let sums = self.book.sums(&subject.territory, period);
                let questions = self.questions(subject, period, &sums);
                (sums, questions)
            });
            for (place, question) in report.questions.iter_mut().enumerate() {
                let outcome = before.as_ref().map_or(Some(Outcome::OtherBoundaries), |(earlier, before)| {
                    let (earlier, later) = (earlier.questions.get(place)?, sums.questions.get(place)?);
                    let before = before.get(place)?;
                    let same = before.n == 0
                        || question.n == 0
                        || earlier.wording_numbers() == later.wording_numbers();
                    Some(if same { Outcome::between(before, question) } else { Outcome::OtherWording })
                });
                question.comparisons.extend(outcome.map(|outcome| Comparison { against, period, outcome }));
            }
        }
    }

    /// The shortest longer period whose headline may be shown, where that of `report` may not.
    fn shown_instead(&self, subject: &Subject<'_>, report: &Report) -> Option<Period> {
        let publication = self.publication?;
        let headlines: Vec<usize> = (0..)
            .zip(&report.questions)
            .filter_map(|(place, question)| question.headline.then_some(place))
            .collect();
        let is_hidden = |question: &QuestionReport| question.n > 0 && question.top_two.is_none();
        if !report.headlines().any(is_hidden) {
            return None;
        }
        let (unit, boundaries) = (subject.unit.id, subject.boundaries);
        let instead = publication.shortest_showing(unit, boundaries, report.period, &headlines)?;
        // A period that still runs would show something else every day.
        (instead.to() < Month::of(self.today)).then(|| subject.covered(instead))
    }

    fn notes(&self, subject: &Subject<'_>, asked_for: Period, report: &Report) -> Vec<Note> {
        let mut notes = Vec::new();
        // Only who was drawn at random speaks for the others.
        if report.is_self_selected() {
            notes.push(Note::SelfSelected);
        }
        if report.dossiers.is_some() && !report.are_dossiers_complete {
            notes.push(Note::DossiersIncomplete);
        }
        // A unit that had ended before, or begins after, leaves out nothing.
        let matters = |&unit: &UnitId| self.counts_anything(unit, report.period);
        let left_out = self.names(subject.territory.left_out.iter().copied().filter(matters));
        if !left_out.is_empty() {
            notes.push(Note::LeftOut { units: left_out });
        }
        let in_part = self.names(subject.territory.parts.keys().copied().filter(matters));
        if !in_part.is_empty() {
            notes.push(Note::CountedInPart { units: in_part });
        }
        // Under current boundaries the predecessors fill the time before.
        if subject.boundaries == Boundaries::Historic {
            let unit = subject.unit;
            notes.extend(unit.valid_from.filter(|&from| from > asked_for.first_day()).map(Note::ValidSince));
            notes.extend(unit.valid_to.filter(|&to| to < asked_for.last_day()).map(Note::ValidUntil));
        }
        notes
    }

    fn counts_anything(&self, unit: UnitId, period: Period) -> bool {
        let exists = |unit: &Unit| unit.is_valid_within(period.first_day(), period.last_day());
        self.registry.unit(unit).is_some_and(exists)
    }

    fn names(&self, units: impl Iterator<Item = UnitId>) -> Vec<String> {
        let mut names: Vec<_> =
            units.filter_map(|unit| self.registry.unit(unit)).map(|unit| unit.name.clone()).collect();
        names.sort();
        names
    }
}

impl<'a> Subject<'a> {
    /// `None` where there is no such unit.
    pub(super) fn of(registry: &'a UnitRegistry, unit: UnitId, boundaries: Boundaries) -> Option<Self> {
        let unit = registry.unit(unit)?;
        Some(Self { unit, boundaries, territory: registry.territory_of(unit.id, boundaries) })
    }

    /// The months in which the unit existed as it was: a heading never claims more than is counted.
    pub(super) fn covered(&self, period: Period) -> Period {
        if self.boundaries == Boundaries::Current {
            return period;
        }
        let from = self.unit.valid_from.map_or(period.from(), |day| Month::of(day).max(period.from()));
        let to = self.unit.valid_to.map_or(period.to(), |day| Month::of(day).min(period.to()));
        Period::new(from, to).unwrap_or(period)
    }

    /// Whether what is counted in `period` is the same territory as today.
    fn is_comparable(&self, period: Period) -> bool {
        match self.boundaries {
            Boundaries::Historic => {
                self.unit.valid_from.is_none_or(|from| from <= period.first_day())
                    && self.unit.valid_to.is_none_or(|to| period.last_day() <= to)
            }
            // Predecessors that could not be counted would show as a change.
            Boundaries::Current => {
                self.territory.left_out.is_empty()
                    || self.unit.valid_from.is_none_or(|from| from <= period.first_day())
            }
        }
    }
}
