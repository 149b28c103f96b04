//! Publishing: `HAILONG_PUBLISH_DAY`.

use super::{ConfigError, Environment};

/// On which day of a month the month before is published; `None`: only by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublishDay(pub Option<u32>);

impl PublishDay {
    pub(super) fn read(environment: &dyn Environment) -> Result<Self, ConfigError> {
        let problem = "is no day from 1 to 28, and not \"manual\"";
        match environment.get("HAILONG_PUBLISH_DAY").as_deref() {
            None | Some("") => Ok(Self(Some(5))),
            Some("manual") => Ok(Self(None)),
            Some(text) => match text.parse() {
                Ok(day @ 1..=28) => Ok(Self(Some(day))),
                _ => Err(ConfigError::new("HAILONG_PUBLISH_DAY", problem)),
            },
        }
    }
}
