//! The address of a PostgreSQL server, with `sslmode` and `sslrootcert` as libpq means them. tokio-postgres
//! knows neither the stricter values of the one nor the other, so both are taken out of the URL here.

use std::net::IpAddr;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls_improved::MakeRustlsConnect;

use super::StoreError;
use super::error::with_causes;
use super::tls::{CertificateCheck, TrustedAuthorities, client_config};

/// Where a server is, as which role to connect, and how the connection is encrypted.
#[derive(Clone)]
pub(super) struct DatabaseAddress {
    pub(super) config: Config,
    /// `None` if the connection is not encrypted.
    pub(super) tls: Option<MakeRustlsConnect>,
}

impl DatabaseAddress {
    /// Reads a URL, and the file of authorities that it names.
    pub(super) fn parse(url: &SecretString) -> Result<Self, StoreError> {
        let (url, options) = TlsOptions::take_from(url.expose_secret());
        let config = url.parse().map_err(|error: tokio_postgres::Error| with_causes(&error));
        let mut config: Config = config.map_err(StoreError::Address)?;
        let encryption = Encryption::choose(&config, &options).map_err(StoreError::Address)?;
        config.ssl_mode(encryption.mode);
        let tls = match encryption.mode {
            SslMode::Disable => None,
            _ => Some(client_config(encryption.check, &encryption.authorities).map_err(StoreError::Address)?),
        };
        Ok(Self { config, tls: tls.map(MakeRustlsConnect::new) })
    }

    /// Why a connection failed, and what helps if TLS is the reason.
    pub(super) fn explain(&self, error: &tokio_postgres::Error) -> String {
        let cause = with_causes(error);
        let hosts: Vec<String> = self.config.get_hosts().iter().map(name_of).collect();
        let hosts = hosts.join(", ");
        if cause.contains("server does not support TLS") {
            return format!(
                "PostgreSQL at {hosts} offers no TLS: set `ssl = on` in its postgresql.conf, or add sslmode=disable to the \
                 address if no stranger can listen on the way"
            );
        }
        if cause.contains("invalid peer certificate") {
            return format!(
                "the certificate of PostgreSQL at {hosts} is refused ({cause}): name the authority that signed it with \
                 sslrootcert=FILE and the server as the certificate does, or encrypt without checking with sslmode=require"
            );
        }
        cause
    }
}

/// The options of a URL that tokio-postgres does not understand.
#[derive(Debug, Default, PartialEq, Eq)]
struct TlsOptions {
    mode: Option<String>,
    authorities: Option<String>,
}

impl TlsOptions {
    /// Takes the options out of a URL, and returns what is left of it.
    fn take_from(url: &str) -> (String, Self) {
        // A password may contain a question mark.
        let host = url.find('@').unwrap_or(0);
        let Some((start, query)) = url.split_at(host).1.split_once('?') else {
            return (url.to_owned(), Self::default());
        };
        let start = format!("{}{start}", url.split_at(host).0);
        let mut options = Self::default();
        let mut others = Vec::new();
        for option in query.split('&') {
            let (key, value) = option.split_once('=').unwrap_or((option, ""));
            let value = || Some(percent_decode_str(value).decode_utf8_lossy().into_owned());
            match key {
                "sslmode" => options.mode = value(),
                "sslrootcert" => options.authorities = value(),
                _ => others.push(option),
            }
        }
        let url = if others.is_empty() { start } else { format!("{start}?{}", others.join("&")) };
        (url, options)
    }
}

/// How a connection is encrypted.
#[derive(Debug, PartialEq, Eq)]
struct Encryption {
    mode: SslMode,
    check: CertificateCheck,
    authorities: TrustedAuthorities,
}

impl Encryption {
    /// Without `sslmode` a connection that leaves the machine must be encrypted; libpq would not insist.
    fn choose(config: &Config, options: &TlsOptions) -> Result<Self, String> {
        let authorities = match options.authorities.as_deref() {
            None | Some("system") => TrustedAuthorities::System,
            Some(path) => TrustedAuthorities::File(path.to_owned()),
        };
        let names_file = matches!(authorities, TrustedAuthorities::File(_));
        let default = match options.authorities.as_deref() {
            Some("system") => "verify-full",
            _ if leaves_machine(config) => "require",
            _ => "disable",
        };
        let (mode, check) = match options.mode.as_deref().unwrap_or(default) {
            "disable" => (SslMode::Disable, CertificateCheck::None),
            "prefer" => (SslMode::Prefer, CertificateCheck::None),
            // As libpq does for the sake of old addresses.
            "require" if names_file => (SslMode::Require, CertificateCheck::Authority),
            "require" => (SslMode::Require, CertificateCheck::None),
            "verify-ca" => (SslMode::Require, CertificateCheck::Authority),
            "verify-full" => (SslMode::Require, CertificateCheck::AuthorityAndName),
            other => {
                return Err(format!(
                    "sslmode={other} is not known: use disable, prefer, require, verify-ca or verify-full"
                ));
            }
        };
        if options.authorities.as_deref() == Some("system") && check != CertificateCheck::AuthorityAndName {
            return Err(
                "sslrootcert=system goes with sslmode=verify-full only: those authorities sign for anybody"
                    .to_owned(),
            );
        }
        // libpq too takes no notice of sslmode on a socket.
        let uses_sockets_only = !config.get_hosts().is_empty() && config.get_hosts().iter().all(is_socket);
        let mode = if uses_sockets_only { SslMode::Disable } else { mode };
        Ok(Self { mode, check, authorities })
    }
}

