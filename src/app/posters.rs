//! Posters for the channels of a unit and everything below it, or for one channel.
//!
//! Their logo is a file that somebody names, or the one in the data directory. There is no upload: a file can be put there only by
//! somebody with access to the server.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{App, AppError};
use crate::documents::{LARGEST_LOGO, Logo, Poster, PosterSize, Printing, posters_pdf};
use crate::domain::{Boundaries, Channel, ChannelCode, UnitCode, UnitId, UnitRegistry};
use crate::store::{Connection, channels_of_units, contacts_of_units, find_channel};

/// What a logo is called in the data directory; the first that is there is taken.
const LOGO_NAMES: [&str; 3] = ["logo.png", "logo.jpg", "logo.jpeg"];

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
        let reference_data = self.shared.catalogue.reference_data(connection).await?;
        let channels = self.channels_in(connection, scope, &reference_data.registry).await?;
        // What is printed today carries the name of today's unit, and the people who are responsible for it.
        let unit_of = |channel: &Channel| {
            reference_data.registry.unit(reference_data.registry.unit_of_the_day(channel.unit, today))
        };
        let units: Vec<UnitId> = channels.iter().filter_map(unit_of).map(|unit| unit.id).collect();
        let contacts = contacts_of_units(connection, &units).await?;
        let poster = |channel: &Channel| {
            let unit = unit_of(channel)?;
            Some(Poster {
                unit: unit.code.clone(),
                unit_name: unit.name.clone(),
                label: channel.label.clone(),
                url: self.channel_url(channel.code),
                code: channel.code,
                serial: format!("{}-{}", channel.id.0, today.format("%Y%m%d")),
                issued: today,
                contacts: contacts.get(&unit.id).cloned().unwrap_or_default(),
                illustrative: reference_data.illustrative,
            })
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
}

/// Reads the picture in `file`; without a name the one in `data_dir`, where there is one.
fn find_logo(file: Option<&Path>, data_dir: Option<&Path>) -> Result<Option<Logo>, AppError> {
    let in_data_dir = || {
        let files = LOGO_NAMES.iter().filter_map(|name| data_dir.map(|directory| directory.join(name)));
        // A link counts, wherever it leads: that its goal is missing is a fault to be told.
        files.into_iter().find(|file| file.symlink_metadata().is_ok())
    };
    let Some(file) = file.map(PathBuf::from).or_else(in_data_dir) else { return Ok(None) };
    match read_logo(&file) {
        Ok(logo) => Ok(Some(logo)),
        Err(cause) => Err(AppError::UnusableLogo { file, cause }),
    }
}

fn read_logo(file: &Path) -> Result<Logo, String> {
    let unreadable = |error: std::io::Error| format!("cannot be read: {error}");
    let mut data = Vec::new();
    // One byte more than it may have, so that a device without an end is given up too.
    let most = LARGEST_LOGO as u64 + 1;
    File::open(file).map_err(unreadable)?.take(most).read_to_end(&mut data).map_err(unreadable)?;
    Logo::read(data)
}
