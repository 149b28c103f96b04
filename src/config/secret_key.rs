//! The secret that authenticates form tokens: `HAILONG_SECRET_KEY`, or made once in the data directory.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use data_encoding::BASE64;
use rand::Rng;
use secrecy::{ExposeSecret, SecretSlice};

use super::{ConfigError, Environment};

/// Fewer bytes could be guessed.
const SHORTEST: usize = 32;

/// A key of at least 32 bytes that prints as `[REDACTED]`.
#[derive(Clone, Debug)]
pub struct SecretKey(SecretSlice<u8>);

impl SecretKey {
    /// Reads the variable or the file `secret.key`, which it makes with mode 0600 where it is absent.
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
        let bytes = BASE64.decode(text.trim().as_bytes()).ok().filter(|bytes| bytes.len() >= SHORTEST);
        let bytes = bytes.ok_or_else(|| ConfigError::new(name, "is not base64 of 32 bytes or more"))?;
        Ok(Self(bytes.into()))
    }

    /// Two processes may do this at once: the first file stays, whole, and both read it.
    fn make(data_dir: &Path, path: &Path) -> io::Result<()> {
        let mut bytes = [0_u8; SHORTEST];
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
