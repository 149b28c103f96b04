//! PostgreSQL: `DATABASE_URL`.

use secrecy::SecretString;

use super::{ConfigError, Environment};

/// Which PostgreSQL to use.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// A given server; `None` is the private cluster under the data directory.
    pub url: Option<SecretString>,
}

impl DatabaseSettings {
    pub(super) fn read(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let url = environment.get("DATABASE_URL");
        if url
            .as_deref()
            .is_some_and(|url| !url.starts_with("postgres://") && !url.starts_with("postgresql://"))
        {
            let problem =
                "is no PostgreSQL address; write it like postgresql://user:password@host:5432/hailong";
            return Err(ConfigError::new("DATABASE_URL", problem));
        }
        Ok(Self { url: url.map(SecretString::from) })
    }
}
