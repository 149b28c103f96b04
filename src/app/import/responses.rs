//! `responses`: `id,submitted_at,unit,channel,survey,mode,<question key>…,comment`
//!
//! Rows are streamed in batches of bounded size within one transaction.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::table::{CsvRow, CsvTable, ImportError};
use super::{Context, ImportSummary};
use crate::app::surveys::{BUILT_IN_SURVEY, survey};
use crate::app::{App, AppError};
use crate::domain::{
    COMMENT_LIMIT, Channel, ChannelCode, Fault, Mode, Month, Response, ResponseContent, ResponseId, Survey,
    UnitId,
};
use crate::store::{
    MonthToCount, count_recorded, editions_of_survey, find_channel, insert_responses, use_partition,
};

/// Rows per INSERT statement: enough to make the round trip negligible, few enough for the processor's
/// caches.
const BATCH: usize = 2_000;

pub(super) async fn import(
    app: &App,
    context: &mut Context<'_>,
    table: &mut CsvTable,
) -> Result<ImportSummary, ImportError> {
    let survey = survey(context.connection, BUILT_IN_SURVEY).await?;
    expect_columns(&survey, table)?;
    let mut reader =
        ResponseReader { context, channels: HashMap::new(), survey, months: HashSet::new(), gave_up: false };
    let mut summary = ImportSummary::default();
    let mut reporting_months = BTreeSet::new();
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let row = table.next_row().transpose()?;
        let ended = row.is_none();
        if let Some(row) = row {
            let response = reader.read(&row).await?;
            reader.expect_partition(app, response.id).await?;
            reporting_months.insert(Month::of(app.clock().day_of(response.submitted_at)));
            batch.push(response);
            summary.rows += 1;
        }
        if batch.len() == BATCH || ended {
            let responses: Vec<&Response> = batch.iter().collect();
            let new = insert_responses(reader.context.connection, &responses).await?;
            summary.repeated += (batch.len() - new) as u64;
            batch.clear();
        }
        if ended {
            summary.late = reader.late_responses(&reporting_months).await?;
            return Ok(summary);
        }
    }
}

/// Checks the header. A file contains the responses of one survey; the column `survey` of each row is checked
/// against it.
fn expect_columns(survey: &Survey, table: &CsvTable) -> Result<(), ImportError> {
    let keys: Vec<&str> = survey.revision.questions.iter().map(|question| question.key.as_str()).collect();
    let optional = [["unit", "channel", "survey", "mode", "comment"].as_slice(), &keys].concat();
    table.expect_columns(&["id", "submitted_at"], &optional)?;
    if !table.has_column("unit") && !table.has_column("channel") {
        let cause = "the header has neither unit nor channel; it must have one of them";
        return Err(ImportError::in_line(1, cause));
    }
    Ok(())
}

struct ResponseReader<'a, 'c> {
    context: &'a mut Context<'c>,
    channels: HashMap<ChannelCode, Channel>,
    survey: Survey,
    /// Months for which a partition was requested.
    months: HashSet<Month>,
    /// Whether a partition could not be created.
    gave_up: bool,
}

impl ResponseReader<'_, '_> {
    /// The number of responses that this transaction has added to each published month.
    async fn late_responses(&mut self, months: &BTreeSet<Month>) -> Result<Vec<(Month, u64)>, AppError> {
        let Context { connection, clock, .. } = self.context;
        let editions = editions_of_survey(connection, self.survey.id).await?;
        let published: BTreeSet<Month> = editions.iter().map(|edition| edition.month).collect();
        let mut late = Vec::new();
        for &month in months.intersection(&published) {
            let wanted = MonthToCount {
                survey: self.survey.id,
                month,
                zone: clock.zone_name(),
                recorded_before: None,
            };
            let new = count_recorded(connection, wanted, None).await?;
            late.extend((new > 0).then_some((month, new)));
        }
        Ok(late)
    }

    /// Creates the partition for the response's month if there is none. This happens outside of the import's
    /// transaction, which would otherwise block others from the partition until its end. It can fail, for
    /// example if this import has written responses without a month before and therefore locks the default
    /// partition. Then the response is stored in the default partition until partition maintenance moves it.
    async fn expect_partition(&mut self, app: &App, id: ResponseId) -> Result<(), AppError> {
        let Some(month) = id.made_at().map(|moment| Month::of(moment.date_naive())) else { return Ok(()) };
        let last = Month::of(app.clock().now().date_naive()).next();
        if month.year() < 2020 || month > last || !self.months.insert(month) {
            return Ok(());
        }
        if !self.gave_up
            && let Err(error) = app.make_partition(month).await
        {
            tracing::debug!(%error, %month, "no partition was created for a month of the file");
            self.gave_up = true;
        }
        // The server may have made it meanwhile.
        Ok(use_partition(self.context.connection, month).await?)
    }

