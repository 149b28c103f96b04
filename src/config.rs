//! Settings: one struct per concern, whose docs name its variables. They are read through [`Environment`], so
//! that tests can inject their own.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono_tz::Tz;
use data_encoding::BASE64;
use lettre::message::Mailbox;
use rand::Rng;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use url::Url;

/// A source of settings by name.
pub trait Environment {
    /// The value of a variable; `None` if it is absent or empty.
    fn get(&self, name: &str) -> Option<String>;
}

/// The environment of the process.
#[derive(Clone, Copy, Debug)]
pub struct ProcessEnvironment;

impl Environment for ProcessEnvironment {
    fn get(&self, name: &str) -> Option<String> {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    }
}

impl Environment for BTreeMap<&str, &str> {
    fn get(&self, name: &str) -> Option<String> {
        BTreeMap::get(self, name).map(|&value| value.to_owned())
    }
}

/// An invalid setting. The message never repeats the value, which may be secret.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0}")]
pub struct ConfigError(String);

impl ConfigError {
    /// An error about `variable`. `problem` is the end of a sentence that begins with the variable's name.
    fn new(variable: impl Display, problem: impl Display) -> Self {
        Self(format!("{variable} {problem}"))
    }
}

fn require(is_met: bool, variable: &str, problem: &str) -> Result<(), ConfigError> {
    if is_met { Ok(()) } else { Err(ConfigError::new(variable, problem)) }
}

/// Values from the command line, which take precedence over the environment.
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
    /// The directory for private files (`HAILONG_DATA_DIR`).
    pub data_dir: PathBuf,
    /// The time zone of reporting days and digests (`HAILONG_TIME_ZONE`).
    pub time_zone: Tz,
    /// The HTTP server.
    pub server: ServerSettings,
    /// PostgreSQL.
    pub database: DatabaseSettings,
    /// Outgoing mail.
    pub mail: MailSettings,
    /// Signing in with OpenID Connect; `None` if people sign in only with passwords.
    pub oidc: Option<OidcSettings>,
    /// The day of the month on which the previous month is published (`HAILONG_PUBLISH_DAY`); `None` if only
    /// by hand.
    pub publish_day: Option<u32>,
}

impl Settings {
    /// Reads all settings except the secret key, which only a server needs.
    ///
    /// # Errors
    ///
    /// Fails if a variable has an invalid value.
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
            oidc: OidcSettings::read(environment)?,
            publish_day: read_publish_day(environment)?,
        })
    }
}

/// The address on which the server listens and its public origin: `HAILONG_BIND`, `HAILONG_BASE_URL`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Listen address.
    pub bind: SocketAddr,
    /// Public origin in QR codes and mails, without a trailing slash.
    pub base_url: String,
}

impl ServerSettings {
    fn read(environment: &dyn Environment, bind: Option<String>) -> Result<Self, ConfigError> {
        let bind =
            bind.or_else(|| environment.get("HAILONG_BIND")).unwrap_or_else(|| "127.0.0.1:8080".to_owned());
        let bind: SocketAddr = bind.parse().map_err(|_| {
            ConfigError::new("HAILONG_BIND", "is no address and port; write it like 127.0.0.1:8080")
        })?;
        let base_url = match environment.get("HAILONG_BASE_URL") {
            Some(origin) => checked_origin(&origin)?,
            None => format!("http://{bind}"),
        };
        Ok(Self { bind, base_url })
    }

    /// Whether the public origin uses TLS, so that cookies can be restricted to it.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

fn checked_origin(text: &str) -> Result<String, ConfigError> {
    let is_plain = |url: &Url| {
        matches!(url.scheme(), "http" | "https")
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    };
    let url = Url::parse(text).ok().filter(is_plain);
    let problem = "is no public origin; write it like https://hailong.hungyen.gov.vn, without a path";
    url.map(|url| url.origin().ascii_serialization())
        .ok_or_else(|| ConfigError::new("HAILONG_BASE_URL", problem))
}

/// The PostgreSQL server to use: `DATABASE_URL`, `HAILONG_OWNER_DATABASE_URL`, `HAILONG_POOLER`.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// The URL of a server; `None` means the private cluster under the data directory.
    pub url: Option<SecretString>,
    /// The URL with the role that owns the schema, only for migrating; `None` if `url` names that role.
    pub owner_url: Option<SecretString>,
    /// Whether connections go through a pooler that assigns a session per transaction.
    pub pooled: bool,
}

