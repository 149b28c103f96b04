//! Posters for the channels of a unit and everything below it, or for one channel.

use std::collections::HashMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use super::logo::find_logo;
use super::{App, AppError};
use crate::documents::{Poster, PosterSize, Printing, posters_pdf};
use crate::domain::{Boundaries, Channel, ChannelCode, Contact, Unit, UnitCode, UnitId, UnitRegistry};
use crate::store::{Connection, channels_of_units, contacts_of_units, find_channel};

/// Which posters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PosterScope {
    /// Those of a unit, of everything below it, and of what was merged into it.
    Unit(UnitCode),
    /// One.
    Channel(ChannelCode),
}

/// Which posters, and how they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterOrder {
    /// Which.
    pub scope: PosterScope,
    /// On what.
    pub size: PosterSize,
    /// Whether English stands beside Vietnamese.
    pub bilingual: bool,
    /// The file of a logo; without one that of the data directory is taken, where there is one.
    pub logo: Option<PathBuf>,
}

impl PosterOrder {
    /// A4 pages as most offices want them.
    pub fn of(scope: PosterScope) -> Self {
        Self { scope, size: PosterSize::default(), bilingual: false, logo: None }
    }
}

impl App {
    /// The address of a channel, as its QR code carries it.
    pub fn channel_url(&self, code: ChannelCode) -> String {
        format!("{}/k/{code}", self.base_url())
    }

    /// One page for each channel, in the order of units' names and labels.
    pub async fn posters(&self, order: &PosterOrder) -> Result<Vec<u8>, AppError> {
        let mut posters =
            self.database().read(async |connection| self.posters_in(connection, &order.scope).await).await?;
        if posters.is_empty() {
            let cause = "there is no such channel yet: make channels with `hailong import channels FILE.csv`";
            return Err(AppError::Refused(cause.to_owned()));
        }
        posters.sort_by(|left, right| {
            let names = crate::locale::compare_unit_names(&left.unit_name, &right.unit_name);
            let units = names.then_with(|| left.unit.cmp(&right.unit));
            units.then_with(|| left.label.cmp(&right.label)).then_with(|| left.code.cmp(&right.code))
        });
        let (order, data_dir) = (order.clone(), self.shared.data_dir.clone());
        let draw = move || {
            let logo = find_logo(order.logo.as_deref(), data_dir.as_deref())?;
            let printing = Printing { size: order.size, bilingual: order.bilingual, logo };
            posters_pdf(&posters, &printing).map_err(AppError::internal)
        };
        self.report_pool().run(draw).await?
    }

    async fn posters_in(
        &self,
        connection: &mut Connection,
        scope: &PosterScope,
    ) -> Result<Vec<Poster>, AppError> {
        let today = self.clock().today();
        let ground = self.shared.catalogue.ground(connection).await?;
        let channels = self.channels_in(connection, scope, &ground.registry).await?;
        // What is printed today carries the name of today's unit, and the people who are responsible for it.
        let unit_of =
            |channel: &Channel| ground.registry.unit(ground.registry.unit_of_the_day(channel.unit, today));
        let units: Vec<UnitId> = channels.iter().filter_map(unit_of).map(|unit| unit.id).collect();
        let contacts = contacts_of_units(connection, &units).await?;
        let poster = |channel| {
            let unit = unit_of(channel)?;
            Some(Poster { illustrative: ground.illustrative, ..self.poster(unit, channel, &contacts, today) })
        };
        Ok(channels.iter().filter_map(poster).collect())
    }

    async fn channels_in(
        &self,
        connection: &mut Connection,
        scope: &PosterScope,
        registry: &UnitRegistry,
    ) -> Result<Vec<Channel>, AppError> {
        match scope {
            PosterScope::Channel(code) => Ok(find_channel(connection, *code).await?.into_iter().collect()),
            PosterScope::Unit(code) => {
                let today = self.clock().today();
                // A district that is gone still has the posters of what was below it.
                let unit = registry.last_holder(code, NaiveDate::MIN, today)?.id;
                let members = &registry.territory_of(unit, Boundaries::Current).members;
                let members: Vec<UnitId> = members.iter().copied().collect();
                Ok(channels_of_units(connection, &members).await?)
            }
        }
    }

    fn poster(
        &self,
        unit: &Unit,
        channel: &Channel,
        contacts: &HashMap<UnitId, Vec<Contact>>,
        today: NaiveDate,
    ) -> Poster {
        Poster {
            unit: unit.code.clone(),
            unit_name: unit.name.clone(),
            label: channel.label.clone(),
            url: self.channel_url(channel.code),
            code: channel.code,
            serial: format!("{}-{}", channel.id.0, today.format("%Y%m%d")),
            issued: today,
            contacts: contacts.get(&unit.id).cloned().unwrap_or_default(),
            illustrative: false,
        }
    }
}
