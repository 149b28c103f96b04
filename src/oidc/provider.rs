//! The provider: its addresses and keys, found by discovery and kept for some minutes.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AuthType, Client, ClientId, ClientSecret, DiscoveryError, EmptyExtraTokenFields, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IdTokenFields, IssuerUrl, RedirectUrl, StandardErrorResponse,
    StandardTokenResponse, TokenUrl, UserInfoUrl,
};
use secrecy::ExposeSecret;
use tokio::sync::{Mutex, Semaphore};
use url::Url;

use super::claims::OtherClaims;
use super::http::ProviderClient;
use crate::config::OidcSettings;

/// How long addresses and keys are kept.
const KEPT_FOR: Duration = Duration::from_mins(10);
/// How long a failure is remembered, so that an outage costs one timeout, not one for each person who waits.
const FAILURE_KEPT_FOR: Duration = Duration::from_secs(5);
/// Sign-ins that may wait for the provider at the same time.
const EXCHANGES_AT_ONCE: usize = 16;

/// What the provider sends for a code.
pub(super) type ProviderTokens = StandardTokenResponse<
    IdTokenFields<
        OtherClaims,
        EmptyExtraTokenFields,
        CoreGenderClaim,
        CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    >,
    CoreTokenType,
>;

/// The protocol with the addresses of discovery: always one for people, perhaps those for tokens and user
/// information.
type Protocol = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    ProviderTokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// Why a sign-in with the provider fails. The details are in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderFault {
    /// The provider does not answer, or not as it should.
    Away,
    /// The answer is not trustworthy: from another issuer, wrongly signed, or for another request.
    Untrusted,
    /// The provider refuses the code: it is not its own, or was used before.
    CodeRefused,
}

/// The provider with which staff may sign in.
#[derive(Debug)]
pub struct OidcProvider {
    pub(super) settings: OidcSettings,
    redirect: String,
    found: Mutex<Discovery>,
    pub(super) exchanges: Semaphore,
}

/// The result of the last discovery, and when it was made.
type Discovery = Option<(Instant, Result<Arc<DiscoveredProvider>, ProviderFault>)>;

/// What discovery found.
#[derive(Debug)]
pub(super) struct DiscoveredProvider {
    pub(super) protocol: Protocol,
    pub(super) client: ProviderClient,
    /// Whether there is an address for user information.
    pub(super) has_user_info: bool,
}

impl OidcProvider {
    /// The provider of the settings, which leads people back to the origin `base_url`. Asks it nothing yet.
    pub fn new(settings: OidcSettings, base_url: &str) -> Self {
        let redirect = format!("{base_url}/staff/oidc/callback");
        Self { settings, redirect, found: Mutex::default(), exchanges: Semaphore::new(EXCHANGES_AT_ONCE) }
    }

    /// The settings.
    pub fn settings(&self) -> &OidcSettings {
        &self.settings
    }

    /// Addresses and keys of the provider, at most some minutes old.
    pub(super) async fn discovered(&self) -> Result<Arc<DiscoveredProvider>, ProviderFault> {
        let mut found = self.found.lock().await;
        if let Some((when, result)) = &*found {
            let kept_for = if result.is_ok() { KEPT_FOR } else { FAILURE_KEPT_FOR };
            if when.elapsed() < kept_for {
                return result.clone();
            }
        }
        let result = self.discover().await.map(Arc::new);
        *found = Some((Instant::now(), result.clone()));
        result
    }

    /// Asks again, unless another request has done so since `known` was found.
    pub(super) async fn rediscovered(
        &self,
        known: &Arc<DiscoveredProvider>,
    ) -> Result<Arc<DiscoveredProvider>, ProviderFault> {
        {
            let mut found = self.found.lock().await;
            if matches!(&*found, Some((_, Ok(current))) if Arc::ptr_eq(current, known)) {
                *found = None;
            }
        }
        self.discovered().await
    }

    async fn discover(&self) -> Result<DiscoveredProvider, ProviderFault> {
        let issuer_text = self.settings.issuer.clone();
        let is_local = issuer_text.starts_with("http://");
        let client = ProviderClient::new(is_local)
            .map_err(|error| self.fault(ProviderFault::Away, &in_words(&error)))?;
        let issuer = IssuerUrl::new(issuer_text)
            .map_err(|error| self.fault(ProviderFault::Away, &in_words(&error)))?;
        let send = |request| client.send(request);
        // Fails if the document names another issuer.
        let metadata = CoreProviderMetadata::discover_async(issuer, &send).await.map_err(|error| {
            let is_lie = matches!(error, DiscoveryError::Validation(_));
            self.fault(if is_lie { ProviderFault::Untrusted } else { ProviderFault::Away }, &in_words(&error))
        })?;
        let addresses = [
            Some(metadata.authorization_endpoint().url()),
            metadata.token_endpoint().map(TokenUrl::url),
            metadata.userinfo_endpoint().map(UserInfoUrl::url),
        ];
        let is_safe = |address: &Url| is_local || address.scheme() == "https";
        if !addresses.into_iter().flatten().all(is_safe) {
            return Err(
                self.fault(ProviderFault::Untrusted, "an address in its discovery document has no TLS")
            );
        }
        let has_user_info = metadata.userinfo_endpoint().is_some();
        let methods = metadata.token_endpoint_auth_methods_supported().cloned().unwrap_or_default();
        let takes_only_post = methods.contains(&CoreClientAuthMethod::ClientSecretPost)
            && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic);
        let secret = ClientSecret::new(self.settings.client_secret.expose_secret().to_owned());
        let id = ClientId::new(self.settings.client_id.clone());
        let redirect = RedirectUrl::new(self.redirect.clone());
        let redirect = redirect.map_err(|error| self.fault(ProviderFault::Away, &in_words(&error)))?;
        let protocol = Protocol::from_provider_metadata(metadata, id, Some(secret))
            .set_redirect_uri(redirect)
            .set_auth_type(if takes_only_post { AuthType::RequestBody } else { AuthType::BasicAuth });
        Ok(DiscoveredProvider { protocol, client, has_user_info })
    }

    /// Writes to the log why something failed, and returns `fault`. `cause` contains neither tokens nor secrets.
    pub(super) fn fault(&self, fault: ProviderFault, cause: &str) -> ProviderFault {
        let issuer = &self.settings.issuer;
        tracing::warn!(target: "security", issuer, cause, "signing in with OpenID Connect fails: {fault:?}");
        fault
    }
}

/// An error with all its causes, for the log.
pub(super) fn in_words(error: &dyn Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        words.push_str(": ");
        words.push_str(&cause.to_string());
        source = cause.source();
    }
    words
}
