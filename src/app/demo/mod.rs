//! The illustrative set: the real units of Hưng Yên with made-up dossiers and answers from March 2023 to
//! December 2025, so that the product can be seen at work. Everything in such a database is marked.
//!
//! A generator with a fixed seed makes it: the same set on every machine, and repeating it changes nothing.

mod answers;
mod comments;
mod offices;
mod sheets;
mod workload;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::surveys::{BUILT_IN_SURVEY, survey};
use super::{App, AppError, ImportError, ImportKind};
use crate::domain::{ChannelCode, Mode, Response};
use crate::store::{
    Connection, channels_of_units, insert_responses, load_registry, mark_illustrative, read_installation,
    upsert_dossiers, upsert_rollout,
};

const UNITS: &str = include_str!("../../../assets/data/units.csv");
const LINEAGE: &str = include_str!("../../../assets/data/lineage.csv");

/// Any number would do; this is the month in which the model began.
const SEED: u64 = 202_303;
/// The province of all of it.
const PROVINCE: &str = "33";
/// Responses in a statement, as in an import.
const BATCH: usize = 2_000;

impl App {
    /// Fills an empty database with the illustrative set; does nothing where it is there already.
    ///
    /// A database that holds anything else is refused.
    pub async fn prepare_illustrative_data(&self) -> Result<(), AppError> {
        let province = PROVINCE.parse().map_err(AppError::internal)?;
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
                    mark_illustrative(connection).await?;
                }
                Ok(registry.holder(&province, self.clock().today()).is_ok())
            })
            .await?;
        if known && self.months_with_sheets(BUILT_IN_SURVEY, &province).await?.is_some() {
            return Ok(());
        }
        self.import_asset(ImportKind::Units, UNITS).await?;
        self.import_asset(ImportKind::Lineage, LINEAGE).await?;
        for month in workload::months() {
            self.make_partition(month).await?;
        }
        self.database().write(async |connection| self.generate(connection).await).await
    }

    /// A channel of the illustrative set whose unit is still there today, to be shown first.
    pub async fn illustrative_channel(&self) -> Result<Option<ChannelCode>, AppError> {
        let shown = offices::SHOWN.parse().map_err(AppError::internal)?;
        let channels = self
            .database()
            .read(async |connection| {
                let registry = load_registry(connection).await?;
                let first = registry.holder(&shown, offices::shown_on())?;
                Ok::<_, AppError>(channels_of_units(connection, &[first.id]).await?)
            })
            .await?;
        Ok(channels.iter().find(|channel| channel.mode == Mode::Open).map(|channel| channel.code))
    }

    async fn import_asset(&self, kind: ImportKind, text: &'static str) -> Result<(), AppError> {
        let imported = self.import(kind, Box::new(text.as_bytes())).await;
        imported.map(drop).map_err(|error| match error {
            ImportError::App(error) => error,
            fault => AppError::internal(fault),
        })
    }

    async fn generate(&self, connection: &mut Connection) -> Result<(), AppError> {
        let mut random = ChaCha8Rng::seed_from_u64(SEED);
        let registry = load_registry(connection).await?;
        let survey = survey(connection, BUILT_IN_SURVEY).await?;
        let workload = workload::generate(&registry, &mut random);
        upsert_dossiers(connection, &workload.rows()).await?;
        let adoptions = offices::adoptions(&registry, &mut random);
        for adoption in &adoptions {
            upsert_rollout(connection, &adoption.row()).await?;
        }
        let offices = offices::open(connection, &registry, &survey, &adoptions, &mut random).await?;
        let sheets = sheets::generate(&registry, &survey, &workload, &offices, &mut random);
        insert_all(connection, &sheets).await
    }
}

async fn insert_all(connection: &mut Connection, responses: &[Response]) -> Result<(), AppError> {
    for batch in responses.chunks(BATCH) {
        insert_responses(connection, &batch.iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}
