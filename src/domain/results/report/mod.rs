//! Everything that can be said about a survey, a unit and a period. One value; pages, charts, files and mails
//! only render it, so that they cannot disagree.

mod comparison;
mod evidence;
mod question;

use std::collections::BTreeMap;

use chrono::NaiveDate;
pub use comparison::{
    Against, Change, ComparedUnits, Comparison, EditionChanges, HeadlineChange, Outcome, Verdict,
};
pub use evidence::{ALLOWED_ERROR, Collecting, Dossiers, EditionMark, OfficialIndicator};
pub use question::{
    Estimate, Method, ModeReport, QuestionCounts, QuestionReport, Suppression, WeightedEstimate, top_two,
};

use crate::domain::{Boundaries, Language, Mode, Month, Period, Text, UnitCode, UnitId, UnitKind};

/// The unit as the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedUnit {
    /// Which version of it.
    pub id: UnitId,
    /// Its GSO code.
    pub code: UnitCode,
    /// Its name with its kind.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
}

/// What a reader must know beside the figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Predecessors of which only a part belongs here are not counted.
    LeftOut {
        /// Their names.
        units: Vec<String>,
    },
    /// Of these predecessors a known part is counted.
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
    /// Not all answers come from a random sample: they speak for those who answered.
    SelfSelected,
}

/// A report.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The survey's slug.
    pub survey: String,
    /// The survey's title.
    pub title: Text,
    /// What it is about.
    pub unit: ReportedUnit,
    /// The months.
    pub period: Period,
    /// How boundaries are drawn.
    pub boundaries: Boundaries,
    /// Responses that count.
    pub responses: u64,
    /// Suspected responses, kept apart.
    pub quarantined: u64,
    /// How the counted responses came in; modes without any are left out.
    pub modes: BTreeMap<Mode, u64>,
    /// The dossiers; `None` where nobody reported any.
    pub dossiers: Option<Dossiers>,
    /// Whether every unit with responses reported them for each of its months. If not they are no denominator.
    pub are_dossiers_complete: bool,
    /// One entry for each question, in the survey's order.
    pub questions: Vec<QuestionReport>,
    /// What must be known beside the figures.
    pub notes: Vec<Note>,
    /// The shortest longer period whose headline may be shown, where this one's may not.
    pub shown_instead: Option<Period>,
    /// The editions that its figures come from, one for each published month.
    pub editions: Vec<EditionMark>,
    /// Months of the period that are not published yet.
    pub unpublished_months: Vec<Month>,
    /// How many have answered in months that are not published yet, for today's holder of the code; `None` where none is.
    pub collecting: Option<Collecting>,
    /// Whether the data are made up to show the product.
    pub illustrative: bool,
    /// Whether it is for analysts: with months that are not published and figures on fewer than ten answers.
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
