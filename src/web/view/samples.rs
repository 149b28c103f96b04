//! Values for the tests of the views: the built-in survey and names that are hard to render.

use crate::domain::results::context::samples;
use crate::domain::{Note, QuestionCounts, Report, Revision, RevisionId, Survey, SurveyId, Text};

/// A name that breaks a page which does not escape it.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&";

/// The built-in survey.
pub(crate) fn survey() -> Survey {
    let title =
        Text { vi: "Phiếu khảo sát sự hài lòng".to_owned(), en: "Satisfaction survey".to_owned() };
    let revision = Revision { id: RevisionId(1), number: 1, questions: samples::questions() };
    Survey { id: SurveyId(1), slug: "mot-cua".to_owned(), title, revision }
}

/// A report of November 2024 in which every question has these answers.
pub(crate) fn report(levels: [u64; 5]) -> Report {
    let counts =
        QuestionCounts { levels, no_opinion: 23, dossiers: Some(16_021), ..QuestionCounts::default() };
    let mut report = samples::report_of(&vec![counts; samples::questions().len()], 4123);
    HOSTILE.clone_into(&mut report.unit.name);
    report.notes.push(Note::LeftOut { units: vec![HOSTILE.to_owned()] });
    report
}
