//! PostgreSQL: `DATABASE_URL`, `HAILONG_POOLER`.

use secrecy::SecretString;

use super::{ConfigError, Environment};

/// Which PostgreSQL to use.
#[derive(Clone, Debug)]
pub struct DatabaseSettings {
    /// A given server; `None` is the private cluster under the data directory.
    pub url: Option<SecretString>,
    /// Whether it is reached through a pooler that lends a session for one transaction at a time.
    pub pooled: bool,
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
        let pooled = match environment.get("HAILONG_POOLER").as_deref() {
            None => false,
            Some("transaction") if url.is_some() => true,
            Some("transaction") => {
                return Err(ConfigError::new("HAILONG_POOLER", "goes with DATABASE_URL, which is not set"));
            }
            Some(_) => {
                let problem = "must be transaction, for pgbouncer in that mode, or be absent";
                return Err(ConfigError::new("HAILONG_POOLER", problem));
            }
        };
        Ok(Self { url: url.map(SecretString::from), pooled })
    }
}