fn is_socket(host: &Host) -> bool {
    matches!(host, Host::Unix(_))
}

/// Whether a connection may go to another machine.
fn leaves_machine(config: &Config) -> bool {
    if !config.get_hostaddrs().is_empty() {
        return config.get_hostaddrs().iter().any(|address| !address.is_loopback());
    }
    config.get_hosts().iter().any(|host| match host {
        Host::Tcp(name) => {
            name != "localhost" && !name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        Host::Unix(_) => false,
    })
}

fn name_of(host: &Host) -> String {
    match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choose(url: &str) -> Result<(SslMode, CertificateCheck), String> {
        let (url, options) = TlsOptions::take_from(url);
        Encryption::choose(&url.parse().unwrap(), &options).map(|chosen| (chosen.mode, chosen.check))
    }

    #[test]
    fn what_leaves_the_machine_is_encrypted_unless_the_address_says_otherwise() {
        use CertificateCheck as Check;
        for (url, expected) in [
            ("postgresql://u@127.0.0.1/d", (SslMode::Disable, Check::None)),
            ("postgresql://u@localhost:6432/d", (SslMode::Disable, Check::None)),
            ("postgresql://u@[::1]/d", (SslMode::Disable, Check::None)),
            (
                "postgresql://u:p@/d?host=%2Frun%2Fpostgresql&sslmode=verify-full",
                (SslMode::Disable, Check::AuthorityAndName),
            ),
            ("postgresql://u@db.example/d", (SslMode::Require, Check::None)),
            ("postgresql://u@10.0.0.5/d?application_name=x", (SslMode::Require, Check::None)),
            ("postgresql://u@localhost,db.example/d", (SslMode::Require, Check::None)),
            ("postgresql://u@localhost/d?hostaddr=10.0.0.5", (SslMode::Require, Check::None)),
            ("postgresql://u@db.example/d?sslmode=disable", (SslMode::Disable, Check::None)),
            ("postgresql://u@db.example/d?sslmode=prefer", (SslMode::Prefer, Check::None)),
            (
                "postgresql://u@db.example/d?sslmode=require&sslrootcert=ca.pem",
                (SslMode::Require, Check::Authority),
            ),
            ("postgresql://u@db.example/d?sslrootcert=ca.pem", (SslMode::Require, Check::Authority)),
            ("postgresql://u@127.0.0.1/d?sslmode=verify-ca", (SslMode::Require, Check::Authority)),
            ("postgresql://u@db.example/d?sslrootcert=system", (SslMode::Require, Check::AuthorityAndName)),
        ] {
            assert_eq!(choose(url), Ok(expected), "{url}");
        }
        assert!(choose("postgresql://u@db.example/d?sslmode=allow").unwrap_err().contains("use disable"));
        let weak = choose("postgresql://u@db.example/d?sslmode=require&sslrootcert=system").unwrap_err();
        assert!(weak.contains("verify-full only"), "{weak}");
    }

    #[test]
    fn the_options_are_taken_out_of_the_url_and_decoded() {
        let url =
            "postgresql://u:p?w@db/d?sslmode=verify-ca&connect_timeout=3&sslrootcert=%2Fetc%2Fa%20b.pem";
        let (rest, options) = TlsOptions::take_from(url);
        assert_eq!(rest, "postgresql://u:p?w@db/d?connect_timeout=3");
        assert_eq!(options.mode.as_deref(), Some("verify-ca"));
        assert_eq!(options.authorities.as_deref(), Some("/etc/a b.pem"));
        assert_eq!(TlsOptions::take_from("postgresql://u@db/d?sslmode=require").0, "postgresql://u@db/d");
    }

    #[test]
    fn a_file_of_authorities_that_is_missing_or_empty_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ca.pem");
        let fails = || {
            let url =
                format!("postgresql://u@db.example/d?sslmode=verify-full&sslrootcert={}", file.display());
            DatabaseAddress::parse(&url.into()).err().expect("no authority").to_string()
        };
        assert!(fails().contains("cannot be read as a PEM file"), "{}", fails());
        std::fs::write(&file, "").unwrap();
        assert!(fails().contains("contains no certificate"), "{}", fails());
    }
}
