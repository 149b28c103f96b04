//! The demo data: the real units of Hưng Yên with generated dossiers and responses. Those from March 2023 to
//! December 2025 are published; the responses of the current month and the one before are not. Pages from
//! such a database are marked as demo data.
//!
//! A generator with a fixed seed makes equal data on every machine, except for the two unpublished months.
//! Running it again changes nothing.

mod offices;
mod responses;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::surveys::{BUILT_IN_SURVEY, survey};
use super::{App, AppError};
use crate::domain::{ChannelCode, Mode, Month, Period, Response, Survey, UnitRegistry};
use crate::store::{
    Connection, channels_of_units, insert_responses, load_registry, mark_demo_data, read_installation,
    upsert_dossiers, upsert_rollout,
};
use offices::OpenOffice;

/// Any number would do; this is the month in which the model began.
const SEED: u64 = 202_303;
/// The months that are published.
const PUBLISHED: &str = "2023-03..2025-12";
/// The code of the province that all demo data belong to.
const PROVINCE: &str = "33";
/// Responses per INSERT statement, as in an import.
const BATCH: usize = 2_000;

impl App {
    /// Fills an empty database with the demo data. Does nothing if it contains them already.
    ///
    /// # Errors
    ///
    /// Fails if the database contains other data, or cannot be read or written.
    pub async fn prepare_demo_data(&self) -> Result<(), AppError> {
        let province = PROVINCE.parse().map_err(AppError::internal)?;
        let period: Period = PUBLISHED.parse().map_err(AppError::internal)?;
        let known = self
            .database()
            .write(async |connection| {
                let registry = load_registry(connection).await?;
                if !read_installation(connection).await?.illustrative {
                    if registry.units().next().is_some() {
                        let cause =
                            "this database holds other data already: the demo wants one of its own (--data-dir)";
                        return Err(AppError::Refused(cause.to_owned()));
                    }
                    mark_demo_data(connection).await?;
                }
                Ok(registry.holder(&province, self.clock().today()).is_ok())
            })
            .await?;
        if known && self.months_with_responses(BUILT_IN_SURVEY, &province).await?.is_some() {
            return Ok(());
        }
        self.import_bundled_units().await?;
        let this_month = Month::of(self.clock().today());
        for month in period.months().chain([this_month.previous(), this_month]) {
            self.make_partition(month).await?;
        }
        self.database().write(async |connection| self.generate(connection, period).await).await?;
        self.publish(BUILT_IN_SURVEY, period).await.map(drop)
    }

    /// A channel of the demo data to be shown first. Its unit still exists today.
    ///
    /// # Errors
    ///
    /// Fails if the database cannot be read or contains no demo data.
    pub async fn demo_channel(&self) -> Result<Option<ChannelCode>, AppError> {
        let shown = offices::SHOWN.parse().map_err(AppError::internal)?;
        let channels = self
            .database()
            .read(async |connection| {
                let registry = load_registry(connection).await?;
                // The unit had its channels on this day.
                let first = registry.holder(&shown, offices::day(2024, 4, 1))?;
                Ok::<_, AppError>(channels_of_units(connection, &[first.id]).await?)
            })
            .await?;
        Ok(channels.iter().find(|channel| channel.mode == Mode::Open).map(|channel| channel.code))
    }

    async fn generate(&self, connection: &mut Connection, period: Period) -> Result<(), AppError> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let registry = load_registry(connection).await?;
        let survey = survey(connection, BUILT_IN_SURVEY).await?;
        let months: Vec<Month> = period.months().collect();
        let workload = offices::workload(&registry, &months, &mut random);
        upsert_dossiers(connection, &offices::dossiers(&workload)).await?;
        let adoptions = offices::adoptions(&registry, &mut random);
        for &(unit, adopted_on) in &adoptions {
            upsert_rollout(connection, unit, adopted_on).await?;
        }
        let offices = offices::open(connection, &registry, &survey, &adoptions, &mut random).await?;
        let mut responses =
            responses::generate(&registry, &survey, &months, &workload, &offices, &mut random);
        responses.extend(self.running_months(&registry, &survey, period.to(), &offices));
        for batch in responses.chunks(BATCH) {
            insert_responses(connection, &batch.iter().collect::<Vec<_>>()).await?;
        }
        Ok(())
    }

    /// Responses of the current month until now and of the month before, which are not published.
    fn running_months(
        &self,
        registry: &UnitRegistry,
        survey: &Survey,
        published: Month,
        offices: &[OpenOffice],
    ) -> Vec<Response> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED + 1);
        let now = self.clock().now();
        let this_month = Month::of(self.clock().day_of(now));
        let months = [this_month.previous(), this_month].into_iter();
        let months: Vec<Month> = months.filter(|&month| month > published).collect();
        let workload = offices::workload(registry, &months, &mut random);
        let mut responses = responses::generate(registry, survey, &months, &workload, offices, &mut random);
        responses.retain(|response| response.submitted_at < now);
        responses
    }
}
