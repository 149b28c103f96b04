//! Posters for the channels of a unit and the units below it, or for one channel.
//!
//! The logo is a given file or the one in the data directory. There is no upload: only people with access to
//! the server can place a file.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use super::{App, AppError};
use crate::documents::{LARGEST_LOGO, Logo, Poster, PosterSize, Printing, posters_pdf};
use crate::domain::{Boundaries, Channel, ChannelCode, UnitCode, UnitId, UnitRegistry};
use crate::store::{Connection, channels_of_units, contacts_of_units, find_channel};

/// The file names of a logo in the data directory; the first existing file is used.
const LOGO_NAMES: [&str; 3] = ["logo.png", "logo.jpg", "logo.jpeg"];

/// The channels that get posters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PosterScope {
    /// The channels of a unit, of the units below it, and of the units merged into them.
    Unit(UnitCode),
    /// One channel.
    Channel(ChannelCode),
}

/// An order of posters: which ones, and how they are printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterOrder {
    /// The channels.
    pub scope: PosterScope,
    /// The size and kind of print.
    pub size: PosterSize,
    /// Whether the texts are in English as well as Vietnamese.
    pub bilingual: bool,
    /// The file of the logo; if `None`, the one in the data directory is used, if there is one.
    pub logo: Option<PathBuf>,
}

impl PosterOrder {
    /// Vietnamese posters on A4, as most offices want them.
    pub fn of(scope: PosterScope) -> Self {
        Self { scope, size: PosterSize::default(), bilingual: false, logo: None }
    }
}

impl App {
    /// The URL of a channel, as encoded in its QR code.
    pub fn channel_url(&self, code: ChannelCode) -> String {
        format!("{}/k/{code}", self.base_url())
    }

    /// A PDF with one page per channel, ordered by the unit's name and the channel's label.
    ///
    /// # Errors
    ///
    /// Fails if the unit does not exist, if there are no channels, if the logo cannot be used, if too many
    /// reports are being made, or if the database cannot be read.
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
        let (order, data_dir) = (order.clone(), self.shared.settings.data_dir.clone());
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
        // A poster printed today names today's unit and the people responsible for it.
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
                // A dissolved district still has the posters of the units below it.
                let unit = registry.last_holder(code, NaiveDate::MIN, today)?.id;
                let members = &registry.territory_of(unit, Boundaries::Current).members;
                let members: Vec<UnitId> = members.iter().copied().collect();
                Ok(channels_of_units(connection, &members).await?)
            }
        }
    }
}

/// Reads the logo in `file`, or else the one in `data_dir`, if there is one.
fn find_logo(file: Option<&Path>, data_dir: Option<&Path>) -> Result<Option<Logo>, AppError> {
    let in_data_dir = || {
        let files = LOGO_NAMES.iter().filter_map(|name| data_dir.map(|directory| directory.join(name)));
        // A symbolic link counts even if its target is missing, so that the fault is reported.
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
    // Reads one byte beyond the limit, so that a file that is too large is detected and an endless device
    // ends.
    let most = LARGEST_LOGO as u64 + 1;
    File::open(file).map_err(unreadable)?.take(most).read_to_end(&mut data).map_err(unreadable)?;
    Logo::read(data)
}