    async fn read(&mut self, row: &CsvRow) -> Result<Response, ImportError> {
        let slug = row.text("survey");
        if !slug.is_empty() && slug != self.survey.slug {
            return Err(
                row.fault("survey", format!("the columns are those of the survey {}", self.survey.slug))
            );
        }
        let submitted_at = self.read_moment(row)?;
        let day = self.context.clock.day_of(submitted_at);
        let channel = self.find_channel(row).await?;
        let unit = match &channel {
            Some(channel) => self.unit_of_channel(row, channel, day)?,
            None => self.context.unit_on(row, "unit", day)?,
        };
        let mode: Option<Mode> = row.parse_optional("mode")?;
        let mode = mode.or(channel.as_ref().map(|channel| channel.mode));
        let content = ResponseContent::read(&self.survey.revision, |key| Some(row.text(key)));
        Ok(Response {
            id: read_id(row)?,
            unit,
            channel: channel.map(|channel| channel.id),
            revision: self.survey.revision.id,
            mode: mode.ok_or_else(|| row.fault("mode", "it must not be empty where no channel is named"))?,
            submitted_at,
            late: false,
            content: content.map_err(|faults| name_fault(row, &faults))?,
        })
    }

    /// The unit that the channel counts for on the day. If the row names a unit too, both must agree.
    fn unit_of_channel(
        &self,
        row: &CsvRow,
        channel: &Channel,
        day: NaiveDate,
    ) -> Result<UnitId, ImportError> {
        let unit = self.context.registry.unit_of_the_day(channel.unit, day);
        if !self.context.registry.unit(unit).is_some_and(|unit| unit.is_valid_on(day)) {
            return Err(
                row.fault("channel", format!("its unit did not exist on {day}: name the unit instead"))
            );
        }
        if !row.text("unit").is_empty() && self.context.unit_on(row, "unit", day)? != unit {
            return Err(row.fault("unit", "the channel belongs to another unit: leave one of them empty"));
        }
        Ok(unit)
    }

    fn read_moment(&self, row: &CsvRow) -> Result<DateTime<Utc>, ImportError> {
        let text = row.text("submitted_at");
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| {
            let cause = format!("\"{text}\" is no moment: write it like 2024-11-05T09:30:00+07:00");
            row.fault("submitted_at", cause)
        })?;
        let moment = moment.with_timezone(&Utc);
        if moment > self.context.clock.now() + chrono::Days::new(1) {
            return Err(row.fault("submitted_at", "it lies in the future"));
        }
        Ok(moment)
    }

    async fn find_channel(&mut self, row: &CsvRow) -> Result<Option<Channel>, ImportError> {
        let Some(code) = row.parse_optional::<ChannelCode>("channel")? else { return Ok(None) };
        if let Some(channel) = self.channels.get(&code) {
            return Ok(Some(channel.clone()));
        }
        let channel = find_channel(self.context.connection, code).await?;
        let channel = channel.ok_or_else(|| row.fault("channel", format!("there is no channel {code}")))?;
        if channel.survey != self.survey.id {
            return Err(row.fault("channel", format!("the channel {code} asks another survey")));
        }
        self.channels.insert(code, channel.clone());
        Ok(Some(channel))
    }
}

fn read_id(row: &CsvRow) -> Result<ResponseId, ImportError> {
    let text = row.text("id");
    let wrong = |_| {
        let cause = format!("\"{text}\" is no UUID: write it like 0193a000-0000-7000-8000-000000000001");
        row.fault("id", cause)
    };
    Uuid::try_parse(text).map(ResponseId).map_err(wrong)
}

fn name_fault(row: &CsvRow, faults: &[Fault]) -> ImportError {
    match faults.first() {
        Some(Fault::Missing { question }) => {
            row.fault(question, "a required question must have an answer from 1 to 5")
        }
        Some(Fault::OutOfScale { question }) => {
            let cause =
                format!("\"{}\" is no answer: use 1 to 5, or nothing for no opinion", row.text(question));
            row.fault(question, cause)
        }
        Some(Fault::CommentTooLong { length }) => {
            row.fault("comment", format!("it has {length} characters; at most {COMMENT_LIMIT} are kept"))
        }
        None => ImportError::App(AppError::internal("a refused response without a fault")),
    }
}
