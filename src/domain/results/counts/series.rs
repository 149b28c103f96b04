//! Monthly series: the share of each question, with the months at which the wording changes, and the
//! activity.

use super::Reporter;
use super::reporter::Subject;
use crate::domain::{Boundaries, Estimate, Month, MonthActivity, Period, Suppression, Text, UnitId};

/// The months of one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The question's key.
    pub key: String,
    /// A few words for axes and tables.
    pub label: Text,
    /// The words that follow the share in a finding.
    pub finding: Text,
    /// Whether the headline charts show it.
    pub headline: bool,
    /// Every month of the period in order.
    pub points: Vec<SeriesPoint>,
}

/// One month of a question.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesPoint {
    /// The month.
    pub month: Month,
    /// Answers on the scale.
    pub n: u64,
    /// Answers in groups of fewer than ten, which are counted in longer periods only.
    pub waiting: u64,
    /// The share of the two upper levels; `None` without answers, or where suppressed.
    pub top_two: Option<Estimate>,
    /// Why the share is missing.
    pub suppressed: Option<Suppression>,
    /// Whether a new wording began in this month, so that charts draw no line to it from the preceding month.
    pub begins_new_wording: bool,
}

/// The months of one unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitMonths {
    /// The series of every question.
    pub series: Vec<Series>,
    /// The responses and dossiers of each of these months, in chronological order.
    pub activity: Vec<MonthActivity>,
}

impl Reporter<'_> {
    /// The months of this version of a unit within a period; `None` if there is no such unit.
    pub fn months_on(&self, unit: UnitId, period: Period, boundaries: Boundaries) -> Option<UnitMonths> {
        let subject = Subject::of(self.view.registry(), unit, boundaries)?;
        let mut series: Vec<Series> =
            self.view.published().survey().revision.questions.iter().map(Series::of).collect();
        let mut asked: Vec<Option<usize>> = vec![None; series.len()];
        let mut activity = Vec::new();
        for month in subject.covered(period).months() {
            let totals = self.view.totals(&subject.territory, Period::month(month));
            activity.push(MonthActivity::of(month, &totals));
            let questions = self.questions(&totals, None);
            for (((series, asked), question), totals) in
                series.iter_mut().zip(&mut asked).zip(questions).zip(&totals.questions)
            {
                let last = totals.wordings.last_key_value().map(|(&wording, _)| wording);
                let begins = asked.is_some() && last.is_some() && *asked != last;
                *asked = last.or(*asked);
                series.points.push(SeriesPoint {
                    month,
                    n: question.n,
                    waiting: question.waiting,
                    top_two: question.top_two,
                    suppressed: question.suppressed.filter(|_| question.top_two.is_none()),
                    begins_new_wording: begins,
                });
            }
        }
        Some(UnitMonths { series, activity })
    }
}

impl Series {
    fn of(question: &crate::domain::Question) -> Self {
        Self {
            key: question.key.clone(),
            label: question.label.clone(),
            finding: question.finding.clone(),
            headline: question.headline,
            points: Vec::new(),
        }
    }
}
