//! Series as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::objects::{ShareObject, UnitName};
use crate::documents::DocumentError;
use crate::domain::{Boundaries, Series, SeriesPoint, Suppression};

/// The shares of a unit month by month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Series)]
pub struct SeriesObject {
    unit: UnitName,
    /// historic: units as they were; current: predecessors count for the unit that took them over.
    boundaries: &'static str,
    questions: Vec<QuestionSeriesObject>,
}

/// The months of one question.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuestionSeries)]
struct QuestionSeriesObject {
    key: String,
    headline: bool,
    points: Vec<PointObject>,
}

/// One month.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriesPoint)]
struct PointObject {
    month: String,
    n: u64,
    /// Null without answers, or where suppressed.
    top_two: Option<ShareObject>,
    suppressed: Option<&'static str>,
    /// Whether another wording began to be asked in this month: no line may lead to it from the month before.
    begins_new_wording: bool,
}

/// The series as one line of JSON.
pub fn series_json(
    unit: UnitName,
    boundaries: Boundaries,
    series: &[Series],
) -> Result<String, DocumentError> {
    let questions = series.iter().map(|series| QuestionSeriesObject {
        key: series.key.clone(),
        headline: series.headline,
        points: series.points.iter().map(PointObject::from).collect(),
    });
    let object = SeriesObject { unit, boundaries: boundaries.name(), questions: questions.collect() };
    Ok(serde_json::to_string(&object)?)
}

impl From<&SeriesPoint> for PointObject {
    fn from(point: &SeriesPoint) -> Self {
        Self {
            month: point.month.to_string(),
            n: point.n,
            top_two: point.top_two.map(ShareObject::from),
            suppressed: point.suppressed.map(Suppression::name),
            begins_new_wording: point.begins_new_wording,
        }
    }
}
