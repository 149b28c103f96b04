//! Which report a query asks for.

use serde::Deserialize;

use super::error::Failure;
use crate::app::{App, Audience, BUILT_IN_SURVEY, BriefingRequest, DefaultPeriod, ReportQuery};
use crate::charts::{Resolution, Shape};
use crate::domain::{Boundaries, Month, Period, Report, UnitCode, nearest_period};

/// The parameters as they were sent, months as `from` and `to` or as one `period`; an empty one counts as absent, because
/// forms send those too.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    survey: String,
    pub(super) unit: String,
    from: String,
    to: String,
    period: String,
    boundaries: String,
    edition: String,
    question: String,
    shape: String,
    scale: String,
}

impl Choice {
    /// The names of all parameters. A public page may depend on these and on `lang`, and on no others: it is kept by them.
    pub(super) const NAMES: [&str; 10] =
        ["survey", "unit", "from", "to", "period", "boundaries", "edition", "question", "shape", "scale"];

    /// The key of a question, where one was chosen.
    pub(super) fn question(&self) -> Option<&str> {
        Some(self.question.as_str()).filter(|key| !key.is_empty())
    }

    /// The shape of a chart; a slide where none was chosen.
    pub(super) fn shape(&self) -> Result<Shape, Failure> {
        if self.shape.is_empty() {
            Ok(Shape::default())
        } else {
            self.shape.parse().map_err(|_| Failure::BadRequest)
        }
    }

    /// Pixels to a unit of a chart; one where nothing was chosen.
    pub(super) fn resolution(&self) -> Result<Resolution, Failure> {
        if self.scale.is_empty() {
            return Ok(Resolution::default());
        }
        self.scale.parse().ok().and_then(Resolution::from_factor).ok_or(Failure::BadRequest)
    }

    /// The query for a unit; months that were left out become the last whole one with sheets.
    pub(super) async fn query(&self, app: &App, unit: UnitCode) -> Result<ReportQuery, Failure> {
        self.query_or(app, unit, DefaultPeriod::Opening).await
    }

    /// The query for a unit; months that were left out become `default`.
    pub(super) async fn query_or(
        &self,
        app: &App,
        unit: UnitCode,
        default: DefaultPeriod,
    ) -> Result<ReportQuery, Failure> {
        let boundaries = match self.boundaries.as_str() {
            "" => Boundaries::default(),
            name => name.parse().map_err(|_| Failure::BadRequest)?,
        };
        match self.months() {
            Ok(months) => Ok(app.report_query(self.survey(), unit, months, boundaries, default).await?),
            Err(typed) => Err(self.unknown_period(app, &unit, typed).await?),
        }
    }

    /// The report as everybody may see it; in the edition that the query names, where it names one.
    pub(super) async fn report(&self, app: &App, query: &ReportQuery) -> Result<Report, Failure> {
        if self.edition.is_empty() {
            return Ok(app.report(query, None, Audience::Public).await?);
        }
        let number = self.edition.parse().map_err(|_| Failure::NotFound)?;
        Ok(app.report(query, Some(number), Audience::Public).await?)
    }

    /// The briefing for a unit; in the edition that the query names, where it names one.
    pub(super) async fn briefing_request(
        &self,
        app: &App,
        unit: UnitCode,
    ) -> Result<BriefingRequest, Failure> {
        let edition = match self.edition.as_str() {
            "" => None,
            number => Some(number.parse().map_err(|_| Failure::NotFound)?),
        };
        let query = self.query(app, unit).await?;
        let question = self.question().map(str::to_owned);
        Ok(BriefingRequest { question, edition, ..BriefingRequest::from(query) })
    }

    /// The query for a unit and a period that the address names otherwise.
    pub(super) async fn query_about(
        &self,
        app: &App,
        unit: UnitCode,
        period: &str,
    ) -> Result<ReportQuery, Failure> {
        let about = Self { period: period.to_owned(), ..self.clone() };
        about.query(app, unit).await
    }

    fn survey(&self) -> &str {
        if self.survey.is_empty() { BUILT_IN_SURVEY } else { &self.survey }
    }

    /// The first and the last month; what was typed where that is no period.
    fn months(&self) -> Result<(Option<Month>, Option<Month>), String> {
        if !self.period.is_empty() {
            let period: Period = self.period.parse().map_err(|_| self.period.clone())?;
            return Ok((Some(period.from()), Some(period.to())));
        }
        let months = (month(&self.from)?, month(&self.to)?);
        match months {
            (Some(from), Some(to)) if to < from => Err(format!("{from}..{to}")),
            months => Ok(months),
        }
    }

    /// The failure, with the period with answers that is nearest to what can be read of the typed one.
    async fn unknown_period(&self, app: &App, unit: &UnitCode, typed: String) -> Result<Failure, Failure> {
        let known = app.months_with_responses(self.survey(), unit).await?;
        let readable = [&self.from, &self.to, &self.period].into_iter().find_map(|text| text.parse().ok());
        let nearest = known.map(|known| {
            let asked = readable.unwrap_or(Period::month(known.to()));
            nearest_period(asked, known)
        });
        Ok(Failure::UnknownPeriod { typed: typed.chars().take(40).collect(), nearest })
    }
}

fn month(text: &str) -> Result<Option<Month>, String> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| text.to_owned()) }
}

/// A unit's code in an address; what cannot be one belongs to no page.
pub(super) fn unit_code(text: &str) -> Result<UnitCode, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_has_its_name_in_the_list() {
        let all = Choice::NAMES.map(|name| format!("{name}={name}")).join("&");
        let Choice { survey, unit, from, to, period, boundaries, edition, question, shape, scale } =
            serde_urlencoded::from_str(&all).unwrap();
        let read = [survey, unit, from, to, period, boundaries, edition, question, shape, scale];
        assert_eq!(read, Choice::NAMES);
    }
}
