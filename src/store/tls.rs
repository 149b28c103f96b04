//! Which certificates of a PostgreSQL server are accepted.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// What is checked about the server's certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CertificateCheck {
    /// Nothing: the connection is encrypted, but the peer is not verified.
    None,
    /// That a trusted authority has signed it.
    Authority,
    /// Also that it was made for the name of the server.
    AuthorityAndName,
}

/// The authorities that may sign the server's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TrustedAuthorities {
    /// Those that the operating system trusts.
    System,
    /// Those in a PEM file.
    File(String),
}

impl TrustedAuthorities {
    fn certificates(&self) -> Result<Vec<CertificateDer<'static>>, String> {
        match self {
            Self::System => {
                let found = rustls_native_certs::load_native_certs();
                for error in &found.errors {
                    tracing::warn!(%error, "certificates of the operating system could not be read");
                }
                Ok(found.certs)
            }
            Self::File(path) => {
                let failed = |error| format!("sslrootcert={path} cannot be read as a PEM file: {error}");
                CertificateDer::pem_file_iter(path).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
            }
        }
    }
}

/// The settings of TLS. The error says what is wrong with the authorities.
pub(super) fn client_config(
    check: CertificateCheck,
    authorities: &TrustedAuthorities,
) -> Result<ClientConfig, String> {
    let trusted = if check == CertificateCheck::None { Vec::new() } else { authorities.certificates()? };
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trusted.iter().cloned());
    if check != CertificateCheck::None && roots.is_empty() {
        return Err(match authorities {
            TrustedAuthorities::System => {
                "the operating system trusts no authority that could have signed the server's \
                certificate: install ca-certificates, or name the authority with sslrootcert=FILE"
                    .to_owned()
            }
            TrustedAuthorities::File(path) => format!("sslrootcert={path} contains no certificate"),
        });
    }
    let provider = Arc::new(ring::default_provider());
    let verifier = CertificateVerifier { check, roots, trusted, provider: Arc::clone(&provider) };
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?;
    Ok(config.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

#[derive(Debug)]
struct CertificateVerifier {
    check: CertificateCheck,
    roots: RootCertStore,
    /// The certificates of the authorities. If a server's own certificate is among them, its chain is not
    /// checked, and therefore neither is its expiry. Self-signed server certificates are usually marked as CA
    /// certificates, which rustls rejects for a server.
    trusted: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for CertificateVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.check == CertificateCheck::None {
            return Ok(ServerCertVerified::assertion());
        }
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !self.trusted.contains(end_entity) {
            let algorithms = self.provider.signature_verification_algorithms.all;
            let roots = &self.roots;
            verify_server_cert_signed_by_trust_anchor(&certificate, roots, intermediates, now, algorithms)?;
        }
        if self.check == CertificateCheck::AuthorityAndName {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
