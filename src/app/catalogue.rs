//! Creates channels, and caches what nearly every use case reads first: the units, and the channels with
//! their surveys.
//!
//! A version number in the database grows with every change. A check of it is valid for one second when a
//! survey is opened, so many citizens cost one small query per second. During an outage of the database the
//! survey pages are served from memory.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use parking_lot::Mutex;
use rand::RngExt;

use super::{App, AppError};
use crate::domain::{Channel, ChannelCode, Survey, Unit, UnitRegistry};
use crate::store::{
    Connection, Installation, NewChannel, find_channel, find_survey, has_channel, insert_channel,
    load_registry, read_installation,
};

/// How long a check of the version number is valid.
const FRESH: Duration = Duration::from_secs(1);
/// Up to this age the cached data are used while another request checks the version.
const USABLE: Duration = Duration::from_secs(5);
/// A check that takes longer counts as an outage.
const QUERY_TIMEOUT: Duration = Duration::from_secs(2);
/// Maximum number of cached channels; bounds memory at about 20 MB. A province has hundreds of channels.
const MAX_CHANNELS: usize = 20_000;

/// The units, and whether the data are demo data.
#[derive(Clone, Debug)]
pub(super) struct ReferenceData {
    /// All units.
    pub(super) registry: Arc<UnitRegistry>,
    /// Whether the data are demo data.
    pub(super) illustrative: bool,
}

/// The cached reference data, their version, and when the version was last checked.
#[derive(Debug)]
struct CachedReferenceData {
    version: i64,
    reference_data: ReferenceData,
    looked: Instant,
    /// The day for which `channels` is valid: the responsible units may change at midnight.
    day: NaiveDate,
    channels: HashMap<ChannelCode, Arc<OpenChannel>>,
}

/// The cache of units and channels of one process.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    known: Mutex<Option<CachedReferenceData>>,
    looking: tokio::sync::Mutex<()>,
    /// When a check last failed.
    failed: Mutex<Option<Instant>>,
}

impl Catalogue {
    /// The units and whether they are demo data. Costs one cheap query; reads the units only after a change.
    pub(super) async fn reference_data(
        &self,
        connection: &mut Connection,
    ) -> Result<ReferenceData, AppError> {
        let Installation { illustrative, catalogue_version: version } = read_installation(connection).await?;
        if let Some(reference_data) = self.confirm(version, illustrative) {
            return Ok(reference_data);
        }
        let reference_data =
            ReferenceData { registry: Arc::new(load_registry(connection).await?), illustrative };
        *self.known.lock() = Some(CachedReferenceData {
            version,
            reference_data: reference_data.clone(),
            looked: Instant::now(),
            day: NaiveDate::MIN,
            channels: HashMap::new(),
        });
        Ok(reference_data)
    }

    /// The cached data if they have this version. Marks them as checked now.
    fn confirm(&self, version: i64, illustrative: bool) -> Option<ReferenceData> {
        let mut known = self.known.lock();
        let known = known.as_mut()?;
        if known.version != version || known.reference_data.illustrative != illustrative {
            return None;
        }
        known.looked = Instant::now();
        Some(known.reference_data.clone())
    }

    /// The time since the last check of the version.
    fn age(&self) -> Option<Duration> {
        self.known.lock().as_ref().map(|known| known.looked.elapsed())
    }

    /// Records an outage: for one second no request checks again, even if nothing is cached.
    fn put_off(&self) {
        *self.failed.lock() = Some(Instant::now());
    }

    fn is_put_off(&self) -> bool {
        let failed = self.failed.lock();
        failed.is_some_and(|failed| failed.elapsed() < FRESH)
    }

    fn channel(&self, code: ChannelCode, day: NaiveDate) -> Option<Arc<OpenChannel>> {
        let known = self.known.lock();
        known.as_ref().filter(|known| known.day == day)?.channels.get(&code).map(Arc::clone)
    }

    fn keep(&self, code: ChannelCode, day: NaiveDate, registry: &Arc<UnitRegistry>, open: &Arc<OpenChannel>) {
        let mut known = self.known.lock();
        // Data read before a change must not be cached after it.
        let Some(known) =
            known.as_mut().filter(|known| Arc::ptr_eq(&known.reference_data.registry, registry))
        else {
            return;
        };
        if known.day != day || known.channels.len() >= MAX_CHANNELS {
            known.channels.clear();
            known.day = day;
        }
        known.channels.insert(code, Arc::clone(open));
    }
}

