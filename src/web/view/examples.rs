//! Values for the tests beside the views: the built-in survey and names that are hard to render.

use crate::domain::briefing::samples;
use crate::domain::{
    Note, Question, QuestionCounts, QuestionReport, Report, Revision, RevisionId, Survey, SurveyId, Text,
};

/// A name that breaks a page which forgets to escape it.
pub(crate) const HOSTILE: &str = "<script>alert(1)</script>\"'&";

/// The built-in survey.
pub(crate) fn survey() -> Survey {
    #[derive(serde::Deserialize)]
    struct File {
        slug: String,
        title: Text,
        questions: Vec<Question>,
    }
    let file: File = serde_json::from_str(include_str!("../../../assets/surveys/mot-cua.json")).unwrap();
    let revision = Revision { id: RevisionId(1), number: 1, questions: file.questions };
    Survey { id: SurveyId(1), slug: file.slug, title: file.title, revision }
}

/// A report of November 2024 about a unit with a hostile name in which every question has these answers.
pub(crate) fn report(levels: [u64; 5]) -> Report {
    let counts =
        QuestionCounts { levels, no_opinion: 23, dossiers: Some(16_021), ..QuestionCounts::default() };
    let questions = survey().revision.questions;
    let mut report = samples::report(&[], 4123);
    report.questions = questions.iter().map(|question| QuestionReport::new(question, &counts)).collect();
    report.unit.name = HOSTILE.to_owned();
    report.notes.push(Note::LeftOut { units: vec![HOSTILE.to_owned()] });
    report
}