impl DatabaseSettings {
    fn read(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let url = environment.get("DATABASE_URL");
        let is_address = |url: &str| url.starts_with("postgres://") || url.starts_with("postgresql://");
        let problem = "is no PostgreSQL address; write it like postgresql://user:password@host:5432/hailong";
        require(url.as_deref().is_none_or(is_address), "DATABASE_URL", problem)?;
        let owner_url = environment.get("HAILONG_OWNER_DATABASE_URL");
        require(owner_url.as_deref().is_none_or(is_address), "HAILONG_OWNER_DATABASE_URL", problem)?;
        let pooler = environment.get("HAILONG_POOLER");
        let problem = "must be transaction, for pgbouncer in that mode, or be absent";
        require(pooler.as_deref().is_none_or(|mode| mode == "transaction"), "HAILONG_POOLER", problem)?;
        let problem = "goes with DATABASE_URL, which is not set";
        require(pooler.is_none() || url.is_some(), "HAILONG_POOLER", problem)?;
        require(owner_url.is_none() || url.is_some(), "HAILONG_OWNER_DATABASE_URL", problem)?;
        Ok(Self {
            url: url.map(SecretString::from),
            owner_url: owner_url.map(SecretString::from),
            pooled: pooler.is_some(),
        })
    }
}

/// The sender if none is configured.
const DEFAULT_SENDER: &str = "hailong@localhost";

/// Outgoing mail: `HAILONG_SMTP_URL`, `HAILONG_MAIL_FROM`.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// The URL of the SMTP server; if `None`, mails are written to `.eml` files in the data directory.
    pub smtp_url: Option<SecretString>,
    /// The sender.
    pub from: String,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { smtp_url: None, from: DEFAULT_SENDER.to_owned() }
    }
}

impl MailSettings {
    fn read(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let smtp_url = environment.get("HAILONG_SMTP_URL");
        let is_address = |text: &str| {
            Url::parse(text)
                .is_ok_and(|url| matches!(url.scheme(), "smtp" | "smtps") && url.host_str().is_some())
        };
        let problem = "is no SMTP address; write it like smtp://user:password@host:587?tls=required";
        require(smtp_url.as_deref().is_none_or(is_address), "HAILONG_SMTP_URL", problem)?;
        let from = environment.get("HAILONG_MAIL_FROM").unwrap_or_else(|| DEFAULT_SENDER.to_owned());
        let problem =
            "is no sender; write it like hailong@hungyen.gov.vn or Hài lòng <hailong@hungyen.gov.vn>";
        require(from.parse::<Mailbox>().is_ok(), "HAILONG_MAIL_FROM", problem)?;
        Ok(Self { smtp_url: smtp_url.map(SecretString::from), from })
    }
}

/// Signing in with OpenID Connect: `HAILONG_OIDC_ISSUER`, without which the others are not read;
/// `HAILONG_OIDC_CLIENT_ID`, `HAILONG_OIDC_CLIENT_SECRET` or `HAILONG_OIDC_CLIENT_SECRET_FILE`,
/// `HAILONG_OIDC_NAME`, `HAILONG_OIDC_ROLE_CLAIM` with `HAILONG_OIDC_UNIT_CLAIM`.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// The address of the provider, exactly as it names itself; addresses that differ by a slash are different
    /// issuers. With TLS, or on this machine.
    pub issuer: String,
    /// The name under which the provider knows hailong.
    pub client_id: String,
    /// The secret that the provider gave to hailong.
    pub client_secret: SecretString,
    /// What people call the provider; in the button's text.
    pub name: String,
    /// The claims that make accounts for unknown people; `None` if admins invite everybody.
    pub claims: Option<ClaimNames>,
}

/// The claims that say which role a new person has, and at which unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimNames {
    /// The claim with a role's name.
    pub role: String,
    /// The claim with a unit's code.
    pub unit: String,
}

impl OidcSettings {
    fn read(environment: &dyn Environment) -> Result<Option<Self>, ConfigError> {
        let Some(issuer) = environment.get("HAILONG_OIDC_ISSUER") else { return Ok(None) };
        let url = Url::parse(&issuer).ok().filter(is_issuer);
        let problem = "is no issuer; write it as the provider does, like https://sso.hungyen.gov.vn/realms/tinh; \
                       without TLS only on this machine";
        let url = url.ok_or_else(|| ConfigError::new("HAILONG_OIDC_ISSUER", problem))?;
        let client_id = environment.get("HAILONG_OIDC_CLIENT_ID");
        let problem = "is missing: HAILONG_OIDC_ISSUER is set, and the provider knows hailong by a client id";
        let client_id = client_id.ok_or_else(|| ConfigError::new("HAILONG_OIDC_CLIENT_ID", problem))?;
        let role = environment.get("HAILONG_OIDC_ROLE_CLAIM");
        let unit = environment.get("HAILONG_OIDC_UNIT_CLAIM");
        let problem = "is missing: new people need a role and a unit, so both claims are set, or none";
        require(role.is_none() || unit.is_some(), "HAILONG_OIDC_UNIT_CLAIM", problem)?;
        require(unit.is_none() || role.is_some(), "HAILONG_OIDC_ROLE_CLAIM", problem)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        Ok(Some(Self {
            issuer,
            client_id,
            client_secret: read_client_secret(environment)?,
            name: environment.get("HAILONG_OIDC_NAME").unwrap_or(host),
            claims: role.zip(unit).map(|(role, unit)| ClaimNames { role, unit }),
        }))
    }
}