impl App {
    /// The current units.
    pub(super) async fn reference_data(&self) -> Result<ReferenceData, AppError> {
        self.shared
            .database
            .read(async |connection| self.shared.catalogue.reference_data(connection).await)
            .await
    }

    /// The channel with this code; `None` if no channel has it.
    ///
    /// # Errors
    ///
    /// Fails if the channel is not cached and the database cannot be read, or if its survey or unit is
    /// missing.
    pub async fn open_channel(&self, code: ChannelCode) -> Result<Option<Arc<OpenChannel>>, AppError> {
        self.look_again().await;
        let today = self.clock().today();
        if let Some(open) = self.shared.catalogue.channel(code, today) {
            return Ok(Some(open));
        }
        let found = self
            .shared
            .database
            .read(async |connection| {
                let reference_data = self.shared.catalogue.reference_data(connection).await?;
                let open = OpenChannel::find(connection, code, &reference_data, today).await?;
                Ok::<_, AppError>(open.map(|open| (open, reference_data)))
            })
            .await?;
        let Some((open, reference_data)) = found else { return Ok(None) };
        let open = Arc::new(open);
        self.shared.catalogue.keep(code, today, &reference_data.registry, &open);
        Ok(Some(open))
    }

    /// Checks the version if the last check is too old. One request checks at a time; the others continue
    /// with the cached data.
    async fn look_again(&self) {
        let catalogue = &self.shared.catalogue;
        let is_within = |limit| catalogue.age().is_some_and(|age| age < limit);
        if is_within(FRESH) || catalogue.is_put_off() {
            return;
        }
        let _turn = match catalogue.looking.try_lock() {
            Ok(turn) => turn,
            Err(_) if is_within(USABLE) => return,
            Err(_) => catalogue.looking.lock().await,
        };
        if is_within(FRESH) || catalogue.is_put_off() {
            return;
        }
        let failed = match tokio::time::timeout(QUERY_TIMEOUT, self.reference_data()).await {
            Ok(Ok(_)) => return,
            Ok(Err(error)) => error.to_string(),
            Err(_) => "the database is slow".to_owned(),
        };
        tracing::warn!(error = failed, "cannot check for changes: surveys are shown from the cache");
        catalogue.put_off();
    }
}

/// Creates a channel with the code in `new`, or with a random code if that one is taken. Does nothing if the
/// unit has the channel already.
pub(super) async fn make_channel(
    connection: &mut Connection,
    mut new: NewChannel<'_>,
) -> Result<(), AppError> {
    // There are about thirty thousand million codes, so a random one is hardly ever taken; eight attempts
    // suffice.
    for _ in 0..8 {
        if insert_channel(connection, &new).await? || has_channel(connection, &new).await? {
            return Ok(());
        }
        new.code = random_code(&mut rand::rng());
    }
    Err(AppError::internal("no free channel code was found"))
}

pub(super) fn random_code(random: &mut impl RngExt) -> ChannelCode {
    loop {
        // For 5 of 37 numbers the check symbol is not a digit; these are skipped.
        if let Some(code) = ChannelCode::from_number(random.random_range(0..ChannelCode::SPACE)) {
            return code;
        }
    }
}

/// A channel that accepts responses, as it is on one day.
#[derive(Clone, Debug)]
pub struct OpenChannel {
    /// The channel.
    pub channel: Channel,
    /// The survey that it asks.
    pub survey: Survey,
    /// The unit that its responses count for on that day.
    pub unit: Unit,
    /// The unit on the poster, if it has been merged into `unit` since.
    pub former: Option<Unit>,
    /// Whether the data are demo data.
    pub illustrative: bool,
}

impl OpenChannel {
    /// Reads the channel; `None` if no channel has the code.
    async fn find(
        connection: &mut Connection,
        code: ChannelCode,
        reference_data: &ReferenceData,
        day: NaiveDate,
    ) -> Result<Option<Self>, AppError> {
        let Some(channel) = find_channel(connection, code).await? else { return Ok(None) };
        let survey = find_survey(connection, channel.survey).await?;
        let survey =
            survey.ok_or_else(|| AppError::internal(format!("channel {code} asks no published survey")))?;
        let unit_of_the_day = reference_data.registry.unit_of_the_day(channel.unit, day);
        let unit = |id| reference_data.registry.unit(id).cloned();
        let lost = || AppError::internal(format!("channel {code} has no unit"));
        Ok(Some(Self {
            unit: unit(unit_of_the_day).ok_or_else(lost)?,
            former: if unit_of_the_day == channel.unit { None } else { unit(channel.unit) },
            channel,
            survey,
            illustrative: reference_data.illustrative,
        }))
    }
}
