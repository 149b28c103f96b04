//! Values for the tests beside the views: the built-in survey and names that are hard to render.

use std::collections::BTreeMap;

use crate::domain::{
    Boundaries, Dossiers, Mode, Note, Period, Question, QuestionCounts, QuestionReport, Report, ReportedUnit,
    Revision, RevisionId, Survey, SurveyId, Text, UnitKind,
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

fn of_counts(levels: [u64; 5]) -> QuestionCounts {
    QuestionCounts { levels, no_opinion: 23, dossiers: Some(16_021), ..QuestionCounts::default() }
}

/// A report of November 2024 in which every question has these answers.
pub(crate) fn report(counts: [u64; 5]) -> Report {
    let survey = survey();
    let questions = survey.revision.questions.iter();
    let questions = questions.map(|question| QuestionReport::new(question, &of_counts(counts)));
    Report {
        survey: survey.slug,
        title: survey.title,
        unit: ReportedUnit {
            id: crate::domain::UnitId(1),
            code: "33".parse().unwrap(),
            name: HOSTILE.to_owned(),
            kind: UnitKind::Province,
        },
        period: Period::month("2024-11".parse().unwrap()),
        boundaries: Boundaries::Historic,
        responses: 4123,
        quarantined: 12,
        modes: BTreeMap::from([(Mode::Open, 3800), (Mode::Verified, 323)]),
        dossiers: Some(Dossiers { received: 16_021, early: 12_496, on_time: 3_525, late: 0 }),
        questions: questions.collect(),
        notes: vec![Note::SelfSelected, Note::LeftOut { units: vec![HOSTILE.to_owned()] }],
        are_dossiers_complete: true,
        shown_instead: None,
        editions: Vec::new(),
        unpublished_months: Vec::new(),
        collecting: None,
        illustrative: true,
        is_unpublished: false,
    }
}
