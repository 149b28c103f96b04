//! Settings: one struct a concern, each of which lists its variables. They are read through
//! [`Environment`], so that tests inject their own.

mod database;
mod environment;
mod mail;
mod publishing;
mod secret_key;
mod server;

pub use database::DatabaseSettings;
pub use environment::{ConfigError, Environment, ProcessEnvironment};
pub use mail::MailSettings;
pub use publishing::PublishDay;
pub use secret_key::SecretKey;
pub use server::ServerSettings;

use std::path::PathBuf;

use chrono_tz::Tz;

/// What the command line says before the environment is asked.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--data-dir`
    pub data_dir: Option<PathBuf>,
    /// `--bind`
    pub bind: Option<String>,
}

/// All settings of a process.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where private files live (`HAILONG_DATA_DIR`).
    pub data_dir: PathBuf,
    /// Reporting days and digests (`HAILONG_TIME_ZONE`).
    pub time_zone: Tz,
    /// The HTTP server.
    pub server: ServerSettings,
    /// PostgreSQL.
    pub database: DatabaseSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// When figures are published.
    pub publish_day: PublishDay,
}

impl Settings {
    /// Reads everything but the secret key, which only a server needs.
    pub fn read(environment: &dyn Environment, overrides: Overrides) -> Result<Self, ConfigError> {
        let data_dir = overrides.data_dir.or_else(|| environment.get("HAILONG_DATA_DIR").map(PathBuf::from));
        let time_zone = environment.get("HAILONG_TIME_ZONE").unwrap_or_else(|| "Asia/Ho_Chi_Minh".to_owned());
        Ok(Self {
            data_dir: data_dir.unwrap_or_else(|| PathBuf::from("./data")),
            time_zone: time_zone.parse().map_err(|_| {
                ConfigError::new("HAILONG_TIME_ZONE", "is no IANA time zone; write it like Asia/Ho_Chi_Minh")
            })?,
            server: ServerSettings::read(environment, overrides.bind)?,
            database: DatabaseSettings::read(environment)?,
            mail: MailSettings::read(environment)?,
            publish_day: PublishDay::read(environment)?,
        })
    }
}
