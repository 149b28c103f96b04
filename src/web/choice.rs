//! The report that a request asks for.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use serde::{Deserialize, Serialize};

use super::State;
use super::error::Failure;
use super::page_cache::MadeFrom;
use super::parameter::Parameter;
use super::reader::Reader;
use crate::app::{Audience, BUILT_IN_SURVEY, DefaultPeriod, ReportContextRequest, ReportQuery};
use crate::charts::{Resolution, Shape};
use crate::domain::{Boundaries, Language, Month, Period, Report, UnitCode, nearest_period};

/// The query parameters, months as `from` and `to` or as one `period`. A public page may depend only on these
/// and on `lang`: they make up its key in the page cache.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct ReportParameters {
    survey: Parameter<String>,
    pub(super) unit: Parameter<UnitCode>,
    from: Parameter<Month>,
    to: Parameter<Month>,
    period: Parameter<Period>,
    boundaries: Parameter<Boundaries>,
    edition: Parameter<u32>,
    question: Parameter<String>,
    shape: Parameter<Shape>,
    scale: Parameter<Resolution>,
}

impl ReportParameters {
    /// The key of the chosen question.
    pub(super) fn question(&self) -> Option<&str> {
        Some(self.question.text()).filter(|key| !key.is_empty())
    }

    /// The shape of a chart; by default a slide.
    pub(super) fn shape(&self) -> Result<Shape, Failure> {
        Ok(self.shape.get(Failure::BadRequest)?.unwrap_or_default())
    }

    /// Pixels to a unit of a chart; by default one.
    pub(super) fn resolution(&self) -> Result<Resolution, Failure> {
        Ok(self.scale.get(Failure::BadRequest)?.unwrap_or_default())
    }

    /// The number of the chosen edition.
    pub(super) fn edition(&self) -> Result<Option<u32>, Failure> {
        self.edition.get(Failure::NotFound)
    }

    fn survey(&self) -> &str {
        if self.survey.is_absent() { BUILT_IN_SURVEY } else { self.survey.text() }
    }

    /// The unit. Text that cannot be a code means that there is no such page.
    fn unit(&self) -> Result<&UnitCode, Failure> {
        self.unit.required(Failure::NotFound)
    }

    /// The first and the last month. Returns the typed text as the error if it is no period.
    fn months(&self) -> Result<(Option<Month>, Option<Month>), String> {
        if let Some(period) = self.period.value()? {
            return Ok((Some(period.from()), Some(period.to())));
        }
        match (self.from.value()?.copied(), self.to.value()?.copied()) {
            (Some(from), Some(to)) if to < from => Err(format!("{from}..{to}")),
            months => Ok(months),
        }
    }

    /// The first of the typed texts that is a month or a period.
    fn readable_period(&self) -> Option<Period> {
        [self.from.text(), self.to.text(), self.period.text()].into_iter().find_map(|text| text.parse().ok())
    }
}

/// The parts of an address's path; a part that the path lacks is empty.
#[derive(Default, Deserialize)]
#[serde(default)]
struct AddressPath {
    unit: Parameter<UnitCode>,
    period: Parameter<Period>,
    number: Parameter<u32>,
    kind: String,
    format: String,
}

/// A request about a unit, with everything that its handler needs.
pub(super) struct ReportRequest {
    /// The use cases.
    pub(super) state: web::Data<State>,
    /// The reader's language.
    pub(super) language: Language,
    /// The version of the data under which a public request is handled; absent for other pages and while the
    /// version is unknown.
    pub(super) made_from: Option<MadeFrom>,
    /// What the query chooses. Unit, period and edition in the path take precedence over those in the query.
    pub(super) choice: ReportParameters,
    /// The kind of chart in the path.
    pub(super) kind: String,
    /// The format of a chart in the path.
    pub(super) format: String,
}

impl FromRequest for ReportRequest {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

impl ReportRequest {
    fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let state = request.app_data::<web::Data<State>>().cloned().ok_or(Failure::NotFound)?;
        let choice = web::Query::<ReportParameters>::from_query(request.query_string());
        let mut choice = choice.map_err(|_| Failure::BadRequest)?.into_inner();
        let place: AddressPath = request.match_info().load().map_err(|_| Failure::NotFound)?;
        if !place.unit.is_absent() {
            choice.unit = place.unit;
        }
        if !place.period.is_absent() {
            (choice.period, choice.edition) = (place.period, place.number);
            choice.question = Parameter::default();
        }
        let made_from = request.extensions().get::<MadeFrom>().cloned();
        let language = Reader::of(request).language;
        Ok(Self { state, language, made_from, choice, kind: place.kind, format: place.format })
    }

    /// Reads the query; absent months become `default`.
    pub(super) async fn query(&self, default: DefaultPeriod) -> Result<ReportQuery, Failure> {
        let (choice, app, unit) = (&self.choice, &self.state.app, self.choice.unit()?);
        let boundaries = choice.boundaries.get(Failure::BadRequest)?.unwrap_or_default();
        match choice.months() {
            Ok(months) => {
                Ok(app.report_query(choice.survey(), unit.clone(), months, boundaries, default).await?)
            }
            Err(typed) => Err(self.unknown_period(unit, &typed).await?),
        }
    }

    /// Builds the report for the public, in the edition that is asked for; absent months become `default`.
    pub(super) async fn report(&self, default: DefaultPeriod) -> Result<Report, Failure> {
        let query = self.query(default).await?;
        Ok(self.state.app.report(&query, self.choice.edition()?, Audience::Public).await?)
    }

    /// The request for a report context, in the edition that is asked for.
    pub(super) async fn context_request(&self) -> Result<ReportContextRequest, Failure> {
        let edition = self.choice.edition()?;
        let query = self.query(DefaultPeriod::Opening).await?;
        let question = self.choice.question().map(str::to_owned);
        Ok(ReportContextRequest { question, edition, ..ReportContextRequest::from(query) })
    }

    /// The failure for an unreadable period, with the nearest period that has answers.
    async fn unknown_period(&self, unit: &UnitCode, typed: &str) -> Result<Failure, Failure> {
        let choice = &self.choice;
        let known = self.state.app.months_with_responses(choice.survey(), unit).await?;
        let nearest = known.map(|known| {
            let typed = choice.readable_period().unwrap_or(Period::month(known.to()));
            nearest_period(typed, known)
        });
        Ok(Failure::UnknownPeriod { typed: typed.chars().take(40).collect(), nearest })
    }
}
