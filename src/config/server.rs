//! The HTTP server: `HAILONG_BIND`, `HAILONG_BASE_URL`.

use std::net::SocketAddr;

use url::Url;

use super::{ConfigError, Environment};

/// Where it listens and what the world calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerSettings {
    /// Listen address.
    pub bind: SocketAddr,
    /// Public origin in QR codes and mails, without a slash at its end.
    pub base_url: String,
}

impl ServerSettings {
    pub(super) fn read(environment: &dyn Environment, bind: Option<String>) -> Result<Self, ConfigError> {
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

    /// Whether citizens reach us by TLS, so that cookies may demand it.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

fn checked_origin(text: &str) -> Result<String, ConfigError> {
    let wrong = || {
        let problem = "is no public origin; write it like https://hailong.hungyen.gov.vn, without a path";
        ConfigError::new("HAILONG_BASE_URL", problem)
    };
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https")
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty();
    if plain { Ok(url.origin().ascii_serialization()) } else { Err(wrong()) }
}
