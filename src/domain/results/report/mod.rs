//! The report on a survey, a unit and a period. Pages, charts, files and mails all render this one value, so
//! that they cannot disagree.

mod comparison;
mod evidence;
mod question;

use std::collections::BTreeMap;

use chrono::NaiveDate;
pub use comparison::{
    Against, AnswerCount, Change, ComparedUnits, Comparison, EditionChanges, HeadlineChange, Outcome,
    SmallCounts, Verdict,
};
pub use evidence::{ALLOWED_ERROR, Collecting, Dossiers, EditionMark, OfficialIndicator};
pub use question::{
    Estimate, Method, ModeReport, QuestionCounts, QuestionReport, Suppression, WeightedEstimate, top_two,
};

use crate::domain::{Boundaries, Language, Mode, Month, Period, Text, UnitCode, UnitId, UnitKind};

/// The unit as the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedUnit {
    /// The version of the unit.
    pub id: UnitId,
    /// Its GSO code.
    pub code: UnitCode,
    /// Its name with its kind.
    pub name: String,
    /// The kind of the unit.
    pub kind: UnitKind,
}

/// What a reader must know besides the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Predecessors of which an unknown part belongs to the unit; that part is not counted.
    LeftOut {
        /// Their names.
        units: Vec<String>,
    },
    /// Predecessors of which a known part is counted.
    CountedInPart {
        /// Their names.
        units: Vec<String>,
    },
    /// The unit exists only since this day, within the period.
    ValidSince(NaiveDate),
    /// The unit existed only until this day, within the period.
    ValidUntil(NaiveDate),
    /// Some units or months have answers and no dossiers.
    DossiersIncomplete,
    /// Not all answers come from a random sample, so that they describe only those who answered.
    SelfSelected,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The survey's slug.
    pub survey: String,
    /// The survey's title.
    pub title: Text,
    /// The unit that the report is about.
    pub unit: ReportedUnit,
    /// The months that the report covers.
    pub period: Period,
    /// Whether units are counted in historic or in current boundaries.
    pub boundaries: Boundaries,
    /// Responses that are not quarantined; the answers of some may wait for a longer period.
    pub responses: u64,
    /// Quarantined responses, which are not counted.
    pub quarantined: u64,
    /// These responses by mode, without modes that have none.
    pub modes: BTreeMap<Mode, u64>,
    /// The dossiers; `None` if none were reported.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with responses reported dossiers for each of its months. If not, dossiers are not
    /// used as a denominator.
    pub are_dossiers_complete: bool,
    /// One entry for each question, in the survey's order.
    pub questions: Vec<QuestionReport>,
    /// What a reader must know besides the figures.
    pub notes: Vec<Note>,
    /// The shortest longer period whose headline may be shown, if the headline of this period must not be
    /// shown.
    pub shown_instead: Option<Period>,
    /// The editions that its figures come from, one for each published month.
    pub editions: Vec<EditionMark>,
    /// Months of the period that are not published yet.
    pub unpublished_months: Vec<Month>,
    /// The responses in months that are not published yet, of the unit that holds the code today; `None` if
    /// there is no such unit or month.
    pub collecting: Option<Collecting>,
    /// Whether the data are demo data.
    pub illustrative: bool,
    /// Whether the report is internal: it includes unpublished months and figures on fewer than ten answers.
    pub is_unpublished: bool,
}

impl Report {
    /// The questions that the headline charts show.
    pub fn headlines(&self) -> impl Iterator<Item = &QuestionReport> {
        self.questions.iter().filter(|question| question.headline)
    }

    /// The survey's title in `language`.
    pub fn title(&self, language: Language) -> &str {
        self.title.get(language)
    }
}