fn is_issuer(url: &Url) -> bool {
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    (url.scheme() == "https" || url.scheme() == "http" && is_local)
        && url.host_str().is_some()
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
}

fn read_client_secret(environment: &dyn Environment) -> Result<SecretString, ConfigError> {
    const VALUE: &str = "HAILONG_OIDC_CLIENT_SECRET";
    const FILE: &str = "HAILONG_OIDC_CLIENT_SECRET_FILE";
    match (environment.get(VALUE), environment.get(FILE)) {
        (Some(_), Some(_)) => {
            Err(ConfigError::new(FILE, format!("and {VALUE} are both set; set one of them")))
        }
        (Some(secret), None) => Ok(secret.into()),
        (None, Some(file)) => {
            let text = fs::read_to_string(file);
            let text = text.map_err(|error| {
                ConfigError::new(FILE, format!("names a file that cannot be read: {error}"))
            })?;
            require(!text.trim().is_empty(), FILE, "names an empty file")?;
            Ok(text.trim().to_owned().into())
        }
        (None, None) => {
            Err(ConfigError::new(VALUE, format!("is missing: HAILONG_OIDC_ISSUER is set; set it or {FILE}")))
        }
    }
}

fn read_publish_day(environment: &dyn Environment) -> Result<Option<u32>, ConfigError> {
    match environment.get("HAILONG_PUBLISH_DAY").as_deref() {
        None | Some("") => Ok(Some(5)),
        Some("manual") => Ok(None),
        Some(text) => match text.parse() {
            Ok(day @ 1..=28) => Ok(Some(day)),
            _ => Err(ConfigError::new("HAILONG_PUBLISH_DAY", "is no day from 1 to 28, and not \"manual\"")),
        },
    }
}

/// Minimum length in bytes; shorter keys could be guessed.
const SHORTEST_KEY: usize = 32;

/// The secret that authenticates form tokens, from `HAILONG_SECRET_KEY` or generated once in the data
/// directory. It has at least 32 bytes, which are printed as `[REDACTED]`.
#[derive(Clone, Debug)]
pub struct SecretKey(SecretSlice<u8>);

impl SecretKey {
    /// Reads the variable, or else the file `secret.key`, which it creates with mode 0600 if it is absent.
    ///
    /// # Errors
    ///
    /// Fails if the key is not base64 of at least 32 bytes, or if the file cannot be read or created.
    pub fn read_or_make(environment: &dyn Environment, data_dir: &Path) -> Result<Self, ConfigError> {
        if let Some(text) = environment.get("HAILONG_SECRET_KEY") {
            return Self::decode(&text, "HAILONG_SECRET_KEY");
        }
        let path = data_dir.join("secret.key");
        let name = path.display().to_string();
        match fs::read_to_string(&path) {
            Ok(text) => Self::decode(&text, &name),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(data_dir, &path)
                .and_then(|()| fs::read_to_string(&path))
                .map_err(|error| ConfigError::new(&name, format!("cannot be made: {error}")))
                .and_then(|text| Self::decode(&text, &name)),
            Err(error) => Err(ConfigError::new(name, format!("cannot be read: {error}"))),
        }
    }

    fn decode(text: &str, name: &str) -> Result<Self, ConfigError> {
        let bytes = BASE64.decode(text.trim().as_bytes()).ok().filter(|bytes| bytes.len() >= SHORTEST_KEY);
        let bytes = bytes.ok_or_else(|| ConfigError::new(name, "is not base64 of 32 bytes or more"))?;
        Ok(Self(bytes.into()))
    }

    /// Creates the file. Two processes may do this at the same time: the first file remains, complete, and
    /// both read it.
    fn make(data_dir: &Path, path: &Path) -> io::Result<()> {
        let mut bytes = [0_u8; SHORTEST_KEY];
        rand::rng().fill_bytes(&mut bytes);
        fs::create_dir_all(data_dir)?;
        let draft = path.with_extension(format!("draft-{}", std::process::id()));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        file.write_all(BASE64.encode(&bytes).as_bytes())?;
        file.sync_all()?;
        let linked = fs::hard_link(&draft, path);
        fs::remove_file(&draft)?;
        linked.or_else(|error| if error.kind() == io::ErrorKind::AlreadyExists { Ok(()) } else { Err(error) })
    }

    /// The bytes, for a message authentication code.
    pub fn expose(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests;
