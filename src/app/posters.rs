//! Posters for the channels of a unit and everything below it, or for one channel.

use super::{App, AppError};
use crate::documents::{Poster, posters_pdf};
use crate::domain::{Boundaries, Channel, ChannelCode, UnitCode, UnitId, UnitRegistry};
use crate::store::{Connection, channels_of_units, find_channel};

/// Which posters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PosterScope {
    /// Those of a unit, of everything below it, and of what was merged into it.
    Unit(UnitCode),
    /// One.
    Channel(ChannelCode),
}

impl App {
    /// The address of a channel, as its QR code carries it.
    pub fn channel_url(&self, code: ChannelCode) -> String {
        format!("{}/k/{code}", self.base_url())
    }

    /// One A4 page for each channel, in the order of units' names and labels.
    pub async fn posters(&self, scope: &PosterScope) -> Result<Vec<u8>, AppError> {
        let (channels, ground) = self
            .database()
            .read(async |connection| {
                let ground = self.shared.catalogue.ground(connection).await?;
                let channels = self.channels_in(connection, scope, &ground.registry).await?;
                Ok::<_, AppError>((channels, ground))
            })
            .await?;
        if channels.is_empty() {
            let cause = "there is no such channel yet: make channels with `hailong import channels FILE.csv`";
            return Err(AppError::Refused(cause.to_owned()));
        }
        let mut posters: Vec<Poster> = channels
            .iter()
            .map(|channel| self.poster(&ground.registry, channel, ground.illustrative))
            .collect();
        posters.sort_by(|left, right| {
            let names = crate::locale::compare_unit_names(&left.unit_name, &right.unit_name);
            names.then_with(|| left.label.cmp(&right.label)).then_with(|| left.code.cmp(&right.code))
        });
        let draw =
            tokio::task::spawn_blocking(move || posters_pdf(&posters)).await.map_err(AppError::internal)?;
        draw.map_err(AppError::internal)
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
                let unit = registry.last_holder(code, chrono::NaiveDate::MIN, today)?.id;
                let members = &registry.territory_of(unit, Boundaries::Current).members;
                let members: Vec<UnitId> = members.iter().copied().collect();
                Ok(channels_of_units(connection, &members).await?)
            }
        }
    }

    fn poster(&self, registry: &UnitRegistry, channel: &Channel, illustrative: bool) -> Poster {
        let today = self.clock().today();
        // What is printed today carries today's name.
        let unit = registry.unit(registry.unit_of_the_day(channel.unit, today));
        Poster {
            unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            label: channel.label.clone(),
            url: self.channel_url(channel.code),
            code: channel.code,
            serial: format!("{}-{}", channel.id.0, today.format("%Y%m%d")),
            illustrative,
        }
    }
}
